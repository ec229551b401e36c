"""Every call of the store, by name: what loops repeat and what buttons do. A test explains their statements, and
tests/bench/store_statements.py times them among a million jobs."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from types import MappingProxyType

import numpy as np

from bot.member import Member
from bot.policy.quota import BotLimits, Day, limits
from bot.policy.settings import Settings
from bot.store import Caption, Listing, Moderator, NewJob, RefusedRequest, Share, Store, WebMessage
from bot.store.vote_entries import delivery_of
from bot.text.search_words import wanted
from inference.api import Codes

DAY = 24 * 3600.0


@dataclass(frozen=True)
class Place:
    """Where the calls happen: an asker, in a community that has jobs."""

    member: Member
    job: str
    now: float

    @property
    def key(self) -> str:
        return f"{self.member.platform}:{self.member.community}"

    @property
    def day(self) -> Day:
        return Day(self.now - DAY / 2, self.now + DAY / 2)


MOD = Moderator("mod", "Mo")
CODES: Codes = np.zeros((9, 256), np.int32)
FREE = Settings(None, {}, None, None, member_unfinished=1_000_000)
MESSAGE = WebMessage(id="m1", community="here", channel="general", author="ann", author_name="Ann")


def request(member: Member, delivery: str = "") -> NewJob:
    return NewJob(
        platform=member.platform, community=member.community, channel=member.channel, user=member.user,
        name=member.name, prompt="a corgi", seed=7, delivery=delivery,
    )  # fmt: skip


async def _reserve(store: Store, at: Place) -> None:
    strict = replace(FREE, member_per_day=10**6, channel_per_day=10**6, community_per_day=10**6)
    allowed = limits(strict, at.member, 0, BotLimits(10**6), at.now)
    await store.reserve(request(at.member, f"d{at.now}"), allowed)


async def _a_job(store: Store, at: Place) -> None:
    """From the request to the picture, and away again."""
    allowed = limits(FREE, at.member, 0, BotLimits(), at.now)
    job = (await store.reserve(request(at.member), allowed)).job.id
    await store.admit([job], 1.0, at.day, 1e9)
    assert await store.started(job)
    assert await store.readdress(job, "there")
    assert await store.hold(job)
    assert await store.drawn(job, CODES, 1.0)
    assert await store.posted(job)
    await store.overwritten(job)
    await store.adopt(at.member.platform)
    assert await store.posted(job)
    assert await store.shared(job, at.member.user, "tile")
    await _shares(store, replace(at, job=job))
    await _votes(store, replace(at, job=job))
    assert await store.deleted(job, at.member.user)
    await store.late(at.member.platform, job, "late")


async def _web(store: Store, at: Place) -> None:
    web = store.web_messages
    await web.add(MESSAGE)
    await web.update("m1", {}, job=at.job)
    await web.message("m1")
    await web.of_job(at.job)
    await web.page("here", "general", "ann", before=10**9)
    await web.remove("m1")


async def _captions(store: Store, at: Place) -> None:
    words = Caption(job=at.job, tile=1, user="ann", name="Ann", top="a", bottom="", style="bar", alt="A.")
    await store.captions.add(words)
    await store.captions.get("c1234")


async def _shares(store: Store, at: Place) -> None:
    tile = Share(
        platform=at.member.platform, job=at.job, tile=1, caption="c1234", user="ann", name="Ann", channel="general",
        channel_name="general", address="there", delivery=f"d{at.now}",
    )  # fmt: skip
    for number, one in enumerate((tile, replace(tile, caption=""), tile)):
        begun = await store.shares.begin(replace(one, delivery=f"d{at.now}-{number}"))
        assert begun is not None
        share, _ = begun
        await store.shares.get(share.id)
        await store.shares.of(share.job)
        await store.shares.unsettled(at.member.platform, at.now, at.now)
        assert await store.shares.pressed(f"d{at.now}-{number}")
        assert await store.shares.posted(at.member.platform, at.job, share.id, "there")
        if number < 2:
            await store.shares.withdrawn(at.member.platform, at.job, share.id)
    await store.shares.withdrawn(at.member.platform, at.job, user="ann")
    await store.shares.dropped(share.id)
    assert not await store.shares.posted(at.member.platform, at.job, share.id, "there")
    await store.shares.visible(at.job)


async def _gallery(store: Store, at: Place) -> None:
    """Every listing, from the newest and from both sides of an entry; and what makes a tile somebody's."""
    gallery, words = store.gallery, tuple(wanted("corgi rocket"))
    await gallery.favour(at.member, at.job, 5, True)
    await gallery.is_favourite(at.member, at.job, 5)
    for what in ("mine", "favourites", "here", "search"):
        listing = Listing(what, at.member, words)
        for place in ({}, {"before": 1000}, {"after": 1000}):
            await gallery.page(listing, 40, **place)
    await gallery.page(Listing("search", at.member, words, frozenset({"secret"}), only_here=True), 40)
    await gallery.codes([at.job])
    grid = await store.job(at.job)
    assert grid is not None
    for tile in (0, 5):
        await gallery.children(grid, tile, 50)
    await gallery.favour(at.member, at.job, 5, False)


async def _votes(store: Store, at: Place) -> None:
    """From the vote to the post in the hall of fame, and away again."""
    votes, job = store.votes, await store.job(at.job)
    assert job is not None
    assert await votes.give(at.member, job, 5)
    await votes.tally(at.member, at.job, 5)
    for since in (0.0, at.now - 7 * DAY):
        await votes.top(at.member, since, 40)
    await votes.take_back(at.member, at.job, 5)
    await votes.unannounced(at.job, 5)
    platform = at.member.platform
    post = Share(
        platform=platform, job=at.job, tile=5, user="ann", name="Ann", channel="hall", channel_name="hall",
        address="there", delivery=delivery_of(platform, at.job, 5),
    )  # fmt: skip
    begun = await store.shares.begin(post)
    assert begun is not None
    await store.shares.posted(platform, at.job, begun[0].id, "there")
    assert await votes.give(at.member, job, 5)
    ((_, count),) = await votes.recounts(platform, 50, ["b2c3d"])
    await votes.recounted(begun[0].id, count)
    assert await votes.recounts(platform, 50) == []
    await store.shares.withdrawn(platform, at.job, begun[0].id)


async def _slack(store: Store, at: Place) -> None:
    await store.slack.write("T1", b"sealed")
    await store.slack.read("T1")
    await store.slack.remove("T1")


async def _reports(store: Store, at: Place) -> None:
    assert await store.reported(at.job, at.member.user, "report")
    assert await store.shares.reports(at.job)
    assert await store.shares.reports(at.job, at.member.user)
    await store.dismissed(at.member.platform, at.job)


async def _attempts(store: Store, at: Place) -> None:
    """What a rehearsal reads, and what a refusal keeps."""
    refused = RefusedRequest(at.key, "general", at.member.user, "Ann", frozenset(), relaxed=False, at=at.now)
    await store.attempts.refused([refused])
    week = await store.attempts.week(at.key, at.now - 7 * DAY, at.now, elsewhere=True)
    assert any(not one.accepted for one in week.attempts)
    await store.attempts.asked(at.key, at.now - 7 * DAY, 5000)
    await store.attempts.names([at.job])


async def _removals(store: Store, at: Place) -> None:
    await store.repeated(at.member.platform, "twice")
    for one in await store.removals(at.member.platform):
        await store.removal_done(one.number, one.address)


LOOPS: MappingProxyType[str, Callable[[Store, Place], Awaitable[object]]] = MappingProxyType(
    {
        "adopt": lambda store, at: store.adopt(at.member.platform, [at.job]),
        "renew": lambda store, at: store.renew([at.job]),
        "unfinished": lambda store, at: store.unfinished(),
        "admit": lambda store, at: store.admit([at.job], 1.0, at.day, 1e9),
        "repeated, removals, removal_done": _removals,
        "communities": lambda store, at: store.communities.known(at.member.platform),
        "statistics.spent": lambda store, at: store.statistics.spent(at.day),
        "statistics.refused": lambda store, at: store.statistics.refused(at.key, "rude"),
        "expire": lambda store, at: store.expire(),
    }
)
BUTTONS: MappingProxyType[str, Callable[[Store, Place], Awaitable[object]]] = MappingProxyType(
    {
        "reserve": _reserve,
        "started, readdress, hold, drawn, posted, overwritten, shared, deleted, late, "
        "votes.give, votes.take_back, votes.tally, votes.top, votes.recounts, "
        "votes.recounted, votes.unannounced": _a_job,
        "unseen": lambda store, at: store.unseen(at.job),
        "reported, shares.reports, dismissed": _reports,
        "failed": lambda store, at: store.failed(at.job, "E1"),
        "cancelled": lambda store, at: store.cancelled(at.job, "mod"),
        "job": lambda store, at: store.job(at.job),
        "newest": lambda store, at: store.newest(at.member),
        "newest of all": lambda store, at: store.newest(at.member, unfinished=False),
        "unfinished in a community": lambda store, at: store.unfinished(at.key),
        "unfinished of a user": lambda store, at: store.unfinished(None, at.member.user),
        "used": lambda store, at: store.used(limits(FREE, at.member, 0, BotLimits(), at.now)),
        "prompts_since": lambda store, at: store.prompts_since(at.key, at.now - 7 * DAY, 5000),
        "channels": lambda store, at: store.channels(at.key, at.member.user),
        "removed": lambda store, at: store.communities.removed(at.key),
        "back": lambda store, at: store.communities.back(at.key),
        "decisions.settings": lambda store, at: store.decisions.settings(at.key),
        "decisions.change": lambda store, at: store.decisions.change(at.key, _next, MOD),
        "decisions.undo": lambda store, at: store.decisions.undo(at.key, MOD),
        "decisions.audit": lambda store, at: store.decisions.audit(at.key, 2),
        "decisions.log": lambda store, at: store.decisions.log(at.key, MOD, "cancel-all"),
        "decisions.grant": lambda store, at: store.decisions.grant(at.key, at.member.user, 3, MOD),
        "decisions.time_out": lambda store, at: store.decisions.time_out(at.key, "bob", at.now + 60, MOD),
        "decisions.standing": lambda store, at: store.decisions.standing(at.key, at.member.user, at.day),
        "decisions.timed_out": lambda store, at: store.decisions.timed_out(at.key),
        "statistics.report": lambda store, at: store.statistics.report(at.key, [at.day]),
        "statistics.report of all": lambda store, at: store.statistics.report(None, [at.day]),
        "statistics.clocks": lambda store, at: store.statistics.clocks(),
        "statistics.usage": lambda store, at: store.statistics.usage(at.day),
        "attempts.refused, attempts.week, attempts.asked, attempts.names": _attempts,
        "web_messages": _web,
        "captions": _captions,
        "gallery.page, gallery.children, gallery.codes, gallery.favour, gallery.is_favourite": _gallery,
        "slack": _slack,
        "export": lambda store, at: store.export(at.member.platform, at.member.user),
        "forget": lambda store, at: store.forget(at.member.platform, at.member.user),
        "close": lambda store, at: store.close(),
    }
)


def _next(settings: Settings) -> Settings:
    return replace(settings, member_per_day=(settings.member_per_day or 0) + 1)

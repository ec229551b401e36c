"""What is kept for rehearsals, on both databases: replayed with the same settings, it is what happened."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Iterator
from dataclasses import dataclass, replace
from heapq import heappop, heappush

import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from stores import ANN, MOD, NOON, Clock, allowed, ask, drawn

from bot.errors import OverLimit
from bot.member import Member
from bot.policy.quota import BotLimits, day
from bot.policy.quota_replay import Week, replay
from bot.policy.settings import Settings
from bot.store import RefusedRequest, Store, attempts

CODES = np.zeros((9, 4), np.int32)
DAY = 86400.0
WEEK = 7 * DAY
communities = itertools.count()


@dataclass(frozen=True)
class Step:
    """So many seconds after the one before, somebody requests; or a moderator gives them a grid."""

    seconds: int
    user: str
    channel: str
    trusted: bool
    takes_offer: bool
    fails: bool
    takes: int
    granted: bool

    @property
    def roles(self) -> frozenset[str]:
        return frozenset({"trusted"} if self.trusted else ())


STEPS = st.lists(
    st.builds(
        Step, st.integers(1, 40_000), st.sampled_from(("ann", "bob", "far")), st.sampled_from(("general", "art")),
        st.booleans(), st.booleans(), st.booleans(), st.integers(1, 50_000), st.sampled_from((True, *[False] * 9)),
    ),
    min_size=5, max_size=45,
)  # fmt: skip
CAPS = st.none() | st.integers(0, 3)
SETTINGS = st.builds(
    Settings, member_per_day=CAPS, role_per_day=st.sampled_from(({}, {"trusted": 3})), channel_per_day=CAPS,
    community_per_day=CAPS, member_unfinished=st.integers(1, 3), relaxed=st.booleans(),
    reset=st.sampled_from(("00:00", "06:30")), timezone=st.sampled_from(("UTC", "Europe/Berlin")),
)  # fmt: skip
FREE = Settings(None, {}, None, None, member_unfinished=1000)


class Lived:
    """Steps, as the bot makes them: what the store refuses is kept as the bot keeps it."""

    def __init__(self, store: Store, clock: Clock, rules: Settings, bot: BotLimits, start: float) -> None:
        self.store, self.clock, self.rules, self.bot = store, clock, rules, bot
        self.here = f"community {next(communities)}"
        self.now = start
        self.ends: list[tuple[float, str, bool]] = []
        self.refused: set[float] = set()

    async def all(self, steps: list[Step]) -> Week:
        for step in steps:
            self.now += step.seconds
            await self.end(self.now)
            self.clock.now = self.now
            await self.do(step)
        self.clock.now = self.now = self.now + 0.25
        key, elsewhere = f"web:{self.here}", self.bot.grids_per_day is not None
        return await self.store.attempts.week(key, self.now - WEEK, self.now, elsewhere=elsewhere)

    async def end(self, until: float) -> None:
        """Jobs end at half seconds, so that none ends at the moment of a request."""
        while self.ends and self.ends[0][0] < until:
            self.clock.now, job, fails = heappop(self.ends)
            assert await (self.store.failed(job, "ref") if fails else self.store.drawn(job, CODES))

    async def do(self, step: Step) -> None:
        where, rules = (f"{self.here} far", FREE) if step.user == "far" else (self.here, self.rules)
        member = Member("web", where, step.channel, step.user, step.user, roles=step.roles)
        if step.granted:
            await self.store.decisions.grant(f"web:{where}", step.user, 1, MOD)
            return
        today = day(rules.reset, rules.timezone, self.now)
        grants = (await self.store.decisions.standing(f"web:{where}", step.user, today)).granted
        held = allowed(rules, member, grants=grants, bot=self.bot, now=self.now)
        try:
            try:
                job = (await self.store.reserve(ask(member), held)).job
            except OverLimit as refusal:
                if not (step.takes_offer and refusal.facts.get("offer_relaxed")):
                    raise
                job = (await self.store.reserve(ask(member, lane="relaxed"), held)).job
        except OverLimit as refusal:
            if step.user != "far":
                self.refused.add(self.now)
            kept = (step.channel, step.user, step.user, step.roles, step.takes_offer, refusal.at or 0.0)
            await self.store.attempts.refused([RefusedRequest(f"web:{where}", *kept)])
        else:
            heappush(self.ends, (self.now + step.takes + 0.5, job.id, step.fails))


def refused(week: Week, rules: Settings, bot: BotLimits) -> set[float]:
    """When a replay refuses something; no two requests have one time."""
    return {week.attempts[place].asked for place in replay(week, rules, bot).refused}


@pytest.fixture
def opened_once(database_url: str) -> Iterator[tuple[asyncio.Runner, Store, Clock]]:
    clock = Clock()
    with asyncio.Runner() as runner:
        store = runner.run(Store.open(database_url, owner="here", clock=clock))
        yield runner, store, clock
        runner.run(store.close())


@pytest.mark.parametrize(("database_url", "examples"), [("sqlite", 20), ("postgresql", 4)], indirect=["database_url"])
def test_the_present_settings_refuse_what_was_refused(
    opened_once: tuple[asyncio.Runner, Store, Clock], examples: int
) -> None:
    """Exactly, over days, refunds, grants, roles, the relaxed lane and a limit of the whole bot. And if nothing was
    refused, other settings refuse what they would have refused."""
    runner, store, clock = opened_once
    starts = itertools.count(int(NOON), 200 * int(DAY))
    seen = []

    @settings(max_examples=examples, derandomize=True, suppress_health_check=list(HealthCheck), deadline=None)
    @given(STEPS, SETTINGS, st.none() | st.integers(1, 4))
    def same(steps: list[Step], rules: Settings, cap: int | None) -> None:
        lived = Lived(store, clock, rules, BotLimits(cap), next(starts))
        week = runner.run(lived.all(steps))
        happened = {at for at in lived.refused if at >= week.since}
        assert refused(week, rules, lived.bot) == happened
        seen.append(len(happened))
        # Once without limits, once with them, at the same times: an unknown future is not in question.
        steps = [replace(step, takes_offer=False) for step in steps if not step.granted]
        start = next(starts)
        free, bound = (Lived(store, clock, one, BotLimits(), start) for one in (FREE, rules))
        week = runner.run(free.all(steps))
        runner.run(bound.all(steps))
        assert not free.refused
        assert refused(week, rules, BotLimits()) == {at for at in bound.refused if at >= week.since}

    same()
    assert sum(seen) > examples  # there was something to refuse


async def test_a_week_is_read_in_pages(store: Store, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each of them once, also those of one moment, and in the order of their times."""
    monkeypatch.setattr(attempts, "PAGE_ROWS", 2)
    for statement in ("_ACCEPTED", "_REFUSED", "_ASKED", "_ALL"):
        monkeypatch.setattr(attempts, statement, getattr(attempts, statement).limit(2))
    ids = []
    for number in range(7):
        clock.now = NOON + number // 3
        ids.append((await store.reserve(ask(), allowed())).job.id)
        await store.attempts.refused(
            [RefusedRequest("web:club", "art", "bob", "Bob", frozenset("r"), False, clock.now)]
        )
    week = await store.attempts.week("web:club", NOON - WEEK, clock.now, elsewhere=True)
    assert sorted(one.id for one in week.attempts if one.accepted) == sorted(ids)
    assert [one.asked for one in week.attempts] == sorted(one.asked for one in week.attempts)
    (name,) = {(one.name, one.roles) for one in week.attempts if not one.accepted}
    assert name == ("Bob", frozenset("r"))
    assert len(week.attempts) == 14
    assert week.elsewhere == []
    assert {one.id for one in await store.attempts.asked("web:club", NOON, 100)} == set(ids)
    assert len(await store.attempts.asked("web:club", NOON, 3)) == 3
    other = await store.attempts.week("web:other", NOON - WEEK, clock.now, elsewhere=True)
    assert (list(other.attempts), len(other.elsewhere)) == ([], 7)
    assert await store.attempts.names([*ids[:1], "zzzzz"]) == {ids[0]: "Ann"}


async def test_a_flood_of_refusals_is_bounded(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """The newest of a community stay; another community's stay, too."""
    monkeypatch.setattr(attempts, "MAX_REFUSED", 3)
    far = RefusedRequest("web:far", "art", "bob", "Bob", frozenset(), False, NOON - 60)
    flood = [RefusedRequest("web:club", "art", "bob", "Bob", frozenset(), False, NOON - 9 + n) for n in range(9)]
    await store.attempts.refused([far, *flood[:5]])
    await store.attempts.refused(flood[5:])
    week = await store.attempts.week("web:club", NOON - WEEK, NOON, elsewhere=False)
    assert [one.asked for one in week.attempts] == [NOON - 3, NOON - 2, NOON - 1]
    assert len((await store.attempts.week("web:far", NOON - WEEK, NOON, elsewhere=False)).attempts) == 1


async def test_refused_requests_go_after_nine_days(store: Store, clock: Clock) -> None:
    """And with the person who asks for it, of their platform alone; until then they are in their export."""
    for user, platform in (("ann", "web"), ("bob", "web"), ("ann", "discord")):
        kept = RefusedRequest(f"{platform}:club", "art", user, user, frozenset({"trusted"}), False, NOON)
        await store.attempts.refused([kept])
    (told,) = (await store.export("web", "ann"))["refused"]  # type: ignore[misc]
    assert (told["channel"], told["roles"]) == ("art", ["trusted"])  # type: ignore[index]
    await store.forget("web", "ann")
    assert (await store.export("web", "ann"))["refused"] == []
    assert len((await store.export("discord", "ann"))["refused"]) == 1  # type: ignore[arg-type]
    clock.now = NOON + 9 * DAY - 1
    await store.expire()
    assert len((await store.export("web", "bob"))["refused"]) == 1  # type: ignore[arg-type]
    clock.now += 2
    await store.expire()
    assert (await store.export("web", "bob"))["refused"] == []


async def test_whose_data_is_deleted_is_counted_without_a_name(store: Store, clock: Clock) -> None:
    """They keep their place in the channel's quota; how much they could have drawn themselves is unknown."""
    for _ in range(3):
        clock.now += 1
        await drawn(store)
    await store.forget("web", "ann")
    week = await store.attempts.week("web:club", NOON - WEEK, clock.now, elsewhere=False)
    assert [one.roles for one in week.attempts] == [None] * 3
    assert refused(week, replace(FREE, member_per_day=1), BotLimits()) == set()
    assert len(refused(week, replace(FREE, channel_per_day=1), BotLimits())) == 2


def test_a_member_is_the_same_in_both_tables(opened_once: tuple[asyncio.Runner, Store, Clock]) -> None:
    """The ledger knows them by a number, refused requests by their id."""
    runner, store, clock = opened_once
    runner.run(store.reserve(ask(), allowed()))
    runner.run(store.attempts.refused([RefusedRequest("web:club", "art", "ann", "Ann", frozenset(), False, clock.now)]))
    week = runner.run(store.attempts.week("web:club", NOON - WEEK, clock.now, elsewhere=False))
    assert len({one.member for one in week.attempts}) == 1
    assert ANN.user not in {one.member for one in week.attempts}

"""Votes for tiles: one of each member, gone with their grid and their member, on both databases."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest
from stores import ANN, BOB, DAY, Clock, Open, allowed, ask, codes

from bot.member import Member
from bot.policy.settings import Settings
from bot.store import Job, Share, Store
from bot.store.vote_entries import delivery_of


@pytest.fixture
async def store(opened: Open) -> Store:
    one = await opened()
    one._defaults = Settings(retention_days=30)
    return one


async def grid(store: Store, member: Member = ANN) -> Job:
    job = (await store.reserve(ask(member), allowed(member=member))).job.id
    assert await store.started(job)
    assert await store.drawn(job, codes())
    assert await store.posted(job, "there")
    found = await store.job(job)
    assert found is not None
    return found


async def count(store: Store, job: Job, tile: int = 7) -> int:
    return (await store.votes.tally(ANN, job.id, tile)).count


async def in_hall(store: Store, job: Job, tile: int = 7) -> tuple[Share, bool]:
    share = Share(
        platform="web", job=job.id, tile=tile, user=job.user, name=job.name, channel="hall", channel_name="hall",
        address="in hall", delivery=delivery_of("web", job.id, tile),
    )  # fmt: skip
    begun = await store.shares.begin(share)
    assert begun is not None
    return begun


async def test_votes_at_the_same_moment_are_all_counted(store: Store) -> None:
    """Each says how many there were then, so that one of them is the fifth; and two posts are one."""
    job = await grid(store)
    voters = [replace(BOB, user=f"u{number}") for number in range(5)]
    tallies = await asyncio.gather(*(store.votes.give(one, job, 7) for one in (*voters, *voters)))
    assert {tally.count for tally in tallies if tally} >= {1, 5}
    assert await count(store, job) == 5
    posts = await asyncio.gather(*(in_hall(store, job) for _ in range(3)))
    assert (len({share.id for share, _ in posts}), sum(new for _, new in posts)) == (1, 1)


async def test_what_is_withdrawn_from_the_hall_gets_no_more_votes(store: Store) -> None:
    """Another post of it that is withdrawn changes nothing."""
    job = await grid(store)
    await store.votes.give(BOB, job, 7)
    here = Share(platform="web", job=job.id, tile=7, user="bob", name="Bob", channel="a", channel_name="a", address="b")
    begun = await store.shares.begin(here)
    assert begun is not None
    await store.shares.withdrawn("web", job.id, begun[0].id)
    assert await count(store, job) == 1
    share, _ = await in_hall(store, job)
    await store.votes.give(BOB, job, 6)
    await store.shares.withdrawn("web", job.id, share.id)
    assert (await count(store, job), await count(store, job, 6)) == (0, 1)
    tally = await store.votes.give(BOB, job, 7)
    assert tally is not None
    assert (tally.withdrawn, await count(store, job)) == (True, 0)


async def test_votes_go_with_their_grid(store: Store, clock: Clock) -> None:
    """By its button, by its member and by time; none is given to what is gone."""
    jobs = [await grid(store), await grid(store, replace(ANN, user="cid")), await grid(store)]
    for job in jobs:
        await store.votes.give(BOB, job, 7)
        assert await store.votes.unannounced(job.id, 7)
        assert not await store.votes.unannounced(job.id, 7)
    await store.deleted(jobs[0].id, "ann")
    assert await store.votes.give(BOB, jobs[0], 7) is None
    assert not await store.votes.unannounced(jobs[0].id, 7)
    await store.forget("web", "cid")
    assert [await count(store, job) for job in jobs] == [0, 0, 1]
    clock.now += 40 * DAY
    await store.expire()
    assert await count(store, jobs[2]) == 0
    assert await store.votes.top(ANN, 0.0, 10) == []


async def test_votes_go_with_their_member(store: Store) -> None:
    """On their platform; an export has them until then."""
    job = await grid(store)
    await store.votes.give(BOB, job, 7)
    await store.votes.give(replace(BOB, user="cid"), job, 7)
    exported = (await store.export("web", "bob"))["votes"]
    assert [(one["job"], one["tile"]) for one in exported] == [(job.id, 7)]  # type: ignore[attr-defined]
    await store.forget("slack", "bob")
    assert await count(store, job) == 2
    await store.forget("web", "bob")
    assert await count(store, job) == 1


async def test_the_top_is_one_community_s(store: Store, clock: Clock) -> None:
    """Since a time; of equal ones, the one that had its votes first."""
    first, second = await grid(store), await grid(store)
    elsewhere = replace(ANN, community="elsewhere")
    await store.votes.give(BOB, await grid(store, elsewhere), 7)
    for job, tile, users in ((first, 1, "ab"), (second, 2, "abc"), (first, 3, "ab")):
        clock.now += 10
        for user in users:
            await store.votes.give(replace(BOB, user=user), job, tile)
    found = [(one.job.id, one.tile, one.count) for one in await store.votes.top(ANN, 0.0, 10)]
    assert found == [(second.id, 2, 3), (first.id, 1, 2), (first.id, 3, 2)]
    assert [one.tile for one in await store.votes.top(ANN, clock.now - 10, 10)] == [2, 3]
    assert [one.tile for one in await store.votes.top(ANN, 0.0, 1)] == [2]

"""Who waits for money: in order, woken one after the other, and nobody's event loop notices how many they are."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import pytest
from fakes.heartbeat import heartbeat
from stores import ANN, Clock

from bot.jobs.budget import Budget
from bot.policy.pricing import Pricing
from bot.policy.quota import BotLimits, Day
from bot.store import Job, Store, StoreError
from inference.api import Lane

PLENTY = 1e6
"""Device seconds a day."""
WORK = 0.0005
"""Seconds that a job keeps the event loop busy as soon as it has its money: it asks the engine, and says so."""


class Admissions:
    """Stands before a store, decides the day's cap, and counts who asks it for money."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.cap = 0.0
        self.asked: list[int] = []  # for how many at a time
        self.away = False

    async def admit(self, wanted: Sequence[str], seconds: float, day: Day, cap: float) -> list[str]:
        self.asked.append(len(wanted))
        if self.away:
            raise StoreError("away")
        return await self._store.admit(wanted, seconds or 1.0, day, self.cap)


@pytest.fixture
def admissions(store: Store) -> Admissions:
    return Admissions(store)


@pytest.fixture
def budget(admissions: Admissions, clock: Clock) -> Budget:
    return Budget(admissions, Pricing(daily_seconds=0.0), BotLimits(), clock, lambda sentence: None)  # type: ignore[arg-type]


def job(number: int, tag: float = 0.0, lane: Lane = "fast") -> Job:
    return Job(
        platform="web", community="club", channel="general", user=ANN.user, name="Ann", prompt="a cat", seed=1,
        id=f"j{number}", state="waiting", asked=float(number), tag=tag, lane=lane,
    )  # fmt: skip


@asynccontextmanager
async def queued(budget: Budget, jobs: Sequence[Job]) -> AsyncIterator[list[str]]:
    """They wait; the list fills in the order in which they get their money."""
    got: list[str] = []

    async def one(job: Job) -> None:
        await budget.wait(job)
        got.append(job.id)
        begun = time.thread_time()
        while time.thread_time() < begun + WORK:
            pass

    for each in jobs:
        assert not await budget.enter(each)
    async with asyncio.TaskGroup() as tasks:
        waiting = [tasks.create_task(one(each)) for each in jobs]
        await asyncio.sleep(0.05)
        yield got
        for task in waiting:
            task.cancel()


def raise_cap(budget: Budget, admissions: Admissions) -> None:
    admissions.cap = PLENTY
    budget.check()


async def until(got: list[str], number: int) -> None:
    async with asyncio.timeout(60):
        while len(got) < number:
            await asyncio.sleep(0.005)


async def test_a_thousand_get_their_money(budget: Budget, admissions: Admissions) -> None:
    """In the fair order, in a few questions to the store."""
    await thousand(budget, admissions)


@pytest.mark.slow  # what else a machine does meanwhile decides, so it is for a quiet one
async def test_a_thousand_get_their_money_without_a_stall(budget: Budget, admissions: Admissions) -> None:
    """The event loop never leaves others waiting for 20 ms meanwhile."""
    assert max(await thousand(budget, admissions)) < 0.02


async def thousand(budget: Budget, admissions: Admissions) -> list[float]:
    """The stalls of the event loop, in seconds."""
    jobs = [job(number, tag=float(number % 7)) for number in range(1000)]
    async with queued(budget, jobs) as got:
        admissions.asked.clear()
        async with heartbeat() as stalls:
            raise_cap(budget, admissions)
            await until(got, 1000)
    assert got == [one.id for one in sorted(jobs, key=lambda job: (job.tag, job.asked))]
    assert len(admissions.asked) < 30
    return stalls


async def test_news_are_one_question_to_the_store(budget: Budget, admissions: Admissions) -> None:
    """By the first in line, however many wait behind it."""
    async with queued(budget, [job(number) for number in range(50)]) as got:
        admissions.asked.clear()
        for _ in range(3):
            budget.check()
            await asyncio.sleep(0.05)
        assert len(admissions.asked) == 3
        assert got == []


async def test_fast_is_before_relaxed_and_a_smaller_tag_before_a_greater(
    budget: Budget, admissions: Admissions
) -> None:
    """Who came first is first among equals."""
    jobs = [job(1, 0.0, "relaxed"), job(2, 5.0), job(3, 1.0), job(4, 1.0)]
    async with queued(budget, jobs) as got:
        raise_cap(budget, admissions)
        await until(got, 4)
    assert got == ["j3", "j4", "j2", "j1"]


async def test_who_leaves_makes_room_for_the_next(budget: Budget, admissions: Admissions) -> None:
    """Also the first, while it asks: nobody is forgotten behind it."""
    first, *others = [job(number) for number in range(10)]
    assert not await budget.enter(first)
    asking = asyncio.create_task(budget.wait(first))
    async with queued(budget, others) as got:
        raise_cap(budget, admissions)
        await asyncio.sleep(0)
        asking.cancel()
        await asyncio.wait([asking])
        await budget.leave(first.id)
        await until(got, 9)


async def test_a_store_that_is_away_is_asked_again(budget: Budget, admissions: Admissions) -> None:
    """With the next news, or after a while."""
    async with queued(budget, [job(1)]) as got:
        admissions.away = True
        raise_cap(budget, admissions)
        await asyncio.sleep(0.05)
        admissions.away = False
        budget.check()
        await until(got, 1)


async def test_who_has_money_keeps_it(budget: Budget, admissions: Admissions) -> None:
    """A job that comes back because the engine's line was full is not asked for again."""
    admissions.cap = PLENTY
    assert await budget.enter(job(1))
    admissions.cap = 0.0
    assert await budget.enter(job(1))
    assert not await budget.enter(job(2))
    assert admissions.asked == [1, 1]

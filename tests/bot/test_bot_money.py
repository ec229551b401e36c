"""Cost: the day's budget is held to within one drawing, who waits for it sees so, and the operator is told in time."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from fakes.engine import FakeEngine, broken
from scene import ANN, BOB, Scene, opened
from stores import EVER

from bot.handlers.cancel import Cancel
from bot.handlers.drawing import Imagine
from bot.policy.pricing import Pricing
from bot.policy.settings import Settings
from inference.api import Drawing, EngineFailed, Progress, Request, Waiting

GENEROUS = Settings(member_per_day=None, member_unfinished=101)


class Doomed(FakeEngine):
    """Fails twice, each time when all but the last part is drawn."""

    async def generate(self, request: Request) -> AsyncGenerator[Progress, None]:
        for _ in range(2):
            yield Waiting(1, self.seconds, self.seconds, self.seconds)
            await asyncio.sleep(3 * self.seconds)
            for chunk in range(self.chunks):
                yield Drawing(chunk / self.chunks, self.seconds)
                await asyncio.sleep(self.seconds / self.chunks)
        raise EngineFailed("Drawing failed twice.", reference="e7x1")


@pytest.mark.parametrize(
    ("cost", "seconds"),
    [
        (Pricing(), None),
        (Pricing(daily_seconds=100), 100),
        (Pricing(price_per_hour=2, daily_cap=1), 1800),
        (Pricing(price_per_hour=2, daily_cap=1, daily_seconds=100), 100),
        (Pricing(price_per_hour=2, daily_cap=0), 0),
        (Pricing(price_per_hour=0, daily_cap=1), None),  # what costs nothing reaches no cap
    ],
)
def test_the_nearer_cap_holds(cost: Pricing, seconds: float | None) -> None:
    """In device seconds."""
    assert cost.seconds_per_day == seconds


async def test_a_job_knows_what_it_cost(tmp_path: Path) -> None:
    """Its share of the device's time, at the price of then."""
    async with opened(tmp_path, engine=FakeEngine(charge=9.0), pricing=Pricing(price_per_hour=4.0)) as scene:
        grid = await scene.grid()
        job = await scene.store.job(grid.job)
    assert job is not None
    assert (job.device_seconds, job.money) == (9.0, 0.01)
    assert " · 9.0 s · " in grid.footer


async def test_at_the_cap_asks_wait_and_say_so(tmp_path: Path) -> None:
    """Until the next day; cancelling gives them back."""
    engine = FakeEngine(charge=40.0)
    async with opened(tmp_path, engine=engine, pricing=Pricing(daily_seconds=100)) as scene:
        for _ in range(3):
            await scene.grid()
        waiting, first = await scene.waiting(ANN)
        assert first.state == "waiting"
        assert first.text.endswith(
            "Today's drawing budget is used up. Drawing continues at 12:00 AM UTC, or earlier if the budget is raised."
        )
        assert await scene.used() == 4
        other, second = await scene.waiting(BOB)
        await scene.last(Cancel(BOB, second.job))
        assert [reply async for reply in other][-1].state == "ended"
        assert len(engine.asked) == 3
        await scene.bot._supervisor.check_time()
        scene.clock.pass_by(12 * 3600 + 1)
        await scene.bot._supervisor.check_time()
        assert [reply async for reply in waiting][-1].state == "drawn"


async def test_a_raised_cap_lets_them_in(tmp_path: Path) -> None:
    """At once, in order."""
    engine = FakeEngine(charge=40.0, slots=1)
    async with opened(tmp_path, engine=engine, pricing=Pricing(daily_seconds=40), defaults=GENEROUS) as scene:
        await scene.grid()
        ann = [(await scene.waiting(ANN, f"ann {number}"))[0] for number in range(2)]
        bob, _ = await scene.waiting(BOB, "bob 0")
        await scene.raise_cap(1000)
        for replies in (*ann, bob):
            assert [reply async for reply in replies][-1].state == "drawn"
        order = [request.prompt for request in engine.drawn[1:]]
        assert order.index("bob 0") < order.index("ann 1")  # the fair order


async def test_the_cap_is_held_to_within_one_drawing(tmp_path: Path) -> None:
    """Also when many come at once and draw side by side."""
    engine = FakeEngine(0.02, charge=10.0, slots=8)
    async with opened(tmp_path, engine=engine, pricing=Pricing(daily_seconds=95), defaults=GENEROUS) as scene:
        replies = [scene.bot.handle(Imagine(replace(ANN, user=f"u{number}"), "a cat")) for number in range(30)]
        tasks = [asyncio.create_task(_last(one)) for one in replies]
        async with asyncio.timeout(120):
            while (await scene.store.statistics.spent(EVER)).device_seconds < 95:
                await asyncio.sleep(0.05)
        await asyncio.sleep(0.5)  # for any that would come too late
        assert 95 <= (await scene.store.statistics.spent(EVER)).device_seconds <= 105
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)


async def test_the_cap_holds_for_all_processes_of_a_store(tmp_path: Path) -> None:
    """Together they go beyond it by less than one drawing."""
    pricing = Pricing(daily_seconds=95)
    async with AsyncExitStack() as stack:
        scenes = [
            await stack.enter_async_context(
                opened(
                    tmp_path,
                    engine=FakeEngine(0.05, charge=10.0, slots=8),
                    pricing=pricing,
                    owner=owner,
                    defaults=GENEROUS,
                )
            )
            for owner in "abcd"
        ]
        for scene in scenes:
            await scene.grid()
        tasks = [
            asyncio.create_task(_last(scene.bot.handle(Imagine(replace(ANN, user=f"u{number}"), "a cat"))))
            for number in range(10)
            for scene in scenes
        ]
        async with asyncio.timeout(120):
            while (await scenes[0].store.statistics.spent(EVER)).device_seconds < 95:
                await asyncio.sleep(0.05)
        await asyncio.sleep(0.5)  # for any that would come too late
        assert (await scenes[0].store.statistics.spent(EVER)).device_seconds == 100
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)


async def _last(replies: object) -> object:
    return [reply async for reply in replies][-1]  # type: ignore[attr-defined]


async def test_what_failed_frees_its_budget(tmp_path: Path) -> None:
    """And what was cancelled, too: the next one is drawn."""
    engine = FakeEngine(charge=10.0, fails=broken(3))
    async with opened(tmp_path, engine=engine, pricing=Pricing(daily_seconds=15)) as scene:
        for _ in range(3):
            assert (await scene.last(Imagine(ANN, "a cat"))).state == "ended"
        await scene.grid()


async def test_a_cancelled_drawing_costs_what_it_took(tmp_path: Path) -> None:
    """Nothing for the member; for the ledger about as much of a grid as was drawn."""
    engine = FakeEngine(charge=10.0)
    async with opened(tmp_path, engine=engine, pricing=Pricing(price_per_hour=3600.0)) as scene:
        await scene.grid()
        engine.hold()
        replies, first = await scene.waiting()
        async for reply in replies:
            if reply.state == "drawing":
                break
        await scene.last(Cancel(ANN, first.job))
        job = await scene.store.job(first.job)
        assert job is not None
        assert 0 <= job.device_seconds < 10
        assert job.money == job.device_seconds
        assert await scene.used() == 1


async def test_what_fails_costs_what_it_took(tmp_path: Path) -> None:
    """Both tries, not the wait between them, also before anybody knows what a grid takes. It counts for the cap."""
    engine = Doomed(0.1, charge=0.1)
    async with opened(tmp_path, engine=engine, pricing=Pricing(price_per_hour=3600.0, daily_seconds=0.39)) as scene:
        async with asyncio.timeout(60):
            failed = [await scene.last(Imagine(ANN, "a cat")) for _ in range(2)]
        assert [reply.state for reply in failed] == ["ended"] * 2
        spent = await scene.store.statistics.spent(EVER)
        assert spent.grids == 0
        assert 0.4 <= spent.device_seconds < 2 * 0.4
        assert spent.money == spent.device_seconds
        assert await scene.used() == 0
        _, reply = await scene.waiting(ANN)
        assert "budget" in reply.text


async def test_what_fails_costs_by_the_part_that_was_drawn(tmp_path: Path) -> None:
    """Where it is known what a grid takes: three of four parts, twice."""
    engine = FakeEngine(charge=10.0)
    async with opened(tmp_path, engine=engine, pricing=Pricing(daily_seconds=1000)) as scene:
        await scene.grid()
        engine.generate = Doomed().generate  # type: ignore[method-assign]
        await scene.last(Imagine(ANN, "a cat"))
        assert (await scene.store.statistics.spent(EVER)).device_seconds == 10 + 2 * 7.5


async def test_the_first_grid_costs_its_time_when_it_is_cancelled(tmp_path: Path) -> None:
    """Nobody knows yet what a grid takes, but since when it draws."""
    engine = FakeEngine(0.1, charge=0.1)
    async with opened(tmp_path, engine=engine, pricing=Pricing(daily_seconds=1000)) as scene:
        engine.hold()
        replies, first = await scene.waiting()
        async for reply in replies:
            if reply.state == "drawing":
                break
        await asyncio.sleep(0.1)
        await scene.last(Cancel(ANN, first.job))
        assert 0.1 <= (await scene.store.statistics.spent(EVER)).device_seconds < 0.4


async def test_who_only_waited_costs_nothing(tmp_path: Path) -> None:
    """In line there is no device."""
    engine = FakeEngine(slots=1)
    async with opened(tmp_path, engine=engine, pricing=Pricing(daily_seconds=1000), defaults=GENEROUS) as scene:
        engine.hold()
        await scene.waiting(ANN)
        _, second = await scene.waiting(BOB)
        await scene.last(Cancel(BOB, second.job))
        assert (await scene.store.statistics.spent(EVER)).device_seconds == 0


async def test_whoever_has_too_many_at_the_cap_hears_when_it_goes_on(tmp_path: Path) -> None:
    """No place frees before there is money; one that draws frees its place as ever."""
    engine = FakeEngine(charge=100.0)
    async with opened(tmp_path, engine=engine, pricing=Pricing(daily_seconds=50)) as scene:
        engine.hold()
        drawing, _ = await scene.waiting(BOB)
        for member, number in ((BOB, 2), (ANN, 3)):
            for _ in range(number):
                await scene.waiting(member)
        refusals = [(await scene.last(Imagine(member, "a cat"))).text for member in (BOB, ANN)]
        assert "Try again in about" in refusals[0]
        assert refusals[1] == (
            "You have 3 of 3 unfinished requests, and today's drawing budget is used up. "
            "Drawing continues at 12:00 AM UTC. "
            "This did not count against your quota."
        )
        await drawing.aclose()


async def test_outside_of_a_full_line_only_the_first_knocks(tmp_path: Path) -> None:
    """The others get in behind it in the fair order, and nobody asks the store for money again."""
    engine = FakeEngine(charge=1.0, slots=1, longest_line=3)
    async with opened(tmp_path, engine=engine, pricing=Pricing(daily_seconds=1.0), defaults=GENEROUS) as scene:
        await scene.grid()
        people = [replace(ANN, user=f"u{number}") for number in range(16)]
        replies = []
        for person in people:
            scene.clock.pass_by(1)
            replies.append((await scene.waiting(person, person.user))[0])
        knocked, questions = 0, 0
        generate, admit = engine.generate, scene.store.admit

        def knock(request: Request) -> AsyncGenerator[Progress, None]:
            nonlocal knocked
            knocked += 1
            return generate(request)

        async def ask(*wanted: Any) -> list[str]:
            nonlocal questions
            questions += 1
            return await admit(*wanted)

        engine.generate, scene.store.admit = knock, ask  # type: ignore[method-assign, assignment]
        engine.hold()
        await scene.raise_cap(1000)
        await asyncio.sleep(1.3)  # the line's own answer is to come back in a second
        assert 16 < knocked < 20
        assert questions < 5
        engine.release()
        async with asyncio.timeout(120):
            for one in replies:
                assert [reply async for reply in one][-1].state == "drawn"
        assert [request.prompt for request in engine.drawn[1:]] == [person.user for person in people]


async def test_the_operator_is_told_at_70_and_90_percent_and_at_the_cap(tmp_path: Path) -> None:
    """Once a day each."""
    engine = FakeEngine(charge=12.0)
    async with opened(tmp_path, engine=engine, pricing=Pricing(daily_seconds=100), defaults=GENEROUS) as scene:
        told = []
        for _ in range(8):
            await scene.grid()
            told.append(list(scene.notices))
        assert told[4] == []
        assert told[6] == ["72% of today's drawing budget is used."]
        assert told[7] == [*told[6], "96% of today's drawing budget is used."]
        await scene.grid()
        assert scene.notices[2:] == ["108% of today's drawing budget is used."]  # over by less than one drawing
        scene.clock.pass_by(86400)
        await _spend(scene, 6)
        assert len(scene.notices) == 4


async def _spend(scene: Scene, grids: int) -> None:
    for _ in range(grids):
        await scene.grid()

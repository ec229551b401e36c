"""A store that is away for a moment, a line that is full for a moment: nothing is lost by it, and nothing hangs."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable, Iterator
from contextlib import aclosing
from pathlib import Path
from typing import Any
from unittest.mock import AsyncMock, Mock

import pytest
from fakes.engine import FakeEngine, broken
from scene import ANN, BOB, Clock, Scene, opened
from stores import EVER
from tenacity import wait_fixed

from bot.handlers.drawing import Imagine
from bot.handlers.gallery import Pick
from bot.jobs.store_retry import retried
from bot.policy.pricing import Pricing
from bot.policy.settings import Settings
from bot.replies import job_replies
from bot.store import Job, StoreError
from inference.api import EngineBusy, Progress, Request

AWAY = StoreError("The database is restarting.")


@pytest.fixture(autouse=True)
def quickly(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(retried.retry, "wait", wait_fixed(0.01))
    return iter(())


def away(scene: Scene, call: str, times: int, when: Callable[[], object] = lambda: True, *, done: bool = False) -> None:
    """So many calls of the store do not get through, from when on it is so; or they do, and nobody hears (`done`)."""
    place: Any = scene.store.statistics if call == "spent" else scene.store
    through, left = getattr(place, call), [times]

    async def flaky(*given: Any, **named: Any) -> Any:
        if left[0] and when():
            left[0] -= 1
            if done:
                await through(*given, **named)
            raise AWAY
        return await through(*given, **named)

    setattr(place, call, flaky)


@pytest.mark.parametrize("call", ["used", "spent"])
async def test_what_is_paid_for_is_shown_though_the_store_is_away_just_then(tmp_path: Path, call: str) -> None:
    """What the last message tells beside the pictures is asked for again, or left out."""
    async with opened(tmp_path, pricing=Pricing(daily_seconds=1000)) as scene:
        away(scene, call, 2, lambda: scene.engine.drawn)
        await scene.grid()
        assert await scene.used() == 1


@pytest.mark.parametrize(("call", "failures"), [("started", 0), ("drawn", 0), ("failed", 1)])
async def test_a_commit_whose_answer_is_lost_is_no_other_end(tmp_path: Path, call: str, failures: int) -> None:
    """As when a connection breaks just then: the job ends as it did, is told, and counts once."""
    async with opened(tmp_path, engine=FakeEngine(charge=2.0, fails=broken(failures))) as scene:
        away(scene, call, 1, done=True)
        last = await scene.last(Imagine(ANN, "a cat"))
        assert last.state == ("ended" if failures else "drawn")
        assert await scene.used() == 1 - failures
        assert (await scene.store.statistics.spent(EVER)).device_seconds == (0.0 if failures else 2.0)
        assert await scene.bot.adopt("web", restarted=True) == []


async def test_where_a_message_is_is_written_when_the_store_is_back(tmp_path: Path) -> None:
    """A chat that says where its message is need not try again by itself."""
    async with opened(tmp_path) as scene:
        grid = await scene.grid()
        away(scene, "readdress", 2)
        await scene.bot.addressed("web", grid.job, "over there")
        job = await scene.store.job(grid.job)
        assert job is not None
        assert job.address == "over there"


async def test_who_waits_for_money_goes_on_waiting(tmp_path: Path) -> None:
    """A store that does not say what is spent is asked again."""
    engine = FakeEngine(charge=60.0)
    async with opened(tmp_path, engine=engine, pricing=Pricing(daily_seconds=60)) as scene:
        await scene.grid()
        waiting, first = await scene.waiting(BOB)
        assert "budget" in first.text
        away(scene, "spent", 1)
        await scene.bot._supervisor.check_time()
        await asyncio.sleep(0.05)
        await scene.raise_cap(1000)
        assert [reply async for reply in waiting][-1].state == "drawn"


async def test_a_job_that_the_store_stopped_is_adopted_again(tmp_path: Path) -> None:
    """The store was away for too long; the chat finds the job, with its message's address, and it is drawn once."""
    async with opened(tmp_path) as scene:
        gone = [True]
        away(scene, "drawn", 100, lambda: gone[0])
        away(scene, "failed", 100, lambda: gone[0])
        last = [reply async for reply in scene.bot.handle(Imagine(ANN, "a cat"))][-1]
        assert last.state == "drawing"
        await scene.bot.addressed("web", last.job, "there")
        gone[0] = False
        (job,) = await scene.bot.adopt("web")
        assert job.address == "there"
        assert await scene.bot.adopt("web") == []
        assert [reply async for reply in scene.bot.resume(job)][-1].state == "drawn"
        assert await scene.used() == 1


@pytest.mark.parametrize("begun", [True, False])
async def test_a_job_that_could_not_be_taken_up_is_taken_up_later(tmp_path: Path, begun: bool) -> None:
    """Whether it is to be drawn, or only to be shown."""
    async with opened(tmp_path) as scene:
        if begun:
            scene.engine.hold()
            await scene.waiting(ANN)
        else:
            assert [reply async for reply in scene.bot.handle(Imagine(ANN, "a cat"))][-1].state == "drawn"
    async with opened(tmp_path) as scene:
        away(scene, "used", 1)
        (job,) = await scene.bot.adopt("web")
        with pytest.raises(StoreError):
            await anext(scene.bot.resume(job))
        (job,) = await scene.bot.adopt("web")
        assert [reply async for reply in scene.bot.resume(job)][-1].state == "drawn"
        await scene.bot.posted("web", job.id)
        assert await scene.bot.adopt("web") == []
        assert len(scene.bot._supervisor.fair_queue) == 0


async def test_what_is_adopted_is_not_forgotten_by_a_store_that_goes_away(tmp_path: Path) -> None:
    """A chat begins anew, and the store answers only half of what it asks: the next look has all of it, once each."""
    async with opened(tmp_path) as scene:
        await scene.waiting(ANN)
    async with opened(tmp_path) as scene:
        lost = [reply async for reply in scene.bot.handle(Imagine(BOB, "lost"))][-1]
        away(scene, "job", 1)
        with pytest.raises(StoreError):
            await scene.bot.adopt("web", restarted=True)
        found = [job.id for job in await scene.bot.adopt("web", restarted=True)]
        assert len(found) == len(set(found)) == 2
        assert lost.job in found


class Full(FakeEngine):
    """Its line is full for a while, and has room again in no time, as it thinks."""

    tries = 0

    async def generate(self, request: Request) -> AsyncGenerator[Progress, None]:
        self.tries += 1
        if not self.held.is_set():
            raise EngineBusy("The line is full.", retry_after=0.0)
        async with aclosing(super().generate(request)) as progress:
            async for news in progress:
                yield news


async def test_a_full_line_is_not_tried_without_a_pause(tmp_path: Path) -> None:
    """Also where the device is late, so that it has no idea when there is room."""
    async with opened(tmp_path) as scene:
        scene.engine.hold()
        await scene.waiting(ANN)
    engine = Full()
    async with opened(tmp_path, engine=engine) as scene:
        engine.hold()
        (job,) = await scene.bot.adopt("web")
        replies = scene.bot.resume(job)
        await anext(replies)
        await asyncio.sleep(0.3)
        assert engine.tries <= 4
        engine.release()
        assert [reply async for reply in replies][-1].state == "drawn"


async def test_what_is_old_enough_is_deleted_by_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The bot looks soon after its start, when chats know who is back, and every hour: nobody needs to help."""
    monkeypatch.setattr("bot.bot.HEARTBEAT_SECONDS", 0.02)
    async with opened(tmp_path, defaults=Settings(retention_days=90)) as scene:
        grid = await scene.grid()
        scene.clock.pass_by(91 * 86400)
        beats: asyncio.Queue[None] = asyncio.Queue()

        async def look() -> None:
            beats.put_nowait(None)

        monkeypatch.setattr(scene.bot._supervisor, "check_time", look)
        maintenance = asyncio.create_task(scene.bot.maintain())
        for _ in range(2):
            await beats.get()
        assert await scene.store.job(grid.job) is not None
        scene.clock.pass_by(301)
        async with asyncio.timeout(60):
            while await scene.store.job(grid.job) is not None:
                await asyncio.sleep(0.02)
        maintenance.cancel()
        await asyncio.wait([maintenance])


async def beats(scene: Scene) -> list[Job]:
    """Over a minute of a process that is well; then what its chat finds to be finished."""
    for _ in range(5):
        await scene.store.renew(scene.bot._supervisor.held_ids)
        scene.clock.pass_by(15)
    return await scene.bot.adopt("web")


async def test_an_ask_whose_commit_was_not_heard_of_is_drawn_all_the_same(tmp_path: Path) -> None:
    """It counts, so its asker gets it, though they were told otherwise; what is known meanwhile stays where it is."""
    async with opened(tmp_path, engine=FakeEngine(slots=1)) as scene:
        scene.engine.hold()
        known, _ = await scene.waiting(BOB)
        away(scene, "reserve", 1, done=True)
        assert "went wrong" in (await scene.last(Imagine(ANN, "a cat", delivery="this one"))).text
        (job,) = await beats(scene)
        assert job.prompt == "a cat"
        scene.engine.release()
        assert [reply async for reply in scene.bot.resume(job)][-1].state == "drawn"
        await scene.bot.posted("web", job.id)
        assert [reply async for reply in known][-1].state == "drawn"
        assert await scene.used() == 1
        assert [job.user for job in await beats(scene)] == []  # Bob's, which nobody has shown yet, is known


@pytest.mark.parametrize("breaks", ["memory", "store"])
async def test_what_is_paid_for_and_not_told_is_told_later(
    tmp_path: Path, breaks: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the store's word and the message something breaks; the picture comes, once, and nobody draws again."""
    async with opened(tmp_path) as scene:
        with monkeypatch.context() as broken:
            if breaks == "memory":
                broken.setattr(job_replies, "grid_picture", Mock(side_effect=MemoryError))
            else:
                away(scene, "used", 100, lambda: scene.engine.drawn and breaks)
            last = [reply async for reply in scene.bot.handle(Imagine(ANN, "a cat"))][-1]
            assert last.state == "drawing"
        breaks = ""
        (job,) = await beats(scene)
        assert [reply.state async for reply in scene.bot.resume(job)] == ["drawn"]
        await scene.bot.posted("web", job.id)
        assert await beats(scene) == []
        assert (len(scene.engine.asked), await scene.used()) == (1, 1)


async def test_who_slept_cancels_nothing_of_others(tmp_path: Path) -> None:
    """A process that stood still for too long looks first for what waited for too long; another one draws it by now."""
    clock = Clock()
    here = opened(tmp_path, clock=clock, engine=FakeEngine(slots=1))
    there = opened(tmp_path, clock=clock, owner="there")
    async with here as asleep, there as awake:
        asleep.engine.hold()
        awake.engine.hold()
        await asleep.waiting(BOB)
        told, _ = await asleep.waiting(ANN, "mine")
        clock.pass_by(61)
        job = next(job for job in await awake.bot.adopt("web") if job.prompt == "mine")
        drawing = awake.bot.resume(job)
        await anext(drawing)
        clock.pass_by(20 * 60)
        await asleep.bot._supervisor.check_time()
        assert [reply.state async for reply in told if reply.state == "ended"] == []
        awake.engine.release()
        assert [reply async for reply in drawing][-1].state == "drawn"


async def test_what_another_process_took_over_is_adopted_when_that_one_dies(tmp_path: Path) -> None:
    """Whoever lost a job holds it no longer, and draws it once more when nobody else does."""
    clock = Clock()
    here = opened(tmp_path, clock=clock)
    there = opened(tmp_path, clock=clock, owner="there")
    async with here as asleep, there as dying:
        asleep.engine.hold()
        dying.engine.hold()
        replies, _ = await asleep.waiting(ANN)
        assert (await anext(replies)).state == "drawing"
        clock.pass_by(61)
        (job,) = await dying.bot.adopt("web")
        async for reply in dying.bot.resume(job):
            if reply.state == "drawing":
                break
        asleep.engine.release()
        assert [reply.state async for reply in replies if reply.state != "drawing"] == []
        clock.pass_by(61)
        (job,) = await asleep.bot.adopt("web")
        assert [reply async for reply in asleep.bot.resume(job)][-1].state == "drawn"
        assert await asleep.used() == 1


async def test_too_many_old_tiles_are_no_mistake_of_ours(tmp_path: Path) -> None:
    """Whoever picks one while too many wait to be painted hears when to come back, and no reference."""
    async with opened(tmp_path) as scene:
        grid = await scene.grid()
        scene.forget_tiles()
        scene.engine.render = AsyncMock(side_effect=EngineBusy("Too many.", 90.0))  # type: ignore[method-assign]
        busy = await scene.last(Pick(ANN, grid.job, 1))
        assert "queue is full" in busy.text
        assert "Reference" not in busy.text

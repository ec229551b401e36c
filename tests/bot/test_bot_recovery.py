"""A restart: every job is finished, once, in its own message, whoever was cut off where."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import numpy as np
from fakes.engine import FakeEngine
from scene import ANN, BOB, MAY, Clock, Scene, opened

from bot.handlers.cancel import Cancel
from bot.handlers.drawing import Imagine
from bot.handlers.gallery import Pick
from bot.store import Store, StoreError
from inference.api import Codes


async def finish(scene: Scene) -> dict[str, str]:
    """What a chat does after its start: the last reply of every job that was left behind."""
    last = {}
    for job in await scene.bot.adopt("web"):
        async for reply in scene.bot.resume(job):
            last[job.id] = reply.state
            assert reply.job == job.id
        await scene.bot.posted("web", job.id, "there")
    return last


async def test_what_waited_and_what_drew_are_finished_once(tmp_path: Path) -> None:
    """In the same messages, with the same pictures; the count rose by exactly two; yesterday's buttons work."""
    clock = Clock()
    async with opened(tmp_path, engine=FakeEngine(30, slots=1), clock=clock) as scene:
        old = await scene.grid_at_once()
        scene.engine.hold()
        drawing, first = await scene.waiting(ANN, "one", seed=1)
        await anext(drawing)
        _, second = await scene.waiting(ANN, "two", seed=2)
        await scene.bot.addressed("web", first.job, "message 1")
        clock.pass_by(5)
    async with opened(tmp_path, clock=clock) as scene:
        jobs = await scene.bot.adopt("web")
        assert sorted((job.id, job.address) for job in jobs) == sorted([(first.job, "message 1"), (second.job, "")])
        for job in jobs:
            replies = [reply async for reply in scene.bot.resume(job)]
            assert (replies[0].state, replies[0].buttons[0].label) == ("waiting", "Cancel")
            assert replies[-1].state == "drawn"
            assert f"seed {job.seed} " in replies[-1].footer
            await scene.bot.posted("web", job.id, "there")
        assert await scene.used() == 3
        assert await finish(scene) == {}
        assert (await scene.last(Pick(BOB, old.job, 5))).picture is not None
    async with opened(tmp_path, clock=clock) as scene:
        assert await finish(scene) == {}


async def test_who_is_in_line_again_is_told_so_while_the_model_warms_up(tmp_path: Path) -> None:
    """Both: why their place is another one, and why it takes longer."""
    async with opened(tmp_path, engine=FakeEngine(30, slots=1)) as scene:
        scene.engine.hold()
        await scene.waiting(ANN, "one")
    async with opened(tmp_path, ready=lambda: False) as scene:
        (job,) = await scene.bot.adopt("web")
        said = [reply.text async for reply in scene.bot.resume(job) if "Position" in reply.text]
    assert said[0].splitlines()[-2:] == [
        "The bot has restarted. This request continues now.",
        "The model is still warming up, so the first pictures take a little longer.",
    ]


async def test_what_was_drawn_and_not_posted_is_only_posted(tmp_path: Path) -> None:
    """From its codes: the same pixels, and nobody draws again."""
    async with opened(tmp_path) as scene:
        drawn = [reply async for reply in scene.bot.handle(Imagine(ANN, "a cat"))][-1]
    async with opened(tmp_path) as scene:
        (job,) = await scene.bot.adopt("web")
        replies = [reply async for reply in scene.bot.resume(job)]
        assert [reply.state for reply in replies] == ["drawn"]
        assert scene.engine.asked == []
        assert replies[0].picture is not None
        assert drawn.picture is not None
        np.testing.assert_array_equal(replies[0].picture.pixels, drawn.picture.pixels)
        assert replies[0].footer == drawn.footer
        assert replies[0].picture.alt == drawn.picture.alt


async def test_a_cancelled_job_is_told_after_a_restart(tmp_path: Path) -> None:
    """The chat had gone before it could say so."""
    async with opened(tmp_path) as scene:
        scene.engine.hold()
        replies, first = await scene.waiting()
        await replies.aclose()
        await scene.last(Cancel(ANN, first.job))
    async with opened(tmp_path) as scene:
        assert await finish(scene) == {first.job: "ended"}
        assert await finish(scene) == {}


async def test_a_job_can_be_cancelled_before_it_is_adopted(tmp_path: Path) -> None:
    """By whoever asked for it; it is not drawn then."""
    async with opened(tmp_path) as scene:
        scene.engine.hold()
        _, first = await scene.waiting()
    async with opened(tmp_path) as scene:
        assert "was cancelled" in (await scene.last(Cancel(ANN, first.job))).text
        assert await finish(scene) == {first.job: "ended"}
        assert scene.engine.asked == []
        assert await scene.used() == 0


async def test_a_stop_keeps_who_waits_and_finishes_who_draws(tmp_path: Path) -> None:
    """New asks are refused with a sentence; the rest says that it goes on."""
    async with opened(tmp_path, engine=FakeEngine(0.2, slots=1)) as scene:
        drawing, _ = await scene.waiting(ANN, "one")
        await anext(drawing)
        waiting, second = await scene.waiting(BOB, "two")
        stop = asyncio.create_task(scene.bot.drain(10.0))
        await asyncio.sleep(0.01)
        refused = await scene.last(Imagine(MAY, "three"))
        assert refused.text == "The bot is restarting. Try again in a minute."
        assert [reply async for reply in drawing][-1].state == "drawn"
        last = [reply async for reply in waiting][-1]
        assert last.state == "waiting"
        assert last.text.endswith("The bot is restarting. This request keeps its place and continues by itself.")
        await stop
    async with opened(tmp_path) as scene:
        assert (await finish(scene))[second.job] == "drawn"
        assert await scene.used(BOB) == 1


async def test_a_stop_does_not_wait_for_ever(tmp_path: Path) -> None:
    """What still draws after the limit is drawn at the next start."""
    async with opened(tmp_path, engine=FakeEngine(600, slots=1)) as scene:
        drawing, first = await scene.waiting(ANN, "one", seed=3)
        await anext(drawing)
        await asyncio.wait_for(scene.bot.drain(0.1), 5)
        assert [reply async for reply in drawing][-1].text.endswith("continues by itself.")
    async with opened(tmp_path) as scene:
        assert await finish(scene) == {first.job: "drawn"}
        assert scene.engine.drawn[0].seed == 3


async def test_an_engine_that_stops_hands_jobs_to_the_next_start(tmp_path: Path) -> None:
    """They keep their place, and are not charged twice."""
    async with opened(tmp_path, engine=FakeEngine(0.1, slots=1)) as scene:
        await scene.waiting(BOB, "one")
        waiting, first = await scene.waiting(ANN, "two")
        scene.engine.close()
        assert [reply async for reply in waiting][-1].state == "waiting"
    async with opened(tmp_path) as scene:
        assert (await finish(scene))[first.job] == "drawn"
        assert await scene.used() == 1


async def test_the_fair_order_survives_a_restart(tmp_path: Path) -> None:
    """Whoever had more goes later, as before."""
    async with opened(tmp_path, engine=FakeEngine(30, slots=1)) as scene:
        scene.engine.hold()
        drawing, _ = await scene.waiting(MAY, "first")
        await anext(drawing)
        await scene.waiting(ANN, "ann 1")
        await scene.waiting(ANN, "ann 2")
        await scene.waiting(BOB, "bob 1")
    async with opened(tmp_path, engine=FakeEngine(0.01, slots=1)) as scene:
        scene.engine.hold()
        jobs = await scene.bot.adopt("web")
        runs = [asyncio.create_task(drain(scene, job)) for job in jobs]
        await asyncio.sleep(0.2)
        scene.engine.release()
        await asyncio.gather(*runs)
        order = [request.prompt for request in scene.engine.drawn]
        assert order.index("bob 1") < order.index("ann 2")


async def drain(scene: Scene, job: object) -> None:
    async for _ in scene.bot.resume(job):  # type: ignore[arg-type]
        pass


async def test_a_chat_that_starts_again_alone_finds_its_jobs(tmp_path: Path) -> None:
    """In the same process: what runs without a message, and what was drawn but never shown."""
    async with opened(tmp_path) as scene:
        shown = await scene.grid()
        lost = [reply async for reply in scene.bot.handle(Imagine(ANN, "lost"))][-1]
        scene.engine.hold()
        replies, running = await scene.waiting(BOB, "running")
        await replies.aclose()
        assert await scene.bot.adopt("web") == []
        jobs = await scene.bot.adopt("web", restarted=True)
        assert {job.id for job in jobs} == {lost.job, running.job}
        assert shown.job not in {job.id for job in jobs}
        scene.engine.release()
        assert {[reply async for reply in scene.bot.resume(job)][-1].state for job in jobs} == {"drawn"}


async def test_a_store_that_is_away_for_a_moment_loses_nothing(tmp_path: Path) -> None:
    """What was drawn is settled when it is back."""
    async with opened(tmp_path) as scene:
        drawn, tries = scene.store.drawn, []

        async def flaky(job: str, codes: Codes, *rest: object) -> bool:
            tries.append(job)
            if len(tries) < 3:
                raise StoreError("The database is restarting.")
            return await drawn(job, codes, *rest)  # type: ignore[arg-type]

        scene.store.drawn = flaky  # type: ignore[method-assign, assignment]
        await scene.grid()
        assert len(tries) == 3
        assert len(scene.engine.drawn) == 1


async def test_two_processes_share_the_work(tmp_path: Path) -> None:
    """A moderator at one may cancel what the other draws; it is told there, and given back."""
    async with opened(tmp_path, owner="a") as one, opened(tmp_path, owner="b") as two:
        one.engine.hold()
        replies, first = await one.waiting(ANN)
        await anext(replies)
        assert "was cancelled" in (await two.last(Cancel(MAY, first.job))).text
        one.engine.release()
        last = [reply async for reply in replies][-1]
        assert last.text.endswith("Cancelled by a moderator. It did not count against your quota.")
        assert await one.used() == 0
        assert isinstance(two.store, Store)
        assert [reply.state async for reply in two.bot.follow(first.job)] == ["ended"]


async def test_asks_of_one_delivery_after_a_restart_are_one(tmp_path: Path) -> None:
    """A platform that delivers again finds the job."""
    async with opened(tmp_path) as scene:
        await scene.grid(delivery="d1")
    async with opened(tmp_path) as scene:
        assert await scene.all(Imagine(ANN, "a cat", delivery="d1")) == []
        assert len(await scene.all(Imagine(replace(ANN), "a cat", delivery="d2"))) > 1


async def test_what_ends_the_process_again_and_again_is_given_up(tmp_path: Path) -> None:
    """Five lives were spent on it; the sixth says so, charges nothing, and lives."""
    for life in range(5):
        async with opened(tmp_path, clock=(clock := Clock())) as scene:
            scene.engine.hold()
            replies = (
                (await scene.waiting(ANN, "poison"))[0] if not life else scene.bot.resume(*await scene.bot.adopt("web"))
            )
            async for reply in replies:
                if reply.state == "drawing":
                    break
    async with opened(tmp_path, clock=clock) as scene:
        (job,) = await scene.bot.adopt("web")
        assert job.attempts == 5
        (told,) = [reply async for reply in scene.bot.resume(job)]
        assert told.state == "ended"
        assert [button.label for button in told.buttons] == ["Retry"]
        assert await scene.used() == 0
        assert scene.engine.asked == []

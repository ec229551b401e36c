"""What the engine does for one caller: progress, pictures, places, cancelling, and rendering of old tiles."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from typing import Any

import numpy as np
import pytest
from fakes.clock import VirtualThread, now, virtually
from fakes.device import FakeDevice, codes_of, pictures_of
from fakes.opened import SECOND, draw, first_waiting, opened, places, until_drawing, watch

from inference.api import BadRequest, Drawing, Drawn, EngineBusy, EngineClosed, Request, Waiting
from inference.engine.local import LocalEngine


def test_from_the_queue_to_pictures() -> None:
    """A caller gets Waiting at once, Drawing from 0 to 1, and Drawn with the codes, their pictures and the cost."""

    async def story() -> None:
        async with opened(SECOND | {"insert_seconds": 0.5, "render_seconds": 0.25}) as (engine, _):
            request = Request("a cat", seed=3, tiles=5)
            waiting, *drawings, drawn = await watch(engine, request)
            assert isinstance(waiting, Waiting)
            assert waiting.place == 1
            assert waiting.soonest <= waiting.seconds <= waiting.latest
            assert waiting.seconds == pytest.approx(5.0, rel=0.1)
            shares = [drawing.done for drawing in drawings if isinstance(drawing, Drawing)]
            assert shares == pytest.approx([0, 0.3, 0.5, 0.7, 0.9, 0.95])  # before each chunk, and before each render
            assert isinstance(drawn, Drawn)
            np.testing.assert_array_equal(drawn.codes, codes_of(request))
            np.testing.assert_array_equal(drawn.pictures, pictures_of(drawn.codes))
            assert drawn.reading.text == "a cat"
            assert drawn.seconds == pytest.approx(0.5 + 4 * 1.0 + 2 * 0.25)
            assert engine.stats.completed == 1

    virtually(story())


def test_a_later_request_is_in_the_next_chunk() -> None:
    """No request waits for another one's grid to end; two that are drawn together share the cost of a chunk."""

    async def story() -> None:
        async with opened(SECOND) as (engine, device):
            first = asyncio.create_task(draw(engine, Request("first")))
            await asyncio.sleep(1.5)
            second = await draw(engine, Request("second"))
            assert device.called("step") == [("first",)] * 2 + [("first", "second")] * 2 + [("second",)] * 2
            assert (await first).seconds == pytest.approx(3.0)
            assert second.seconds == pytest.approx(3.0)

    virtually(story())


def test_a_slow_caller_gets_the_latest_progress() -> None:
    """After a pause, a caller gets the current state, not the old ones."""

    async def story() -> None:
        async with opened(SECOND) as (engine, _):
            asking = engine.generate(Request("a cat"))
            assert isinstance(await anext(asking), Waiting)
            await asyncio.sleep(2.5)
            now_drawing = await anext(asking)
            assert isinstance(now_drawing, Drawing)
            assert now_drawing.done == 0.5
            await asyncio.sleep(60)
            assert [type(progress) async for progress in asking] == [Drawn]

    virtually(story())


def test_cancelling_frees_the_slot_within_a_chunk() -> None:
    """A request whose generator was closed is not in the next chunk; the next queued one is."""

    async def story() -> None:
        async with opened(SECOND | {"slots": 1}) as (engine, device):
            leaving = asyncio.create_task(watch(engine, Request("leaves")))
            await asyncio.sleep(0.1)
            staying = asyncio.create_task(watch(engine, Request("stays")))
            await asyncio.sleep(1.4)
            leaving.cancel()
            with pytest.raises(asyncio.CancelledError):
                await leaving
            assert isinstance((await staying)[-1], Drawn)
            assert device.called("step") == [("leaves",)] * 2 + [("stays",)] * 4
            assert engine.stats.cancelled == 1

    virtually(story())


@pytest.mark.parametrize("after", [0.5, 2.5, 4.5, 5.5, 6.5])  # in each kind of call: insert, step, take, free, render
def test_cancelling_during_a_call_leaks_nothing(after: float) -> None:
    """Cancelling while the finished codes are fetched must leave no request behind in its phase."""

    async def scenario() -> None:
        calls = {"insert_seconds": 1.0, "take_seconds": 1.0, "render_seconds": 1.0, "chunk_seconds": lambda busy: 0.75}
        async with opened({"slots": 1, **calls}) as (engine, _):
            for _ in range(3):
                leaving = asyncio.create_task(watch(engine, Request("leaves")))
                await asyncio.sleep(after)
                leaving.cancel()
                await asyncio.wait([leaving])
            await draw(engine, Request("stays"))
            assert (engine.stats.busy_slots, engine.stats.rendering) == (0, 0)

    virtually(scenario())


def test_leaving_the_queue_moves_the_others_up() -> None:
    """Each place is reported once, and only when it changes."""

    async def story() -> None:
        async with opened(SECOND | {"slots": 1}) as (engine, device):
            tasks = [asyncio.create_task(watch(engine, Request(f"{n}"))) for n in range(4)]
            await asyncio.sleep(1.5)
            tasks[1].cancel()
            outcomes = await asyncio.gather(*tasks, return_exceptions=True)
            assert isinstance(outcomes[1], asyncio.CancelledError)
            assert [places(each) for each in outcomes if isinstance(each, list)] == [[1], [3, 2, 1], [4, 3, 2, 1]]
            assert ("1",) not in device.called("insert")

    virtually(story())


def test_a_full_queue_says_when_to_try_again() -> None:
    """Beyond `max_queued` requests get EngineBusy, with the seconds after which there is room; and then there is."""

    async def story() -> None:
        async with opened(SECOND | {"slots": 1}, max_queued=3) as (engine, _):
            tasks = []
            for n in range(4):
                tasks.append(asyncio.create_task(draw(engine, Request(f"{n}"))))
                await asyncio.sleep(0.01)
            with pytest.raises(EngineBusy) as busy:
                await draw(engine, Request("too late"))
            assert busy.value.retry_after == pytest.approx(4.0, abs=0.2)
            assert engine.stats.rejected == 1
            await asyncio.sleep(busy.value.retry_after + 0.1)
            tasks.append(asyncio.create_task(draw(engine, Request("in time"))))
            await asyncio.gather(*tasks)

    virtually(story())


async def test_a_burst_does_not_overfill_the_queue() -> None:
    """On real threads: requests whose prompts are still being encoded count, too."""
    async with LocalEngine(FakeDevice(slots=1), max_queued=3) as engine:
        await engine.warm()
        outcomes = await asyncio.gather(*(draw(engine, Request(f"{n}")) for n in range(9)), return_exceptions=True)
        assert sum(isinstance(each, Drawn) for each in outcomes) == 3
        assert sum(isinstance(each, EngineBusy) for each in outcomes) == 6


def test_requests_wait_for_the_warm_up() -> None:
    """They are accepted at once, with an estimate that includes the rest of the warm-up, and drawn when it is over."""

    async def story() -> None:
        thread = VirtualThread()
        device = FakeDevice(spend=thread.spend, compile_seconds=30.0, **SECOND)
        async with LocalEngine(device, thread=thread, clock=now) as engine:
            assert not engine.ready
            await asyncio.sleep(5)
            before = (await first_waiting(engine)).seconds
            await asyncio.sleep(5)
            assert engine.compiled_share == 0.5
            # Half of it took 10 seconds, and not 5.
            assert (await first_waiting(engine)).seconds == pytest.approx(before + 5)
            waiting, *_, drawn = await watch(engine, Request("early"))
            assert isinstance(waiting, Waiting)
            assert waiting.soonest <= 26 <= waiting.latest
            assert isinstance(drawn, Drawn)
            assert engine.ready
            assert now() == pytest.approx(30 + 2 + 4)  # compile, two chunks to measure, four to draw

    virtually(story())


@pytest.mark.parametrize(
    "bad", [Request("unreadable"), Request("a cat", tiles=1, prefix=((5, 1000),))], ids=["words", "prefix"]
)
def test_what_cannot_be_encoded_is_refused_at_once(bad: Request) -> None:
    """A request that the model cannot draw never reaches the queue or the device."""

    async def story() -> None:
        async with opened(SECOND) as (engine, device):
            with pytest.raises(BadRequest):
                await draw(engine, bad)
            assert device.calls == []

    virtually(story())


def test_a_prefix_is_kept_and_saves_its_steps() -> None:
    """Given codes stand in the tile, and only the rest is drawn."""

    async def story() -> None:
        async with opened(SECOND) as (engine, device):
            request = Request("a cat", tiles=2, prefix=((1, 2, 3, 4, 5, 6, 7, 8), (8, 7, 6, 5, 4, 3, 2, 1)))
            progress = await watch(engine, request)
            assert [each.done for each in progress if isinstance(each, Drawing)] == [0, 0.5, 1]
            assert isinstance(progress[-1], Drawn)
            assert progress[-1].codes[:, :8].tolist() == [list(prefix) for prefix in request.prefix]
            assert len(device.called("step")) == 2

    virtually(story())


def test_old_tiles_are_rendered_together() -> None:
    """Renders of several callers share calls of `pictures_at_once` tiles, and give the bytes that were drawn."""

    async def story() -> None:
        async with opened({"render_seconds": 1.0}) as (engine, device):
            codes = [codes_of(Request(f"{n}", tiles=1 + n)) for n in range(3)]
            pictures = await asyncio.gather(*(engine.render(some) for some in codes))
            for some, rendered in zip(codes, pictures, strict=True):
                np.testing.assert_array_equal(rendered, pictures_of(some))
            assert len(device.called("render")) == 2  # 6 tiles, 4 at once

    virtually(story())


@pytest.mark.parametrize("codes", [[[1] * 15], [1] * 16, [], [[-1] * 16], [[0.5] * 16], [[1] * 15 + [1000]]], ids=repr)
def test_codes_of_another_model_are_refused(codes: Any) -> None:
    """Another length, other numbers, codes beyond the last one: BadRequest, and the device never sees them."""

    async def story() -> None:
        async with opened({}) as (engine, device):
            with pytest.raises(BadRequest):
                await engine.render(np.array(codes))
            assert device.calls == []

    virtually(story())


def test_neither_drawing_nor_rendering_starves() -> None:
    """With both to do all the time, each gets its chunks and its calls, in turn."""

    async def story() -> None:
        async with opened(SECOND | {"render_seconds": 0.5, "slots": 2, "length": 64}) as (engine, device):
            codes = np.ones((16, 64), np.int32)

            async def render() -> None:
                while True:
                    await engine.render(codes)

            renders = [asyncio.create_task(render()) for _ in range(4)]
            start = now()
            await draw(engine, Request("a cat"))
            assert now() - start <= 16 * 2 * 1.1 + 3 * 16
            assert device.seconds["render"] >= device.seconds["step"] * 0.9
            for task in renders:
                task.cancel()
            await asyncio.gather(*renders, return_exceptions=True)

    virtually(story())


@pytest.mark.parametrize(("slots", "came"), [(1, [13, 26, 39]), (2, [13, 24, 35])])
def test_a_finished_grid_waits_for_no_other(slots: int, came: list[float]) -> None:
    """Where rendering is slow, as on a CPU, a finished grid is rendered before the next chunk of the others."""

    async def story() -> None:
        slow = SECOND | {"slots": slots, "render_seconds": 1.0, "pictures_at_once": 1}
        async with opened(slow) as (engine, _):

            async def seconds(prompt: str) -> float:
                await draw(engine, Request(prompt))
                return now()

            start = now()
            tasks = []
            for prompt in "abc":
                tasks.append(asyncio.create_task(seconds(prompt)))
                await asyncio.sleep(1.5)
            assert [round(each - start) for each in await asyncio.gather(*tasks)] == came

    virtually(story())


def test_old_tiles_are_rendered_while_grids_end_all_the_time() -> None:
    """A grid is finished after each chunk; a call for old tiles still follows each."""

    async def story() -> None:
        busy = SECOND | {"render_seconds": 2.0, "pictures_at_once": 9}
        async with opened(busy) as (engine, device):

            async def keep_drawing(pause: float) -> None:
                await asyncio.sleep(pause)
                while True:
                    await draw(engine, Request("a cat"))

            tasks = [asyncio.create_task(keep_drawing(3.01 * number)) for number in range(8)]
            await asyncio.sleep(60)
            before = len(device.called("step"))
            await asyncio.gather(*(engine.render(np.ones((9, 16), np.int32)) for _ in range(10)))
            assert len(device.called("step")) - before <= 11
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    virtually(story())


def test_a_cancelled_render_costs_nothing() -> None:
    """Neither its tiles are rendered, nor those of a request whose generator was closed."""

    async def story() -> None:
        async with opened(SECOND) as (engine, device):
            drawing = asyncio.create_task(draw(engine, Request("a cat")))
            await asyncio.sleep(0.5)
            render = asyncio.create_task(engine.render(codes_of(Request("old"))))
            await asyncio.sleep(0.1)
            render.cancel()
            await until_drawing(engine, Request("gone"))
            await drawing
            assert len(device.called("render")) == 3  # nine tiles of the cat

    virtually(story())


def test_closed_before_and_after() -> None:
    """An engine that was not started, or was drained, raises EngineClosed."""

    async def story() -> None:
        engine = LocalEngine(FakeDevice())
        with pytest.raises(EngineClosed):
            await draw(engine, Request("a cat"))
        async with engine:
            pass
        with pytest.raises(EngineClosed):
            await engine.render(codes_of(Request("a cat")))

    asyncio.run(story())


def test_the_engine_costs_no_jax() -> None:
    """Importing it imports neither JAX nor Flax."""
    program = "import sys, inference.engine.local; sys.exit(any(name in sys.modules for name in ('jax', 'flax')))"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0

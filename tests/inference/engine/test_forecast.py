"""What people are told about when, held against when it was."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from statistics import median

import numpy as np
import pytest
from fakes.clock import now, virtually
from fakes.opened import SECOND, draw, first_waiting, opened
from hypothesis import given, settings
from hypothesis import strategies as st

from inference.api import Request, Waiting
from inference.engine.forecast import CallSeconds, Forecast
from inference.engine.local import LocalEngine


def test_seconds_follow_what_is_measured() -> None:
    """The first measurement replaces the guess; a device that changes is believed after a while."""
    seconds = CallSeconds()
    seconds.add(4.0)
    assert (seconds.mean, seconds.variance) == (4.0, 0.0)
    for _ in range(200):
        seconds.add(2.0)
    assert seconds.mean == pytest.approx(2.0, abs=0.001)


def test_variance_is_what_was_measured() -> None:
    """Of a steady source, mean and variance come out near its own."""
    seconds = CallSeconds()
    for value in np.random.default_rng(0).normal(10, 2, 2000):
        seconds.add(value)
    assert seconds.mean == pytest.approx(10, abs=1.5)
    assert seconds.variance == pytest.approx(4, rel=0.6)


def test_chunks_between_measured_ones_are_in_between() -> None:
    """One and all slots are measured at the start; others lie on the line, until they are measured themselves."""
    forecast = Forecast(9)
    forecast.add_chunk(1.0, busy=1, steps=8)
    forecast.add_chunk(4.0, busy=4, steps=8)
    assert [forecast.chunk(busy)[0] for busy in (1, 2, 3, 4, 9)] == [1, 2, 3, 4, 4]
    forecast.add_chunk(3.5, busy=2, steps=8)
    assert [forecast.chunk(busy)[0] for busy in (1, 2, 3, 4)] == [1, 3.5, 3.75, 4]
    assert forecast.seconds_per_step(4) == 0.5


def test_a_short_chunk_is_no_measure() -> None:
    """The last chunk of a tile may have fewer steps."""
    forecast = Forecast(9)
    forecast.add_chunk(1.0, busy=1, steps=8)
    forecast.add_chunk(0.1, busy=1, steps=1)
    assert forecast.chunk(1)[0] == 1.0


asks = st.lists(st.tuples(st.integers(0, 12), st.integers(1, 9)), min_size=1, max_size=12)  # steps given, tiles
seconds = st.floats(0.01, 2)


@settings(max_examples=100)
@given(asks, st.integers(1, 4), st.sampled_from([1, 4, 9]), seconds, st.floats(0, 1), seconds, seconds)
def test_the_walk_is_the_engine_s_way(
    asks: list[tuple[int, int]], slots: int, at_once: int, chunk: float, growth: float, insert: float, render: float
) -> None:
    """With a device that keeps time, the last one's pictures are there at the second that was told."""

    async def ask(engine: LocalEngine, steps: int, tiles: int) -> tuple[float, float]:
        start, told, came = now(), 0.0, 0.0
        request = Request("a cat", tiles=tiles, prefix=((1,) * steps,) * tiles if steps else ())
        async for progress in engine.generate(request):
            if isinstance(progress, Waiting):
                told = told or progress.seconds
            came = now() - start
        return told, came

    async def story() -> None:
        device = {
            "slots": slots,
            "pictures_at_once": at_once,
            "chunk_seconds": lambda busy: chunk * (1 + growth * busy),
            "insert_seconds": insert,
            "render_seconds": render,
        }
        async with opened(device) as (engine, _):
            told, came = (await asyncio.gather(*(ask(engine, *each) for each in asks)))[-1]
            assert told == pytest.approx(came, rel=1e-6)

    virtually(story())


def test_the_chunk_that_runs_is_over_soon() -> None:
    """Who comes in the middle of a chunk waits for the rest of it, not for a whole one."""

    async def story() -> None:
        async with opened(SECOND) as (engine, _):
            first = asyncio.create_task(draw(engine, Request("a cat")))
            await asyncio.sleep(1.7)
            assert (await first_waiting(engine)).seconds == pytest.approx(0.3 + 4)
            await first

    virtually(story())


@pytest.mark.parametrize("after", [0.4, 3.9, 4.1, 5.3])  # drawing; painting, in its calls
def test_the_painting_to_be_done_is_in_what_is_told(after: float) -> None:
    """Others' finished grids come first; old tiles come for as long as a chunk takes, after each."""

    async def story() -> None:
        slow = {"slots": 1, "chunk_seconds": lambda busy: 1.0, "render_seconds": 0.5, "pictures_at_once": 1}
        async with opened(slow) as (engine, _):
            await draw(engine, Request("measured"))
            first = asyncio.create_task(draw(engine, Request("a cat")))
            await asyncio.sleep(after)
            old = asyncio.create_task(engine.render(np.ones((5, 16), np.int32)))
            await asyncio.sleep(0.01)
            start, told = now(), (await first_waiting(engine)).seconds
            await draw(engine, Request("a dog"))
            assert now() - start == pytest.approx(told, abs=0.5)  # of the call that runs, the rest is not known
            await asyncio.gather(first, old)

    virtually(story())


Arrived = list[tuple[Waiting, float]]


async def arrivals(load: float, chunk: Callable[[int], float], fair: bool, count: int) -> Arrived:
    """What `count` askers were told when they came, at random moments, and how long it took then.

    Args:
        load: of what the device can draw, so much is asked for.
        fair: one in four has had much lately, and is overtaken.
    """
    random = np.random.default_rng(0)
    told: Arrived = []
    device = {
        "length": 64,
        "chunk": 8,
        "pictures_at_once": 9,
        "chunk_seconds": chunk,
        "insert_seconds": 0.2,
        "render_seconds": 0.3,
        "noise": 0.3,
    }
    async with opened(device, max_queued=count) as (engine, _):

        async def ask(number: int) -> None:
            tag = float(number + (20 if fair and random.random() < 0.25 else 0))
            start, first = now(), None
            async for progress in engine.generate(Request("a cat", tag=tag)):
                first = first or progress
            assert isinstance(first, Waiting)
            told.append((first, now() - start))

        async with asyncio.TaskGroup() as group:
            for number in range(count):
                group.create_task(ask(number))
                await asyncio.sleep(random.exponential((8 * chunk(4) / 4 + 0.5) / load))
    return told


@pytest.mark.parametrize("load", [0.5, 0.8, 0.95])
@pytest.mark.parametrize("fair", [False, True])
@pytest.mark.parametrize("shared", [0.0, 1.0], ids=["GPU", "CPU"])
def test_waits_end_inside_the_band_that_was_told(load: float, fair: bool, shared: float) -> None:
    """Of 300 arrivals at least 85 % get their pictures inside the band told at once, and it is narrow enough."""

    def chunk(busy: int) -> float:  # on a CPU, each busy slot costs its time
        return 1.0 + shared * (busy - 1)

    told = virtually(arrivals(load, chunk, fair, 300))
    inside = np.mean([waiting.soonest <= came <= waiting.latest for waiting, came in told])
    width = median((waiting.latest - waiting.soonest) / came for waiting, came in told)
    off = median(abs(waiting.seconds - came) / came for waiting, came in told)
    assert inside >= 0.85
    assert width <= 1.7
    assert off <= 0.35

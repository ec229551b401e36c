"""Estimated waits, compared with what the waits were."""

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
    """One slot and all slots are measured at the start; other numbers are interpolated until they are measured, too."""
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


jobs = st.lists(st.tuples(st.integers(0, 12), st.integers(1, 9)), min_size=1, max_size=12)  # steps given, tiles
seconds = st.floats(0.01, 2)


@settings(max_examples=100)
@given(jobs, st.integers(1, 4), st.sampled_from([1, 4, 9]), seconds, st.floats(0, 1), seconds, seconds)
def test_the_simulation_does_what_the_scheduler_does(
    jobs: list[tuple[int, int]], slots: int, at_once: int, chunk: float, growth: float, insert: float, render: float
) -> None:
    """With a device of constant speed, the last one's pictures are there at the estimated second."""

    async def request_one(engine: LocalEngine, steps: int, tiles: int) -> tuple[float, float]:
        start, estimated, came = now(), 0.0, 0.0
        request = Request("a cat", tiles=tiles, prefix=((1,) * steps,) * tiles if steps else ())
        async for progress in engine.generate(request):
            if isinstance(progress, Waiting):
                estimated = estimated or progress.seconds
            came = now() - start
        return estimated, came

    async def story() -> None:
        device = {
            "slots": slots,
            "pictures_at_once": at_once,
            "chunk_seconds": lambda busy: chunk * (1 + growth * busy),
            "insert_seconds": insert,
            "render_seconds": render,
        }
        async with opened(device) as (engine, _):
            estimated, came = (await asyncio.gather(*(request_one(engine, *each) for each in jobs)))[-1]
            assert estimated == pytest.approx(came, rel=1e-6)

    virtually(story())


def test_the_chunk_that_runs_is_over_soon() -> None:
    """A request that arrives in the middle of a chunk waits for the rest of it, not for a whole one."""

    async def story() -> None:
        async with opened(SECOND) as (engine, _):
            first = asyncio.create_task(draw(engine, Request("a cat")))
            await asyncio.sleep(1.7)
            assert (await first_waiting(engine)).seconds == pytest.approx(0.3 + 4)
            await first

    virtually(story())


@pytest.mark.parametrize("after", [0.4, 3.9, 4.1, 5.3])  # while drawing; and in each of the render calls
def test_estimates_include_the_render_queue(after: float) -> None:
    """Other finished grids go first; old tiles get as long as a chunk takes, after each."""

    async def story() -> None:
        slow = {"slots": 1, "chunk_seconds": lambda busy: 1.0, "render_seconds": 0.5, "pictures_at_once": 1}
        async with opened(slow) as (engine, _):
            await draw(engine, Request("measured"))
            first = asyncio.create_task(draw(engine, Request("a cat")))
            await asyncio.sleep(after)
            old = asyncio.create_task(engine.render(np.ones((5, 16), np.int32)))
            await asyncio.sleep(0.01)
            start, estimated = now(), (await first_waiting(engine)).seconds
            await draw(engine, Request("a dog"))
            assert now() - start == pytest.approx(estimated, abs=0.5)  # the rest of the running call is not known
            await asyncio.gather(first, old)

    virtually(story())


Arrived = list[tuple[Waiting, float]]


async def arrivals(load: float, chunk: Callable[[int], float], fair: bool, count: int) -> Arrived:
    """For `count` requests at random moments: the first estimate, and how long it took then.

    Args:
        load: the share of the device's capacity that is requested.
        fair: one in four is from a member who has had much lately, and is overtaken.
    """
    random = np.random.default_rng(0)
    estimated: Arrived = []
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

        async def request_one(number: int) -> None:
            tag = float(number + (20 if fair and random.random() < 0.25 else 0))
            start, first = now(), None
            async for progress in engine.generate(Request("a cat", tag=tag)):
                first = first or progress
            assert isinstance(first, Waiting)
            estimated.append((first, now() - start))

        async with asyncio.TaskGroup() as group:
            for number in range(count):
                group.create_task(request_one(number))
                await asyncio.sleep(random.exponential((8 * chunk(4) / 4 + 0.5) / load))
    return estimated


@pytest.mark.parametrize("load", [0.5, 0.8, 0.95])
@pytest.mark.parametrize("fair", [False, True])
@pytest.mark.parametrize("shared", [0.0, 1.0], ids=["GPU", "CPU"])
def test_waits_end_inside_the_estimated_interval(load: float, fair: bool, shared: float) -> None:
    """Of 300 requests at least 85 % are drawn inside the interval estimated at first, and it is narrow enough."""

    def chunk(busy: int) -> float:  # on a CPU, each busy slot costs its time
        return 1.0 + shared * (busy - 1)

    estimated = virtually(arrivals(load, chunk, fair, 300))
    inside = np.mean([waiting.soonest <= came <= waiting.latest for waiting, came in estimated])
    width = median((waiting.latest - waiting.soonest) / came for waiting, came in estimated)
    off = median(abs(waiting.seconds - came) / came for waiting, came in estimated)
    assert inside >= 0.85
    assert width <= 1.7
    assert off <= 0.35

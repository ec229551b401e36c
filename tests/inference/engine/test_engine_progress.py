"""The share and the seconds that are reported while a request is drawn, compared with what the clock said then."""

from __future__ import annotations

import asyncio

import numpy as np
import pytest
from fakes.clock import now, virtually
from fakes.device import codes_of
from fakes.opened import SECOND, opened, watch
from hypothesis import given, settings
from hypothesis import strategies as st

from inference.api import Drawing, Progress, Request
from inference.engine.local import LocalEngine

Timed = list[tuple[float, Progress]]


async def timed(engine: LocalEngine, request: Request, after: float = 0.0) -> Timed:
    """Each progress, with the second at which it came."""
    await asyncio.sleep(after)
    return [(now(), progress) async for progress in engine.generate(request)]


def drawings(progress: Timed) -> list[tuple[float, Drawing]]:
    return [(at, each) for at, each in progress if isinstance(each, Drawing)]


jobs = st.lists(st.tuples(st.integers(0, 12), st.integers(1, 9)), min_size=1, max_size=8)  # steps given, tiles
seconds = st.floats(0.01, 2)


@settings(max_examples=60)
@given(jobs, st.integers(1, 4), st.sampled_from([1, 4, 9]), seconds, st.floats(0, 1), seconds, seconds, seconds)
def test_on_a_steady_device_every_report_is_true(
    jobs: list[tuple[int, int]],
    slots: int,
    at_once: int,
    chunk: float,
    growth: float,
    insert: float,
    take: float,
    render: float,
) -> None:
    """At half of the way half of the time has passed, whatever others draw and paint meanwhile."""

    async def story() -> None:
        device = {
            "slots": slots,
            "pictures_at_once": at_once,
            "chunk_seconds": lambda busy: chunk * (1 + growth * busy),
            "insert_seconds": insert,
            "take_seconds": take,
            "render_seconds": render,
        }
        async with opened(device) as (engine, _):
            requests = [
                Request("a cat", tiles=tiles, prefix=((1,) * steps,) * tiles if steps else ()) for steps, tiles in jobs
            ]
            for progress in await asyncio.gather(*(timed(engine, request) for request in requests)):
                end, told = progress[-1][0], drawings(progress)
                start = told[0][0]
                for at, each in told:
                    assert each.seconds == pytest.approx(end - at, rel=1e-6, abs=1e-6)
                    assert each.done == pytest.approx((at - start) / (end - start), rel=1e-6, abs=1e-6)

    virtually(story())


def test_painting_is_part_of_the_way() -> None:
    """Nine tiles one after another, each as long as a chunk: the codes are 4 of 13 parts, and each tile is a report."""

    async def story() -> None:
        async with opened(SECOND | {"pictures_at_once": 1, "render_seconds": 1.0}) as (engine, _):
            told = drawings(await timed(engine, Request("a cat")))
            assert [each.done for _, each in told] == pytest.approx([part / 13 for part in range(13)])
            assert [each.seconds for _, each in told] == pytest.approx([13 - part for part in range(13)])

    virtually(story())


@pytest.mark.parametrize("others", [0, 6])
def test_the_share_never_goes_back(others: int) -> None:
    """Not on a machine that is nine times as slow at one moment as at another, nor when others come."""

    async def story() -> None:
        device = {"noise": 0.8, "length": 64, "render_seconds": 1.0, "chunk_seconds": float}
        async with opened(device) as (engine, _):
            asking = [
                timed(engine, Request("a cat", seed=seed, previews=True), after=7 * seed) for seed in range(others)
            ]
            for progress in await asyncio.gather(timed(engine, Request("a dog")), *asking):
                shares = [each.done for _, each in drawings(progress)]
                assert shares == sorted(shares)
                assert shares[0] == 0
                assert shares[-1] <= 1
                assert len(shares) >= 16 + 3

    virtually(story())


def test_a_second_try_begins_at_zero() -> None:
    """What was lost is not counted."""

    async def story() -> None:
        async with opened(SECOND) as (engine, device):

            def fault(name: str, requests: tuple[Request, ...]) -> Exception | None:
                return RuntimeError() if name == "step" and len(device.called("step")) == 3 else None

            device.fault = fault
            shares = [each.done for each in await watch(engine, Request("a cat")) if isinstance(each, Drawing)]
            assert shares[:8] == [0, 0.25, 0.5, 0, 0.25, 0.5, 0.75, 1]
            assert set(shares[8:]) == {1}

    virtually(story())


def test_old_tiles_between_chunks_are_foreseen() -> None:
    """They get as much time as chunks do, so a request that draws beside them is told twice the time."""

    async def story() -> None:
        async with opened(SECOND | {"pictures_at_once": 1, "render_seconds": 1.0}) as (engine, _):
            old = asyncio.create_task(engine.render(np.repeat(codes_of(Request("old", tiles=1)), 3, 0)))
            progress = await timed(engine, Request("a cat", tiles=1))
            end = progress[-1][0]
            for at, each in drawings(progress):
                assert each.seconds == pytest.approx(end - at)
            await old

    virtually(story())

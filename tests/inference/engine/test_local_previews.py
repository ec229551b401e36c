"""Previews of unfinished requests: what they show, and what they may cost."""

from __future__ import annotations

import asyncio

import numpy as np
import pytest
from fakes.clock import virtually
from fakes.device import CELL, codes_of, pictures_of
from fakes.opened import SECOND, draw, opened, watch

from inference.api import Drawing, Drawn, Request
from inference.engine.device import DeviceOutOfMemory
from inference.engine.render_queue import UNDRAWN_GRAY


def test_previews_are_plain_where_nothing_is_drawn() -> None:
    """A preview shows the codes that there are, in their places, and one colour elsewhere."""

    async def story() -> None:
        async with opened(SECOND | {"chunk": 2, "render_seconds": 0.01}) as (engine, _):
            request = Request("a cat", previews=True, tiles=2)
            progress = await watch(engine, request)
            seen = [each.preview for each in progress if isinstance(each, Drawing) and each.preview is not None]
            assert len(seen) == 7
            final = pictures_of(codes_of(request))
            for number, preview in enumerate(seen, start=1):
                cells = np.arange(16).reshape(4, 4).repeat(CELL, 0).repeat(CELL, 1)[None, :, :, None]
                np.testing.assert_array_equal(preview, np.where(cells < 2 * number, final, UNDRAWN_GRAY))

    virtually(story())


def test_a_slow_caller_still_gets_the_preview() -> None:
    """It was paid for: later progress without a picture does not replace it."""

    async def story() -> None:
        async with opened(SECOND | {"chunk": 2, "render_seconds": 0.3, "pictures_at_once": 9}) as (engine, device):
            asking = engine.generate(Request("a cat", previews=True))
            await anext(asking)
            await asyncio.sleep(6.5)
            assert len(device.called("render")) == 1
            late = await anext(asking)
            assert isinstance(late, Drawing)
            assert late.done == 0.75
            assert late.preview is not None
            await asking.aclose()

    virtually(story())


@pytest.mark.parametrize("seconds", [0.01, 0.3, 1.0, 3.1, 3.3])
@pytest.mark.parametrize("callers", [1, 4])
def test_previews_cost_a_twentieth_at_most(seconds: float, callers: int) -> None:
    """There are as many as 5 % of a request's device time pay for, and none if even one costs more."""

    async def story() -> tuple[float, float]:
        options = SECOND | {"chunk": 1, "length": 64, "pictures_at_once": 9, "render_seconds": seconds}
        async with opened(options) as (engine, device):
            requests = [Request(f"{n}", previews=True) for n in range(callers)]
            reports = await asyncio.gather(*(watch(engine, request) for request in requests))
            previews = [sum(isinstance(p, Drawing) and p.preview is not None for p in each) for each in reports]
            renders = len(device.called("render"))
            assert renders == sum(previews) + callers
            return (renders - callers) * seconds, device.seconds["step"]

    spent, drawing = virtually(story())
    assert spent <= 0.05 * drawing
    assert spent > 0.02 * drawing or 64 * 0.05 / callers < seconds or seconds == 0.01


@pytest.mark.parametrize("call", ["take", "render"])
@pytest.mark.parametrize("error", [RuntimeError, DeviceOutOfMemory])
def test_a_failed_preview_costs_nothing_else(call: str, error: type[Exception]) -> None:
    """However it fails, and however often: no slot is lost, and no request starts over."""

    async def story() -> None:
        def fault(name: str, requests: tuple[Request, ...]) -> Exception | None:
            unfinished = engine.stats.busy_slots and len(device.called("step")) < 4
            return error() if name == call and unfinished else None

        options = {"slots": 2, "render_seconds": 0.01, "take_seconds": 0.01, "pictures_at_once": 9}
        async with opened(SECOND | options) as (engine, device):
            device.fault = fault
            async with asyncio.timeout(120):
                reports = await asyncio.gather(*(watch(engine, Request(letter, previews=True)) for letter in "ab"))
            assert len(device.called(call)) > 2
            for progress in reports:
                assert isinstance(progress[-1], Drawn)
                assert not any(isinstance(each, Drawing) and each.preview is not None for each in progress)
            assert device.called("insert") == [("a",), ("b",)]
            assert device.called("reset") == device.called("halve_slots") == []
            assert (device.slots, engine.stats.retried, engine.stats.failed) == (2, 0, 0)

    virtually(story())


def test_no_previews_unless_they_are_wanted() -> None:
    """Without `previews` nothing is rendered before the end."""

    async def story() -> None:
        async with opened(SECOND | {"pictures_at_once": 9}) as (engine, device):
            await draw(engine, Request("a cat"))
            assert len(device.called("render")) == 1
            assert len(device.called("take")) == 1

    virtually(story())

"""A warm engine on a fake device in virtual time, and ways to send it requests."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from fakes.clock import VirtualThread, now
from fakes.device import FakeDevice

from inference.api import Drawing, Drawn, Engine, Lane, Progress, Request, Waiting
from inference.engine.local import LocalEngine

SECOND: dict[str, Any] = {"chunk_seconds": lambda busy: 1.0}
"""A chunk takes a second, however many slots are busy: a grid is four."""


@asynccontextmanager
async def opened(
    device_options: dict[str, Any], **engine_options: Any
) -> AsyncIterator[tuple[LocalEngine, FakeDevice]]:
    """Checks at the end that the device was used as its contract says, and that no slot is taken."""
    thread = VirtualThread()
    device = FakeDevice(spend=thread.spend, **device_options)
    async with LocalEngine(device, thread=thread, clock=now, **engine_options) as engine:
        await engine.warm()
        device.calls.clear()
        device.seconds.clear()
        yield engine, device
    assert device.violations == []
    assert device.taken == 0
    assert engine.stats.rendering == 0


async def watch(engine: Engine, request: Request) -> list[Progress]:
    return [progress async for progress in engine.generate(request)]


async def draw(engine: Engine, request: Request) -> Drawn:
    progress = (await watch(engine, request))[-1]
    assert isinstance(progress, Drawn)
    return progress


async def first_waiting(engine: Engine, lane: Lane = "fast", tag: float = 0.0) -> Waiting:
    """The first progress of a new request, which is cancelled at once."""
    asking = engine.generate(Request("a newcomer", lane=lane, tag=tag))
    waiting = await anext(asking)
    await asking.aclose()
    assert isinstance(waiting, Waiting)
    return waiting


async def until_drawing(engine: Engine, request: Request) -> None:
    """Leave as soon as it is in a slot."""
    asking = engine.generate(request)
    async for progress in asking:
        if isinstance(progress, Drawing):
            break
    await asking.aclose()


def places(progress: list[Progress]) -> list[int]:
    return [each.place for each in progress if isinstance(each, Waiting)]

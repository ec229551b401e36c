"""Before the first round: compile every program, see the device draw, and measure it, to tell the first asker when."""

from __future__ import annotations

import asyncio
from functools import partial

import numpy as np

from inference.api import Request
from inference.engine.device import DeviceOutOfMemory
from inference.engine.scheduler import Scheduler


async def warm_up(rounds: Scheduler) -> None:
    """Prepare the device of `rounds`, with fewer slots if need be.

    Raises:
        Exception: what the device raised, the second time that it failed.
    """
    failures = 0
    while True:
        try:
            await rounds.call(partial(rounds.device.prepare, rounds.times.warm))
            await _measure(rounds)
            break
        except DeviceOutOfMemory:
            if not await rounds.recovery.fewer():
                raise
        except Exception:
            failures += 1
            if failures > 1:
                raise
            await rounds.recovery.reset()
    rounds.times.warming_since = None


async def _measure(rounds: Scheduler) -> None:
    """A chunk in one slot and one in all of them, since nobody knows how this device shares itself; and a picture."""
    device, forecast = rounds.device, rounds.forecast
    request = Request("")
    prompted = await asyncio.to_thread(device.read, request)
    drawn = 0
    for slot in range(device.slots):
        _, seconds = await rounds.call(partial(device.insert, slot, request, prompted))
        forecast.insert.add(seconds)
        if slot in (0, device.slots - 1):
            steps, seconds = await rounds.call(device.step)
            forecast.chunk_took(seconds, busy=slot + 1, steps=steps[0] - drawn)
            drawn = steps[0]
    _, seconds = await rounds.call(partial(device.take, 0))
    forecast.take.add(seconds)
    for slot in range(device.slots):
        await rounds.call(partial(device.free, slot))
    some = np.zeros((device.pictures_at_once, device.length), np.int32)
    _, seconds = await rounds.call(partial(device.render, some))
    forecast.render.add(seconds)

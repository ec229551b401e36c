"""Before the first request: compile every program and measure the device, so that the first wait can be estimated."""

from __future__ import annotations

import asyncio
from functools import partial

import numpy as np

from inference.api import Request
from inference.engine.scheduler import Scheduler


async def warm_up(scheduler: Scheduler) -> None:
    """Compile and measure on the scheduler's device, with fewer slots if its memory runs out.

    Raises:
        Exception: what the device raised, the second time that it failed.
    """
    failures = 0
    while True:
        try:
            await scheduler.call(partial(scheduler.device.compile, scheduler.progress.compiled))
            await _measure(scheduler)
            break
        except Exception as error:
            failures += not await scheduler.recovery.restore(error)
            if failures > 1:
                raise
    scheduler.progress.warming_since = None


async def _measure(scheduler: Scheduler) -> None:
    """A chunk with one slot and one with all of them, because how a device shares its time is not known; a render."""
    device, forecast = scheduler.device, scheduler.forecast
    request = Request("")
    prompt = await asyncio.to_thread(device.encode, request)
    drawn = 0
    for slot in range(device.slots):
        _, seconds = await scheduler.call(partial(device.insert, slot, request, prompt))
        forecast.insert.add(seconds)
        if slot in (0, device.slots - 1):
            steps, seconds = await scheduler.call(device.step)
            forecast.add_chunk(seconds, busy=slot + 1, steps=steps[0] - drawn)
            drawn = steps[0]
    _, seconds = await scheduler.call(partial(device.take, 0))
    forecast.take.add(seconds)
    for slot in range(device.slots):
        await scheduler.call(partial(device.free, slot))
    codes = np.zeros((device.pictures_at_once, device.length), np.int32)
    _, seconds = await scheduler.call(partial(device.render, codes))
    forecast.render.add(seconds)

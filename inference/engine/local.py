"""LocalEngine: turns requests into pictures on a device of this process. `scheduler.py` says how they share it."""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import logging
import time
from collections.abc import AsyncGenerator, Callable
from functools import partial
from typing import Any

import numpy as np

from inference.api import (
    TILES,
    BadRequest,
    Codes,
    Drawn,
    EngineBusy,
    EngineClosed,
    EngineFailed,
    Pictures,
    Progress,
    Request,
    Waiting,
)
from inference.engine.device import Device
from inference.engine.lifecycle import Stage
from inference.engine.render_queue import RenderJob
from inference.engine.request import ActiveRequest
from inference.engine.scheduler import CLOSED, Scheduler
from inference.engine.stats import EngineStats
from inference.engine.thread import DeviceThread, Thread
from inference.engine.warmup import warm_up

logger = logging.getLogger(__name__)

STOP_GRACE_SECONDS = 5.0
"""How long a stop waits for the call that the device is in."""


COMPILE_SECONDS = 30.0
"""Reported to the first mash, whose programs are compiled for it; they are kept for the next start."""


class LocalEngine:
    """An `Engine`. `async with` it, or `start` and `drain` it.

    Args:
        device: draws; while this engine runs, nothing else may call it.
        max_queued: requests that may wait for a slot; further ones get EngineBusy.
        patience: seconds after which a relaxed request counts as a fast one.
        clock: seconds, for measuring waits; tests bring their own.
        thread: where the device's calls run.
    """

    def __init__(
        self,
        device: Device,
        *,
        max_queued: int = 50,
        patience: float = 600.0,
        clock: Callable[[], float] = time.monotonic,
        thread: Thread | None = None,
    ) -> None:
        self.device = device
        self.max_queued = max_queued
        self._scheduler = Scheduler(device, patience, clock, thread or DeviceThread())
        self._lifecycle = self._scheduler.lifecycle
        self._task: asyncio.Task[None] | None = None
        self._compiler = DeviceThread()
        self._preparing: asyncio.Future[Any] | None = None
        self._failure_reference = ""
        self._encoding = 0  # requests whose prompts are being encoded, and which will be queued then
        self._arrivals = 0

    async def __aenter__(self) -> LocalEngine:
        self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.drain(0.0)

    def start(self) -> None:
        """Warm up, and then draw, in a task of the running loop. Requests are accepted at once, and wait."""
        self._lifecycle.advance(Stage.WARMING)
        self._scheduler.progress.warming_since = self._scheduler.clock()
        self._task = asyncio.create_task(self._run(), name="engine")

    @property
    def ready(self) -> bool:
        """The programs are compiled, the device has drawn, and requests are accepted."""
        return self._lifecycle.stage is Stage.READY

    @property
    def compiled_share(self) -> float:
        """The share of programs that is compiled, 0 to 1."""
        return self._scheduler.progress.compiled_share

    async def warm(self) -> None:
        """Wait until it is ready.

        Raises:
            EngineFailed: the warm-up failed.
            EngineClosed: the engine was stopped.
        """
        await self._lifecycle.warmed_up()
        self._check_accepting()

    async def generate(self, request: Request) -> AsyncGenerator[Progress, None]:
        """See `Engine.generate`. A caller that reads slowly gets only the latest progress."""
        if not self.device.ready_for(request):
            place = len(self._scheduler.queue) + self._encoding + 1
            yield Waiting(place, COMPILE_SECONDS, COMPILE_SECONDS / 3, COMPILE_SECONDS * 3)
        active = await self._accept(request)
        try:
            while not isinstance(progress := await active.next_progress(), Drawn):
                yield progress
            yield progress
        finally:
            self._scheduler.stats.cancelled += not active.done
            self._scheduler.end(active)

    async def render(self, codes: Codes) -> Pictures:
        """See `Engine.render`. Callers share the device's calls, which run between chunks."""
        self._check_accepting()
        codes = _checked(codes, self.device.length, self.device.vocabulary)
        renders, forecast = self._scheduler.renders, self._scheduler.forecast
        if (tiles := renders.tiles) > self.max_queued * TILES:
            self._scheduler.stats.rejected += 1
            raise EngineBusy("The render queue is full.", forecast.render_calls(tiles) * forecast.render.mean)
        pictures: asyncio.Future[Pictures] = asyncio.get_running_loop().create_future()
        renders.add(
            RenderJob(
                codes,
                on_complete=lambda rendered, seconds: pictures.set_result(rendered),
                on_failure=pictures.set_exception,
                wanted=lambda: not pictures.done(),
            )
        )
        self._scheduler.wake.set()
        return await pictures

    @property
    def stats(self) -> EngineStats:
        scheduler = self._scheduler
        lanes = [active.options.lane for active in scheduler.queue.order(scheduler.clock())]
        return dataclasses.replace(
            scheduler.stats,
            thread_restarts=scheduler.thread.restarts,
            slots=self.device.slots,
            busy_slots=len(scheduler.slots),
            queued={"fast": lanes.count("fast"), "relaxed": lanes.count("relaxed")},
            rendering=len(scheduler.rendering),
            seconds_per_step=scheduler.forecast.seconds_per_step(scheduler.progress.load),
        )

    async def drain(self, limit: float) -> None:
        """Stop: end queued requests with EngineClosed, complete those in slots, end the rest after `limit` seconds.

        Afterwards the task and the thread have ended, unless the device hangs in a call; then its thread is abandoned.
        """
        scheduler, was_warm = self._scheduler, self._lifecycle.stage >= Stage.READY
        self._lifecycle.advance(Stage.DRAINING)
        scheduler.interrupt(scheduler.queue.order(scheduler.clock()))
        if self._preparing is not None and not self._preparing.done():
            self._preparing.set_exception(EngineClosed(CLOSED))
            self._preparing.exception()  # perhaps no request waits for it any more
        if self._task is not None and was_warm:
            await asyncio.wait({self._task}, timeout=limit)
        self._lifecycle.advance(Stage.STOPPED)
        scheduler.interrupt(scheduler.requests)
        scheduler.renders.close(EngineClosed(CLOSED))
        if self._task is not None:
            await asyncio.wait({self._task}, timeout=STOP_GRACE_SECONDS)
            if not self._task.done():
                self._task.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await self._task
        await self._compiler.stop(0.0)
        if not await scheduler.thread.stop(STOP_GRACE_SECONDS):
            logger.error("device call hangs: its thread is abandoned")

    async def _run(self) -> None:
        scheduler = self._scheduler
        try:
            await warm_up(scheduler)
            self._lifecycle.advance(Stage.READY)
            await scheduler.run()
        except Exception as error:  # the device does not start, or the scheduler has a bug: no caller may wait for ever
            failed = scheduler.give_up(error)
            self._failure_reference = failed.reference
            self._lifecycle.advance(Stage.BROKEN)
            for active in scheduler.requests:
                scheduler.end(active, failed)
            scheduler.renders.close(failed)

    async def _accept(self, request: Request) -> ActiveRequest:
        self._check_accepting()
        scheduler = self._scheduler
        if len(scheduler.queue) + self._encoding >= self.max_queued:
            scheduler.stats.rejected += 1
            raise EngineBusy("The queue is full.", scheduler.progress.next_slot())
        self._arrivals += 1
        arrival = self._arrivals  # before encoding, which may end in another order
        self._encoding += 1
        try:
            prompt = await asyncio.to_thread(self.device.encode, request)
            if not self.device.ready_for(request):
                await self._prepare(request)
        except (BadRequest, EngineClosed):
            raise
        except Exception as error:
            raise scheduler.give_up(error, request.id) from error
        finally:
            self._encoding -= 1
        self._check_accepting()
        active = ActiveRequest(request, prompt, arrival, scheduler.clock())
        scheduler.add(active)
        return active

    async def _prepare(self, request: Request) -> None:
        """Compile its programs, once for all who wait for them, while the device goes on drawing."""
        if self._preparing is None or self._preparing.done():
            self._preparing = self._compiler.start(partial(self.device.prepare, request))
        await asyncio.shield(self._preparing)

    def _check_accepting(self) -> None:
        if self._lifecycle.stage is Stage.BROKEN:
            reference = self._failure_reference
            raise EngineFailed(f"The engine has failed; the log says why under {reference}.", reference)
        if not self._lifecycle.accepting:
            raise EngineClosed(CLOSED)


def _checked(codes: Codes, length: int, vocabulary: int) -> Codes:
    array = np.asarray(codes)
    if array.ndim != 2 or array.shape[1] != length or not len(array) or array.dtype.kind not in "iu":
        raise BadRequest(f"A tile of this model has {length} codes, which are whole numbers.")
    if array.min() < 0 or array.max() >= vocabulary:
        raise BadRequest(f"This model has codes from 0 to {vocabulary - 1:,}; these were drawn by another one.")
    return array.astype(np.int32)

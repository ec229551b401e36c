"""The scheduler: how requests share one device. One coroutine decides, one thread computes.

    free the slots of ended requests · fill them from the queue · step all slots · collect what is drawn · render

A request never waits for another one's grid to end: if it arrives while a chunk runs, it is in the next one. The
coroutine sleeps on an event when there is nothing to do, and the event loop never waits for the device. It knows the
`Device` protocol, but not members or JAX.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import Callable, Iterable
from functools import partial
from typing import TypeVar

from inference.api import BadRequest, Codes, Drawn, EngineClosed, EngineFailed, Pictures
from inference.engine.device import Device, DeviceOutOfMemory
from inference.engine.forecast import Call, Forecast
from inference.engine.lifecycle import Lifecycle
from inference.engine.progress import ProgressReporter
from inference.engine.queue import RequestQueue
from inference.engine.recovery import Recovery, SlotsLost
from inference.engine.render_queue import RenderBatch, RenderJob, RenderQueue
from inference.engine.request import ActiveRequest, Phase
from inference.engine.stats import EngineStats
from inference.engine.thread import Thread, Timed

logger = logging.getLogger(__name__)

CLOSED = "The engine is stopping; try again when it is back."

T = TypeVar("T")


class Scheduler:
    """Everything that changes while the engine runs. Methods that change it from outside set `wake`."""

    def __init__(self, device: Device, patience: float, clock: Callable[[], float], thread: Thread) -> None:
        self.device, self.clock, self.thread = device, clock, thread
        self.lifecycle = Lifecycle()
        self.queue = RequestQueue(patience)
        self.slots: dict[int, ActiveRequest] = {}
        self.renders = RenderQueue(device.pictures_at_once)
        self.rendering: set[ActiveRequest] = set()  # requests in that phase
        self.forecast = Forecast(device.pictures_at_once)
        self.progress = ProgressReporter(
            device, self.forecast, self.queue, self.slots, self.renders, self.rendering, clock
        )
        self.stats = EngineStats()
        self.recovery = Recovery(device, self.call, self.stats)
        self.wake = asyncio.Event()
        self.chunk_seconds = 0.0  # of the latest chunk; rendering gets as much time
        self.learning = True  # how codes look, for previews

    async def run(self) -> None:
        """Work until the engine drains and nothing is left to do."""
        while self.busy or self.lifecycle.accepting:
            self.wake.clear()
            for work in (self._draw, self._render):
                try:
                    await work()
                except SlotsLost as lost:
                    await self._start_over(lost)
            self.progress.report()
            if self.lifecycle.accepting and not self.busy and not await self._learn():
                await self.wake.wait()

    @property
    def busy(self) -> bool:
        return bool(self.slots or len(self.queue) or self.renders.tiles)

    @property
    def requests(self) -> list[ActiveRequest]:
        """All that may not have ended yet."""
        return [*self.queue.order(self.clock()), *self.slots.values(), *self.rendering]

    def add(self, request: ActiveRequest) -> None:
        self.queue.add(request)
        self.progress.report()
        self.wake.set()

    def end(self, request: ActiveRequest, outcome: Drawn | Exception | None = None) -> None:
        """With pictures, with an error, or with nothing if the caller left. Its slot is freed before the next chunk."""
        request.finish(outcome)
        self.rendering.discard(request)
        if request in self.queue:
            self.queue.remove(request)
        self.wake.set()

    def interrupt(self, requests: Iterable[ActiveRequest]) -> None:
        """End them undrawn, because the engine stops."""
        for request in requests:
            self.stats.interrupted += not request.done
            self.end(request, EngineClosed(CLOSED))
        self.wake.set()

    def give_up(self, error: Exception, request_id: str = "") -> EngineFailed:
        """Log the cause, but never the prompt, under a reference; the error for the caller has the reference."""
        reference = secrets.token_hex(3)
        self.stats.failed += 1
        logger.error("request failed: reference %s, request %r", reference, request_id, exc_info=error)
        return EngineFailed(f"The drawing failed; the log says why under {reference}.", reference)

    async def call(self, call: Callable[[], T], kind: Call | None = None) -> Timed[T]:
        """Run on the device's thread, and report progress while it runs."""
        self.progress.running, self.progress.running_since = kind, self.clock()
        running = self.thread.start(call)
        self.progress.report()
        try:
            value, seconds = await running
        finally:
            self.progress.running = None
        self.stats.device_seconds += seconds
        return value, seconds

    async def _call(self, call: Callable[[], T], kind: Call | None, *suspects: ActiveRequest) -> Timed[T]:
        """`call`, for calls whose failure costs all slots. Raises SlotsLost."""
        try:
            return await self.call(call, kind)
        except Exception as error:
            raise SlotsLost(error, suspects) from error

    async def _learn(self) -> bool:
        """While nothing else is to do: how codes look, a call at a time. Returns whether there is more to learn."""
        if self.learning:
            try:
                self.learning, _ = await self.call(self.device.learn_codes)
            except Exception as error:  # previews are not worth a second try
                self.learning = False
                logger.warning("no previews: device call failed: %r", error)
        return self.learning

    # Drawing: schedule, run, collect

    async def _draw(self) -> None:
        self.chunk_seconds = 0.0
        await self._schedule()
        if self.slots:
            await self._run_chunk()
            await self._collect()

    async def _schedule(self) -> None:
        """Free the slots of ended requests, and fill free slots from the queue."""
        for slot, ended in list(self.slots.items()):
            if ended.done:
                await self._free(slot)
        while (request := self._next()) is not None:
            slot = next(slot for slot in range(self.device.slots) if slot not in self.slots)
            self.queue.remove(request)
            self.slots[slot] = request
            request.move_to(Phase.IN_SLOT)
            request.steps = request.options.prefix_length
            request.slot_at = request.previewed_at = self.clock()
            insert = partial(self.device.insert, slot, request.options, request.prompt)
            _, seconds = await self._call(insert, "insert", request)
            request.device_seconds += seconds
            self.forecast.insert.add(seconds)

    def _next(self) -> ActiveRequest | None:
        """The request that gets a slot now. One that may have caused a failure runs alone."""
        if not len(self.queue) or len(self.slots) >= self.device.slots:
            return None
        first = self.queue.order(self.clock())[0]
        if self.slots and (first.run_alone or any(request.run_alone for request in self.slots.values())):
            return None
        return first

    async def _run_chunk(self) -> None:
        drawn, seconds = await self._call(self.device.step, "chunk", *self.slots.values())
        busy = self.progress.load
        steps = max(drawn[slot] - request.steps for slot, request in self.slots.items())
        self.forecast.add_chunk(seconds, busy=busy, steps=steps)
        self.stats.busy_slot_seconds += seconds * len(self.slots)
        self.stats.slot_seconds += seconds * self.device.slots
        self.chunk_seconds = seconds
        for slot, request in self.slots.items():
            request.steps = drawn[slot]
            request.device_seconds += seconds * request.options.load / busy

    async def _collect(self) -> None:
        """Preview what is drawn, and fetch the codes of finished requests."""
        for slot, request in list(self.slots.items()):
            if not request.done:
                await self._preview(slot, request)  # of a finished one, too: its rendering may take a while
            if request.done or request.steps < self.device.length:
                continue
            codes, seconds = await self._call(partial(self.device.take, slot), "take", request)
            request.device_seconds += seconds
            self.forecast.take.add(seconds)
            if not request.done:  # its caller may have left during the call
                request.move_to(Phase.RENDERING)
                self.rendering.add(request)
                request.render = self._final(request, codes)
                self.renders.add(request.render)
            await self._free(slot)

    async def _preview(self, slot: int, request: ActiveRequest) -> None:
        """Report what is drawn so far, if it is time to. A failure costs nothing else."""
        if not self.progress.preview_due(request):
            return
        try:
            preview, seconds = await self.call(partial(self.device.preview, slot))
        except Exception as error:
            logger.warning("preview skipped: device call failed: %r", error)
            return
        request.device_seconds += seconds
        self.progress.drawn(request, preview)

    async def _free(self, slot: int) -> None:
        del self.slots[slot]
        await self._call(partial(self.device.free, slot), None)

    # Rendering

    async def _render(self) -> None:
        """Render everything that completes a request: after the next chunk it would be later, and the chunk no sooner.

        Then old tiles for about as long as the chunk took, so that neither they nor drawing starve.
        """
        seconds = self.chunk_seconds
        while (batch := self.renders.next_batch()) is not None:
            try:
                pictures, took = await self.call(partial(self.device.render, batch.codes), "render")
            except Exception as error:
                if isinstance(error, DeviceOutOfMemory):
                    raise SlotsLost(error, batch=batch) from error
                self._fail_renders(batch, error)
                took = seconds
            else:
                self.forecast.render.add(took)
                self.renders.complete(batch, pictures, took)
            if not batch.final:
                seconds -= took
                if seconds < self.forecast.render.mean:
                    return

    def _fail_renders(self, batch: RenderBatch, error: Exception, *, blame: bool = True) -> None:
        logger.warning("render failed: %d jobs: %r", len(batch.parts), error)
        given_up = self.renders.fail(batch, blame=blame)
        self.stats.retried += len(batch.parts) - len(given_up)
        for job in given_up:
            if job.wanted():
                job.on_failure(self.give_up(error, job.request_id))

    def _final(self, request: ActiveRequest, codes: Codes) -> RenderJob:
        readings = (request.prompt.reading, request.prompt.second)

        def complete(pictures: Pictures, seconds: float) -> None:
            self.stats.completed += 1
            self.progress.completed(request)
            self.end(request, Drawn(codes, pictures, request.device_seconds + seconds, *readings))

        def fail(error: Exception) -> None:
            self.end(request, error)

        return RenderJob(codes, complete, fail, lambda: not request.done, request.options.id, final=True)

    # Failing

    async def _start_over(self, lost: SlotsLost) -> None:
        """Requeue what was in the slots, restore the device, and give up what failed twice.

        A suspect runs alone on its second try, so a bad request disturbs others only once. A request is given up when
        it fails alone for the second time. Nothing is to blame when the device could do with fewer slots instead.
        """
        requests = [request for request in self.slots.values() if not request.done]
        logger.warning("device call failed: %d requests start over: %r", len(requests), lost.error)
        self.slots.clear()
        for request in requests:  # before the device is restored: that may take a minute, and a drain must find them
            request.requeue()
            self.queue.add(request)
        halved = await self.recovery.restore(lost.error)
        if lost.batch is not None:
            self._fail_renders(lost.batch, lost.error, blame=not halved)
        suspects = [] if halved else lost.suspects
        certain = len(suspects) == 1
        refused = certain and isinstance(lost.error, BadRequest)
        for request in requests:
            if request.done:  # its caller left, or the engine stopped, in the meantime
                continue
            if request in suspects:
                request.run_alone = True
                request.failures = request.failures + 1 if certain else max(1, request.failures)
            if request in suspects and (refused or request.failures > 1):
                self.end(request, lost.error if refused else self.give_up(lost.error, request.options.id))
            else:
                self.stats.retried += 1

"""The rounds of the engine: how one device is shared. One coroutine decides, one thread computes.

    free who left · admit the next in line · draw a chunk in all slots · take what is finished · paint · and again

Nobody waits for somebody else's grid to end: who comes while a chunk is drawn is in the next one. The coroutine sleeps
on an event when there is nothing to do, and never waits for the device itself. It knows slots and the device's few
verbs, and neither members nor JAX.
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
from inference.engine.forecast import Forecast
from inference.engine.progress import ProgressReporter
from inference.engine.queue import RequestQueue
from inference.engine.recovery import Recovery
from inference.engine.render_queue import RenderBatch, RenderJob, RenderQueue, cover_undrawn
from inference.engine.request import ActiveRequest
from inference.engine.stats import EngineCounters
from inference.engine.thread import Thread, Timed

logger = logging.getLogger(__name__)

PREVIEWS = 0.05
"""The share of a drawing's device time that looking at it may cost."""

CLOSED = "The engine is stopping; ask again when it is back."

T = TypeVar("T")


class Scheduler:
    """Everything that changes while the engine runs. `wake` is set by whoever changes something from outside."""

    def __init__(self, device: Device, patience: float, clock: Callable[[], float], thread: Thread) -> None:
        self.device, self.clock, self.thread = device, clock, thread
        self.line: RequestQueue[ActiveRequest] = RequestQueue(patience)
        self.slots: dict[int, ActiveRequest] = {}
        self.easel = RenderQueue(device.pictures_at_once)
        self.painting: set[ActiveRequest] = set()  # those whose codes are drawn, and whose pictures are on the easel
        self.forecast = Forecast(device.pictures_at_once)
        self.times = ProgressReporter(device, self.forecast, self.line, self.slots, self.easel, clock)
        self.tally = EngineCounters()
        self.recovery = Recovery(device, self.call, self.tally)
        self.wake = asyncio.Event()
        self.last = False  # end when nothing is left to do
        self.stopped = False  # end after the call that runs now

    async def run(self) -> None:
        while not self.stopped and (self.busy or not self.last):
            self.wake.clear()
            for slot in [slot for slot, ask in self.slots.items() if ask.answered]:
                await self._free(slot)
            await self._admit()
            seconds = await self._draw() if self.slots else 0.0
            await self._paint(seconds)
            self.times.tell()
            if not (self.busy or self.last):
                await self.wake.wait()
        for slot in list(self.slots):
            await self._free(slot)

    @property
    def busy(self) -> bool:
        return bool(self.slots or len(self.line) or len(self.easel))

    def asks(self) -> list[ActiveRequest]:
        """Everybody who may still wait for an answer."""
        return [*self.line.order(self.clock()), *self.slots.values(), *self.painting]

    def leave(self, ask: ActiveRequest) -> None:
        """`ask` was answered, or wants no answer: a slot is freed before the next chunk, a place in line at once."""
        self.painting.discard(ask)
        if ask in self.line:
            self.line.leave(ask)
            self.times.moved = True
        self.wake.set()

    def hand_back(self, asks: Iterable[ActiveRequest]) -> None:
        for ask in asks:
            if not ask.answered:
                self.tally.handed_back += 1
                ask.fail(EngineClosed(CLOSED))
            self.leave(ask)

    def give_up(self, error: Exception, name: str = "") -> EngineFailed:
        """Log the cause, never the prompt, under a reference that the asker is told."""
        reference = secrets.token_hex(3)
        self.tally.failed += 1
        logger.error("given up: reference %s, request %r", reference, name, exc_info=error)
        return EngineFailed(f"The drawing failed; the log says why under {reference}.", reference)

    async def call(self, call: Callable[[], T]) -> Timed[T]:
        """Run on the device, and use the time to tell everybody what is new."""
        running = self.thread.start(call)
        self.times.tell()
        value, seconds = await running
        self.tally.device_seconds += seconds
        return value, seconds

    # Drawing

    def _next(self) -> ActiveRequest | None:
        """Who gets a slot now."""
        if self.stopped or len(self.slots) >= self.device.slots or not len(self.line):
            return None
        if any(ask.alone for ask in self.slots.values()):
            return None
        first = self.line.order(self.clock())[0]
        return None if first.alone and self.slots else first

    async def _admit(self) -> None:
        while (ask := self._next()) is not None:
            slot = next(slot for slot in range(self.device.slots) if slot not in self.slots)
            self.line.leave(ask)
            self.slots[slot] = ask
            ask.drawn = ask.prefix
            self.times.moved = True
            self.times.fairest = max(self.times.fairest, ask.request.tag)
            try:
                _, seconds = await self.call(partial(self.device.insert, slot, ask.request, ask.prompted))
            except Exception as error:
                await self._lose(error, [ask])
            else:
                ask.seconds += seconds
                self.forecast.insert.add(seconds)

    async def _draw(self) -> float:
        """One chunk, after which what is finished leaves its slot. Returns the chunk's seconds."""
        asks = dict(self.slots)
        self.times.began = self.clock()
        try:
            drawn, seconds = await self.call(self.device.step)
            steps = max(drawn[slot] - ask.drawn for slot, ask in asks.items())
        except Exception as error:
            await self._lose(error, asks.values())
            return 0.0
        finally:
            self.times.began = None
        self.forecast.chunk_took(seconds, busy=len(asks), steps=steps)
        self.tally.busy_seconds += seconds * len(asks)
        self.tally.slot_seconds += seconds * self.device.slots
        for slot, ask in asks.items():
            ask.drawn = drawn[slot]
            ask.seconds += seconds / len(asks)
        for slot, ask in asks.items():
            if slot not in self.slots:  # lost with the others, a moment ago
                break
            finished = ask.drawn >= self.device.length
            looks = ask.request.previews and not finished and self.times.looks(ask, PREVIEWS)
            if (finished or looks) and not ask.answered:
                await self._take(slot, ask)
        return seconds

    async def _take(self, slot: int, ask: ActiveRequest) -> None:
        try:
            codes, seconds = await self.call(partial(self.device.take, slot))
        except Exception as error:
            if ask.drawn < self.device.length:  # a look, of which there will be another; the drawing is still there
                logger.warning("a look at a drawing could not be fetched: %r", error)
            else:
                await self._lose(error, [ask])
            return
        ask.seconds += seconds
        self.forecast.take.add(seconds)
        if ask.drawn < self.device.length:
            self.easel.add(self._preview(ask, codes))
            return
        if not ask.answered:  # or they have left during the call: `leave` has been here, and nobody else takes them off
            self.painting.add(ask)
            self.easel.add(self._final(ask, codes))
        await self._free(slot)

    async def _free(self, slot: int) -> None:
        if self.slots.pop(slot, None) is None:  # lost, likewise
            return
        try:
            await self.call(partial(self.device.free, slot))
        except Exception as error:
            await self._lose(error, [])

    # Painting

    async def _paint(self, seconds: float) -> None:
        """All that finishes a drawing: in turns with others' chunks it would come later, and they no sooner.

        Then old tiles and looks for about as long as the chunk took, so that neither they nor the drawing starve.
        """
        while (batch := self.easel.batch()) is not None:
            try:
                pictures, took = await self.call(partial(self.device.render, batch.codes))
            except Exception as error:
                await self._spoil(batch, error)
                took = seconds
            else:
                self.forecast.render.add(took)
                self.easel.hang(batch, pictures, took)
            if not batch.final:
                seconds -= took
            if self.stopped or (not batch.final and seconds < self.forecast.render.mean):
                return

    async def _spoil(self, batch: RenderBatch, error: Exception) -> None:
        blame = True
        if all(painting.once for painting in batch.paintings):  # nothing is given up for looks but the looks
            logger.warning("looks at drawings could not be painted: %r", error)
        elif isinstance(error, DeviceOutOfMemory):  # which costs the slots, too
            blame = not await self._lose(error, [])
        given_up = self.easel.drop(batch, blame=blame)
        self.tally.retried += len(batch.parts) - len(given_up)
        for painting in given_up:
            if painting.wanted() and not painting.once:
                painting.failed(self.give_up(error, painting.name))

    def _preview(self, ask: ActiveRequest, codes: Codes) -> RenderJob:
        drawn = ask.drawn

        def finished(pictures: Pictures, seconds: float) -> None:
            cover_undrawn(pictures, drawn, self.device.length)
            ask.seconds += seconds
            ask.told = ask.drawn
            ask.tell(self.times.drawing(ask, pictures))

        def wanted() -> bool:
            return not ask.answered and ask.drawn >= drawn and ask in self.slots.values()

        # A look that fails is no reason to lose the drawing, nor to try again: there will be another.
        return RenderJob(codes, finished, lambda error: None, wanted, name=ask.request.id, once=True)

    def _final(self, ask: ActiveRequest, codes: Codes) -> RenderJob:
        def finished(pictures: Pictures, seconds: float) -> None:
            self.painting.discard(ask)
            self.tally.drawn += 1
            self.times.arrived(ask)
            ask.tell(Drawn(codes, pictures, ask.seconds + seconds, ask.prompted.read))

        def failed(error: Exception) -> None:
            self.painting.discard(ask)
            ask.fail(error)

        return RenderJob(codes, finished, failed, wanted=lambda: not ask.answered, name=ask.request.id, final=True)

    # Failing

    async def _lose(self, error: Exception, blamed: Iterable[ActiveRequest]) -> bool:
        """A call failed, and with it all slots: back to the front of the line, for a second try.

        Whoever may have caused it is tried alone, so that a poisonous request takes others down only once; who fails
        alone, or certainly by itself, for the second time is given up. Returns whether the device has fewer slots now,
        in which case nobody is to blame.
        """
        lost = [ask for ask in self.slots.values() if not ask.answered]
        logger.warning("a device call failed, %d requests begin again: %r", len(lost), error)
        self.slots.clear()
        for ask in lost:  # at once: it may be a minute until the device is back, and a drain must find them
            ask.again()
            self.line.join(ask)
            self.times.moved = True
        suspects = list(blamed)
        fewer = False
        if isinstance(error, DeviceOutOfMemory):
            fewer = await self.recovery.fewer()
        else:
            await self.recovery.reset()
        if fewer:
            suspects = []
        for ask in lost:
            if ask.answered:  # meanwhile
                continue
            if ask in suspects:
                ask.alone = True
                ask.failures = ask.failures + 1 if len(suspects) == 1 else max(1, ask.failures)
                refused = isinstance(error, BadRequest) and len(suspects) == 1
                if refused or ask.failures > 1:
                    ask.fail(error if refused else self.give_up(error, ask.request.id))
                    self.leave(ask)
                    continue
            self.tally.retried += 1
        return fewer

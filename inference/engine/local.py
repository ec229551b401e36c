"""LocalEngine: requests become pictures on a device of this process. `scheduler.py` says how they share it."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections.abc import AsyncGenerator, Callable

import numpy as np

from inference.api import (
    TILES,
    BadRequest,
    Codes,
    Drawn,
    EngineBusy,
    EngineClosed,
    EngineFailed,
    Lane,
    Pictures,
    Progress,
    Request,
    Waiting,
)
from inference.engine.device import Device
from inference.engine.render_queue import RenderJob
from inference.engine.request import ActiveRequest
from inference.engine.scheduler import CLOSED, Scheduler
from inference.engine.stats import EngineStats
from inference.engine.thread import DeviceThread, Thread
from inference.engine.warmup import warm_up

logger = logging.getLogger(__name__)

GRACE = 5.0
"""Seconds that a stop waits for the call that the device is in."""


class LocalEngine:
    """An `Engine`. `async with` it, or `start` and `drain` it.

    Args:
        device: what draws; nobody else may call it while this engine runs.
        longest: how many may wait in line; whoever comes then is told when to come back.
        patience: seconds after which a relaxed request counts as a fast one.
        clock: seconds, to measure waits by; tests bring their own.
        thread: where the device's calls run.
    """

    def __init__(
        self,
        device: Device,
        *,
        longest: int = 50,
        patience: float = 600.0,
        clock: Callable[[], float] = time.monotonic,
        thread: Thread | None = None,
    ) -> None:
        self.device = device
        self.longest = longest
        self._rounds = Scheduler(device, patience, clock, thread or DeviceThread())
        self._task: asyncio.Task[None] | None = None
        self._accepting = False
        self._warm = asyncio.Event()  # or given up
        self._broken = ""  # the reference of why nothing will ever be drawn
        self._reading = 0  # requests whose words are being read, who will be in line in a moment
        self._arrivals = 0

    async def __aenter__(self) -> LocalEngine:
        self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.drain(0.0)

    def start(self) -> None:
        """Warm up, and then draw, in a task of the running loop. Requests are accepted at once, and wait."""
        self._accepting = True
        self._rounds.times.warming_since = self._rounds.clock()
        self._task = asyncio.create_task(self._run(), name="engine")

    @property
    def ready(self) -> bool:
        """The programs are compiled, the device was seen to draw, and requests are accepted."""
        return self._warm.is_set() and self._accepting and not self._broken

    @property
    def warmed(self) -> float:
        """The part of the programs that is compiled, 0 to 1."""
        return self._rounds.times.warmed

    async def warm(self) -> None:
        """Wait until it is ready.

        Raises:
            EngineFailed: it never will be.
            EngineClosed: it was stopped before.
        """
        await self._warm.wait()
        self._check_open()

    async def generate(self, request: Request) -> AsyncGenerator[Progress, None]:
        """As `Engine.generate`. After a failed try, Drawing becomes Waiting once more, at the front of the line.

        A place can get worse: when somebody fairer comes, those behind are told their new place and time. Only the
        latest progress is kept for whoever listens slowly.
        """
        ask = await self._accept(request)
        try:
            while not isinstance(progress := await ask.news(), Drawn):
                yield progress
            yield progress
        finally:
            if not ask.answered:  # the asker has gone
                ask.left = True
                self._rounds.tally.cancelled += 1
            self._rounds.leave(ask)

    async def render(self, codes: Codes) -> Pictures:
        """As `Engine.render`; askers share the device's calls, which run between chunks.

        Raises:
            EngineBusy: too many pictures wait to be painted.
        """
        self._check_open()
        codes = _checked(codes, self.device.length, self.device.vocabulary)
        easel, forecast = self._rounds.easel, self._rounds.forecast
        if (waiting := len(easel)) > self.longest * TILES:
            self._rounds.tally.refused += 1
            seconds = forecast.calls(waiting) * forecast.render.mean
            raise EngineBusy("Too many pictures wait to be painted.", seconds)
        done: asyncio.Future[Pictures] = asyncio.get_running_loop().create_future()
        easel.add(
            RenderJob(
                codes,
                finished=lambda pictures, seconds: done.set_result(pictures),
                failed=done.set_exception,
                wanted=lambda: not done.done(),
            )
        )
        self._rounds.wake.set()
        return await done

    def expected(self, lane: Lane = "fast") -> Waiting:
        """As `Engine.expected`, for somebody as fair as whoever got a slot last."""
        return self._rounds.times.expected(lane)

    @property
    def stats(self) -> EngineStats:
        rounds, tally = self._rounds, self._rounds.tally
        lanes = [ask.request.lane for ask in rounds.line.order(rounds.clock())]
        return EngineStats(
            drawn=tally.drawn,
            failed=tally.failed,
            cancelled=tally.cancelled,
            handed_back=tally.handed_back,
            refused=tally.refused,
            retried=tally.retried,
            out_of_memory=tally.out_of_memory,
            restarts=rounds.thread.restarts,
            slots=self.device.slots,
            busy=len(rounds.slots),
            painting=len(rounds.painting),
            waiting={"fast": lanes.count("fast"), "relaxed": lanes.count("relaxed")},
            device_seconds=tally.device_seconds,
            seconds_per_step=rounds.forecast.seconds_per_step(len(rounds.slots)),
            filled=tally.busy_seconds / tally.slot_seconds if tally.slot_seconds else 0.0,
        )

    async def drain(self, limit: float) -> None:
        """Take nothing more, hand back who waits, finish within `limit` seconds what draws, hand back the rest.

        Afterwards the loop and the thread have ended; a device that is stuck in a call is left behind.
        """
        rounds = self._rounds
        self._accepting, rounds.last = False, True
        rounds.hand_back(rounds.line.order(rounds.clock()))
        rounds.wake.set()
        if self._task is not None:
            if self._warm.is_set():
                await asyncio.wait({self._task}, timeout=limit)
            rounds.stopped = True
            self._warm.set()
            rounds.hand_back(rounds.asks())
            rounds.easel.clear(EngineClosed(CLOSED))
            rounds.wake.set()
            await asyncio.wait({self._task}, timeout=GRACE)
            if not self._task.done():
                self._task.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await self._task
        if not await rounds.thread.stop(GRACE):
            logger.error("the device does not come back from its last call; it is left behind")

    async def _run(self) -> None:
        rounds = self._rounds
        try:
            await warm_up(rounds)
            self._warm.set()
            await rounds.run()
        except Exception as error:  # a device that does not even start, or a mistake of ours: leave nobody waiting
            failed = rounds.give_up(error)
            self._broken = failed.reference
            self._warm.set()
            for ask in rounds.asks():
                ask.fail(failed)
                rounds.leave(ask)
            rounds.easel.clear(failed)

    async def _accept(self, request: Request) -> ActiveRequest:
        self._check_open()
        rounds = self._rounds
        if len(rounds.line) + self._reading >= self.longest:
            rounds.tally.refused += 1
            raise EngineBusy("The line is full.", rounds.times.next_slot())
        self._arrivals += 1
        arrival = self._arrivals  # now, since threads may read in another order
        self._reading += 1
        try:
            prompted = await asyncio.to_thread(self.device.read, request)
        except BadRequest:
            raise
        except Exception as error:
            raise rounds.give_up(error, request.id) from error
        finally:
            self._reading -= 1
        self._check_open()
        ask = ActiveRequest(request, prompted, arrival, rounds.clock())
        rounds.line.join(ask)
        rounds.times.moved = True
        rounds.times.tell()
        rounds.wake.set()
        return ask

    def _check_open(self) -> None:
        if self._broken:
            raise EngineFailed(f"The engine has failed; the log says why under {self._broken}.", self._broken)
        if not self._accepting:
            raise EngineClosed(CLOSED)


def _checked(codes: Codes, length: int, vocabulary: int) -> Codes:
    array = np.asarray(codes)
    if array.ndim != 2 or array.shape[1] != length or not len(array) or array.dtype.kind not in "iu":
        raise BadRequest(f"A tile of this model has {length} codes, which are whole numbers.")
    if array.min() < 0 or array.max() >= vocabulary:
        raise BadRequest(f"This model has codes from 0 to {vocabulary - 1:,}; these were drawn by another one.")
    return array.astype(np.int32)

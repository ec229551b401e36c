"""Stopping the process: the signals, and the time limit of each part that a stop waits for.

A stop takes at most `[operation] drain_seconds` and ten seconds more, whatever hangs. What is left then continues with
the next start, because everything accepted is in the store.
"""

from __future__ import annotations

import asyncio
import os
import signal
import threading
import time
from collections.abc import Awaitable, Coroutine, Iterable
from dataclasses import dataclass
from types import FrameType
from typing import Any, TypeVar

import structlog

from inference.errors import NonetError

log = structlog.get_logger(__name__)

ECHO_SECONDS = 2.0
"""A second SIGTERM within this time is an echo: some supervisors send one to the process and one to its group."""

T = TypeVar("T")


@dataclass(frozen=True)
class StopLimits:
    """Seconds that a stop waits for each part, in this order.

    Args:
        results: after `drain_seconds`, for what was drawn to be stored.
        chats: for the chats to show the last replies and to close their connections.
        health: for the health server.
        store: for the store to release the jobs of this process, and to close.
        tasks: for what else still runs in the event loop.
        threads: for other threads, once the loop is closed.
        spare: before the process is ended from outside the loop.
    """

    results: float = 1.0
    chats: float = 5.0
    health: float = 0.5
    store: float = 2.0
    tasks: float = 0.5
    threads: float = 0.5
    spare: float = 0.25

    @property
    def total(self) -> float:
        return self.results + self.chats + self.health + self.store + self.tasks + self.threads + self.spare


class Shutdown:
    """Handles SIGTERM and SIGINT from `with` on: the first one requests a stop, a second one ends the process.

    Args:
        drain_seconds: for the requests that are being drawn.
    """

    def __init__(self, drain_seconds: float, limits: StopLimits | None = None) -> None:
        self.drain_seconds = drain_seconds
        self.limits = limits or StopLimits()
        self.requested = asyncio.Event()
        self._requested_at: float | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._earlier: dict[signal.Signals, Any] = {}
        self._watchdog = threading.Timer(drain_seconds + self.limits.total, self._too_late)
        self._watchdog.daemon = True

    def __enter__(self) -> Shutdown:
        for number in (signal.SIGTERM, signal.SIGINT):
            self._earlier[number] = signal.signal(number, self._signalled)
        return self

    def __exit__(self, *_: object) -> None:
        self._watchdog.cancel()
        for number, handler in self._earlier.items():
            # An echo may still come. There is nothing left that it could stop.
            signal.signal(number, signal.SIG_IGN if self.requested.is_set() else handler)

    def run(self, main: Coroutine[Any, Any, None]) -> None:
        """Like `asyncio.run`, which would wait for every task and every thread, however long they take."""
        self._loop = loop = asyncio.new_event_loop()
        try:
            loop.run_until_complete(main)
        finally:
            try:
                loop.run_until_complete(self._end_tasks())
            finally:
                loop.set_exception_handler(lambda loop, context: None)  # of what was abandoned
                loop.close()

    async def unless_requested(self, work: Coroutine[Any, Any, T]) -> T | None:
        """The result of `work`, or None if a stop is requested before there is one."""
        task, stop = asyncio.create_task(work), asyncio.create_task(self.requested.wait())
        try:
            await asyncio.wait({task, stop}, return_when=asyncio.FIRST_COMPLETED)
            return task.result() if task.done() else None
        finally:
            task.cancel()
            stop.cancel()

    async def end(self, tasks: Iterable[asyncio.Task[Any]], seconds: float) -> None:
        """Cancels tasks, which may clean up for `seconds`. Those that ignore it are cancelled again and abandoned."""
        waiting = set(tasks)
        for patience in (0.9 * seconds, 0.1 * seconds):
            for task in waiting:
                task.cancel()
            if waiting:
                _, waiting = await asyncio.wait(waiting, timeout=patience)
        for task in waiting:
            log.warning("end timed out", part=task.get_name(), seconds=seconds)

    async def _end_tasks(self) -> None:
        here = asyncio.current_task()
        await self.end([task for task in asyncio.all_tasks() if task is not here], self.limits.tasks / 2)
        assert self._loop  # noqa: S101  # for mypy: this runs in it
        await end_within("generators", self._loop.shutdown_asyncgens(), self.limits.tasks / 2)

    def _signalled(self, number: int, frame: FrameType | None) -> None:
        now = time.monotonic()
        if self._requested_at is None:
            self._requested_at = now
            self._watchdog.start()
            if self._loop is None or self._loop.is_closed():
                self.requested.set()
            else:
                self._loop.call_soon_threadsafe(self.requested.set)
        elif number == signal.SIGINT or now - self._requested_at > ECHO_SECONDS:
            end_process(128 + number, "stopped at once; what was drawing continues with the next start.")

    def _too_late(self) -> None:
        end_process(1, "the stop took too long and was cut short; what was drawing continues with the next start.")


async def end_within(part: str, work: Awaitable[object], seconds: float) -> None:
    """Waits for something to end. If that fails or takes longer, it is logged, and nobody waits for it any more."""
    task = asyncio.ensure_future(work)
    try:
        done, _ = await asyncio.wait({task}, timeout=seconds)
    finally:
        if not task.done():
            task.cancel()
    if not done:
        log.warning("end timed out", part=part, seconds=seconds)
    elif not task.cancelled() and (error := task.exception()) is not None:
        known = isinstance(error, NonetError)  # its sentence says it all
        log.warning("end failed", part=part, why=str(error), exc_info=None if known else error)


def end_process(code: int, sentence: str) -> None:
    """Ends this process at once, without waiting for anything."""
    try:
        os.write(2, f"nonet: {sentence}\n".encode())
    finally:
        os._exit(code)

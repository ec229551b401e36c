"""The one thread that talks to the device: calls go in one at a time, and a thread that dies is replaced."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import threading
import time
from collections.abc import Callable
from queue import SimpleQueue
from typing import Any, Protocol, TypeVar

logger = logging.getLogger(__name__)

T = TypeVar("T")
Timed = tuple[T, float]
"""What a call returned, and the seconds it took."""


class Thread(Protocol):
    """Where the device's calls run: a DeviceThread, or in tests one whose time is virtual."""

    restarts: int

    def start(self, call: Callable[[], T]) -> asyncio.Future[Timed[T]]: ...

    async def stop(self, limit: float) -> bool: ...


class DeviceThreadDied(Exception):
    """The thread ended under a call, or before it. The next call has a new one."""


class DeviceThread:
    """Runs calls in the order they are given, never two at once, without making the event loop wait."""

    def __init__(self) -> None:
        self.restarts = 0
        self._worker: _Worker | None = None

    def start(self, call: Callable[[], T]) -> asyncio.Future[Timed[T]]:
        """Begin `call` at once, if nothing else runs; awaiting the future gives its value and its seconds.

        Raises (the future): what `call` raised; DeviceThreadDied in place of what would end a thread or a process.
        """
        future: asyncio.Future[Timed[T]] = asyncio.get_running_loop().create_future()
        if self._worker is None:
            self._worker = _Worker()
        if not self._worker.take(call, future):
            logger.error("the device thread died; a new one goes on")
            self.restarts += 1
            self._worker = _Worker()
            self._worker.take(call, future)
        return future

    async def stop(self, limit: float) -> bool:
        """Let the thread end after the call it is in; whether it did within `limit` seconds."""
        worker, self._worker = self._worker, None
        if worker is None:
            return True
        worker.end()
        await asyncio.to_thread(worker.thread.join, limit)
        return not worker.thread.is_alive()


class _Worker:
    """One thread's life."""

    def __init__(self) -> None:
        self._calls: SimpleQueue[tuple[Callable[[], Any], asyncio.Future[Any]] | None] = SimpleQueue()
        self._lock = threading.Lock()
        self._dead = False
        # A daemon: a device that hangs must not keep a process alive that was told to stop.
        self.thread = threading.Thread(target=self._work, name="device", daemon=True)
        self.thread.start()

    def take(self, call: Callable[[], Any], future: asyncio.Future[Any]) -> bool:
        """Queue a call; False if the thread is dead."""
        with self._lock:
            if not self._dead:
                self._calls.put((call, future))
            return not self._dead

    def end(self) -> None:
        self._calls.put(None)

    def _work(self) -> None:
        future: asyncio.Future[Any] | None = None
        try:
            while (job := self._calls.get()) is not None:
                future = job[1]
                start = time.perf_counter()
                try:
                    value = job[0]()
                except Exception as error:
                    _tell(future, None, error)
                else:
                    _tell(future, (value, time.perf_counter() - start), None)
                job = future = value = None  # or the last call's arrays live until the next call
        except BaseException as error:  # SystemExit, or an exception thrown into the thread from outside
            logger.error("the device thread ends: %r", error)
        finally:
            with self._lock:  # dead before anybody hears of it, so that whoever does and calls again gets a new thread
                self._dead = True
            for unanswered in (future, *self._unanswered()):
                if unanswered is not None:
                    _tell(unanswered, None, DeviceThreadDied("The device thread died."))

    def _unanswered(self) -> list[asyncio.Future[Any]]:
        futures = []
        while not self._calls.empty():
            if (job := self._calls.get()) is not None:
                futures.append(job[1])
        return futures


def _tell(future: asyncio.Future[Any], value: object, error: Exception | None) -> None:
    def settle() -> None:
        if future.done():  # nobody waits any more
            return
        if error is not None:
            # StopIteration cannot travel through a coroutine.
            future.set_exception(RuntimeError(repr(error)) if isinstance(error, StopIteration) else error)
        else:
            future.set_result(value)

    with contextlib.suppress(RuntimeError):  # the loop is closed: the process is ending
        future.get_loop().call_soon_threadsafe(settle)

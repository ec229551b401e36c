"""The one thread that talks to the device: it runs one call at a time, and is replaced if it dies."""

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
    """The thread ended during a call, or before it. The next call gets a new thread."""


class DeviceThread:
    """Runs calls in the order they are given, never two at once, without blocking the event loop."""

    def __init__(self) -> None:
        self.restarts = 0
        self._worker: _Worker | None = None

    def start(self, call: Callable[[], T]) -> asyncio.Future[Timed[T]]:
        """Start `call`, at once if no other is running; awaiting the future gives its value and its seconds.

        Raises (the future): what `call` raised, or DeviceThreadDied where that would end a thread or a process.
        """
        future: asyncio.Future[Timed[T]] = asyncio.get_running_loop().create_future()
        if self._worker is None:
            self._worker = _Worker()
        if not self._worker.submit(call, future):
            logger.error("device thread died: starting a new one")
            self.restarts += 1
            self._worker = _Worker()
            self._worker.submit(call, future)
        return future

    async def stop(self, limit: float) -> bool:
        """End the thread after the running call. Returns whether it ended within `limit` seconds."""
        worker, self._worker = self._worker, None
        if worker is None:
            return True
        worker.end()
        await asyncio.to_thread(worker.thread.join, limit)
        return not worker.thread.is_alive()


class _Worker:
    """One thread, from its start to its end."""

    def __init__(self) -> None:
        self._calls: SimpleQueue[tuple[Callable[[], Any], asyncio.Future[Any]] | None] = SimpleQueue()
        self._lock = threading.Lock()
        self._dead = False
        # A daemon: a device that hangs must not keep a process alive that should stop.
        self.thread = threading.Thread(target=self._work, name="device", daemon=True)
        self.thread.start()

    def submit(self, call: Callable[[], Any], future: asyncio.Future[Any]) -> bool:
        """Queue a call. Returns False if the thread is dead."""
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
                    _settle(future, None, error)
                else:
                    _settle(future, (value, time.perf_counter() - start), None)
                job = future = value = None  # or the last call's arrays would live until the next call
        except BaseException as error:  # SystemExit, or an exception thrown into the thread from outside
            logger.error("device thread ends: %r", error)
        finally:
            with self._lock:  # before the futures are settled, so that a caller who tries again gets a new thread
                self._dead = True
            for unsettled in (future, *self._unsettled()):
                if unsettled is not None:
                    _settle(unsettled, None, DeviceThreadDied("The device thread died."))

    def _unsettled(self) -> list[asyncio.Future[Any]]:
        futures = []
        while not self._calls.empty():
            if (job := self._calls.get()) is not None:
                futures.append(job[1])
        return futures


def _settle(future: asyncio.Future[Any], value: object, error: Exception | None) -> None:
    """Set the future's result or exception, from the device thread."""

    def settle() -> None:
        if future.done():  # its caller was cancelled
            return
        if error is not None:
            # StopIteration cannot travel through a coroutine.
            future.set_exception(RuntimeError(repr(error)) if isinstance(error, StopIteration) else error)
        else:
            future.set_result(value)

    with contextlib.suppress(RuntimeError):  # the loop is closed: the process is ending
        future.get_loop().call_soon_threadsafe(settle)

"""An event loop whose time passes only when everything waits: an hour of arrivals runs in a second, always the same."""

from __future__ import annotations

import asyncio
import selectors
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

from inference.engine.thread import DeviceThreadDied, Timed

T = TypeVar("T")


class Deadlock(Exception):
    """Everything waits for something else."""


class VirtualLoop(asyncio.SelectorEventLoop):
    """Time jumps to the next thing that is due."""

    def __init__(self) -> None:
        self.now = 0.0
        super().__init__(_Selector(self))
        self._clock_resolution = 1e-6

    def time(self) -> float:
        return self.now

    def run_in_executor(self, executor: Any, call: Callable[..., Any], *arguments: Any) -> asyncio.Future[Any]:
        """Threads would bring their own time: what they would do is done at once."""
        future = self.create_future()
        try:
            future.set_result(call(*arguments))
        except Exception as error:
            future.set_exception(error)
        return future


class _Selector(selectors.DefaultSelector):
    def __init__(self, loop: VirtualLoop) -> None:
        super().__init__()
        self.loop = loop

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        if events := super().select(0):
            return events
        if timeout is None:
            raise Deadlock
        self.loop.now += timeout
        return []


def virtually(story: Coroutine[Any, Any, T]) -> T:
    """Run `story` in virtual time."""
    with asyncio.Runner(loop_factory=VirtualLoop) as runner:
        return runner.run(story)


def now() -> float:
    return asyncio.get_running_loop().time()


class VirtualThread:
    """In place of a DeviceThread: a call is made at once, and its answer comes after the seconds that it cost."""

    def __init__(self) -> None:
        self.restarts = 0
        self._spent = 0.0
        self._busy = False

    def spend(self, seconds: float) -> None:
        """For the device, in place of sleeping."""
        self._spent += seconds

    def start(self, call: Callable[[], T]) -> asyncio.Future[Timed[T]]:
        loop = asyncio.get_running_loop()
        future: asyncio.Future[Timed[T]] = loop.create_future()
        assert not self._busy, "one call at a time"
        self._busy, self._spent = True, 0.0
        error: Exception | None = None
        try:
            value = call()
        except Exception as raised:
            error = raised
        except BaseException:
            self.restarts += 1
            error = DeviceThreadDied()

        def settle() -> None:
            self._busy = False
            if future.cancelled():
                return
            if error is not None:
                future.set_exception(error)
            else:
                future.set_result((value, spent))

        spent = self._spent
        loop.call_later(spent, settle)
        return future

    async def stop(self, limit: float) -> bool:
        return True

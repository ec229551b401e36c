"""An engine whose weights are still being read: asks are taken at once, and are drawn when it is there.

Reading Mega takes a minute. Nobody should be told to come back for that, and a chat that is not answered is dead.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator, Awaitable, Callable
from typing import Protocol

from inference.api import Codes, Engine, EngineBusy, EngineClosed, Lane, Pictures, Progress, Request, Waiting
from inference.engine.stats import EngineStats

USUAL = 30.0
"""Seconds from the start to the first pictures, said while nothing is measured; the band is a third to three times."""

NOTHING = EngineStats(
    drawn=0, failed=0, cancelled=0, handed_back=0, refused=0, retried=0, out_of_memory=0, restarts=0, slots=0, busy=0,
    painting=0, waiting={"fast": 0, "relaxed": 0}, device_seconds=0.0, seconds_per_step=0.0, filled=0.0,
)  # fmt: skip


class RunningEngine(Engine, Protocol):
    """What an engine of this process can do besides drawing; LocalEngine does."""

    @property
    def ready(self) -> bool: ...

    @property
    def stats(self) -> EngineStats: ...

    async def drain(self, limit: float) -> None: ...


class LazyEngine:
    """The engine that `opened` gives, and before that a waiting room.

    Args:
        opened: reads the weights and starts the engine; awaited once, in a task of its own.
        longest: how many may wait for that.
    """

    def __init__(self, opened: Callable[[], Awaitable[RunningEngine]], longest: int = 50) -> None:
        self._longest = longest
        self._early = 0
        self._since = time.monotonic()
        self._task = asyncio.create_task(_awaited(opened), name="opening")
        self._closed = asyncio.Event()

    async def opened(self) -> RunningEngine:
        """Wait until it is there. Raises what opening it raised, such as ModelError."""
        return await asyncio.shield(self._task)

    @property
    def ready(self) -> bool:
        """Warm: what is asked now is drawn now."""
        return self._there is not None and self._there.ready

    @property
    def stats(self) -> EngineStats:
        return self._there.stats if self._there else NOTHING

    async def generate(self, request: Request) -> AsyncGenerator[Progress, None]:
        """As `Engine.generate`."""
        if self._there is None:
            if self._early >= self._longest:
                raise EngineBusy("The line is full.", USUAL)
            self._early += 1
            try:
                yield self.expected(request.lane)
                await self._arrival()
            finally:
                self._early -= 1
        engine = self._there
        if engine is None or self._closed.is_set():
            raise EngineClosed("The engine is stopping.")
        progress = engine.generate(request)
        try:
            async for news in progress:
                yield news
        finally:
            await progress.aclose()

    async def render(self, codes: Codes) -> Pictures:
        """As `Engine.render`."""
        await self._arrival()
        if self._there is None:
            raise EngineClosed("The engine is stopping.")
        return await self._there.render(codes)

    def expected(self, lane: Lane = "fast") -> Waiting:
        """As `Engine.expected`."""
        if self._there is not None:
            return self._there.expected(lane)
        left = max(USUAL - (time.monotonic() - self._since), 1.0)
        return Waiting(max(self._early, 1), left, left / 3, left * 3)

    async def drain(self, limit: float) -> None:
        """As LocalEngine.drain; whoever waits for the weights is handed back."""
        self._closed.set()
        if self._there is not None:
            await self._there.drain(limit)
        else:
            self._task.cancel()
            await asyncio.wait([self._task])
            if not self._task.cancelled() and self._task.exception() is None:
                await self._task.result().drain(0.0)

    @property
    def _there(self) -> RunningEngine | None:
        done = self._task.done() and not self._task.cancelled() and self._task.exception() is None
        return self._task.result() if done else None

    async def _arrival(self) -> None:
        """Until the engine is there, or will never be."""
        closed = asyncio.create_task(self._closed.wait())
        try:
            await asyncio.wait([self._task, closed], return_when=asyncio.FIRST_COMPLETED)
        finally:
            closed.cancel()


async def _awaited(opened: Callable[[], Awaitable[RunningEngine]]) -> RunningEngine:
    return await opened()

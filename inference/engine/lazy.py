"""LazyEngine: accepts requests while the weights are still being loaded, and draws them afterwards.

Loading Mega takes a minute. Requests should not be refused for that, and a chat must answer at once.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator, Awaitable, Callable
from typing import Protocol

from inference.api import Codes, Engine, EngineBusy, EngineClosed, Pictures, Progress, Request, Waiting
from inference.engine.scheduler import CLOSED
from inference.engine.stats import EngineStats

USUAL_START_SECONDS = 30.0
"""From the start to the first pictures, reported while nothing is measured; the interval is a third to three times."""


class RunningEngine(Engine, Protocol):
    """An engine of this process, as LocalEngine is."""

    @property
    def ready(self) -> bool: ...

    @property
    def stats(self) -> EngineStats: ...

    async def drain(self, limit: float) -> None: ...


class LazyEngine:
    """The engine that `load` returns, and until then a queue.

    Args:
        load: loads the weights and starts the engine; called once, in a task of its own.
        max_queued: requests that may wait for it; further ones get EngineBusy.
    """

    def __init__(self, load: Callable[[], Awaitable[RunningEngine]], max_queued: int = 50) -> None:
        self._max_queued = max_queued
        self._queued = 0
        self._started_at = time.monotonic()
        self._task = asyncio.ensure_future(load())
        self._closed = asyncio.Event()

    async def loaded(self) -> RunningEngine:
        """Wait for the engine. Raises what `load` raised, such as ModelError."""
        return await asyncio.shield(self._task)

    @property
    def ready(self) -> bool:
        """The engine is loaded and warm."""
        return self._engine is not None and self._engine.ready

    @property
    def stats(self) -> EngineStats:
        return self._engine.stats if self._engine else EngineStats()

    async def generate(self, request: Request) -> AsyncGenerator[Progress, None]:
        """See `Engine.generate`."""
        if self._engine is None:
            if self._queued >= self._max_queued:
                raise EngineBusy("The queue is full.", USUAL_START_SECONDS)
            self._queued += 1
            try:
                left = max(USUAL_START_SECONDS - (time.monotonic() - self._started_at), 1.0)
                yield Waiting(self._queued, left, left / 3, left * 3)
                await self._loaded_or_closed()
            finally:
                self._queued -= 1
        engine = self._engine
        if engine is None or self._closed.is_set():
            raise EngineClosed(CLOSED)
        generator = engine.generate(request)
        try:
            async for progress in generator:
                yield progress
        finally:
            await generator.aclose()

    async def render(self, codes: Codes) -> Pictures:
        """See `Engine.render`."""
        await self._loaded_or_closed()
        if self._engine is None:
            raise EngineClosed(CLOSED)
        return await self._engine.render(codes)

    async def drain(self, limit: float) -> None:
        """See `LocalEngine.drain`; requests that wait for the weights end with EngineClosed."""
        self._closed.set()
        if self._engine is not None:
            await self._engine.drain(limit)
        else:
            self._task.cancel()
            await asyncio.wait([self._task])
            if self._engine is not None:  # loaded in the meantime
                await self._engine.drain(0.0)

    @property
    def _engine(self) -> RunningEngine | None:
        loaded = self._task.done() and not self._task.cancelled() and self._task.exception() is None
        return self._task.result() if loaded else None

    async def _loaded_or_closed(self) -> None:
        """Wait until the engine is loaded, or never will be."""
        closed = asyncio.create_task(self._closed.wait())
        try:
            await asyncio.wait([self._task, closed], return_when=asyncio.FIRST_COMPLETED)
        finally:
            closed.cancel()

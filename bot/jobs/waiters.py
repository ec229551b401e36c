"""Jobs that wait in the fair order, of which only the first is woken: for budget, or for room in the engine's queue."""

from __future__ import annotations

import asyncio
from bisect import bisect_left, insort

from bot.store import Job

Order = tuple[bool, float, float, str]


class Waiters:
    def __init__(self) -> None:
        self._queue: list[Order] = []  # sorted
        self._places: dict[str, tuple[Order, asyncio.Event]] = {}

    def __contains__(self, job: str) -> bool:
        return job in self._places

    @property
    def first(self) -> str | None:
        return self._queue[0][-1] if self._queue else None

    def next(self, count: int) -> list[str]:
        """The first ones, in order."""
        return [order[-1] for order in self._queue[:count]]

    def join(self, job: Job) -> None:
        """Fast before relaxed, then by tag, then by arrival. A job that is in the queue keeps its place."""
        if job.id not in self._places:
            order = (job.lane == "relaxed", job.tag, job.asked, job.id)
            self._places[job.id] = order, asyncio.Event()
            insort(self._queue, order)

    def leave(self, job: str) -> None:
        """Wakes those that wait for this job, and the job that is first now."""
        if job not in self._places:
            return
        order, woken = self._places.pop(job)
        del self._queue[bisect_left(self._queue, order)]
        woken.set()
        self.wake()

    def wake(self) -> None:
        """Wakes the first job: something may have changed for it."""
        if self._queue:
            self._places[self._queue[0][-1]][1].set()

    async def wait(self, job: str, timeout_seconds: float | None = None) -> None:
        """Until `job` is woken, or the time is over."""
        _, woken = self._places[job]
        try:
            async with asyncio.timeout(timeout_seconds):
                await woken.wait()
        except TimeoutError:
            return
        woken.clear()

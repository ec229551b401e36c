"""Turns: jobs in the fair order, of whom only the first is ever woken. The same for who waits for money and for who
waits outside of a full line; it knows neither.
"""

from __future__ import annotations

import asyncio
from bisect import bisect_left, insort

from bot.store import Job

Order = tuple[bool, float, float, str]


class Waiters:
    def __init__(self) -> None:
        self._line: list[Order] = []  # sorted
        self._places: dict[str, tuple[Order, asyncio.Event]] = {}

    def __contains__(self, job: str) -> bool:
        return job in self._places

    @property
    def first(self) -> str | None:
        return self._line[0][-1] if self._line else None

    def next(self, most: int) -> list[str]:
        """The first ones, in order."""
        return [order[-1] for order in self._line[:most]]

    def join(self, job: Job) -> None:
        """Fast before relaxed, then by tag, then by arrival. Who is in it already stays there."""
        if job.id not in self._places:
            order = (job.lane == "relaxed", job.tag, job.asked, job.id)
            self._places[job.id] = order, asyncio.Event()
            insort(self._line, order)

    def leave(self, job: str) -> None:
        """Whoever waits for this one's turn is woken, and whoever is first now."""
        if job not in self._places:
            return
        order, news = self._places.pop(job)
        del self._line[bisect_left(self._line, order)]
        news.set()
        self.wake()

    def wake(self) -> None:
        """Something may have changed for the first."""
        if self._line:
            self._places[self._line[0][-1]][1].set()

    async def news(self, job: str, patience: float | None = None) -> None:
        """Until `job` was woken, for at most `patience` seconds."""
        _, news = self._places[job]
        try:
            async with asyncio.timeout(patience):
                await news.wait()
        except TimeoutError:
            return
        news.clear()

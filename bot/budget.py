"""The day's budget: a job is drawn when there is money for it, in order; else it waits for the next day or a raised
cap. What draws is counted as if it were paid already, so that the cap is held to within one drawing.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from contextlib import suppress

from bot import quota
from bot.cost import Cost
from bot.messages import say
from bot.quota import BotLimits
from bot.store import Job, Store, StoreError

SHARES = (0.7, 0.9, 1.0)
"""Of the cap, at which the operator is told."""
LOOK = 60.0
"""Seconds between looks while somebody waits: other processes spend, too."""

Order = tuple[bool, float, float]


class Budget:
    """Args:
    spent: device seconds that the whole bot has spent since a time.
    notice: called with a sentence for the operator.
    """

    def __init__(
        self, store: Store, cost: Cost, limits: BotLimits, clock: Callable[[], float], notice: Callable[[str], None]
    ) -> None:
        self._store, self.cost, self._limits, self._clock, self._notice = store, cost, limits, clock, notice
        self._drawing: dict[str, float] = {}  # id -> device seconds that it will probably take
        self._waiting: dict[str, Order] = {}
        self._recent: deque[float] = deque(maxlen=16)
        self._lock = asyncio.Lock()
        self._news = asyncio.Event()
        self._told: tuple[float, float] = (0.0, 0.0)  # the day, and the greatest share told in it

    @property
    def typical(self) -> float:
        """Device seconds of a grid, as the dearest of the last ones; 0 before the first."""
        return max(self._recent, default=0.0)

    @property
    def resets_at(self) -> float:
        return self._day().end

    async def enter(self, job: Job) -> bool:
        """Whether `job` may be drawn now. If not, it waits here: see `wait`."""
        self._waiting[job.id] = (job.lane == "relaxed", job.tag, job.asked)
        return await self._admitted(job.id)

    async def wait(self, job: Job) -> None:
        """Until `job`, which had to wait, may be drawn."""
        while True:
            news = self._news
            with suppress(StoreError):  # a store that is away for a moment is no reason to give up what waits all day
                if await self._admitted(job.id):
                    return
            patience = min(LOOK, max(0.05, self.resets_at - self._clock()))
            try:
                await asyncio.wait_for(news.wait(), patience)
            except TimeoutError:
                continue

    async def leave(self, job: str, seconds: float | None = None) -> None:
        """The job is drawn and took so many device seconds, or it will not be drawn (None)."""
        self._waiting.pop(job, None)
        drew = self._drawing.pop(job, None) is not None
        if seconds is not None and drew:
            self._recent.append(seconds)
            if self.cost.seconds_per_day is not None:
                with suppress(StoreError):  # it is paid for and has to be shown; the next one tells the operator
                    self._tell(await self._spent())
        self.look()

    def look(self) -> None:
        """Something may have changed: whoever waits asks again."""
        news, self._news = self._news, asyncio.Event()
        news.set()

    def change(self, cost: Cost) -> None:
        """Another price or cap, from now on."""
        self.cost = cost
        self.look()

    async def _admitted(self, job: str) -> bool:
        cap = self.cost.seconds_per_day
        async with self._lock:
            if cap is not None:
                if job != min(self._waiting, key=lambda other: self._waiting[other]):
                    return False
                if self._drawing and not self.typical:
                    return False  # nobody knows yet what a grid takes: draw one, and see
                if await self._spent() + sum(self._drawing.values()) >= cap:
                    return False
            self._waiting.pop(job, None)
            self._drawing[job] = self.typical
        if self._waiting:
            self.look()  # the next one may fit, too
        return True

    async def _spent(self) -> float:
        return (await self._store.spent(self._day().start)).device_seconds

    def _tell(self, spent: float) -> None:
        """70 %, 90 % and all of it, once a day each."""
        cap, day = self.cost.seconds_per_day, self._day().start
        if not cap:
            return
        told = self._told[1] if self._told[0] == day else 0.0
        reached = max((share for share in SHARES if spent >= share * cap), default=0.0)
        if reached > told:
            self._told = (day, reached)
            self._notice(say("en", "budget-notice", percent=round(100 * spent / cap)))

    def _day(self) -> quota.Day:
        return quota.day(self._limits.reset, self._limits.timezone, self._clock())

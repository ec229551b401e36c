"""The day's budget: a job is drawn when there is money for it, in order; else it waits for the next day or a raised
cap. What draws is counted as if it were paid already, by every process of the store, so that the cap is held to within
one drawing.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from contextlib import suppress

from bot.jobs.waiters import Waiters
from bot.policy import quota
from bot.policy.pricing import Pricing
from bot.policy.quota import BotLimits
from bot.replies.messages import say
from bot.store import Job, Store, StoreError

SHARES = (0.7, 0.9, 1.0)
"""Of the cap, at which the operator is told."""
LOOK = 10.0
"""Seconds between looks of the first who waits: other processes spend, too, and give back."""
TOGETHER = 100
"""Jobs that are admitted in one transaction."""


class Budget:
    """Args:
    cost: the price and the day's caps.
    notice: called with a sentence for the operator.
    """

    def __init__(
        self, store: Store, cost: Pricing, limits: BotLimits, clock: Callable[[], float], notice: Callable[[str], None]
    ) -> None:
        self._store, self.cost, self._limits, self._clock, self._notice = store, cost, limits, clock, notice
        self._line = Waiters()
        self._admitted: set[str] = set()
        self._recent: deque[float] = deque(maxlen=16)
        self._lock = asyncio.Lock()
        self._told: tuple[float, float] = (0.0, 0.0)  # the day, and the greatest share told in it

    @property
    def typical(self) -> float:
        """Device seconds of a grid, as the dearest of the last ones; 0 before the first."""
        return max(self._recent, default=0.0)

    @property
    def resets_at(self) -> float:
        return self._day().end

    def waits(self, job: str) -> bool:
        """For money."""
        return job in self._line

    async def enter(self, job: Job) -> bool:
        """Whether `job` may be drawn now. If not, it waits here: see `wait`."""
        if self.cost.seconds_per_day is None:
            self._admitted.add(job.id)
        elif job.id not in self._admitted:
            self._line.join(job)
            await self._admit(job.id)
        return job.id in self._admitted

    async def wait(self, job: Job) -> None:
        """Until `job`, which had to wait, may be drawn. Only the first in line asks the store, for all behind it."""
        while job.id in self._line:
            patience = None
            if job.id == self._line.first:
                with suppress(StoreError):  # a store that is away for a moment is no reason to give up
                    await self._admit(job.id)
                patience = min(LOOK, max(0.05, self.resets_at - self._clock()))
            if job.id in self._line:
                await self._line.news(job.id, patience)

    async def leave(self, job: str, seconds: float | None = None) -> None:
        """The job is drawn and took so many device seconds, or it will not be drawn (None)."""
        self._line.leave(job)
        drew = job in self._admitted
        self._admitted.discard(job)
        if seconds is not None and drew:
            self._recent.append(seconds)
            if self.cost.seconds_per_day is not None:
                with suppress(StoreError):  # it is paid for and has to be shown; the next one tells the operator
                    self._tell((await self._store.spent(self._day().start)).device_seconds)
        self.look()

    def look(self) -> None:
        """Something may have changed: the first in line asks again."""
        self._line.wake()

    def change(self, cost: Pricing) -> None:
        """Another price or cap, from now on."""
        self.cost = cost
        self.look()

    async def _admit(self, job: str) -> None:
        """As many as there is money for, in order; nothing, if somebody before admitted `job` meanwhile."""
        async with self._lock:
            while job in self._line:
                wanted = self._line.next(TOGETHER)
                cap = self.cost.seconds_per_day
                admitted = wanted
                if cap is not None:
                    admitted = await self._store.admit(wanted, self.typical, self._day().start, cap)
                for one in admitted:
                    if one in self._line:  # nobody cancelled it meanwhile
                        self._admitted.add(one)
                        self._line.leave(one)
                        await asyncio.sleep(0)  # others have their turn, too: a thousand at once are a stall
                if len(admitted) < len(wanted):
                    return

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

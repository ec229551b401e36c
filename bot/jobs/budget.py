"""The day's budget: a job is drawn when there is money for it, in the fair order; else it waits for the next day. What
draws counts as if it were paid for already, in every process of the store, so that the cap is exceeded by less than
one grid.
"""

from __future__ import annotations

import asyncio
import math
from collections import deque
from collections.abc import Callable
from contextlib import suppress

from bot.jobs.waiters import Waiters
from bot.policy.pricing import Pricing
from bot.policy.quota import BotLimits, Day
from bot.replies.messages import say
from bot.store import Job, Store, StoreError

NOTICE_SHARES = (0.7, 0.9, 1.0)
"""Of the cap, at which the operator gets a notice."""
CHECK_SECONDS = 10.0
"""Between the first waiting job's questions to the store: other processes spend and refund, too."""
MAX_ADMITTED = 100
"""Jobs in one transaction."""


Notice = Callable[[str], None]
"""Takes a sentence for the operator."""


class Budget:
    """Args:
    pricing: the price and the day's caps.
    limits: when the day begins.
    """

    def __init__(
        self, store: Store, pricing: Pricing, limits: BotLimits, clock: Callable[[], float], notice: Notice
    ) -> None:
        self._store, self._limits, self._clock, self._notice = store, limits, clock, notice
        self._cap = math.inf if pricing.seconds_per_day is None else pricing.seconds_per_day
        self._waiters = Waiters()
        self._admitted: set[str] = set()
        self._recent: deque[float] = deque(maxlen=16)
        self._lock = asyncio.Lock()
        self._notified: tuple[float, float] = (0.0, 0.0)  # the day, and the greatest share in its notices

    @property
    def grid_seconds(self) -> float:
        """Device seconds of a grid, as the slowest of the last ones; 0 before the first."""
        return max(self._recent, default=0.0)

    async def enter(self, job: Job) -> bool:
        """Whether `job` may be drawn now. If not, it is among the waiting jobs: call `wait`."""
        if self._cap == math.inf:
            self._admitted.add(job.id)
        elif job.id not in self._admitted:
            self._waiters.join(job)
            await self._admit(job.id)
        return job.id in self._admitted

    async def wait(self, job: Job) -> None:
        """Until `job` may be drawn. Only the first waiting job asks the store, for all behind it."""
        while job.id in self._waiters:
            timeout = None
            if job.id == self._waiters.first:
                with suppress(StoreError):  # unavailable for a moment: the next question follows
                    await self._admit(job.id)
                timeout = min(CHECK_SECONDS, max(0.05, self._day().end - self._clock()))
            if job.id in self._waiters:
                await self._waiters.wait(job.id, timeout)

    async def leave(self, job: str, seconds: float | None = None) -> None:
        """The job is drawn and took so many device seconds, or it will not be drawn (None)."""
        self._waiters.leave(job)
        drawn = job in self._admitted
        self._admitted.discard(job)
        if seconds is not None and drawn:
            self._recent.append(seconds)
            if 0 < self._cap < math.inf:
                with suppress(StoreError):  # the job is paid for and has to be shown; the next one sends the notice
                    self._notify((await self._store.statistics.spent(self._day())).device_seconds)
        self.check()

    def check(self) -> None:
        """Something may have changed: the first waiting job asks the store again."""
        self._waiters.wake()

    async def _admit(self, job: str) -> None:
        """As many as there is money for, in order; nothing, if another job's call admitted `job` meanwhile."""
        async with self._lock:
            while job in self._waiters:
                wanted = self._waiters.next(MAX_ADMITTED)
                admitted = await self._store.admit(wanted, self.grid_seconds, self._day(), self._cap)
                for one in admitted:
                    if one in self._waiters:  # not cancelled meanwhile
                        self._admitted.add(one)
                        self._waiters.leave(one)
                        await asyncio.sleep(0)  # waking a thousand at once would stall the event loop
                if len(admitted) < len(wanted):
                    return

    def _notify(self, spent: float) -> None:
        """At each share once a day."""
        day = self._day().start
        notified = self._notified[1] if self._notified[0] == day else 0.0
        reached = max((share for share in NOTICE_SHARES if spent >= share * self._cap), default=0.0)
        if reached > notified:
            self._notified = (day, reached)
            self._notice(say("en", "budget-notice", percent=round(100 * spent / self._cap)))

    def _day(self) -> Day:
        return self._limits.day(self._clock())

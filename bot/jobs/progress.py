"""A story: what one job's message says now, for whoever follows it. It knows neither the engine nor the chats.

Only the latest reply counts, so a chat that edits slowly misses frames, never the end. Followers come and go; the
story goes on without them.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator

from bot.errors import Closed
from bot.policy.quota import Limits
from bot.reply import Reply
from bot.store import Job


class JobProgress:
    """Args:
    job: as it was accepted or adopted; its row may have moved on.
    limits: what held for its asker when it was accepted.
    charge: "1 of 5 used, back at 00:00 UTC", in the asker's language.
    """

    def __init__(self, job: Job, limits: Limits, charge: str) -> None:
        self.job = job
        self.limits = limits
        self.charge = charge
        self.refused: Closed | None = None  # given back before anything was told
        self.latest: Reply | None = None
        self.over = False
        self.followers = 0
        self.resumed = False  # begun by a process that is no more; people saw another place then
        self.drawing = False  # in a slot
        self.drawn = False  # and paid for
        self.done = 0.0  # of the drawing
        self._lost = 0.0  # grids, of tries that failed
        self._drew = 0.0  # seconds in a slot before `_since`
        self._since: float | None = None  # when it came into a slot, where it is in one
        self.seconds = 0.0  # until it is there, as told last
        self.best_place = 0  # told so far; 0 is none
        self.lined_up: float | None = None  # when the engine took it in, in seconds since 1970
        self._version = 0
        self._news = asyncio.Event()

    def tell(self, reply: Reply, *, over: bool = False) -> None:
        """What the message says from now on. After `over` nothing more is said."""
        if self.over:
            return
        self.latest, self.over = reply, over
        self._version += 1
        news, self._news = self._news, asyncio.Event()
        news.set()

    def draws(self, done: float) -> None:
        """It is in a slot, and drawn so far."""
        if done < self.done:  # a try failed, and this is the next one
            self._lost += self.done
        self.done = done
        if self._since is None:
            self._since = time.monotonic()

    def waits(self) -> None:
        """In line, perhaps once more."""
        self._drew, self._since = self._in_a_slot(), None

    def took(self, typical: float) -> float:
        """Device seconds so far, which nobody says of a job that is not drawn: about as much of a grid as was drawn.

        Args:
            typical: what a grid takes; where nobody knows (0), it is all the time in a slot, which others may share.
        """
        return typical * (self._lost + self.done) if typical else self._in_a_slot()

    def _in_a_slot(self) -> float:
        return self._drew + (0.0 if self._since is None else time.monotonic() - self._since)

    def stop(self) -> None:
        """Nothing more will be said here: another process goes on with the job."""
        self.over = True
        self._news.set()

    async def begun(self) -> None:
        """Until it says something, or was refused."""
        while self.latest is None and not self.over:
            await self._news.wait()

    async def follow(self) -> AsyncGenerator[Reply, None]:
        """What it says now, and whatever it says later, until it is over."""
        self.followers += 1
        told = 0
        try:
            while True:
                news = self._news
                if self.latest is not None and told != self._version:
                    told = self._version
                    yield self.latest
                elif self.over:
                    return
                else:
                    await news.wait()
        finally:
            self.followers -= 1

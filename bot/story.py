"""A story: what one job's message says now, for whoever follows it. It knows neither the engine nor the chats.

Only the latest reply counts, so a chat that edits slowly misses frames, never the end. Followers come and go; the
story goes on without them.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator

from bot.commands import Reply
from bot.errors import Closed
from bot.quota import Limits
from bot.store import Job


class Story:
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

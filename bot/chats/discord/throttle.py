"""How often a channel's messages change: never faster than Discord likes, and ends are not kept waiting by previews."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from asyncio_throttle.throttler import Throttler

PERIOD = 5.0


class ChannelThrottle:
    """One for each channel: at most `edits` changes in any five seconds, of which at most half are mere progress.

    Discord counts a change whenever it gets it, which may be long after we began to send it. So a place is free again
    five seconds after its request has ended, however long that took; a throttle would count from its beginning.
    """

    def __init__(self, edits: int) -> None:
        self._places = asyncio.Semaphore(edits)
        # asyncio-throttle polls; a twentieth of the period is often enough, and costs nothing with a few waiters.
        self._progress = Throttler(max(1, edits // 2), PERIOD, PERIOD / 20)
        self._users = 0
        self._used = time.monotonic()

    @property
    def idle(self) -> bool:
        """Nobody uses it, and nobody did for so long that a new one is as good."""
        return not self._users and self._used < time.monotonic() - 2 * PERIOD

    async def progress(self) -> None:
        """Wait until there is time for mere progress; `turn` comes after it."""
        await self._progress.acquire()

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """One request, after waiting for one's turn. Then look again what the newest is."""
        self._users += 1
        try:
            await self._places.acquire()
            try:
                yield
            finally:
                asyncio.get_running_loop().call_later(PERIOD, self._places.release)
        finally:
            self._users -= 1
            self._used = time.monotonic()


class Throttles:
    """Every channel's; those that nobody used for a while are forgotten."""

    def __init__(self, edits: int) -> None:
        self._edits = edits
        self._paces: dict[int, ChannelThrottle] = {}

    def of(self, channel: int) -> ChannelThrottle:
        if len(self._paces) > 1000:
            self._paces = {number: pace for number, pace in self._paces.items() if not pace.idle}
        return self._paces.setdefault(channel, ChannelThrottle(self._edits))

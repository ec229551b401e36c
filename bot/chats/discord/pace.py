"""How often a channel's messages change: never faster than Discord likes, and ends are not kept waiting by previews."""

from __future__ import annotations

import time

from asyncio_throttle.throttler import Throttler

PERIOD = 5.0


class Pace:
    """One for each channel: at most `edits` changes in any five seconds, of which at most half are mere progress."""

    def __init__(self, edits: int) -> None:
        # asyncio-throttle polls; a twentieth of the period is often enough, and costs nothing with a few waiters.
        self._any = Throttler(edits, PERIOD, PERIOD / 20)
        self._progress = Throttler(max(1, edits // 2), PERIOD, PERIOD / 20)
        self.used = time.monotonic()

    async def progress(self) -> None:
        """Wait until there is time for mere progress; `turn` comes after it."""
        await self._progress.acquire()

    async def turn(self) -> None:
        """Wait for one's turn. Then look again what the newest is."""
        self.used = time.monotonic()
        await self._any.acquire()


class Paces:
    """Every channel's; those that nobody used for a while are forgotten."""

    def __init__(self, edits: int) -> None:
        self._edits = edits
        self._paces: dict[int, Pace] = {}

    def of(self, channel: int) -> Pace:
        if len(self._paces) > 1000:
            old = time.monotonic() - 60
            self._paces = {number: pace for number, pace in self._paces.items() if pace.used > old}
        return self._paces.setdefault(channel, Pace(self._edits))

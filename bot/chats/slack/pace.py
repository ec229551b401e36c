"""When a channel may be written to: about once a second, what people wait for before frames of a preview."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from asyncio_throttle.throttler import Throttler

PACE_SECONDS = 1.15
"""Between two writes to one channel. Slack says about one a second; both ends measure, and the network is between."""
MOST_LANES = 2000


@dataclass
class _Lane:
    throttle: Throttler
    # The throttle polls, so at most one waits at it; the others stand in the lock's line, which is fair.
    line: asyncio.Lock = field(default_factory=asyncio.Lock)
    waiting: int = 0  # of those whom people wait for


class Pace:
    def __init__(self, seconds: float = PACE_SECONDS) -> None:
        self._seconds = seconds
        self._lanes: dict[str, _Lane] = {}

    async def turn(self, channel: str) -> None:
        """Returns when it is our turn; those who call first come first."""
        lane = self._lane(channel)
        lane.waiting += 1
        try:
            async with lane.line:
                await lane.throttle.acquire()
        finally:
            lane.waiting -= 1

    async def frame(self, channel: str) -> None:
        """The turn of a preview: when nobody else waits."""
        lane = self._lane(channel)
        while True:
            if not lane.waiting and not lane.line.locked():
                async with lane.line:
                    await lane.throttle.acquire()
                return
            await asyncio.sleep(self._seconds / 4)

    async def rest(self) -> None:
        """As long as after a write of ours: an earlier life of this process may have made one just now."""
        await asyncio.sleep(self._seconds)

    def _lane(self, channel: str) -> _Lane:
        lane = self._lanes.get(channel)
        if lane is None:
            if len(self._lanes) >= MOST_LANES:
                idle = [name for name, lane in self._lanes.items() if not lane.waiting and not lane.line.locked()]
                for name in idle[: MOST_LANES // 2]:
                    del self._lanes[name]
            lane = self._lanes[channel] = _Lane(Throttler(1, self._seconds, self._seconds / 20))
        return lane

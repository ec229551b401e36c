"""When a channel may be written to: a second after Slack took the last write, what people wait for before previews.

It is counted from the answer, so that Slack itself sees a second between two writes, whatever the network does.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

PACE_SECONDS = 1.0
"""Between two writes to one channel: Slack says about one a second."""
LONGEST_WRITE = 10.0
"""Seconds that a write without an answer holds up its channel; then others go on."""
MOST_LANES = 2000


@dataclass
class _Lane:
    free: float = 0.0  # when the next write may begin, on the loop's clock
    line: asyncio.Lock = field(default_factory=asyncio.Lock)  # whoever holds it writes, or is next
    waiting: int = 0  # of those whom people wait for


class Throttle:
    def __init__(self, seconds: float = PACE_SECONDS) -> None:
        self._seconds = seconds
        self._lanes: dict[str, _Lane] = {}

    @asynccontextmanager
    async def turn(self, channel: str) -> AsyncIterator[None]:
        """Around a write to this channel; those who call first come first."""
        lane = self._lane(channel)
        lane.waiting += 1
        try:
            await lane.line.acquire()
        finally:
            lane.waiting -= 1
        async with self._writing(lane):
            yield

    @asynccontextmanager
    async def frame(self, channel: str) -> AsyncIterator[None]:
        """Around a preview: its turn comes when nobody else waits."""
        lane = self._lane(channel)
        await lane.line.acquire()
        while lane.waiting or (wait := lane.free - asyncio.get_running_loop().time()) > 0:
            lane.line.release()
            # Also with somebody before us the loop gets its turn: who was cancelled just now still counts as waiting.
            await asyncio.sleep(0 if lane.waiting else wait)
            await lane.line.acquire()  # behind all who wait
        async with self._writing(lane):
            yield

    async def rest(self) -> None:
        """As long as after a write of ours: an earlier life of this process may have made one just now."""
        await asyncio.sleep(self._seconds)

    @asynccontextmanager
    async def _writing(self, lane: _Lane) -> AsyncIterator[None]:
        """With the lane's line in hand, which goes to the next one when Slack has answered, or is slow to."""
        loop = asyncio.get_running_loop()
        held = True

        def release() -> None:
            nonlocal held
            if held:
                held = False
                lane.line.release()

        try:
            await asyncio.sleep(lane.free - loop.time())
            slow = loop.call_later(LONGEST_WRITE, release)
            try:
                yield
            finally:
                slow.cancel()
                lane.free = max(lane.free, loop.time() + self._seconds)
        finally:
            release()

    def _lane(self, channel: str) -> _Lane:
        lane = self._lanes.get(channel)
        if lane is None:
            if len(self._lanes) >= MOST_LANES:
                now = asyncio.get_running_loop().time()
                for name, old in list(self._lanes.items()):
                    if not old.waiting and not old.line.locked() and old.free < now:
                        del self._lanes[name]
            lane = self._lanes[channel] = _Lane()
        return lane

"""Rate limits of channels: never more writes than the platform allows, and progress never delays other replies.

A platform counts a request when it arrives, which may be long after it was sent. So a place is free again only some
seconds after its request has ended.
"""

from __future__ import annotations

import asyncio
import math
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

MAX_LANES = 2000
"""Channels in memory; beyond that, unused ones are forgotten."""


class _Lane:
    """One channel. `waiting` counts requests that wait for a turn, other than progress."""

    def __init__(self, writes: int) -> None:
        self.places = asyncio.Semaphore(writes)
        self.progress = asyncio.Semaphore(max(1, writes // 2))
        self.waiting = 0
        self.users = 0
        self.used = 0.0

    @contextmanager
    def use(self) -> Iterator[None]:
        self.users += 1
        try:
            yield
        finally:
            self.users -= 1
            self.used = asyncio.get_running_loop().time()


class ChannelThrottle:
    """Args:
    writes, seconds: at most so many in any so many seconds, for each channel; at most half of them are progress.
    slow_seconds: after so long a request without an answer no longer blocks its channel.
    """

    def __init__(self, writes: int, seconds: float, *, slow_seconds: float = math.inf) -> None:
        self.seconds = seconds
        self._writes = writes
        self._slow_seconds = slow_seconds
        self._lanes: dict[object, _Lane] = {}

    @asynccontextmanager
    async def turn(self, channel: object) -> AsyncIterator[None]:
        """Around one request, after waiting for its turn, in order of arrival."""
        lane = self._lane(channel)
        with lane.use():
            lane.waiting += 1
            try:
                await lane.places.acquire()
            finally:
                lane.waiting -= 1
            async with self._holding(lane.places):
                yield

    @asynccontextmanager
    async def progress(self, channel: object) -> AsyncIterator[None]:
        """Around a request that shows progress: its turn comes when no other request waits."""
        lane = self._lane(channel)
        with lane.use():
            await lane.progress.acquire()
            try:
                await lane.places.acquire()
                while lane.waiting:
                    lane.places.release()
                    await asyncio.sleep(0)  # a request that was just cancelled still counts as waiting
                    await lane.places.acquire()
            except BaseException:
                lane.progress.release()
                raise
            async with self._holding(lane.places), self._holding(lane.progress):
                yield

    @asynccontextmanager
    async def _holding(self, place: asyncio.Semaphore) -> AsyncIterator[None]:
        loop, held = asyncio.get_running_loop(), True

        def release() -> None:
            nonlocal held
            if held:
                held = False
                place.release()

        slow = loop.call_later(self._slow_seconds, release) if self._slow_seconds < math.inf else None
        try:
            yield
        finally:
            if slow:
                slow.cancel()
            loop.call_later(self.seconds, release)

    def _lane(self, channel: object) -> _Lane:
        if len(self._lanes) > MAX_LANES:
            recent = asyncio.get_running_loop().time() - 2 * self.seconds
            self._lanes = {name: lane for name, lane in self._lanes.items() if lane.users or lane.used > recent}
        return self._lanes.setdefault(channel, _Lane(self._writes))

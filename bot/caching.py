"""What was read a moment ago: read once for everybody who asks at the same time, and believed for a second.

This process forgets at once what it changes itself; what another process changes holds here within that second.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Hashable
from typing import Generic, TypeVar

SECONDS = 1.0
MOST = 10_000
"""Answers; when there are more, all are forgotten."""
DOUBLE_CLICK = 5.0
"""Seconds within which the same again is an accident."""
GIVEN_UP = 60.0
"""Seconds after which nobody will say any more that it is done."""

V = TypeVar("V")


class SingleFlight:
    """What came before: the last thousand deliveries, when they came, and whether something came of them."""

    def __init__(self, most: int = 1000, clock: Callable[[], float] = time.monotonic) -> None:
        self._most = most
        self._clock = clock
        self._came: dict[Hashable, float] = {}
        self._done: set[Hashable] = set()

    def first(self, key: Hashable) -> bool:
        """Whether this is the first time, and not the next one any more. What is not done for long was given up."""
        if key in self._came and (key in self._done or self._clock() - self._came[key] < GIVEN_UP):
            return False
        self._came[key] = self._clock()
        while len(self._came) > self._most:
            self.again(next(iter(self._came)))
        return True

    def just_now(self, key: Hashable) -> bool:
        """Whether it came a moment ago: the next one is a double click, and no question."""
        return key in self._came and self._clock() - self._came[key] < DOUBLE_CLICK

    def done(self, key: Hashable) -> None:
        """Something came of it."""
        if key in self._came:
            self._done.add(key)

    def again(self, key: Hashable) -> None:
        """Nothing came of it: the next time is the first."""
        self._came.pop(key, None)
        self._done.discard(key)


class TTLCache(Generic[V]):
    def __init__(self) -> None:
        self._answers: dict[Hashable, tuple[float, asyncio.Future[V]]] = {}

    async def get(self, key: Hashable, read: Callable[[], Awaitable[V]]) -> V:
        """The answer for `key`, by `read` if nobody has asked within a second. An error is not kept."""
        known = self._answers.get(key)
        if known is None or known[0] < time.monotonic():
            if len(self._answers) >= MOST:
                self._answers.clear()
            known = (time.monotonic() + SECONDS, asyncio.ensure_future(read()))
            self._answers[key] = known
            known[1].add_done_callback(lambda done: self._drop_if_failed(key, done))
        return await asyncio.shield(known[1])

    def forget(self) -> None:
        """Something was changed: whoever asks from now on reads anew."""
        self._answers.clear()

    def _drop_if_failed(self, key: Hashable, done: asyncio.Future[V]) -> None:
        known = self._answers.get(key)
        if (done.cancelled() or done.exception() is not None) and known is not None and known[1] is done:
            del self._answers[key]

"""A read-through cache for what the store says, and idempotency keys for presses that must act once.

This process drops what it changes itself at once; what another process changes is seen within a second.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Hashable
from typing import Generic, TypeVar

from cachetools import LRUCache, TTLCache

TTL_SECONDS = 1.0
MAX_ENTRIES = 10_000
MAX_KEYS = 1000
DOUBLE_CLICK_SECONDS = 5.0
"""A repetition within this time is an accident."""
ABANDONED_SECONDS = 60.0
"""A key that is not completed by then can be begun again."""

V = TypeVar("V")


class IdempotencyKeys:
    """The newest `max_keys` keys: when each was begun, and whether it was completed."""

    def __init__(self, max_keys: int = MAX_KEYS, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._keys: LRUCache[Hashable, tuple[float, bool]] = LRUCache(max_keys)

    def begin(self, key: Hashable) -> bool:
        """Whether the key is new, or was abandoned; it is begun now."""
        begun, completed = self._keys.get(key, (-float("inf"), False))
        if completed or self._clock() - begun < ABANDONED_SECONDS:
            return False
        self._keys[key] = self._clock(), False
        return True

    def just_begun(self, key: Hashable) -> bool:
        """Whether the key was begun a moment ago: a repetition now is a double click."""
        return key in self._keys and self._clock() - self._keys[key][0] < DOUBLE_CLICK_SECONDS

    def completed(self, key: Hashable) -> bool:
        return key in self._keys and self._keys[key][1]

    def complete(self, key: Hashable) -> None:
        """The key has had its effect: it is never begun again."""
        if key in self._keys:
            self._keys[key] = self._keys[key][0], True

    def release(self, key: Hashable) -> None:
        """The key had no effect: it can be begun again."""
        self._keys.pop(key, None)


class ReadThroughCache(Generic[V]):
    """Answers that hold for TTL_SECONDS; readers who come at the same time share one read."""

    def __init__(self) -> None:
        self._answers: TTLCache[Hashable, asyncio.Future[V]] = TTLCache(MAX_ENTRIES, TTL_SECONDS, time.monotonic)

    async def get(self, key: Hashable, read: Callable[[], Awaitable[V]]) -> V:
        """The answer for `key`, by `read` if there is none. Errors are not kept."""
        answer = self._answers.get(key)
        if answer is None:
            answer = self._answers[key] = asyncio.ensure_future(read())
            answer.add_done_callback(lambda done: self._drop_if_failed(key, done))
        return await asyncio.shield(answer)

    def clear(self) -> None:
        """Something was changed: everybody who asks from now on reads again."""
        self._answers.clear()

    def _drop_if_failed(self, key: Hashable, done: asyncio.Future[V]) -> None:
        if (done.cancelled() or done.exception() is not None) and self._answers.get(key) is done:
            del self._answers[key]

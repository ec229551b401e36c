"""What a platform delivered lately. It delivers again what it thinks was not heard, and nobody wants two answers."""

from __future__ import annotations

import time
from collections.abc import Callable

from cachetools import TTLCache

REMEMBERED_SECONDS = 1800.0
"""Slack's last repetition comes five minutes after the first delivery, Discord's with the next connection."""
MAX_DELIVERIES = 20_000


class DeliveryDedupe:
    def __init__(
        self,
        clock: Callable[[], float] = time.monotonic,
        seconds: float = REMEMBERED_SECONDS,
        max_deliveries: int = MAX_DELIVERIES,
    ) -> None:
        self._seen: TTLCache[str, bool] = TTLCache(max_deliveries, seconds, clock)

    def first(self, delivery: str) -> bool:
        """Whether this delivery comes for the first time. Without an id every one does."""
        if not delivery:
            return True
        if delivery in self._seen:
            return False
        self._seen[delivery] = True
        return True

    def forget(self, delivery: str) -> None:
        """Nothing came of it, so the next time is the first."""
        self._seen.pop(delivery, None)

"""Recent deliveries: platforms repeat what they believe was not received, and must not get two answers."""

from __future__ import annotations

import time
from collections.abc import Callable

from cachetools import TTLCache

REMEMBERED_SECONDS = 1800.0
"""Slack repeats a delivery for up to five minutes, Discord after a lost connection."""
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
        """It failed; the next one counts as the first."""
        self._seen.pop(delivery, None)

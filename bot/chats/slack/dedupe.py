"""What Slack delivered lately. It delivers again what it thinks was not heard, and nobody wants two answers."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable

REMEMBERED = 1800.0
"""Slack's last try comes five minutes after the first."""
MOST = 20_000


class DeliveryDedupe:
    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._when: OrderedDict[str, float] = OrderedDict()

    def first(self, delivery: str) -> bool:
        """Whether this is its first time. Without an id every time is the first."""
        now = self._clock()
        while self._when and (len(self._when) > MOST or now - next(iter(self._when.values())) > REMEMBERED):
            self._when.popitem(last=False)
        if not delivery:
            return True
        if delivery in self._when:
            return False
        self._when[delivery] = now
        return True

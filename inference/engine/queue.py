"""The line: who is next. It knows lanes, tags and arrivals, and neither members nor devices."""

from __future__ import annotations

import math
from typing import Generic, Protocol, TypeVar

from inference.api import Lane, Request


class Queued(Protocol):
    """Whoever can stand in line."""

    @property
    def request(self) -> Request: ...

    @property
    def arrival(self) -> int:
        """Counts up; no two are equal."""
        ...

    @property
    def since(self) -> float:
        """When it came, in seconds of any one clock."""
        ...

    @property
    def returned(self) -> bool:
        """It was in a slot already and lost it, through no wish of its own."""
        ...


Waiter = TypeVar("Waiter", bound=Queued)


class RequestQueue(Generic[Waiter]):
    """Everybody who waits for a slot.

    The order: those who lost a slot, in the order of arrival; then fast before relaxed; then the smallest tag; then
    arrival. A relaxed request counts as fast, with its tag, once it has waited for `patience` seconds, and goes before
    every fast one after twice that, so that it never starves whatever tags the others bring.

    So a place can get worse: a request with a smaller tag, from somebody who had less lately, goes ahead. That is what
    a fair line is, and the place told says so.
    """

    def __init__(self, patience: float) -> None:
        self.patience = patience
        self._waiting: list[Waiter] = []

    def __len__(self) -> int:
        return len(self._waiting)

    def __contains__(self, waiter: object) -> bool:
        return waiter in self._waiting

    def join(self, waiter: Waiter) -> None:
        self._waiting.append(waiter)

    def leave(self, waiter: Waiter) -> None:
        self._waiting.remove(waiter)

    def order(self, now: float) -> list[Waiter]:
        """Everybody, the next one first."""
        # Sorted anew each time: an order that changes with the clock cannot be kept, and fifty are sorted in 30 µs.
        return sorted(self._waiting, key=lambda waiter: self._rank(waiter, now))

    def ahead(self, lane: Lane, tag: float, now: float) -> int:
        """How many would be before a newcomer."""
        rank = (1 if lane == "fast" else 2, tag, math.inf)
        return sum(self._rank(waiter, now) < rank for waiter in self._waiting)

    def _rank(self, waiter: Waiter, now: float) -> tuple[int, float, int]:
        if waiter.returned:
            return 0, 0.0, waiter.arrival
        lane, tag = waiter.request.lane, waiter.request.tag
        if lane == "relaxed":
            waited = now - waiter.since
            if waited < self.patience:
                return 2, tag, waiter.arrival
            if waited >= 2 * self.patience:
                tag = -math.inf
        return 1, tag, waiter.arrival

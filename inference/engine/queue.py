"""The queue: which request gets the next slot. It knows lanes, tags and arrivals, but not members or devices."""

from __future__ import annotations

import math

from inference.engine.request import ActiveRequest


class RequestQueue:
    """Every request that waits for a slot.

    The order: requests that lost a slot, by arrival; then fast before relaxed; then the smallest tag; then arrival.
    A relaxed request counts as fast, with its tag, once it has waited for `patience` seconds, and goes ahead of every
    fast one after twice that, so it never starves, whatever tags the others have.

    A place can get worse: a request with a smaller tag, from a member who has had less lately, goes ahead. That is
    what makes the queue fair, and the reported place shows it.
    """

    def __init__(self, patience: float) -> None:
        self.patience = patience
        self.version = 0  # counts the changes
        self._requests: list[ActiveRequest] = []

    def __len__(self) -> int:
        return len(self._requests)

    def __contains__(self, request: object) -> bool:
        return request in self._requests

    def add(self, request: ActiveRequest) -> None:
        self._requests.append(request)
        self.version += 1

    def remove(self, request: ActiveRequest) -> None:
        self._requests.remove(request)
        self.version += 1

    def order(self, now: float) -> list[ActiveRequest]:
        """All requests, the next one first."""
        # Sorted each time: an order that changes with the clock cannot be kept, and fifty are sorted in 30 µs.
        return sorted(self._requests, key=lambda request: self._rank(request, now))

    def _rank(self, request: ActiveRequest, now: float) -> tuple[int, float, int]:
        if request.lost_slot:
            return 0, 0.0, request.arrival
        lane, tag = request.options.lane, request.options.tag
        if lane == "relaxed":
            waited = now - request.queued_at
            if waited < self.patience:
                return 2, tag, request.arrival
            if waited >= 2 * self.patience:
                tag = -math.inf
        return 1, tag, request.arrival

"""The engine's counters and gauges, for /metrics."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from inference.api import Lane


@dataclass
class EngineStats:
    """The scheduler counts in one; `LocalEngine.stats` returns a copy with the gauges of the moment."""

    # Counters, since the start of the engine.
    completed: int = 0  # requests that ended with pictures
    failed: int = 0  # requests and renders that were given up
    cancelled: int = 0  # requests whose caller left
    interrupted: int = 0  # requests that a drain ended undrawn
    rejected: int = 0  # requests and renders that found the queue full
    retried: int = 0  # second tries of requests and renders, whatever caused the failure
    out_of_memory: int = 0
    device_seconds: float = 0.0  # in calls that succeeded
    slot_seconds: float = 0.0  # of chunks, times all slots
    busy_slot_seconds: float = 0.0  # of chunks, times the slots that were drawing

    # Gauges.
    thread_restarts: int = 0
    slots: int = 0
    busy_slots: int = 0
    queued: Mapping[Lane, int] = field(default_factory=lambda: {"fast": 0, "relaxed": 0})
    rendering: int = 0  # requests whose codes are drawn and whose pictures are not rendered yet
    seconds_per_step: float = 0.0  # lately, for one code of every tile in every busy slot; 0 before the first

    @property
    def slot_utilization(self) -> float:
        """The share of slots that were drawing, 0 to 1, over the time of all chunks."""
        return self.busy_slot_seconds / self.slot_seconds if self.slot_seconds else 0.0

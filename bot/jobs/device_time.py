"""An estimate of the device time of a job that was cancelled or failed: the engine reports that of finished ones."""

from __future__ import annotations

import time


class DeviceTime:
    def __init__(self) -> None:
        self._done = 0.0  # of the current try
        self._lost = 0.0  # grids, in tries that failed
        self._seconds = 0.0  # in slots that it left
        self._since: float | None = None  # when it got its slot, while it has one

    def drawing(self, done: float) -> None:
        """It is in a slot, and so much of the grid is drawn."""
        if done < self._done:  # a try failed, and this is the next one
            self._lost += self._done
        self._done = done
        if self._since is None:
            self._since = time.monotonic()

    def waiting(self) -> None:
        """It is in the queue, perhaps after a failed try."""
        self._seconds, self._since = self._in_slots(), None

    def estimate(self, grid_seconds: float) -> float:
        """Device seconds so far.

        Args:
            grid_seconds: of a whole grid; while that is unknown (0), the estimate is all the time in a slot, which
                other jobs may have shared.
        """
        return grid_seconds * (self._lost + self._done) if grid_seconds else self._in_slots()

    def _in_slots(self) -> float:
        return self._seconds + (0.0 if self._since is None else time.monotonic() - self._since)

"""The queue of VQGAN decodes: codes that become pictures, a few tiles of several callers in one call of the device."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from inference.api import Codes, Pictures


@dataclass(eq=False)
class RenderJob:
    """Tiles of one caller: a finished request, or old tiles again."""

    codes: Codes
    on_complete: Callable[[Pictures, float], None]  # with the pictures, and their share of the device's seconds
    on_failure: Callable[[Exception], None]
    wanted: Callable[[], bool]  # whether the caller still waits
    request_id: str = ""  # for the log
    final: bool = False  # it completes a request
    failures: int = 0
    seconds: float = 0.0
    tiles_started: int = 0
    pictures: list[Pictures] = field(default_factory=list)

    @property
    def tiles_left(self) -> int:
        """That are still to be started."""
        return len(self.codes) - self.tiles_started

    @property
    def tiles_rendered(self) -> int:
        return sum(map(len, self.pictures))


@dataclass(frozen=True, eq=False)
class RenderBatch:
    """The tiles of one call of the device."""

    parts: list[tuple[RenderJob, Codes]]

    @property
    def codes(self) -> Codes:
        return np.concatenate([codes for _, codes in self.parts])

    @property
    def jobs(self) -> list[RenderJob]:
        return [job for job, _ in self.parts]

    @property
    def final(self) -> bool:
        """Whether one of its jobs completes a request."""
        return any(job.final for job in self.jobs)


class RenderQueue:
    """Jobs that complete a request go first; within each kind, the oldest does.

    A job that failed once is rendered again in a batch of its own, so it cannot fail another job twice.
    """

    def __init__(self, pictures_at_once: int) -> None:
        self.pictures_at_once = pictures_at_once
        self._jobs: deque[RenderJob] = deque()

    @property
    def tiles(self) -> int:
        """Tiles that are not rendered yet."""
        return sum(len(job.codes) - job.tiles_rendered for job in self._wanted())

    @property
    def final_tiles(self) -> int:
        """How many of them complete a request."""
        return sum(len(job.codes) - job.tiles_rendered for job in self._wanted() if job.final)

    def final_tiles_until(self, last: RenderJob) -> int:
        """How many of them are rendered before `last`, which completes a request, is whole."""
        tiles = 0
        for job in self._wanted():
            if job.final:
                tiles += len(job.codes) - job.tiles_rendered
            if job is last:
                break
        return tiles

    def add(self, job: RenderJob) -> None:
        self._jobs.append(job)

    def next_batch(self) -> RenderBatch | None:
        """Start at most `pictures_at_once` tiles; None if there are none."""
        self._jobs = deque(sorted(self._wanted(), key=lambda job: not job.final))
        parts: list[tuple[RenderJob, Codes]] = []
        room = self.pictures_at_once
        for job in self._jobs:
            if not room or (parts and job.failures):
                break
            codes = job.codes[job.tiles_started : job.tiles_started + room]
            job.tiles_started += len(codes)
            room -= len(codes)
            parts.append((job, codes))
            if job.failures:
                break
        return RenderBatch(parts) if parts else None

    def complete(self, batch: RenderBatch, pictures: Pictures, seconds: float) -> None:
        """Hand the pictures of a batch, in its order, to the jobs; `seconds` is what the call took."""
        start = 0
        for job, codes in batch.parts:
            job.pictures.append(pictures[start : start + len(codes)])
            job.seconds += seconds * len(codes) / len(pictures)
            start += len(codes)
            if not job.tiles_left and job in self._jobs:  # `close` may have removed it during the call
                self._jobs.remove(job)
                if job.wanted():
                    job.on_complete(np.concatenate(job.pictures), job.seconds)

    def fail(self, batch: RenderBatch, *, blame: bool) -> list[RenderJob]:
        """The call of a batch failed: its jobs start over. Those that failed twice are removed and returned.

        Args:
            blame: these codes may be the cause; otherwise the failure does not count against the jobs.
        """
        given_up = []
        for job in batch.jobs:
            job.tiles_started, job.pictures, job.seconds = 0, [], 0.0
            job.failures += blame
            if job in self._jobs and job.failures > 1:
                self._jobs.remove(job)
                given_up.append(job)
        return given_up

    def close(self, error: Exception) -> None:
        """Fail every job."""
        while self._jobs:
            job = self._jobs.popleft()
            if job.wanted():
                job.on_failure(error)

    def _wanted(self) -> list[RenderJob]:
        return [job for job in self._jobs if job.wanted()]

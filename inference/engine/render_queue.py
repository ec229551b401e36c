"""What is to be painted: codes on their way to pictures, a few tiles of several askers in one call of the device."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import numpy as np

from inference.api import Codes, Pictures

PLAIN = 127
"""Every channel of what is not yet drawn."""


@dataclass(eq=False)
class RenderJob:
    """Tiles of one asker: a finished request, a look at an unfinished one, or old tiles again."""

    codes: Codes
    finished: Callable[[Pictures, float], None]  # with the pictures, and their share of the device's seconds
    failed: Callable[[Exception], None]
    wanted: Callable[[], bool]  # somebody still waits for it
    name: str = ""  # of the request, for the log
    final: bool = False  # of a drawing that needs nothing else to be there
    once: bool = False  # a failure is not worth a second try
    failures: int = 0
    seconds: float = 0.0
    begun: int = 0  # tiles
    done: list[Pictures] = field(default_factory=list)

    @property
    def left(self) -> int:
        return len(self.codes) - self.begun


@dataclass(frozen=True, eq=False)
class RenderBatch:
    """What one call of the device paints."""

    parts: list[tuple[RenderJob, Codes]]

    @property
    def codes(self) -> Codes:
        return np.concatenate([codes for _, codes in self.parts])

    @property
    def paintings(self) -> list[RenderJob]:
        return [painting for painting, _ in self.parts]

    @property
    def final(self) -> bool:
        """Somebody's drawing is."""
        return any(painting.final for painting in self.paintings)


class RenderQueue:
    """What finishes a drawing is painted first, and then who came first.

    What failed once is painted again by itself, so that it spoils nobody else's twice.
    """

    def __init__(self, pictures_at_once: int) -> None:
        self.pictures_at_once = pictures_at_once
        self._paintings: deque[RenderJob] = deque()

    def __len__(self) -> int:
        """Tiles still to be painted for somebody."""
        return sum(painting.left for painting in self._wanted())

    @property
    def final(self) -> int:
        """How many of them finish a drawing."""
        return sum(painting.left for painting in self._wanted() if painting.final)

    def __iter__(self) -> Iterator[RenderJob]:
        return iter(self._paintings)

    def add(self, painting: RenderJob) -> None:
        self._paintings.append(painting)

    def batch(self) -> RenderBatch | None:
        """The next tiles, at most `pictures_at_once`; None if nobody waits for any."""
        self._paintings = deque(sorted(self._wanted(), key=lambda painting: not painting.final))
        parts: list[tuple[RenderJob, Codes]] = []
        room = self.pictures_at_once
        for painting in self._paintings:
            if not room or (parts and painting.failures):
                break
            some = painting.codes[painting.begun : painting.begun + room]
            painting.begun += len(some)
            room -= len(some)
            parts.append((painting, some))
            if painting.failures:
                break
        return RenderBatch(parts) if parts else None

    def hang(self, batch: RenderBatch, pictures: Pictures, seconds: float) -> None:
        """Give the painted tiles to their askers."""
        start = 0
        for painting, codes in batch.parts:
            painting.done.append(pictures[start : start + len(codes)])
            painting.seconds += seconds * len(codes) / len(pictures)
            start += len(codes)
            if not painting.left and painting in self._paintings:  # or it was cleared meanwhile
                self._paintings.remove(painting)
                if painting.wanted():
                    painting.finished(np.concatenate(painting.done), painting.seconds)

    def drop(self, batch: RenderBatch, *, blame: bool) -> list[RenderJob]:
        """A call failed: what was in it begins again, or, if it failed twice, is given up and returned here.

        Args:
            blame: the failure may come from these codes; otherwise it does not count against them.
        """
        given_up = []
        for painting in batch.paintings:
            painting.begun, painting.done, painting.seconds = 0, [], 0.0
            painting.failures += blame
            if painting in self._paintings and (painting.failures > 1 or (painting.once and blame)):
                self._paintings.remove(painting)
                given_up.append(painting)
        return given_up

    def clear(self, error: Exception) -> None:
        """Nothing more is painted here."""
        while self._paintings:
            painting = self._paintings.popleft()
            if painting.wanted():
                painting.failed(error)

    def _wanted(self) -> list[RenderJob]:
        return [painting for painting in self._paintings if painting.wanted()]


def cover_undrawn(pictures: Pictures, drawn: int, length: int) -> None:
    """Cover, in place, what is behind codes that are not drawn yet: a tile's codes are a square grid, row by row."""
    side = math.isqrt(length)
    height, width = pictures.shape[1] // side, pictures.shape[2] // side
    row, column = divmod(drawn, side)
    pictures[:, row * height : (row + 1) * height, column * width :] = PLAIN
    pictures[:, (row + 1) * height :] = PLAIN

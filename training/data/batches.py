"""Pictures with captions, a batch at a time: batch number n is always the same, so that training can stop anywhere."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from jaxtyping import UInt8

from training.scenes.compose import Mix, scene

Pictures = UInt8[np.ndarray, "picture row column channel"]


@dataclass(frozen=True, eq=False)
class Batch:
    pictures: Pictures
    captions: tuple[str, ...]


class Batches(Protocol):
    """Anything that has a batch for every number, 0, 1, 2, ...; it may be asked in another process."""

    def __call__(self, number: int) -> Batch: ...


@dataclass(frozen=True)
class Scenes:
    """Endless scenes: every one has its own seed, and none is ever seen twice in one run."""

    size: int
    edge: int
    seed: int = 0
    mix: Mix | None = None

    def __call__(self, number: int) -> Batch:
        first = self.first_of(self.seed) + number * self.size
        scenes = [scene(first + i, split="train", size=self.edge, mix=self.mix) for i in range(self.size)]
        return Batch(np.stack([s.picture for s in scenes]), tuple(s.caption for s in scenes))

    @staticmethod
    def first_of(seed: int) -> int:
        """The first scene of a run; runs are 2**40 scenes apart, which none is long enough to reach."""
        return seed << 40


def ahead(batches: Batches, first: int, last: int, workers: int | None = None) -> Iterator[Batch]:
    """Batches `first` to before `last`, in order, made by other processes while the device works on earlier ones.

    Args:
        workers: processes; by default one for each core but one. 0 makes them here.
    """
    workers = max(1, (os.cpu_count() or 1) - 1) if workers is None else workers
    if workers == 0 or first >= last:
        yield from map(batches, range(first, last))
        return
    # Spawned, not forked: JAX has threads by now, and a fork of them can hang.
    with multiprocessing.get_context("spawn").Pool(workers, _prepare, (batches,)) as pool:
        waiting: deque[Callable[[], Batch]] = deque()
        for number in range(first, last):
            waiting.append(pool.apply_async(_batch, (number,)).get)
            if len(waiting) > 2 * workers:
                yield waiting.popleft()()
        while waiting:
            yield waiting.popleft()()


_here: list[Batches] = []
"""In a worker, what it makes batches of: sent once, for a list of many pictures takes longer to send than to use."""


def _prepare(batches: Batches) -> None:
    """A worker leaves Ctrl-C to the process that it works for, and never takes a GPU."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.environ["JAX_PLATFORMS"] = "cpu"
    _here.append(batches)


def _batch(number: int) -> Batch:
    return _here[0](number)

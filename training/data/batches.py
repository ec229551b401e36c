"""Batches of captioned pictures. Batch number n is always the same, so that training can stop anywhere."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from jaxtyping import Float32, Int, UInt8

Pictures = UInt8[np.ndarray, "picture row column channel"]


@dataclass(frozen=True, eq=False)
class Batch:
    pictures: Pictures
    captions: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class CodeBatch(Batch):
    """A batch whose pictures are there as codes; `pictures` may be empty. `weights`: how much each code counts."""

    codes: Int[np.ndarray, "picture code"]
    weights: Float32[np.ndarray, "picture code"] | None = None


class Batches(Protocol):
    """Anything that gives a batch for every number 0, 1, 2, ...; other processes may call it."""

    def __call__(self, number: int) -> Batch: ...


def prefetch(batches: Batches, first: int, last: int, workers: int | None = None) -> Iterator[Batch]:
    """Batches `first` to before `last`, in order, made by other processes while the device works on earlier ones.

    Args:
        workers: processes; by default one fewer than cores. With 0 this process makes them.
    """
    workers = max(1, (os.cpu_count() or 1) - 1) if workers is None else workers
    if workers == 0 or first >= last:
        yield from map(batches, range(first, last))
        return
    # Spawned, not forked: JAX has started threads, and a fork can hang.
    with multiprocessing.get_context("spawn").Pool(workers, _start_worker, (batches,)) as pool:
        waiting: deque[Callable[[], Batch]] = deque()
        for number in range(first, last):
            waiting.append(pool.apply_async(_make_batch, (number,)).get)
            if len(waiting) > 2 * workers:
                yield waiting.popleft()()
        while waiting:
            yield waiting.popleft()()


_worker_batches: list[Batches] = []
"""In a worker process, the batches that it makes, sent once: a long list of pictures is slow to send."""


def _start_worker(batches: Batches) -> None:
    """Start a worker process. It leaves Ctrl-C to its parent and never uses a GPU."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.environ["JAX_PLATFORMS"] = "cpu"
    _worker_batches.append(batches)


def _make_batch(number: int) -> Batch:
    return _worker_batches[0](number)

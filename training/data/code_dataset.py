"""Pictures that were turned into codes once, and are learnt from again and again, each time in other words.

Where a picture costs more to draw and to encode than to learn, as on a CPU, a network sees more of them so.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import jax
import numpy as np
from jaxtyping import Int

from training.data.batches import Batch, Batches, Pictures, ahead
from training.data.picture_files import order
from training.progress import TrainingReport
from training.scenes import captions
from training.scenes.compose import Mix, sketch
from training.scenes.rng import Rng

Codes = Int[np.ndarray, "picture code"]
CHUNK = 32
"""Pictures that are encoded together."""
PART = 256
"""Batches in a file, so that a run that is stopped goes on at the file that it was at."""


@dataclass(frozen=True, eq=False)
class CodeDataset(Batch):
    """A batch whose pictures are known by their codes alone."""

    codes: Codes


@dataclass(frozen=True, eq=False)
class Pool:
    """Batches of scenes whose codes are known; each epoch has every scene once, in an order and words of its own.

    Args:
        codes: of the scenes with the seeds `first`, `first` + 1, ...
        first: seed of the first scene.
        size: scenes a batch; a batch that an epoch cannot fill goes on with the next one.
    """

    codes: Codes
    first: int
    size: int
    mix: Mix | None = None

    def __call__(self, number: int) -> CodeDataset:
        places = [divmod(number * self.size + i, len(self.codes)) for i in range(self.size)]
        chosen = [(epoch, order(self.first, epoch, len(self.codes))[place]) for epoch, place in places]
        words = tuple(reworded(self.first + index, epoch, self.mix) for epoch, index in chosen)
        nothing = np.zeros((self.size, 0, 0, 3), np.uint8)
        return CodeDataset(nothing, words, self.codes[[index for _, index in chosen]].astype(np.int32))


def reworded(seed: int, epoch: int, mix: Mix | None) -> str:
    """The caption of a scene; another one in each epoch, the scene's own in the first."""
    plan = sketch(seed, "train", mix)
    if epoch == 0:
        return plan.caption
    return captions.caption(plan.items, plan.relation, plan.background, plan.style, Rng(seed, epoch))


def encoded(
    encode: Callable[[Pictures], jax.Array],
    batches: Batches,
    count: int,
    folder: Path,
    workers: int | None,
    on_report: Callable[[TrainingReport], None] = lambda report: None,
) -> Codes:
    """The codes of `count` batches, kept in `folder`, going on where an earlier call stopped.

    Args:
        encode: pictures -> codes; compiled, if that makes it faster.
    """
    folder.mkdir(parents=True, exist_ok=True)
    parts, began = [], time.monotonic()
    starts = range(0, count, PART)
    missing = [start for start in starts if not (folder / f"{start:06}.npy").exists()]
    for start in starts:
        path, last = folder / f"{start:06}.npy", min(start + PART, count)
        if start in missing:
            found = [np.asarray(encode(batch.pictures)) for batch in ahead(batches, start, last, workers)]
            writing = path.with_suffix(".writing")
            with writing.open("wb") as file:
                np.save(file, np.concatenate(found).astype(np.uint16))
            writing.replace(path)
            done = missing.index(start) + 1
            left = (time.monotonic() - began) / done * (len(missing) - done)
            on_report(TrainingReport(last, count, left, {}))
        parts.append(np.load(path))
    return np.concatenate(parts)

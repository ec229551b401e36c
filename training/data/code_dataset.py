"""Pictures that are encoded once and used again and again, each time with another caption.

On a CPU, drawing and encoding a picture costs more than a training step on it.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import jax
import numpy as np
from jaxtyping import Int

from training.atomic_file import replacing
from training.data.batches import Batch, Batches, Pictures, prefetch
from training.data.picture_files import epoch_order
from training.progress import TrainingReport
from training.scenes import captions
from training.scenes.compose import Mix, plan_scene
from training.scenes.rng import Rng

Codes = Int[np.ndarray, "picture code"]
ENCODE_BATCH_PICTURES = 32
"""Pictures that are encoded in one batch."""
BATCHES_PER_FILE = 256
"""Batches in one file of codes. A stopped run continues at the file that is missing."""


@dataclass(frozen=True, eq=False)
class CodeBatch(Batch):
    """A batch of codes in place of pictures; with `places`, ascending, only the codes there are learnt."""

    codes: Codes
    places: Codes | None = None


@dataclass(frozen=True, eq=False)
class CodeDataset:
    """Batches of encoded scenes. Each epoch has every scene once, in its own order and with its own captions.

    Args:
        codes: of the scenes with the seeds `first`, `first` + 1, ...
        first: seed of the first scene.
        size: scenes a batch; the next epoch fills a batch that the last one leaves incomplete.
    """

    codes: Codes
    first: int
    size: int
    mix: Mix | None = None

    def __call__(self, number: int) -> CodeBatch:
        places = [divmod(number * self.size + i, len(self.codes)) for i in range(self.size)]
        chosen = [(epoch, epoch_order(self.first, epoch, len(self.codes))[place]) for epoch, place in places]
        words = tuple(reworded_caption(self.first + index, epoch, self.mix) for epoch, index in chosen)
        nothing = np.zeros((self.size, 0, 0, 3), np.uint8)
        return CodeBatch(nothing, words, self.codes[[index for _, index in chosen]].astype(np.int32))


def reworded_caption(seed: int, epoch: int, mix: Mix | None) -> str:
    """A caption of a scene: its own in epoch 0, another one in each later epoch."""
    plan = plan_scene(seed, "train", mix)
    if epoch == 0:
        return plan.caption
    return captions.caption(plan.items, plan.relation, plan.background, plan.style, Rng(seed, epoch))


def encode_batches(
    encode: Callable[[Pictures], jax.Array],
    batches: Batches,
    count: int,
    folder: Path,
    workers: int | None,
    on_report: Callable[[TrainingReport], None] = lambda report: None,
) -> Codes:
    """The codes of `count` batches, stored in `folder`; an interrupted call continues.

    Args:
        encode: pictures, uint8 -> codes.
    """
    folder.mkdir(parents=True, exist_ok=True)
    parts, began = [], time.monotonic()
    starts = range(0, count, BATCHES_PER_FILE)
    missing = [start for start in starts if not (folder / f"{start:06}.npy").exists()]
    for start in starts:
        path, last = folder / f"{start:06}.npy", min(start + BATCHES_PER_FILE, count)
        if start in missing:
            found = [np.asarray(encode(batch.pictures)) for batch in prefetch(batches, start, last, workers)]
            with replacing(path) as temporary, temporary.open("wb") as file:
                np.save(file, np.concatenate(found).astype(np.uint16))
            done = missing.index(start) + 1
            left = (time.monotonic() - began) / done * (len(missing) - done)
            on_report(TrainingReport(last, count, left, {}))
        parts.append(np.load(path))
    return np.concatenate(parts)

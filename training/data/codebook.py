"""A codebook of picture patches found by k-means: what a tile is made of, before any network is trained.

A tile is looked at in small, EDGE pixels wide, as ACROSS x ACROSS patches. A patch is projected on the main directions
of all patches, and its code is the nearest of the book's rows. The decoder learns later to draw these codes larger.
So codes do not depend on how long a decoder was trained, and what a BART has learnt of them stays true.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from jaxtyping import Float, Float32, Int
from safetensors import SafetensorError
from safetensors.numpy import load_file, save_file

from training.atomic_file import replacing
from training.data.batches import Pictures
from training.errors import TrainingError

EDGE, ACROSS = 96, 12
"""Pixels of the small picture, and patches along it."""
PATCH = EDGE // ACROSS
NUMBERS = PATCH * PATCH * 3
FLAT_DEVIATION, FLAT_SHARE = 0.01, 0.05
"""Patches of less deviation than this are plain paper, and this part of them is enough to find their codes."""
KMEANS_ROUNDS = 20
CHUNK = 144
"""Patches whose distances to all rows are in memory together."""
Codes = Int[np.ndarray, "*patch"]
Points = Float32[np.ndarray, "point size"]


@dataclass(frozen=True, eq=False)
class Codebook:
    """A patch x is (x - mean) @ basis, and its code the nearest of `rows`; the basis is orthonormal."""

    mean: Float32[np.ndarray, " number"]
    basis: Float32[np.ndarray, "number size"]
    rows: Float32[np.ndarray, "code size"]

    @classmethod
    def read(cls, path: Path) -> Codebook:
        """Raises TrainingError where the file is missing or broken."""
        try:
            return cls(**load_file(path))
        except (OSError, TypeError, SafetensorError) as error:
            raise TrainingError(f"The codebook {path} cannot be read ({error}).") from error

    def write(self, path: Path) -> None:
        with replacing(path) as temporary:
            save_file({name: np.ascontiguousarray(part) for name, part in asdict(self).items()}, temporary)

    def encode(self, pictures: Pictures) -> Codes:
        """Pictures of EDGE pixels, or twice or four times as many -> codes, row by row."""
        return np.stack([nearest(self.rows, (patches(one[None])[0] - self.mean) @ self.basis) for one in pictures])

    def painted(self, codes: Int[np.ndarray, "image code"]) -> Float[np.ndarray, "image row column channel"]:
        """What the codes stand for, at EDGE pixels, in [0, 1]: good enough to look at without a decoder."""
        numbers = np.clip(self.rows[codes] @ self.basis.T + self.mean, 0, 1)
        parts = numbers.reshape(len(codes), ACROSS, ACROSS, PATCH, PATCH, 3)
        picture: np.ndarray[Any, Any] = np.einsum("nyxrcl->nyrxcl", parts).reshape(len(codes), EDGE, EDGE, 3)
        return picture


def patches(pictures: Pictures) -> Float32[np.ndarray, "image patch number"]:
    """The pixels of each patch in [0, 1], row by row; larger pictures are made EDGE wide by means of squares."""
    n, edge = pictures.shape[:2]
    by = edge // EDGE
    small = pictures.reshape(n, EDGE, by, EDGE, by, 3).mean((2, 4), dtype=np.float32) if by > 1 else pictures
    parts = small.reshape(n, ACROSS, PATCH, ACROSS, PATCH, 3)
    found = np.einsum("nyrxcl->nyxrcl", parts).reshape(n, ACROSS * ACROSS, NUMBERS)
    return np.asarray(found, np.float32) / np.float32(255)


def nearest(rows: Float32[np.ndarray, "code size"], points: Float32[np.ndarray, "point size"]) -> Codes:
    """The number of the row that is nearest to each point.

    With NumPy: XLA finds the largest of a row of numbers many times more slowly on a CPU.
    """
    # |z - e|^2 without |z|^2, which is the same for every row e: the smallest is the largest of [z 1] @ [e -|e|^2/2]
    longer = np.concatenate([rows, -np.square(rows).sum(-1, keepdims=True) / 2], 1).T.copy()
    ones = np.concatenate([points, np.ones((len(points), 1), np.float32)], 1)
    return np.concatenate([np.argmax(ones[i : i + CHUNK] @ longer, axis=-1) for i in range(0, len(points), CHUNK)])


def fit_codebook(pictures: Pictures, codes: int, size: int, seed: int, most: int = 400_000) -> Codebook:
    """k-means over patches of pictures of EDGE pixels.

    Args:
        codes, size: rows of the book, and numbers in each.
        most: patches that are looked at; a larger number of them is drawn from by lot.
    """
    parts = pictures.reshape(len(pictures), ACROSS, PATCH, ACROSS, PATCH, 3)
    every = np.einsum("nyrxcl->nyxrcl", parts).reshape(-1, NUMBERS)
    rng = np.random.default_rng(seed)
    deviation = np.concatenate([_deviation(part) for part in np.array_split(every, max(1, len(every) // 50_000))])
    seen = every[(deviation > FLAT_DEVIATION) | (rng.random(len(every)) < FLAT_SHARE)]
    seen = seen[rng.permutation(len(seen))[:most]].astype(np.float32) / 255
    if len(seen) < codes:
        raise TrainingError(f"{len(seen):,} different patches are too few for a book of {codes:,} codes.")
    mean = seen.mean(0)
    variance, directions = np.linalg.eigh(np.cov((seen - mean).T))
    basis = np.ascontiguousarray(directions[:, np.argsort(-variance)[:size]], np.float32)
    points = (seen - mean) @ basis
    rows = points[rng.choice(len(points), codes, replace=False)]
    for number in range(KMEANS_ROUNDS):
        # Few patches at first, which find the places roughly, all of them at the end.
        some = points[: max(8 * codes, len(points) * (number + 1) // KMEANS_ROUNDS)]
        rows, hits = _kmeans_step(some, rows)
        lost = np.flatnonzero(hits == 0)
        if number < KMEANS_ROUNDS - 3 and len(lost):  # a code that nobody wants is given another place
            rows[lost] = some[rng.choice(len(some), len(lost), replace=False)]
    return Codebook(mean, basis, rows)


def _deviation(every: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """How much the pixels of a patch differ from one another."""
    deviation: np.ndarray[Any, Any] = (every.astype(np.float32) / 255).reshape(len(every), -1, 3).std(1).max(1)
    return deviation


def _kmeans_step(points: Points, rows: Points) -> tuple[Points, np.ndarray[Any, Any]]:
    """Each code in the middle of the points that are nearest to it, and how many these are."""
    at = nearest(rows, points)
    hits = np.bincount(at, minlength=len(rows))
    order = np.argsort(at, kind="stable")
    firsts = np.flatnonzero(np.diff(at[order], prepend=-1))
    moved = rows.copy()
    moved[at[order][firsts]] = np.add.reduceat(points[order], firsts) / hits[at[order][firsts], None]
    return moved, hits

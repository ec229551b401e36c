"""Previews of unfinished tiles, without the VQGAN: every code has a small picture of its own, looked up in a table.

The table is learned from a few pictures: how a code looks is nearly a linear function of its row in the codebook. Where
that does not hold, and where neighbours matter, a preview differs from the picture; it is only a preview.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator
from contextlib import suppress
from math import isqrt
from pathlib import Path
from typing import TypeAlias

import jax
import numpy as np
from flax import nnx
from jaxtyping import Float, UInt8

from inference.api import UNDRAWN, Codes, Pictures
from inference.files.dalle_mini import DalleMini

Table: TypeAlias = UInt8[np.ndarray, "code row column 3"]

SIZE = 4
"""Pixels across a code's picture, or fewer where the model's pictures have fewer."""

VERSION = b"1"
"""Of the way in which tables are learned: another way needs another file."""

BLOCKS = (2, 4)
"""Codes along an edge of a block of one code, in turn from picture to picture. A decoder looks at the contrast of a
whole picture, so that blocks of 4 come nearer to the colours that codes have in drawings, and blocks of 2 to edges."""

BLOCKS_PER_WEIGHT = 4
"""Blocks for each weight of a pixel's linear function. With so many, Pocket's table is as good as with ten times as
many (docs/benchmarks.md)."""


class PreviewTable:
    """The pictures of a VQGAN's codes, read from a file or learned.

    Args:
        folder: where tables are kept, each under its VQGAN's fingerprint; None: it is learned at each start.
    """

    def __init__(self, model: DalleMini, folder: Path | None = None) -> None:
        self._edge = isqrt(model.config.image_length)
        self._codebook = np.asarray(model.vqgan.codebook[...], np.float32)
        self._file = folder / f"{_fingerprint(model)}.npy" if folder else None
        self._table = self._read()
        self._fit: _Fit | None = None

    @property
    def learned(self) -> bool:
        return self._table is not None

    def learn(self, render: Callable[[Codes], Pictures], at_once: int) -> bool:
        """Learn from one call of `render`, with `at_once` tiles. Returns whether more are to come."""
        if self.learned:
            return False
        fit = self._fit = self._fit or _Fit(self._codebook, self._edge)
        tiles = np.stack([next(fit.tiles) for _ in range(at_once)])
        fit.add(tiles, render(tiles))
        if fit.blocks_left > 0:
            return True
        self._table, self._fit = fit.table(), None
        self._keep()
        return False

    def pictures(self, codes: Codes, drawn: int) -> Pictures | None:
        """Of tiles whose first codes are `drawn`; SIZE pixels for each code. None until the table is there."""
        if self._table is None:
            return None
        shown = np.where(np.arange(codes.shape[1]) < drawn, codes, len(self._table) - 1)
        patches = self._table[shown.reshape(-1, self._edge, self._edge)]
        size = self._edge * patches.shape[3]
        return np.ascontiguousarray(np.swapaxes(patches, 2, 3)).reshape(-1, size, size, 3)

    def _read(self) -> Table | None:
        if self._file is not None:
            with suppress(OSError, ValueError, EOFError):
                table: np.ndarray = np.load(self._file, allow_pickle=False)
                if table.dtype == np.uint8 and table.ndim == 4 and len(table) == len(self._codebook) + 1:
                    return table
        return None

    def _keep(self) -> None:
        """For the next start, whole or not at all; with nowhere to write, that one learns again."""
        if self._file is not None and self._table is not None:
            unfinished = self._file.with_suffix(f".{os.getpid()}")
            with suppress(OSError):
                with unfinished.open("wb") as file:
                    np.save(file, self._table, allow_pickle=False)
                unfinished.replace(self._file)


class _Fit:
    """Least squares from the rows of the codebook to the pixels of patches."""

    def __init__(self, codebook: Float[np.ndarray, "code dimension"], edge: int) -> None:
        rows = codebook - np.median(codebook, axis=0)
        rows /= np.maximum(np.sqrt(np.square(rows).mean(0)), 1e-12)
        self._features = np.append(rows, np.ones((len(rows), 1), rows.dtype), axis=1)
        self._edge = edge
        self._squares = np.eye(self._features.shape[1])  # a little ridge, where rows do not determine a weight
        self._products: np.ndarray | float = 0.0
        self.blocks_left = BLOCKS_PER_WEIGHT * len(self._squares)
        self.tiles = self._tiles()

    def _tiles(self) -> Iterator[Codes]:
        """Tiles of blocks. A training often leaves most rows where they began, all alike: they say little, and are
        drawn rarely; so a code is chosen by its distance from the median."""
        chances = np.square(self._features[:, :-1], dtype=np.float64).sum(1)
        chances = chances / chances.sum() if chances.any() else None
        random = np.random.default_rng(0)
        while True:
            for block in BLOCKS:
                across = -(-self._edge // block)
                self.blocks_left -= across**2
                codes = random.choice(len(self._features), (across, across), p=chances).astype(np.int32)
                yield codes.repeat(block, 0).repeat(block, 1)[: self._edge, : self._edge].reshape(-1)

    def add(self, tiles: Codes, pictures: Pictures) -> None:
        pixels = pictures.shape[1] // self._edge  # across a patch
        self.size = min(SIZE, pixels)
        means = pictures.reshape(len(tiles), *2 * (self._edge, self.size, pixels // self.size), 3).mean((3, 6))
        patches = np.swapaxes(means, 2, 3).reshape(tiles.size, -1)
        seen = self._features[tiles.reshape(-1)].astype(np.float64)
        self._squares += seen.T @ seen
        self._products += seen.T @ patches

    def table(self) -> Table:
        """With a last row for what is not drawn."""
        weights = np.linalg.solve(self._squares, self._products)
        pixels = np.clip(np.rint(self._features @ weights.astype(np.float32)), 0, 255).astype(np.uint8)
        undrawn = np.full((1, pixels.shape[1]), UNDRAWN, np.uint8)
        return np.concatenate([pixels, undrawn]).reshape(-1, self.size, self.size, 3)


def _fingerprint(model: DalleMini) -> str:
    """Of everything that decides how codes look."""
    digest = hashlib.blake2b(VERSION + repr(model.vqgan_config).encode(), digest_size=16)
    for leaf in jax.tree.leaves(nnx.state(model.vqgan)):
        digest.update(np.asarray(leaf).tobytes())
    return digest.hexdigest()

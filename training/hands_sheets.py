"""Sheets of samples, by which people see how far a run of Pocket is."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import Image

from inference.api import Request
from inference.device.runner import Runner
from training.data.batches import Pictures
from training.data.codebook import Codebook
from training.hands_recipe import SAMPLE_PROMPTS, SAMPLING


def nines(path: Path, runner: Runner, book: Codebook) -> None:
    """Nine tiles each of SAMPLE_PROMPTS, five prompts a row, painted with the book alone."""
    grids = []
    for prompt in SAMPLE_PROMPTS:
        codes = runner.codes(Request(prompt, seed=1, **SAMPLING))
        tiles = (book.painted(np.asarray(codes)) * 255).astype(np.uint8)
        grids.append(np.concatenate([np.concatenate(tiles[i : i + 3], 1) for i in (0, 3, 6)], 0))
    _save(path, np.concatenate([np.concatenate(grids[i : i + 5], 1) for i in range(0, len(grids), 5)], 0))


def pairs(path: Path, pictures: Pictures, drawn: Pictures) -> None:
    """Each picture above another one, eight a row; their number is a multiple of eight."""
    both = np.concatenate([pictures, drawn], 1)
    _save(path, np.concatenate([np.concatenate(both[i : i + 8], 1) for i in range(0, len(both), 8)], 0))


def _save(path: Path, page: Pictures) -> None:
    path.parent.mkdir(exist_ok=True)
    Image.fromarray(page).save(path)

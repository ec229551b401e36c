"""A codebook of patches: what it finds, and that pictures come back from their codes."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from training.data import codebook
from training.data.codebook import ACROSS, EDGE, PATCH, Codebook, fit_codebook
from training.errors import TrainingError


@pytest.fixture(scope="module")
def tiles() -> np.ndarray:
    """Sixty pictures of a dozen different patches."""
    rng = np.random.default_rng(1)
    kinds = rng.integers(0, 256, (12, 1, 1, 3)) * np.ones((12, PATCH, PATCH, 1))
    kinds[:, : PATCH // 2] = 255 - kinds[:, : PATCH // 2]
    chosen = kinds[rng.integers(0, 12, (60, ACROSS, ACROSS))].astype(np.uint8)
    return np.einsum("nyxrcl->nyrxcl", chosen).reshape(60, EDGE, EDGE, 3)


@pytest.fixture(scope="module")
def book(tiles: np.ndarray) -> Codebook:
    return fit_codebook(tiles, 32, 8, seed=1)


def test_a_book_with_room_for_every_patch_gives_pictures_back(tiles: np.ndarray, book: Codebook) -> None:
    codes = book.encode(tiles[:8])
    assert codes.shape == (8, ACROSS * ACROSS)
    assert np.abs(book.painted(codes) - tiles[:8] / 255).max() < 0.02


def test_a_picture_of_twice_the_size_has_the_same_codes(tiles: np.ndarray, book: Codebook) -> None:
    twice = tiles[:4].repeat(2, 1).repeat(2, 2)
    assert (book.encode(twice) == book.encode(tiles[:4])).all()


def test_a_book_is_the_same_after_a_file(book: Codebook, tmp_path: Path) -> None:
    book.write(tmp_path / "book.safetensors")
    again = Codebook.read(tmp_path / "book.safetensors")
    for name in ("mean", "basis", "rows"):
        assert (getattr(again, name) == getattr(book, name)).all(), name


def test_the_directions_are_orthonormal(book: Codebook) -> None:
    assert np.abs(book.basis.T @ book.basis - np.eye(8)).max() < 1e-5


def test_the_nearest_row_is_the_nearest() -> None:
    rows, points = np.split(np.random.default_rng(2).normal(size=(400, 8)).astype(np.float32), [100])
    distances = np.square(points[:, None] - rows).sum(-1)
    assert (codebook.nearest(rows, points) == distances.argmin(-1)).all()


def test_too_few_patches_for_a_book_are_said(tiles: np.ndarray) -> None:
    plain = np.full_like(tiles[:1], 250)
    with pytest.raises(TrainingError, match="too few for a book of 4,096 codes"):
        fit_codebook(plain, 4096, 8, seed=1)


def test_a_broken_book_is_said(tmp_path: Path) -> None:
    (tmp_path / "book.safetensors").write_bytes(b"no")
    with pytest.raises(TrainingError, match=r"book\.safetensors cannot be read"):
        Codebook.read(tmp_path / "book.safetensors")

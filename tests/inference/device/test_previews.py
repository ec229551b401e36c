"""The table of previews: learned from few pictures, kept for the next start, and like the pictures themselves."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from goldens import CHECKPOINT, VQGAN_CHECKPOINT

from inference.api import UNDRAWN, Codes, Pictures, Request
from inference.device.previews import PreviewTable, _Fit
from inference.device.runner import Runner
from inference.files import dalle_mini
from inference.files.dalle_mini import DalleMini, Place


@pytest.fixture(scope="module")
def model() -> DalleMini:
    return dalle_mini.load(Place("tiny", CHECKPOINT, VQGAN_CHECKPOINT, None))


class Painter:
    """Renders each code as a linear function of its row, and counts the tiles."""

    def __init__(self, model: DalleMini, pixels: int = 8) -> None:
        self.tiles, self.pixels = 0, pixels
        self.edge = round(model.config.image_length**0.5)
        rows = np.asarray(model.vqgan.codebook[...])
        colours = (rows @ np.random.default_rng(1).normal(size=(rows.shape[1], 4 * 4 * 3))).reshape(-1, 4, 4, 3)
        low, high = colours.min(), colours.max()
        self.patches = np.rint((colours - low) / (high - low) * 255).astype(np.uint8)

    def render(self, codes: Codes) -> Pictures:
        self.tiles += len(codes)
        large = self.patches.repeat(self.pixels // 4, 1).repeat(self.pixels // 4, 2)
        across = self.edge * self.pixels
        return large[codes.reshape(-1, self.edge, self.edge)].swapaxes(2, 3).reshape(-1, across, across, 3)


def learned(table: PreviewTable, painter: Painter, at_once: int = 1) -> PreviewTable:
    while table.learn(painter.render, at_once):
        pass
    return table


@pytest.mark.parametrize("at_once", [1, 9])
def test_what_is_linear_is_learned(model: DalleMini, at_once: int) -> None:
    """From a few tiles: every code's pixels, wherever it is; one colour where nothing is drawn."""
    painter = Painter(model)
    table = PreviewTable(model)
    codes = np.random.default_rng(0).integers(0, model.vqgan_config.n_embed, (3, painter.edge**2)).astype(np.int32)
    assert table.pictures(codes, painter.edge) is None
    learned(table, painter, at_once)
    seen = table.pictures(codes, painter.edge**2 - 2)
    assert seen is not None
    expected = Painter(model, pixels=4)
    expected.patches = painter.patches
    pixels = expected.render(codes).astype(int)
    pixels[:, -4:, -8:] = UNDRAWN
    assert np.abs(seen.astype(int) - pixels).max() <= 2
    assert not table.learn(painter.render, at_once)


def test_a_table_is_kept_for_the_same_vqgan(model: DalleMini, tmp_path: Path) -> None:
    """The next start learns nothing; another VQGAN does, and so does one whose file is broken."""
    codes = np.arange(model.config.image_length, dtype=np.int32)[None] % model.vqgan_config.n_embed
    first = learned(PreviewTable(model, tmp_path), Painter(model)).pictures(codes, codes.shape[1])
    (file,) = tmp_path.iterdir()
    again = PreviewTable(model, tmp_path).pictures(codes, codes.shape[1])
    assert first is not None
    assert again is not None
    np.testing.assert_array_equal(first, again)

    bias = model.vqgan.decoder.conv_out.bias
    before = bias[...]
    bias[...] = before + 1
    try:
        assert PreviewTable(model, tmp_path).pictures(codes, 1) is None
    finally:
        bias[...] = before

    for broken in (b"", file.read_bytes()[:100], b"\x93NUMPY" * 20):
        file.write_bytes(broken)
        table = PreviewTable(model, tmp_path)
        assert table.pictures(codes, 1) is None
    learned(table, Painter(model))
    assert PreviewTable(model, tmp_path).pictures(codes, 1) is not None
    assert list(tmp_path.iterdir()) == [file]


def test_nowhere_to_keep_it_is_no_failure(model: DalleMini, tmp_path: Path) -> None:
    """It is learned at the next start again."""
    (tmp_path / "file").write_text("")
    table = learned(PreviewTable(model, tmp_path / "file"), Painter(model))
    codes = np.zeros((1, model.config.image_length), np.int32)
    assert table.pictures(codes, 1) is not None


def test_a_code_that_training_left_alone_teaches_little(model: DalleMini) -> None:
    """Where nine of ten rows are still alike, the tiles are of the others."""
    rows = np.random.default_rng(2).normal(size=(100, 4)).astype(np.float32)
    rows[10:] *= 1e-4
    tiles = _Fit(rows, 4).tiles
    codes = np.concatenate([next(tiles) for _ in range(20)])
    assert codes.max() < 10


@pytest.mark.slow  # half a minute of Pocket's VQGAN
def test_pockets_previews_are_like_its_pictures() -> None:
    """At 32 by 32 pixels, over the nine of a prompt, they correlate with 0.9 or more."""
    pocket = dalle_mini.load(dalle_mini.locate("pocket"))
    runner = Runner(pocket, previews=PreviewTable(pocket))
    while runner.learn_codes():
        pass
    drawn = runner.draw(Request("a red house in the snow", guidance=2.0, temperature=0.3))
    assert runner.previews is not None
    seen = runner.previews.pictures(drawn.codes, runner.length)
    assert seen is not None
    each = drawn.pictures.shape[1] // seen.shape[1]
    small = drawn.pictures.reshape(9, seen.shape[1], each, seen.shape[1], each, 3).mean((2, 4))
    assert np.corrcoef(small.ravel(), seen.ravel())[0, 1] > 0.9

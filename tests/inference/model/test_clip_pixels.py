"""Pictures are prepared as transformers prepares them, whatever preprocessor_config.json asks for."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from inference.errors import BadRequest
from inference.model.clip_pixels import PixelPreparation

EDGE = 33
ASKED: list[dict[str, Any]] = [
    {},
    {"size": {"shortest_edge": 40}},
    {"size": {"shortest_edge": 20}, "do_normalize": False},  # smaller than the crop: zeros around it
    {"size": {"height": EDGE, "width": EDGE}, "do_center_crop": False, "resample": 2},
    {"do_resize": False, "do_rescale": False},
]


def test_every_way_to_prepare_is_transformers(tmp_path: Path) -> None:
    """For wide, tall, small and exact pictures."""
    from transformers.models.clip.image_processing_pil_clip import CLIPImageProcessorPil

    random = np.random.default_rng(0)
    pictures = [
        random.integers(0, 256, (*size, 3), dtype=np.uint8)
        for size in ((50, 91), (92, 50), (33, 33), (10, 7), (40, 41))
    ]
    for number, asked in enumerate(ASKED):
        folder = tmp_path / str(number)
        edges = {"size": {"shortest_edge": EDGE}, "crop_size": {"height": EDGE, "width": EDGE}}
        theirs = CLIPImageProcessorPil(**(edges | asked))
        theirs.save_pretrained(folder)
        expected = theirs(pictures, return_tensors="np")["pixel_values"]
        ours = PixelPreparation.read(folder, EDGE)(pictures)
        np.testing.assert_allclose(
            ours, expected, atol=2e-4 if "do_rescale" in asked else 2e-6, rtol=0, err_msg=str(asked)
        )


def test_old_files_write_sizes_as_numbers(tmp_path: Path) -> None:
    """And a folder without the file prepares as every published CLIP does."""
    (tmp_path / "preprocessor_config.json").write_text(json.dumps({"size": 224, "crop_size": 224, "resample": 3}))
    assert PixelPreparation.read(tmp_path, 224) == PixelPreparation.published(224)
    assert PixelPreparation.read(tmp_path / "nowhere", 48) == PixelPreparation.published(48)


@pytest.mark.parametrize(("shape", "why"), [((1, 10**6, 3), "too narrow"), ((0, 5, 3), "without pixels")])
def test_lines_and_nothing_are_refused(shape: tuple[int, ...], why: str) -> None:
    """A line would become gigabytes."""
    with pytest.raises(BadRequest, match=why):
        PixelPreparation.published(224)([np.zeros(shape, np.uint8)])

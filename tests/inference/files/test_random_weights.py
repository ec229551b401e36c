"""Random weights in published shapes draw noise, at the speed of the real ones, and need no download."""

from __future__ import annotations

import pytest
from goldens import CHECKPOINT, VQGAN_CHECKPOINT

from inference.api import ModelError, Request
from inference.device.runner import Runner
from inference.files import checkpoint, random_weights


def test_a_model_of_noise_draws(monkeypatch: pytest.MonkeyPatch) -> None:
    """In shapes small enough for a test: nine tiles of known codes, by the same loader-free path as the full ones."""
    config, _ = checkpoint.open_bart(CHECKPOINT, checkpoint.COMPUTE_DTYPES["float32"])
    vqgan, _ = checkpoint.open_vqgan(VQGAN_CHECKPOINT)
    monkeypatch.setattr(random_weights, "SHAPES", {"mini": config})
    monkeypatch.setattr(random_weights, "F16_16384", vqgan)
    runner = Runner(random_weights.untrained("mini", CHECKPOINT))
    drawn = runner.draw(Request("a spaghetti parade", seed=1))
    assert drawn.codes.shape == (9, config.image_length)
    assert 0 <= drawn.codes.min() <= drawn.codes.max() < vqgan.n_embed
    assert len(set(map(bytes, drawn.codes))) == 9
    assert drawn.pictures.shape[0] == 9


@pytest.mark.parametrize(("shape", "dtype"), [("giga", "float32"), ("mini", "float8")])
def test_other_shapes_are_refused(shape: str, dtype: str) -> None:
    """With those that there are."""
    with pytest.raises(ModelError, match="mini, mega"):
        random_weights.untrained(shape, CHECKPOINT, dtype)

"""Our parameters are the published ones at full size: key by key, shape by shape, without a byte of weights."""

from __future__ import annotations

import json
from collections import Counter
from functools import cache
from typing import Any

import jax.numpy as jnp
import pytest
from flax import nnx
from goldens import GOLDEN

from inference.files import checkpoint, flax_layout
from inference.files.random_weights import F16_16384, SHAPES
from inference.model.vqgan import VQGAN


@cache
def full_size(name: str) -> checkpoint.Parameters:
    return checkpoint.bart_parameters(SHAPES[name], jnp.bfloat16)


def manifest(name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((GOLDEN / "manifests" / f"flax_{name}.json").read_text())
    return loaded


@pytest.mark.parametrize("layout", ["scan", "unscan"])
@pytest.mark.parametrize(("name", "parameters"), [("mini", 437_833_712), ("mega", 2_587_521_024)])
def test_the_full_models_have_the_published_keys_and_shapes(name: str, layout: str, parameters: int) -> None:
    """Without a byte of weights: every published key is read with its shape, and every number of it once."""
    ours, theirs = full_size(name), manifest(f"{name}_{layout}")
    sources = flax_layout.bart_sources(list(ours), scanned=layout == "scan")
    expected = {
        key: list(source.published_shape(ours[path].shape)) for path, source in sources.items() for key in source.keys
    }
    assert expected == theirs["keys"]
    assert len(expected) == theirs["tensors"]
    pieces = Counter((key, source.layer) for source in sources.values() for key in source.keys)
    assert set(pieces.values()) == {1}
    if layout == "scan":
        rows = Counter(key for key, layer in pieces if layer is not None)
        assert rows == {key: shape[0] for key, shape in theirs["keys"].items() if "/layers/" in key}
    assert flax_layout.count({path: leaf.shape for path, leaf in ours.items()}) == theirs["num_params"] == parameters


def test_only_norms_stay_wide() -> None:
    """In bfloat16 every weight takes two bytes; norms, a thousandth of the numbers, take four."""
    narrow = {path for path, leaf in full_size("mini").items() if leaf.dtype == jnp.bfloat16}
    assert narrow == {path for path in full_size("mini") if path[-1] in ("weight", "table")}


def test_the_full_vqgan_has_the_published_keys_and_shapes() -> None:
    """The same for the picture decoder with its encoder; drawing takes three fifths of it."""
    ours, theirs = checkpoint.vqgan_parameters(F16_16384), manifest("vqgan_f16_16384")
    sources = flax_layout.vqgan_sources(list(ours))
    expected = {source.keys[0]: list(source.published_shape(ours[path].shape)) for path, source in sources.items()}
    assert expected == theirs["keys"]
    assert flax_layout.count({path: leaf.shape for path, leaf in ours.items()}) == theirs["num_params"] == 76_073_859
    drawing = nnx.eval_shape(lambda: VQGAN(F16_16384, with_encoder=False, rngs=nnx.Rngs(0)))
    flat = nnx.to_flat_state(nnx.state(drawing, nnx.Param))
    assert flax_layout.count({path: leaf.shape for path, leaf in flat}) == theirs["decode_path"] == 46_709_891

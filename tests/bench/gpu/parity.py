"""The part "parity": the reference's numbers, computed on this device, in float32 and bfloat16."""

from __future__ import annotations

import json
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx

from inference.device.runner import Runner
from inference.files.dalle_mini import DalleMini
from inference.model.bart import Bart, score
from inference.model.vqgan import VQGAN
from tests.bench.gpu.models import GOLDEN, TINY, Setup, request, tiny
from tests.bench.gpu.results import Results

CLOSE = 2e-4
"""The most by which a float32 number differs on a CPU, where logits have a standard deviation of 3."""

WAYS = (("float32", "highest"), ("float32", "default"), ("bfloat16", "default"))
"""dtype, and how float32 matrices are multiplied: by default, a GPU rounds them to 10 bits."""


def measure(results: Results, setup: Setup) -> None:
    arrays = dict(np.load(TINY / "arrays.npz"))
    pixels = dict(np.load(GOLDEN / "vqgan_tiny" / "arrays.npz"))
    prompts = json.loads((TINY / "checks.json").read_text())["prompts"]
    theirs = np.abs(arrays["logits_cond_bfloat16"].astype(np.float32) - arrays["logits_cond"])
    results.put(close=CLOSE, reference_bfloat16=_off(theirs), ways={})
    for dtype, precision in WAYS:
        name = f"{dtype} {precision}"
        results.attempt(
            name,
            lambda dtype=dtype, precision=precision, name=name: results.put(
                ways=results.figures["ways"] | {name: _way(dtype, precision, arrays, pixels, prompts)}
            ),
        )


def _way(
    dtype: str, precision: str, arrays: dict[str, Any], pixels: dict[str, Any], prompts: list[str]
) -> dict[str, Any]:
    model = tiny(dtype)
    with jax.default_matmul_precision(precision):
        logits = _logits(model.bart, arrays)
        pictures = nnx.jit(VQGAN.decode)(model.vqgan, jnp.asarray(pixels["codes"]))
        return {
            "logits": _off(logits - arrays["logits_cond"]),
            "pixels": _off(np.asarray(pictures) - pixels["decoded"]),
            "greedy_codes_changed": _changed(model, arrays, prompts),
        }


def _logits(bart: Bart, arrays: dict[str, Any]) -> np.ndarray:
    ids, mask = jnp.asarray(arrays["input_ids"]), jnp.asarray(arrays["attention_mask"]) > 0
    return np.asarray(nnx.jit(score)(bart, ids, mask, jnp.asarray(arrays["decoder_input_ids"])[:, None]))[:, 0]


def _changed(model: DalleMini, arrays: dict[str, Any], prompts: list[str]) -> dict[str, int]:
    """Codes of the likeliest pictures, from words on, that are not the reference's. One is followed by others."""
    runner, changed, all_codes = Runner(model, slots=4, width=4), 0, 0
    for number, prompt in enumerate(prompts):
        codes = runner.codes(request(0, prompt, top_k=1))
        expected = np.broadcast_to(arrays["greedy_sc10_tokens"][number, 1:], codes.shape)
        changed += int((codes != expected).sum())
        all_codes += codes.size
    return {"changed": changed, "of": all_codes}


def _off(difference: np.ndarray) -> dict[str, float]:
    wide = np.abs(difference.astype(np.float64))
    return {"most": float(f"{wide.max():.3g}"), "root_mean_square": float(f"{np.sqrt(np.square(wide).mean()):.3g}")}

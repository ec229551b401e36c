"""The models that are measured: the published shapes with random weights, and the reference's tiny one."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from time import perf_counter
from typing import Any

import jax.numpy as jnp
from flax import nnx

from inference.api import Request
from inference.device.runner import Runner
from inference.files import dalle_mini
from inference.files.dalle_mini import DalleMini, Place
from inference.files.random_weights import F16_16384, MINI, SHAPES, of_shapes, untrained
from inference.model.bart import Bart
from inference.model.vqgan import VQGAN

GOLDEN = Path(__file__).parents[2] / "golden"
TINY = GOLDEN / "tiny"
WORDS = GOLDEN / "text"
PLACE = Place("tiny", TINY / "checkpoint_scan", GOLDEN / "vqgan_tiny" / "checkpoint", WORDS / "words-frequency.txt")
PROMPT = "a court sketch of a fox on trial"

SMALL = dataclasses.replace(
    MINI, d_model=64, encoder_layers=2, decoder_layers=2, encoder_attention_heads=4, decoder_attention_heads=4,
    encoder_ffn_dim=96, decoder_ffn_dim=96, image_vocab_size=64, max_text_length=16, image_length=16,
    decoder_start_token_id=64,
)  # fmt: skip
SMALL_VQGAN = dataclasses.replace(
    F16_16384, ch=32, ch_mult=(1, 1, 1), num_res_blocks=1, attn_resolutions=(4,), resolution=16, z_channels=32,
    embed_dim=16, n_embed=64,
)  # fmt: skip


@dataclasses.dataclass(frozen=True)
class Setup:
    """What a part is measured with.

    Args:
        small: shapes that a CPU draws in a moment, to try the program itself.
        shapes: "mini" or "mega".
        folder: where results are, and what a part keeps.
        flags: that the part sets of XLA's.
        hands: where the sets of drawings are.
    """

    small: bool
    shapes: str
    folder: Path
    flags: str = ""
    hands: Path | None = None

    def model(self) -> DalleMini:
        """Random weights, in the dtype that a GPU computes in."""
        if self.small:
            return of_shapes(f"small {self.shapes}", SMALL, SMALL_VQGAN, WORDS, "bfloat16")
        return untrained(self.shapes, WORDS, "bfloat16")


def without_weights(shapes: str) -> DalleMini:
    """The published shapes in bfloat16, which take no memory: nothing but shapes can be asked of it."""
    config = SHAPES[shapes]
    bart = nnx.eval_shape(lambda: Bart(config, dtype=jnp.bfloat16, rngs=nnx.Rngs(0)))
    vqgan = nnx.eval_shape(lambda: VQGAN(F16_16384, with_encoder=False, rngs=nnx.Rngs(0)))
    tokenizer: Any = None
    return DalleMini(shapes, config, F16_16384, tokenizer, bart, vqgan)


def tiny(dtype: str) -> DalleMini:
    """The model whose numbers the reference has recorded."""
    return dalle_mini.load(PLACE, dtype)


def request(seed: int, prompt: str = PROMPT, **options: int) -> Request:
    return Request(prompt, seed=seed, **options)


def compile_seconds(runner: Runner) -> dict[str, float]:
    """Compile what plain requests need, one program after the other; the seconds of each."""
    programs, renderer = runner._programs[0], runner._renderers[0]
    return {
        "step": timed(lambda: programs.step),
        "insert": timed(lambda: programs.insert),
        "empty": timed(lambda: programs.empty),
        "vqgan": timed(lambda: renderer.program),
    }


def compile_together(runner: Runner) -> float:
    """The same in threads, as measurements have no time for the other way; seconds in all."""
    programs, renderer = runner._programs[0], runner._renderers[0]
    began = perf_counter()
    with ThreadPoolExecutor() as pool:
        todo = [pool.submit(getattr, programs, name) for name in ("step", "insert", "empty")]
        todo.append(pool.submit(getattr, renderer, "program"))
        for each in todo:
            each.result()
    return round(perf_counter() - began, 2)


def timed(call: Callable[[], object]) -> float:
    began = perf_counter()
    call()
    return round(perf_counter() - began, 4)

"""`nonet train pocket`: the whole recipe of the bundled model, from nothing but a seed and an emoji font.

1. captions -> tokenizer   2. pictures -> VQGAN   3. captions and codes -> BART   4. a folder that loads like any other
"""

from __future__ import annotations

from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from inference.api import Request
from inference.files.dalle_mini import DalleMini
from inference.model.config import BartConfig, VQGANConfig
from training.data.batches import Scenes
from training.data.code_dataset import Pool
from training.run_folder import claim
from training.scenes.compose import Mix, sketch
from training.training_run import OnReport, Recipe, TrainingRun

CAPTIONS = 60_000
"""Captions that the tokenizer is learnt from."""
MIX = Mix(
    single=0.6,
    count=0.07,
    pair=0.12,
    placed=0.09,
    on=0.12,
    wearing=0.0,
    coloured=0.08,
    backed=0.5,
    styled=0.2,
    sized=0.0,
    still=True,
    variants=2,
    grains=1,
    common=0.4,
)
"""Things in few places and before few drawings of each background: what a small network learns in a small time."""
WATCHED = (
    "a dinosaur",
    "a pizza",
    "three cats",
    "a rocket on a green background",
    "a cat and a pizza",
    "a court sketch of a dinosaur",
    "an octopus on the moon",
    "a neon guitar",
)

POCKET = Recipe(
    vqgan=VQGANConfig(
        ch=64,
        ch_mult=(1, 1, 1, 1, 2),
        num_res_blocks=1,
        attn_resolutions=(),
        resolution=128,
        z_channels=64,
        embed_dim=16,
        n_embed=4096,
    ),
    bart=BartConfig(
        d_model=192,
        encoder_layers=3,
        decoder_layers=4,
        encoder_attention_heads=3,
        decoder_attention_heads=3,
        encoder_ffn_dim=384,
        decoder_ffn_dim=512,
        encoder_vocab_size=4096,
        image_vocab_size=4096,
        max_text_length=32,
        image_length=64,
        decoder_start_token_id=4096,
        normalize_text=True,
    ),
    doublings=2,
    vqgan_small_steps=7000,
    vqgan_steps=200,
    vqgan_batch=8,
    vqgan_rate=1e-3,
    pool=262_144,
    bart_steps=26_500,
    bart_batch=16,
    bart_rate=1e-3,
)
"""What two CPU cores train in four or five hours. More updates make it better, on any machine: see `scaled`."""

NAMED = {"seed": "--seed"} | dict.fromkeys(("vqgan_small_steps", "vqgan_steps", "pool", "bart_steps"), "--share")
"""Parts of the recipe by the options of `nonet train` that choose them."""

SAMPLING: dict[str, Any] = {"guidance": 2.0, "temperature": 0.3, "top_k": 50}
"""How it draws best; what is right for Mini asks a small model for more than it knows."""


def scaled(recipe: Recipe, share: float) -> Recipe:
    """The same recipe with fewer updates, for a person who has no time, or with more, for one who has a GPU."""
    return replace(
        recipe,
        vqgan_small_steps=max(20, round(recipe.vqgan_small_steps * share)),
        vqgan_steps=max(20, round(recipe.vqgan_steps * share)),
        pool=round(recipe.pool * share),
        bart_steps=max(20, round(recipe.bart_steps * share)),
    )


def run(recipe: Recipe, folder: Path, on_report: OnReport, *, workers: int | None = None) -> DalleMini:
    """Train everything into `folder`, going on where an earlier run stopped; sample sheets lie in `samples/`.

    Raises:
        TrainingError: the folder holds another recipe's run.
        NoFont: Noto Color Emoji is not on this machine.
    """
    claim(folder, {**asdict(recipe), "mix": asdict(MIX)}, NAMED)
    job = TrainingRun(
        recipe,
        folder,
        batches=lambda size, seed: Scenes(size, recipe.vqgan.resolution, seed, MIX),
        captions=lambda: (sketch(seed).caption for seed in range(CAPTIONS)),
        pooled=lambda codes, size, seed: Pool(codes, Scenes.first_of(seed), size, MIX),
        watched=WATCHED,
        on_report=on_report,
        workers=workers,
        like=Request("", seed=1, **SAMPLING),
    )
    return job.run()

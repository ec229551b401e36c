"""`nonet train pocket`: the recipe of the bundled model, from a seed and an emoji font.

1. captions -> tokenizer   2. pictures -> VQGAN   3. captions and codes -> BART   4. a folder that loads like any other
"""

from __future__ import annotations

from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from inference.api import Request
from inference.files.dalle_mini import DalleMini
from inference.model.config import BartConfig, VQGANConfig
from training.data.batches import SceneBatches
from training.data.code_dataset import CodeDataset
from training.run_folder import open_run_folder
from training.scenes.compose import Mix, plan_scene
from training.training_run import OnReport, Recipe, TrainingRun

CAPTIONS = 60_000
"""Captions that the tokenizer is trained on."""
MIX = Mix(
    single=0.6,
    count=0.07,
    pair=0.1,
    placed=0.09,
    on=0.06,
    acting=0.1,
    coloured=0.08,
    backed=0.5,
    styled=0.2,
    sized=0.0,
    still=True,
    variants=2,
    grains=1,
    common=0.4,
)
"""Few places and few drawings of each background: what a small network can learn in a short time."""
SAMPLE_PROMPTS = (
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
"""Two CPU cores train this in four or five hours. More updates make it better, see `scaled`."""

OPTION_FROM_FIELD = {"seed": "--seed"} | dict.fromkeys(
    ("vqgan_small_steps", "vqgan_steps", "pool", "bart_steps"), "--share"
)
"""The options of `nonet train` that set these fields of the recipe."""

SAMPLING: dict[str, Any] = {"guidance": 2.0, "temperature": 0.3, "top_k": 50}
"""Its best settings; those of Mini are too demanding for a small model."""


def scaled(recipe: Recipe, share: float) -> Recipe:
    """The same recipe with `share` times the updates and pooled scenes."""
    return replace(
        recipe,
        vqgan_small_steps=max(20, round(recipe.vqgan_small_steps * share)),
        vqgan_steps=max(20, round(recipe.vqgan_steps * share)),
        pool=round(recipe.pool * share),
        bart_steps=max(20, round(recipe.bart_steps * share)),
    )


def run(recipe: Recipe, folder: Path, on_report: OnReport, *, workers: int | None = None) -> DalleMini:
    """Train everything in `folder`, from where an earlier run stopped. Samples are in its `samples/`.

    Raises:
        TrainingError: the folder holds another recipe's run.
        FontNotFound: Noto Color Emoji is not on this machine.
    """
    open_run_folder(folder, {**asdict(recipe), "mix": asdict(MIX)}, OPTION_FROM_FIELD)
    job = TrainingRun(
        recipe,
        folder,
        batches=lambda size, seed: SceneBatches(size, recipe.vqgan.resolution, seed, MIX),
        captions=lambda: (plan_scene(seed).caption for seed in range(CAPTIONS)),
        code_batches=lambda codes, size, seed: CodeDataset(codes, SceneBatches.first_seed(seed), size, MIX),
        sample_prompts=SAMPLE_PROMPTS,
        on_report=on_report,
        workers=workers,
        base_request=Request("", seed=1, **SAMPLING),
    )
    return job.run()

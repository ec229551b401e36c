"""`nonet train --data DIR`: a model of people's own pictures, from an existing model or from nothing.

From an existing model only the BART is trained; tokenizer and VQGAN stay. A hundred pictures and some minutes are
enough. From nothing a VQGAN is trained, too.
"""

from __future__ import annotations

import hashlib
import math
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import jax
import numpy as np
from flax import nnx

from inference.api import Request
from inference.files import dalle_mini
from inference.files.dalle_mini import DalleMini, Place
from inference.files.model_folder import sampling
from inference.model.config import BartConfig, VQGANConfig
from training.data.captioned_folder import CaptionedFolder
from training.data.picture_files import PictureBatches
from training.errors import TrainingError
from training.run_folder import open_run_folder
from training.training_run import OnReport, Recipe, TrainingRun

BASE_REQUEST = Request("", seed=1)
"""The settings of samples."""
TUNING_EPOCHS, TUNING_MIN_STEPS, TUNING_MAX_STEPS = 40, 200, 20_000
"""From an existing model: epochs, and the least and the most updates."""
TUNING_BATCH = 32
TUNING_RATE = 0.05
"""Adam's peak rate times `d_model`: 5e-5 for Mini, 2e-4 for Pocket. Wide networks need lower rates."""
VQGAN_EPOCHS, VQGAN_MIN_STEPS = 300, 3_000
BART_EPOCHS, BART_MIN_STEPS = 100, 2_000
"""From nothing: epochs, and the least updates, below which a new network learns nothing."""
OPTION_FROM_FIELD = {
    "bart_steps": "--steps",
    "bart_batch": "--batch",
    "bart_rate": "--rate",
    "seed": "--seed",
    "init": "--init",
}
"""The options of `nonet train` that set these fields of a recipe."""
FROM_NOTHING = Recipe(
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
    vqgan_steps=60_000,
    vqgan_batch=64,
    vqgan_rate=4e-4,
    bart_steps=100_000,
    bart_batch=128,
    bart_rate=1e-3,
)
SAMPLING: dict[str, Any] = {"guidance": 2.0, "temperature": 0.3, "top_k": 50}
"""For a small model from nothing; the settings of Mini ask too much of it."""


def recipe_for(pictures: int, init: Place | None = None, base: Recipe = FROM_NOTHING) -> Recipe:
    """Sizes and lengths for a number of pictures; use `dataclasses.replace` to change them.

    From a model: 40 epochs in batches of 32, or of all pictures where they are fewer, but 200 to 20,000 updates.
    From nothing: the sizes, batches and rates of `base`, 300 epochs for the VQGAN and 100 for the BART, but at least
    3,000 and 2,000 updates, and at most those of `base`. That takes a GPU.

    Args:
        pictures: their number, at least 1.
        init: the model to start from. Only its configuration is read.

    Raises:
        ModelError: the configuration of `init` cannot be used.
    """
    if init is None:
        vqgan_steps = _updates(VQGAN_EPOCHS, pictures, base.vqgan_batch, VQGAN_MIN_STEPS, base.vqgan_steps)
        bart_steps = _updates(BART_EPOCHS, pictures, base.bart_batch, BART_MIN_STEPS, base.bart_steps)
        return replace(base, vqgan_steps=vqgan_steps, bart_steps=bart_steps)
    bart, vqgan = _sizes(init)
    devices = jax.local_device_count()
    batch = math.ceil(min(TUNING_BATCH, pictures) / devices) * devices
    steps = _updates(TUNING_EPOCHS, pictures, batch, TUNING_MIN_STEPS, TUNING_MAX_STEPS)
    return Recipe(vqgan, bart, 0, 0, 0.0, bart_steps=steps, bart_batch=batch, bart_rate=TUNING_RATE / bart.d_model)


def _updates(epochs: int, pictures: int, batch: int, least: int, most: int) -> int:
    return min(most, max(least, math.ceil(epochs * pictures / batch)))


def run(
    recipe: Recipe,
    data: CaptionedFolder,
    folder: Path,
    on_report: OnReport = lambda part, report: None,
    *,
    init: Place | None = None,
    workers: int | None = None,
    every: int | None = None,
    sample_prompts: int = 4,
    base_request: Request = BASE_REQUEST,
) -> DalleMini:
    """Train on `data` in `folder`, from where an earlier run stopped. Samples are in its `samples/`.

    Args:
        recipe: from `recipe_for`; with `init`, its VQGAN training is not used.
        on_report: called with the part that is trained, and its progress.
        init: the model to start from; its tokenizer and VQGAN stay. None trains everything.
        workers: processes that read pictures; by default one fewer than cores. With 0 this process reads them.
        every: updates between two checkpoints; by default a quarter of all, at most 500.
        sample_prompts: number of captions that are drawn at each checkpoint.
        base_request: guidance, temperature and so on of these samples.

    Raises:
        TrainingError: `folder` holds another run; the recipe belongs to another model or is impossible.
        ModelError: `init` cannot be loaded.
        BadPicture: a picture has changed or disappeared since `data` was read.
    """
    _check(recipe, init)
    start = dalle_mini.load(init, with_encoder=True) if init else None
    parts = {"pictures": data.fingerprint(), "init": _fingerprint(start) if start else None}
    open_run_folder(folder, {**asdict(recipe), **parts}, OPTION_FROM_FIELD)
    captions = tuple(dict.fromkeys(entry.caption for entry in data.entries))
    job = TrainingRun(
        recipe,
        folder,
        batches=lambda size, seed: PictureBatches(data.entries, size, recipe.vqgan.resolution, seed),
        captions=lambda: (entry.caption for entry in data.entries),
        sample_prompts=captions[:sample_prompts],
        base_request=base_request,
        on_report=on_report,
        workers=workers,
        every=every,
    )
    return job.bart(start.tokenizer, start.vqgan, start.bart) if start else job.run()


def sampling_of(init: Place | None) -> dict[str, Any]:
    """A model's best settings: those of `init`, or SAMPLING for a model from nothing."""
    return sampling(str(init.bart)) if init else SAMPLING


def _fingerprint(model: DalleMini) -> str:
    """A digest of tokenizer and weights, wherever they were loaded from."""
    digest = hashlib.sha256(model.tokenizer.bpe.to_str().encode())
    for leaf in jax.tree.leaves((nnx.state(model.bart), nnx.state(model.vqgan))):
        digest.update(np.ascontiguousarray(leaf).data)
    return digest.hexdigest()


def _sizes(place: Place) -> tuple[BartConfig, VQGANConfig]:
    return BartConfig.read(place.bart / "config.json"), VQGANConfig.read(place.vqgan / "config.json")


def _check(recipe: Recipe, init: Place | None) -> None:
    if init and (recipe.bart, recipe.vqgan) != _sizes(init):
        raise TrainingError("The recipe belongs to another model than --init; make it with recipe_for.")
    parts = ("bart",) if init else ("vqgan", "bart")
    devices = jax.local_device_count()
    for part in parts:
        steps, batch, rate = (getattr(recipe, f"{part}_{name}") for name in ("steps", "batch", "rate"))
        if steps < 1 or not 0 < rate < math.inf:
            raise TrainingError(f"{part}: {steps} updates at a rate of {rate:.3g}: both must be above 0.")
        if batch < 1 or batch % devices:
            raise TrainingError(f"{part}: a batch of {batch} cannot be split over {devices} devices; use a multiple.")

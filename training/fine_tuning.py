"""`nonet train --data DIR`: a model of people's own pictures, from one that exists or from nothing.

From a model that exists, its words and its codes stay as they are, and only what it draws for which words is learnt:
a hundred pictures and some minutes are enough. From nothing it is the recipe of the bundled model.
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
from training.data.captioned_folder import Folder
from training.data.picture_files import Pictures
from training.errors import TrainingError
from training.pocket import POCKET, SAMPLING
from training.run_folder import claim
from training.training_run import OnReport, Recipe, TrainingRun

LIKE = Request("", seed=1)
"""How sample collages are drawn."""
TUNING_EPOCHS, TUNING_LEAST, TUNING_MOST = 40, 200, 20_000
"""From a model that exists: how often each picture is seen, within these numbers of updates."""
TUNING_BATCH = 32
TUNING_RATE = 0.05
"""Adam's peak rate times `d_model`: 5e-5 for Mini, 2e-4 for Pocket. A wide network must be changed with more care."""
VQGAN_EPOCHS, VQGAN_LEAST = 300, 3_000
BART_EPOCHS, BART_LEAST = 100, 2_000
"""From nothing: few pictures are seen more often, as fewer updates than these teach a new network nothing."""
NAMED = {"bart_steps": "--steps", "bart_batch": "--batch", "bart_rate": "--rate", "seed": "--seed", "init": "--init"}
"""Parts of a recipe by the options of `nonet train` that choose them."""
FROM_NOTHING = replace(
    POCKET, doublings=0, vqgan_small_steps=0, pool=0,
    vqgan_steps=60_000, vqgan_batch=64, vqgan_rate=4e-4,
    bart_steps=100_000, bart_batch=128, bart_rate=1e-3,
)  # fmt: skip
"""Pocket's sizes, whose whole picture network learns: other people's pictures are not emoji on plain grounds."""


def recipe_for(pictures: int, init: Place | None = None, base: Recipe = FROM_NOTHING) -> Recipe:
    """Sizes and lengths that suit a number of pictures; `dataclasses.replace` what should be otherwise.

    From a model: 40 epochs in batches of 32, or of all pictures where they are fewer, but 200 to 20,000 updates.
    From nothing: the sizes, batches and rates of `base`, 300 epochs for the VQGAN and 100 for the BART, but at least
    3,000 and 2,000 updates, and at most those of `base`. That takes a GPU.

    Args:
        pictures: how many there are, at least 1.
        init: the model to go on from. Only its configuration is read.

    Raises:
        ModelError: the configuration of `init` cannot be used.
    """
    if init is None:
        vqgan_steps = _updates(VQGAN_EPOCHS, pictures, base.vqgan_batch, VQGAN_LEAST, base.vqgan_steps)
        bart_steps = _updates(BART_EPOCHS, pictures, base.bart_batch, BART_LEAST, base.bart_steps)
        return replace(base, vqgan_steps=vqgan_steps, bart_steps=bart_steps)
    bart, vqgan = _sizes(init)
    devices = jax.local_device_count()
    batch = math.ceil(min(TUNING_BATCH, pictures) / devices) * devices
    steps = _updates(TUNING_EPOCHS, pictures, batch, TUNING_LEAST, TUNING_MOST)
    return Recipe(vqgan, bart, 0, 0, 0.0, bart_steps=steps, bart_batch=batch, bart_rate=TUNING_RATE / bart.d_model)


def _updates(epochs: int, pictures: int, batch: int, least: int, most: int) -> int:
    return min(most, max(least, math.ceil(epochs * pictures / batch)))


def run(
    recipe: Recipe,
    data: Folder,
    folder: Path,
    on_report: OnReport = lambda part, report: None,
    *,
    init: Place | None = None,
    workers: int | None = None,
    every: int | None = None,
    watched: int = 4,
    like: Request = LIKE,
) -> DalleMini:
    """Train on `data` in `folder`, going on where an earlier run stopped; sample collages lie in its `samples/`.

    Args:
        recipe: from `recipe_for`; with `init`, what it says about the VQGAN's training is not used.
        on_report: told which part is trained, and how far it is.
        init: the model to go on from; its tokenizer and VQGAN are kept. None trains everything from nothing.
        workers: processes that read pictures; by default one for each core but one. 0 reads them here.
        every: updates between two checkpoints; by default a quarter of all, at most 500.
        watched: captions that are drawn at each checkpoint, to look at; 0 draws none.
        like: guidance, temperature and so on of these drawings.

    Raises:
        TrainingError: `folder` holds another run; the recipe is of another model, or says what cannot be done.
        ModelError: `init` cannot be loaded.
        BadPicture: a picture has changed, or gone, since `data` was read.
    """
    _check(recipe, init)
    start = dalle_mini.load(init, with_encoder=True) if init else None
    parts = {"pictures": data.fingerprint(), "init": _fingerprint(start) if start else None}
    claim(folder, {**asdict(recipe), **parts}, NAMED)
    captions = tuple(dict.fromkeys(entry.caption for entry in data.entries))
    job = TrainingRun(
        recipe,
        folder,
        batches=lambda size, seed: Pictures(data.entries, size, recipe.vqgan.resolution, seed),
        captions=lambda: (entry.caption for entry in data.entries),
        watched=captions[:watched],
        like=like,
        on_report=on_report,
        workers=workers,
        every=every,
    )
    return job.bart(start.tokenizer, start.vqgan, start.bart) if start else job.run()


def sampling_of(init: Place | None) -> dict[str, Any]:
    """How a model draws best: as `init` does from which it goes on, and as Pocket if it began with nothing."""
    return sampling(str(init.bart)) if init else SAMPLING


def _fingerprint(model: DalleMini) -> str:
    """The same for the same words, codes and weights, wherever they were loaded from."""
    digest = hashlib.sha256(model.tokenizer.bpe.to_str().encode())
    for leaf in jax.tree.leaves((nnx.state(model.bart), nnx.state(model.vqgan))):
        digest.update(np.ascontiguousarray(leaf).data)
    return digest.hexdigest()


def _sizes(place: Place) -> tuple[BartConfig, VQGANConfig]:
    return BartConfig.read(place.bart / "config.json"), VQGANConfig.read(place.vqgan / "config.json")


def _check(recipe: Recipe, init: Place | None) -> None:
    if init and (recipe.bart, recipe.vqgan) != _sizes(init):
        raise TrainingError("The recipe is of another model than the one to go on from; make it with recipe_for.")
    parts = ("bart",) if init else ("vqgan", "bart")
    devices = jax.local_device_count()
    for part in parts:
        steps, batch, rate = (getattr(recipe, f"{part}_{name}") for name in ("steps", "batch", "rate"))
        if steps < 1 or not 0 < rate < math.inf:
            raise TrainingError(f"{part}: {steps} updates at a rate of {rate:.3g} teach nothing; both must be above 0.")
        if batch < 1 or batch % devices:
            raise TrainingError(f"{part}: a batch of {batch} cannot be spread over {devices} devices; take a multiple.")

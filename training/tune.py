"""`nonet train --data DIR`: a model of people's own pictures, from one that exists or from nothing.

From a model that exists, its words and its codes stay as they are, and only what it draws for which words is learnt:
a hundred pictures and some minutes are enough. From nothing it is the recipe of the bundled model.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import jax
import numpy as np
from flax import nnx
from PIL import Image

from inference import checkpoint
from inference.api import Request
from inference.dalle_mini import DalleMini, Place, tokenizer_of
from inference.model.bart import Bart
from inference.model.config import BartConfig, VQGANConfig
from inference.model.vqgan import VQGAN
from inference.normalizer import Normalizer
from inference.runner import Runner
from inference.tokenizer import Tokenizer
from training import autoencoder, text_to_codes, words
from training.batches import ahead
from training.folder import Folder
from training.loop import Stage, State, TrainingError, train
from training.pictures import Pictures
from training.pocket import POCKET, OnReport, Recipe
from training.run_folder import claim

TUNING_EPOCHS, TUNING_LEAST, TUNING_MOST = 40, 200, 20_000
"""From a model that exists: how often each picture is seen, within these numbers of updates."""
TUNING_BATCH = 32
TUNING_RATE = 0.05
"""Adam's peak rate times `d_model`: 5e-5 for Mini, 2e-4 for Pocket. A wide network must be changed with more care."""
VQGAN_EPOCHS, VQGAN_LEAST = 300, 3_000
BART_EPOCHS, BART_LEAST = 100, 2_000
"""From nothing: few pictures are seen more often, as fewer updates than these teach a new network nothing."""


def recipe_for(pictures: int, init: Place | None = None, base: Recipe = POCKET) -> Recipe:
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
) -> DalleMini:
    """Train on `data` in `folder`, going on where an earlier run stopped; sample collages lie in its `samples/`.

    Args:
        recipe: from `recipe_for`; with `init`, what it says about the VQGAN's training is not used.
        on_report: told which part is trained, and how far it is.
        init: the model to go on from; its tokenizer and VQGAN are kept. None trains everything from nothing.
        workers: processes that read pictures; by default one for each core but one. 0 reads them here.
        every: updates between two checkpoints; by default a quarter of all, at most 500.
        watched: captions that are drawn at each checkpoint, to look at; 0 draws none.

    Raises:
        TrainingError: `folder` holds another run; the recipe is of another model, or says what cannot be done.
        ModelError: `init` cannot be loaded.
        BadPicture: a picture has changed, or gone, since `data` was read.
    """
    _check(recipe, init)
    start = _loaded(init, folder.name) if init else None
    claim(folder, {**asdict(recipe), "pictures": data.fingerprint(), "init": _fingerprint(start) if start else None})
    job = _Job(recipe, data, folder, on_report, workers, every, watched)
    if start:
        return job.bart(start.tokenizer, start.vqgan, start.bart)
    return job.bart(job.tokenizer(), job.vqgan(), None)


@dataclass(frozen=True)
class _Job:
    """One run: what `run` was given, and its parts."""

    recipe: Recipe
    data: Folder
    folder: Path
    on_report: OnReport
    workers: int | None
    every: int | None
    watched: int

    def tokenizer(self) -> Tokenizer:
        config, path = self.recipe.bart, self.folder / "tokenizer.json"
        if not path.exists():
            normalize: Callable[[str], str] = Normalizer() if config.normalize_text else str
            temporary = path.with_suffix(".writing")
            words.learn((normalize(e.caption) for e in self.data.entries), config.encoder_vocab_size, temporary)
            temporary.replace(path)
        return Tokenizer.load(
            self.folder,
            text_length=config.max_text_length,
            vocab_size=config.encoder_vocab_size,
            normalize=config.normalize_text,
        )

    def vqgan(self) -> VQGAN:
        recipe = self.recipe
        learn = autoencoder.Autoencoder(recipe.vqgan, steps=recipe.vqgan_steps, rate=recipe.vqgan_rate)
        pictures = self.pictures(recipe.vqgan_batch, recipe.seed)
        first = replace(pictures, size=max(32, recipe.vqgan_batch))(0)  # a codebook needs patches to begin with
        seen = first.pictures[:16]

        def look(step: int, state: autoencoder.State) -> None:
            again = autoencoder.reconstructed(nnx.merge(learn.graph, state.average), seen)
            self.show(f"vqgan-{step:06}", np.concatenate([seen, again], 2), columns=4)

        state = self.train("pictures to codes", learn.stage, learn.begin(recipe.seed, first), pictures, look)
        model: VQGAN = nnx.merge(learn.graph, state.average)
        return model

    def bart(self, tokenizer: Tokenizer, vqgan: VQGAN, start: Bart | None) -> DalleMini:
        recipe = self.recipe
        learn = text_to_codes.TextToCodes(recipe.bart, vqgan, tokenizer, steps=recipe.bart_steps, rate=recipe.bart_rate)
        captions = list(dict.fromkeys(entry.caption for entry in self.data.entries))[: self.watched]

        def drawing(state: text_to_codes.State) -> DalleMini:
            bart: Bart = nnx.merge(learn.graph, state.average)
            return DalleMini(self.folder.name, recipe.bart, recipe.vqgan, tokenizer, bart, vqgan)

        def look(step: int, state: text_to_codes.State) -> None:
            if captions:
                runner = Runner(drawing(state))
                tiles = [runner.draw(Request(caption, seed=1)).pictures for caption in captions]
                self.show(f"bart-{step:06}", np.concatenate(tiles), columns=9)

        state = learn.continue_from(start) if start else learn.begin(recipe.seed)
        pictures = self.pictures(recipe.bart_batch, recipe.seed + 1)
        return drawing(self.train("words to codes", learn.stage, state, pictures, look))

    def pictures(self, size: int, seed: int) -> Pictures:
        return Pictures(self.data.entries, size, self.recipe.vqgan.resolution, seed)

    def train(
        self, part: str, stage: Stage[State], state: State, pictures: Pictures, look: Callable[[int, State], None]
    ) -> State:
        every = self.every or min(500, math.ceil(stage.steps / 4))
        # About ten reports a checkpoint, and one before each: a report looks whether the loss is still a number.
        report_every = next(n for n in range(math.ceil(every / 10), 0, -1) if every % n == 0)
        return train(
            replace(stage, every=every, report_every=report_every),
            state,
            lambda first, last: ahead(pictures, first, last, self.workers),
            self.folder,
            on_report=lambda report: self.on_report(part, report),
            on_checkpoint=look,
        )

    def show(self, name: str, pictures: np.ndarray[Any, Any], columns: int) -> None:
        rows = [np.concatenate(pictures[i : i + columns], 1) for i in range(0, len(pictures), columns)]
        (self.folder / "samples").mkdir(exist_ok=True)
        Image.fromarray(np.concatenate(rows)).save(self.folder / "samples" / f"{name}.png")


def _loaded(place: Place, name: str) -> DalleMini:
    """As `dalle_mini.load`, in float32 and with the half of the VQGAN that drawing does without."""
    config, weights = checkpoint.open_bart(place.bart)
    vqgan_config, vqgan_weights = checkpoint.open_vqgan(place.vqgan)
    checkpoint.check_pair(place.bart, config, place.vqgan, vqgan_config)
    vqgan = checkpoint.load_vqgan(vqgan_weights, vqgan_config, with_encoder=True)
    tokenizer = tokenizer_of(place, config)
    return DalleMini(name, config, vqgan_config, tokenizer, checkpoint.load_bart(weights, config), vqgan)


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
            raise TrainingError(f"{part}: {steps} updates at a rate of {rate} teach nothing; both must be above 0.")
        if batch < 1 or batch % devices:
            raise TrainingError(f"{part}: a batch of {batch} cannot be spread over {devices} devices; take a multiple.")

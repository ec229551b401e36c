"""One training run in one folder, for any pictures: a tokenizer, then a VQGAN, then a BART."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx
from PIL import Image

from inference.api import Request
from inference.device.runner import Runner
from inference.files.dalle_mini import DalleMini
from inference.model.bart import Bart
from inference.model.config import BartConfig, VQGANConfig
from inference.model.vqgan import VQGAN
from inference.text.normalizer import Normalizer
from inference.text.tokenizer import Tokenizer
from training.data.batches import Batch, Batches, prefetch
from training.loop import AveragedState, Stage, State, train
from training.model import autoencoder, bpe_tokenizer, text_to_codes
from training.progress import TrainingReport

SHEET_PICTURES = 16
"""Pictures on a sheet of round trips."""
OnReport = Callable[[str, TrainingReport], None]
"""Called with the part that is trained, and its progress."""


@dataclass(frozen=True)
class Recipe:
    """Sizes and lengths. A batch is a number of pictures; a rate is Adam's peak rate."""

    vqgan: VQGANConfig
    bart: BartConfig
    vqgan_steps: int
    vqgan_batch: int
    vqgan_rate: float
    bart_steps: int
    bart_batch: int
    bart_rate: float
    seed: int = 1


@dataclass(frozen=True)
class TrainingRun:
    """A run and its parts. Each part continues where an earlier run in the same folder stopped.

    Args:
        batches: (pictures a batch, seed) -> captioned pictures of the VQGAN's size.
        captions: gives what the tokenizer is trained on.
        sample_prompts: prompts that are drawn into `samples/` at each checkpoint.
        workers: processes that make or read pictures; see `batches.prefetch`.
        every: updates between two checkpoints; by default a quarter of all, at most 500.
        base_request: guidance, temperature and so on of the samples.
    """

    recipe: Recipe
    folder: Path
    batches: Callable[[int, int], Batches]
    captions: Callable[[], Iterable[str]]
    sample_prompts: tuple[str, ...]
    on_report: OnReport
    workers: int | None = None
    every: int | None = None
    base_request: Request = field(default_factory=lambda: Request("", seed=1))

    def run(self) -> DalleMini:
        """Train all parts from nothing."""
        return self.bart(self.tokenizer(), self.vqgan(), None)

    def tokenizer(self) -> Tokenizer:
        """The tokenizer of the folder, trained if there is none."""
        config, path = self.recipe.bart, self.folder / "tokenizer.json"
        if not path.exists():
            normalize: Callable[[str], str] = Normalizer() if config.normalize_text else str
            bpe_tokenizer.train_tokenizer(map(normalize, self.captions()), config.encoder_vocab_size, path)
        return Tokenizer.load(
            self.folder,
            text_length=config.max_text_length,
            vocab_size=config.encoder_vocab_size,
            normalize=config.normalize_text,
        )

    def vqgan(self) -> VQGAN:
        """The picture network."""
        recipe = self.recipe
        training = autoencoder.AutoencoderTraining(recipe.vqgan, steps=recipe.vqgan_steps, rate=recipe.vqgan_rate)
        first = self.batches(max(32, recipe.vqgan_batch), recipe.seed)(0)  # a codebook starts from patches
        write_sample = self.round_trips("vqgan", training.graph, first)
        batches, state = self.batches(recipe.vqgan_batch, recipe.seed), training.initial_state(recipe.seed, first)
        state = self.train("pictures to codes", training.stage, state, batches, write_sample)
        model: VQGAN = nnx.merge(training.graph, state.average)
        return model

    def round_trips(self, name: str, graph: Any, batch: Batch) -> Callable[[int, Any], None]:
        """Writes pictures beside what comes back from their codes, at each checkpoint."""
        pictures = batch.pictures[:SHEET_PICTURES]
        reconstruct = jax.jit(lambda params: autoencoder.reconstruct(nnx.merge(graph, params), jnp.asarray(pictures)))

        def write_sample(step: int, state: autoencoder.AutoencoderState) -> None:
            sheet = np.concatenate([pictures, reconstruct(state.average)], 2)
            self.write_sheet(f"{name}-{step:06}", sheet, columns=4)

        return write_sample

    def bart(self, tokenizer: Tokenizer, vqgan: VQGAN, start: Bart | None) -> DalleMini:
        """The text-to-codes network for these tokens and codes, from the weights of `start` or from nothing."""
        recipe, steps, rate = self.recipe, self.recipe.bart_steps, self.recipe.bart_rate
        training = text_to_codes.TextToCodesTraining(recipe.bart, vqgan, tokenizer, steps=steps, rate=rate)

        def model_of(state: AveragedState) -> DalleMini:
            bart: Bart = nnx.merge(training.graph, state.average)
            return DalleMini(self.folder.name, recipe.bart, recipe.vqgan, tokenizer, bart, vqgan)

        runner: Runner | None = None

        def write_sample(step: int, state: AveragedState) -> None:
            nonlocal runner
            if self.sample_prompts:
                model = model_of(state)
                runner = runner or Runner(model)
                runner.load_bart(model.bart)
                requests = [replace(self.base_request, prompt=prompt) for prompt in self.sample_prompts]
                tiles = np.concatenate([runner.draw(request).pictures for request in requests])
                self.write_sheet(f"bart-{step:06}", tiles, columns=9)

        state = training.state_from(start) if start else training.initial_state(recipe.seed)
        # Other pictures than the VQGAN's, or in another order: it may have memorised those.
        batches = self.batches(recipe.bart_batch, recipe.seed + 1)
        return model_of(self.train("words to codes", training.stage, state, batches, write_sample))

    def train(
        self,
        part: str,
        stage: Stage[State],
        state: State,
        batches: Batches,
        write_sample: Callable[[int, State], None],
    ) -> State:
        """Train one part; see `loop.train`."""
        every = self.every or min(500, math.ceil(stage.steps / 4))
        return train(
            replace(stage, every=every, report_every=math.ceil(every / 10)),
            state,
            lambda first, last: prefetch(batches, first, last, self.workers),
            self.folder,
            on_report=lambda report: self.on_report(part, report),
            on_checkpoint=write_sample,
        )

    def write_sheet(self, name: str, pictures: np.ndarray[Any, Any], columns: int) -> None:
        """Write pictures in rows as `samples/{name}.png`."""
        rows = [np.concatenate(pictures[i : i + columns], 1) for i in range(0, len(pictures), columns)]
        (self.folder / "samples").mkdir(exist_ok=True)
        Image.fromarray(np.concatenate(rows)).save(self.folder / "samples" / f"{name}.png")

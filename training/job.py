"""One run of training, whatever its pictures are: a tokenizer, then a VQGAN, then a BART, in one folder."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from flax import nnx
from PIL import Image

from inference.api import Request
from inference.dalle_mini import DalleMini
from inference.model.bart import Bart
from inference.model.config import BartConfig, VQGANConfig
from inference.model.vqgan import VQGAN
from inference.normalizer import Normalizer
from inference.runner import Runner
from inference.tokenizer import Tokenizer
from training import autoencoder, text_to_codes, words
from training.batches import Batches, ahead
from training.loop import Report, Stage, State, train

OnReport = Callable[[str, Report], None]
"""Told which part is trained, and how far it is."""


@dataclass(frozen=True)
class Recipe:
    """Sizes and lengths. A batch is in pictures, a rate the peak of Adam's."""

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
class Job:
    """A run and its parts, each of which goes on where an earlier run in the same folder stopped.

    Args:
        batches: (pictures a batch, seed) -> captioned pictures of the VQGAN's size.
        captions: what the tokenizer is learnt from.
        watched: prompts that are drawn at each checkpoint into `samples/`, to look at.
        workers: processes that make or read pictures; see `batches.ahead`.
        every: updates between two checkpoints; by default a quarter of all, at most 500.
    """

    recipe: Recipe
    folder: Path
    batches: Callable[[int, int], Batches]
    captions: Callable[[], Iterable[str]]
    watched: tuple[str, ...]
    on_report: OnReport
    workers: int | None = None
    every: int | None = None

    def run(self) -> DalleMini:
        """Everything from nothing."""
        return self.bart(self.tokenizer(), self.vqgan(), None)

    def tokenizer(self) -> Tokenizer:
        config = self.recipe.bart
        if not (self.folder / "tokenizer.json").exists():
            normalize: Callable[[str], str] = Normalizer() if config.normalize_text else str
            words.learn(map(normalize, self.captions()), config.encoder_vocab_size, self.folder / "tokenizer.json")
        return Tokenizer.load(
            self.folder,
            text_length=config.max_text_length,
            vocab_size=config.encoder_vocab_size,
            normalize=config.normalize_text,
        )

    def vqgan(self) -> VQGAN:
        recipe = self.recipe
        learn = autoencoder.Autoencoder(recipe.vqgan, steps=recipe.vqgan_steps, rate=recipe.vqgan_rate)
        first = self.batches(max(32, recipe.vqgan_batch), recipe.seed)(0)  # a codebook needs patches to begin with
        seen = first.pictures[:16]

        def look(step: int, state: autoencoder.State) -> None:
            again = autoencoder.reconstructed(nnx.merge(learn.graph, state.average), seen)
            self.show(f"vqgan-{step:06}", np.concatenate([seen, again], 2), columns=4)

        batches = self.batches(recipe.vqgan_batch, recipe.seed)
        state = self.train("pictures to codes", learn.stage, learn.begin(recipe.seed, first), batches, look)
        model: VQGAN = nnx.merge(learn.graph, state.average)
        return model

    def bart(self, tokenizer: Tokenizer, vqgan: VQGAN, start: Bart | None) -> DalleMini:
        """The text-to-codes network for these words and codes, from the weights of `start` or from nothing."""
        recipe = self.recipe
        learn = text_to_codes.TextToCodes(recipe.bart, vqgan, tokenizer, steps=recipe.bart_steps, rate=recipe.bart_rate)

        def drawing(state: text_to_codes.State) -> DalleMini:
            bart: Bart = nnx.merge(learn.graph, state.average)
            return DalleMini(self.folder.name, recipe.bart, recipe.vqgan, tokenizer, bart, vqgan)

        def look(step: int, state: text_to_codes.State) -> None:
            if self.watched:
                runner = Runner(drawing(state))
                tiles = [runner.draw(Request(prompt, seed=1)).pictures for prompt in self.watched]
                self.show(f"bart-{step:06}", np.concatenate(tiles), columns=9)

        state = learn.continue_from(start) if start else learn.begin(recipe.seed)
        # Other pictures than the VQGAN's, or in another order: what that learnt by heart must not flatter it.
        batches = self.batches(recipe.bart_batch, recipe.seed + 1)
        return drawing(self.train("words to codes", learn.stage, state, batches, look))

    def train(
        self, part: str, stage: Stage[State], state: State, batches: Batches, look: Callable[[int, State], None]
    ) -> State:
        every = self.every or min(500, math.ceil(stage.steps / 4))
        return train(
            replace(stage, every=every, report_every=math.ceil(every / 10)),
            state,
            lambda first, last: ahead(batches, first, last, self.workers),
            self.folder,
            on_report=lambda report: self.on_report(part, report),
            on_checkpoint=look,
        )

    def show(self, name: str, pictures: np.ndarray[Any, Any], columns: int) -> None:
        rows = [np.concatenate(pictures[i : i + columns], 1) for i in range(0, len(pictures), columns)]
        (self.folder / "samples").mkdir(exist_ok=True)
        Image.fromarray(np.concatenate(rows)).save(self.folder / "samples" / f"{name}.png")

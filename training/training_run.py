"""One run of training, whatever its pictures are: a tokenizer, then a VQGAN, then a BART, in one folder."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx
from PIL import Image
from safetensors.numpy import load_file, save_file

from inference.api import Request
from inference.device.runner import Runner
from inference.files.dalle_mini import DalleMini
from inference.model.bart import Bart
from inference.model.config import BartConfig, VQGANConfig
from inference.model.vqgan import VQGAN
from inference.text.normalizer import Normalizer
from inference.text.tokenizer import Tokenizer
from training.data import code_dataset
from training.data.batches import Batch, Batches, ahead
from training.loop import Stage, State, train
from training.model import autoencoder, bpe_tokenizer, patch_codebook, progressive_growing, text_to_codes
from training.model.patch_codebook import PatchCodebook
from training.progress import TrainingReport

BOOK_PICTURES = 4096
"""Pictures whose patches a codebook is made of."""
FINER = 0.05
"""The rate of a decoder that has grown, as a part of that before."""
OnReport = Callable[[str, TrainingReport], None]
"""Told which part is trained, and how far it is."""


@dataclass(frozen=True)
class Recipe:
    """Sizes and lengths. A batch is in pictures, a rate the peak of Adam's.

    Args:
        doublings: how often the decoder grows to twice its edge (see growing.py): `vqgan_small_steps` before that,
            `vqgan_steps` after each. Its codes are those of a book of patches. With 0 the whole network learns at
            once, and its codes with it.
        pool: scenes that the BART sees, as batches of coded.CHUNK, again and again in other words; with 0 every
            picture is new to it.
    """

    vqgan: VQGANConfig
    bart: BartConfig
    vqgan_steps: int
    vqgan_batch: int
    vqgan_rate: float
    bart_steps: int
    bart_batch: int
    bart_rate: float
    doublings: int = 0
    vqgan_small_steps: int = 0
    pool: int = 0
    seed: int = 1


@dataclass(frozen=True)
class TrainingRun:
    """A run and its parts, each of which goes on where an earlier run in the same folder stopped.

    Args:
        batches: (pictures a batch, seed) -> captioned pictures of the VQGAN's size.
        captions: what the tokenizer is learnt from.
        pooled: (codes of the batches of a seed, pictures a batch, seed) -> the same as captioned codes.
        watched: prompts that are drawn at each checkpoint into `samples/`, to look at.
        workers: processes that make or read pictures; see `batches.ahead`.
        like: guidance, temperature and so on of these drawings.
        every: updates between two checkpoints; by default a quarter of all, at most 500.
    """

    recipe: Recipe
    folder: Path
    batches: Callable[[int, int], Batches]
    captions: Callable[[], Iterable[str]]
    watched: tuple[str, ...]
    on_report: OnReport
    pooled: Callable[[code_dataset.Codes, int, int], Batches] | None = None
    workers: int | None = None
    every: int | None = None
    like: Request = field(default_factory=lambda: Request("", seed=1))

    def run(self) -> DalleMini:
        """Everything from nothing."""
        return self.bart(self.tokenizer(), self.vqgan(), None)

    def tokenizer(self) -> Tokenizer:
        config = self.recipe.bart
        if not (self.folder / "tokenizer.json").exists():
            normalize: Callable[[str], str] = Normalizer() if config.normalize_text else str
            bpe_tokenizer.learn(
                map(normalize, self.captions()), config.encoder_vocab_size, self.folder / "tokenizer.json"
            )
        return Tokenizer.load(
            self.folder,
            text_length=config.max_text_length,
            vocab_size=config.encoder_vocab_size,
            normalize=config.normalize_text,
        )

    def vqgan(self) -> VQGAN:
        """The picture network; one that grows has the checkpoints of what it was beside it."""
        recipe = self.recipe
        if recipe.doublings:
            return self.grown(self.book())
        learn = autoencoder.Autoencoder(recipe.vqgan, steps=recipe.vqgan_steps, rate=recipe.vqgan_rate)
        first = self.batches(max(32, recipe.vqgan_batch), recipe.seed)(0)  # a codebook needs patches to begin with
        look = self.round_trips("vqgan", learn.graph, first)
        batches, state = self.batches(recipe.vqgan_batch, recipe.seed), learn.begin(recipe.seed, first)
        state = self.train("pictures to codes", learn.stage, state, batches, look)
        model: VQGAN = nnx.merge(learn.graph, state.average)
        return model

    def book(self) -> PatchCodebook:
        """The codebook of a network that grows, found once."""
        path, recipe = self.folder / "book.safetensors", self.recipe
        if not path.exists():
            seen = self.shrunk(BOOK_PICTURES, recipe.doublings)(0).pictures
            book = patch_codebook.learnt(seen, recipe.vqgan.n_embed, recipe.vqgan.embed_dim, recipe.seed)
            writing = path.with_suffix(".writing")
            save_file(asdict(book), writing)
            writing.replace(path)
        return PatchCodebook(**load_file(path))

    def grown(self, book: PatchCodebook) -> VQGAN:
        """A decoder for small pictures, then for larger ones; a picture costs four times as much each time."""
        recipe, model = self.recipe, None
        for left in reversed(range(recipe.doublings + 1)):
            config, share = progressive_growing.smaller(recipe.vqgan, left), 4 ** (recipe.doublings - left)
            name = f"vqgan-{config.resolution}" if left else "vqgan"
            first = model is None
            steps = recipe.vqgan_small_steps if first else recipe.vqgan_steps
            rate = recipe.vqgan_rate * (1 if first else FINER)  # what has grown is good already, and easily spoilt
            learn = progressive_growing.Drawing(config, book, steps=steps, rate=rate, name=name)
            begin = (
                progressive_growing.begun(config, book, recipe.seed)
                if model is None
                else progressive_growing.grown(config, model, book, recipe.seed)
            )
            look = self.round_trips(name, learn.graph, self.shrunk(16, left)(0))
            batches = self.shrunk(max(2, recipe.vqgan_batch // share), left)
            state = self.train(f"codes to {config.resolution} pixels", learn.stage, learn.begin(begin), batches, look)
            model = nnx.merge(learn.graph, state.average)
        assert model is not None  # noqa: S101 (there is always a first)
        return model

    def shrunk(self, size: int, left: int) -> Batches:
        batches = self.batches(size, self.recipe.seed)
        return progressive_growing.Halved(batches, left) if left else batches

    def round_trips(self, name: str, graph: Any, batch: Batch) -> Callable[[int, Any], None]:
        """Shows pictures beside what comes back from their codes."""
        seen = batch.pictures[:16]

        def look(step: int, state: autoencoder.AutoencoderState | progressive_growing.GrowingState) -> None:
            again = autoencoder.reconstructed(nnx.merge(graph, state.average), seen)
            self.show(f"{name}-{step:06}", np.concatenate([seen, again], 2), columns=4)

        return look

    def bart(self, tokenizer: Tokenizer, vqgan: VQGAN, start: Bart | None) -> DalleMini:
        """The text-to-codes network for these words and codes, from the weights of `start` or from nothing."""
        recipe = self.recipe
        learn = text_to_codes.TextToCodes(recipe.bart, vqgan, tokenizer, steps=recipe.bart_steps, rate=recipe.bart_rate)

        def drawing(state: text_to_codes.TextToCodesState) -> DalleMini:
            bart: Bart = nnx.merge(learn.graph, state.average)
            return DalleMini(self.folder.name, recipe.bart, recipe.vqgan, tokenizer, bart, vqgan)

        def look(step: int, state: text_to_codes.TextToCodesState) -> None:
            if self.watched:
                runner = Runner(drawing(state))
                tiles = [runner.draw(replace(self.like, prompt=prompt)).pictures for prompt in self.watched]
                self.show(f"bart-{step:06}", np.concatenate(tiles), columns=9)

        state = learn.continue_from(start) if start else learn.begin(recipe.seed)
        # Other pictures than the VQGAN's, or in another order: what that learnt by heart must not flatter it.
        batches = self.pool(vqgan) if recipe.pool else self.batches(recipe.bart_batch, recipe.seed + 1)
        return drawing(self.train("words to codes", learn.stage, state, batches, look))

    def pool(self, vqgan: VQGAN) -> Batches:
        """Scenes as codes; where there is a book, no network is needed for that."""
        if self.pooled is None:
            raise ValueError("this job's pictures cannot be put into other words")
        recipe = self.recipe
        batches = self.batches(code_dataset.CHUNK, recipe.seed + 1)
        encode = jax.jit(self.book().codes if recipe.doublings else vqgan.encode)
        count = -(-recipe.pool // code_dataset.CHUNK)
        codes = code_dataset.encoded(
            lambda pictures: encode(jnp.asarray(pictures, jnp.float32) / 255),
            batches,
            count,
            self.folder / "codes",
            self.workers,
            partial(self.on_report, "pool to codes"),
        )
        return self.pooled(codes, recipe.bart_batch, recipe.seed + 1)

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

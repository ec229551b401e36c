"""`nonet train pocket`: the whole recipe of the bundled model, from nothing but a seed and an emoji font.

1. captions -> tokenizer   2. pictures -> VQGAN   3. captions and codes -> BART   4. a folder that loads like any other
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
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
from training.batches import Scenes, ahead
from training.loop import Report, train
from training.run_folder import claim
from training.scenes import sketch

CAPTIONS = 60_000
"""Captions that the tokenizer is learnt from."""


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


POCKET = Recipe(
    vqgan=VQGANConfig(
        ch=32,
        ch_mult=(1, 2, 2, 4, 4),
        num_res_blocks=1,
        attn_resolutions=(8,),
        resolution=128,
        z_channels=64,
        embed_dim=32,
        n_embed=4096,
    ),
    bart=BartConfig(
        d_model=256,
        encoder_layers=3,
        decoder_layers=6,
        encoder_attention_heads=4,
        decoder_attention_heads=4,
        encoder_ffn_dim=512,
        decoder_ffn_dim=768,
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
"""What a GPU trains."""

OnReport = Callable[[str, Report], None]


def shortened(recipe: Recipe, share: float) -> Recipe:
    """The same recipe with fewer updates, for a machine that has no GPU or a person who has no time."""
    return replace(
        recipe,
        vqgan_steps=max(20, round(recipe.vqgan_steps * share)),
        bart_steps=max(20, round(recipe.bart_steps * share)),
    )


def run(recipe: Recipe, folder: Path, on_report: OnReport, *, workers: int | None = None) -> DalleMini:
    """Train everything into `folder`, going on where an earlier run stopped; sample collages lie in `samples/`.

    Raises:
        TrainingError: the folder holds another recipe's run.
        NoFont: Noto Color Emoji is not on this machine.
    """
    claim(folder, asdict(recipe))
    tokenizer = _tokenizer(folder, recipe.bart)
    vqgan = _vqgan(folder, recipe, on_report, workers)
    return _bart(folder, recipe, tokenizer, vqgan, on_report, workers)


def _tokenizer(folder: Path, config: BartConfig) -> Tokenizer:
    if not (folder / "tokenizer.json").exists():
        normalize = Normalizer()
        captions = (normalize(sketch(seed).caption) for seed in range(CAPTIONS))
        words.learn(captions, config.encoder_vocab_size, folder / "tokenizer.json")
    return Tokenizer.load(
        folder, text_length=config.max_text_length, vocab_size=config.encoder_vocab_size, normalize=True
    )


def _vqgan(folder: Path, recipe: Recipe, on_report: OnReport, workers: int | None) -> VQGAN:
    learn = autoencoder.Autoencoder(recipe.vqgan, steps=recipe.vqgan_steps, rate=recipe.vqgan_rate)
    scenes = Scenes(recipe.vqgan_batch, recipe.vqgan.resolution, recipe.seed)
    first = replace(scenes, size=max(32, recipe.vqgan_batch))(0)
    watched = first.pictures[:16]

    def look(step: int, state: autoencoder.State) -> None:
        pairs = np.concatenate([watched, autoencoder.reconstructed(nnx.merge(learn.graph, state.average), watched)], 2)
        _sheet(pairs).save(_samples(folder) / f"vqgan-{step:06}.png")

    state = train(
        learn.stage,
        learn.begin(recipe.seed, first),
        lambda start, end: ahead(scenes, start, end, workers),
        folder,
        on_report=lambda report: on_report("pictures to codes", report),
        on_checkpoint=look,
    )
    model: VQGAN = nnx.merge(learn.graph, state.average)
    return model


def _bart(
    folder: Path, recipe: Recipe, tokenizer: Tokenizer, vqgan: VQGAN, on_report: OnReport, workers: int | None
) -> DalleMini:
    learn = text_to_codes.TextToCodes(recipe.bart, vqgan, tokenizer, steps=recipe.bart_steps, rate=recipe.bart_rate)
    # Other scenes than the VQGAN saw, so that what it learnt by heart does not flatter it.
    scenes = Scenes(recipe.bart_batch, recipe.vqgan.resolution, recipe.seed + 1)

    def drawing(state: text_to_codes.State) -> DalleMini:
        bart: Bart = nnx.merge(learn.graph, state.average)
        return DalleMini("pocket", recipe.bart, recipe.vqgan, tokenizer, bart, vqgan)

    def look(step: int, state: text_to_codes.State) -> None:
        runner = Runner(drawing(state))
        rows = [runner.draw(Request(prompt, seed=1)).pictures for prompt in WATCHED]
        _sheet(np.concatenate(rows), 9).save(_samples(folder) / f"bart-{step:06}.png")

    state = train(
        learn.stage,
        learn.begin(recipe.seed),
        lambda start, end: ahead(scenes, start, end, workers),
        folder,
        on_report=lambda report: on_report("words to codes", report),
        on_checkpoint=look,
    )
    return drawing(state)


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


def _samples(folder: Path) -> Path:
    (folder / "samples").mkdir(exist_ok=True)
    return folder / "samples"


def _sheet(pictures: np.ndarray[Any, Any], columns: int = 4) -> Image.Image:
    rows = [np.concatenate(pictures[i : i + columns], 1) for i in range(0, len(pictures), columns)]
    return Image.fromarray(np.concatenate(rows, 0))

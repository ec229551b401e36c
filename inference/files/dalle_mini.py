"""One loaded DALL·E Mini, whatever its size: tokenizer, words -> codes, codes -> pixels, and where they came from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock

import numpy as np

from inference.api import BadRequest, ModelError, PromptReading, Request
from inference.engine.device import EncodedPrompt
from inference.files import checkpoint, hub
from inference.files.model_folder import folder_of
from inference.model.bart import Bart
from inference.model.config import BartConfig, VQGANConfig
from inference.model.vqgan import VQGAN
from inference.text.normalizer import dropped
from inference.text.tokenizer import Tokenizer, Tokens, Word
from inference.text.vocabulary import Reading, read_prompt

VQGAN_FOLDER = "vqgan"


@dataclass(frozen=True)
class Place:
    """Where a model's parts are on this machine."""

    name: str
    bart: Path
    vqgan: Path
    words: Path | None


@dataclass(frozen=True, eq=False)
class DalleMini:
    name: str
    config: BartConfig
    vqgan_config: VQGANConfig
    tokenizer: Tokenizer
    bart: Bart
    vqgan: VQGAN
    folder: Path | None = None  # may hold a list of the words that the model knows
    _reading: Lock = field(default_factory=Lock, init=False, repr=False)

    def encode(self, request: Request) -> EncodedPrompt:
        """Tokenize the request's prompts; any thread may call it.

        Raises:
            BadRequest: the prefix is as long as a tile, or has codes that the VQGAN does not have.
        """
        check_prefix(request.prefix, self.config.image_length, self.vqgan_config.n_embed)
        *words, without = (self._read(text) for text in (*request.prompts, request.negative))
        # The first hashtag reads a list of millions of words: seconds, and 340 MB that two threads would pay twice.
        with self._reading:
            prompts = [self.tokenizer.encode(read.text, typed=True) for read in words]
            negative = (
                self.tokenizer.encode(without.text, typed=True) if without.text.strip() else self.tokenizer.empty()
            )
        readings = map(self._reading_of, request.prompts, words, prompts)
        return EncodedPrompt(
            np.stack([negative.ids, *(prompt.ids for prompt in prompts)]),
            np.stack([negative.mask, *(prompt.mask for prompt in prompts)]),
            *readings,
        )

    def _reading_of(self, text: str, words: Reading, prompt: Tokens) -> PromptReading:
        lost = dropped(text) if self.tokenizer.normalizer else ()
        unknown = tuple(word for word in words.unknown if word not in lost)
        return PromptReading(prompt.text, prompt.unread, unknown, lost, words.kinds)

    def words(self, prompt: str) -> tuple[Word, ...]:
        """The words that the encoder reads of a prompt, as `encode` turns it into ids."""
        with self._reading:
            return self.tokenizer.words(self._read(prompt).text, typed=True)

    def _read(self, prompt: str) -> Reading:
        return read_prompt(self.folder, prompt) if self.folder else Reading(prompt)


def check_prefix(prefix: tuple[tuple[int, ...], ...], length: int, codes: int) -> None:
    """Raises BadRequest unless a tile of `length` codes, each below `codes`, can begin like this."""
    if not prefix:
        return
    if len(prefix[0]) >= length:
        raise BadRequest(f"A prefix must be shorter than a tile of {length} codes, not {len(prefix[0])} codes long.")
    for code in (code for tile in prefix for code in tile):
        if code >= codes:
            raise BadRequest(f"A prefix has codes from 0 to {codes - 1:,}, not {code!r}.")


def locate(model: str, vqgan: str = "") -> Place:
    """Find a model by its folder, by its name on the hub if it was pulled, or by its name here if it is bundled.

    Args:
        model: a folder, "pocket", or a name like "dalle-mini/dalle-mini" with an optional "@revision".
        vqgan: the same for the picture decoder; by default `vqgan/` in the model's folder, else the published one.

    Raises:
        ModelError: there is no such folder and no such pulled model.
    """
    bart = folder_of(model)
    if vqgan:
        pictures = folder_of(vqgan)
    elif (bart / VQGAN_FOLDER).is_dir():
        pictures = bart / VQGAN_FOLDER
    else:
        pictures = hub.folder_of(f"{hub.VQGAN_NAME}@{hub.VQGAN_REVISION}")
    return Place(model, bart, pictures, _words(bart))


def tokenizer_of(place: Place, config: BartConfig) -> Tokenizer:
    return Tokenizer.load(
        place.bart,
        text_length=config.max_text_length,
        vocab_size=config.encoder_vocab_size,
        normalize=config.normalize_text,
        words=place.words,
    )


def load(
    place: Place,
    dtype: str = "float32",
    on_progress: Callable[[int, int], None] | None = None,
    *,
    with_encoder: bool = False,
) -> DalleMini:
    """Check everything, then read the weights.

    Args:
        dtype: what BART computes in, "float32" or "bfloat16". Pictures are always computed in float32.
        on_progress: called with parameters read so far, and in all.
        with_encoder: read the VQGAN's other half, too, which drawing does without.

    Raises:
        ModelError: a file is missing, broken, or disagrees with another.
    """
    if dtype not in checkpoint.COMPUTE_DTYPES:
        raise ModelError(f"dtype must be one of {', '.join(checkpoint.COMPUTE_DTYPES)}, not {dtype!r}.")
    config, weights = checkpoint.open_bart(place.bart, checkpoint.COMPUTE_DTYPES[dtype])
    vqgan_config, vqgan_weights = checkpoint.open_vqgan(place.vqgan)
    checkpoint.check_pair(place.bart, config, place.vqgan, vqgan_config)
    read_prompt(place.bart, "")  # a broken list is found now, not by the first prompt
    return DalleMini(
        name=place.name,
        config=config,
        vqgan_config=vqgan_config,
        tokenizer=tokenizer_of(place, config),
        bart=checkpoint.load_bart(weights, config, on_progress),
        vqgan=checkpoint.load_vqgan(vqgan_weights, vqgan_config, with_encoder=with_encoder),
        folder=place.bart,
    )


def _words(bart: Path) -> Path | None:
    """The list that splits hashtags: beside the weights, or with the published Mini; None leaves hashtags whole."""
    if (bart / hub.WORDS_FILE).is_file():
        return bart / hub.WORDS_FILE
    try:
        return hub.file_of(hub.WORDS_NAME, hub.WORDS_FILE)
    except ModelError:
        return None

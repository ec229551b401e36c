"""Prompts as ids: what the encoder reads, and how much of the prompt that was.

It knows the files of a model's tokenizer, and nothing of the network but two sizes.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import tokenizers
from jaxtyping import Bool, Int32

from inference.api import ModelError
from inference.text.normalizer import Normalizer

START, PAD, END, UNKNOWN = range(4)
"""The ids of `<s>`, `<pad>`, `</s>` and `<unk>`, the same in every DALL·E Mini."""

STRAY_IDS = 7
"""Ids that a vocabulary may have beyond the embedding table; they are read as `<unk>`.

The published mini has one: 50,265 entries for 50,264 rows. A table is cut to a multiple of 8 rows, so a
vocabulary that is off by more was made for another model.
"""


@dataclass(frozen=True, eq=False)
class Tokens:
    """One prompt as the encoder takes it.

    Attributes:
        ids: `<s>`, the text, `</s>`, then `<pad>` to the full length; read-only.
        mask: True for all of them but the padding; read-only.
        text: the part of the normalised prompt that the ids stand for, without the leading space. Where the prompt
            was too long it may end within a word; a character that was read in part is not in it.
        unread: words of the normalised prompt, split on spaces, that are not wholly in `text`.
    """

    ids: Int32[np.ndarray, " text"]
    mask: Bool[np.ndarray, " text"]
    text: str
    unread: int


@dataclass(frozen=True)
class Tokenizer:
    """A byte-level BPE and the normaliser before it (None for a model that was trained on raw text)."""

    bpe: tokenizers.Tokenizer
    normalizer: Normalizer | None
    text_length: int
    vocab_size: int

    @classmethod
    def load(
        cls, folder: Path, *, text_length: int, vocab_size: int, normalize: bool, words: Path | None = None
    ) -> Tokenizer:
        """Reads `tokenizer.json` or, where there is none, `vocab.json` and `merges.txt`.

        Args:
            folder: where the files lie.
            text_length: ids per prompt, `max_text_length` of the configuration; at least 2.
            vocab_size: rows of the text embedding table, `encoder_vocab_size` of the configuration.
            normalize: whether prompts are normalised first, `normalize_text` of the configuration.
            words: the word list that splits hashtags; None leaves them whole. Not read without `normalize`.

        Raises:
            ModelError: a file is missing or broken, or does not belong to such a model.
        """
        path = folder / "tokenizer.json"
        if path.exists():
            bpe = _bpe_from_json(path)
        else:
            path = folder / "vocab.json"
            bpe = _bpe_from_vocab(path, folder / "merges.txt")
        _check_ids(bpe, path, vocab_size)
        # The published file may say otherwise: how long a prompt is and where it ends is decided in encode().
        bpe.no_truncation()
        bpe.no_padding()
        bpe.encode_special_tokens = True  # "</s>" in a raw prompt is four characters, not the end of it
        normalizer = (Normalizer.from_file(words) if words else Normalizer()) if normalize else None
        return cls(bpe, normalizer, text_length, vocab_size)

    def encode(self, prompt: str, *, typed: bool = False) -> Tokens:
        """The ids of a prompt, cut so that `</s>` is always the last; a negative prompt is a prompt like any other.

        Args:
            typed: somebody wrote it, so what stands between < and > is words, where a caption of a web page has markup.

        Any string will do. An id beyond the embedding table (`STRAY_IDS`) becomes `<unk>`; a character that the
        vocabulary lacks becomes what the file says, or nothing where it says nothing.
        """
        text = self._normalized(prompt, typed)
        encoding = self.bpe.encode(text, add_special_tokens=False)
        room = self.text_length - 2
        # A character of several ids starts where the first of them starts, so one that is cut counts as unread.
        seen = encoding.offsets[room][0] if len(encoding.ids) > room else len(text)
        words_read = sum(end <= seen for end in _word_ends(text))
        return self._tokens(encoding.ids[:room], text=text[:seen].strip(), unread=len(text.split()) - words_read)

    def _normalized(self, prompt: str, typed: bool) -> str:
        if self.normalizer is None:
            return _without_lone_surrogates(prompt)
        return self.normalizer.prompt(prompt) if typed else self.normalizer(prompt)

    def empty(self) -> Tokens:
        """The empty string, not normalised: the unconditional side of super-conditioning, `<s></s>`."""
        return self._tokens([], text="", unread=0)

    def _tokens(self, content: list[int], *, text: str, unread: int) -> Tokens:
        ids = np.full(self.text_length, PAD, np.int32)
        length = len(content) + 2
        ids[:length] = [START, *content, END]
        ids[ids >= self.vocab_size] = UNKNOWN
        mask = np.arange(self.text_length) < length
        ids.flags.writeable = mask.flags.writeable = False
        return Tokens(ids, mask, text, unread)


def _without_lone_surrogates(text: str) -> str:
    """Half a character cannot be written as UTF-8; the normaliser sees to it too, so this is for raw text."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _word_ends(text: str) -> list[int]:
    ends, end = [], 0
    for word in text.split():
        end = text.index(word, end) + len(word)
        ends.append(end)
    return ends


def _bpe_from_json(path: Path) -> tokenizers.Tokenizer:
    try:
        return tokenizers.Tokenizer.from_file(str(path))
    except Exception as error:  # the library has no narrower one
        raise ModelError(f"The tokenizer {path} cannot be read: {error}.") from error


def _bpe_from_vocab(vocab_path: Path, merges_path: Path) -> tokenizers.Tokenizer:
    """The same tokenizer from its two older files.

    Not by way of transformers: BartTokenizerFast of version 5 accepts these two paths and then gives wrong ids.
    """
    try:
        id_from_token = json.loads(_text_of(vocab_path))
    except (ValueError, RecursionError) as error:
        raise ModelError(f"The vocabulary {vocab_path} is not JSON: {error}.") from error
    if not isinstance(id_from_token, dict) or not all(isinstance(number, int) for number in id_from_token.values()):
        raise ModelError(f"The vocabulary {vocab_path} must be one JSON object that gives each token its id.")
    lines = _text_of(merges_path).removesuffix("\n").split("\n")
    if lines[0].startswith("#version"):  # a merge may start with # too
        del lines[0]
    merges = [(left, right) for left, _, right in (line.partition(" ") for line in lines)]
    try:
        model = tokenizers.models.BPE(vocab=id_from_token, merges=merges)
    except Exception as error:  # the library has no narrower one
        raise ModelError(f"The merges {merges_path} do not fit {vocab_path.name}: {error}.") from error
    bpe = tokenizers.Tokenizer(model)
    bpe.pre_tokenizer = tokenizers.pre_tokenizers.ByteLevel(add_prefix_space=False)
    return bpe


def _text_of(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")  # whatever the system's own encoding: tokens are full of Ġ
    except (OSError, UnicodeDecodeError) as error:
        raise ModelError(f"The tokenizer file {path} cannot be read: {error}.") from error


def _check_ids(bpe: tokenizers.Tokenizer, path: Path, vocab_size: int) -> None:
    for number, token in enumerate(("<s>", "<pad>", "</s>", "<unk>")):
        if bpe.token_to_id(token) != number:
            raise ModelError(f"In {path} the token {token} must have the id {number}, not {bpe.token_to_id(token)}.")
    unknown = getattr(bpe.model, "unk_token", None)
    if unknown is not None and bpe.model.token_to_id(unknown) is None:  # the first character it lacks would stop it
        raise ModelError(f"{path} says that what it lacks is the token {unknown!r}, which it lacks, too.")
    largest = max(bpe.get_vocab().values())
    if largest >= vocab_size + STRAY_IDS:
        raise ModelError(f"{path} has ids up to {largest}, but the model knows only 0 to {vocab_size - 1}.")

"""Prompts as ids: what the encoder reads, and how much of the prompt that was.

It knows the files of a model's tokenizer, and nothing of the network but two sizes.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

import numpy as np
import tokenizers
from jaxtyping import Bool, Int32

from inference.text import byte_level_bpe
from inference.text.normalizer import Normalizer

START, PAD, END, UNKNOWN = range(4)
"""The ids of `<s>`, `<pad>`, `</s>` and `<unk>`, the same in every DALL·E Mini."""


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
class Word:
    """A word that the encoder reads, without the spaces around it, and its tokens."""

    text: str
    ids: tuple[int, ...]
    parts: tuple[str, ...]  # what each id stands for; the same character where several stand for one


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
            folder: where the files are.
            text_length: ids per prompt, `max_text_length` of the configuration; at least 2.
            vocab_size: rows of the text embedding table, `encoder_vocab_size` of the configuration.
            normalize: whether prompts are normalised first, `normalize_text` of the configuration.
            words: the word list that splits hashtags; None leaves them whole. Not read without `normalize`.

        Raises:
            ModelError: a file is missing or broken, or does not belong to such a model.
        """
        bpe = byte_level_bpe.load(folder, vocab_size)
        bpe.encode_special_tokens = True  # "</s>" in a raw prompt is four characters, not the end of it
        normalizer = (Normalizer.from_file(words) if words else Normalizer()) if normalize else None
        return cls(bpe, normalizer, text_length, vocab_size)

    def encode(self, prompt: str, *, typed: bool = False) -> Tokens:
        """The ids of a prompt, cut so that `</s>` is always the last; a negative prompt is a prompt like any other.

        Args:
            typed: somebody wrote it, so what stands between < and > is words, where a caption of a web page has markup.

        Any string will do. An id beyond the embedding table (`byte_level_bpe.STRAY_IDS`) becomes `<unk>`; a character
        that the vocabulary lacks becomes what the file says, or nothing where it says nothing.
        """
        text = self._normalized(prompt, typed)
        encoding = self.bpe.encode(text, add_special_tokens=False)
        room = self.text_length - 2
        # A character of several ids starts where the first of them starts, so one that is cut counts as unread.
        seen = encoding.offsets[room][0] if len(encoding.ids) > room else len(text)
        words_read = sum(end <= seen for end in _word_ends(text))
        return self._tokens(encoding.ids[:room], text=text[:seen].strip(), unread=len(text.split()) - words_read)

    def words(self, prompt: str, *, typed: bool = False) -> tuple[Word, ...]:
        """The words that `encode` reads: their ids, one word after the other, are those between `<s>` and `</s>`."""
        text = self._normalized(prompt, typed)
        encoding = self.bpe.encode(text, add_special_tokens=False)
        ids, offsets = self.encode(prompt, typed=typed).ids[1:].tolist(), encoding.offsets[: self.text_length - 2]
        ends = _word_ends(text)
        # A token belongs to the word in which it ends; one of spaces at the end of the prompt belongs to the last.
        numbers = [min(bisect_left(ends, end), len(ends) - 1) for _, end in offsets]
        words = []
        for _, group in groupby(range(len(offsets)), numbers.__getitem__):
            tokens = list(group)
            start, end = offsets[tokens[0]][0], offsets[tokens[-1]][1]
            parts = tuple(text[slice(*offsets[token])] for token in tokens)
            words.append(Word(text[start:end].strip(), tuple(ids[token] for token in tokens), parts))
        return tuple(words)

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

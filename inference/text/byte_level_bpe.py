"""A byte-level BPE from a model's files. Our own reading decides what it is before the tokenizers library sees it.

tokenizer.json can describe many kinds of tokenizers. The library loads all of them, ends the process for some broken
ones, and a kind that the model was not trained with gives wrong ids without a word. So the library is given values
that were checked, never the file.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

import tokenizers

from inference.errors import ModelError, shown
from inference.regular_file import read_json, read_text

STRAY_IDS = 7
"""Ids that a vocabulary may have beyond the embedding table; they are read as `<unk>`.

The published Mini has one: 50,265 entries for 50,264 rows. A table is cut to a multiple of 8 rows, so a
vocabulary that is off by more was made for another model.
"""
MAX_TOKEN = 1000
"""Characters."""
IGNORED = frozenset(["version", "truncation", "padding", "post_processor", "decoder"])
"""Length and special tokens are decided in `Tokenizer.encode`, and nothing is decoded."""
IGNORED_OF_BPE = frozenset(["type", "vocab", "merges", "unk_token", "fuse_unk", "dropout"])
"""Dropout is for training: it would give one prompt many rows of ids."""


def load(folder: Path, vocab_size: int) -> tokenizers.Tokenizer:
    """Read `tokenizer.json` or, where there is none, `vocab.json` and `merges.txt`.

    Args:
        vocab_size: rows of the text embedding table; ids may be up to `STRAY_IDS` beyond it.

    Raises:
        ModelError: a file is missing or broken, describes another kind of tokenizer, or belongs to another model.
    """
    path = folder / "tokenizer.json"
    if os.path.lexists(path):
        return _from_json(path, vocab_size)
    path, merges_path = folder / "vocab.json", folder / "merges.txt"
    vocab = _read(path, read_json)
    lines = _read(merges_path, read_text).removesuffix("\n").split("\n")
    if lines[0].startswith("#version"):  # a merge may start with # too
        del lines[0]
    merges = [line.removesuffix("\r") for line in lines]
    return _bpe(path, merges_path, vocab, merges, vocab_size)


def _from_json(path: Path, vocab_size: int) -> tokenizers.Tokenizer:
    content = _read(path, read_json)
    if not isinstance(content, dict) or not isinstance(content.get("model"), dict):
        _refuse(path, "has no model", "a byte-level BPE")
    model, before = content["model"], content.get("pre_tokenizer")
    if model.get("type") != "BPE":
        _refuse(path, f"describes a model of type {shown(model.get('type'))}", "a byte-level BPE")
    if not isinstance(before, dict) or before.get("type") != "ByteLevel" or before.get("use_regex", True) is not True:
        _refuse(path, f"has the pre_tokenizer {shown(before, 80)}", "ByteLevel with its pattern")
    for key, value in content.items():
        if value and key not in IGNORED | {"model", "pre_tokenizer", "added_tokens"}:
            _refuse(path, f"sets {shown(key)} to {shown(value)}", "none")
    for key, value in model.items():
        if value and key not in IGNORED_OF_BPE:
            _refuse(path, f"sets {shown(key)} of its BPE to {shown(value)}", "none")
    vocab = _with_added(path, model.get("vocab"), content.get("added_tokens") or [])
    merges = model.get("merges")
    if not isinstance(merges, list):
        _refuse(path, "has no list of merges", "one")
    unknown, prefix_space = model.get("unk_token"), before.get("add_prefix_space") is True
    if unknown is not None and (not isinstance(unknown, str) or unknown not in vocab):  # it would fail at a prompt
        raise ModelError(f"{path} says that what it lacks is the token {shown(unknown)}, which it lacks, too.")
    how = {"unk_token": unknown, "fuse_unk": model.get("fuse_unk") is True}
    return _bpe(path, path, vocab, merges, vocab_size, prefix_space, **how)


def _with_added(path: Path, vocab: object, added: object) -> Any:
    """The vocabulary with special tokens that stand beside it. They are never found in a prompt, but have their ids."""
    if not isinstance(added, list) or not all(isinstance(token, dict) for token in added):
        _refuse(path, "has added_tokens that are no list of objects", "one")
    if not isinstance(vocab, dict):
        return vocab
    for token in added:
        content, number = token.get("content"), token.get("id")
        if token.get("special") is not True:
            _refuse(path, f"adds the token {shown(content)}, which is not special", "special ones alone")
        if not isinstance(content, str) or vocab.get(content, number) != number:
            _refuse(path, f"adds the token {shown(content)} with the id {shown(number)}", "the id of its vocabulary")
    return vocab | {token["content"]: token.get("id") for token in added}


def _bpe(
    path: Path,
    merges_path: Path,
    vocab: object,
    merges: list[Any],
    vocab_size: int,
    add_prefix_space: bool = False,
    **how: Any,
) -> tokenizers.Tokenizer:
    checked = _checked(path, vocab, vocab_size)
    pairs: dict[tuple[str, str], None] = {}
    for merge in merges:
        left, right = _pair(merges_path, merge)
        for token in (left, right, left + right):
            if token not in checked:
                _refuse(merges_path, f"merges {shown(merge)}, and {shown(token)} is not in the vocabulary", "it there")
        if (left, right) in pairs:
            _refuse(merges_path, f"merges {shown(merge)} twice", "it once")
        pairs[left, right] = None
    try:
        bpe = tokenizers.Tokenizer(tokenizers.models.BPE(vocab=checked, merges=[*pairs], **how))
    except Exception as error:  # the library has no narrower one
        raise ModelError(f"The tokenizer {path} cannot be used: {error}.") from error
    bpe.pre_tokenizer = tokenizers.pre_tokenizers.ByteLevel(add_prefix_space=add_prefix_space)
    return bpe


def _checked(path: Path, vocab: object, vocab_size: int) -> dict[str, int]:
    if not isinstance(vocab, dict) or not all(type(number) is int and number >= 0 for number in vocab.values()):
        raise ModelError(f"{path} needs a vocabulary: one JSON object that gives each token its id, a whole number.")
    for number, token in enumerate(("<s>", "<pad>", "</s>", "<unk>")):
        if vocab.get(token) != number:
            raise ModelError(f"In {path} the token {token} must have the id {number}, not {vocab.get(token)}.")
    if (largest := max(vocab.values())) >= vocab_size + STRAY_IDS:
        raise ModelError(f"{path} has ids up to {shown(largest)}, but the model knows only 0 to {vocab_size - 1}.")
    if len(set(vocab.values())) < len(vocab):
        _refuse(path, "gives two tokens the same id", "one for each")
    for token in vocab:
        if not 0 < len(token) <= MAX_TOKEN or any("\ud800" <= character <= "\udfff" for character in token):
            _refuse(path, f"has the token {shown(token)}", f"1 to {MAX_TOKEN} whole characters")
    return vocab


def _pair(path: Path, merge: object) -> tuple[str, str]:
    parts = merge.split(" ") if isinstance(merge, str) else merge
    if not isinstance(parts, list) or len(parts) != 2 or not all(isinstance(part, str) for part in parts):
        _refuse(path, f"merges {shown(merge)}", "two tokens")
    return parts[0], parts[1]


def _read(path: Path, read: Callable[[Path], Any]) -> Any:
    try:
        return read(path)  # as UTF-8, whatever the system's own encoding: tokens are full of Ġ
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        raise ModelError(f"The tokenizer file {path} cannot be read: {reason}.") from error


def _refuse(path: Path, found: str, expected: str) -> NoReturn:
    raise ModelError(f"The tokenizer {path} {found}; expected {expected}.")

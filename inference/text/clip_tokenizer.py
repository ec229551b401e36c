"""Texts as CLIP's ids: its byte-level BPE from `tokenizer.json`, with a mark at the end of each word.

As in byte_level_bpe.py, our own reading decides what the file is: the tokenizers library is given values that were
checked, and the two patterns that CLIP's files have, never a pattern from a file.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

import numpy as np
import tokenizers
from jaxtyping import Bool, Int32
from tokenizers import AddedToken, Regex, models, normalizers, pre_tokenizers

from inference.errors import ModelError, shown
from inference.regular_file import read_json

TOKENIZER_FILE = "tokenizer.json"
START, END = "<|startoftext|>", "<|endoftext|>"
END_OF_WORD = "</w>"
WORDS = r"'s|'t|'re|'ve|'m|'ll|'d|[\p{L}]+|[\p{N}]|[^\s\p{L}\p{N}]+"
PATTERNS = (WORDS, rf"<\|startoftext\|>|<\|endoftext\|>|{WORDS}")
"""How a text is cut into words: as the first files say, and as transformers writes it today."""
NORMALIZERS = (
    {"type": "NFC"},
    {"type": "Replace", "pattern": {"Regex": r"\s+"}, "content": " "},
    {"type": "Lowercase"},
)
MAX_TOKEN = 1000
"""Characters."""


@dataclass(frozen=True)
class ClipTokenizer:
    """A text between a start and an end token, cut or padded to `length` ids."""

    bpe: tokenizers.Tokenizer
    length: int
    start: int
    end: int
    padding: int

    @classmethod
    def load(cls, folder: Path, *, length: int, vocab_size: int) -> ClipTokenizer:
        """Read tokenizer.json, and the padding and length from tokenizer_config.json, if that says something.

        Args:
            length: the positions that the model has, `max_position_embeddings`; at least 3.
            vocab_size: rows of its embedding table.

        Raises:
            ModelError: a file is missing or broken, describes another kind of tokenizer, or belongs to another model.
        """
        path = folder / TOKENIZER_FILE
        content = _object(path)
        vocab = _vocabulary(path, content, vocab_size)
        bpe = _bpe(path, content, vocab)
        more = _object(folder / "tokenizer_config.json") if (folder / "tokenizer_config.json").is_file() else {}
        limit = more.get("model_max_length")
        if type(limit) is int and limit >= 3:  # transformers writes 1e30 where it does not know
            length = min(length, limit)
        padding = more.get("pad_token") or END
        padding = padding.get("content") if isinstance(padding, dict) else padding
        if not isinstance(padding, str) or padding not in vocab:
            _refuse(folder / "tokenizer_config.json", f"pads with {shown(padding)}", "a token of its vocabulary")
        return cls(bpe, length, vocab[START], vocab[END], vocab[padding])

    def __call__(self, texts: Sequence[str]) -> tuple[Int32[np.ndarray, "text token"], Bool[np.ndarray, "text token"]]:
        """The ids of each text, and which of them are not padding. What is too long ends with the end token, too."""
        ids = np.full((len(texts), self.length), self.padding, np.int32)
        mask = np.zeros(ids.shape, bool)
        for row, text in enumerate(texts):
            whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")  # half a character is no text
            content = self.bpe.encode(whole, add_special_tokens=False).ids[: self.length - 2]
            ids[row, : len(content) + 2] = [self.start, *content, self.end]
            mask[row, : len(content) + 2] = True
        return ids, mask


def _vocabulary(path: Path, content: dict[str, Any], vocab_size: int) -> dict[str, int]:
    """Every token and its id: those of the BPE, and the special ones that are beside it in some files."""
    model, added = content.get("model"), content.get("added_tokens") or []
    if not isinstance(model, dict) or model.get("type", "BPE") != "BPE":
        _refuse(path, f"has the model {shown(model)}", "a byte-level BPE")
    vocab = model.get("vocab")
    if not isinstance(vocab, dict) or not all(type(number) is int and number >= 0 for number in vocab.values()):
        _refuse(path, "has no vocabulary that gives each token its id", "one")
    if not isinstance(added, list) or not all(isinstance(token, dict) for token in added):
        _refuse(path, "has added_tokens that are no list of objects", "one")
    for token in added:
        name, number = token.get("content"), token.get("id")
        if not isinstance(name, str) or type(number) is not int or vocab.get(name, number) != number:
            _refuse(path, f"adds the token {shown(name)} with the id {shown(number)}", "the id of its vocabulary")
        vocab = vocab | {name: number}
    if lacking := [name for name in (START, END) if name not in vocab]:
        _refuse(path, f"lacks the token {lacking[0]}", "it: every CLIP has it")
    if len(set(vocab.values())) < len(vocab):
        _refuse(path, "gives two tokens the same id", "one for each")
    if (largest := max(vocab.values())) >= vocab_size:
        raise ModelError(f"{path} has ids up to {shown(largest)}, but the model knows only 0 to {vocab_size - 1}.")
    for name in vocab:
        if not 0 < len(name) <= MAX_TOKEN or any("\ud800" <= character <= "\udfff" for character in name):
            _refuse(path, f"has the token {shown(name)}", f"1 to {MAX_TOKEN} whole characters")
    return vocab


def _bpe(path: Path, content: dict[str, Any], vocab: dict[str, int]) -> tokenizers.Tokenizer:
    model = content["model"]
    if model.get("end_of_word_suffix") != END_OF_WORD or model.get("continuing_subword_prefix"):
        _refuse(path, f"ends words with {shown(model.get('end_of_word_suffix'))}", repr(END_OF_WORD))
    if not isinstance(merges := model.get("merges"), list):
        _refuse(path, "has no list of merges", "one")
    unknown = model.get("unk_token")
    if unknown is not None and (not isinstance(unknown, str) or unknown not in vocab):
        _refuse(path, f"says that what it lacks is the token {shown(unknown)}", "a token of its vocabulary")
    pairs: dict[tuple[str, str], None] = {}
    for merge in merges:
        parts = merge.split(" ") if isinstance(merge, str) else merge
        if not isinstance(parts, list) or len(parts) != 2 or not all(isinstance(part, str) for part in parts):
            _refuse(path, f"merges {shown(merge)}", "two tokens")
        left, right = parts
        for token in (left, right, left + right):
            if token not in vocab:
                _refuse(path, f"merges {shown(merge)}, and {shown(token)} is not in the vocabulary", "it there")
        pairs[left, right] = None
    try:
        bpe = tokenizers.Tokenizer(
            models.BPE(vocab=vocab, merges=[*pairs], unk_token=unknown, end_of_word_suffix=END_OF_WORD)
        )
    except Exception as error:  # the library has no narrower one
        raise ModelError(f"The tokenizer {path} cannot be used: {error}.") from error
    bpe.normalizer = _normalizer(path, content.get("normalizer"))
    bpe.pre_tokenizer = _pre_tokenizer(path, content.get("pre_tokenizer"))
    # In a text they are themselves, as in the reference: a text may end before its last word.
    for token in content.get("added_tokens") or []:
        flags = {name: token.get(name) is True for name in ("single_word", "lstrip", "rstrip", "normalized", "special")}
        added = AddedToken(token["content"], **flags)
        bpe.add_special_tokens([added]) if flags["special"] else bpe.add_tokens([added])
    return bpe


def _normalizer(path: Path, found: object) -> normalizers.Normalizer:
    steps = found.get("normalizers") if isinstance(found, dict) and found.get("type") == "Sequence" else [found]
    if not isinstance(steps, list) or not all(step in NORMALIZERS for step in steps):
        _refuse(path, f"has the normalizer {shown(found, 200)}", "NFC, one space for many, and small letters")
    makers = {
        "NFC": normalizers.NFC,
        "Replace": lambda: normalizers.Replace(Regex(r"\s+"), " "),
        "Lowercase": normalizers.Lowercase,
    }
    return normalizers.Sequence([makers[step["type"]]() for step in steps])


def _pre_tokenizer(path: Path, found: object) -> pre_tokenizers.PreTokenizer:
    steps = found.get("pretokenizers") if isinstance(found, dict) and found.get("type") == "Sequence" else None
    if not isinstance(steps, list) or len(steps) != 2 or not all(isinstance(step, dict) for step in steps):
        _refuse(path, f"has the pre_tokenizer {shown(found, 200)}", "CLIP's pattern, then ByteLevel")
    split, level = steps
    pattern = split["pattern"].get("Regex") if isinstance(split.get("pattern"), dict) else None
    how = (split.get("type"), split.get("behavior"), split.get("invert"))
    if pattern not in PATTERNS or how != ("Split", "Removed", True):
        _refuse(path, f"cuts words with {shown(split, 200)}", "CLIP's pattern")
    if level.get("type") != "ByteLevel" or level.get("add_prefix_space") is not False:
        _refuse(path, f"has the second pre_tokenizer {shown(level, 200)}", "ByteLevel without a space before words")
    cut = pre_tokenizers.Split(Regex(pattern), behavior="removed", invert=True)
    use_regex = level.get("use_regex", True) is not False
    return pre_tokenizers.Sequence([cut, pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=use_regex)])


def _object(path: Path) -> dict[str, Any]:
    try:
        content = read_json(path)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        raise ModelError(f"The tokenizer file {path} cannot be read: {reason}.") from error
    if not isinstance(content, dict):
        _refuse(path, f"holds a {type(content).__name__}", "one JSON object")
    return content


def _refuse(path: Path, found: str, expected: str) -> NoReturn:
    raise ModelError(f"The tokenizer {path} {found}; expected {expected}.")

"""A tokenizer.json is a byte-level BPE that we have checked, or a sentence; the library never sees the file."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from goldens import TEXT

from inference.api import ModelError
from inference.text.tokenizer import Tokenizer


def golden() -> dict[str, Any]:
    return json.loads((TEXT / "tokenizer.json").read_text(encoding="utf-8"))


def load(folder: Path, content: object, vocab_size: int = 300) -> Tokenizer:
    (folder / "tokenizer.json").write_text(content if isinstance(content, str) else json.dumps(content))
    return Tokenizer.load(folder, text_length=64, vocab_size=vocab_size, normalize=False)


def changed(where: str, **values: object) -> dict[str, Any]:
    """The golden file with other values, at its top or in its model."""
    content = golden()
    (content if where == "top" else content[where]).update(values)
    return content


def token(content: object = "<x>", number: object = 299, special: object = True) -> list[dict[str, object]]:
    return [{"id": number, "content": content, "special": special}]


VOCAB, MERGES = golden()["model"]["vocab"], golden()["model"]["merges"]
REFUSED = {
    "a prefix of later pieces": (changed("model", continuing_subword_prefix="x" * 10**6), "continuing_subword_prefix"),
    "an end of words": (changed("model", end_of_word_suffix="</w>"), "end_of_word_suffix"),
    "bytes where a character is unknown": (changed("model", byte_fallback=True), "byte_fallback"),
    "whole words first": (changed("model", ignore_merges=True), "ignore_merges"),
    "WordPiece": (changed("model", type="WordPiece"), "'WordPiece'; expected a byte-level BPE"),
    "Unigram": (changed("model", type="Unigram", vocab=[["a", 0.0]]), "'Unigram'"),
    "no type": (changed("model", type=None), "of type None"),
    "no model": (changed("top", model=None), "has no model"),
    "a normaliser of the library's": (
        changed("top", normalizer={"type": "Precompiled", "precompiled_charsmap": "AAAA////"}),
        "'normalizer'",
    ),
    "a lower-case normaliser": (changed("top", normalizer={"type": "Lowercase"}), "'normalizer'"),
    "no pre-tokenizer": (changed("top", pre_tokenizer=None), "pre_tokenizer None"),
    "another pre-tokenizer": (changed("top", pre_tokenizer={"type": "Whitespace"}), "'Whitespace'"),
    "without its pattern": (changed("top", pre_tokenizer={"type": "ByteLevel", "use_regex": False}), "its pattern"),
    "a list of pre-tokenizers": (changed("top", pre_tokenizer=[{"type": "ByteLevel"}]), "pre_tokenizer"),
    "a huge id": (changed("model", vocab=VOCAB | {"q": 2**32 - 1}), "has ids up to 4294967295"),
    "an id beyond all numbers": (changed("model", vocab=VOCAB | {"q": 10**30}), "has ids up to 1000000"),
    "a negative id": (changed("model", vocab=VOCAB | {"q": -1}), "whole number"),
    "a true id": (changed("model", vocab=VOCAB | {"q": True}), "whole number"),
    "two tokens of one id": (changed("model", vocab=VOCAB | {"q": VOCAB["z"]}), "two tokens the same id"),
    "a token of nothing": (changed("model", vocab=VOCAB | {"": 300}), "has the token ''"),
    "a token of a million characters": (changed("model", vocab=VOCAB | {"x" * 10**6: 300}), "has the token 'xxx"),
    "half a character": (changed("model", vocab=VOCAB | {"\ud800": 300}), "has the token"),
    "no vocabulary": (changed("model", vocab=None), "needs a vocabulary"),
    "a vocabulary that is a list": (changed("model", vocab=[["a", 0]]), "needs a vocabulary"),
    "no merges": (changed("model", merges=None), "has no list of merges"),
    "a merge of a stranger": (changed("model", merges=[*MERGES, "no-such q"]), "'no-such' is not in the vocabulary"),
    "a merge into a stranger": (changed("model", merges=[*MERGES, ["q", "z"]]), "'qz' is not in the vocabulary"),
    "a merge twice": (changed("model", merges=[*MERGES, MERGES[0]]), "twice"),
    "a merge of three": (changed("model", merges=[["a", "b", "c"]]), "expected two tokens"),
    "a merge of numbers": (changed("model", merges=[[1, 2]]), "expected two tokens"),
    "a merge of nothing": (changed("model", merges=[[]]), "expected two tokens"),
    "an added word": (changed("top", added_tokens=token("parade", special=False)), "'parade', which is not special"),
    "an added token with another id": (changed("top", added_tokens=token("<s>", 7)), "'<s>' with the id 7"),
    "an added token of another's id": (changed("top", added_tokens=token("<x>", 0)), "two tokens the same id"),
    "an added token without an id": (changed("top", added_tokens=token("<x>", None)), "whole number"),
    "an added token that is a list": (changed("top", added_tokens=token(["<x>"])), "adds the token ['<x>']"),
    "added tokens that are none": (changed("top", added_tokens=[5]), "no list of objects"),
    "an unknown part": (changed("top", moon={"type": "full"}), "sets 'moon'"),
    "an unknown part of the BPE": (changed("model", moon=True), "sets 'moon' of its BPE"),
    "an unknown token that is a number": (changed("model", unk_token=5), "is the token 5"),
    "depth": ('{"model": ' + "[" * 200_000, "nested too deeply"),
    "a name twice": ('{"model": {}, "model": {}}', "'model' is there twice"),
    "a list": ([], "has no model"),
    "seven million bytes": (" " * 7_000_000 + "{}", "more than 6,291,456 bytes"),
}


@pytest.mark.parametrize(("content", "reason"), REFUSED.values(), ids=REFUSED)
def test_what_is_no_byte_level_bpe_is_refused(tmp_path: Path, content: object, reason: str) -> None:
    """By our own reading, in one short sentence that names the file."""
    with pytest.raises(ModelError, match=re.escape(reason)) as caught:
        load(tmp_path, content)
    assert str(tmp_path / "tokenizer.json") in str(caught.value)
    assert len(str(caught.value)) < 600


def test_dropout_is_off(tmp_path: Path) -> None:
    """It is for training: with it, one prompt would have many rows of ids."""
    expected = load(tmp_path, golden()).encode(" sunset over a lake").ids.tolist()
    dropped = load(tmp_path, changed("model", dropout=0.9))
    assert {tuple(dropped.encode(" sunset over a lake").ids.tolist()) for _ in range(20)} == {tuple(expected)}


def test_parts_that_change_no_id_may_be_anything(tmp_path: Path) -> None:
    """What the library would do after the ids, or with lengths, is never asked of it; some of it would end us."""
    wild = changed(
        "top",
        padding={"strategy": {"Fixed": 10**12}},
        truncation={"max_length": -1},
        post_processor={"type": "Nonsense"},
        decoder=5,
        added_tokens=token("<new>", 300),
    )
    assert load(tmp_path, wild).encode("a fox").ids.tolist() == load(tmp_path, golden()).encode("a fox").ids.tolist()


def test_a_leading_space_may_be_added_by_the_file(tmp_path: Path) -> None:
    """A byte-level BPE can be told to; the ids are those of the text with the space."""
    spaced = load(tmp_path, changed("top", pre_tokenizer={"type": "ByteLevel", "add_prefix_space": True}))
    assert spaced.encode("fox").ids.tolist() == load(tmp_path, golden()).encode(" fox").ids.tolist()

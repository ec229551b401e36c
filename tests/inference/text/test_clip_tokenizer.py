"""CLIP's texts are cut, padded and read whatever they hold. That the ids are the reference's, the parity tests say."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from goldens import CLIP_TINY

from inference.text.clip_tokenizer import PATTERNS, ClipTokenizer

START, END = 543, 544


def load(folder: Path = CLIP_TINY, length: int = 77) -> ClipTokenizer:
    return ClipTokenizer.load(folder, length=length, vocab_size=545)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("tokenizer.json", "tokenizer_config.json"):
        shutil.copyfile(CLIP_TINY / name, tmp_path / name)
    return tmp_path


def test_a_long_text_keeps_its_end() -> None:
    """The last id is the end token; an empty text is start and end."""
    ids, mask = load(length=8)(["one two three four five six seven", ""])
    assert (ids[0, 0], ids[0, -1], mask[0].all()) == (START, END, True)
    assert ids[1].tolist() == [START] + [END] * 7
    assert mask[1].tolist() == [True, True] + [False] * 6


def test_the_shorter_length_holds(folder: Path) -> None:
    """A tokenizer may allow less than the model has positions for."""
    (folder / "tokenizer_config.json").write_text(json.dumps({"model_max_length": 12}))
    assert load(folder).length == 12
    (folder / "tokenizer_config.json").write_text(json.dumps({"model_max_length": 10**30}))
    assert load(folder).length == 77
    (folder / "tokenizer_config.json").unlink()
    assert load(folder).length == 77


def test_padding_is_what_the_file_says(folder: Path) -> None:
    """The end token where it says nothing."""
    (folder / "tokenizer_config.json").write_text(json.dumps({"pad_token": "!"}))
    assert load(folder)([""])[0][0, 2:].tolist() == [0] * 75
    (folder / "tokenizer_config.json").write_text("{}")
    assert load(folder)([""])[0][0, 2:].tolist() == [END] * 75


def test_the_first_files_are_read(folder: Path) -> None:
    """They write merges as one string, and a pattern without the special tokens."""
    path = folder / "tokenizer.json"
    values = json.loads(path.read_text())
    values["model"]["merges"] = [" ".join(merge) for merge in values["model"]["merges"]]
    values["pre_tokenizer"]["pretokenizers"][0]["pattern"]["Regex"] = PATTERNS[0]
    path.write_text(json.dumps(values))
    texts = ["a photo of a cat", "it's 3 o'clock", "naïve café 東京 🦊"]
    assert load(folder)(texts)[0].tolist() == load()(texts)[0].tolist()


def test_half_a_character_is_read() -> None:
    """As what stands for it."""
    assert load()(["a \ud83d b"])[0].tolist() == load()(["a \ufffd b"])[0].tolist()

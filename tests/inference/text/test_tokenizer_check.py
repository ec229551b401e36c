"""transformers reads a published tokenizer as we do, or the model is not converted."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from goldens import CHECKPOINT, GOLDEN, VQGAN_CHECKPOINT

from inference.api import ModelError
from inference.files import checkpoint, convert, dalle_mini
from inference.text import tokenizer_check

WORDS = GOLDEN / "text" / "words-frequency.txt"


def place(bart: Path) -> dalle_mini.Place:
    return dalle_mini.Place("tiny", bart, VQGAN_CHECKPOINT, None)


def refusal(bart: Path) -> str:
    """The sentence with which a model is not converted; nothing is written."""
    with pytest.raises(ModelError) as caught:
        convert.convert(place(bart), bart.parent / "ours")
    assert [path.name for path in bart.parent.iterdir()] == [bart.name]
    return str(caught.value)


def tokenizer_folder(tmp_path: Path, **changes: object) -> Path:
    """A golden tokenizer with other keys in its tokenizer_config.json."""
    folder = tmp_path / "tokenizer"
    shutil.copytree(CHECKPOINT, folder)
    config = json.loads((folder / "tokenizer_config.json").read_text()) | changes
    (folder / "tokenizer_config.json").write_text(json.dumps(config))
    return folder


def test_transformers_reads_the_tokenizer_as_we_do() -> None:
    """The golden files give the same ids by both readers, and a folder with the older two files has no second one."""
    tokenizer = dalle_mini.tokenizer_of(place(CHECKPOINT), checkpoint.open_bart(CHECKPOINT)[0])
    tokenizer_check.agree(tokenizer, CHECKPOINT)
    tokenizer_check.agree(tokenizer, VQGAN_CHECKPOINT)


def test_a_tokenizer_that_is_read_in_two_ways_is_refused(tmp_path: Path) -> None:
    """If the files say something that only transformers hears, the ids differ, and both are shown."""
    folder = tokenizer_folder(tmp_path, additional_special_tokens=["parade"])
    sentence = refusal(folder)
    start = "[261, 266, 84, 69, 75, 264, 88, 88, 77, "
    assert sentence == (
        f"The tokenizer {folder / 'tokenizer.json'} is read in two ways: ' a spaghetti parade' is "
        f"{start}225, 300] to transformers, {start}274, 69, 86, 69, 72, 73] to us."
    )


def test_a_tokenizer_that_transformers_cannot_read_is_refused(tmp_path: Path) -> None:
    """With its reason."""
    folder = tokenizer_folder(tmp_path)
    (folder / "tokenizer_config.json").write_text("{")
    sentence = refusal(folder)
    assert sentence.startswith(f"The tokenizer {folder / 'tokenizer.json'} cannot be read by transformers: ")


def test_the_second_opinion_is_quiet(tmp_path: Path) -> None:
    """Importing transformers without PyTorch says nothing on the terminal, and needs no network."""
    words = ["model", "convert", str(CHECKPOINT), str(tmp_path / "ours"), "--vqgan", str(VQGAN_CHECKPOINT)]
    done = subprocess.run([sys.executable, "-m", "bot", *words], capture_output=True, text=True)
    assert (done.returncode, done.stdout, done.stderr) == (0, f"{tmp_path / 'ours'}  3 MB\n", "")

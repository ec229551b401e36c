"""Words that a model never saw are found and named; a model that keeps no list knows everything."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from inference.api import ModelError
from inference.text.vocabulary import unknown_words

WORDS = ["cat", "cats", "cherry", "wolf", "jalapeno", "on", "trial", "riding", "t", "rex", "person", "spaghetti"]


@pytest.fixture
def model(tmp_path: Path) -> Path:
    (tmp_path / "words.json").write_text(json.dumps(WORDS))
    return tmp_path


@pytest.mark.parametrize(
    ("prompt", "unknown"),
    [
        ("Godzilla on trial", ("Godzilla",)),
        ("a cat on trial", ()),
        ("CATS, cherries and wolves", ()),
        ("a jalapeño", ()),
        ("the cat's spaghetti is like a person's", ()),
        ("people riding t-rex #spaghetti", ()),
        ("Shrek riding a shrek with Fiona", ("Shrek", "Fiona")),
        ("a spaghetti_monster", ("monster",)),
        ("猫 and a cat", ("猫",)),
        ("7 cats", ("7",)),
        ("picture of the and of", ()),
        ("", ()),
    ],
)
def test_what_was_never_seen_is_named_once_as_it_was_written(model: Path, prompt: str, unknown: tuple) -> None:
    """Plurals, capitals, accents and possessives are folded; stop words do not count."""
    assert unknown_words(model, prompt) == unknown


def test_a_model_without_a_list_knows_everything(tmp_path: Path) -> None:
    """The published models have no words.json."""
    assert unknown_words(tmp_path, "Godzilla") == ()


def test_a_list_that_changed_is_read_again(model: Path) -> None:
    """A model may be trained anew in the same place while a bot runs."""
    assert unknown_words(model, "Godzilla") == ("Godzilla",)
    path = model / "words.json"
    path.write_text(json.dumps([*WORDS, "godzilla"]))
    assert unknown_words(model, "Godzilla") == ()


@pytest.mark.parametrize("broken", ["[", '{"words": []}', "[1]", "\udcff", "[" * 200_000])
def test_a_broken_list_is_a_sentence(model: Path, broken: str) -> None:
    """Not a traceback, and not silence either."""
    (model / "words.json").write_bytes(broken.encode(errors="surrogateescape"))
    with pytest.raises(ModelError, match=r"words\.json cannot be read as a list of words"):
        unknown_words(model, "a cat")


def test_asking_loads_no_device() -> None:
    """The bot asks in every reply, also where no JAX runs."""
    script = "import sys, inference.text.vocabulary; print('jax' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", script], capture_output=True, text=True).stdout == "False\n"

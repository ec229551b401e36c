"""Words that a model never saw are found and named; a model that keeps no list knows everything."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from inference.api import ModelError
from inference.text.vocabulary import Reading, read_prompt

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
        ("a cat http://unheard.com/of-things", ()),
        ("", ()),
    ],
)
def test_what_was_never_seen_is_named_once_as_it_was_written(model: Path, prompt: str, unknown: tuple) -> None:
    """Plurals, capitals, accents and possessives are folded; stop words do not count."""
    assert read_prompt(model, prompt).unknown == unknown


def test_a_model_without_a_list_knows_everything(tmp_path: Path) -> None:
    """The published models have no words.json."""
    assert read_prompt(tmp_path, "Godzilla").unknown == ()


def test_a_list_that_changed_is_read_again(model: Path) -> None:
    """A model may be trained anew in the same place while a bot runs."""
    assert read_prompt(model, "Godzilla").unknown == ("Godzilla",)
    path = model / "words.json"
    path.write_text(json.dumps([*WORDS, "godzilla"]))
    assert read_prompt(model, "Godzilla").unknown == ()


@pytest.mark.parametrize("broken", ["[", '{"words": []}', "[1]", "\udcff", "[" * 200_000])
def test_a_broken_list_is_a_sentence(model: Path, broken: str) -> None:
    """Not a traceback, and not silence either."""
    (model / "words.json").write_bytes(broken.encode(errors="surrogateescape"))
    with pytest.raises(ModelError, match=r"words\.json cannot be read as a list of words"):
        read_prompt(model, "a cat")


def test_asking_loads_no_device() -> None:
    """The bot asks in every reply, also where no JAX runs."""
    script = "import sys, inference.text.vocabulary; print('jax' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", script], capture_output=True, text=True).stdout == "False\n"


KINDS = {
    "no typos": "catch|crown",
    "kinds": {
        "bird": "sparrow|house sparrow",
        "green t rex": "godzilla",
        "bowl of rice": "risotto",
        "eagle": "hawk",
        "mouse": "vole",
    },
}


@pytest.fixture
def kinds(model: Path) -> Path:
    names = [*WORDS, "bird", "eagle", "mouse", "in", "a", "water gun", "green", "penguin", "crow"]
    (model / "words.json").write_text(json.dumps(names))
    (model / "kinds.json").write_text(json.dumps(KINDS))
    return model


@pytest.mark.parametrize(
    ("prompt", "text", "drawn"),
    [
        ("a Sparrow on a cat", "a bird on a cat", (("Sparrow", "bird"),)),
        ("three sparrows", "three birds", (("sparrows", "birds"),)),
        ("two voles", "two mice", (("voles", "mice"),)),
        ("A house-sparrow!", "A bird!", (("house-sparrow", "bird"),)),
        ("a hawk", "an eagle", (("hawk", "eagle"),)),
        ("Godzillas", "green t rexes", (("Godzillas", "green t rexes"),)),
        ("two risottos", "two bowls of rice", (("risottos", "bowls of rice"),)),
        ("a sparrow's cat, a sparrow", "a bird's cat, a bird", (("sparrow", "bird"),)),
        ("a pengiun", "a penguin", (("pengiun", "penguin"),)),
        ("spagetti", "spaghetti", (("spagetti", "spaghetti"),)),
        ("house, sparrow", "house, bird", (("sparrow", "bird"),)),
        ("a cat on a water gun", "a cat on a water gun", ()),
        ("a hawk http://a.com/sparrows", "an eagle http://a.com/sparrows", (("hawk", "eagle"),)),
    ],
)
def test_what_is_known_by_its_kind_alone_is_drawn_as_that_and_said(
    kinds: Path, prompt: str, text: str, drawn: tuple
) -> None:
    reading = read_prompt(kinds, prompt)
    assert (reading.text, reading.kinds) == (text, drawn)


@pytest.mark.parametrize("word", ["crown", "house", "gun", "cet", "water"])
def test_a_word_that_means_something_else_stays_unknown(kinds: Path, word: str) -> None:
    """No verb or short word is corrected, and a part of a longer name is not known by itself."""
    assert read_prompt(kinds, word) == Reading(word, (word,))


def test_broken_kinds_are_a_sentence(kinds: Path) -> None:
    (kinds / "kinds.json").write_text('{"kinds": []}')
    with pytest.raises(ModelError, match="cannot be read as a list of words"):
        read_prompt(kinds, "a cat")

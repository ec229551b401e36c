"""The things that Pocket can draw, their words, and the English around them."""

import json
import re
from collections import Counter

import numpy as np
import pytest
from emoji_things import blots, known

from training.scenes.grammar import Noun, article, plural
from training.scenes.hand_scenes import coloured
from training.scenes.things import THINGS_JSON, find, things


def test_there_are_more_than_a_thousand_things() -> None:
    assert len(things()) >= 1000


def test_ids_count_from_zero_and_keys_are_unique() -> None:
    assert [thing.id for thing in things()] == list(range(len(things())))
    assert max(Counter(thing.key for thing in things()).values()) == 1


def test_no_two_things_share_a_name_or_a_synonym() -> None:
    words = Counter(noun.text for thing in things() for noun in thing.nouns)
    assert [word for word, count in words.items() if count > 1] == []


def test_words_survive_the_normaliser_of_captions() -> None:
    """Small Latin letters, digits and single spaces."""
    words = [noun.text for thing in things() for noun in (*thing.nouns, *thing.kinds)]
    assert [word for word in words if not re.fullmatch(r"[a-z0-9]+( [a-z0-9]+)*", word)] == []


@pytest.mark.parametrize(
    ("word", "name"),
    [
        ("dinosaur", "dinosaur"),
        ("tyrannosaurus rex", "t rex"),
        ("corgi", "dog"),
        ("armchair", "couch"),
        ("avocado", "avocado"),
        ("pasta", "spaghetti"),
        ("astronaut", "astronaut"),
        ("judge", "judge"),
        ("subway", "subway"),
        ("mice", "mouse"),
        ("doctor", "doctor"),
        ("heart", "heart"),
    ],
)
def test_people_find_what_they_type(word: str, name: str) -> None:
    thing = find(word)
    assert thing is not None
    assert thing.name == name


def test_godzilla_is_unknown() -> None:
    """So that the bot can say so."""
    assert find("godzilla") is None


def test_the_list_is_small_and_names_its_licence() -> None:
    text = THINGS_JSON.read_text(encoding="utf-8")
    assert len(text.encode()) < 300_000
    assert "Unicode licence" in json.loads(text)["notice"]


def test_articles_go_by_sound() -> None:
    an = ["apple", "umbrella", "hourglass", "x ray", "onion", "8 ball", "unamused face"]
    a = ["unicorn", "ufo", "one armed bandit", "euro note", "house", "yo yo"]
    assert {phrase: article(phrase) for phrase in an + a} == dict.fromkeys(an, "an") | dict.fromkeys(a, "a")


def test_plurals() -> None:
    plural_from_noun = {
        "mouse": "mice",
        "computer mouse": "computer mice",
        "wolf": "wolves",
        "fox": "foxes",
        "knife": "knives",
        "monkey": "monkeys",
        "strawberry": "strawberries",
        "jellyfish": "jellyfish",
        "policeman": "policemen",
        "human": "humans",
        "ear of corn": "ears of corn",
        "fork and knife": "forks and knives",
        "person getting haircut": "people getting haircut",
        "rolling on the floor laughing face": "rolling on the floor laughing faces",
    }
    assert {noun: plural(noun) for noun in plural_from_noun} == plural_from_noun


def test_what_cannot_be_counted_has_no_plural() -> None:
    assert Noun("scissors", "plural").plural() == "scissors"
    assert Noun("spaghetti", "mass").plural() == "spaghetti"


def test_a_tint_changes_the_thing_and_keeps_its_outline() -> None:
    drawings, dog = blots("noto"), known("dog")
    plain, blue = (coloured(drawings, "noto", dog.key, colour) for colour in (None, "blue"))
    assert (plain[..., 3] == blue[..., 3]).all()
    solid = plain[..., 3] > 128
    assert blue[solid][:, 2].mean() > blue[solid][:, 0].mean() + 40
    assert not np.array_equal(plain, blue)

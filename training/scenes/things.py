"""Everything that Pocket can draw: a thousand emoji and a few shapes, each with its words.

`python -m training.scenes.vocabulary_builder` writes things.json; everything else reads it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from training.scenes.grammar import Noun
from training.scenes.palette import Rgb

THINGS_JSON = Path(__file__).with_name("things.json")


_COMMON = """
pizza cat dog banana apple hamburger robot frog penguin rocket unicorn dinosaur octopus fox panda owl elephant pig cow
horse chicken duck snake turtle whale shark crab butterfly bee snail tree cactus sunflower rose mushroom strawberry
watermelon cherries grapes lemon avocado carrot taco sushi donut cookie cake coffee beer egg bread cheese car bus
bicycle airplane ship train ufo house castle volcano mountain sun moon star rainbow cloud snowman fire heart skull ghost
alien clown wizard astronaut king princess vampire zombie mermaid crown balloon guitar drum piano trumpet football
basketball book clock key umbrella camera computer television hammer bomb sword gift bed chair toilet soap spider
"""
COMMON = tuple(_COMMON.split())
"""Our guess of what people request most."""


@dataclass(frozen=True, slots=True)
class Thing:
    """One thing.

    Args:
        id: its index in the list, 0 to len(things()) - 1.
        key: the emoji, or "shape:" and the shape's name; unlike the id it never changes.
        nouns: its name, then its synonyms; no other thing has any of them.
        group: mammal, fruit, tool, shape …
        kinds: words that it shares with its group: "animal".
        width, height: in pixels at the font's one size.
        rgb: its mean colour, 0 to 255.
        tintable: whether most of it has one colour, so that it can be painted in another.
        top: where a hat goes, from 0 (left) to 1 (right).
        seat: where a rider sits, from 0 (its top) to 1 (its bottom).
        mount: whether others may ride it.
    """

    id: int
    key: str
    nouns: tuple[Noun, ...]
    group: str
    kinds: tuple[Noun, ...]
    width: int
    height: int
    rgb: Rgb
    tintable: bool
    top: float
    seat: float
    mount: bool

    @property
    def name(self) -> str:
        return self.nouns[0].text


@cache
def things() -> tuple[Thing, ...]:
    """All things, in the order of their ids."""
    book = json.loads(THINGS_JSON.read_text(encoding="utf-8"))
    kinds = {group: tuple(map(Noun.read, words)) for group, words in book["kinds"].items()}
    return tuple(
        Thing(
            id=number,
            key=row["key"],
            nouns=tuple(map(Noun.read, row["words"])),
            group=row["group"],
            kinds=kinds.get(row["group"], ()),
            width=row["size"][0],
            height=row["size"][1],
            rgb=(row["rgb"][0], row["rgb"][1], row["rgb"][2]),
            tintable=row.get("tintable", False),
            top=row.get("top", 0.5),
            seat=row.get("seat", 0.0),
            mount=row.get("mount", False),
        )
        for number, row in enumerate(book["things"])
    )


@cache
def _thing_from_word() -> dict[str, Thing]:
    return {word: thing for thing in things() for noun in thing.nouns for word in (noun.text, noun.plural())}


def find(word: str) -> Thing | None:
    """The thing with this name or synonym, singular or plural; None for an unknown word."""
    return _thing_from_word().get(word)


@cache
def common() -> tuple[Thing, ...]:
    """The things of COMMON."""
    found = (find(word) for word in COMMON)
    return tuple(dict.fromkeys(thing for thing in found if thing is not None))

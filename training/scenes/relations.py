"""What things do together in a scene: who may, and how a caption says it (relations.toml)."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from training.scenes.rng import Rng
from training.scenes.things import Thing, common, find, things

ACTORS = frozenset({"mammal", "bird", "reptile", "insect", "sea", "person", "creature"})
"""Groups of those who are alive."""
ALIVE, USUAL, LEAST_USUAL = 0.85, 0.6, 5
"""How often somebody alive acts, and how often a part is taken by a common thing, where so many of them may take it."""
FIRST_PHRASE = 0.4
"""How often a caption has an act's first phrase: "eating" is requested more than "munching on"."""


@dataclass(frozen=True)
class Act:
    """One relation.

    Args:
        name: its word in labels.
        phrases: captions; {a} and {b} are the two things with their articles, {n} is the last one without.
        first, second: who may take part; there is no second where one thing acts alone.
        copies: of the second thing.
    """

    name: str
    phrases: tuple[str, ...]
    first: tuple[Thing, ...]
    second: tuple[Thing, ...] = ()
    copies: int = 1

    def phrase(self, rng: Rng) -> str:
        return self.phrases[0] if rng.chance(FIRST_PHRASE) else rng.choice(self.phrases)


@cache
def acts() -> Mapping[str, Act]:
    """All relations of relations.toml by their names.

    Raises:
        ValueError: a word there is no role, no group and no thing.
    """
    rows = _rows()
    return {
        name: Act(name, tuple(row["phrases"]), _cast(row["first"]), _cast(row.get("second", ())), row.get("copies", 1))
        for name, row in rows.items()
        if name != "roles"
    }


@cache
def named(role: str) -> frozenset[str]:
    """The names of the things that have a role."""
    return frozenset(name.strip() for name in _rows()["roles"][role].replace("\n", " ").split(","))


def choose(name: str, rng: Rng) -> tuple[Thing, ...]:
    """Who takes part in a relation: two different things, or one."""
    act = acts()[name]
    alive, others = _parted(name)
    first = _usual(alive if not others or rng.chance(ALIVE) else others, rng)
    if not act.second:
        return (first,)
    second = first
    while second == first:
        second = _usual(act.second, rng)
    return first, second


def stage(relation: str, cast: Sequence[Thing]) -> str | None:
    """The name in staging.py of how these things are drawn; None for a relation that is none of relations.toml."""
    if relation not in acts():
        return None
    if relation == "wearing":
        return "wearing " + next((role for role in ("hat", "eyewear", "garment") if _means(role, cast[1])), "hat")
    if relation == "inside":
        return "inside window" if _means("window", cast[1]) else "inside vessel"
    return relation


@cache
def _rows() -> dict[str, dict[str, Any]]:
    return tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))


def _cast(words: Sequence[str]) -> tuple[Thing, ...]:
    """The things that these words mean: a role, a group, or the name of one."""
    chosen: list[Thing] = []
    for word in words:
        one = find(word)
        found = [thing for thing in things() if thing.group != "shape" and _means(word, thing)]
        if not found and one is None:
            raise ValueError(f"relations.toml: {word!r} is no role, no group and no thing")
        chosen += found or ([one] if one else [])
    return tuple(dict.fromkeys(chosen))


def _means(word: str, thing: Thing) -> bool:
    if word == "actor":
        return thing.group in ACTORS and thing.name not in named("busy")
    if word == "mount":
        return thing.mount
    return thing.name in named(word) if word in _rows()["roles"] else thing.group == word


@cache
def _parted(name: str) -> tuple[tuple[Thing, ...], tuple[Thing, ...]]:
    """Who is alive among those who may act, and the others."""
    first = acts()[name].first
    alive = tuple(thing for thing in first if thing.group in ACTORS)
    return alive, tuple(thing for thing in first if thing not in alive)


def _usual(cast: tuple[Thing, ...], rng: Rng) -> Thing:
    usual = _common_of(cast)
    return rng.choice(usual if len(usual) >= LEAST_USUAL and rng.chance(USUAL) else cast)


@cache
def _common_of(cast: tuple[Thing, ...]) -> tuple[Thing, ...]:
    return tuple(thing for thing in common() if thing in cast)

"""What a scene is before it has pixels: its words, its truth, and whether it may be trained on."""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Literal

from training.scenes.grammar import Noun
from training.scenes.layout import Box, Size
from training.scenes.palette import ColourName
from training.scenes.things import things

Split = Literal["train", "held-out"]
Relation = Literal["", "and", "on", "left of", "right of", "above", "below", "wearing"]

PLAIN = "plain"
"""The background and the style that nobody asked for."""
ONE_IN = 20
"""One combination in so many is held out: about 5 %."""


@dataclass(frozen=True, slots=True)
class SceneItem:
    """One thing of a scene, once or several times.

    Args:
        thing: its id.
        noun: the word that the caption has for it.
        colour: the colour it is painted in; None for its own.
        said_colour: the word that the caption has for the colour, if it has one.
        size: what the caption says of its size.
        boxes: where it stands, once for each time, in fractions of the picture.
        outlined: whether it needs an outline to be seen.
    """

    thing: int
    noun: Noun
    colour: ColourName | None
    said_colour: str
    size: Size | None
    boxes: tuple[Box, ...] = ()
    outlined: bool = False
    count: int = 1


@dataclass(frozen=True, slots=True)
class ScenePlan:
    """The words and the truth of a scene.

    Args:
        relation: how the first item stands to the second; "" where there is one item.
        background, style: names, "plain" where the caption says nothing.
        variant: which drawing of the background.
        grain: seed of a style's paper and strokes.
    """

    seed: int
    split: Split
    caption: str
    items: tuple[SceneItem, ...]
    relation: Relation
    background: str
    style: str
    variant: int
    grain: int


@cache
def is_held_out(one: str, other: str) -> bool:
    """Whether this combination is never trained on; in either order.

    Args:
        one, other: keys of things ("🦕", "shape:cube"), or "background:beach", "style:neon", "colour:blue".
    """
    text = "|".join(sorted((one, other)))
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest()) % ONE_IN == 0


def combinations(plan: ScenePlan) -> Iterator[tuple[str, str]]:
    """The combinations in a scene: each pair of things, and each thing with its colour, background and style."""
    keys = [things()[item.thing].key for item in plan.items]
    yield from itertools.combinations(keys, 2)
    for item, key in zip(plan.items, keys, strict=True):
        if item.colour is not None:
            yield key, f"colour:{item.colour}"
        if plan.background != PLAIN:
            yield key, f"background:{plan.background}"
        if plan.style != PLAIN:
            yield key, f"style:{plan.style}"


def holds_out(plan: ScenePlan) -> bool:
    """Whether any combination in it is never trained on."""
    return any(is_held_out(one, other) for one, other in combinations(plan))

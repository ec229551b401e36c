"""A scene before it has pixels: its caption, its labels, and whether it may be trained on."""

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
Relation = Literal[
    "", "and", "on", "left of", "right of", "above", "below",
    "eating", "drinking", "riding", "driving", "wearing", "holding", "carrying", "playing", "reading", "using",
    "fighting", "chasing", "hugging", "kissing", "painting", "cooking", "inside", "on top of", "behind",
    "juggling", "throwing", "sleeping", "crying", "singing", "running", "swimming", "burning",
]  # fmt: skip

PLAIN = "plain"
"""The background and the style that a caption does not mention."""
HELD_OUT_ONE_IN = 20
"""One combination in this many is held out: about 5 %."""


@dataclass(frozen=True, slots=True)
class SceneItem:
    """One thing of a scene, once or several times.

    Args:
        thing: its id.
        noun: its word in the caption.
        colour: the colour it is painted in; None for its own.
        caption_colour: the colour's word in the caption; "" if the caption names none.
        size: its size in the caption; None if the caption names none.
        boxes: its places, one for each copy, in fractions of the picture.
        count: number of copies.
    """

    thing: int
    noun: Noun
    colour: ColourName | None
    caption_colour: str
    size: Size | None
    boxes: tuple[Box, ...] = ()
    count: int = 1


@dataclass(frozen=True, slots=True)
class ScenePlan:
    """The caption and the labels of a scene.

    Args:
        relation: of the first item to the second, or what a single item does; "" for one that does nothing.
        background, style: names; "plain" if the caption mentions none.
        variant: number of the background's drawing.
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
    """Whether this combination is never trained on, in either order.

    Args:
        one, other: keys of things ("🦕", "shape:cube"), or "background:beach", "style:neon", "colour:blue".
    """
    text = "|".join(sorted((one, other)))
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest()) % HELD_OUT_ONE_IN == 0


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


def contains_held_out(plan: ScenePlan) -> bool:
    """Whether the scene has a combination that is never trained on."""
    return any(is_held_out(one, other) for one, other in combinations(plan))

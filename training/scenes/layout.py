"""Where things are in a scene: pure arithmetic on their proportions, in fractions of a square picture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from training.scenes.rng import Rng
from training.scenes.things import Thing

Size = Literal["big", "small"]
EXTENT_FROM_SIZE: dict[Size | None, tuple[float, float]] = {
    None: (0.62, 0.82),
    "big": (0.92, 0.97),
    "small": (0.26, 0.36),
}
"""Bounds for the longer edge of a single thing."""

CENTRES_FROM_COUNT: dict[int, tuple[float, tuple[tuple[tuple[float, float], ...], ...]]] = {
    2: (0.43, (((0.27, 0.5), (0.73, 0.5)), ((0.3, 0.3), (0.7, 0.7)))),
    3: (0.31, (((0.18, 0.5), (0.5, 0.5), (0.82, 0.5)), ((0.5, 0.28), (0.27, 0.72), (0.73, 0.72)))),
    4: (0.41, (((0.27, 0.27), (0.73, 0.27), (0.27, 0.73), (0.73, 0.73)),)),
    5: (0.31, (((0.19, 0.19), (0.81, 0.19), (0.5, 0.5), (0.19, 0.81), (0.81, 0.81)),)),
    6: (0.3, (((0.18, 0.3), (0.5, 0.3), (0.82, 0.3), (0.18, 0.7), (0.5, 0.7), (0.82, 0.7)),)),
}
"""The longer edge of each copy, and arrangements of their centres."""
PATCH = 1 / 8
"""The edge of what one of 64 codes describes."""
HALF, THIRD = 0.46, 0.3
"""The longer edge of two to four things at fixed places, and of five or six."""
PLACES_FROM_COUNT: dict[int, tuple[tuple[float, float], ...]] = {
    2: ((0.25, 0.5), (0.75, 0.5)),
    3: ((0.5, 0.25), (0.25, 0.75), (0.75, 0.75)),
    4: ((0.25, 0.25), (0.75, 0.25), (0.25, 0.75), (0.75, 0.75)),
    5: ((0.1875, 0.1875), (0.8125, 0.1875), (0.5, 0.5), (0.1875, 0.8125), (0.8125, 0.8125)),
    6: ((0.1875, 0.3125), (0.5, 0.3125), (0.8125, 0.3125), (0.1875, 0.6875), (0.5, 0.6875), (0.8125, 0.6875)),
}
EDGE = 0.02
"""The margin around all things, so that nothing is cut off."""


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in fractions of the picture."""

    left: float
    top: float
    width: float
    height: float

    @property
    def right(self) -> float:
        return self.left + self.width

    @property
    def bottom(self) -> float:
        return self.top + self.height

    @property
    def centre(self) -> tuple[float, float]:
        return self.left + self.width / 2, self.top + self.height / 2


def random_boxes(
    cast: Sequence[Thing], relation: str, count: int, size: Size | None, ground: bool, rng: Rng
) -> tuple[tuple[Box, ...], ...]:
    """Random places for each thing, or for `count` copies of a single one.

    Args:
        cast: one or two things.
        relation: of the first thing to the second, as in scene_plan.Relation.
        size: of a single thing.
        ground: whether they stand on the ground; elsewhere they float in the middle.
    """
    if count > 1:
        return (_several(cast[0], count, rng),)
    if len(cast) == 1:
        return ((_alone(cast[0], size, ground, rng),),)
    first, second = cast
    if relation == "on":
        return tuple((box,) for box in _on(first, second, rng))
    return tuple((box,) for box in _apart(first, second, relation, ground, rng))


def fixed_boxes(
    cast: Sequence[Thing], relation: str, count: int, size: Size | None, ground: bool
) -> tuple[tuple[Box, ...], ...]:
    """The same places for every scene of a kind, whole patches apart: a thing that moves between them keeps its codes.

    A network that learns how a cat looks on one side knows it for the other side, above and below, and for two, three
    and four cats.
    """
    first = cast[0]
    if count > 1:
        extent = HALF if count <= 4 else THIRD
        return (tuple(_box(first, extent, x, y) for x, y in PLACES_FROM_COUNT[count]),)
    if len(cast) == 1:
        low, high = EXTENT_FROM_SIZE[size]
        return ((_box(first, (low + high) / 2, 0.5, 0.5),),)
    second = cast[1]
    middle = 0.5 + PATCH if ground else 0.5
    left, right, top, bottom = (0.25, middle), (0.75, middle), (0.5, 0.25), (0.5, 0.75)
    here, there = {"right of": (right, left), "above": (top, bottom), "below": (bottom, top)}.get(
        relation, (left, right)
    )
    if relation == "on":
        there = bottom
        under = _box(second, HALF, *there)
        high = HALF * first.height / max(first.width, first.height)
        seat = under.top + under.height * min(second.seat, 0.5)
        here = (0.5, 0.75 - PATCH * round((0.75 - (seat - high / 2)) / PATCH))
    return ((_box(first, HALF, *here),), (_box(second, HALF, *there),))


def _box(thing: Thing, extent: float, x: float, y: float) -> Box:
    """A box of the thing's proportions around a centre, moved inside the picture."""
    scale = extent / max(thing.width, thing.height)
    width, height = thing.width * scale, thing.height * scale
    left = min(max(x - width / 2, EDGE), 1 - EDGE - width)
    top = min(max(y - height / 2, EDGE), 1 - EDGE - height)
    return Box(left, top, width, height)


def _standing(thing: Thing, extent: float, x: float, floor: float) -> Box:
    """A box whose bottom edge is on the floor."""
    scale = extent / max(thing.width, thing.height)
    return _box(thing, extent, x, floor - thing.height * scale / 2)


def _alone(thing: Thing, size: Size | None, ground: bool, rng: Rng) -> Box:
    low, high = EXTENT_FROM_SIZE[size]
    shrink = 0.84 if ground and size is None else 1.0
    extent = rng.uniform(low, high) * shrink
    swing = 0.22 if size == "small" else 0.06
    x, y = 0.5 + rng.uniform(-swing, swing), 0.5 + rng.uniform(-swing, swing)
    if ground and size != "big":
        return _standing(thing, extent, x, rng.uniform(0.86, 0.94))
    return _box(thing, extent, x, y)


def _several(thing: Thing, count: int, rng: Rng) -> tuple[Box, ...]:
    extent, ways = CENTRES_FROM_COUNT[count]
    way = rng.choice(ways)
    if way is not ways[0]:
        extent = 0.41  # a diagonal or a triangle has more room than a row
    sway = 0.015
    return tuple(_box(thing, extent, x + rng.uniform(-sway, sway), y + rng.uniform(-sway, sway)) for x, y in way)


def _apart(first: Thing, second: Thing, relation: str, ground: bool, rng: Rng) -> tuple[Box, Box]:
    """Two things side by side or one above the other, without touching."""
    extent = rng.uniform(0.42, 0.46)
    sway = rng.uniform(-0.06, 0.06)
    if relation in {"above", "below"}:
        high, low = _box(first, extent, 0.5 + sway, 0.25), _box(second, extent, 0.5 - sway, 0.75)
        if relation == "above":
            return high, low
        return _box(first, extent, 0.5 + sway, 0.75), _box(second, extent, 0.5 - sway, 0.25)
    here, there = (0.75, 0.25) if relation == "right of" else (0.25, 0.75)
    if ground:
        floor = rng.uniform(0.84, 0.92)
        return _standing(first, extent, here, floor), _standing(second, extent, there, floor)
    return _box(first, extent, here, 0.5 + sway), _box(second, extent, there, 0.5 - sway)


def _on(first: Thing, second: Thing, rng: Rng) -> tuple[Box, Box]:
    """The first on the second: its feet are a little below the seat of the other."""
    above, below, x = rng.uniform(0.4, 0.46), rng.uniform(0.52, 0.6), 0.5 + rng.uniform(-0.04, 0.04)
    high = above * first.height / max(first.width, first.height)
    low = below * second.height / max(second.width, second.height)
    seat = min(second.seat, 0.5)
    reach = low * (1 - seat) + high * 0.9
    shrink = min(1.0, 0.92 / reach)
    under = _standing(second, below * shrink, x, min(0.95, 0.5 + reach * shrink / 2 + 0.04))
    feet = under.top + under.height * seat + high * shrink * 0.1
    return _standing(first, above * shrink, x, feet), under

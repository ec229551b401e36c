"""Where things stand: pure arithmetic on their proportions, in fractions of a square picture."""

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
"""The larger of width and height of a single thing."""

CENTRES_FROM_COUNT: dict[int, tuple[float, tuple[tuple[tuple[float, float], ...], ...]]] = {
    2: (0.43, (((0.27, 0.5), (0.73, 0.5)), ((0.3, 0.3), (0.7, 0.7)))),
    3: (0.31, (((0.18, 0.5), (0.5, 0.5), (0.82, 0.5)), ((0.5, 0.28), (0.27, 0.72), (0.73, 0.72)))),
    4: (0.41, (((0.27, 0.27), (0.73, 0.27), (0.27, 0.73), (0.73, 0.73)),)),
    5: (0.31, (((0.19, 0.19), (0.81, 0.19), (0.5, 0.5), (0.19, 0.81), (0.81, 0.81)),)),
    6: (0.3, (((0.18, 0.3), (0.5, 0.3), (0.82, 0.3), (0.18, 0.7), (0.5, 0.7), (0.82, 0.7)),)),
}
"""How large each of several is, and where their middles may be."""
PATCH = 1 / 8
"""What one code says of a picture of 64."""
HALF, THIRD = 0.46, 0.3
"""How large two to four things are that stand in whole patches, and five or six."""
PLACES_FROM_COUNT: dict[int, tuple[tuple[float, float], ...]] = {
    2: ((0.25, 0.5), (0.75, 0.5)),
    3: ((0.5, 0.25), (0.25, 0.75), (0.75, 0.75)),
    4: ((0.25, 0.25), (0.75, 0.25), (0.25, 0.75), (0.75, 0.75)),
    5: ((0.1875, 0.1875), (0.8125, 0.1875), (0.5, 0.5), (0.1875, 0.8125), (0.8125, 0.8125)),
    6: ((0.1875, 0.3125), (0.5, 0.3125), (0.8125, 0.3125), (0.1875, 0.6875), (0.5, 0.6875), (0.8125, 0.6875)),
}
EDGE = 0.02
"""Nothing comes nearer to the edge of the picture, so that nothing is cut off."""


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


def boxes(
    cast: Sequence[Thing], relation: str, count: int, size: Size | None, ground: bool, dice: Rng
) -> tuple[tuple[Box, ...], ...]:
    """Where each thing stands, once or `count` times."""
    if count > 1:
        return (_several(cast[0], count, dice),)
    if len(cast) == 1:
        return ((_alone(cast[0], size, ground, dice),),)
    first, second = cast
    if relation == "on":
        return tuple((box,) for box in _on(first, second, dice))
    if relation == "wearing":
        return tuple((box,) for box in _wearing(first, second, dice))
    return tuple((box,) for box in _apart(first, second, relation, ground, dice))


def settled(
    cast: Sequence[Thing], relation: str, count: int, size: Size | None, ground: bool
) -> tuple[tuple[Box, ...], ...]:
    """The same without chance, and in whole patches: a thing that moves there keeps its codes.

    So a network that has to learn how a cat beside something looks has learnt it for both sides, above, below and for
    two, three and four of it.
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
    if relation in {"on", "wearing"}:
        there = bottom
        under = _box(second, HALF, *there)
        high = HALF * first.height / max(first.width, first.height)
        seat = under.top + under.height * min(second.seat, 0.5)
        here = (0.5, 0.75 - PATCH * round((0.75 - (seat - high / 2)) / PATCH))
    return ((_box(first, HALF, *here),), (_box(second, HALF, *there),))


def _box(thing: Thing, extent: float, x: float, y: float) -> Box:
    """A box of the thing's proportions around a middle, moved inside the picture."""
    scale = extent / max(thing.width, thing.height)
    width, height = thing.width * scale, thing.height * scale
    left = min(max(x - width / 2, EDGE), 1 - EDGE - width)
    top = min(max(y - height / 2, EDGE), 1 - EDGE - height)
    return Box(left, top, width, height)


def _standing(thing: Thing, extent: float, x: float, floor: float) -> Box:
    """A box whose bottom is on the floor."""
    scale = extent / max(thing.width, thing.height)
    return _box(thing, extent, x, floor - thing.height * scale / 2)


def _alone(thing: Thing, size: Size | None, ground: bool, dice: Rng) -> Box:
    low, high = EXTENT_FROM_SIZE[size]
    shrink = 0.84 if ground and size is None else 1.0
    extent = dice.between(low, high) * shrink
    swing = 0.22 if size == "small" else 0.06
    x, y = 0.5 + dice.between(-swing, swing), 0.5 + dice.between(-swing, swing)
    if ground and size != "big":
        return _standing(thing, extent, x, dice.between(0.86, 0.94))
    return _box(thing, extent, x, y)


def _several(thing: Thing, count: int, dice: Rng) -> tuple[Box, ...]:
    extent, ways = CENTRES_FROM_COUNT[count]
    way = dice.pick(ways)
    if way is not ways[0]:
        extent = 0.41  # a diagonal or a triangle has more room than a row
    sway = 0.015
    return tuple(_box(thing, extent, x + dice.between(-sway, sway), y + dice.between(-sway, sway)) for x, y in way)


def _apart(first: Thing, second: Thing, relation: str, ground: bool, dice: Rng) -> tuple[Box, Box]:
    """Beside or above one another, without touching."""
    extent = dice.between(0.42, 0.46)
    sway = dice.between(-0.06, 0.06)
    if relation in {"above", "below"}:
        high, low = _box(first, extent, 0.5 + sway, 0.25), _box(second, extent, 0.5 - sway, 0.75)
        if relation == "above":
            return high, low
        return _box(first, extent, 0.5 + sway, 0.75), _box(second, extent, 0.5 - sway, 0.25)
    here, there = (0.75, 0.25) if relation == "right of" else (0.25, 0.75)
    if ground:
        floor = dice.between(0.84, 0.92)
        return _standing(first, extent, here, floor), _standing(second, extent, there, floor)
    return _box(first, extent, here, 0.5 + sway), _box(second, extent, there, 0.5 - sway)


def _on(first: Thing, second: Thing, dice: Rng) -> tuple[Box, Box]:
    """The first upon the second: its feet a little below where the other has its seat."""
    above, below, x = dice.between(0.4, 0.46), dice.between(0.52, 0.6), 0.5 + dice.between(-0.04, 0.04)
    high = above * first.height / max(first.width, first.height)
    low = below * second.height / max(second.width, second.height)
    seat = min(second.seat, 0.5)
    reach = low * (1 - seat) + high * 0.9
    shrink = min(1.0, 0.92 / reach)
    under = _standing(second, below * shrink, x, min(0.95, 0.5 + reach * shrink / 2 + 0.04))
    feet = under.top + under.height * seat + high * shrink * 0.1
    return _standing(first, above * shrink, x, feet), under


def _wearing(first: Thing, hat: Thing, dice: Rng) -> tuple[Box, Box]:
    """The hat where the first has its highest part."""
    body = _standing(first, dice.between(0.6, 0.68), 0.5, 0.96)
    head = 0.62 if first.width > 0.8 * first.height and first.group == "creature" else 0.46
    wide = min(head * body.width, 0.4)
    extent = wide * max(hat.width, hat.height) / hat.width
    crown = _standing(hat, extent, body.left + first.top * body.width, body.top + 0.12 * body.height)
    return body, crown

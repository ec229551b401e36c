"""What a scene is put together from when things do something: things in their boxes, and marks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from training.scenes.anchors import Anchors
from training.scenes.layout import Box
from training.scenes.vector_drawing import Point

ALONE, LARGE = 10 / 12, 8 / 12
"""The longer side of a thing: by itself, and under or over another one."""
EDGE = 0.01
FIRST, SECOND = 0, 1


@dataclass(frozen=True, slots=True)
class Part:
    """One thing to draw.

    Args:
        who: which of the things; None for a mark that cues.py draws.
        box: of a thing.
        mark: the name of a mark; of a thing "bitten", where something is missing from it.
        points: where the mark is, or the missing piece; in fractions of the picture, or of the thing.
    """

    who: int | None
    box: Box = Box(0, 0, 1, 1)  # noqa: RUF009 (frozen)
    mark: str = ""
    points: tuple[Point, ...] = ()


def boxes_of(parts: Sequence[Part], number: int) -> tuple[Box, ...]:
    """The places of one of the things."""
    return tuple(part.box for part in parts if part.who == number)


def put(who: int, thing: Anchors, extent: float, x: float, y: float, change: str = "", *points: Point) -> Part:
    """A thing whose longer side is `extent`, around a centre, moved inside the picture."""
    wide, high = thing.wide * extent, thing.high * extent
    left, top = min(max(x - wide / 2, EDGE), 1 - EDGE - wide), min(max(y - high / 2, EDGE), 1 - EDGE - high)
    return Part(who, Box(left, top, wide, high), change, points)


def stood(who: int, thing: Anchors, extent: float, x: float, floor: float) -> Part:
    """A thing with its lower edge on the floor."""
    return put(who, thing, extent, x, floor - thing.high * extent / 2)


def mark(name: str, *points: Point) -> Part:
    """A mark of cues.py."""
    return Part(None, mark=name, points=points)


def arm(start: Point, end: Point) -> Part:
    """An arm of the one that acts, with its hand at the end."""
    return mark("arm", start, end)


def at(part: Part, x: float, y: float) -> Point:
    """A point of a thing's box as one of the picture."""
    return part.box.left + x * part.box.width, part.box.top + y * part.box.height


def mouth(part: Part, thing: Anchors) -> Point:
    """Where a thing that is drawn there eats."""
    return at(part, *thing.mouth)

"""Where everything is when things do something together: at the mouth, on the back, in the hand, inside.

parts = staged("eating", (fox, pizza))      in the order in which they are drawn; pure arithmetic on anchors

Whoever acts stands as if alone wherever that is possible, so that what is known of a thing by itself holds here, too.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from training.scenes.anchors import Anchors
from training.scenes.layout import HALF, THIRD, Box
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


def staged(relation: str, cast: Sequence[Anchors]) -> tuple[Part, ...]:
    """The parts of a scene, the hindmost first.

    Raises:
        KeyError: the relation is none that is staged.
    """
    return STAGE_FROM_RELATION[relation](*cast)


def boxes(parts: Sequence[Part], number: int) -> tuple[Box, ...]:
    """The places of one of the things."""
    return tuple(part.box for part in parts if part.who == number)


def _put(who: int, thing: Anchors, extent: float, x: float, y: float, mark: str = "", *points: Point) -> Part:
    """A thing whose longer side is `extent`, around a centre, moved inside the picture."""
    wide, high = thing.wide * extent, thing.high * extent
    left, top = min(max(x - wide / 2, EDGE), 1 - EDGE - wide), min(max(y - high / 2, EDGE), 1 - EDGE - high)
    return Part(who, Box(left, top, wide, high), mark, points)


def _stood(who: int, thing: Anchors, extent: float, x: float, floor: float) -> Part:
    return _put(who, thing, extent, x, floor - thing.high * extent / 2)


def _mark(name: str, *points: Point) -> Part:
    return Part(None, mark=name, points=points)


def _arm(start: Point, end: Point) -> Part:
    return _mark("arm", start, end)


def _at(part: Part, x: float, y: float) -> Point:
    """A point of a thing's box as one of the picture."""
    return part.box.left + x * part.box.width, part.box.top + y * part.box.height


def _mouth(part: Part, thing: Anchors) -> Point:
    return _at(part, *thing.mouth)


def _eating(one: Anchors, other: Anchors) -> tuple[Part, ...]:
    eater = _put(FIRST, one, ALONE, 0.5, 0.5)
    x, y = _mouth(eater, one)
    if one.frontal:
        food = _put(SECOND, other, HALF, 0.5, max(y + 0.14, 0.72), "bitten", (0.5, 0.0))
    else:
        food = _put(SECOND, other, HALF, 0.25, y + 0.2, "bitten", (0.7, 0.05))
    middle, bottom = food.box.centre[0], food.box.bottom
    crumbs = _mark("crumbs", (middle - 0.3, bottom - 0.08), (middle + 0.3, bottom - 0.1), (middle + 0.27, bottom - 0.24))
    return eater, food, crumbs


def _drinking(one: Anchors, other: Anchors) -> tuple[Part, ...]:
    drinker = _put(FIRST, one, ALONE, 0.5, 0.5)
    mouth = _mouth(drinker, one)
    side = 0.75 if one.frontal else 0.25
    glass = _put(SECOND, other, HALF, side, 0.75)
    straw = _mark("straw", mouth, _at(glass, 0.5, 0.3))
    return drinker, straw, glass, _arm((0.5, 0.9), (side + (0.5 - side) * 0.62, 0.86))


def _riding(one: Anchors, other: Anchors) -> tuple[Part, ...]:
    mount = _stood(SECOND, other, LARGE, 0.5, 0.97)
    seat = mount.box.top + mount.box.height * other.seat
    return _stood(FIRST, one, HALF, 0.5, max(seat + 0.09, 0.47)), mount


def _driving(one: Anchors, other: Anchors) -> tuple[Part, ...]:
    car = _stood(SECOND, other, ALONE, 0.5, 0.97)
    seat = car.box.top + car.box.height * min(other.seat, 0.3)
    return _stood(FIRST, one, HALF, 0.5, max(seat + 0.17, 0.47)), car, _mark("speed", (0.94, 0.3), (0.9, 0.4))


def _wearing_hat(one: Anchors, hat: Anchors) -> tuple[Part, ...]:
    wearer = _stood(FIRST, one, LARGE, 0.5, 0.99)
    x, y = _at(wearer, *one.head)
    extent = HALF * max(hat.wide, hat.high) / hat.wide
    return wearer, _stood(SECOND, hat, min(extent, 0.5), x, min(max(y + 0.12, 0.36), 0.5))


def _wearing_glasses(one: Anchors, other: Anchors) -> tuple[Part, ...]:
    wearer = _put(FIRST, one, ALONE, 0.5, 0.5)
    x, y = _at(wearer, 0.5, 0.44) if one.frontal else _at(wearer, one.head[0], one.head[1] + 0.22)
    return wearer, _put(SECOND, other, 0.58 if one.frontal else THIRD, x, y)


def _wearing_garment(one: Anchors, other: Anchors) -> tuple[Part, ...]:
    head = _put(FIRST, one, HALF, 0.5, 0.27)
    return _stood(SECOND, other, LARGE, 0.5, 0.99), head


def _holding(one: Anchors, other: Anchors) -> tuple[Part, ...]:
    holder = _put(FIRST, one, ALONE, 0.5, 0.5)
    side = 0.75 if one.frontal else 0.25
    held = _put(SECOND, other, HALF, side, 0.67)
    return holder, held, _arm((0.5, 0.8), (side, min(held.box.bottom - 0.06, 0.85)))


def _carrying(one: Anchors, other: Anchors) -> tuple[Part, ...]:
    carrier = _stood(FIRST, one, LARGE, 0.5, 0.99)
    load = _stood(SECOND, other, HALF, 0.5, max(0.42, carrier.box.top + 0.04))
    low, (left, right) = load.box.bottom - 0.08, (load.box.left + 0.01, load.box.right - 0.01)
    return carrier, load, _arm((0.24, 0.8), (left, low)), _arm((0.76, 0.8), (right, low))


def _two_hands(one: Anchors, other: Anchors) -> tuple[Part, ...]:
    """Something in front of the body, with a hand at either side."""
    reader = _put(FIRST, one, ALONE, 0.5, 0.5)
    book = _put(SECOND, other, 0.5, 0.5, 0.76)
    left, right = book.box.left + 0.02, book.box.right - 0.02
    return reader, book, _arm((0.14, 0.62), (left, 0.82)), _arm((0.86, 0.62), (right, 0.82))


def _playing(one: Anchors, other: Anchors) -> tuple[Part, ...]:
    player = _put(FIRST, one, ALONE, 0.5, 0.5)
    played = _put(SECOND, other, 0.54, 0.5, 0.72)
    notes = _mark("notes", (0.09, 0.22), (0.9, 0.16), (0.92, 0.46))
    return player, played, _arm((0.12, 0.62), (0.36, 0.86)), _arm((0.88, 0.58), (0.66, 0.64)), notes


def _fighting(one: Anchors, other: Anchors) -> tuple[Part, ...]:
    left, right = _put(FIRST, one, HALF, 0.25, 0.6), _put(SECOND, other, HALF, 0.75, 0.6)
    return left, right, _mark("burst", (0.5, 0.34)), _mark("speed", (0.05, 0.26), (0.03, 0.33)), _mark(
        "speed", (0.95, 0.26), (0.97, 0.33)
    )


def _chasing(one: Anchors, other: Anchors) -> tuple[Part, ...]:
    fled, chaser = _put(SECOND, other, HALF, 0.25, 0.33), _put(FIRST, one, HALF, 0.67, 0.67)
    return (
        _mark("dust", (0.36, 0.58), (0.52, 0.54), (0.82, 0.92), (0.94, 0.88)),
        fled,
        chaser,
        _mark("speed", (0.57, 0.26), (0.6, 0.34)),
        _mark("speed", (0.96, 0.56), (0.98, 0.64)),
    )


def _hugging(one: Anchors, other: Anchors) -> tuple[Part, ...]:
    left, right = _put(FIRST, one, 0.54, 0.32, 0.6), _put(SECOND, other, 0.54, 0.68, 0.6)
    return right, left, _arm((0.3, 0.74), (0.78, 0.74)), _mark("heart", (0.5, 0.17))


def _kissing(one: Anchors, other: Anchors) -> tuple[Part, ...]:
    left, right = _put(FIRST, one, HALF, 0.29, 0.64), _put(SECOND, other, HALF, 0.71, 0.64)
    return left, right, _mark("heart", (0.5, 0.28)), _mark("heart", (0.25, 0.16)), _mark("heart", (0.75, 0.16))


def _painting(one: Anchors, other: Anchors) -> tuple[Part, ...]:
    painter = _put(FIRST, one, HALF, 0.25, 0.67)
    return (
        _mark("canvas", (0.42, 0.06), (0.96, 0.68)),
        _put(SECOND, other, 0.38, 0.69, 0.37),
        painter,
        _mark("brush", (0.38, 0.72), (0.54, 0.58)),
        _arm((0.28, 0.84), (0.4, 0.72)),
    )


def _cooking(one: Anchors, other: Anchors) -> tuple[Part, ...]:
    cook = _put(FIRST, one, LARGE, 0.5, 0.34)
    return (
        cook,
        _mark("steam", (0.12, 0.5), (0.88, 0.5)),
        _mark("pan", (0.46, 0.84)),
        _put(SECOND, other, HALF, 0.46, 0.68),
        _mark("rim", (0.46, 0.84)),
        _mark("fire", (0.34, 0.97), (0.46, 0.97), (0.58, 0.97)),
        _arm((0.7, 0.56), (0.86, 0.8)),
    )


def _in_vessel(one: Anchors, other: Anchors) -> tuple[Part, ...]:
    vessel = _stood(SECOND, other, LARGE, 0.5, 0.98)
    rim = vessel.box.top + vessel.box.height * min(other.seat, 0.4)
    inside = _stood(FIRST, one, HALF, 0.5, max(min(rim + 0.18, vessel.box.bottom - 0.08), 0.48))
    return inside, vessel


def _in_window(one: Anchors, other: Anchors) -> tuple[Part, ...]:
    house = _put(SECOND, other, ALONE, 0.5, 0.5)
    x, y = house.box.centre
    return house, _mark("porthole", (x, y)), _put(FIRST, one, THIRD, x, y)


def _on_top(one: Anchors, other: Anchors) -> tuple[Part, ...]:
    under = _stood(SECOND, other, LARGE, 0.5, 0.98)
    seat = under.box.top + under.box.height * min(other.seat, 0.35)
    return under, _stood(FIRST, one, HALF, 0.5, max(seat + 0.07, 0.47))


def _behind(one: Anchors, other: Anchors) -> tuple[Part, ...]:
    return _put(FIRST, one, 0.54, 0.71, 0.46), _stood(SECOND, other, 0.72, 0.38, 0.98)


def _juggling(one: Anchors, other: Anchors) -> tuple[Part, ...]:
    juggler = _stood(FIRST, one, LARGE, 0.5, 0.99)
    balls = [_put(SECOND, other, THIRD, x, y) for x, y in ((0.17, 0.29), (0.5, 0.16), (0.83, 0.29))]
    return juggler, *balls, _arm((0.26, 0.84), (0.15, 0.58)), _arm((0.74, 0.84), (0.85, 0.58))


def _throwing(one: Anchors, other: Anchors) -> tuple[Part, ...]:
    thrower = _put(FIRST, one, LARGE, 0.35, 0.65)
    return (
        thrower,
        _put(SECOND, other, 0.38, 0.79, 0.21),
        _arm((0.4, 0.78), (0.7, 0.56)),
        _mark("throw", (0.66, 0.46), (0.58, 0.28)),
        _mark("throw", (0.8, 0.52), (0.86, 0.42)),
    )


def _alone(name: str, *points: Point) -> Callable[[Anchors], tuple[Part, ...]]:
    """A thing by itself with a mark before it."""
    return lambda one: (_put(FIRST, one, ALONE, 0.5, 0.5), _mark(name, *points))


def _crying(one: Anchors) -> tuple[Part, ...]:
    who = _put(FIRST, one, ALONE, 0.5, 0.5)
    x, y = _at(who, 0.5, 0.5) if one.frontal else _at(who, one.head[0], one.head[1] + 0.25)
    return who, _mark("tears", (x - 0.16, y), (x + 0.16, y))


def _singing(one: Anchors) -> tuple[Part, ...]:
    who = _put(FIRST, one, ALONE, 0.5, 0.5)
    x, y = _mouth(who, one)
    side = 0.12 if one.frontal else -0.02
    return (
        who,
        _mark("microphone", (x + side, y + 0.02), (x + side + 0.12, y + 0.22)),
        _mark("notes", (0.1, 0.18), (0.9, 0.16), (0.92, 0.44)),
    )


def _running(one: Anchors) -> tuple[Part, ...]:
    return (
        _mark("dust", (0.8, 0.92), (0.9, 0.86), (0.7, 0.95)),
        _put(FIRST, one, ALONE - 1 / 6, 0.38, 0.5),
        _mark("speed", (0.86, 0.24), (0.9, 0.36)),
        _mark("speed", (0.88, 0.48), (0.92, 0.6)),
    )


def _burning(one: Anchors) -> tuple[Part, ...]:
    return (
        _mark("blaze", (0.5, 0.5)),
        _put(FIRST, one, LARGE, 0.5, 0.58),
        _mark("fire", (0.2, 0.96), (0.35, 0.99), (0.5, 0.97), (0.65, 0.99), (0.8, 0.96)),
    )


STAGE_FROM_RELATION: dict[str, Callable[..., tuple[Part, ...]]] = {
    "eating": _eating,
    "drinking": _drinking,
    "riding": _riding,
    "driving": _driving,
    "wearing hat": _wearing_hat,
    "wearing eyewear": _wearing_glasses,
    "wearing garment": _wearing_garment,
    "holding": _holding,
    "carrying": _carrying,
    "playing": _playing,
    "reading": _two_hands,
    "fighting": _fighting,
    "chasing": _chasing,
    "hugging": _hugging,
    "kissing": _kissing,
    "painting": _painting,
    "cooking": _cooking,
    "inside vessel": _in_vessel,
    "inside window": _in_window,
    "on top of": _on_top,
    "behind": _behind,
    "juggling": _juggling,
    "throwing": _throwing,
    "sleeping": _alone("sleep", (0.74, 0.22), (0.88, 0.1)),
    "crying": _crying,
    "singing": _singing,
    "running": _running,
    "swimming": _alone("water", (0.5, 0.62)),
    "burning": _burning,
}

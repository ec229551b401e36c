"""Where everything is when things do something together: at the mouth, on the back, in the hand, inside.

parts = staged("eating", (fox, pizza))      in the order in which they are drawn; pure arithmetic on anchors

The one that acts stands as if alone where possible, so that what is known of a thing by itself holds here, too.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from training.scenes.anchors import Anchors
from training.scenes.layout import HALF, THIRD
from training.scenes.stage_parts import ALONE, FIRST, LARGE, SECOND, Part, arm, at, mark, mouth, put, stood
from training.scenes.vector_drawing import Point


def staged(relation: str, cast: Sequence[Anchors]) -> tuple[Part, ...]:
    """The parts of a scene, the hindmost first.

    Raises:
        KeyError: the relation is none that is staged.
    """
    return STAGE_FROM_RELATION[relation](*cast)


def _eating(one: Anchors, other: Anchors) -> tuple[Part, ...]:
    eater = put(FIRST, one, ALONE, 0.5, 0.5)
    _, y = mouth(eater, one)
    if one.frontal:
        food = put(SECOND, other, HALF, 0.5, max(y + 0.14, 0.72), "bitten", (0.5, 0.0))
    else:
        food = put(SECOND, other, HALF, 0.25, y + 0.2, "bitten", (0.7, 0.05))
    middle, bottom = food.box.centre[0], food.box.bottom
    crumbs = mark("crumbs", (middle - 0.3, bottom - 0.08), (middle + 0.3, bottom - 0.1), (middle + 0.27, bottom - 0.24))
    return eater, food, crumbs


def _drinking(one: Anchors, other: Anchors) -> tuple[Part, ...]:
    drinker = put(FIRST, one, ALONE, 0.5, 0.5)
    lips = mouth(drinker, one)
    side = 0.75 if one.frontal else 0.25
    glass = put(SECOND, other, HALF, side, 0.75)
    straw = mark("straw", lips, at(glass, 0.5, 0.3))
    return drinker, straw, glass, arm((0.5, 0.9), (side + (0.5 - side) * 0.62, 0.86))


def _seated(one: Anchors, under: Part, seat: float, deep: float, hidden: float) -> Part:
    """The first on or in another thing: its feet `deep` below the seat, but no more of it than a part is hidden."""
    top = under.box.top + under.box.height * seat
    return stood(FIRST, one, HALF, 0.5, max(top + min(deep, hidden * HALF * one.high), 0.47))


def _riding(one: Anchors, other: Anchors) -> tuple[Part, ...]:
    mount = stood(SECOND, other, LARGE, 0.5, 0.97)
    return _seated(one, mount, other.seat, 0.09, 0.25), mount


def _driving(one: Anchors, other: Anchors) -> tuple[Part, ...]:
    car = stood(SECOND, other, ALONE, 0.5, 0.97)
    return _seated(one, car, min(other.seat, 0.3), 0.17, 0.4), car, mark("speed", (0.94, 0.3), (0.9, 0.4))


def _wearing_hat(one: Anchors, hat: Anchors) -> tuple[Part, ...]:
    wearer = stood(FIRST, one, LARGE, 0.5, 0.99)
    x, y = at(wearer, *one.head)
    extent = HALF * max(hat.wide, hat.high) / hat.wide
    return wearer, stood(SECOND, hat, min(extent, 0.5), x, min(max(y + 0.12, 0.36), 0.5))


def _wearing_glasses(one: Anchors, other: Anchors) -> tuple[Part, ...]:
    wearer = put(FIRST, one, ALONE, 0.5, 0.5)
    x, y = at(wearer, 0.5, 0.44) if one.frontal else at(wearer, one.head[0], one.head[1] + 0.22)
    return wearer, put(SECOND, other, 0.58 if one.frontal else THIRD, x, y)


def _wearing_garment(one: Anchors, other: Anchors) -> tuple[Part, ...]:
    head = put(FIRST, one, HALF, 0.5, 0.27)
    return stood(SECOND, other, LARGE, 0.5, 0.99), head


def _holding(one: Anchors, other: Anchors) -> tuple[Part, ...]:
    holder = put(FIRST, one, ALONE, 0.5, 0.5)
    side = 0.75 if one.frontal else 0.25
    held = put(SECOND, other, HALF, side, 0.67)
    return holder, held, arm((0.5, 0.8), (side, min(held.box.bottom - 0.06, 0.85)))


def _carrying(one: Anchors, other: Anchors) -> tuple[Part, ...]:
    carrier = stood(FIRST, one, LARGE, 0.5, 0.99)
    load = stood(SECOND, other, HALF, 0.5, max(0.42, carrier.box.top + 0.04))
    low, (left, right) = load.box.bottom - 0.08, (load.box.left + 0.01, load.box.right - 0.01)
    return carrier, load, arm((0.24, 0.8), (left, low)), arm((0.76, 0.8), (right, low))


def _two_hands(one: Anchors, other: Anchors) -> tuple[Part, ...]:
    """Something in front of the body, with a hand at either side."""
    reader = put(FIRST, one, ALONE, 0.5, 0.5)
    book = put(SECOND, other, 0.5, 0.5, 0.76)
    left, right = book.box.left + 0.02, book.box.right - 0.02
    return reader, book, arm((0.14, 0.62), (left, 0.82)), arm((0.86, 0.62), (right, 0.82))


def _playing(one: Anchors, other: Anchors) -> tuple[Part, ...]:
    player = put(FIRST, one, ALONE, 0.5, 0.5)
    played = put(SECOND, other, 0.54, 0.5, 0.72)
    notes = mark("notes", (0.09, 0.22), (0.9, 0.16), (0.92, 0.46))
    return player, played, arm((0.12, 0.62), (0.36, 0.86)), arm((0.88, 0.58), (0.66, 0.64)), notes


def _fighting(one: Anchors, other: Anchors) -> tuple[Part, ...]:
    left, right = put(FIRST, one, HALF, 0.25, 0.6), put(SECOND, other, HALF, 0.75, 0.6)
    return (
        left,
        right,
        mark("burst", (0.5, 0.3)),
        mark("speed", (0.05, 0.26), (0.03, 0.33)),
        mark("speed", (0.95, 0.26), (0.97, 0.33)),
    )


def _chasing(one: Anchors, other: Anchors) -> tuple[Part, ...]:
    fled, chaser = put(SECOND, other, HALF, 0.25, 0.33), put(FIRST, one, HALF, 0.67, 0.67)
    return (
        mark("dust", (0.36, 0.58), (0.52, 0.54), (0.82, 0.92), (0.94, 0.88)),
        fled,
        chaser,
        mark("speed", (0.57, 0.26), (0.6, 0.34)),
        mark("speed", (0.96, 0.56), (0.98, 0.64)),
    )


def _hugging(one: Anchors, other: Anchors) -> tuple[Part, ...]:
    left, right = put(FIRST, one, 0.54, 0.32, 0.6), put(SECOND, other, 0.54, 0.68, 0.6)
    return right, left, arm((0.3, 0.74), (0.78, 0.74)), mark("heart", (0.5, 0.17))


def _kissing(one: Anchors, other: Anchors) -> tuple[Part, ...]:
    left, right = put(FIRST, one, HALF, 0.29, 0.64), put(SECOND, other, HALF, 0.71, 0.64)
    return left, right, mark("heart", (0.5, 0.28)), mark("heart", (0.25, 0.16)), mark("heart", (0.75, 0.16))


def _painting(one: Anchors, other: Anchors) -> tuple[Part, ...]:
    painter = put(FIRST, one, HALF, 0.25, 0.67)
    return (
        mark("canvas", (0.42, 0.06), (0.96, 0.68)),
        put(SECOND, other, 0.38, 0.69, 0.37),
        painter,
        mark("brush", (0.38, 0.72), (0.54, 0.58)),
        arm((0.28, 0.84), (0.4, 0.72)),
    )


def _cooking(one: Anchors, other: Anchors) -> tuple[Part, ...]:
    cook = put(FIRST, one, LARGE, 0.5, 0.34)
    return (
        cook,
        mark("steam", (0.12, 0.5), (0.88, 0.5)),
        mark("pan", (0.46, 0.84)),
        put(SECOND, other, HALF, 0.46, 0.68),
        mark("rim", (0.46, 0.84)),
        mark("fire", (0.34, 0.97), (0.46, 0.97), (0.58, 0.97)),
        arm((0.7, 0.56), (0.86, 0.8)),
    )


def _in_vessel(one: Anchors, other: Anchors) -> tuple[Part, ...]:
    vessel = stood(SECOND, other, LARGE, 0.5, 0.98)
    return _seated(one, vessel, min(other.seat, 0.4), 0.18, 0.45), vessel


def _in_window(one: Anchors, other: Anchors) -> tuple[Part, ...]:
    house = put(SECOND, other, ALONE, 0.5, 0.5)
    x, y = house.box.centre
    return house, mark("porthole", (x, y)), put(FIRST, one, THIRD, x, y)


def _on_top(one: Anchors, other: Anchors) -> tuple[Part, ...]:
    under = stood(SECOND, other, LARGE, 0.5, 0.98)
    return under, _seated(one, under, min(other.seat, 0.35), 0.07, 0.2)


def _behind(one: Anchors, other: Anchors) -> tuple[Part, ...]:
    return put(FIRST, one, 0.54, 0.71, 0.46), stood(SECOND, other, 0.72, 0.38, 0.98)


def _juggling(one: Anchors, other: Anchors) -> tuple[Part, ...]:
    juggler = stood(FIRST, one, LARGE, 0.5, 0.99)
    balls = [put(SECOND, other, THIRD, x, y) for x, y in ((0.17, 0.29), (0.5, 0.16), (0.83, 0.29))]
    return juggler, *balls, arm((0.26, 0.84), (0.15, 0.58)), arm((0.74, 0.84), (0.85, 0.58))


def _throwing(one: Anchors, other: Anchors) -> tuple[Part, ...]:
    thrower = put(FIRST, one, LARGE, 0.35, 0.65)
    return (
        thrower,
        put(SECOND, other, 0.38, 0.79, 0.21),
        arm((0.4, 0.78), (0.7, 0.56)),
        mark("throw", (0.66, 0.46), (0.58, 0.28)),
        mark("throw", (0.8, 0.52), (0.86, 0.42)),
    )


def _alone(name: str, *points: Point) -> Callable[[Anchors], tuple[Part, ...]]:
    """A thing by itself with a mark before it."""
    return lambda one: (put(FIRST, one, ALONE, 0.5, 0.5), mark(name, *points))


def _crying(one: Anchors) -> tuple[Part, ...]:
    who = put(FIRST, one, ALONE, 0.5, 0.5)
    if not one.frontal:
        x, y = mouth(who, one)
        return who, mark("tears", (x + 0.1, y - 0.04))
    x, y = at(who, 0.5, 0.5)
    return who, mark("tears", (x - 0.16, y), (x + 0.16, y))


def _singing(one: Anchors) -> tuple[Part, ...]:
    who = put(FIRST, one, ALONE, 0.5, 0.5)
    x, y = mouth(who, one)
    side = 0.12 if one.frontal else -0.02
    return (
        who,
        mark("microphone", (x + side, y + 0.02), (x + side + 0.12, y + 0.22)),
        mark("notes", (0.1, 0.18), (0.9, 0.16), (0.92, 0.44)),
    )


def _running(one: Anchors) -> tuple[Part, ...]:
    return (
        mark("dust", (0.8, 0.92), (0.9, 0.86), (0.7, 0.95)),
        put(FIRST, one, ALONE - 1 / 6, 0.38, 0.5),
        mark("speed", (0.86, 0.24), (0.9, 0.36)),
        mark("speed", (0.88, 0.48), (0.92, 0.6)),
    )


def _burning(one: Anchors) -> tuple[Part, ...]:
    return (
        mark("blaze", (0.5, 0.5)),
        put(FIRST, one, LARGE, 0.5, 0.58),
        mark("fire", (0.2, 0.96), (0.35, 0.99), (0.5, 0.97), (0.65, 0.99), (0.8, 0.96)),
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
    "using": _two_hands,
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

"""Where a thing has its mouth, its head and its seat: known for a name, or found in any drawing of it.

A drawing that is nearly its own mirror image shows a face or a front; any other is seen from the side and looks to the
left, as emoji do.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from training.scenes.palette import Pixels
from training.scenes.things import Thing

MIRRORED = 0.86
"""A drawing is a front whose silhouette and mirror image share so much of what they cover together."""
CELLS = 40
"""Cells along the longer edge of the silhouette that is looked at."""
OPAQUE = 96
FRONTAL_GROUPS = frozenset({"person", "creature", "face", "food", "fruit", "vegetable", "dessert", "sky", "planet"})


@dataclass(frozen=True, slots=True)
class Anchors:
    """Places on a thing, in fractions of its box: x to the right, y down.

    Args:
        wide, high: its proportions; the longer one is 1.
        frontal: whether it is seen from the front; otherwise it looks to the left.
        mouth: where it eats.
        head: where a hat goes, on its highest part.
        seat: how far down a rider sits, in its middle.
    """

    wide: float
    high: float
    frontal: bool = True
    mouth: tuple[float, float] = (0.5, 0.68)
    head: tuple[float, float] = (0.5, 0.0)
    seat: float = 0.0


def known(thing: Thing) -> Anchors:
    """The anchors that a plan reckons with before anything is drawn."""
    longer = max(thing.width, thing.height)
    frontal = thing.group in FRONTAL_GROUPS
    mouth = (0.5, 0.68) if frontal else (0.12, 0.4)
    return Anchors(thing.width / longer, thing.height / longer, frontal, mouth, (thing.top, 0.0), min(thing.seat, 0.5))


def found(picture: Pixels) -> Anchors:
    """The anchors of a drawing, RGBA [height, width, 4], cut to its ink."""
    high, wide = picture.shape[:2]
    step = max(1, max(high, wide) // CELLS)
    solid = picture[::step, ::step, 3] > OPAQUE
    mirrored = solid[:, ::-1]
    frontal = bool((solid & mirrored).sum() > MIRRORED * max(1, (solid | mirrored).sum()))
    longer = max(high, wide)
    return Anchors(
        wide / longer,
        high / longer,
        frontal,
        (0.5, 0.68) if frontal else _muzzle(solid),
        (0.5, 0.0) if frontal else _crown(solid),
        _seat(solid),
    )


def _muzzle(solid: np.ndarray) -> tuple[float, float]:
    """The leftmost ink of the upper half: what a head that looks to the left ends in."""
    upper = solid[: max(1, len(solid) * 11 // 20)]
    columns = np.nonzero(upper.any(0))[0]
    if not len(columns):
        return 0.1, 0.4
    first = int(columns[0])
    rows = np.nonzero(upper[:, first : first + 2].any(1))[0]
    return (first + 1) / solid.shape[1], (float(rows.mean()) + 0.5) / len(solid)


def _crown(solid: np.ndarray) -> tuple[float, float]:
    """The highest ink that is not a tail: of the left two thirds."""
    left = solid[:, : max(1, solid.shape[1] * 2 // 3)]
    rows = np.nonzero(left.any(1))[0]
    if not len(rows):
        return 0.5, 0.0
    top = int(rows[0])
    columns = np.nonzero(left[top : top + max(1, len(solid) // 8)].any(0))[0]
    return (float(columns.mean()) + 0.5) / solid.shape[1], top / len(solid)


def _seat(solid: np.ndarray) -> float:
    """The upper edge of its middle, at most half way down."""
    wide = solid.shape[1]
    middle = solid[:, wide * 2 // 5 : max(wide * 2 // 5 + 1, wide * 13 // 20)]
    tops = np.where(middle.any(0), middle.argmax(0), len(solid))
    return min(0.5, float(np.median(tops)) / len(solid))

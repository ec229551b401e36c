"""What a picture shows, as numbers that a judge can learn.

Judges' scenes have their own half of all seeds, so no model is trained on them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args

import numpy as np
from jaxtyping import Float, Int32

from training.data.batches import Batch, Pictures
from training.scenes import backgrounds, styles
from training.scenes.hands import HANDS
from training.scenes.palette import COLOURS
from training.scenes.relations import acts
from training.scenes.scene_plan import PLAIN, Relation, ScenePlan

Choice = Literal["colour", "background", "style", "count", "arrangement", "relation", "hand"]

ARRANGEMENT_FROM_RELATION: dict[Relation, str] = {
    "": "alone",
    "and": "beside",
    "left of": "beside",
    "right of": "beside",
    "above": "stacked",
    "below": "stacked",
    "on": "on",
    **{relation: "together" for relation in get_args(Relation) if relation in acts()},
}
"""The arrangement of two things, whichever the caption names first: a picture cannot show that order."""

OPTIONS: dict[Choice, tuple[object, ...]] = {
    "colour": COLOURS,
    "background": (PLAIN, *(one.name for one in backgrounds.BACKGROUNDS)),
    "style": (PLAIN, *(one.name for one in styles.STYLES)),
    "count": (1, 2, 3, 4, 5, 6),
    "arrangement": tuple(dict.fromkeys(ARRANGEMENT_FROM_RELATION.values())),
    "relation": ("", *acts()),
    "hand": tuple(hand.name for hand in HANDS),
}
"""The possible answers to each question. A thing in its own colour has no colour label."""

MAX_BOXES = 6
"""Things in one picture."""
UNLABELLED = -1
"""In place of a label: the picture does not show it."""

FIRST_SEED = 2**63
"""Models are trained on far lower seeds."""
HELD_OUT_EVERY = 8
"""One scene in this many has a held-out combination; otherwise a judge might never recognise them."""


@dataclass(frozen=True, eq=False)
class Labels(Batch):
    """A batch with its labels; UNLABELLED (-1) where there is none.

    Args:
        things: ids of the things, one for each copy.
        cells: the cell of each one's centre, row by row in a grid over the picture.
        seconds: 1 for what something is done to, 0 for who does it, in scenes where that is so.
        choices: indices in OPTIONS, [picture] for each.
    """

    things: Int32[np.ndarray, "picture box"]
    cells: Int32[np.ndarray, "picture box"]
    seconds: Int32[np.ndarray, "picture box"]
    choices: dict[Choice, np.ndarray[Any, Any]]


def first_seed(seed: int) -> int:
    """The first of a judge's 2**40 scenes."""
    return FIRST_SEED + (seed << 40)


def label_plans(
    plans: Sequence[ScenePlan],
    pictures: Pictures,
    grid: int,
    hands: Sequence[str] | None = None,
    shifts: Float[np.ndarray, "picture 2"] | None = None,
) -> Labels:
    """Pictures of plans with their labels on a grid of `grid` by `grid` cells.

    Args:
        hands: who drew each picture; without them the drawing does not say.
        shifts: how far each is moved to the right and down, in fractions of it.
    """
    shifts = np.zeros((len(plans), 2)) if shifts is None else shifts
    things = np.full((len(plans), MAX_BOXES), UNLABELLED, np.int32)
    cells = np.full((len(plans), MAX_BOXES), UNLABELLED, np.int32)
    seconds = np.full((len(plans), MAX_BOXES), UNLABELLED, np.int32)
    for row, plan in enumerate(plans):
        placed = [(number, item.thing, box) for number, item in enumerate(plan.items) for box in item.boxes]
        for column, (number, thing, box) in enumerate(placed):
            middle = np.array(box.centre) + shifts[row]
            x, y = (int(part) for part in np.clip(middle * grid, 0, grid - 1))
            things[row, column], cells[row, column] = thing, y * grid + x
            if plan.relation in acts() and len(plan.items) == 2:
                seconds[row, column] = number
    choices = {
        name: np.array(
            [UNLABELLED if (said := _option(name, plan)) is None else options.index(said) for plan in plans], "i4"
        )
        for name, options in OPTIONS.items()
    }
    known = {hand: number for number, hand in enumerate(OPTIONS["hand"])}
    if hands is not None:
        choices["hand"] = np.array([known.get(hand, UNLABELLED) for hand in hands], "i4")
    return Labels(pictures, tuple(plan.caption for plan in plans), things, cells, seconds, choices)


def _option(name: Choice, plan: ScenePlan) -> object:
    """The answer that a picture of the plan shows; None if it shows none."""
    item = plan.items[0]
    alone = len(plan.items) == 1
    if name == "colour":
        return item.colour if alone and styles.style(plan.style).keeps_colours else None
    if name == "count":
        return item.count if alone else None
    if name == "arrangement":
        return ARRANGEMENT_FROM_RELATION[plan.relation]
    if name == "relation":
        return plan.relation if plan.relation in acts() else ""
    if name == "hand":
        return None
    return plan.background if name == "background" else plan.style

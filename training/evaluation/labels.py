"""What a picture shows, as numbers that a judge can learn: the truth of a plan, and batches that carry it.

Its scenes are kept apart from those that models are trained on: they have their own half of all seeds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from jaxtyping import Int32

from training.data.batches import Batch
from training.scenes import backgrounds, styles
from training.scenes.compose import Mix, draw, sketch
from training.scenes.palette import COLOURS
from training.scenes.scene_plan import PLAIN, Relation, ScenePlan

Choice = Literal["colour", "background", "style", "count", "arrangement"]

ARRANGEMENT_FROM_RELATION: dict[Relation, str] = {
    "": "alone",
    "and": "beside",
    "left of": "beside",
    "right of": "beside",
    "above": "stacked",
    "below": "stacked",
    "on": "on",
    "wearing": "wearing",
}
"""How two things stand, whichever of them the caption names first: that a picture cannot show."""

OPTIONS: dict[Choice, tuple[object, ...]] = {
    "colour": COLOURS,
    "background": (PLAIN, *(one.name for one in backgrounds.BACKGROUNDS)),
    "style": (PLAIN, *(one.name for one in styles.STYLES)),
    "count": (1, 2, 3, 4, 5, 6),
    "arrangement": tuple(dict.fromkeys(ARRANGEMENT_FROM_RELATION.values())),
}
"""What a picture is one of, by question. A thing in its own colour is asked for none."""

BOXES = 6
"""Most things in one picture."""
UNSAID = -1
"""In place of a number: the picture does not show it, so nobody is asked."""

FIRST = 2**63
"""Seeds of scenes for training models are far below (batches.Scenes: 2**40 for each of its own seeds)."""
MIX = Mix(single=0.5, count=0.14, pair=0.1, placed=0.14, on=0.1, wearing=0.02, coloured=0.35)
"""More of what a judge is asked than models train on."""
HELD_OUT_EVERY = 8
"""One scene in so many is of a held-out combination: a judge who never saw any might not believe in them."""


@dataclass(frozen=True, eq=False)
class Labels(Batch):
    """A batch with its truth; UNSAID (-1) where there is none.

    Args:
        things: ids of the things, one for each time that they are there.
        cells: where the middle of each is, row by row in a grid over the picture.
        choices: which of OPTIONS it is, [picture] for each.
    """

    things: Int32[np.ndarray, "picture box"]
    cells: Int32[np.ndarray, "picture box"]
    choices: dict[Choice, np.ndarray[Any, Any]]


@dataclass(frozen=True)
class LabelledBatches:
    """Batches of scenes that nothing else is trained on, with their truth; picklable, for `batches.ahead`."""

    size: int
    edge: int
    grid: int
    seed: int = 0
    mix: Mix = MIX

    def __call__(self, number: int) -> Labels:
        first = FIRST + (self.seed << 40) + number * self.size
        plans = [
            sketch(first + i, "held-out" if i % HELD_OUT_EVERY == 0 else "train", self.mix) for i in range(self.size)
        ]
        return shown(plans, self.edge, self.grid)


def shown(plans: Sequence[ScenePlan], edge: int, grid: int) -> Labels:
    """Plans as pictures [edge, edge, 3] with their truth on a grid of `grid` by `grid` cells.

    Raises:
        NoFont: Noto Color Emoji is not on this machine.
    """
    things = np.full((len(plans), BOXES), UNSAID, np.int32)
    cells = np.full((len(plans), BOXES), UNSAID, np.int32)
    for row, plan in enumerate(plans):
        placed = [(item.thing, box) for item in plan.items for box in item.boxes]
        for column, (thing, box) in enumerate(placed):
            x, y = (min(int(part * grid), grid - 1) for part in box.centre)
            things[row, column], cells[row, column] = thing, y * grid + x
    choices = {
        name: np.array([UNSAID if (said := _said(name, plan)) is None else options.index(said) for plan in plans], "i4")
        for name, options in OPTIONS.items()
    }
    pictures = np.stack([draw(plan, edge) for plan in plans])
    return Labels(pictures, tuple(plan.caption for plan in plans), things, cells, choices)


def _said(name: Choice, plan: ScenePlan) -> object:
    """What a picture of the plan shows; None where it does not show it."""
    item = plan.items[0]
    alone = len(plan.items) == 1
    if name == "colour":
        return item.colour if alone and styles.style(plan.style).colours else None
    if name == "count":
        return item.count if alone else None
    if name == "arrangement":
        return ARRANGEMENT_FROM_RELATION[plan.relation]
    return plan.background if name == "background" else plan.style

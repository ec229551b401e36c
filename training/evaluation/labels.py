"""What a picture shows, as numbers that a judge can learn: labels of a plan, and labelled batches.

Judges' scenes have their own half of all seeds, so no model is trained on them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args

import numpy as np
from jaxtyping import Int32

from training.data.batches import Batch
from training.scenes import backgrounds, styles
from training.scenes.compose import Mix, draw, plan_scene
from training.scenes.palette import COLOURS
from training.scenes.relations import acts
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
    **{relation: relation for relation in get_args(Relation) if relation in acts()},
    "on top of": "on",
}
"""How things are placed, whichever the caption names first, or what they do."""

OPTIONS: dict[Choice, tuple[object, ...]] = {
    "colour": COLOURS,
    "background": (PLAIN, *(one.name for one in backgrounds.BACKGROUNDS)),
    "style": (PLAIN, *(one.name for one in styles.STYLES)),
    "count": (1, 2, 3, 4, 5, 6),
    "arrangement": tuple(dict.fromkeys(ARRANGEMENT_FROM_RELATION.values())),
}
"""The possible answers to each question. A thing in its own colour has no colour label."""

MAX_BOXES = 6
"""Things in one picture."""
UNLABELLED = -1
"""In place of a label: the picture does not show it."""

FIRST_SEED = 2**63
"""Models are trained on far lower seeds (batches.SceneBatches has 2**40 for each run)."""
MIX = Mix(single=0.5, count=0.14, pair=0.1, placed=0.14, on=0.1, acting=0.3, coloured=0.35)
"""More of what a judge must recognise than models are trained on."""
HELD_OUT_EVERY = 8
"""One scene in this many has a held-out combination; otherwise a judge might never recognise them."""


@dataclass(frozen=True, eq=False)
class Labels(Batch):
    """A batch with its labels; UNLABELLED (-1) where there is none.

    Args:
        things: ids of the things, one for each copy.
        cells: the cell of each one's centre, row by row in a grid over the picture.
        choices: indices in OPTIONS, [picture] for each.
    """

    things: Int32[np.ndarray, "picture box"]
    cells: Int32[np.ndarray, "picture box"]
    choices: dict[Choice, np.ndarray[Any, Any]]


@dataclass(frozen=True)
class LabelledBatches:
    """Labelled batches of scenes that nothing else is trained on; picklable, for `batches.prefetch`."""

    size: int
    edge: int
    grid: int
    seed: int = 0
    mix: Mix = MIX

    def __call__(self, number: int) -> Labels:
        first = FIRST_SEED + (self.seed << 40) + number * self.size
        plans = [
            plan_scene(first + i, "held-out" if i % HELD_OUT_EVERY == 0 else "train", self.mix)
            for i in range(self.size)
        ]
        return label_plans(plans, self.edge, self.grid)


def label_plans(plans: Sequence[ScenePlan], edge: int, grid: int) -> Labels:
    """Plans as pictures [edge, edge, 3] with their labels on a grid of `grid` by `grid` cells.

    Raises:
        FontNotFound: Noto Color Emoji is not on this machine.
    """
    things = np.full((len(plans), MAX_BOXES), UNLABELLED, np.int32)
    cells = np.full((len(plans), MAX_BOXES), UNLABELLED, np.int32)
    for row, plan in enumerate(plans):
        placed = [(item.thing, box) for item in plan.items for box in item.boxes]
        for column, (thing, box) in enumerate(placed):
            x, y = (min(int(part * grid), grid - 1) for part in box.centre)
            things[row, column], cells[row, column] = thing, y * grid + x
    choices = {
        name: np.array(
            [UNLABELLED if (said := _option(name, plan)) is None else options.index(said) for plan in plans], "i4"
        )
        for name, options in OPTIONS.items()
    }
    pictures = np.stack([draw(plan, edge) for plan in plans])
    return Labels(pictures, tuple(plan.caption for plan in plans), things, cells, choices)


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
    return plan.background if name == "background" else plan.style

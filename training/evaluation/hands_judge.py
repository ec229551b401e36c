"""A judge of the drawings of all hands: what is there, who does what to whom, where, and which hand drew it.

It learns from real renderings that are shifted, cluttered and blurred, since models' drawings are.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import numpy as np

from training.data.batches import Pictures
from training.evaluation.detector import DetectorConfig
from training.evaluation.judge import JudgeRecipe, TrainedJudge, train_judge
from training.evaluation.labels import HELD_OUT_EVERY, Labels, first_seed, label_plans
from training.progress import TrainingReport
from training.scenes.compose import Mix, plan_scene
from training.scenes.hand_cache import Drawings, open_drawings
from training.scenes.hand_scenes import draw, hands_for
from training.scenes.rng import Rng

HANDS_JUDGE = JudgeRecipe(
    DetectorConfig(edge=96, patch=8, widths=(96, 160), blocks=(1, 2)), steps=12_000, batch=64, rate=2e-3, every=200
)
"""A network for an hour on a GPU; `--steps` sets another length."""
HANDS_MIX = Mix(
    single=0.4, count=0.1, pair=0.1, placed=0.1, on=0.0, acting=0.4, coloured=0.3, backed=0.4, styled=0.15, sized=0.0,
    still=True, variants=2, grains=1, common=0.3,
)  # fmt: skip
SHIFT, CLUTTER = 1 / 12, 2
"""How far a picture is moved at most, in fractions of it, and pieces of other pictures in it at most."""
PIECE = 1 / 6
"""The edge of a piece."""


@dataclass(frozen=True)
class HandScenes:
    """Labelled batches of scenes in all hands; picklable, for `batches.prefetch`.

    Args:
        folder: the cache of drawings.
    """

    folder: Path
    size: int
    edge: int
    grid: int
    seed: int = 0
    mix: Mix = HANDS_MIX

    def __call__(self, number: int) -> Labels:
        first, drawings = first_seed(self.seed) + number * self.size, _drawings(self.folder)
        plans = [
            plan_scene(first + i, "held-out" if i % HELD_OUT_EVERY == 0 else "train", self.mix)
            for i in range(self.size)
        ]
        hands = [hands_for(plan, drawings, Rng(plan.seed, 77)) for plan in plans]
        pictures = np.stack([draw(plan, some, drawings, self.edge) for plan, some in zip(plans, hands, strict=True)])
        shifts = np.stack([_shift(Rng(plan.seed, 78)) for plan in plans])
        labels = label_plans(plans, pictures, self.grid, tuple(some[0] for some in hands), shifts)
        return replace(labels, pictures=disturbed(pictures, shifts, Rng(first, 79)))


@cache
def _drawings(folder: Path) -> Drawings:
    return open_drawings(folder)


def _shift(rng: Rng) -> tuple[float, float]:
    return rng.uniform(-SHIFT, SHIFT), rng.uniform(-SHIFT, SHIFT)


def disturbed(pictures: Pictures, shifts: np.ndarray, rng: Rng) -> Pictures:
    """Pictures that are moved, their borders continued, with pieces of each other at their borders.

    Args:
        shifts: to the right and down, in fractions of a picture, [picture, 2].
    """
    edge = pictures.shape[1]
    margin, piece = round(SHIFT * edge) + 1, round(PIECE * edge)
    wide = np.pad(pictures, ((0, 0), (margin, margin), (margin, margin), (0, 0)), "edge")
    moved = []
    for picture, (right, down) in zip(wide, shifts, strict=True):
        top, left = margin - round(float(down) * edge), margin - round(float(right) * edge)
        moved.append(picture[top : top + edge, left : left + edge].copy())
    for picture in moved:
        for _ in range(rng.below(CLUTTER + 1)):
            source = pictures[rng.below(len(pictures))]
            at = [rng.below(edge - piece) for _ in range(3)]
            side = rng.choice((0, edge - piece))
            row, column = (side, at[0]) if rng.chance(0.5) else (at[0], side)
            picture[row : row + piece, column : column + piece] = source[at[1] : at[1] + piece, at[2] : at[2] + piece]
    return np.stack(moved)


def train_hands_judge(
    drawings: Path,
    folder: Path,
    on_report: Callable[[TrainingReport], None] = lambda report: None,
    *,
    recipe: JudgeRecipe = HANDS_JUDGE,
    workers: int | None = None,
) -> TrainedJudge:
    """The judge trained in `folder`, from where an earlier run stopped.

    Args:
        drawings: the folder of the cache of drawings.

    Raises:
        TrainingError: `folder` holds another judge, or `drawings` no cache.
    """
    open_drawings(drawings)
    sizes = recipe.detector
    scenes = HandScenes(drawings, recipe.batch, sizes.edge, sizes.grid, recipe.seed)
    return train_judge(folder, recipe, on_report, batches=scenes, workers=workers)

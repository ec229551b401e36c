"""Two judges for a machine without a GPU: templates say what stands where, and a small network how it looks.

Which of a thousand things is there asks much of a network that learns in minutes; styles, counts and arrangements do
not, and of those templates know nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from training.data.batches import Pictures
from training.evaluation import labels
from training.evaluation.detector import DetectorConfig
from training.evaluation.judge import Judge, JudgeRecipe, Verdict, train_judge
from training.evaluation.labels import Choice, LabelledBatches
from training.evaluation.template_judge import TemplateJudge
from training.progress import TrainingReport

SMALL_JUDGE = JudgeRecipe(
    DetectorConfig(edge=64, patch=4, widths=(32, 64), blocks=(1, 1)), steps=1500, batch=64, rate=3e-3, every=250
)
"""A network that two cores teach in some minutes."""
STYLED_SHARE = 0.7
"""How much of what it is shown has a style: one in fourteen of them is little otherwise."""
NETWORK_CHOICES: tuple[Choice, ...] = ("style", "count", "arrangement")
"""What the network is believed in."""


def train_ensemble(
    folder: Path, on_report: Callable[[TrainingReport], None], workers: int | None = None
) -> JudgeEnsemble:
    """A panel whose network is taught in `folder`, going on where an earlier run stopped.

    Raises:
        TrainingError: the folder holds another judge.
        FontNotFound: Noto Color Emoji is not on this machine.
    """
    mix = replace(labels.MIX, styled=STYLED_SHARE)
    scenes = LabelledBatches(
        SMALL_JUDGE.batch, SMALL_JUDGE.detector.edge, SMALL_JUDGE.detector.grid, SMALL_JUDGE.seed, mix
    )
    return JudgeEnsemble(TemplateJudge(), train_judge(folder, SMALL_JUDGE, on_report, batches=scenes, workers=workers))


class JudgeEnsemble:
    """A verdict from two: of `glance` only what NETWORK_CHOICES names, of `templates` all the rest."""

    def __init__(self, templates: Judge, glance: Judge) -> None:
        self.name = f"{templates.name}; {', '.join(NETWORK_CHOICES)} by a small {glance.name}"
        self._templates, self._glance = templates, glance

    def predict(self, pictures: Pictures) -> Verdict:
        """Pictures of any size, uint8 [picture, row, column, 3]."""
        seen, glance = self._templates.predict(pictures), self._glance.predict(pictures).choices
        return Verdict(seen.things, seen.centres, {**seen.choices, **{name: glance[name] for name in NETWORK_CHOICES}})

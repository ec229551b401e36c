"""Two judges for a machine without a GPU: templates find things and their places; a small network judges the rest.

Telling a thousand things apart is too much for a network that trains for minutes. Styles, counts and arrangements are
not, and templates cannot judge those.
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
"""A network that two cores train in some minutes."""
STYLED_SHARE = 0.7
"""The share of its scenes that have a style; there are fourteen styles to learn."""
NETWORK_CHOICES: tuple[Choice, ...] = ("style", "count", "arrangement", "relation")
"""The choices that the network decides."""


def train_ensemble(
    folder: Path, on_report: Callable[[TrainingReport], None], workers: int | None = None
) -> JudgeEnsemble:
    """An ensemble whose network is trained in `folder`, from where an earlier run stopped.

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
    """Two judges: `network` decides NETWORK_CHOICES, `templates` everything else."""

    def __init__(self, templates: Judge, network: Judge) -> None:
        self.name = f"{templates.name}; {', '.join(NETWORK_CHOICES)} by a small {network.name}"
        self._templates, self._network = templates, network

    def predict(self, pictures: Pictures) -> Verdict:
        """Pictures of any size, uint8 [picture, row, column, 3]."""
        found, choices = self._templates.predict(pictures), self._network.predict(pictures).choices
        decided = {name: choices[name] for name in NETWORK_CHOICES}
        return Verdict(found.things, found.centres, {**found.choices, **decided})

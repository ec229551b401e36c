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
from training.evaluation.detector import Detector
from training.evaluation.judge import Judge, Lesson, Verdict, taught
from training.evaluation.labels import Choice, LabelledBatches
from training.evaluation.template_judge import Templates
from training.progress import TrainingReport

GLANCE = Lesson(Detector(edge=64, patch=4, widths=(32, 64), blocks=(1, 1)), steps=1500, batch=64, rate=3e-3, every=250)
"""A network that two cores teach in some minutes."""
STYLED = 0.7
"""How much of what it is shown has a style: one in fourteen of them is little otherwise."""
ASKED: tuple[Choice, ...] = ("style", "count", "arrangement")
"""What the network is believed in."""


def convened(folder: Path, on_report: Callable[[TrainingReport], None], workers: int | None = None) -> JudgeEnsemble:
    """A panel whose network is taught in `folder`, going on where an earlier run stopped.

    Raises:
        TrainingError: the folder holds another judge.
        NoFont: Noto Color Emoji is not on this machine.
    """
    mix = replace(labels.MIX, styled=STYLED)
    scenes = LabelledBatches(GLANCE.batch, GLANCE.sight.edge, GLANCE.sight.grid, GLANCE.seed, mix)
    return JudgeEnsemble(Templates(), taught(folder, GLANCE, on_report, batches=scenes, workers=workers))


class JudgeEnsemble:
    """A verdict from two: of `glance` only what ASKED names, of `templates` all the rest."""

    def __init__(self, templates: Judge, glance: Judge) -> None:
        self.name = f"{templates.name}; {', '.join(ASKED)} by a small {glance.name}"
        self._templates, self._glance = templates, glance

    def look(self, pictures: Pictures) -> Verdict:
        """Pictures of any size, uint8 [picture, row, column, 3]."""
        seen, glance = self._templates.look(pictures), self._glance.look(pictures).choices
        return Verdict(seen.things, seen.centres, {**seen.choices, **{name: glance[name] for name in ASKED}})

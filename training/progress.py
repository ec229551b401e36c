"""How far training is, for whoever shows it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class TrainingReport:
    """Where training is; `seconds_left` is infinite while nothing is measured."""

    step: int
    steps: int
    seconds_left: float
    metrics: dict[str, float]

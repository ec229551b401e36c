"""The progress of training."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class TrainingReport:
    """Updates done and in all; `seconds_left` is infinite until there is a measurement."""

    step: int
    steps: int
    seconds_left: float
    metrics: dict[str, float]

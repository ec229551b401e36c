"""The progress of training, and how a command prints it."""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True)
class TrainingReport:
    """Updates done and in all; `seconds_left` is infinite until there is a measurement."""

    step: int
    steps: int
    seconds_left: float
    metrics: dict[str, float]


def say(text: str) -> None:
    print(text, flush=True)


def report(part: str, now: TrainingReport) -> None:
    values = ", ".join(f"{name} {value:.3f}" for name, value in now.metrics.items())
    left = (
        f"{now.seconds_left / 60:,.0f} min left" if math.isfinite(now.seconds_left) else "time left: not measured yet"
    )
    say(f"{part}: {now.step:,} of {now.steps:,}, {values}, {left}")

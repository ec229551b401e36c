"""What a run of Pocket tells on the way, a line at a time."""

from __future__ import annotations

import math

from training.progress import TrainingReport


def say(text: str) -> None:
    print(text, flush=True)


def report(part: str, now: TrainingReport) -> None:
    values = ", ".join(f"{name} {value:.3f}" for name, value in now.metrics.items())
    left = (
        f"{now.seconds_left / 60:,.0f} min left" if math.isfinite(now.seconds_left) else "time left: not measured yet"
    )
    say(f"{part}: {now.step:,} of {now.steps:,}, {values}, {left}")

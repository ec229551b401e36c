"""How weights move: Muon for matrices, Adam for the rest, at a rate that stays until the run's last part.

Muon (Jordan et al., 2024) makes every direction of a matrix move equally far, and learns drawings by heart in fewer
updates than Adam. A rate that stays lets a run be made longer, and be looked at on the way by its moving average.
"""

from __future__ import annotations

from typing import Any

import jax
import optax
from optax.contrib import MuonDimensionNumbers, muon

WARM_UP = 100
DECAY = 0.2
"""The part of a run, at its end, in which the rate falls to nothing."""
ADAMS = ("tokens", "positions", "head")
"""Tables of which a batch touches a few rows, and the head over all codes: matrices whose rows are not directions."""


def steady(rate: float, steps: int) -> optax.Schedule:
    """Up in WARM_UP updates, then the same, then in a straight line to zero (arXiv:2405.18392)."""
    down = max(1, round(steps * DECAY))
    warm = min(WARM_UP, max(1, steps // 10))
    return optax.join_schedules(
        [
            optax.linear_schedule(0, rate, warm),
            optax.constant_schedule(rate),
            optax.linear_schedule(rate, 0, down),
        ],
        [warm, steps - down],
    )


def matrices_by_muon(rate: float, steps: int, adam_share: float = 1.0) -> optax.GradientTransformation:
    """For a BART. `rate` is of matrices; the others have `adam_share` of it."""
    return optax.chain(
        optax.clip_by_global_norm(1.0),
        muon(
            steady(rate, steps),
            weight_decay=0.01,
            muon_weight_dimension_numbers=_directions,
            consistent_rms=0.2,  # moves a matrix as far as Adam would
            adam_learning_rate=steady(rate * adam_share, steps),
            adam_b1=0.9,
            adam_b2=0.98,
        ),
    )


def _directions(params: Any) -> Any:
    """For each parameter, how Muon sees it as a matrix; None for what Adam moves."""

    def seen(path: Any, leaf: jax.Array) -> MuonDimensionNumbers | None:
        name = jax.tree_util.keystr(path)
        return None if leaf.ndim != 2 or any(f"'{part}'" in name for part in ADAMS) else MuonDimensionNumbers(1, 0)

    return jax.tree_util.tree_map_with_path(seen, params)

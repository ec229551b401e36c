"""Training spreads over devices, as many as share a batch evenly, and learns the same."""

from __future__ import annotations

import math
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from training import loop

PROGRAM = """
import sys
from pathlib import Path
import jax, jax.numpy as jnp, numpy as np
from training.loop import Stage, train

def update(state, step, xs, ys):
    loss, slope = jax.value_and_grad(lambda w: jnp.square(xs @ w - ys).mean())(state)
    return state - 0.1 * slope, {"loss": loss}

def arrays(number):
    xs = np.random.default_rng(number).normal(size=(12, 3)).astype(np.float32)
    return xs, xs @ np.array([1.0, -2.0, 3.0], np.float32)

state = train(Stage("line", 40, update, arrays), jnp.zeros(3), range, Path(sys.argv[1]))
print(len(jax.local_devices()), len(state.sharding.device_set), *np.asarray(state).round(2).tolist())
"""


def learnt(folder: Path, devices: int) -> str:
    """What a process with so many devices says after 40 updates of twelve pictures."""
    environment = os.environ | {"XLA_FLAGS": f"--xla_force_host_platform_device_count={devices}"}
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(folder)], env=environment, capture_output=True, text=True, check=True
    )
    return done.stdout


def test_a_batch_is_shared_by_as_many_devices_as_divide_it(tmp_path: Path) -> None:
    """Twelve pictures: one device has all, four of eight have three each; both learn the line."""
    (tmp_path / "one").mkdir()
    (tmp_path / "eight").mkdir()
    alone, shared = learnt(tmp_path / "one", 1).split(), learnt(tmp_path / "eight", 8).split()
    assert (alone[:2], shared[:2]) == (["1", "1"], ["8", "4"])
    assert alone[2:] == shared[2:] == ["1.0", "-2.0", "3.0"]


def test_nobody_waits_long_for_a_word(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first update is reported, and then one about every ten seconds, with how long it will take still."""
    now = [0.0]
    monkeypatch.setattr(loop, "time", SimpleNamespace(monotonic=lambda: now[0]))

    def batches(first: int, last: int) -> Iterator[Any]:
        for number in range(first, last):
            now[0] += 60 if number == first else 3  # the first update compiles
            yield number

    stage = loop.Stage("sum", 10, lambda state, step, xs: (state + xs.sum(), {"loss": state}), lambda n: (np.ones(1),))
    reports: list[loop.TrainingReport] = []
    loop.train(stage, np.zeros(()), batches, tmp_path, on_report=reports.append)
    assert [(report.step, report.seconds_left) for report in reports] == [(1, math.inf), (5, 15.0), (9, 3.0), (10, 0.0)]

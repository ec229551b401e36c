"""Training as state -> state: update after update, with a checkpoint that survives a kill, and progress with a time.

What it does not know: what is trained.
"""

from __future__ import annotations

import math
import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

import jax
import jax.numpy as jnp
import numpy as np
from jax.sharding import Mesh, NamedSharding, PartitionSpec
from safetensors import safe_open
from safetensors.numpy import save_file

from training.data.batches import Batch
from training.errors import TrainingError
from training.progress import TrainingReport

State = TypeVar("State")
Metrics = dict[str, jax.Array]

SILENCE = 10.0
"""Seconds after which a person wonders whether anything happens: there is a report, however slow the updates are."""


@dataclass(frozen=True)
class Stage(Generic[State]):
    """One network's training.

    Args:
        name: of the checkpoint's file.
        steps: updates in all.
        update: (state, step, *given, *arrays) -> (state, metrics); jitted here, the state donated.
        arrays: a batch as the arrays that `update` takes, each with the pictures along its first axis.
        given: what every update needs and none changes, like a finished network's parameters. As arguments: what a
            program closes over becomes a part of it.
        every: updates between two checkpoints.
        report_every: updates between two reports; there is one after the first update, before every checkpoint, and
            whenever SILENCE is over, too.
    """

    name: str
    steps: int
    update: Callable[..., tuple[State, Metrics]]
    arrays: Callable[[Batch], tuple[np.ndarray[Any, Any], ...]]
    given: tuple[Any, ...] = ()
    every: int = 500
    report_every: int = 50


def train(
    stage: Stage[State],
    state: State,
    batches: Callable[[int, int], Iterator[Batch]],
    folder: Path,
    *,
    on_report: Callable[[TrainingReport], None] = lambda report: None,
    on_checkpoint: Callable[[int, State], None] = lambda step, state: None,
) -> State:
    """Train from the last checkpoint in `folder`, or from `state` where there is none, to the stage's last step.

    A run that was killed and started again gives the same state as one that was not: batches and randomness depend
    on the step alone. Pictures are spread over local devices, as many as share a batch evenly; parameters are on each.

    Args:
        batches: gives the batches from one number to before another.
        on_checkpoint: told the step and the state after each checkpoint, to write samples.

    Raises:
        TrainingError: the checkpoint is of another model; a loss is no number any more.
    """
    path = folder / f"{stage.name}.safetensors"
    first = 0
    if path.exists():
        first, state = restore(path, state)
    everywhere: NamedSharding | None = None
    given = stage.given
    update = jax.jit(stage.update, donate_argnums=0)
    began = told = time.monotonic()
    for step, batch in enumerate(batches(first, stage.steps), first):
        seen = stage.arrays(batch)
        if everywhere is None:
            everywhere, spread = _shardings(len(seen[0]))
            state, given = jax.device_put((state, given), everywhere)
        arrays = jax.device_put(seen, spread)
        state, metrics = update(state, jnp.uint32(step), *given, *arrays)
        if step == first + 1:
            began = time.monotonic()  # the first update compiles, and says nothing about the others
        last = step + 1 == stage.steps
        keep = (step + 1) % stage.every == 0 or last
        due = step == first or time.monotonic() - told >= SILENCE
        if (step + 1) % stage.report_every == 0 or keep or due:  # nothing is kept that was not looked at
            values = {name: float(value) for name, value in metrics.items()}
            if not all(np.isfinite(value) for value in values.values()):
                raise TrainingError(
                    f"{stage.name}: {values} at step {step + 1}; start anew in another folder with a lower rate."
                )
            told, measured = time.monotonic(), step - first - 1
            pace = (told - began) / measured if measured > 0 else math.inf
            on_report(TrainingReport(step + 1, stage.steps, 0.0 if last else pace * (stage.steps - step - 1), values))
        if keep:
            save(path, step + 1, state)
            on_checkpoint(step + 1, state)
    return state


def save(path: Path, step: int, state: Any) -> None:
    """Write the whole state, or leave the last one as it was."""
    tensors = {name: np.asarray(jax.device_get(leaf)) for name, leaf in _named(state).items()}
    temporary = path.with_suffix(".writing")
    save_file(tensors, temporary, metadata={"step": str(step)})
    with temporary.open("rb") as file:
        os.fsync(file.fileno())
    temporary.replace(path)


def restore(path: Path, like: State) -> tuple[int, State]:
    """The step and state of a checkpoint, in the shape of `like`. Raises TrainingError if that is another one."""
    with safe_open(path, framework="numpy") as file:
        expected = {name: leaf.shape for name, leaf in _named(like).items()}
        found = {name: tuple(file.get_slice(name).get_shape()) for name in file.keys()}  # noqa: SIM118 (no mapping)
        if expected != found:
            wrong = sorted(expected.items() ^ found.items())[0]
            raise TrainingError(f"{path} is the checkpoint of another model (see {wrong[0]}); choose another folder.")
        step = int(file.metadata()["step"])
        leaves = [jnp.asarray(file.get_tensor(name)) for name in expected]
    return step, jax.tree.unflatten(jax.tree.structure(like), leaves)


def smoothed(average: Any, values: Any, decay: float) -> Any:
    """An exponential moving average of parameters: what is kept is steadier, and better, than the last update."""
    return jax.tree.map(lambda a, v: a * decay + v * (1 - decay), average, values)


def _named(state: Any) -> dict[str, Any]:
    return {jax.tree_util.keystr(path): leaf for path, leaf in jax.tree_util.tree_leaves_with_path(state)}


def _shardings(batch: int) -> tuple[NamedSharding, NamedSharding]:
    devices = jax.local_devices()
    mesh = Mesh(np.asarray(devices[: math.gcd(batch, len(devices))]), ("data",))
    return NamedSharding(mesh, PartitionSpec()), NamedSharding(mesh, PartitionSpec("data"))

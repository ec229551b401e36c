"""Training as state -> state: one update after another, checkpoints that survive a kill, and progress with a time.

It does not know what is trained.
"""

from __future__ import annotations

import math
import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, NamedTuple, TypeVar

import jax
import jax.numpy as jnp
import numpy as np
import optax
from jax.sharding import Mesh, NamedSharding, PartitionSpec
from safetensors import safe_open
from safetensors.numpy import save_file

from training.atomic_file import replacing
from training.data.batches import Batch
from training.errors import TrainingError
from training.progress import TrainingReport
from training.run_report import RunLog, write_page

State = TypeVar("State")
Metrics = dict[str, jax.Array]

MAX_REPORT_INTERVAL_SECONDS = 10.0
"""There is a report at least this often, however slow the updates are."""


@dataclass(frozen=True)
class Stage(Generic[State]):
    """The training of one network.

    Args:
        name: of the checkpoint's file.
        steps: number of updates.
        update: (state, step, *constants, *arrays) -> (state, metrics); jitted here, with the state donated.
        arrays: a batch as the arrays that `update` takes, each with the pictures along its first axis.
        constants: what every update needs and none changes, like a finished network's parameters. They are arguments
            because a program contains what it closes over.
        every: updates between two checkpoints.
        report_every: updates between two reports. There is also one after the first update, before every checkpoint,
            and every MAX_REPORT_INTERVAL_SECONDS.
    """

    name: str
    steps: int
    update: Callable[..., tuple[State, Metrics]]
    arrays: Callable[[Batch], tuple[np.ndarray[Any, Any], ...]]
    constants: tuple[Any, ...] = ()
    every: int = 500
    report_every: int = 50


class AveragedState(NamedTuple):
    """Parameters, their moving average, which is the result of training, and the optimiser's state."""

    params: Any
    average: Any
    optimiser: Any

    @classmethod
    def start(cls, params: Any, optimiser: optax.GradientTransformation) -> AveragedState:
        """The state before the first update. Updates consume the parameters, so the average is a copy."""
        return cls(params, jax.tree.map(jnp.copy, params), optimiser.init(params))

    def updated(
        self, optimiser: optax.GradientTransformation, gradients: Any, decay: float | jax.Array
    ) -> AveragedState:
        """The state after one step of the optimiser."""
        updates, optimiser_state = optimiser.update(gradients, self.optimiser, self.params)
        params = optax.apply_updates(self.params, updates)
        return AveragedState(params, moving_average(self.average, params, decay), optimiser_state)


def train(
    stage: Stage[State],
    state: State,
    batches: Callable[[int, int], Iterator[Batch]],
    folder: Path,
    *,
    on_report: Callable[[TrainingReport], None] = lambda report: None,
    on_checkpoint: Callable[[int, State], None] = lambda step, state: None,
) -> State:
    """Train from the last checkpoint in `folder`, or from `state` if there is none, to the stage's last step.

    The folder also gets the log of all reports and a page with curves and samples (run_report.py).

    A run that was killed and started again ends in the same state as one that was not: batches and randomness depend
    on the step alone. As many local devices as divide a batch evenly share it; each has all parameters.

    Args:
        batches: (first, last) -> the batches from number `first` to before `last`.
        on_checkpoint: called with the step and the state after each checkpoint, to write samples.

    Raises:
        TrainingError: the checkpoint belongs to another model, or a loss is not finite any more.
    """
    path = folder / f"{stage.name}.safetensors"
    first, log = 0, RunLog(folder)
    if path.exists():
        first, state = restore(path, state)
    replicated: NamedSharding | None = None
    constants = stage.constants
    update = jax.jit(stage.update, donate_argnums=0)
    start = last_report = time.monotonic()
    for step, batch in enumerate(batches(first, stage.steps), first):
        host_arrays = stage.arrays(batch)
        if replicated is None:
            replicated, split = _shardings(len(host_arrays[0]))
            state, constants = jax.device_put((state, constants), replicated)
        arrays = jax.device_put(host_arrays, split)
        state, metrics = update(state, jnp.uint32(step), *constants, *arrays)
        if step == first + 1:
            start = time.monotonic()  # the first update compiles, so its time says nothing about the others
        is_last = step + 1 == stage.steps
        is_checkpoint = (step + 1) % stage.every == 0 or is_last
        is_due = step == first or time.monotonic() - last_report >= MAX_REPORT_INTERVAL_SECONDS
        if (step + 1) % stage.report_every == 0 or is_checkpoint or is_due:  # a loss is checked before it is saved
            values = {name: float(value) for name, value in metrics.items()}
            if not all(np.isfinite(value) for value in values.values()):
                raise TrainingError(
                    f"{stage.name}: {values} at step {step + 1}; start again in another folder with a lower rate."
                )
            last_report, measured = time.monotonic(), step - first - 1
            pace = (last_report - start) / measured if measured > 0 else math.inf
            seconds_left = 0.0 if is_last else pace * (stage.steps - step - 1)
            report = TrainingReport(step + 1, stage.steps, seconds_left, values)
            log.note(stage.name, report)
            on_report(report)
        if is_checkpoint:
            save(path, step + 1, state)
            on_checkpoint(step + 1, state)
            write_page(folder)
    return state


def save(path: Path, step: int, state: Any) -> None:
    """Write the whole state; if that fails, the last checkpoint stays as it was."""
    tensors = {name: np.asarray(jax.device_get(leaf)) for name, leaf in _leaves_by_name(state).items()}
    with replacing(path) as temporary:
        save_file(tensors, temporary, metadata={"step": str(step)})
        with temporary.open("rb") as file:
            os.fsync(file.fileno())


def restore(path: Path, template: State) -> tuple[int, State]:
    """The step and the state of a checkpoint.

    Args:
        template: a state of the expected structure and shapes.

    Raises:
        TrainingError: the checkpoint has other names or shapes.
    """
    with safe_open(path, framework="numpy") as file:
        expected = {name: leaf.shape for name, leaf in _leaves_by_name(template).items()}
        found = {name: tuple(file.get_slice(name).get_shape()) for name in file.keys()}  # noqa: SIM118 (no mapping)
        if expected != found:
            wrong = sorted(expected.items() ^ found.items())[0]
            raise TrainingError(f"{path} is the checkpoint of another model (see {wrong[0]}); choose another folder.")
        step = int(file.metadata()["step"])
        leaves = [jnp.asarray(file.get_tensor(name)) for name in expected]
    return step, jax.tree.unflatten(jax.tree.structure(template), leaves)


def moving_average(average: Any, values: Any, decay: float | jax.Array) -> Any:
    """The exponential moving average of parameters. It is steadier, and better, than the last update."""
    return jax.tree.map(lambda a, v: a * decay + v * (1 - decay), average, values)


def average_decay(steps: int, *, least: int = 20, most: int = 1000) -> float:
    """What a moving average keeps at each step: it spans a twentieth of the run, from `least` to `most` updates.

    A short run must forget its start sooner than a long one.
    """
    return 1 - 1 / min(most, max(least, steps // 20))


def window_decay(window: int, step: jax.Array) -> jax.Array:
    """What a moving average over `window` updates keeps at this step: less at first, so that it forgets the start."""
    return jnp.minimum(1 - 1 / window, (1 + step) / (10.0 + step))


def _leaves_by_name(state: Any) -> dict[str, Any]:
    return {jax.tree_util.keystr(path): leaf for path, leaf in jax.tree_util.tree_leaves_with_path(state)}


def _shardings(batch: int) -> tuple[NamedSharding, NamedSharding]:
    """One copy on each device, and one part of a batch on each."""
    devices = jax.local_devices()
    mesh = Mesh(np.asarray(devices[: math.gcd(batch, len(devices))]), ("data",))
    return NamedSharding(mesh, PartitionSpec()), NamedSharding(mesh, PartitionSpec("data"))

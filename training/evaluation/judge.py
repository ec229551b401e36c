"""Judges look at pictures and report what is in them. They learn from real renderings alone: from no model's drawings
and no tokenizer, and from scenes that no model is trained on (see labels.py).

judge = train_judge(folder, recipe, on_report, batches=scenes)     a killed run continues
verdict = judge.predict(pictures)                                  what is there, and where, for each picture

It does not know what the network is (see detector.py).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, get_args

import jax
import jax.numpy as jnp
import numpy as np
import optax
from flax import nnx
from jaxtyping import Array, Float, Float32, Int, UInt8, UInt32

from inference.api import TILES
from training.data.batches import Batch, Batches, Pictures, prefetch
from training.evaluation.detector import Detector, DetectorConfig, augment
from training.evaluation.labels import OPTIONS, Choice, Labels
from training.evaluation.prompts import Question
from training.loop import AveragedState, Metrics, Stage, average_decay, train
from training.progress import TrainingReport


@dataclass(frozen=True, eq=False)
class Verdict:
    """What a judge reports about some pictures.

    Args:
        things: how sure it is that each thing is there; only the order matters.
        centres: where each thing would be, x to the right and y down, 0 to 1.
        choices: the probability of each of labels.OPTIONS, [picture, option], for the questions that it can answer.
        seconds: how sure it is that something is done to each thing; None where it cannot say.
    """

    things: Float32[np.ndarray, "picture thing"]
    centres: Float32[np.ndarray, "picture thing 2"]
    choices: Mapping[Choice, np.ndarray[Any, Any]]
    seconds: Float32[np.ndarray, "picture thing"] | None = None


class Judge(Protocol):
    """Anything that reports what is in pictures, uint8 [picture, row, column, 3] of any size.

    `questions` are those of evaluation prompts that it can answer.
    """

    @property
    def name(self) -> str: ...

    @property
    def questions(self) -> frozenset[Question]: ...

    def predict(self, pictures: Pictures) -> Verdict: ...


@dataclass(frozen=True)
class JudgeRecipe:
    """How a judge is trained. `batch` counts pictures; `rate` is Adam's peak rate."""

    detector: DetectorConfig
    steps: int
    batch: int
    rate: float
    seed: int = 0
    every: int = 500


def train_judge(
    folder: Path,
    recipe: JudgeRecipe,
    on_report: Callable[[TrainingReport], None] = lambda report: None,
    *,
    batches: Batches,
    workers: int | None = None,
) -> TrainedJudge:
    """A judge trained in `folder`, from where an earlier run stopped; a finished one is only read.

    Args:
        batches: of `Labels`.
        workers: processes that draw scenes; see `batches.prefetch`.

    Raises:
        TrainingError: the folder holds another judge.
    """
    folder.mkdir(parents=True, exist_ok=True)
    training = JudgeTraining(recipe)

    def some(first: int, last: int) -> Iterator[Batch]:
        return prefetch(batches, first, last, workers) if first < last else iter(())

    state = train(training.stage, training.initial_state(), some, folder, on_report=on_report)
    return TrainedJudge(recipe.detector, state.average)


class TrainedJudge:
    """The network, ready to look at pictures."""

    name = "network"
    questions: frozenset[Question] = frozenset(get_args(Question))

    def __init__(self, config: DetectorConfig, params: Any) -> None:
        self.config, self._params = config, params
        graph, _ = nnx.split(nnx.eval_shape(lambda: Detector(config, rngs=nnx.Rngs(0))))
        self._predict = jax.jit(lambda params, pictures: _verdict(nnx.merge(graph, params), pictures))

    def predict(self, pictures: Pictures) -> Verdict:
        """Pictures of any size, uint8 [picture, row, column, 3]; they are resized to the network's."""
        count, edge = len(pictures), self.config.edge
        fitted = jax.image.resize(jnp.asarray(pictures, jnp.float32) / 255, (count, edge, edge, 3), "linear")
        padded = jnp.pad(fitted, ((0, -count % TILES), (0, 0), (0, 0), (0, 0)))  # so that one program is enough
        parts = [self._predict(self._params, padded[i : i + TILES]) for i in range(0, len(padded), TILES)]
        things, centres, seconds, choices = jax.tree.map(lambda *some: np.concatenate(some)[:count], *parts)
        return Verdict(things, centres, choices, seconds)


def _verdict(
    network: Detector, pictures: Float[Array, "picture edge edge 3"]
) -> tuple[Array, Array, Array, dict[Choice, Array]]:
    """Things, centres, seconds and choices of a Verdict."""
    found = network(pictures)
    grid = round(found.there.shape[1] ** 0.5)
    middles = (jnp.arange(grid) + 0.5) / grid
    middle = jnp.stack([jnp.tile(middles, grid), jnp.repeat(middles, grid)], -1)
    which = jax.nn.softmax(network.which(found.features))
    present = jax.nn.sigmoid(found.there)[:, :, None] * which
    total = present.sum(1)
    # A thing between two cells counts in both: sums, not maxima.
    centres = jnp.einsum("pct,cd->ptd", present, middle) / (total[:, :, None] + 1e-30)
    seconds = (present * jax.nn.sigmoid(found.second)[:, :, None]).sum(1)
    return total, centres, seconds, {name: jax.nn.softmax(logits) for name, logits in found.choices.items()}


class JudgeTraining:
    """How a judge is trained. `stage` is for `loop.train`; its batches are `Labels`."""

    def __init__(self, recipe: JudgeRecipe) -> None:
        self.recipe = recipe
        steps, rate = recipe.steps, recipe.rate
        schedule = optax.warmup_cosine_decay_schedule(0, rate, min(300, steps // 10), steps, rate / 100)
        self.optimiser = optax.chain(optax.clip_by_global_norm(1.0), optax.adamw(schedule, weight_decay=0.02))
        self.graph, _ = nnx.split(nnx.eval_shape(lambda: Detector(recipe.detector, rngs=nnx.Rngs(0))))
        self.stage = Stage("judge", steps, self.update, self.arrays, every=recipe.every)

    def initial_state(self) -> AveragedState:
        _, params = nnx.split(Detector(self.recipe.detector, rngs=nnx.Rngs(self.recipe.seed)))
        return AveragedState.start(params, self.optimiser)

    @staticmethod
    def arrays(batch: Batch) -> tuple[np.ndarray[Any, Any], ...]:
        if not isinstance(batch, Labels):
            raise TypeError(f"a judge learns from pictures with labels, not from {type(batch).__name__}")
        return batch.pictures, batch.things, batch.cells, batch.seconds, *(batch.choices[name] for name in OPTIONS)

    def update(
        self,
        state: AveragedState,
        step: UInt32[Array, ""],
        pictures: UInt8[Array, "picture row column channel"],
        ids: Int[Array, "picture box"],
        cells: Int[Array, "picture box"],
        seconds: Int[Array, "picture box"],
        *choices: Int[Array, " picture"],
    ) -> tuple[AveragedState, Metrics]:
        """One gradient step on the sum of all cross entropies."""
        target = augment(jax.random.fold_in(jax.random.key(self.recipe.seed), step), pictures.astype(jnp.float32) / 255)

        def loss(params: Any) -> tuple[Array, Metrics]:
            network: Detector = nnx.merge(self.graph, params)
            found = network(target)
            there = jax.nn.one_hot(cells, found.there.shape[1]).max(1)  # no cell for UNLABELLED
            presence = optax.sigmoid_binary_cross_entropy(found.there, there).sum(1).mean()
            at = jnp.take_along_axis(found.features, jnp.maximum(cells, 0)[:, :, None], 1)
            which, correct = _cross_entropy(network.which(at), ids)
            does = jnp.take_along_axis(found.second, jnp.maximum(cells, 0), 1)
            role, told = _cross_entropy(jnp.stack([-does, does], -1) / 2, seconds)
            answers = [_cross_entropy(found.choices[name], truth) for name, truth in zip(OPTIONS, choices, strict=True)]
            total = presence + which + role + sum(error for error, _ in answers)
            metrics = {"loss": total, "thing": correct, "second": told}
            for name, (_, share) in zip(OPTIONS, answers, strict=True):
                metrics[name] = share
            return total, metrics

        (_, metrics), gradients = jax.value_and_grad(loss, has_aux=True)(state.params)
        return state.updated(self.optimiser, gradients, average_decay(self.stage.steps, least=5, most=500)), metrics


def _cross_entropy(logits: Float[Array, "*rest option"], truth: Int[Array, "*rest"]) -> tuple[Array, Array]:
    """Mean cross entropy and share of correct answers, over the labels that are there."""
    labelled = truth >= 0
    count = jnp.maximum(labelled.sum(), 1)
    error = optax.softmax_cross_entropy_with_integer_labels(logits, jnp.maximum(truth, 0))
    return (error * labelled).sum() / count, (labelled & (logits.argmax(-1) == truth)).sum() / count

"""Judges look at pictures and say what is in them. They learn from real renderings alone: no model draws for them, no
tokenizer has touched what they see, and their scenes are nobody else's (see truth.py).

judge = taught(folder)                a small network, some minutes on a GPU; a run that was killed goes on
verdict = judge.look(pictures)        what is there, and where, for each picture

What it does not know: what the network is (see sight.py).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, NamedTuple, Protocol

import jax
import jax.numpy as jnp
import numpy as np
import optax
from flax import nnx
from jaxtyping import Array, Float, Float32, Int, UInt8, UInt32
from safetensors import SafetensorError, safe_open
from safetensors.numpy import save_file

from inference.api import TILES
from training.data.batches import Batch, Batches, Pictures, ahead
from training.errors import TrainingError
from training.evaluation.detector import Detector, DetectorNetwork, worn
from training.evaluation.labels import OPTIONS, Choice, LabelledBatches, Labels
from training.loop import Metrics, Stage, smoothed, train
from training.progress import TrainingReport
from training.scenes.things import things


@dataclass(frozen=True, eq=False)
class Verdict:
    """What a judge says of some pictures.

    Args:
        things: how sure it is that each thing is there; only the order counts.
        centres: where each would be, x to the right and y down, 0 to 1.
        choices: how likely each of truth.OPTIONS is, [picture, option]; a question that it cannot answer is missing.
    """

    things: Float32[np.ndarray, "picture thing"]
    centres: Float32[np.ndarray, "picture thing 2"]
    choices: Mapping[Choice, np.ndarray[Any, Any]]


class Judge(Protocol):
    """Anything that knows what it sees."""

    @property
    def name(self) -> str: ...

    def look(self, pictures: Pictures) -> Verdict: ...


@dataclass(frozen=True)
class Lesson:
    """How a judge is taught. A batch is in pictures, the rate is the peak of Adam's."""

    sight: Detector = field(default_factory=Detector)
    steps: int = 4000
    batch: int = 256
    rate: float = 2e-3
    seed: int = 0
    every: int = 500


def taught(
    folder: Path,
    lesson: Lesson | None = None,
    on_report: Callable[[TrainingReport], None] = lambda report: None,
    *,
    batches: Batches | None = None,
    workers: int | None = None,
) -> TrainedJudge:
    """A judge trained into `folder`, going on where an earlier run stopped; a finished one is only read.

    Args:
        batches: of `Shown`; by default endless scenes of everything.
        workers: processes that draw scenes; see `batches.ahead`.

    Raises:
        TrainingError: the folder holds another judge.
        NoFont: Noto Color Emoji is not on this machine.
    """
    lesson = lesson or Lesson()
    folder.mkdir(parents=True, exist_ok=True)
    learning = Learning(lesson)
    source = batches or LabelledBatches(lesson.batch, lesson.sight.edge, lesson.sight.grid, lesson.seed)

    def some(first: int, last: int) -> Iterator[Batch]:
        return ahead(source, first, last, workers) if first < last else iter(())

    state = train(learning.stage, learning.begin(), some, folder, on_report=on_report)
    return TrainedJudge(lesson.sight, state.average)


class TrainedJudge:
    """The network, ready to look."""

    name = "network"

    def __init__(self, sight: Detector, params: Any) -> None:
        self.sight, self._params = sight, params
        graph, _ = nnx.split(nnx.eval_shape(lambda: DetectorNetwork(sight, rngs=nnx.Rngs(0))))
        self._look = jax.jit(lambda params, pictures: _verdict(nnx.merge(graph, params), pictures))

    def look(self, pictures: Pictures) -> Verdict:
        """Pictures of any size, uint8 [picture, row, column, 3]; they are looked at in the judge's own."""
        edge, missing = self.sight.edge, -len(pictures) % TILES  # one shape, one program
        fitted = jax.image.resize(jnp.asarray(pictures, jnp.float32) / 255, (len(pictures), edge, edge, 3), "linear")
        padded = jnp.pad(fitted, ((0, missing), (0, 0), (0, 0), (0, 0)))
        parts = [self._look(self._params, padded[i : i + TILES]) for i in range(0, len(padded), TILES)]
        whole = jax.tree.map(lambda *leaves: np.concatenate(leaves)[: len(pictures)], *parts)
        return Verdict(*whole)

    def save(self, path: Path) -> None:
        """Write the weights in float16, with what `load` must know: about 3.5 MiB."""
        leaves = jax.tree_util.tree_leaves_with_path(self._params)
        tensors = {jax.tree_util.keystr(where): np.asarray(leaf, np.float16) for where, leaf in leaves}
        temporary = path.with_suffix(".writing")
        save_file(tensors, temporary, metadata={"sight": json.dumps(asdict(self.sight)), "knows": _knows()})
        temporary.replace(path)


def _verdict(
    network: DetectorNetwork, pictures: Float[Array, "picture edge edge 3"]
) -> tuple[Array, Array, dict[Choice, Array]]:
    """The fields of a Verdict."""
    seen = network(pictures)
    grid = round(seen.there.shape[1] ** 0.5)
    middles = (jnp.arange(grid) + 0.5) / grid
    middle = jnp.stack([jnp.tile(middles, grid), jnp.repeat(middles, grid)], -1)
    which = jax.nn.softmax(network.which(seen.features))
    present = jax.nn.sigmoid(seen.there)[:, :, None] * which
    total = present.sum(1)
    # A thing between two cells counts in both: sums, not maxima.
    centres = jnp.einsum("pct,cd->ptd", present, middle) / (total[:, :, None] + 1e-30)
    return total, centres, {name: jax.nn.softmax(logits) for name, logits in seen.choices.items()}


def load(path: Path) -> TrainedJudge:
    """A judge that `save` wrote. Raises TrainingError if the file is no such thing, or knows other things than we."""
    try:
        with safe_open(path, framework="numpy") as file:
            sizes = json.loads(file.metadata()["sight"])
            sight = Detector(**sizes | {"widths": tuple(sizes["widths"]), "blocks": tuple(sizes["blocks"])})
            _, like = nnx.split(nnx.eval_shape(lambda: DetectorNetwork(sight, rngs=nnx.Rngs(0))))
            names = [jax.tree_util.keystr(where) for where, _ in jax.tree_util.tree_leaves_with_path(like)]
            leaves = [jnp.asarray(file.get_tensor(name), jnp.float32) for name in names]
            knows = file.metadata()["knows"]
    except (OSError, SafetensorError, KeyError, TypeError, ValueError) as error:
        raise TrainingError(f"{path} is no judge ({error}); remove it, and train another.") from error
    if knows != _knows():
        raise TrainingError(f"{path} was taught other things than there are now; remove it, and train another.")
    return TrainedJudge(sight, jax.tree.unflatten(jax.tree.structure(like), leaves))


def _knows() -> str:
    """A fingerprint of what the numbers mean: the ids of things, and the order of options."""
    meaning = json.dumps([[thing.key for thing in things()], OPTIONS], ensure_ascii=False)
    return hashlib.blake2b(meaning.encode(), digest_size=8).hexdigest()


class JudgeState(NamedTuple):
    params: Any
    average: Any
    optimiser: Any


class Learning:
    """How a judge is trained. `stage` is what `loop.train` wants; its batches are `Shown`."""

    def __init__(self, lesson: Lesson) -> None:
        self.lesson = lesson
        steps, rate = lesson.steps, lesson.rate
        schedule = optax.warmup_cosine_decay_schedule(0, rate, min(300, steps // 10), steps, rate / 100)
        self.optimiser = optax.chain(optax.clip_by_global_norm(1.0), optax.adamw(schedule, weight_decay=0.02))
        self.graph, _ = nnx.split(nnx.eval_shape(lambda: DetectorNetwork(lesson.sight, rngs=nnx.Rngs(0))))
        self.stage = Stage("judge", steps, self.update, self.arrays, every=lesson.every)

    def begin(self) -> JudgeState:
        _, params = nnx.split(DetectorNetwork(self.lesson.sight, rngs=nnx.Rngs(self.lesson.seed)))
        return JudgeState(params, jax.tree.map(jnp.copy, params), self.optimiser.init(params))

    @staticmethod
    def arrays(batch: Batch) -> tuple[np.ndarray[Any, Any], ...]:
        if not isinstance(batch, Labels):
            raise TypeError(f"a judge learns from pictures with their truth, not from {type(batch).__name__}")
        return batch.pictures, batch.things, batch.cells, *(batch.choices[name] for name in OPTIONS)

    def update(
        self,
        state: JudgeState,
        step: UInt32[Array, ""],
        pictures: UInt8[Array, "picture row column channel"],
        ids: Int[Array, "picture box"],
        cells: Int[Array, "picture box"],
        *choices: Int[Array, " picture"],
    ) -> tuple[JudgeState, Metrics]:
        """One step down the gradient of the sum of all cross entropies."""
        target = worn(jax.random.fold_in(jax.random.key(self.lesson.seed), step), pictures.astype(jnp.float32) / 255)

        def loss(params: Any) -> tuple[Array, Metrics]:
            network: DetectorNetwork = nnx.merge(self.graph, params)
            seen = network(target)
            there = jax.nn.one_hot(cells, seen.there.shape[1]).max(1)  # no cell for UNSAID
            found = optax.sigmoid_binary_cross_entropy(seen.there, there).sum(1).mean()
            at = jnp.take_along_axis(seen.features, jnp.maximum(cells, 0)[:, :, None], 1)
            which, right = _cross_entropy(network.which(at), ids)
            told = [_cross_entropy(seen.choices[name], truth) for name, truth in zip(OPTIONS, choices, strict=True)]
            total = found + which + sum(error for error, _ in told)
            metrics = {"loss": total, "thing": right}
            for name, (_, share) in zip(OPTIONS, told, strict=True):
                metrics[name] = share
            return total, metrics

        (_, metrics), gradients = jax.value_and_grad(loss, has_aux=True)(state.params)
        updates, optimiser = self.optimiser.update(gradients, state.optimiser, state.params)
        params = optax.apply_updates(state.params, updates)
        decay = 1 - 1 / min(500, max(5, self.stage.steps // 20))
        return JudgeState(params, smoothed(state.average, params, decay), optimiser), metrics


def _cross_entropy(logits: Float[Array, "*rest option"], truth: Int[Array, "*rest"]) -> tuple[Array, Array]:
    """Mean cross entropy and share of right answers, where there is a truth."""
    said = truth >= 0
    asked = jnp.maximum(said.sum(), 1)
    error = optax.softmax_cross_entropy_with_integer_labels(logits, jnp.maximum(truth, 0))
    return (error * said).sum() / asked, (said & (logits.argmax(-1) == truth)).sum() / asked

"""Captions -> codes: the BART learns to write a picture, code by code, from its caption.

The objective is the reference's: the mean cross entropy of all codes. Some captions are blank, so that the network also
learns unconditional pictures, which classifier-free guidance needs (Ho and Salimans, 2022).
"""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import optax
from flax import nnx
from jaxtyping import Array, Bool, Float32, Int, UInt8, UInt32

from inference.model.bart import Bart, score
from inference.model.config import BartConfig
from inference.model.vqgan import VQGAN
from inference.text.tokenizer import Tokenizer
from training.data.batches import Batch, CodeBatch
from training.loop import AveragedState, Metrics, Stage, average_decay, window_decay
from training.model.token_first import cross_entropy

BLANK_SHARE = 0.1
"""The share of blank captions; the reference's author recommends 10 to 20 %."""


class TextToCodesTraining:
    """How a BART is trained for a finished VQGAN. `stage` is for `loop.train`."""

    def __init__(
        self,
        config: BartConfig,
        vqgan: VQGAN,
        tokenizer: Tokenizer,
        *,
        steps: int,
        rate: float,
        dtype: Any = None,
        optimiser: optax.GradientTransformation | None = None,
        window: int | None = None,
    ) -> None:
        """`optimiser` replaces Adam; `window` is the number of updates that the average spans, by default a share of
        all steps."""
        self.config, self.tokenizer, self.window = config, tokenizer, window
        self.vqgan_graph, vqgan_params = nnx.split(vqgan)
        self.compute = dtype or jnp.bfloat16  # on a CPU that supports it, a third more captions a second, too
        schedule = optax.warmup_cosine_decay_schedule(0, rate, min(1000, steps // 20), steps, rate / 50)
        self.optimiser = optimiser or optax.chain(
            optax.clip_by_global_norm(1.0), optax.adamw(schedule, 0.9, 0.98, weight_decay=0.05, mask=_matrices)
        )
        self.graph, _ = nnx.split(nnx.eval_shape(lambda: Bart(config, rngs=nnx.Rngs(0))))
        self.blank = (jnp.asarray(tokenizer.empty().ids), jnp.asarray(tokenizer.empty().mask))
        self.stage = Stage("bart", steps, self.update, self.arrays, constants=(vqgan_params,))

    def initial_state(self, seed: int) -> AveragedState:
        _, params = nnx.split(Bart(self.config, rngs=nnx.Rngs(seed)))
        return AveragedState.start(params, self.optimiser)

    def state_from(self, model: Bart) -> AveragedState:
        """The state before the first update of an existing model. Weights of any type are trained in float32."""
        _, params = nnx.split(model)
        params = jax.tree.map(lambda leaf: jnp.array(leaf, jnp.float32, copy=True), params)  # updates consume them
        return AveragedState.start(params, self.optimiser)

    def arrays(self, batch: Batch) -> tuple[np.ndarray[Any, Any], ...]:
        tokens = [self.tokenizer.encode(caption) for caption in batch.captions]
        ids, mask = np.stack([t.ids for t in tokens]), np.stack([t.mask for t in tokens])
        if not isinstance(batch, CodeBatch):
            return batch.pictures, ids, mask
        if not mask[:, ids.shape[1] // 2 :].any():  # nothing looks at padding, and most captions are short
            ids, mask = ids[:, : ids.shape[1] // 2], mask[:, : ids.shape[1] // 2]
        return batch.codes, ids, mask, *(() if batch.weights is None else (batch.weights,))

    def update(
        self,
        state: AveragedState,
        step: UInt32[Array, ""],
        vqgan_params: Any,
        inputs: UInt8[Array, "picture row column channel"] | Int[Array, "picture code"],
        ids: Int[Array, "picture token"],
        mask: Bool[Array, "picture token"],
        weights: Float32[Array, "picture code"] | None = None,
    ) -> tuple[AveragedState, Metrics]:
        """One gradient step; each code counts by its weight, if given. Pictures are encoded first."""
        vqgan: VQGAN = nnx.merge(self.vqgan_graph, vqgan_params)
        codes = inputs if inputs.ndim == 2 else vqgan.encode(inputs.astype(jnp.float32) / 255)
        blank = jax.random.bernoulli(jax.random.fold_in(jax.random.key(1), step), BLANK_SHARE, (len(ids), 1))
        empty = tuple(part[: ids.shape[-1]] for part in self.blank)
        ids, mask = jnp.where(blank, empty[0], ids), jnp.where(blank, empty[1], mask)
        start = jnp.full((len(codes), 1), self.config.decoder_start_token_id, codes.dtype)
        given = jnp.concatenate([start, codes[:, :-1]], axis=1)
        counts = jnp.ones(codes.shape) if weights is None else weights

        def loss(params: Any) -> Array:
            narrow = jax.tree.map(self._narrow, params)
            if self.compute == jnp.float32:
                return cross_entropy(nnx.merge(self.graph, narrow), ids, mask, given, codes, counts)
            logits = score(nnx.merge(self.graph, narrow), ids, mask, given[:, None])[:, 0]
            each = optax.softmax_cross_entropy_with_integer_labels(logits, codes)
            mean: Array = (each * counts).sum() / counts.sum()
            return mean

        value, gradients = jax.value_and_grad(loss)(state.params)
        decay = window_decay(self.window, step) if self.window else average_decay(self.stage.steps, most=2000)
        return state.updated(self.optimiser, gradients, decay), {"loss": value}

    def _narrow(self, leaf: Array) -> Array:
        return leaf.astype(self.compute) if leaf.ndim > 1 else leaf


def untrained(config: BartConfig, rows: Float32[np.ndarray, "code size"], seed: int) -> Bart:
    """A network for which codes are alike from the start whose rows in the picture decoder's book are."""
    bart = Bart(config, rngs=nnx.Rngs(seed))
    seen = rows / np.sqrt(rows.std(0))  # what differs most must not outshine the rest
    directions = np.random.default_rng(seed).normal(size=(seen.shape[1], config.d_model))
    alike = seen / seen.std() @ directions / np.sqrt(len(directions)) * config.init_std
    for table in (bart.decoder.tokens.table, bart.decoder.head.weight):
        table[...] = table[...].at[: len(alike)].multiply(0.6).at[: len(alike)].add(0.8 * alike)
    return bart


def _matrices(params: Any) -> Any:
    """Weight decay applies to matrices only, not to scales and biases."""
    return jax.tree.map(lambda leaf: leaf.ndim > 1, params)

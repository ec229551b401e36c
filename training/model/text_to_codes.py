"""Captions -> codes: the BART learns to write a picture, code by code, from its words.

The objective is the reference's: the mean cross entropy of all codes. A part of the captions is blank, so that the
same network also knows pictures of nothing in particular, which is what guidance steers away from.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
import optax
from flax import nnx
from jaxtyping import Array, Bool, Int, UInt8, UInt32

from inference.model.bart import Bart, score
from inference.model.config import BartConfig
from inference.model.vqgan import VQGAN
from inference.text.tokenizer import Tokenizer
from training.data.batches import Batch
from training.data.code_dataset import CodeDataset
from training.loop import Metrics, Stage, smoothed
from training.model.token_first import cross_entropy

BLANK = 0.1
"""The part of captions that is blank; the reference's author says 10 to 20 %."""


class TextToCodesState(NamedTuple):
    params: Any
    average: Any
    optimiser: Any


class TextToCodes:
    """How a BART is trained on top of a finished VQGAN. `stage` is what `loop.train` wants."""

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
        """`optimiser` stands for Adam's cosine; `window` is how many updates the average remembers, by default a part
        of all steps."""
        self.config, self.tokenizer, self.window = config, tokenizer, window
        self.vqgan_graph, vqgan_params = nnx.split(vqgan)
        self.compute = dtype or jnp.bfloat16  # a CPU that knows it learns a third more captions a second, too
        schedule = optax.warmup_cosine_decay_schedule(0, rate, min(1000, steps // 20), steps, rate / 50)
        self.optimiser = optimiser or optax.chain(
            optax.clip_by_global_norm(1.0), optax.adamw(schedule, 0.9, 0.98, weight_decay=0.05, mask=_matrices)
        )
        self.graph, _ = nnx.split(nnx.eval_shape(lambda: Bart(config, rngs=nnx.Rngs(0))))
        self.blank = (jnp.asarray(tokenizer.empty().ids), jnp.asarray(tokenizer.empty().mask))
        self.stage = Stage("bart", steps, self.update, self.arrays, given=(vqgan_params,))

    def begin(self, seed: int) -> TextToCodesState:
        _, params = nnx.split(Bart(self.config, rngs=nnx.Rngs(seed)))
        return TextToCodesState(params, jax.tree.map(jnp.copy, params), self.optimiser.init(params))

    def continue_from(self, model: Bart) -> TextToCodesState:
        """The same, from the weights of a model that exists; a float16 or bfloat16 one is trained in float32."""
        _, params = nnx.split(model)
        params = jax.tree.map(lambda leaf: jnp.array(leaf, jnp.float32, copy=True), params)  # updates consume them
        return TextToCodesState(params, jax.tree.map(jnp.copy, params), self.optimiser.init(params))

    def arrays(self, batch: Batch) -> tuple[np.ndarray[Any, Any], ...]:
        tokens = [self.tokenizer.encode(caption) for caption in batch.captions]
        seen = batch.codes if isinstance(batch, CodeDataset) else batch.pictures
        return seen, np.stack([t.ids for t in tokens]), np.stack([t.mask for t in tokens])

    def update(
        self,
        state: TextToCodesState,
        step: UInt32[Array, ""],
        vqgan_params: Any,
        seen: UInt8[Array, "picture row column channel"] | Int[Array, "picture code"],
        ids: Int[Array, "picture token"],
        mask: Bool[Array, "picture token"],
    ) -> tuple[TextToCodesState, Metrics]:
        """One step down the gradient; pictures that are not codes yet are encoded first."""
        vqgan: VQGAN = nnx.merge(self.vqgan_graph, vqgan_params)
        codes = seen if seen.ndim == 2 else vqgan.encode(seen.astype(jnp.float32) / 255)
        blank = jax.random.bernoulli(jax.random.fold_in(jax.random.key(1), step), BLANK, (len(ids), 1))
        ids, mask = jnp.where(blank, self.blank[0], ids), jnp.where(blank, self.blank[1], mask)
        start = jnp.full((len(codes), 1), self.config.decoder_start_token_id, codes.dtype)
        given = jnp.concatenate([start, codes[:, :-1]], axis=1)

        def loss(params: Any) -> Array:
            narrow = jax.tree.map(self._narrow, params)
            if self.compute == jnp.float32:
                return cross_entropy(nnx.merge(self.graph, narrow), ids, mask, given, codes)
            logits = score(nnx.merge(self.graph, narrow), ids, mask, given[:, None])[:, 0]
            mean: Array = optax.softmax_cross_entropy_with_integer_labels(logits, codes).mean()
            return mean

        value, gradients = jax.value_and_grad(loss)(state.params)
        updates, optimiser = self.optimiser.update(gradients, state.optimiser, state.params)
        params = optax.apply_updates(state.params, updates)
        # A short run must forget its beginning sooner than a long one.
        decay: Any = 1 - 1 / (self.window or min(2000, max(20, self.stage.steps // 20)))
        if self.window:  # and a run that is looked at early must forget its first weights at once
            decay = jnp.minimum(decay, (1 + step) / (10.0 + step))
        return TextToCodesState(params, smoothed(state.average, params, decay), optimiser), {"loss": value}

    def _narrow(self, leaf: Array) -> Array:
        return leaf.astype(self.compute) if leaf.ndim > 1 else leaf


def _matrices(params: Any) -> Any:
    """Weight decay is for matrices; a norm's scale and bias stay where the data puts them."""
    return jax.tree.map(lambda leaf: leaf.ndim > 1, params)

"""Pictures -> codes -> pictures: the VQGAN learns a codebook of patches that can describe any scene.

The codebook follows the encoder as a moving average (van den Oord et al., 2017, appendix A.1). A code that is not used
is moved to a random patch (Dhariwal et al., 2020, "random restarts").
"""

from __future__ import annotations

from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import optax
from flax import nnx
from jaxtyping import Array, Float, UInt8, UInt32

from inference.model.config import GROUPS, VQGANConfig
from inference.model.vqgan import VQGAN, Pictures
from training.data.batches import Batch
from training.loop import Metrics, Stage, average_decay, moving_average

COMMITMENT = 0.25
"""Weight of the encoder's distance to its codes, as in the paper."""
EDGE_WEIGHT = 1.0
"""Weight of the error in differences between neighbouring pixels, at several sizes: it punishes blur."""
HUE_WEIGHT = 1.0
"""Weight of the error in differences between channels: lightness dominates pictures, and hues are learnt last."""
LOSS_SIZES = 3
"""Sizes of a picture that the loss compares, each half of the one before."""
DEAD_CODE_SHARE = 0.1
"""A code that gets less than this part of an equal share is moved."""
REFERENCE = 2.0
"""Value of the constant channels of a new network; the others are of the order of 1."""
CONTINUOUS_SHARE = 0.1
"""The part of all updates in which the decoder gets the encoder's output instead of codes. The encoder changes fastest
at first; with codes from the start, the codebook collapses to a few codes that mean everything."""


class AutoencoderState(NamedTuple):
    params: Any
    average: Any
    optimiser: Any
    hits: Float[Array, " code"]  # moving average of the patches in a batch that chose this code
    sums: Float[Array, "code size"]  # moving average of their sum


class AutoencoderTraining:
    """How a VQGAN is trained. `stage` is for `loop.train`."""

    def __init__(self, config: VQGANConfig, *, steps: int, rate: float, name: str = "vqgan") -> None:
        self.config = config
        schedule = optax.warmup_cosine_decay_schedule(0, rate, min(500, steps // 10), steps, rate / 20)
        self.optimiser = optax.chain(optax.clip_by_global_norm(1.0), optax.adamw(schedule, 0.9, 0.99))
        self.graph, _ = nnx.split(nnx.eval_shape(lambda: VQGAN(config, rngs=nnx.Rngs(0))))
        self.stage = Stage(name, steps, self.update, lambda batch: (batch.pictures,))

    def initial_state(self, seed: int, first: Batch) -> AutoencoderState:
        """Random networks, and a codebook of patches of the first batch, so that every code starts at data."""
        model = VQGAN(self.config, rngs=nnx.Rngs(seed))
        set_reference_channels(model)
        patches = model.embed(_floats(jnp.asarray(first.pictures))).reshape(-1, self.config.embed_dim)
        chosen = jax.random.randint(jax.random.key(seed), (self.config.n_embed,), 0, len(patches))
        noise = 0.01 * jax.random.normal(jax.random.key(seed + 1), (self.config.n_embed, self.config.embed_dim))
        book = patches[chosen] + noise * patches.std()
        model.codebook[...] = book
        _, params = nnx.split(model)
        average = jax.tree.map(jnp.copy, params)
        return AutoencoderState(params, average, self.optimiser.init(params), jnp.ones(len(book)), jnp.copy(book))

    def update(
        self, state: AutoencoderState, step: UInt32[Array, ""], pictures: UInt8[Array, "picture row column channel"]
    ) -> tuple[AutoencoderState, Metrics]:
        """One gradient step; the codebook follows the encoder."""
        target = _floats(pictures)

        def loss(params: Any) -> tuple[Array, tuple[Array, Array, Array]]:
            model: VQGAN = nnx.merge(self.graph, params)
            embedded = model.embed(target)
            flat = embedded.reshape(-1, embedded.shape[-1])
            codes = model.nearest(jax.lax.stop_gradient(flat))
            book = jax.lax.stop_gradient(model.codebook[...])
            chosen = book[codes].reshape(embedded.shape)
            coded = (step >= CONTINUOUS_SHARE * self.stage.steps).astype(jnp.float32)
            straight = embedded + coded * jax.lax.stop_gradient(chosen - embedded)
            drawn = model.decoder(model.post_quant_conv(straight))
            error = reconstruction_loss(drawn, target)
            return error + COMMITMENT * coded * jnp.square(embedded - chosen).mean(), (flat, codes, error)

        (_, (flat, codes, error)), gradients = jax.value_and_grad(loss, has_aux=True)(state.params)
        updates, optimiser = self.optimiser.update(gradients, state.optimiser, state.params)
        params = optax.apply_updates(state.params, updates)
        hits, sums, book = self._follow(state, step, flat, codes)
        params["codebook"] = params["codebook"].replace(book)
        average = moving_average(state.average, params, average_decay(self.stage.steps))
        average["codebook"] = average["codebook"].replace(book)
        used = (hits > 2 * DEAD_CODE_SHARE * hits.mean()).mean()
        return AutoencoderState(params, average, optimiser, hits, sums), {"loss": error, "codes used": used}

    def _follow(
        self, state: AutoencoderState, step: UInt32[Array, ""], flat: Float[Array, "patch size"], codes: Array
    ) -> tuple[Array, Array, Array]:
        count = self.config.n_embed
        now = jnp.zeros(count).at[codes].add(1.0)
        # Fast while the encoder changes fast; slow later, so that rare patches keep their codes.
        stays = 0.99 - 0.02 * jnp.maximum(0, 1 - 2 * step / self.stage.steps)
        hits = state.hits * stays + now * (1 - stays)
        sums = state.sums * stays + jnp.zeros_like(state.sums).at[codes].add(flat) * (1 - stays)
        # A code that hardly any patch chooses moves to a random patch of this batch.
        lost = hits < DEAD_CODE_SHARE * len(flat) / count
        key = jax.random.fold_in(jax.random.key(0), step)
        fresh = flat[jax.random.randint(key, (count,), 0, len(flat))]
        share = len(flat) / count
        hits = jnp.where(lost, share, hits)
        sums = jnp.where(lost[:, None], fresh * share, sums)
        return hits, sums, sums / hits[:, None]


def set_reference_channels(model: VQGAN) -> None:
    """Give every group of every norm a channel that starts as a constant.

    A norm over one or two channels subtracts a picture's mean, and with it the colour of its background: all pictures
    come out grey for thousands of updates. A constant in the group shows what was subtracted.
    """
    streams = [part.conv_in for part in (model.encoder, model.decoder) if part is not None]
    for level in (*(model.encoder.down if model.encoder else ()), *model.decoder.up):
        streams += [conv for conv in (level.conv, *(block.nin_shortcut for block in level.block)) if conv is not None]
    for conv in streams:
        group = max(1, conv.bias.shape[0] // GROUPS)
        if group > 1:
            conv.bias[...] = conv.bias[...].at[group - 1 :: group].set(REFERENCE)


def reconstruction_loss(drawn: Pictures, target: Pictures) -> Array:
    """How different pictures look: colours, hues and edges, at several sizes."""
    error = jnp.abs(drawn - target).mean() + jnp.square(drawn - target).mean()
    for _ in range(LOSS_SIZES):
        for axis in (1, 2):
            error += EDGE_WEIGHT / LOSS_SIZES * jnp.abs(jnp.diff(drawn, axis=axis) - jnp.diff(target, axis=axis)).mean()
        drawn, target = _halved(drawn), _halved(target)
        away = drawn - target
        error += jnp.abs(away).mean() / LOSS_SIZES
        error += HUE_WEIGHT / LOSS_SIZES * jnp.abs(away[..., 1:] - away[..., :-1]).mean()
    return error


def reconstruct(model: VQGAN, pictures: UInt8[Array, "picture row column channel"]) -> Array:
    """Pictures after a round trip through codes, uint8, for people to compare."""
    return (jnp.clip(model.decode(model.encode(_floats(pictures))), 0, 1) * 255).astype(jnp.uint8)


def _floats(pictures: Array) -> Array:
    return pictures.astype(jnp.float32) / 255


def _halved(x: Pictures) -> Pictures:
    """Pictures of half the edge; each pixel is the mean of four."""
    n, h, w, c = x.shape
    return x.reshape(n, h // 2, 2, w // 2, 2, c).mean((2, 4))

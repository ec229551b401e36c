"""A decoder grows: it learns to draw small pictures first, where one costs little, and then gets larger levels, each
for pictures of twice the edge (Karras et al., 2018, "Progressive Growing of GANs"). Its codes are those of a book.

first = begun(smaller(config, 2), book, seed)      the network for pictures of a quarter of the edge
second = grown(smaller(config), first, book, seed)
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
import optax
from flax import nnx
from jaxtyping import Array, UInt8, UInt32

from inference.model.config import VQGANConfig
from inference.model.vqgan import VQGAN
from training.data import codebook
from training.data.batches import Batch, Batches
from training.data.codebook import Codebook
from training.loop import Metrics, Stage, smoothed
from training.model import code_encoder
from training.model.autoencoder import refer, remembered, unlike
from training.model.patch_codebook import PatchCodebook, install

BETWEEN = np.array([0.25, 0.5, 0.25])
"""How a doubled row is drawn from its neighbours at first: 1 1 2 2 becomes 1 1.25 1.75 2."""


def smaller(config: VQGANConfig, times: int = 1) -> VQGANConfig:
    """The same network without its largest level, or more of them.

    Raises:
        ValueError: the two largest levels are not equally wide, so that one cannot be left out.
    """
    if set(config.ch_mult[: times + 1]) != {1}:
        raise ValueError(f"a network grows where its {times + 1} largest levels are ch wide, not {config.ch_mult}")
    return replace(config, ch_mult=config.ch_mult[times:], resolution=config.resolution // 2**times)


@dataclass(frozen=True)
class Halved:
    """The same pictures at half their edge, or half of that; picklable, for `batches.ahead`."""

    batches: Batches
    times: int = 1

    def __call__(self, number: int) -> Batch:
        whole = self.batches(number)
        count, edge, _, _ = whole.pictures.shape
        by = 2**self.times
        squares = whole.pictures.reshape(count, edge // by, by, edge // by, by, 3).astype(np.uint16)
        return replace(whole, pictures=((squares.sum((2, 4)) + by * by // 2) // (by * by)).astype(np.uint8))


def begun(config: VQGANConfig, book: PatchCodebook | Codebook, seed: int) -> VQGAN:
    """A network that knows the book's codes and nothing else."""
    model = VQGAN(config, rngs=nnx.Rngs(seed))
    refer(model)
    if isinstance(book, Codebook):
        # What is drawn at less than the book's own size has no encoder that could find its codes; it needs none.
        encodes = config.resolution >= codebook.EDGE
        code_encoder.install(book, model) if encodes else code_encoder.set_rows(book, model)
    else:
        install(book, model)
    return model


def grown(config: VQGANConfig, half: VQGAN, book: PatchCodebook | Codebook, seed: int) -> VQGAN:
    """The network of `config`, which draws what `half` does twice as large: at first between its pixels."""
    whole = begun(config, book, seed)
    old, new = half.decoder, whole.decoder
    whole.post_quant_conv = half.post_quant_conv
    new.conv_in, new.mid, new.norm_out, new.conv_out = old.conv_in, old.mid, old.norm_out, old.conv_out
    for i, level in enumerate(old.up):
        if level.conv is not None:
            new.up[i + 1] = level
            continue
        new.up[i + 1].block = level.block  # it was the last one, and now has to double
        if (double := new.up[i + 1].conv) is not None:
            kernel = np.einsum("r,c,io->rcio", BETWEEN, BETWEEN, np.eye(config.ch))
            double.kernel[...], double.bias[...] = jnp.asarray(kernel, jnp.float32), jnp.zeros(config.ch)
    for block in new.up[0].block:
        block.conv2.kernel[...] = jnp.zeros_like(block.conv2.kernel[...])  # the stream goes past it
    return whole


class GrowingState(NamedTuple):
    params: Any
    average: Any
    optimiser: Any


class Drawing:
    """How a decoder learns to draw the codes of a book. `stage` is what `loop.train` wants."""

    def __init__(
        self, config: VQGANConfig, book: PatchCodebook, *, steps: int, rate: float, name: str = "vqgan"
    ) -> None:
        self.book = book
        schedule = optax.warmup_cosine_decay_schedule(0, rate, min(200, steps // 10), steps, rate / 20)
        # No weight decay: it would wear down codebook and encoder, which are in no loss.
        self.optimiser = optax.chain(optax.clip_by_global_norm(1.0), optax.adam(schedule, 0.9, 0.99))
        self.graph, _ = nnx.split(nnx.eval_shape(lambda: VQGAN(config, rngs=nnx.Rngs(0))))
        self.stage = Stage(name, steps, self.update, lambda batch: (batch.pictures,))

    def begin(self, model: VQGAN) -> GrowingState:
        _, params = nnx.split(model)
        params = jax.tree.map(jnp.copy, params)  # updates consume them
        return GrowingState(params, jax.tree.map(jnp.copy, params), self.optimiser.init(params))

    def update(
        self, state: GrowingState, step: UInt32[Array, ""], pictures: UInt8[Array, "picture row column channel"]
    ) -> tuple[GrowingState, Metrics]:
        """One step down the gradient."""
        target = pictures.astype(jnp.float32) / 255
        codes = self.book.codes(target)

        def loss(params: Any) -> Array:
            model: VQGAN = nnx.merge(self.graph, params)
            return unlike(model.decode(codes), target)

        error, gradients = jax.value_and_grad(loss)(state.params)
        gradients["codebook"] = jax.tree.map(jnp.zeros_like, gradients["codebook"])  # the encoder needs it as it is
        updates, optimiser = self.optimiser.update(gradients, state.optimiser, state.params)
        params = optax.apply_updates(state.params, updates)
        average = smoothed(state.average, params, remembered(self.stage.steps))
        return GrowingState(params, average, optimiser), {"loss": error}

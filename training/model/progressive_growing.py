"""A decoder that grows: it learns small pictures first, which cost little, and then gets levels for pictures of twice
the edge (Karras et al., 2018, "Progressive Growing of GANs"). Its codes are those of a patch codebook.

first = initial_network(smaller_config(config, 2), book, seed)      the network for pictures of a quarter of the edge
second = grow(smaller_config(config), first, book, seed)
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

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
from training.loop import AveragedState, Metrics, Stage, average_decay
from training.model import code_encoder
from training.model.autoencoder import reconstruction_loss, set_reference_channels
from training.model.patch_codebook import PatchCodebook, install_codebook

BETWEEN = np.array([0.25, 0.5, 0.25])
"""Initial weights of a doubled row's neighbours: 1 1 2 2 becomes 1 1.25 1.75 2."""


def smaller_config(config: VQGANConfig, times: int = 1) -> VQGANConfig:
    """The same network without its `times` largest levels.

    Raises:
        ValueError: these levels and the next one are not equally wide.
    """
    if set(config.ch_mult[: times + 1]) != {1}:
        raise ValueError(f"a network grows if its {times + 1} largest levels are ch wide, not {config.ch_mult}")
    return replace(config, ch_mult=config.ch_mult[times:], resolution=config.resolution // 2**times)


@dataclass(frozen=True)
class HalvedBatches:
    """The same pictures, halved `times` times; picklable, for `batches.prefetch`."""

    batches: Batches
    times: int = 1

    def __call__(self, number: int) -> Batch:
        whole = self.batches(number)
        count, edge, _, _ = whole.pictures.shape
        by = 2**self.times
        squares = whole.pictures.reshape(count, edge // by, by, edge // by, by, 3).astype(np.uint16)
        return replace(whole, pictures=((squares.sum((2, 4)) + by * by // 2) // (by * by)).astype(np.uint8))


def initial_network(config: VQGANConfig, book: PatchCodebook | Codebook, seed: int) -> VQGAN:
    """A network that encodes to the codebook's codes, with an untrained decoder."""
    model = VQGAN(config, rngs=nnx.Rngs(seed))
    set_reference_channels(model)
    if isinstance(book, PatchCodebook):
        install_codebook(book, model)
    elif config.resolution >= codebook.EDGE:
        code_encoder.install_codebook(book, model)
    else:  # a network for smaller pictures than the codebook's cannot encode them, and need not
        code_encoder.set_rows(book, model)
    return model


def grow(config: VQGANConfig, half: VQGAN, book: PatchCodebook | Codebook, seed: int) -> VQGAN:
    """The network of `config` with the decoder of `half`, whose pictures it draws at twice the edge, interpolated."""
    whole = initial_network(config, book, seed)
    old, new = half.decoder, whole.decoder
    whole.post_quant_conv = half.post_quant_conv
    new.conv_in, new.mid, new.norm_out, new.conv_out = old.conv_in, old.mid, old.norm_out, old.conv_out
    for i, level in enumerate(old.up):
        if level.conv is not None:
            new.up[i + 1] = level
            continue
        new.up[i + 1].block = level.block  # it was the last one, and now it doubles
        if (double := new.up[i + 1].conv) is not None:
            kernel = np.einsum("r,c,io->rcio", BETWEEN, BETWEEN, np.eye(config.ch))
            double.kernel[...], double.bias[...] = jnp.asarray(kernel, jnp.float32), jnp.zeros(config.ch)
    for block in new.up[0].block:
        block.conv2.kernel[...] = jnp.zeros_like(block.conv2.kernel[...])  # the stream bypasses it
    return whole


class DecoderTraining:
    """How a decoder learns to draw a codebook's codes. `stage` is for `loop.train`."""

    def __init__(
        self, config: VQGANConfig, book: PatchCodebook, *, steps: int, rate: float, name: str = "vqgan"
    ) -> None:
        self.book = book
        schedule = optax.warmup_cosine_decay_schedule(0, rate, min(200, steps // 10), steps, rate / 20)
        # No weight decay: it would shrink codebook and encoder, which are in no loss.
        self.optimiser = optax.chain(optax.clip_by_global_norm(1.0), optax.adam(schedule, 0.9, 0.99))
        self.graph, _ = nnx.split(nnx.eval_shape(lambda: VQGAN(config, rngs=nnx.Rngs(0))))
        self.stage = Stage(name, steps, self.update, lambda batch: (batch.pictures,))

    def initial_state(self, model: VQGAN) -> AveragedState:
        _, params = nnx.split(model)
        return AveragedState.start(jax.tree.map(jnp.copy, params), self.optimiser)  # updates consume parameters

    def update(
        self, state: AveragedState, step: UInt32[Array, ""], pictures: UInt8[Array, "picture row column channel"]
    ) -> tuple[AveragedState, Metrics]:
        """One gradient step."""
        target = pictures.astype(jnp.float32) / 255
        codes = self.book.codes(target)

        def loss(params: Any) -> Array:
            model: VQGAN = nnx.merge(self.graph, params)
            return reconstruction_loss(model.decode(codes), target)

        error, gradients = jax.value_and_grad(loss)(state.params)
        gradients["codebook"] = jax.tree.map(jnp.zeros_like, gradients["codebook"])  # stays as it is
        return state.updated(self.optimiser, gradients, average_decay(self.stage.steps)), {"loss": error}

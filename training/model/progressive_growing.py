"""A decoder that grows: it learns small pictures first, which cost little, and then gets levels for pictures of twice
the edge (Karras et al., 2018, "Progressive Growing of GANs"). Its codes are those of a codebook.

first = initial_network(smaller_config(config, 2), book, seed)      the network for pictures of a quarter of the edge
second = grow(smaller_config(config), first, book, seed)
"""

from __future__ import annotations

from dataclasses import replace

import jax.numpy as jnp
import numpy as np
from flax import nnx

from inference.model.config import VQGANConfig
from inference.model.vqgan import VQGAN
from training.data import codebook
from training.data.codebook import Codebook
from training.model import code_encoder
from training.model.autoencoder import set_reference_channels

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


def initial_network(config: VQGANConfig, book: Codebook, seed: int) -> VQGAN:
    """A network that encodes to the codebook's codes, with an untrained decoder."""
    model = VQGAN(config, rngs=nnx.Rngs(seed))
    set_reference_channels(model)
    if config.resolution >= codebook.EDGE:
        code_encoder.install_codebook(book, model)
    else:  # a network for smaller pictures than the codebook's cannot encode them, and need not
        code_encoder.set_rows(book, model)
    return model


def grow(config: VQGANConfig, half: VQGAN, book: Codebook, seed: int) -> VQGAN:
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

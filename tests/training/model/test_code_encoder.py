"""An encoder that is set, not trained, finds the same codes as the codebook itself."""

from __future__ import annotations

from dataclasses import replace

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from flax import nnx

from inference.model.config import VQGANConfig
from inference.model.vqgan import VQGAN
from training.data.codebook import EDGE, fit_codebook
from training.model import code_encoder

CONFIG = VQGANConfig(
    ch=64,
    ch_mult=(1, 1, 1, 2),
    num_res_blocks=1,
    attn_resolutions=(),
    resolution=EDGE,
    z_channels=64,
    embed_dim=64,
    n_embed=200,
)


@pytest.mark.parametrize(
    "config",
    [CONFIG, replace(CONFIG, ch=32, ch_mult=(1, 1, 2, 2, 4), resolution=2 * EDGE)],
    ids=["equally wide", "Pocket"],
)
def test_the_network_finds_the_codes_of_the_book(config: VQGANConfig) -> None:
    """Also through levels of different widths, at twice the book's edge."""
    pictures = np.random.default_rng(3).integers(0, 256, (6, 12, 12, 3)).astype(np.uint8).repeat(8, 1).repeat(8, 2)
    pictures[:, ::3, ::5] //= 2
    book = fit_codebook(pictures, config.n_embed, config.embed_dim, seed=1)
    vqgan = VQGAN(config, rngs=nnx.Rngs(0))
    code_encoder.install_codebook(book, vqgan)
    graph, params = nnx.split(vqgan)
    encode = jax.jit(lambda params, seen: nnx.merge(graph, params).encode(seen))
    by = config.resolution // EDGE
    found = np.asarray(encode(params, jnp.asarray(pictures.repeat(by, 1).repeat(by, 2), jnp.float32) / 255))
    assert (found == book.encode(pictures)).mean() > 0.99


def test_an_encoder_without_room_is_refused() -> None:
    pictures = np.random.default_rng(3).integers(0, 256, (2, EDGE, EDGE, 3)).astype(np.uint8)
    book = fit_codebook(pictures, 20, 64, seed=1)
    narrow = VQGAN(replace(CONFIG, ch=32, n_embed=20), rngs=nnx.Rngs(0))
    with pytest.raises(ValueError, match="has room for 64 numbers"):
        code_encoder.install_codebook(book, narrow)

"""A decoder that grows keeps what it knew, and learns to draw the codes of a book."""

from __future__ import annotations

from dataclasses import replace

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from flax import nnx

from inference.model.config import VQGANConfig
from inference.model.vqgan import VQGAN
from training.data.codebook import EDGE, Codebook, fit_codebook
from training.model import progressive_growing
from training.model.hand_decoder import Painting, Shown
from training.scenes.palette import Pixels
from training.scenes.rng import Rng

pytestmark = [pytest.mark.long, pytest.mark.usefixtures("quick_compilation")]

CONFIG = VQGANConfig(
    ch=32,
    ch_mult=(1, 1, 2),
    num_res_blocks=1,
    attn_resolutions=(),
    resolution=48,
    z_channels=64,
    embed_dim=16,
    n_embed=64,
)
SMALL = progressive_growing.smaller_config(CONFIG)


def squares(number: int) -> Pixels:
    """Squares of twelve pixels in few colours, the same for the same number."""
    colours = np.random.default_rng(0).integers(0, 256, (6, 3))
    chosen = np.random.default_rng(number).integers(0, 6, (8, 8))
    return colours[chosen].astype(np.uint8).repeat(12, 0).repeat(12, 1)


def shown(rng: Rng, edge: int) -> tuple[Pixels, Pixels]:
    picture = squares(rng.below(1000))
    return picture, picture


@pytest.fixture(scope="module")
def book() -> Codebook:
    return fit_codebook(np.stack([squares(number) for number in range(30)]), CONFIG.n_embed, CONFIG.embed_dim, seed=1)


@pytest.fixture(scope="module")
def half(book: Codebook) -> VQGAN:
    return progressive_growing.initial_network(SMALL, book, seed=3)


def test_what_has_grown_draws_what_the_half_drew(half: VQGAN, book: Codebook) -> None:
    """Before it learns anything, its pictures are the half's, enlarged and smooth."""
    codes = jax.random.randint(jax.random.key(0), (2, 144), 0, CONFIG.n_embed)
    whole = progressive_growing.grow(CONFIG, nnx.clone(half), book, seed=1)
    assert whole.decode(codes).shape == (2, 48, 48, 3)
    smooth = jnp.repeat(jnp.repeat(_features(half, codes), 2, 1), 2, 2)
    for axis in (1, 2):
        padded = jnp.pad(smooth, [(0, 0)] + [(int(axis == a), int(axis == a)) for a in (1, 2)] + [(0, 0)])
        below, above = (jnp.take(padded, jnp.arange(48) + shift, axis) for shift in (0, 2))
        smooth = below / 4 + smooth / 2 + above / 4
    np.testing.assert_allclose(_features(whole, codes), smooth, atol=1e-3)


@nnx.jit
def _features(vqgan: VQGAN, codes: jax.Array) -> jax.Array:
    """What the decoder's last level hands to its last norm."""
    x = vqgan.post_quant_conv(vqgan.codebook[...][codes].reshape(len(codes), 12, 12, -1))
    x = vqgan.decoder.mid(vqgan.decoder.conv_in(x))
    for level in reversed(vqgan.decoder.up):
        x = level(x)
    return x


@pytest.mark.slow
def test_a_decoder_learns_and_codes_stay(half: VQGAN, book: Codebook) -> None:
    """The loss falls by half; codebook and encoder are, bit for bit, what they were."""
    jax.config.update("jax_disable_most_optimizations", False)  # an average of equal numbers is equal where it is fused
    learn, batches = Painting(SMALL, steps=60, rate=4e-3, name="small"), Shown(shown, book, SMALL.resolution, 4, 1)
    assert batches(0).pictures.shape == (4, 24, 24, 3)
    assert EDGE // SMALL.resolution == 4
    state, losses = learn.initial_state(half), list[float]()
    update = jax.jit(learn.update)
    for step in range(60):
        state, metrics = update(state, jnp.uint32(step), *map(jnp.asarray, learn.stage.arrays(batches(step))))
        losses.append(float(metrics["loss"]))
    assert np.mean(losses[-5:]) < 0.5 * losses[0], losses
    after: VQGAN = nnx.merge(learn.graph, state.average)
    for old, new in ((half.encoder, after.encoder), (half.quant_conv, after.quant_conv)):
        assert jax.tree.all(
            jax.tree.map(np.array_equal, jax.device_get(nnx.state(old)), jax.device_get(nnx.state(new)))
        )
    np.testing.assert_array_equal(half.codebook[...], after.codebook[...])


def test_only_equally_wide_levels_grow() -> None:
    """A largest level of another width would change what the next one is given."""
    assert progressive_growing.smaller_config(CONFIG, 1).resolution == 24
    with pytest.raises(ValueError, match="3 largest levels"):
        progressive_growing.smaller_config(replace(CONFIG, ch_mult=(1, 1, 2, 2)), 2)

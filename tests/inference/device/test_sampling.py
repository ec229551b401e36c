"""The next code of every tile: what may be drawn, how often, and that nobody else's luck matters."""

from __future__ import annotations

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inference.api import TILES
from inference.device.sampling import SHORTLIST, SamplingSettings, draw, shortlist, tile_keys

VOCABULARY = 4 * SHORTLIST
LOGITS = jax.random.normal(jax.random.key(0), (TILES, VOCABULARY)) * 3


def how(top_k: int = 50, top_p: float = 1.0, temperature: float = 1.0) -> SamplingSettings:
    return SamplingSettings(jnp.float32(10), jnp.float32(temperature), jnp.int32(top_k), jnp.float32(top_p))


draw_jitted = jax.jit(draw)


def test_a_tile_depends_on_nothing_but_itself() -> None:
    """Other logits for tiles 1 to 4 do not change what tile 5 draws."""
    keys = tile_keys(jnp.uint32(7))
    other = LOGITS.at[:4].set(-LOGITS[:4])
    before = draw_jitted(LOGITS, how(), keys, jnp.int32(3))
    after = draw_jitted(other, how(), keys, jnp.int32(3))
    np.testing.assert_array_equal(before[4:], after[4:])
    assert (np.asarray(before[:4]) != np.asarray(after[:4])).any()


def test_tiles_steps_and_seeds_have_their_own_luck() -> None:
    """Equal logits give different codes on different tiles, at different steps, and for different seeds."""
    flat = jnp.zeros((TILES, VOCABULARY))
    first = np.asarray(draw_jitted(flat, how(0), tile_keys(jnp.uint32(0)), jnp.int32(0)))
    assert len(set(first.tolist())) == TILES
    for seed, step in [(0, 1), (1, 0), (2**32 - 1, 0), (2**31, 0)]:
        again = np.asarray(draw_jitted(flat, how(0), tile_keys(jnp.uint32(seed)), jnp.int32(step)))
        assert (first != again).sum() >= TILES - 1, (seed, step)  # one of nine may meet its code again


@pytest.mark.parametrize("top_k", [1, 50, SHORTLIST])
def test_the_long_way_round_draws_the_same(top_k: int) -> None:
    """A top-k within the shortlist draws from the whole sorted vocabulary what it draws from the shortlist."""
    keys = tile_keys(jnp.uint32(1))
    step = jnp.int32(5)
    candidates = shortlist(LOGITS, how(top_k), VOCABULARY)
    noise = jax.vmap(lambda key: jax.random.gumbel(jax.random.fold_in(key, step), (VOCABULARY,)))(keys)
    rank = jnp.argmax(candidates.logits + noise, axis=-1)
    expected = jnp.take_along_axis(candidates.codes, rank[:, None], axis=-1)[:, 0]
    np.testing.assert_array_equal(draw_jitted(LOGITS, how(top_k), keys, step), expected)


@pytest.mark.parametrize("top_k", [1, 2, 50, SHORTLIST, SHORTLIST + 1, VOCABULARY, 10 * VOCABULARY])
def test_top_k_is_held_exactly(top_k: int) -> None:
    """Whatever k is, beyond the shortlist too, only the k best are ever drawn, and the k-th can be."""
    flat = jnp.zeros((TILES, VOCABULARY)).at[:, ::2].set(1e-3)  # nearly equal, so that every candidate has a chance
    rank = np.argsort(np.argsort(-np.asarray(flat[0]), kind="stable"), kind="stable")
    drawn = np.concatenate(
        [draw_jitted(flat, how(top_k), tile_keys(jnp.uint32(seed)), jnp.int32(0)) for seed in range(40)]
    )
    worst = rank[drawn].max()
    k = min(top_k, VOCABULARY)
    assert worst < k
    assert worst >= 0.8 * k - 1


def test_codes_come_as_often_as_they_should() -> None:
    """Over many seeds each code is drawn as often as the softmax says (chi-square)."""
    logits = jnp.broadcast_to(jnp.log(jnp.asarray([0.5, 0.25, 0.15, 0.07, 0.03])), (TILES, 5))
    many = jax.jit(jax.vmap(lambda seed: draw(logits, how(0), tile_keys(seed), jnp.int32(0))))
    drawn = np.bincount(np.asarray(many(jnp.arange(3000, dtype=jnp.uint32))).ravel(), minlength=5)
    expected = 3000 * TILES * np.asarray([0.5, 0.25, 0.15, 0.07, 0.03])
    assert (np.square(drawn - expected) / expected).sum() < 18.5  # 4 degrees of freedom, one in a thousand


@settings(max_examples=60)
@given(
    st.lists(st.floats(-8, 8, width=32), min_size=2, max_size=12, unique=True),
    st.floats(0.0625, 1, width=32),
    st.integers(0, 13),
)
def test_top_p_keeps_the_smallest_set_that_reaches_p(logits: list[float], top_p: float, top_k: int) -> None:
    """What stays reaches p, without its last one it would not, and the best one always stays."""
    short = shortlist(jnp.asarray([logits], jnp.float32), how(top_k, top_p), len(logits))
    among = sorted(logits, reverse=True)[: top_k or len(logits)]
    probabilities = np.exp(np.asarray(among, np.float64) - among[0])
    probabilities /= probabilities.sum()
    kept = int(np.isfinite(np.asarray(short.logits[0])).sum())
    rounding = 1e-5
    assert kept >= 1
    assert kept == len(among) or probabilities[:kept].sum() >= top_p - rounding
    assert kept == 1 or probabilities[: kept - 1].sum() <= top_p + rounding


def test_a_slot_depends_on_nothing_but_itself() -> None:
    """Drawn in one call, each slot gets what it gets alone, also beside one that needs the whole vocabulary."""
    hows = [how(50, 0.9), how(0, 0.95), how(SHORTLIST, 0.99, 2.0), how(1), how(10 * VOCABULARY, 1.0, 100.0)]
    logits = jnp.stack([jnp.roll(LOGITS, 17 * i, axis=1) for i in range(len(hows))])
    keys = jnp.stack([tile_keys(jnp.uint32(i)) for i in range(len(hows))])
    steps = jnp.arange(len(hows))
    together = draw_jitted(logits, jax.tree.map(lambda *each: jnp.stack(each), *hows), keys, steps)
    for i in range(len(hows)):
        np.testing.assert_array_equal(together[i], draw_jitted(logits[i], hows[i], keys[i], steps[i]))

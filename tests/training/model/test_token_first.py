"""The loss that trains fast is the loss of the network that draws."""

from __future__ import annotations

import jax
import jax.numpy as jnp
import numpy as np
import optax
import pytest
from flax import nnx
from goldens import CHECKPOINT

from inference.model.bart import Bart, score
from inference.model.config import BartConfig
from training.model import token_first
from training.model.optimisers import matrices_by_muon, steady
from training.model.token_first import cross_entropy

pytestmark = pytest.mark.usefixtures("quick_compilation")

TINY = BartConfig.read(CHECKPOINT / "config.json")


logits = nnx.jit(token_first.logits)


@pytest.fixture(scope="module")
def bart() -> Bart:
    return Bart(TINY, rngs=nnx.Rngs(5))


@pytest.fixture(scope="module")
def batch() -> tuple[jax.Array, jax.Array, jax.Array, jax.Array]:
    """Ids, a mask with padding, codes before, and codes of three pictures."""
    rng = np.random.default_rng(6)
    ids = jnp.asarray(rng.integers(0, TINY.encoder_vocab_size, (3, TINY.max_text_length)))
    mask = jnp.arange(TINY.max_text_length) < jnp.asarray([[2], [5], [TINY.max_text_length]])
    codes = jnp.asarray(rng.integers(0, TINY.image_vocab_size, (3, TINY.image_length)))
    start = jnp.full((3, 1), TINY.decoder_start_token_id)
    return ids, mask, jnp.concatenate([start, codes[:, :-1]], 1), codes


def test_logits_are_those_of_inference(bart: Bart, batch: tuple[jax.Array, ...]) -> None:
    ids, mask, given, _ = batch
    expected = nnx.jit(score)(bart, ids, mask, given[:, None])[:, 0]
    assert float(jnp.abs(logits(bart, ids, mask, given) - expected).max()) < 1e-4


def test_loss_and_gradient_are_those_of_inference(bart: Bart, batch: tuple[jax.Array, ...]) -> None:
    """Also where codes count by weights."""
    ids, mask, given, codes = batch
    graph, params = nnx.split(bart)
    weights = jnp.asarray(np.random.default_rng(7).uniform(0, 3, codes.shape), jnp.float32)

    def slow(params: nnx.State) -> jax.Array:
        scores = score(nnx.merge(graph, params), ids, mask, given[:, None])[:, 0]
        each = optax.softmax_cross_entropy_with_integer_labels(scores, codes)
        return jnp.asarray((each * weights).sum() / weights.sum())

    def fast(params: nnx.State) -> jax.Array:
        return cross_entropy(nnx.merge(graph, params), ids, mask, given, codes, weights)

    expected, expected_gradient = jax.jit(jax.value_and_grad(slow))(params)
    actual, gradient = jax.jit(jax.value_and_grad(fast))(params)
    assert float(actual) == pytest.approx(float(expected), rel=1e-5)
    away = jax.tree.map(lambda a, b: float(jnp.abs(a - b).max()), gradient, expected_gradient)
    assert max(jax.tree.leaves(away)) < 1e-4


def test_a_matrix_moves_as_far_as_its_rate_says_in_every_direction(bart: Bart) -> None:
    _, params = nnx.split(bart)
    optimiser = matrices_by_muon(1e-3, 20)  # two updates of warm-up
    gradients = jax.tree.map(lambda leaf: jax.random.normal(jax.random.key(1), leaf.shape), params)
    update, state = jax.jit(optimiser.update), optimiser.init(params)
    for _ in range(4):
        updates, state = update(gradients, state, params)
    moved = np.asarray(updates["decoder"]["layers"][0]["attention_qkv"]["weight"][...])
    assert np.sqrt(np.square(moved).mean()) == pytest.approx(0.2e-3, rel=0.3)
    assert np.linalg.cond(moved) < 10
    rows = np.asarray(updates["decoder"]["tokens"]["table"][...])
    assert np.sqrt(np.square(rows).mean()) == pytest.approx(1e-3, rel=0.3), "tables are Adam's"


def test_the_rate_goes_up_stays_and_falls_at_the_end() -> None:
    rate = steady(2.0, 1000)
    assert [float(rate(step)) for step in (0, 50, 100, 500, 800)] == pytest.approx([0, 1, 2, 2, 2])
    assert float(rate(900)) == pytest.approx(1)
    assert float(rate(1000)) == 0

"""A finished tile once more, with the reference's tiny model: what is told is what it was drawn with."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from flax import nnx
from goldens import CHECKPOINT, VQGAN_CHECKPOINT

from inference.api import Request
from inference.device.code_thumbnails import thumbnails
from inference.device.replay import AS_SAMPLED, RANKS, WITH_PROMPT, WITHOUT_PROMPT, Replay
from inference.device.replay import replay as replay_of
from inference.device.runner import Runner
from inference.device.sampling import SamplingSettings, tile_keys
from inference.files import dalle_mini
from inference.files.dalle_mini import Place
from inference.files.random_weights import MEGA
from inference.model.bart import Bart, score_with_attention

REQUEST = Request("a red fox", seed=5, negative="snow", guidance=3.0, temperature=0.8, top_k=5, top_p=0.9)
TILE = 3


@pytest.fixture(scope="module")
def runner() -> Runner:
    return Runner(dalle_mini.load(Place("tiny", CHECKPOINT, VQGAN_CHECKPOINT, None)))


@pytest.fixture(scope="module")
def codes(runner: Runner) -> np.ndarray:
    return runner.codes(REQUEST)[TILE]


@pytest.fixture(scope="module")
def replay(runner: Runner, codes: np.ndarray) -> Replay:
    return runner.replay(REQUEST, codes)


def test_sampling_with_these_chances_picks_these_codes(replay: Replay, codes: np.ndarray) -> None:
    """The chances and the tile's own luck give each code that was drawn step by step, and its chance."""
    key = tile_keys(jnp.uint32(REQUEST.seed))[TILE]
    chances = replay.chances[AS_SAMPLED]
    for position, code in enumerate(codes):
        luck = jax.random.gumbel(jax.random.fold_in(key, position), (64,))[:RANKS]
        with np.errstate(divide="ignore"):
            rank = int(np.argmax(np.log(chances[position]) + luck))
        assert replay.likeliest[AS_SAMPLED, position, rank] == code
        assert replay.drawn[AS_SAMPLED, position] == chances[position, rank]
    np.testing.assert_allclose(chances.sum(-1), 1, atol=1e-5)
    assert (chances > 0).sum(-1).max() <= REQUEST.top_k


def test_each_side_is_what_the_network_says(runner: Runner, replay: Replay, codes: np.ndarray) -> None:
    """Guidance of both sides' chances gives the order as sampled; with the same words on both, they are the same."""
    same = runner.replay(replace(REQUEST, negative=REQUEST.prompt), codes)
    np.testing.assert_allclose(same.chances[WITHOUT_PROMPT], same.chances[WITH_PROMPT], rtol=1e-4)
    without, with_prompt = np.log(replay.sampled[[WITHOUT_PROMPT, WITH_PROMPT]])
    guided = without + REQUEST.guidance * (with_prompt - without)
    kept = replay.sampled[AS_SAMPLED] > 0
    # The logarithm of a chance as sampled is the guided score by the temperature, up to what is the same for all.
    with np.errstate(divide="ignore"):
        rest = np.log(replay.sampled[AS_SAMPLED]) - guided / REQUEST.temperature
    for position in range(len(codes)):
        np.testing.assert_allclose(rest[position, kept[position]], rest[position, 0], atol=1e-3)


def test_greedy_codes_are_the_likeliest(runner: Runner) -> None:
    """With top-k 1 each code was certain, and there is no other."""
    request = replace(REQUEST, top_k=1, top_p=1.0)
    codes = runner.codes(request)[0]
    replay = runner.replay(request, codes)
    np.testing.assert_array_equal(replay.likeliest[AS_SAMPLED, :, 0], codes)
    np.testing.assert_array_equal(replay.drawn[AS_SAMPLED], 1)
    assert (replay.chances[AS_SAMPLED, :, 1:] == 0).all()


def test_attention_is_shared_among_the_tokens(runner: Runner, replay: Replay) -> None:
    """Each position's adds up to 1, nothing goes to padding, and the words change where it goes."""
    mask = runner.model.encode(REQUEST).mask[1]
    np.testing.assert_allclose(replay.attention.sum(-1), 1, atol=1e-5)
    assert (replay.attention[:, mask] > 0).all()
    assert (replay.attention[:, ~mask] == 0).all()
    assert np.ptp(replay.attention, axis=0).max() > 1e-3


def test_attention_is_the_mean_of_heads_and_layers(runner: Runner, codes: np.ndarray) -> None:
    """With the values of a layer's text replaced by one-hot rows, its cross-attention reads out its weights."""
    bart, prompt = runner.model.bart, runner.model.encode(REQUEST)
    ids, mask = jnp.asarray(prompt.ids[1:]), jnp.asarray(prompt.mask[1:])
    before = jnp.asarray([[[64, *codes[:-1]]]])
    _, attention = score_with_attention(bart, ids, mask, before)
    decoder = bart.decoder
    cross, cache = decoder.cross(bart.encoder(ids, mask)), decoder.empty_cache(1, 1, len(codes))
    x, expected = decoder.embed(before, jnp.int32(0)), np.zeros(attention.shape[2:])
    for layer, across, back in zip(decoder.layers, cross, cache, strict=True):
        middle = x + layer.attention_norm_out(layer.look_back(layer.attention_norm_in(x), back, jnp.int32(0))[0])
        queries = (layer.cross_q.weight[...] @ layer.cross_norm_in(middle)[:, 0, 0]).reshape(
            layer.heads, -1, len(codes)
        )
        for head in range(layer.heads):
            keys = np.asarray(across.keys)[0, head][np.asarray(mask)[0]]
            scores = np.asarray(queries[head]).T @ keys.T / np.sqrt(keys.shape[-1])
            weights = np.exp(scores - scores.max(-1, keepdims=True))
            expected[:, np.asarray(mask)[0]] += weights / weights.sum(-1, keepdims=True) / layer.heads / 2
        x, _ = layer(x, across, mask, back, jnp.int32(0))
    np.testing.assert_allclose(attention[0, 0], expected, atol=1e-5)


def test_mega_is_replayed_in_little_memory() -> None:
    """Its largest array has the chances of all codes at all positions in three ways; what comes back is small."""
    bart = nnx.eval_shape(lambda: Bart(MEGA, rngs=nnx.Rngs(0)))
    graph, state = nnx.split(bart)
    arguments = (
        np.zeros((2, 64), np.int32),
        np.zeros((2, 64), bool),
        np.zeros(256, np.int32),
        SamplingSettings.of(REQUEST),
    )

    def program(state: nnx.State, *arguments: Any) -> Replay:
        return replay_of(nnx.merge(graph, state), MEGA, *arguments, 16384)

    traced = jax.make_jaxpr(program, return_shape=True)
    jaxpr, shapes = traced(state, *arguments)
    assert shapes.attention.shape == (256, 64)
    assert shapes.sampled.shape == (3, 256, RANKS)
    sizes = [var.aval.size for equation in jaxpr.eqns for var in equation.outvars]
    assert max(sizes) <= 3 * 256 * 16415


@pytest.mark.parametrize(("edge", "blocks"), [(1, 1), (2, 1), (4, 1), (8, 2), (12, 4), (16, 5)])
def test_a_thumbnail_is_the_middle_of_a_block_of_its_code(edge: int, blocks: int) -> None:
    """In the order of the codes, whatever their number; several share a picture, with nothing else beside them."""
    seen: list[np.ndarray] = []

    def render(tiles: np.ndarray):
        for tile in tiles:
            grid = tile.reshape(edge, edge)
            seen.append(grid)
            place = np.arange(edge**2).reshape(edge, edge)
            yield np.kron(np.stack([grid, place, 0 * grid], -1), np.ones((2, 2, 1), int)).astype(np.uint8)[None]

    codes = np.arange(100, 130, dtype=np.int32)
    pictures = np.concatenate(list(thumbnails(render, codes, edge**2)))
    assert len(seen) == -(-len(codes) // blocks**2)
    assert pictures.shape == (30, 2, 2, 3)
    np.testing.assert_array_equal(pictures[:, 0, 0, 0], codes)
    assert (pictures == pictures[:, :1, :1]).all()
    if edge >= 3:
        row, column = divmod(int(pictures[0, 0, 0, 1]), edge)
        assert (seen[0][row - 1 : row + 2, column - 1 : column + 2] == codes[0]).all()

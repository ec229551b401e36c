"""The loss of a BART with features last, as a CPU likes it: the same numbers as `inference.model.bart.score`, from the
same weights, in a third of the time where gradients are wanted.

Inference keeps features first, where one token at a time is multiplied; here are thousands of tokens at once. Products
are of two matrices, of all tokens at once, and gradients are written out in the order that a CPU multiplies fastest.
"""

from __future__ import annotations

import math
from typing import Any

import jax
import jax.numpy as jnp
from jaxtyping import Array, Bool, Float, Int

from inference.model.bart import Bart, DecoderLayer, EncoderLayer
from inference.model.layers import EPSILON, GLU, Dense, Norm, attend

Stream = Float[Array, "picture token size"]


def cross_entropy(
    model: Bart,
    ids: Int[Array, "picture text"],
    mask: Bool[Array, "picture text"],
    given: Int[Array, "picture token"],
    codes: Int[Array, "picture token"],
    weights: Float[Array, "picture token"],
) -> Float[Array, ""]:
    """The mean cross entropy of `codes`, where `given` are the codes before each, the start token first.

    A code counts as often as its weight says.
    """
    scores = logits(model, ids, mask, given)
    return mean_cross_entropy(scores.reshape(-1, scores.shape[-1]), codes.reshape(-1), weights.reshape(-1))


def logits(
    model: Bart,
    ids: Int[Array, "picture text"],
    mask: Bool[Array, "picture text"],
    given: Int[Array, "picture token"],
) -> Float[Array, "picture token code"]:
    """What the network says of the code at each place."""
    encoder, decoder = model.encoder, model.decoder
    text = norm(encoder.embedding_norm, encoder.tokens(ids) + encoder.positions.table[: ids.shape[-1]])
    for layer in encoder.layers:
        text = encode(layer, text, mask)
    text = norm(encoder.norm, text)
    x = norm(decoder.embedding_norm, decoder.tokens(given) + decoder.positions.table[: given.shape[-1]])
    for block in decoder.layers:
        x = decode(block, x, text, mask)
    return dense(decoder.head, norm(decoder.norm, x))


def encode(layer: EncoderLayer, x: Stream, mask: Bool[Array, "picture text"]) -> Stream:
    q, k, v = jnp.split(dense(layer.attention_qkv, norm(layer.attention_norm_in, x)), 3, axis=-1)
    seen = attention(q, k, v, mask[:, None, None, :], layer.heads)
    x = x + norm(layer.attention_norm_out, dense(layer.attention_out, seen))
    return x + glu(layer.glu, x)


def decode(layer: DecoderLayer, x: Stream, text: Stream, mask: Bool[Array, "picture text"]) -> Stream:
    past = jnp.tril(jnp.ones((1, 1, x.shape[1], x.shape[1]), bool))
    q, k, v = jnp.split(dense(layer.attention_qkv, norm(layer.attention_norm_in, x)), 3, axis=-1)
    x = x + norm(layer.attention_norm_out, dense(layer.attention_out, attention(q, k, v, past, layer.heads)))
    q = dense(layer.cross_q, norm(layer.cross_norm_in, x))
    k, v = jnp.split(dense(layer.cross_kv, text), 2, axis=-1)
    seen = attention(q, k, v, mask[:, None, None, :], layer.heads)
    x = x + norm(layer.cross_norm_out, dense(layer.cross_out, seen))
    return x + glu(layer.glu, x)


def attention(q: Stream, k: Stream, v: Stream, mask: Bool[Array, "..."], heads: int) -> Stream:
    queries, keys, values = (part.reshape(*part.shape[:2], heads, -1).swapaxes(1, 2) for part in (q, k, v))
    return attend(queries, keys, values, mask).swapaxes(1, 2).reshape(q.shape)


def glu(layer: GLU, x: Stream) -> Stream:
    gate, linear = jnp.split(dense(layer.gate_and_linear, norm(layer.norm_in, x)), 2, axis=-1)
    return dense(layer.out, norm(layer.norm_product, gated(gate, linear)))


def norm(layer: Norm, x: Stream) -> Stream:
    centred = x - x.mean(-1, keepdims=True)
    y = centred * jax.lax.rsqrt(jnp.square(centred).mean(-1, keepdims=True) + EPSILON)
    return (y if layer.scale is None else y * layer.scale[...]) + layer.bias[...]


def dense(layer: Dense, x: Stream) -> Stream:
    flat = multiplied(x.reshape(-1, x.shape[-1]), layer.weight[...])
    return flat.reshape(*x.shape[:-1], -1)


@jax.custom_vjp
def multiplied(x: Float[Array, "token size"], weight: Float[Array, "out size"]) -> Float[Array, "token out"]:
    return x @ weight.T


def _multiplied(x: Array, weight: Array) -> tuple[Array, tuple[Array, Array]]:
    return x @ weight.T, (x, weight)


def _multiplied_back(kept: tuple[Array, Array], slope: Array) -> tuple[Array, Array]:
    x, weight = kept
    return slope @ weight, (x.T @ slope).T


multiplied.defvjp(_multiplied, _multiplied_back)


@jax.custom_vjp
def gated(gate: Stream, linear: Stream) -> Stream:
    """GELU (the exact one) of `gate`, times `linear`."""
    return jax.nn.gelu(gate, approximate=False) * linear


def _gated(gate: Array, linear: Array) -> tuple[Array, tuple[Array, Array, Array]]:
    below = 0.5 + 0.5 * jax.lax.erf(gate * math.sqrt(0.5))  # the normal distribution's share below `gate`
    return gate * below * linear, (gate, linear, below)


def _gated_back(kept: tuple[Array, Array, Array], slope: Array) -> tuple[Array, Array]:
    gate, linear, below = kept
    density = jnp.exp(-0.5 * jnp.square(gate)) * (1 / math.sqrt(2 * math.pi))
    return slope * linear * (below + gate * density), slope * gate * below


gated.defvjp(_gated, _gated_back)


@jax.custom_vjp
def mean_cross_entropy(
    scores: Float[Array, "token code"], codes: Int[Array, " token"], weights: Float[Array, " token"]
) -> Float[Array, ""]:
    return _entropy(scores, codes, weights)[0]


def _entropy(scores: Array, codes: Array, weights: Array) -> tuple[Array, tuple[Array, Array, Array]]:
    highest = scores.max(-1, keepdims=True)
    chances = jnp.exp(scores - highest)
    total = chances.sum(-1, keepdims=True)
    at_codes = jnp.take_along_axis(scores, codes[:, None], axis=-1)
    shares = weights / weights.sum()
    return ((jnp.log(total) + highest - at_codes)[:, 0] * shares).sum(), (chances / total, codes, shares)


def _entropy_back(kept: tuple[Array, Array, Array], slope: Array) -> tuple[Array, Any, Any]:
    chances, codes, shares = kept
    drawn = jnp.arange(chances.shape[-1]) == codes[:, None]
    return (chances - drawn) * (slope * shares)[:, None], None, None


mean_cross_entropy.defvjp(_entropy, _entropy_back)

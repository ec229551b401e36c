"""The loss of a BART with features last, as a CPU likes it: the same numbers as `inference.model.bart.score`, from the
same weights, in a third of the time where gradients are wanted.

Inference keeps features first, where one token at a time is multiplied; here are thousands of tokens at once.
"""

from __future__ import annotations

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
    places: Int[Array, "picture token"],
) -> Float[Array, ""]:
    """The mean cross entropy of `codes` at `places`, where `given` are the codes before each, the start token first."""
    scores = logits(model, ids, mask, given, places)
    at_codes = jnp.take_along_axis(scores, codes[..., None], axis=-1)[..., 0]
    return (jax.nn.logsumexp(scores, axis=-1) - at_codes).mean()


def logits(
    model: Bart,
    ids: Int[Array, "picture text"],
    mask: Bool[Array, "picture text"],
    given: Int[Array, "picture token"],
    places: Int[Array, "picture token"],
) -> Float[Array, "picture token code"]:
    """What the network says of the code at each of `places`, which ascend; places that are left out are not seen."""
    encoder, decoder = model.encoder, model.decoder
    text = norm(encoder.embedding_norm, encoder.tokens(ids) + encoder.positions.table[: ids.shape[-1]])
    for layer in encoder.layers:
        text = encode(layer, text, mask)
    text = norm(encoder.norm, text)
    x = norm(decoder.embedding_norm, decoder.tokens(given) + decoder.positions(places))
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
    return dense(layer.out, norm(layer.norm_product, jax.nn.gelu(gate, approximate=False) * linear))


def norm(layer: Norm, x: Stream) -> Stream:
    centred = x - x.mean(-1, keepdims=True)
    y = centred * jax.lax.rsqrt(jnp.square(centred).mean(-1, keepdims=True) + EPSILON)
    return (y if layer.scale is None else y * layer.scale[...]) + layer.bias[...]


def dense(layer: Dense, x: Stream) -> Stream:
    return x @ layer.weight[...].T

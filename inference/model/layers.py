"""The layers that encoder and decoder share. Features come first: a stream is [feature, ...], a weight is [out, in].

Why features first: a grid is 18 rows wide and its weights are millions of rows tall. With the weight on the left and
both operands in memory order, a CPU multiplies straight from the file's bytes; the other way round it repacks every
weight at every step, which costs half of the time. A GPU does not mind.
"""

from __future__ import annotations

import jax
import jax.numpy as jnp
from flax import nnx
from jax.typing import DTypeLike
from jaxtyping import Array, Bool, Float, Int

EPSILON = 1e-5
"""Layer norm's; the reference's flax default is overridden with it everywhere."""


class Dense(nnx.Module):
    """y = W x, without bias. `weight` is [out, in]; the published kernels are its transpose."""

    def __init__(self, size_in: int, size_out: int, *, dtype: DTypeLike, init_std: float, rngs: nnx.Rngs) -> None:
        self.weight = nnx.Param(init_std * jax.random.normal(rngs.params(), (size_out, size_in), dtype))

    def __call__(self, x: Float[Array, " in *rest"]) -> Float[Array, " out *rest"]:
        return jnp.tensordot(self.weight[...], x, axes=1)


class Embedding(nnx.Module):
    """A row of `table` for each id."""

    def __init__(self, rows: int, size: int, *, dtype: DTypeLike, init_std: float, rngs: nnx.Rngs) -> None:
        self.table = nnx.Param(init_std * jax.random.normal(rngs.params(), (rows, size), dtype))

    def __call__(self, ids: Int[Array, "*rest"]) -> Float[Array, "*rest size"]:
        return self.table[...][ids]


class Norm(nnx.Module):
    """Layer norm over the features, computed in float32. Before a dense layer it has no scale, as in the reference."""

    def __init__(self, size: int, *, scale: bool, epsilon: float = EPSILON) -> None:
        self.epsilon = epsilon
        # Always float32, whatever the network's dtype: norms are a thousandth of the weights and steer all of them.
        self.bias = nnx.Param(jnp.zeros((size,), jnp.float32))
        self.scale = nnx.Param(jnp.ones((size,), jnp.float32)) if scale else None

    def __call__(self, x: Float[Array, " size *rest"]) -> Float[Array, " size *rest"]:
        wide = x.astype(jnp.float32)
        centred = wide - wide.mean(0, keepdims=True)
        y = centred * jax.lax.rsqrt(jnp.square(centred).mean(0, keepdims=True) + self.epsilon)
        per_feature = (-1,) + (1,) * (x.ndim - 1)
        if self.scale is not None:
            y = y * self.scale[...].reshape(per_feature)
        return (y + self.bias[...].reshape(per_feature)).astype(x.dtype)


def embed(
    tokens: Float[Array, "*batch token size"], positions: Float[Array, "*#batch token size"], norm: Norm
) -> Float[Array, "size *batch token"]:
    """Token and position embeddings, added and normalised in float32, as the start of a stream in their dtype."""
    wide = tokens.astype(jnp.float32) + positions.astype(jnp.float32)
    return norm(jnp.moveaxis(wide, -1, 0)).astype(tokens.dtype)


class GLU(nnx.Module):
    """norm, then gelu(gate) * linear, norm over the product, and back to the stream's width (arXiv:2002.05202)."""

    def __init__(self, size: int, inner: int, *, dtype: DTypeLike, init_std: float, rngs: nnx.Rngs) -> None:
        self.norm_in = Norm(size, scale=False)
        # Both branches in one weight, gate above linear: one multiplication instead of two.
        self.gate_and_linear = Dense(size, 2 * inner, dtype=dtype, init_std=init_std, rngs=rngs)
        self.norm_product = Norm(inner, scale=False)
        self.out = Dense(inner, size, dtype=dtype, init_std=init_std, rngs=rngs)

    def __call__(self, x: Float[Array, " size *rest"]) -> Float[Array, " size *rest"]:
        gate, linear = jnp.split(self.gate_and_linear(self.norm_in(x)), 2)
        return self.out(self.norm_product(jax.nn.gelu(gate, approximate=False) * linear))


def attend(
    queries: Float[Array, "*batch head query size"],
    keys: Float[Array, "*batch head key size"],
    values: Float[Array, "*batch head key size"],
    mask: Bool[Array, "#*batch #head #query key"],
) -> Float[Array, "*batch head query size"]:
    """Scaled dot-product attention; where `mask` is false, nothing is attended to."""
    weights = attention_weights(queries, keys, mask).astype(values.dtype)
    return jnp.einsum("...qk,...kd->...qd", weights, values)


def attention_weights(
    queries: Float[Array, "*batch head query size"],
    keys: Float[Array, "*batch head key size"],
    mask: Bool[Array, "#*batch #head #query key"],
) -> Float[Array, "*batch head query key"]:
    """How much each query attends to each key; a query's weights add up to 1. Scores and softmax are float32."""
    scores = jnp.einsum("...qd,...kd->...qk", queries, keys, preferred_element_type=jnp.float32)
    scores = jnp.where(mask, scores * queries.shape[-1] ** -0.5, -jnp.inf)
    return jax.nn.softmax(scores, axis=-1)


def split_heads(x: Float[Array, "features *batch token"], heads: int) -> Float[Array, "*batch head token size"]:
    """A stream as `attend` takes it: features become heads, and a head's features come last."""
    split = x.reshape(heads, -1, *x.shape[1:])  # head size *batch token
    return jnp.moveaxis(split, (0, -1, 1), (-3, -2, -1))


def join_heads(x: Float[Array, "*batch head token size"]) -> Float[Array, "features *batch token"]:
    """What `attend` gives, as a stream: the way back from `split_heads`."""
    split = jnp.moveaxis(x, (-3, -1, -2), (0, 1, -1))
    return split.reshape(-1, *split.shape[2:])

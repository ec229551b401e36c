"""CLIP (arXiv:2103.00020): a text and a picture as vectors of length 1, which are close where they belong together.

Streams are [feature, text or picture, token], as in layers.py. A text is pooled at its end, a picture at a token of
its own that comes before its patches.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import jax
import jax.numpy as jnp
from flax import nnx
from jax.typing import DTypeLike
from jaxtyping import Array, Bool, Float, Int

from inference.model.clip_config import POOLED_AT_HIGHEST, ClipConfig, TextConfig, TransformerConfig, VisionConfig
from inference.model.layers import Dense, Embedding, Norm, attend, embed, join_heads, split_heads

INIT_STD = 0.02


class Affine(nnx.Module):
    """y = W x + b. `weight` is [out, in], as published."""

    def __init__(self, size_in: int, size_out: int, *, dtype: DTypeLike, rngs: nnx.Rngs) -> None:
        self.weight = nnx.Param(INIT_STD * jax.random.normal(rngs.params(), (size_out, size_in), dtype))
        self.bias = nnx.Param(jnp.zeros((size_out,), jnp.float32))

    def __call__(self, x: Float[Array, " in *rest"]) -> Float[Array, " out *rest"]:
        y = jnp.tensordot(self.weight[...], x, axes=1)
        return y + self.bias[...].astype(x.dtype).reshape(-1, *(1,) * (x.ndim - 1))


class Layer(nnx.Module):
    """Attention, then two dense layers, each after a norm and added to the stream."""

    def __init__(self, config: TransformerConfig, *, dtype: DTypeLike, rngs: nnx.Rngs) -> None:
        size, inner, epsilon = config.hidden_size, config.intermediate_size, config.layer_norm_eps
        self.heads = config.num_attention_heads
        self.activation = config.hidden_act
        self.norm1 = Norm(size, scale=True, epsilon=epsilon)
        self.attention_qkv = Affine(size, 3 * size, dtype=dtype, rngs=rngs)
        self.attention_out = Affine(size, size, dtype=dtype, rngs=rngs)
        self.norm2 = Norm(size, scale=True, epsilon=epsilon)
        self.mlp_in = Affine(size, inner, dtype=dtype, rngs=rngs)
        self.mlp_out = Affine(inner, size, dtype=dtype, rngs=rngs)

    def __call__(
        self, x: Float[Array, "size item token"], mask: Bool[Array, "#item 1 #token token"]
    ) -> Float[Array, "size item token"]:
        q, k, v = (split_heads(part, self.heads) for part in jnp.split(self.attention_qkv(self.norm1(x)), 3))
        x = x + self.attention_out(join_heads(attend(q, k, v, mask)))
        return x + self.mlp_out(activate(self.activation)(self.mlp_in(self.norm2(x))))


class TextTransformer(nnx.Module):
    """Ids -> states, each of which has seen the ids up to its own."""

    def __init__(self, config: TextConfig, *, dtype: DTypeLike, rngs: nnx.Rngs) -> None:
        size = config.hidden_size
        self.end = config.eos_token_id
        self.tokens = Embedding(config.vocab_size, size, dtype=dtype, init_std=INIT_STD, rngs=rngs)
        self.positions = Embedding(config.max_position_embeddings, size, dtype=dtype, init_std=INIT_STD, rngs=rngs)
        self.layers = nnx.List([Layer(config, dtype=dtype, rngs=rngs) for _ in range(config.num_hidden_layers)])
        self.norm = Norm(size, scale=True, epsilon=config.layer_norm_eps)

    def __call__(
        self, ids: Int[Array, "text token"], mask: Bool[Array, "text token"]
    ) -> Float[Array, "size text token"]:
        length = ids.shape[-1]
        x = jnp.moveaxis(self.tokens(ids) + self.positions.table[:length], -1, 0)
        # Token 2 of a text of 3 in a length of 5:  1 1 1 0 0
        seen = jnp.tri(length, dtype=bool) & mask[:, None, None, :]
        for layer in self.layers:
            x = layer(x, seen)
        return self.norm(x)

    def pooled(
        self, states: Float[Array, "size text token"], ids: Int[Array, "text token"]
    ) -> Float[Array, "size text"]:
        """Each text's state at its end: the highest id, or the first end token, as config.json says."""
        end = jnp.argmax(ids if self.end == POOLED_AT_HIGHEST else ids == self.end, axis=-1)
        return states[:, jnp.arange(len(ids)), end]


class Patches(nnx.Module):
    """A picture, cut into squares -> a vector for each, row by row; a rest at the edge is not read."""

    def __init__(self, config: VisionConfig, *, dtype: DTypeLike, rngs: nnx.Rngs) -> None:
        shape = (config.hidden_size, 3, config.patch_size, config.patch_size)
        self.weight = nnx.Param(INIT_STD * jax.random.normal(rngs.params(), shape, dtype))

    def __call__(self, pixels: Float[Array, "picture 3 edge edge"]) -> Float[Array, "picture patch size"]:
        weight = self.weight[...]
        edge = weight.shape[-1]
        rows = pixels.shape[-1] // edge
        whole = pixels[:, :, : rows * edge, : rows * edge].astype(weight.dtype)
        squares = whole.reshape(len(pixels), 3, rows, edge, rows, edge)
        return jnp.einsum("dcyx,pcryhx->prhd", weight, squares).reshape(len(pixels), rows * rows, -1)


class VisionTransformer(nnx.Module):
    """Pixels -> states: first that of the whole picture, then one for each patch."""

    def __init__(self, config: VisionConfig, *, dtype: DTypeLike, rngs: nnx.Rngs) -> None:
        size, epsilon = config.hidden_size, config.layer_norm_eps
        self.whole = nnx.Param(INIT_STD * jax.random.normal(rngs.params(), (size,), dtype))
        self.patches = Patches(config, dtype=dtype, rngs=rngs)
        self.positions = Embedding(config.positions, size, dtype=dtype, init_std=INIT_STD, rngs=rngs)
        self.norm_in = Norm(size, scale=True, epsilon=epsilon)
        self.layers = nnx.List([Layer(config, dtype=dtype, rngs=rngs) for _ in range(config.num_hidden_layers)])
        self.norm_out = Norm(size, scale=True, epsilon=epsilon)

    def __call__(self, pixels: Float[Array, "picture 3 edge edge"]) -> Float[Array, "size picture token"]:
        whole = jnp.broadcast_to(self.whole[...], (len(pixels), 1, len(self.whole[...])))
        tokens = jnp.concatenate([whole, self.patches(pixels)], axis=1)
        x = embed(tokens, self.positions.table[...], self.norm_in)
        everything = jnp.ones((1, 1, 1, x.shape[-1]), bool)
        for layer in self.layers:
            x = layer(x, everything)
        return x

    def pooled(self, states: Float[Array, "size picture token"]) -> Float[Array, "size picture"]:
        return self.norm_out(states[..., 0])


class Clip(nnx.Module):
    """Both transformers, projected to vectors that can be compared. Weights are in `dtype`, norms in float32."""

    def __init__(self, config: ClipConfig, *, dtype: DTypeLike = jnp.float32, rngs: nnx.Rngs) -> None:
        self.text = TextTransformer(config.text, dtype=dtype, rngs=rngs)
        self.vision = VisionTransformer(config.vision, dtype=dtype, rngs=rngs)
        how: dict[str, Any] = {"dtype": dtype, "init_std": INIT_STD, "rngs": rngs}
        self.text_projection = Dense(config.text.hidden_size, config.projection_dim, **how)
        self.picture_projection = Dense(config.vision.hidden_size, config.projection_dim, **how)
        self.logit_scale = nnx.Param(jnp.float32(2.6592))

    def embed_text(
        self, ids: Int[Array, "text token"], mask: Bool[Array, "text token"]
    ) -> Float[Array, "text projected"]:
        """A float32 vector of length 1 for each text. `mask` is true for all ids but the padding."""
        return unit(self.text_projection(self.text.pooled(self.text(ids, mask), ids)))

    def embed_pictures(self, pixels: Float[Array, "picture 3 edge edge"]) -> Float[Array, "picture projected"]:
        """A float32 vector of length 1 for each picture; pixels as `clip_pixels` prepares them."""
        return unit(self.picture_projection(self.vision.pooled(self.vision(pixels))))

    def logits(
        self, pictures: Float[Array, "picture projected"], texts: Float[Array, "text projected"]
    ) -> Float[Array, "picture text"]:
        """How well each picture fits each text: the cosine between them, times what the model has learnt for it."""
        return jnp.exp(self.logit_scale[...]) * pictures @ texts.T


def unit(x: Float[Array, "projected item"]) -> Float[Array, "item projected"]:
    """Vectors of length 1, in float32."""
    wide = x.astype(jnp.float32).T
    length: Array = jnp.linalg.norm(wide, axis=-1, keepdims=True)
    return wide / length


def activate(name: str) -> Callable[[Array], Array]:
    """The activation that config.json names."""
    return quick_gelu if name == "quick_gelu" else lambda x: jax.nn.gelu(x, approximate=False)


def quick_gelu(x: Float[Array, "*any"]) -> Float[Array, "*any"]:
    return x * jax.nn.sigmoid(1.702 * x)

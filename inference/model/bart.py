"""DALL·E Mini's text-to-codes network: a NormFormer BART (arXiv:2110.09456), encoder and decoder.

Every stream is [feature, prompt, (image,) token]. A prompt has many images, and they all attend to the same text: so
keys and values of the cross-attention are computed once per prompt (`Decoder.cross`), and the images of a prompt are
more queries to them.
"""

from __future__ import annotations

from typing import NamedTuple, TypeAlias

import jax
import jax.numpy as jnp
from flax import nnx
from jax.typing import DTypeLike
from jaxtyping import Array, Bool, Float, Int

from inference.model.config import BartConfig
from inference.model.layers import (
    GLU,
    Dense,
    Embedding,
    Norm,
    attend,
    attention_weights,
    embed,
    join_heads,
    split_heads,
)


class KeyValue(NamedTuple):
    """What one attention layer attends to. Heads come before positions: a head's keys are adjacent."""

    keys: Float[Array, "*batch head position size"]
    values: Float[Array, "*batch head position size"]


Cache = tuple[KeyValue, ...]
"""One `KeyValue` per decoder layer: self-attention [prompt, image, head, position, size], cross-attention
[prompt, head, token, size]."""

Offset: TypeAlias = Int[Array, ""] | Int[Array, " prompt"]
"""The position of new tokens: one for all prompts, which a CPU writes in half of the time, or one for each."""


class EncoderLayer(nnx.Module):
    def __init__(self, config: BartConfig, *, dtype: DTypeLike, rngs: nnx.Rngs) -> None:
        size, std = config.d_model, config.init_std
        self.heads = config.encoder_attention_heads
        self.attention_norm_in = Norm(size, scale=False)
        self.attention_qkv = Dense(size, 3 * size, dtype=dtype, init_std=std, rngs=rngs)
        self.attention_out = Dense(size, size, dtype=dtype, init_std=std, rngs=rngs)
        self.attention_norm_out = Norm(size, scale=True)
        self.glu = GLU(size, config.encoder_ffn_dim, dtype=dtype, init_std=std, rngs=rngs)

    def __call__(
        self, x: Float[Array, "size prompt token"], mask: Bool[Array, "prompt token"]
    ) -> Float[Array, "size prompt token"]:
        q, k, v = (
            split_heads(part, self.heads) for part in jnp.split(self.attention_qkv(self.attention_norm_in(x)), 3)
        )
        seen = attend(q, k, v, mask[:, None, None, :])
        x = x + self.attention_norm_out(self.attention_out(join_heads(seen)))
        return x + self.glu(x)


class Encoder(nnx.Module):
    """Text ids -> text states. Padded positions are computed and never attended to."""

    def __init__(self, config: BartConfig, *, dtype: DTypeLike, rngs: nnx.Rngs) -> None:
        size, std = config.d_model, config.init_std
        self.tokens = Embedding(config.encoder_vocab_size, size, dtype=dtype, init_std=std, rngs=rngs)
        self.positions = Embedding(config.max_text_length, size, dtype=dtype, init_std=std, rngs=rngs)
        self.embedding_norm = Norm(size, scale=True)
        self.layers = nnx.List([EncoderLayer(config, dtype=dtype, rngs=rngs) for _ in range(config.encoder_layers)])
        self.norm = Norm(size, scale=False)

    def __call__(
        self, ids: Int[Array, "prompt token"], mask: Bool[Array, "prompt token"]
    ) -> Float[Array, "size prompt token"]:
        x = self.embed(ids)
        for layer in self.layers:
            x = layer(x, mask)
        return self.norm(x)

    def embed(self, ids: Int[Array, "prompt token"]) -> Float[Array, "size prompt token"]:
        return embed(self.tokens(ids), self.positions.table[: ids.shape[-1]], self.embedding_norm)


class DecoderLayer(nnx.Module):
    def __init__(self, config: BartConfig, *, dtype: DTypeLike, rngs: nnx.Rngs) -> None:
        size, std = config.d_model, config.init_std
        self.heads = config.decoder_attention_heads
        self.attention_norm_in = Norm(size, scale=False)
        self.attention_qkv = Dense(size, 3 * size, dtype=dtype, init_std=std, rngs=rngs)
        self.attention_out = Dense(size, size, dtype=dtype, init_std=std, rngs=rngs)
        self.attention_norm_out = Norm(size, scale=True)
        self.cross_norm_in = Norm(size, scale=False)
        self.cross_q = Dense(size, size, dtype=dtype, init_std=std, rngs=rngs)
        self.cross_kv = Dense(size, 2 * size, dtype=dtype, init_std=std, rngs=rngs)
        self.cross_out = Dense(size, size, dtype=dtype, init_std=std, rngs=rngs)
        self.cross_norm_out = Norm(size, scale=True)
        self.glu = GLU(size, config.decoder_ffn_dim, dtype=dtype, init_std=std, rngs=rngs)

    def __call__(
        self,
        x: Float[Array, "size prompt image token"],
        cross: KeyValue,
        text_mask: Bool[Array, "prompt text"],
        cache: KeyValue,
        offset: Offset,
    ) -> tuple[Float[Array, "size prompt image token"], KeyValue]:
        seen, cache = self.look_back(self.attention_norm_in(x), cache, offset)
        x = x + self.attention_norm_out(seen)
        x = x + self.cross_norm_out(self.look_across(self.cross_norm_in(x), cross, text_mask))
        return x + self.glu(x), cache

    def look_back(
        self, x: Float[Array, "size prompt image token"], cache: KeyValue, offset: Offset
    ) -> tuple[Float[Array, "size prompt image token"], KeyValue]:
        """Causal self-attention: write the new tokens into the cache at `offset`, then attend to all up to each."""
        q, k, v = (split_heads(part, self.heads) for part in jnp.split(self.attention_qkv(x), 3))
        cache = KeyValue(_write(cache.keys, k, offset), _write(cache.values, v, offset))
        # Token 2 of an image with a cache of 5:  1 1 1 0 0
        position = offset.reshape(-1, 1, 1, 1, 1) + jnp.arange(x.shape[-1])[:, None]
        seen = attend(q, cache.keys, cache.values, jnp.arange(cache.keys.shape[-2]) <= position)
        return self.attention_out(join_heads(seen)), cache

    def look_across(
        self, x: Float[Array, "size prompt image token"], cross: KeyValue, text_mask: Bool[Array, "prompt text"]
    ) -> Float[Array, "size prompt image token"]:
        """Cross-attention: all images and tokens of a prompt are queries to the same text."""
        seen = attend(self._text_queries(x), cross.keys, cross.values, text_mask[:, None, None, :])
        return self.cross_out(join_heads(seen)).reshape(x.shape)

    def text_weights(
        self,
        x: Float[Array, "size prompt image token"],
        cross: KeyValue,
        text_mask: Bool[Array, "prompt text"],
        cache: KeyValue,
        offset: Offset,
    ) -> Float[Array, "prompt image token text"]:
        """The weights of this layer's cross-attention when it is called like this: the mean of its heads."""
        x = x + self.attention_norm_out(self.look_back(self.attention_norm_in(x), cache, offset)[0])
        queries = self._text_queries(self.cross_norm_in(x))
        weights = attention_weights(queries, cross.keys, text_mask[:, None, None, :])
        return weights.mean(1).reshape(*x.shape[1:], -1)

    def _text_queries(
        self, x: Float[Array, "size prompt image token"]
    ) -> Float[Array, "prompt head image_and_token head_size"]:
        return split_heads(self.cross_q(x).reshape(x.shape[0], x.shape[1], -1), self.heads)


class Decoder(nnx.Module):
    """Codes so far -> logits of the next code."""

    def __init__(self, config: BartConfig, *, dtype: DTypeLike, rngs: nnx.Rngs) -> None:
        size, std, codes = config.d_model, config.init_std, config.image_vocab_size + 1
        self.heads = config.decoder_attention_heads
        self.tokens = Embedding(codes, size, dtype=dtype, init_std=std, rngs=rngs)
        self.positions = Embedding(config.image_length, size, dtype=dtype, init_std=std, rngs=rngs)
        self.embedding_norm = Norm(size, scale=True)
        self.layers = nnx.List([DecoderLayer(config, dtype=dtype, rngs=rngs) for _ in range(config.decoder_layers)])
        self.norm = Norm(size, scale=False)
        self.head = Dense(size, codes, dtype=dtype, init_std=std, rngs=rngs)

    def __call__(
        self,
        ids: Int[Array, "prompt image token"],
        cross: Cache,
        text_mask: Bool[Array, "prompt text"],
        cache: Cache,
        offset: Offset,
    ) -> tuple[Float[Array, "prompt image token code"], Cache]:
        """Run tokens at positions offset, offset + 1, ... through the network.

        The same call draws one token at a time, fills the cache with a given beginning, and scores a whole picture.
        The first id of a picture is the start token, so position t predicts code t.

        Returns:
            float32 logits, and the cache with these tokens written.
        """
        x = self.embed(ids, offset)
        written = []
        for layer, look_across, look_back in zip(self.layers, cross, cache, strict=True):
            x, new = layer(x, look_across, text_mask, look_back, offset)
            written.append(new)
        return self.logits(x), tuple(written)

    def embed(self, ids: Int[Array, "prompt image token"], offset: Offset) -> Float[Array, "size prompt image token"]:
        if offset.ndim:
            positions = self.positions(offset[:, None, None] + jnp.arange(ids.shape[-1]))
        else:
            positions = jax.lax.dynamic_slice_in_dim(self.positions.table[...], offset, ids.shape[-1])
        return embed(self.tokens(ids), positions, self.embedding_norm)

    def logits(self, x: Float[Array, "size prompt image token"]) -> Float[Array, "prompt image token code"]:
        # float32 out whatever goes in: guidance multiplies the difference of two logits by ten.
        y = jnp.tensordot(self.head.weight[...], self.norm(x), axes=1, preferred_element_type=jnp.float32)
        return jnp.moveaxis(y, 0, -1)

    def cross(self, states: Float[Array, "size prompt token"]) -> Cache:
        """Keys and values of the text for every layer, once per prompt."""
        return tuple(
            KeyValue(*(split_heads(part, self.heads) for part in jnp.split(layer.cross_kv(states), 2)))
            for layer in self.layers
        )

    def empty_cache(self, prompts: int, images: int, length: int) -> Cache:
        size = self.tokens.table.shape[-1] // self.heads
        nothing = jnp.zeros((prompts, images, self.heads, length, size), self.tokens.table.dtype)
        return tuple(KeyValue(nothing, nothing) for _ in self.layers)


class Bart(nnx.Module):
    """Encoder and decoder. Parameters are in `dtype`, norms in float32."""

    def __init__(self, config: BartConfig, *, dtype: DTypeLike = jnp.float32, rngs: nnx.Rngs) -> None:
        self.encoder = Encoder(config, dtype=dtype, rngs=rngs)
        self.decoder = Decoder(config, dtype=dtype, rngs=rngs)


def score(
    model: Bart,
    ids: Int[Array, "prompt text"],
    mask: Bool[Array, "prompt text"],
    decoder_ids: Int[Array, "prompt image token"],
) -> Float[Array, "prompt image token code"]:
    """Teacher-forced logits: the network's predictions at every position of given pictures."""
    cross = model.decoder.cross(model.encoder(ids, mask))
    prompts, images, length = decoder_ids.shape
    cache = model.decoder.empty_cache(prompts, images, length)
    return model.decoder(decoder_ids, cross, mask, cache, jnp.int32(0))[0]


def score_with_attention(
    model: Bart,
    ids: Int[Array, "prompt text"],
    mask: Bool[Array, "prompt text"],
    decoder_ids: Int[Array, "prompt image token"],
) -> tuple[Float[Array, "prompt image token code"], Float[Array, "prompt image token text"]]:
    """`score`, and how much each position looks at each token of the text: its cross-attention weights, averaged over
    heads and layers. Within one program, nothing is computed twice.
    """
    decoder, start = model.decoder, jnp.int32(0)
    cross = decoder.cross(model.encoder(ids, mask))
    cache = decoder.empty_cache(*decoder_ids.shape)
    x, weights = decoder.embed(decoder_ids, start), jnp.float32(0)
    for layer, look_across, look_back in zip(decoder.layers, cross, cache, strict=True):
        weights += layer.text_weights(x, look_across, mask, look_back, start)
        x, _ = layer(x, look_across, mask, look_back, start)
    return decoder.logits(x), weights / len(decoder.layers)


def _write(
    cache: Float[Array, "prompt image head position size"],
    new: Float[Array, "prompt image head token size"],
    offset: Offset,
) -> Float[Array, "prompt image head position size"]:
    if offset.ndim == 0:
        return jax.lax.dynamic_update_slice(cache, new, (0, 0, 0, offset, 0))
    return jax.vmap(lambda cache, new, offset: jax.lax.dynamic_update_slice(cache, new, (0, 0, offset, 0)))(
        cache, new, offset
    )

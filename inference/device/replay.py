"""A finished tile once more: how likely each of its codes was, what else was likely, and which words were looked at.

The network reads the finished codes in one pass; before each of them it computes what it had computed to draw it.
"""

from __future__ import annotations

from typing import NamedTuple

import jax
import jax.numpy as jnp
from jaxtyping import Array, Bool, Float, Int

from inference.device.sampling import SamplingSettings, chances, guide
from inference.model.bart import Bart, score_with_attention
from inference.model.config import BartConfig

RANKS = 8
"""Codes named for each position, at most."""
WITHOUT_PROMPT, WITH_PROMPT, AS_SAMPLED = range(3)
"""The three ways of a `Replay`: each side alone, as the network sees it (temperature 1, no top-k, no top-p), and both
as guidance combines them, with the temperature, top-k and top-p of the request."""


class Replay(NamedTuple):
    """At each position of a tile; chances are 0 to 1."""

    drawn: Float[Array, "way position"]  # the chance of the code that was drawn
    likeliest: Int[Array, "way position rank"]  # codes in falling order of their chance in this way
    chances: Float[Array, "way position rank"]  # of those
    sampled: Float[Array, "way position rank"]  # the chance in each way of the codes that are likeliest as sampled
    attention: Float[Array, "position text"]  # with the prompt, averaged over heads and layers; adds up to 1


def replay(
    model: Bart,
    config: BartConfig,
    ids: Int[Array, "side text"],
    mask: Bool[Array, "side text"],
    codes: Int[Array, " position"],
    settings: SamplingSettings,
    vocabulary: int,
) -> Replay:
    """Of the decoder's vocabulary, the first `vocabulary` ids are codes of the VQGAN."""
    before = jnp.concatenate([jnp.array([config.decoder_start_token_id], codes.dtype), codes[:-1]])
    sides = jnp.broadcast_to(before, (len(ids), 1, len(codes)))
    logits, attention = score_with_attention(model, ids, mask, sides)
    without, with_prompt = logits[:, 0, :, :vocabulary]
    guided = guide(without, with_prompt, settings.guidance)
    ways = jnp.stack(
        [jax.nn.softmax(without, axis=-1), jax.nn.softmax(with_prompt, axis=-1), chances(guided, settings)]
    )
    best, likeliest = jax.lax.top_k(ways, min(RANKS, vocabulary))
    return Replay(
        drawn=jnp.take_along_axis(ways, codes[None, :, None], axis=-1)[..., 0],
        likeliest=likeliest,
        chances=best,
        sampled=jnp.take_along_axis(ways, likeliest[AS_SAMPLED][None], axis=-1),
        attention=attention[1, 0],
    )

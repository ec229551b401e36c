"""Logits -> the next code of every tile: guidance, temperature, top-k, top-p, and a draw with the tile's own key.

Everything here works on a shortlist, the best codes in falling order, because sorting a whole vocabulary costs a CPU
a hundred times more than finding its best few. Only a top-k beyond the shortlist (or none at all) sorts everything.
"""

from __future__ import annotations

from typing import NamedTuple

import jax
import jax.numpy as jnp
from jaxtyping import Array, Float, Int, Key, UInt32

from inference.api import TILES, Request

SHORTLIST = 256
"""Codes considered when top-k is 1 to this; a larger top-k, or 0 for none, considers the whole vocabulary."""


class Settings(NamedTuple):
    """How to draw from the logits: arrays, not constants, so that they change without a compilation."""

    guidance: Float[Array, ""]
    temperature: Float[Array, ""]
    top_k: Int[Array, ""]
    top_p: Float[Array, ""]

    @classmethod
    def of(cls, request: Request) -> Settings:
        return cls(
            jnp.float32(request.guidance),
            jnp.float32(request.temperature),
            jnp.int32(request.top_k),
            jnp.float32(request.top_p),
        )


class Shortlist(NamedTuple):
    """Candidates in falling order of their logit; what top-k and top-p drop is -inf."""

    logits: Float[Array, "tile rank"]
    codes: Int[Array, "tile rank"]


def tile_keys(seed: UInt32[Array, ""]) -> Key[Array, " tile"]:
    """A key per tile from the seed and the tile's number alone: tile 5 never depends on tiles 1 to 4."""
    return jax.vmap(jax.random.fold_in, (None, 0))(jax.random.key(seed), jnp.arange(TILES))


def guide(
    unconditional: Float[Array, "*rest"], conditional: Float[Array, "*rest"], guidance: Float[Array, ""]
) -> Float[Array, "*rest"]:
    """Super-conditioning, as the reference computes it (classifier-free guidance, arXiv:2207.12598)."""
    return unconditional + guidance * (conditional - unconditional)


def shortlist(logits: Float[Array, "tile code"], settings: Settings, width: int) -> Shortlist:
    """Temperature, then the best top_k of `width`, then the smallest set of those whose probability reaches top_p."""
    best, codes = jax.lax.top_k(logits / settings.temperature, width)
    top_k = jnp.where(settings.top_k == 0, width, settings.top_k)
    best = jnp.where(jnp.arange(width) < top_k, best, -jnp.inf)
    probabilities = jax.nn.softmax(best, axis=-1)
    # What is before a candidate decides: with p = 0.9 and 0.6 0.35 0.05, the second still stays, the third goes.
    before = jnp.cumsum(probabilities, axis=-1) - probabilities
    # All of them at p = 1, where rounding would drop the tail; at least one at any p.
    kept = (before < settings.top_p) | (settings.top_p >= 1) | (jnp.arange(width) == 0)
    return Shortlist(jnp.where(kept, best, -jnp.inf), codes)


def draw(
    logits: Float[Array, "tile code"], settings: Settings, keys: Key[Array, " tile"], step: Int[Array, ""]
) -> Int[Array, " tile"]:
    """One code per tile by the Gumbel-max trick. The noise belongs to a rank, so it needs no number per code."""
    step_keys = jax.vmap(jax.random.fold_in, (0, None))(keys, step)

    def among(width: int) -> Int[Array, " tile"]:
        candidates = shortlist(logits, settings, width)
        noise = jax.vmap(lambda key: jax.random.gumbel(key, (width,)))(step_keys)
        rank = jnp.argmax(candidates.logits + noise, axis=-1)
        return jnp.take_along_axis(candidates.codes, rank[:, None], axis=-1)[:, 0]

    codes = logits.shape[-1]
    if codes <= SHORTLIST:
        return among(codes)
    short = (settings.top_k >= 1) & (settings.top_k <= SHORTLIST)
    drawn: Int[Array, " tile"] = jax.lax.cond(short, lambda: among(SHORTLIST), lambda: among(codes))
    return drawn

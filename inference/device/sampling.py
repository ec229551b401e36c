"""Logits -> the next code of every tile: guidance, temperature, top-k, top-p, and a draw with the tile's own key.

Everything here works on a shortlist, the best codes in falling order, because sorting a whole vocabulary costs a CPU
a hundred times more than finding its best few. Only a top-k beyond the shortlist (or none at all) sorts everything.
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Bool, Float, Int, Key, UInt32

from inference.api import TILES, Request

SHORTLIST = 256
"""Codes considered when top-k is 1 to this; a larger top-k, or 0 for none, considers the whole vocabulary."""


R2_RIGHT, R2_DOWN = np.uint32(3242174889), np.uint32(2447445414)
"""0.7549 and 0.5698 of 2**32: the inverse of the plastic number, and its square."""


class SamplingSettings(NamedTuple):
    """How to draw from the logits: arrays, not constants, so that they change without a compilation."""

    guidance: Float[Array, "*slot"]
    temperature: Float[Array, "*slot"]
    top_k: Int[Array, "*slot"]
    top_p: Float[Array, "*slot"]

    @classmethod
    def of(cls, request: Request) -> SamplingSettings:
        # NumPy's numbers: nothing goes to a device before its program runs.
        numbers: tuple[Any, ...] = (
            np.float32(request.guidance),
            np.float32(request.temperature),
            np.int32(request.top_k),
            np.float32(request.top_p),
        )
        return cls(*numbers)


class Shortlist(NamedTuple):
    """Candidates in falling order of their logit; what top-k and top-p drop is -inf."""

    logits: Float[Array, "row rank"]
    codes: Int[Array, "row rank"]


def tile_keys(seed: UInt32[Array, ""]) -> Key[Array, " tile"]:
    """A key per tile from the seed and the tile's number alone: tile 5 never depends on tiles 1 to 4."""
    return jax.vmap(jax.random.fold_in, (None, 0))(jax.random.key(seed), jnp.arange(TILES))


def seconds_turn(
    keys: Key[Array, " tile"], step: Int[Array, ""], dial: Float[Array, " tile"], length: int
) -> Bool[Array, " tile"]:
    """Whether a mash draws this code for its second prompt: of a tile's codes the part that `dial` says, evenly spread.

    A low-discrepancy sequence over rows and columns (R2: Roberts, "The Unreasonable Effectiveness of Quasirandom
    Sequences", 2018), which begins elsewhere in each tile. Turning the dial up only adds positions, and at 0 and 1 it
    has none and all. Positions that are drawn by lot leave some tiles to one prompt alone.
    """
    begin = jax.vmap(lambda key: jax.random.bits(jax.random.fold_in(key, length)))(keys)  # no step has this number
    row, column = jnp.divmod(step.astype(jnp.uint32), math.isqrt(length))
    place = begin + row * R2_DOWN + column * R2_RIGHT  # modulo 2**32
    return (place >> 8).astype(jnp.float32) * 2.0**-24 < dial


def guide(
    unconditional: Float[Array, "*rest"], conditional: Float[Array, "*rest"], guidance: Float[Array, "*#rest"]
) -> Float[Array, "*rest"]:
    """Super-conditioning, as the reference computes it (classifier-free guidance, arXiv:2207.12598)."""
    return unconditional + guidance * (conditional - unconditional)


def shortlist(logits: Float[Array, "row code"], settings: SamplingSettings, width: int) -> Shortlist:
    """Temperature, then the best top_k of `width`, then the smallest set of those whose probability reaches top_p.

    Settings are one for all rows, or one for each.
    """
    best, codes = jax.lax.top_k(logits / settings.temperature[..., None], width)
    top_k = jnp.where(settings.top_k == 0, width, settings.top_k)[..., None]
    best = jnp.where(jnp.arange(width) < top_k, best, -jnp.inf)
    probabilities = jax.nn.softmax(best, axis=-1)
    # What is before a candidate decides: with p = 0.9 and 0.6 0.35 0.05, the second still stays, the third goes.
    before = jnp.cumsum(probabilities, axis=-1) - probabilities
    # All of them at p = 1, where rounding would drop the tail; at least one at any p.
    top_p = settings.top_p[..., None]
    kept = (before < top_p) | (top_p >= 1) | (jnp.arange(width) == 0)
    return Shortlist(jnp.where(kept, best, -jnp.inf), codes)


def chances(logits: Float[Array, "row code"], settings: SamplingSettings) -> Float[Array, "row code"]:
    """How likely `draw` is to draw each code; 0 where top-k or top-p drops it."""
    candidates = shortlist(logits, settings, logits.shape[-1])
    rows = jnp.arange(len(logits))[:, None]
    return jnp.zeros_like(logits).at[rows, candidates.codes].set(jax.nn.softmax(candidates.logits, axis=-1))


def draw(
    logits: Float[Array, "*slot tile code"],
    settings: SamplingSettings,
    keys: Key[Array, "*slot tile"],
    step: Int[Array, "*slot"],
) -> Int[Array, "*slot tile"]:
    """One code per tile by the Gumbel-max trick. The noise belongs to a rank, so it needs no number per code."""
    rows = logits.reshape(-1, logits.shape[-1])
    # Slots are flattened by hand: under vmap, a cond becomes both of its branches.
    settings = jax.tree.map(lambda setting: jnp.broadcast_to(setting[..., None], keys.shape).ravel(), settings)
    step_keys = jax.vmap(jax.random.fold_in)(keys.ravel(), jnp.broadcast_to(step[..., None], keys.shape).ravel())

    def among(width: int) -> Int[Array, " row"]:
        candidates = shortlist(rows, settings, width)
        noise = jax.vmap(lambda key: jax.random.gumbel(key, (width,)))(step_keys)
        rank = jnp.argmax(candidates.logits + noise, axis=-1)
        return jnp.take_along_axis(candidates.codes, rank[:, None], axis=-1)[:, 0]

    codes = logits.shape[-1]
    if codes <= SHORTLIST:
        return among(codes).reshape(keys.shape)
    short = (settings.top_k >= 1) & (settings.top_k <= SHORTLIST)
    # A row that could do with the shortlist does, whatever its neighbours need: sums over the whole vocabulary round
    # otherwise, and might drop another candidate at the edge of top-p.
    drawn: Int[Array, " row"] = jax.lax.cond(
        short.all(), lambda: among(SHORTLIST), lambda: jnp.where(short, among(SHORTLIST), among(codes))
    )
    return drawn.reshape(keys.shape)

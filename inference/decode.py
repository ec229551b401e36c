"""Drawing as state -> state: from a prompt's ids to its nine tiles of codes, one code of every tile at a time.

Pure functions on one slot, one prompt with its nine tiles, each on two sides: without the prompt, and with it.
"""

from __future__ import annotations

from typing import NamedTuple

import jax
import jax.numpy as jnp
from jaxtyping import Array, Bool, Int, Key, UInt32

from inference.api import TILES
from inference.model.bart import Bart, Cache
from inference.model.config import BartConfig
from inference.sampling import Settings, draw, guide, tile_keys


class DecodeState(NamedTuple):
    """Everything that changes while a slot draws, and what it needs from its prompt. side: 0 without, 1 with it."""

    cache: Cache  # per layer, keys and values [side, tile, head, position, size]
    cross: Cache  # per layer, keys and values [side, head, token, size]
    text_mask: Bool[Array, "side token"]
    codes: Int[Array, "tile code"]  # 0 where not yet drawn
    last: Int[Array, " tile"]  # the codes drawn last, the start token at first
    step: Int[Array, ""]  # codes drawn so far
    keys: Key[Array, " tile"]
    settings: Settings


def insert(
    model: Bart,
    config: BartConfig,
    ids: Int[Array, "side token"],
    text_mask: Bool[Array, "side token"],
    seed: UInt32[Array, ""],
    settings: Settings,
) -> DecodeState:
    """Read the prompt and its unconditional side: one pass of the encoder, and the text's keys and values."""
    return DecodeState(
        cache=model.decoder.empty_cache(2, TILES, config.image_length),
        cross=model.decoder.cross(model.encoder(ids, text_mask)),
        text_mask=text_mask,
        codes=jnp.zeros((TILES, config.image_length), jnp.int32),
        last=jnp.full((TILES,), config.decoder_start_token_id, jnp.int32),
        step=jnp.int32(0),
        keys=tile_keys(seed),
        settings=settings,
    )


def advance(model: Bart, state: DecodeState, codes: int) -> DecodeState:
    """Draw the next code of every tile. Only the first `codes` ids have a picture behind them, so only they count."""
    ids = jnp.broadcast_to(state.last[None, :, None], (2, TILES, 1))
    logits, cache = model.decoder(ids, state.cross, state.text_mask, state.cache, state.step)
    guided = guide(logits[0, :, 0], logits[1, :, 0], state.settings.guidance)
    drawn = draw(guided[:, :codes], state.settings, state.keys, state.step)
    return state._replace(
        cache=cache,
        codes=jax.lax.dynamic_update_slice(state.codes, drawn[:, None], (0, state.step)),
        last=drawn,
        step=state.step + 1,
    )


def advance_by(model: Bart, state: DecodeState, codes: int, steps: int) -> DecodeState:
    """`advance`, `steps` times in one program."""
    final: DecodeState = jax.lax.fori_loop(0, steps, lambda _, state: advance(model, state, codes), state)
    return final

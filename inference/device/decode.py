"""Drawing as state -> state: from prompts' ids to their tiles' codes, one code of every tile of every slot at a time.

Pure functions on a bank: slots that are stepped together, each one prompt with its nine tiles on two sides, without
the prompt and with it. The network sees a bank as a row of prompts: slot 0 without, slot 0 with, slot 1 without, ...
"""

from __future__ import annotations

from typing import NamedTuple

import jax
import jax.numpy as jnp
from jaxtyping import Array, Bool, Int, UInt32

from inference.api import TILES
from inference.device.sampling import SamplingSettings, draw, guide, tile_keys
from inference.model.bart import Bart, Cache
from inference.model.config import BartConfig

SIDES = 2
PIECE = 16
"""Codes of a prefix that are read at once, at most. A whole tile's length would be one program, too, but on a CPU
it costs as much as drawing the tile, however short the prefix."""


class DecodeState(NamedTuple):
    """Everything that changes while a bank draws, and what it needs from its prompts.

    prompt: 2 * slot without the prompt, 2 * slot + 1 with it.
    """

    cache: Cache  # per layer, keys and values [prompt, tile, head, position, size]
    cross: Cache  # per layer, keys and values [prompt, head, token, size]
    text_mask: Bool[Array, "prompt token"]
    codes: Int[Array, "slot tile code"]  # 0 where not yet drawn
    last: Int[Array, "slot tile"]  # the codes drawn last, the start token at first
    step: Int[Array, " slot"]  # codes drawn so far; all of them where a slot is finished or free
    seed: UInt32[Array, " slot"]
    settings: SamplingSettings  # [slot]


class PrefillInput(NamedTuple):
    """A request as arrays, whatever it asks for, so that all requests run the same program."""

    ids: Int[Array, "side token"]
    mask: Bool[Array, "side token"]
    seed: UInt32[Array, ""]
    settings: SamplingSettings
    prefix: Int[Array, "tile code"]  # given codes, then anything
    given: Int[Array, ""]  # how many codes of each tile are given


def empty(model: Bart, config: BartConfig, slots: int) -> DecodeState:
    """A bank of free slots."""
    prompts, length, size = SIDES * slots, config.image_length, config.d_model
    states = jnp.zeros((size, prompts, config.max_text_length), model.encoder.tokens.table.dtype)
    return DecodeState(
        cache=model.decoder.empty_cache(prompts, TILES, length),
        cross=jax.tree.map(jnp.zeros_like, model.decoder.cross(states)),
        text_mask=jnp.ones((prompts, config.max_text_length), bool),
        codes=jnp.zeros((slots, TILES, length), jnp.int32),
        last=jnp.zeros((slots, TILES), jnp.int32),
        step=jnp.full((slots,), length, jnp.int32),
        seed=jnp.zeros((slots,), jnp.uint32),
        settings=SamplingSettings(
            *(jnp.ones((slots,), dtype) for dtype in (jnp.float32, jnp.float32, jnp.int32, jnp.float32))
        ),
    )


def insert(
    model: Bart, config: BartConfig, state: DecodeState, slot: Int[Array, ""], beginning: PrefillInput
) -> DecodeState:
    """Begin a request in a slot: one pass of the encoder, the text's keys and values, and the prefix's."""
    alone = prefill(model, config, beginning)

    def put(bank: Array, new: Array) -> Array:
        # A slot is one row of an array, or two where there is one for each side.
        start = slot * new.shape[0]
        return jax.lax.dynamic_update_slice_in_dim(bank, new, start, 0)

    together: DecodeState = jax.tree.map(put, state, alone)
    return together


def prefill(model: Bart, config: BartConfig, beginning: PrefillInput) -> DecodeState:
    """A bank of one slot with a request in it."""
    length = config.image_length
    prefix = jnp.where(jnp.arange(length) < beginning.given, beginning.prefix, 0)
    start = jnp.full((TILES, 1), config.decoder_start_token_id, jnp.int32)
    before = jnp.concatenate([start, prefix], axis=1)  # before[t] is what the network is told to predict code t
    cross = model.decoder.cross(model.encoder(beginning.ids, beginning.mask))
    cache = model.decoder.empty_cache(SIDES, TILES, length)
    piece = max(size for size in range(1, PIECE + 1) if length % size == 0)

    def read(i: Int[Array, ""], cache: Cache) -> Cache:
        ids = jax.lax.dynamic_slice_in_dim(before, i * piece, piece, axis=1)
        ids = jnp.broadcast_to(ids, (SIDES, TILES, piece))
        return model.decoder(ids, cross, beginning.mask, cache, i * piece)[1]

    # What a piece writes beyond the given codes is written over before anything looks at it.
    cache = jax.lax.fori_loop(0, (beginning.given + piece - 1) // piece, read, cache)
    return DecodeState(
        cache=cache,
        cross=cross,
        text_mask=beginning.mask,
        codes=prefix[None],
        last=jax.lax.dynamic_index_in_dim(before, beginning.given, axis=1, keepdims=False)[None],
        step=beginning.given[None],
        seed=beginning.seed[None],
        settings=jax.tree.map(lambda setting: setting[None], beginning.settings),
    )


def decode_step(model: Bart, state: DecodeState, codes: int) -> DecodeState:
    """Draw the next code of every tile. Only the first `codes` ids have a picture behind them, so only they count."""
    slots, _, length = state.codes.shape
    # What a finished slot computes is thrown away; it only has to stay within the cache, and to cost little.
    at = jnp.minimum(state.step, length - 1)
    settings = state.settings._replace(top_k=jnp.where(state.step < length, state.settings.top_k, 1))
    # One slot needs one offset, and is then as fast as if there were no slots.
    offset = at[0] if slots == 1 else jnp.repeat(at, SIDES)
    ids = jnp.repeat(state.last, SIDES, axis=0)[..., None]
    logits, cache = model.decoder(ids, state.cross, state.text_mask, state.cache, offset)
    sides = logits.reshape(slots, SIDES, TILES, -1)[..., :codes]
    guided = guide(sides[:, 0], sides[:, 1], settings.guidance[:, None, None])
    drawn = draw(guided, settings, jax.vmap(tile_keys)(state.seed), state.step)
    return state._replace(
        cache=cache,
        codes=jnp.where(jnp.arange(length) == state.step[:, None, None], drawn[..., None], state.codes),
        last=drawn,
        step=jnp.minimum(state.step + 1, length),
    )


def decode_steps(model: Bart, state: DecodeState, active: Bool[Array, " slot"], codes: int, steps: int) -> DecodeState:
    """`advance`, `steps` times in one program; slots that are not active are finished with.

    Always so many times, even when the last slot is finished sooner: a GPU would have to ask the host before each step.
    """
    state = state._replace(step=jnp.where(active, state.step, state.codes.shape[-1]))
    final: DecodeState = jax.lax.fori_loop(0, steps, lambda _, state: decode_step(model, state, codes), state)
    return final

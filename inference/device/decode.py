"""Decoding as state -> state: from token ids to codes, one code of every tile of every slot at a time.

Pure functions on a batch of slots that are stepped together. Each slot is one request: nine tiles on two sides, without
the prompt and with it. The network sees the batch as a row of prompts: slot 0 without, slot 0 with, slot 1 without, ...
In a batch for mashes a slot has a third side, with the second prompt.
"""

from __future__ import annotations

from functools import partial
from typing import NamedTuple

import jax
import jax.numpy as jnp
from jaxtyping import Array, Bool, Float, Int, UInt32

from inference.api import TILES
from inference.device.sampling import SamplingSettings, draw, guide, seconds_turn, tile_keys
from inference.model.bart import Bart, Cache
from inference.model.config import BartConfig

PLAIN_SIDES, MASH_SIDES = 2, 3
PIECE = 16
"""Codes of a prefix that go through the decoder at once, at most. A whole tile would be one program as well, but on a
CPU it costs as much as drawing the tile, however short the prefix is."""


class DecodeState(NamedTuple):
    """Everything that changes while a batch draws, and what it needs of its prompts.

    prompt: sides * slot without the prompt, sides * slot + 1 with it, sides * slot + 2 with the second one of a mash.
    """

    cache: Cache  # per layer, keys and values [prompt, tile, head, position, size]
    cross: Cache  # per layer, keys and values [prompt, head, token, size]
    text_mask: Bool[Array, "prompt token"]
    codes: Int[Array, "slot tile code"]  # 0 where not drawn yet
    last: Int[Array, "slot tile"]  # the codes drawn last, the start token at first
    step: Int[Array, " slot"]  # codes drawn so far; all of them where a slot is finished or free
    seed: UInt32[Array, " slot"]
    settings: SamplingSettings  # [slot]
    dial: Float[Array, "slot tile"]  # of a mash: 0 is the first prompt, 1 the second
    walk: Bool[Array, " slot"]  # the tiles of a mash differ in their dial alone


class PrefillInput(NamedTuple):
    """A request as arrays of the same shapes for all requests, so that they run the same program."""

    ids: Int[Array, "side token"]
    mask: Bool[Array, "side token"]
    seed: UInt32[Array, ""]
    settings: SamplingSettings
    dial: Float[Array, " tile"]
    walk: Bool[Array, ""]
    prefix: Int[Array, "tile code"]  # given codes, then anything
    given: Int[Array, ""]  # how many codes of each tile are given


def empty(model: Bart, config: BartConfig, slots: int, sides: int = PLAIN_SIDES) -> DecodeState:
    """A batch of free slots."""
    prompts, length, size = sides * slots, config.image_length, config.d_model
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
        dial=jnp.zeros((slots, TILES), jnp.float32),
        walk=jnp.zeros((slots,), bool),
    )


def insert(
    model: Bart, config: BartConfig, state: DecodeState, slot: Int[Array, ""], request: PrefillInput
) -> DecodeState:
    """Start a request in a slot: one pass of the encoder, the keys and values of its text, and those of its prefix."""
    alone = prefill(model, config, request)

    def put(batch: Array, new: Array) -> Array:
        # A slot is one row of an array, or as many as it has sides.
        start = slot * new.shape[0]
        return jax.lax.dynamic_update_slice_in_dim(batch, new, start, 0)

    together: DecodeState = jax.tree.map(put, state, alone)
    return together


def prefill(model: Bart, config: BartConfig, request: PrefillInput) -> DecodeState:
    """A batch of one slot with a request in it."""
    length, sides = config.image_length, len(request.ids)
    prefix = jnp.where(jnp.arange(length) < request.given, request.prefix, 0)
    start = jnp.full((TILES, 1), config.decoder_start_token_id, jnp.int32)
    before = jnp.concatenate([start, prefix], axis=1)  # before[t] is the input from which the network predicts code t
    cross = model.decoder.cross(model.encoder(request.ids, request.mask))
    cache = model.decoder.empty_cache(sides, TILES, length)
    piece = max(size for size in range(1, PIECE + 1) if length % size == 0)

    def read(i: Int[Array, ""], cache: Cache) -> Cache:
        ids = jax.lax.dynamic_slice_in_dim(before, i * piece, piece, axis=1)
        ids = jnp.broadcast_to(ids, (sides, TILES, piece))
        return model.decoder(ids, cross, request.mask, cache, i * piece)[1]

    # What a piece writes behind the given codes is overwritten before anything reads it.
    cache = jax.lax.fori_loop(0, (request.given + piece - 1) // piece, read, cache)
    return DecodeState(
        cache=cache,
        cross=cross,
        text_mask=request.mask,
        codes=prefix[None],
        last=jax.lax.dynamic_index_in_dim(before, request.given, axis=1, keepdims=False)[None],
        step=request.given[None],
        seed=request.seed[None],
        settings=jax.tree.map(lambda setting: setting[None], request.settings),
        dial=request.dial[None],
        walk=request.walk[None],
    )


def decode_step(model: Bart, state: DecodeState, codes: int) -> DecodeState:
    """Draw the next code of every tile. Of the decoder's vocabulary, the first `codes` ids are codes of the VQGAN."""
    slots, _, length = state.codes.shape
    count = len(state.text_mask) // slots
    # What a finished slot computes is discarded; it must only stay within the cache, and cost little.
    at = jnp.minimum(state.step, length - 1)
    settings = state.settings._replace(top_k=jnp.where(state.step < length, state.settings.top_k, 1))
    # One slot needs one offset, and is then as fast as if there were no slots.
    offset = at[0] if slots == 1 else jnp.repeat(at, count)
    ids = jnp.repeat(state.last, count, axis=0)[..., None]
    logits, cache = model.decoder(ids, state.cross, state.text_mask, state.cache, offset)
    sides = logits.reshape(slots, count, TILES, -1)[..., :codes]
    guided = guide(sides[:, 0], sides[:, 1], settings.guidance[:, None, None])
    keys = jax.vmap(tile_keys)(state.seed)
    if count == MASH_SIDES:
        keys = jnp.where(state.walk[:, None], keys[:, :1], keys)
        second = guide(sides[:, 0], sides[:, 2], settings.guidance[:, None, None])
        turn = jax.vmap(partial(seconds_turn, length=length))(keys, at, state.dial)
        guided = jnp.where(turn[..., None], second, guided)
    drawn = draw(guided, settings, keys, state.step)
    return state._replace(
        cache=cache,
        codes=jnp.where(jnp.arange(length) == state.step[:, None, None], drawn[..., None], state.codes),
        last=drawn,
        step=jnp.minimum(state.step + 1, length),
    )


def decode_steps(model: Bart, state: DecodeState, active: Bool[Array, " slot"], codes: int, steps: int) -> DecodeState:
    """`decode_step`, `steps` times in one program; slots that are not active count as finished.

    The number of times is fixed, even when all slots finish earlier: a GPU would have to ask the host before each step.
    """
    state = state._replace(step=jnp.where(active, state.step, state.codes.shape[-1]))
    final: DecodeState = jax.lax.fori_loop(0, steps, lambda _, state: decode_step(model, state, codes), state)
    return final

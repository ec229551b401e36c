"""The device: weights, decode state and compiled programs. Only this file runs them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx
from jaxtyping import Int32, UInt8

from inference import decode
from inference.api import TILES, Request
from inference.dalle_mini import DalleMini
from inference.model.vqgan import to_bytes
from inference.sampling import Settings

CHUNK = 8
"""Codes of every tile drawn by one call of the device: on two CPU cores, Mini's progress moves every 0.7 seconds."""

Codes = Int32[np.ndarray, "tile code"]
Pictures = UInt8[np.ndarray, "tile row column channel"]


@dataclass(frozen=True, eq=False)
class Drawn:
    """A finished grid."""

    codes: Codes
    pictures: Pictures


OnProgress = Callable[[float], None]
"""Called with the part of the drawing that is done, 0 to 1."""


def keep_programs(folder: Path) -> None:
    """Keep compiled programs in `folder`, so that the next start need not compile them again."""
    jax.config.update("jax_compilation_cache_dir", str(folder))
    jax.config.update("jax_persistent_cache_min_compile_time_secs", 0.2)


class Runner:
    """Draws one grid at a time."""

    def __init__(self, model: DalleMini) -> None:
        self.model = model
        bart, self._bart = nnx.split(model.bart)
        vqgan, self._vqgan = nnx.split(model.vqgan)
        # Parameters go in as arguments; closed over, they would be copied into the program as constants.
        config, codes = model.config, model.vqgan_config.n_embed
        self._insert = jax.jit(
            lambda params, ids, mask, seed, settings: decode.insert(
                nnx.merge(bart, params), config, ids, mask, seed, settings
            )
        )
        self._advance = jax.jit(
            lambda params, state, steps: decode.advance_by(nnx.merge(bart, params), state, codes, steps),
            static_argnames="steps",
            donate_argnames="state",
        )
        self._render = jax.jit(lambda params, codes: to_bytes(nnx.merge(vqgan, params).decode(codes)))
        # A CPU is as fast picture by picture, and needs a ninth of the memory.
        self.pictures_at_once = 1 if jax.default_backend() == "cpu" else TILES

    def draw(self, request: Request, on_progress: OnProgress = lambda part: None) -> Drawn:
        """Codes and pictures of `request`; the same request gives the same bytes."""
        codes = self.codes(request, on_progress)
        rendered = list(self.render(codes))
        return Drawn(codes, np.concatenate(rendered))

    def codes(self, request: Request, on_progress: OnProgress = lambda part: None) -> Codes:
        """The codes of the request's tiles."""
        prompted = self.model.read(request)
        length = self.model.config.image_length
        state = self._insert(self._bart, prompted.ids, prompted.mask, np.uint32(request.seed), Settings.of(request))
        for start in range(0, length, CHUNK):
            state = self._advance(self._bart, state, steps=min(CHUNK, length - start))
            jax.block_until_ready(state.codes)
            on_progress(min(start + CHUNK, length) / length)
        return np.asarray(state.codes)[: request.tiles]

    def render(self, codes: Codes) -> Iterator[Pictures]:
        """Pictures of `codes`, a few at a time, as the device likes them."""
        for start in range(0, len(codes), self.pictures_at_once):
            some = codes[start : start + self.pictures_at_once]
            missing = self.pictures_at_once - len(some)  # one shape, one program
            padded = jnp.asarray(np.pad(some, ((0, missing), (0, 0))))
            yield np.asarray(self._render(self._vqgan, padded))[: len(some)]


def device_name() -> str:
    device: Any = jax.devices()[0]
    return f"{device.platform} ({device.device_kind})"

"""Decoded tiles, kept for a while, so that the buttons of a grid do not wait until its pictures are decoded again."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import numpy as np
from cachetools import LRUCache
from jaxtyping import UInt8

from inference.api import Codes, Pictures

MAX_BYTES = 64 * 2**20
"""About 340 tiles of 256 pixels."""

Tile = UInt8[np.ndarray, "row column channel"]


class TileCache:
    """By their codes, from which one model always decodes the same pixels: who may see them is not its question.

    Args:
        max_bytes: of all pixels; those that nobody wanted for the longest time go first.
    """

    def __init__(self, max_bytes: int = MAX_BYTES) -> None:
        self._kept: LRUCache[bytes, Tile] = LRUCache(max_bytes, getsizeof=lambda tile: tile.nbytes)
        self._coming: dict[bytes, asyncio.Task[dict[bytes, Tile]]] = {}

    async def pictures(self, codes: Codes, decode: Callable[[Codes], Awaitable[Pictures]]) -> Pictures:
        """The tiles of `codes`. What is missing is decoded in one call, and once for all who want it meanwhile.

        Raises what `decode` raises, which is not kept.
        """
        keys = [one.tobytes() for one in codes]
        found = {key: tile for key in keys if (tile := self._kept.get(key)) is not None}
        missing = {
            key: one for key, one in zip(keys, codes, strict=True) if key not in found and key not in self._coming
        }
        if missing:
            task = asyncio.ensure_future(self._decoded(missing, decode))
            self._coming |= dict.fromkeys(missing, task)
            task.add_done_callback(lambda done: self._arrived(tuple(missing), done))
        for task in {self._coming[key]: None for key in keys if key not in found}:
            found |= await asyncio.shield(task)  # who goes away takes it from nobody else
        return np.stack([found[key] for key in keys])

    def keep(self, codes: Codes, pictures: Pictures) -> None:
        """They are decoded already."""
        for one, tile in zip(codes, pictures, strict=True):
            self._keep(one.tobytes(), tile)

    async def _decoded(
        self, missing: dict[bytes, Codes], decode: Callable[[Codes], Awaitable[Pictures]]
    ) -> dict[bytes, Tile]:
        pictures = await decode(np.stack(list(missing.values())))
        return {key: self._keep(key, tile) for key, tile in zip(missing, pictures, strict=True)}

    def _keep(self, key: bytes, tile: Tile) -> Tile:
        own = tile.copy()  # a part of an array keeps all of it in memory
        if own.nbytes <= self._kept.maxsize:
            self._kept[key] = own
        return own

    def _arrived(self, keys: tuple[bytes, ...], done: asyncio.Task[dict[bytes, Tile]]) -> None:
        for key in keys:
            self._coming.pop(key, None)
        if not done.cancelled():
            done.exception()  # its callers have it, unless all of them are gone

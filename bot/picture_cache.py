"""Pictures kept in memory for a while, so that buttons and pages do not wait until they are made again."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Hashable, Iterable, Sequence

import numpy as np
from cachetools import LRUCache
from jaxtyping import UInt8

Pixels = UInt8[np.ndarray, "row column channel"]

Make = Callable[[list[Hashable]], Awaitable[Iterable[Pixels | None]]]
"""Makes the pictures of these keys, in their order. None: there is none, which is not kept."""


class PictureCache:
    """A key stands for the same pixels for ever. Who may see them is not its question.

    Args:
        max_bytes: of all pixels; the least recently used go first.
    """

    def __init__(self, max_bytes: int) -> None:
        self._kept: LRUCache[Hashable, Pixels] = LRUCache(max_bytes, getsizeof=lambda pixels: pixels.nbytes)
        self._coming: dict[Hashable, asyncio.Task[dict[Hashable, Pixels | None]]] = {}

    async def get(self, keys: Sequence[Hashable], make: Make) -> list[Pixels | None]:
        """A picture for each key. What is missing is made in one call, and once for all who want it meanwhile.

        Raises what `make` raises, which is not kept.
        """
        found: dict[Hashable, Pixels | None] = {
            key: pixels for key in keys if (pixels := self._kept.get(key)) is not None
        }
        missing = [key for key in dict.fromkeys(keys) if key not in found and key not in self._coming]
        if missing:
            task = asyncio.ensure_future(self._made(missing, make))
            self._coming |= dict.fromkeys(missing, task)
            task.add_done_callback(lambda done: self._arrived(missing, done))
        for task in {self._coming[key]: None for key in keys if key not in found}:
            found |= await asyncio.shield(task)  # one caller that is cancelled does not cancel the others
        return [found[key] for key in keys]

    def keep(self, key: Hashable, pixels: Pixels) -> Pixels:
        """Keeps a copy, and returns it."""
        own = pixels.copy()  # a part of an array keeps all of it in memory
        if own.nbytes <= self._kept.maxsize:
            self._kept[key] = own
        return own

    def clear(self) -> None:
        self._kept.clear()

    async def _made(self, missing: list[Hashable], make: Make) -> dict[Hashable, Pixels | None]:
        made = zip(missing, await make(missing), strict=True)
        return {key: None if pixels is None else self.keep(key, pixels) for key, pixels in made}

    def _arrived(self, keys: list[Hashable], done: asyncio.Task[dict[Hashable, Pixels | None]]) -> None:
        for key in keys:
            self._coming.pop(key, None)
        if not done.cancelled():
            done.exception()  # its callers have it, unless all of them are gone

"""What codes look like: a small picture of each.

A decoder sees all codes of a picture together, so that none has a look of its own. Here a code is in the middle of a
block of itself: nothing else is near, and its colours are those that it has in pictures.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeAlias

import numpy as np
from jaxtyping import Int32

from inference.api import Codes, Pictures

BLOCK = 3
"""Codes along an edge of a block. Several blocks share a decoded picture: 4 if it has 8 by 8 codes, 25 if 16 by 16."""

Render: TypeAlias = Callable[[Codes], Iterator[Pictures]]


def thumbnails(render: Render, codes: Int32[np.ndarray, " code"], length: int) -> Iterator[Pictures]:
    """A picture of each code, as large as its part of a tile, in the order of `codes`; several at a time.

    Args:
        render: codes of any number of tiles -> their pictures, some at a time (`Runner.pictures`).
        length: codes of a tile.
    """
    edge = round(length**0.5)
    across = max(1, edge // BLOCK)
    # The number of the block that a row or a column of a tile belongs to; what remains at the end belongs to the last.
    block = np.minimum(np.arange(edge) // BLOCK, across - 1)
    each = across**2
    missing = -len(codes) % each
    groups = np.pad(codes, (0, missing)).reshape(-1, across, across)
    tiles = groups[:, block[:, None], block].reshape(-1, length)
    middles = np.arange(across) * BLOCK + min(BLOCK, edge) // 2
    left = len(codes)
    for pictures in render(tiles):
        size = pictures.shape[1] // edge
        patches = pictures.reshape(-1, edge, size, edge, size, 3)[:, middles][:, :, :, middles]
        found = np.moveaxis(patches, 3, 2).reshape(-1, size, size, 3)[:left]
        left -= len(found)
        yield found

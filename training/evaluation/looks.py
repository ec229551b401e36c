"""How pictures look, whatever they show: how different the tiles of one prompt are, and how sharp."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import jax
import numpy as np
from jaxtyping import Float

from training.data.batches import Pictures

VARIETY_PIXELS, SHARPNESS_PIXELS = 64, 128
"""Edges of pictures, in pixels, at which they are compared and at which their gradients are taken."""


@dataclass(frozen=True)
class Looks:
    """Means over prompts.

    Args:
        variety: distance between two tiles of a prompt, 0 to 1; None where there is one tile a prompt.
        sharpness: gradient, in shares of the way from black to white a pixel.
        hands: different hands among the tiles of a prompt.
    """

    variety: float | None
    sharpness: float
    hands: float

    @classmethod
    def of(cls, grids: Sequence[Looks]) -> Looks:
        """The mean; that of varieties where there are any."""
        varieties = [one.variety for one in grids if one.variety is not None]
        return cls(
            float(np.mean(varieties)) if varieties else None,
            float(np.mean([one.sharpness for one in grids])),
            float(np.mean([one.hands for one in grids])),
        )


def variety(tiles: Pictures) -> float | None:
    """The mean distance between two of the tiles, uint8 [tile, row, column, 3]: root mean square over pixels and
    channels in [0, 1]. None for fewer than two tiles."""
    if len(tiles) < 2:
        return None
    flat = _resized(tiles, VARIETY_PIXELS).reshape(len(tiles), -1)
    pairs = [(i, k) for k in range(len(flat)) for i in range(k)]
    return float(np.mean([np.sqrt(np.mean((flat[i] - flat[k]) ** 2)) for i, k in pairs]))


def sharpness(tiles: Pictures) -> float:
    """The mean length of the gradient of brightness, in shares of the way from black to white a pixel."""
    grey = _resized(tiles, SHARPNESS_PIXELS).mean(-1)
    down, right = np.diff(grey, axis=1)[:, :, :-1], np.diff(grey, axis=2)[:, :-1]
    return float(np.hypot(down, right).mean())


def hands_among(hands: Float[np.ndarray, "tile hand"]) -> int:
    """How many different hands drew the tiles, as a judge says who drew each."""
    return len(set(hands.argmax(1).tolist()))


def _resized(tiles: Pictures, edge: int) -> Float[np.ndarray, "tile edge edge 3"]:
    return np.asarray(jax.image.resize(tiles.astype(np.float32) / 255, (len(tiles), edge, edge, 3), "linear"))

"""The background of a picture and the colour of its things, found without training.

The border of a picture is compared with those of all backgrounds; what differs from the best match is the thing.
"""

from __future__ import annotations

from functools import cache

import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Float, Float32, UInt8
from PIL import Image

from training.data.batches import Pictures
from training.evaluation.labels import OPTIONS
from training.scenes import backgrounds, palette
from training.scenes.palette import RGB_FROM_COLOUR

EDGE, BORDER = 16, 2
"""Edge of the shrunk picture and width of its border, in pixels."""
MAX_DISTANCE = 40.0
"""Distances in Lab are clipped here: a thing that overlaps the border does not suggest another background."""
THING_DISTANCE = 24.0
"""A pixel farther from the background than this, in Lab, belongs to a thing."""
COLOUR_EDGE = 48
"""Edge of the picture in which colours are searched, in pixels."""

Probabilities = Float32[np.ndarray, "picture option"]


def background_probabilities(pictures: Pictures) -> Probabilities:
    """The probability of each of OPTIONS["background"], for pictures uint8 [picture, row, column, 3]."""
    borders, owners = _borders()
    border = _border(np.stack([_small(picture, EDGE) for picture in pictures]))
    away = np.linalg.norm(border[:, None] - borders, axis=-1).clip(max=MAX_DISTANCE).mean(-1)
    least = np.stack([away[:, owners == option].min(1) for option in range(owners.max() + 1)], 1)
    return _probabilities(least)


def colour_probabilities(pictures: Pictures) -> Probabilities:
    """The probability of each of OPTIONS["colour"], for the colour of the things."""
    behind = np.array(OPTIONS["background"])[background_probabilities(pictures).argmax(1)]
    away = [_colour(_small(picture, COLOUR_EDGE), str(name)) for picture, name in zip(pictures, behind, strict=True)]
    return _probabilities(np.stack(away))


def _colour(picture: UInt8[np.ndarray, "edge edge 3"], behind: str) -> Float32[np.ndarray, " option"]:
    """The distance in Lab of the thing's median colour from each named colour."""
    pixels = _lab(picture)
    papers = [
        _lab(np.asarray(backgrounds.picture(behind, variant, COLOUR_EDGE)))  # the variant that explains most is used
        for variant in range(backgrounds.VARIANTS)
    ]
    thing = min((np.linalg.norm(pixels - paper, axis=-1) > THING_DISTANCE for paper in papers), key=np.sum)
    whole = np.dstack([picture, np.where(thing, 255, 0).astype(np.uint8)])
    body = palette.body_mask(whole)
    names = np.array([palette.lab(rgb) for rgb in RGB_FROM_COLOUR.values()])
    if not body.any():
        return np.full(len(names), MAX_DISTANCE, np.float32)
    return np.asarray(np.linalg.norm(np.median(pixels[body], 0) - names, axis=-1), np.float32)


def _probabilities(away: Float32[np.ndarray, "picture option"]) -> Probabilities:
    weights = np.exp(away.min(1, keepdims=True) - away)
    return np.asarray(weights / weights.sum(1, keepdims=True), np.float32)


def _small(picture: UInt8[np.ndarray, "edge edge 3"], edge: int) -> UInt8[np.ndarray, "edge edge 3"]:
    return np.asarray(Image.fromarray(picture).resize((edge, edge), Image.Resampling.BOX))


def _border(pictures: UInt8[np.ndarray, "*picture edge edge 3"]) -> Float32[np.ndarray, "*picture place 3"]:
    outside = np.ones((EDGE, EDGE), bool)
    outside[BORDER:-BORDER, BORDER:-BORDER] = False
    return _lab(pictures)[..., outside, :]


@cache
def _borders() -> tuple[Float32[np.ndarray, "reference place 3"], np.ndarray[tuple[int], np.dtype[np.int_]]]:
    """Borders of all backgrounds in all variants, and the option of each."""
    named = [(i, str(name), v) for i, name in enumerate(OPTIONS["background"]) for v in range(backgrounds.VARIANTS)]
    small = [_small(np.asarray(backgrounds.picture(name, variant, 8 * EDGE)), EDGE) for _, name, variant in named]
    return _border(np.stack(small)), np.array([i for i, _, _ in named])


def _lab(rgb: UInt8[np.ndarray, "*place 3"]) -> Float32[np.ndarray, "*place 3"]:
    return np.asarray(lab(rgb))


@jax.jit
def lab(rgb: Array | np.ndarray[tuple[int, ...], np.dtype[np.uint8]]) -> Float[Array, "... 3"]:
    """`palette.lab` for arrays [..., 3] of 0 to 255."""
    x = jnp.asarray(rgb, jnp.float32) / 255
    linear = jnp.where(x <= 10 / 255, x / 12.92, ((x + 0.055) / 1.055) ** 2.4)
    mix = jnp.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
    xyz = linear @ mix.T / jnp.array([0.9505, 1, 1.089])
    t = jnp.where(xyz > 0.008856, jnp.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return jnp.stack([116 * t[..., 1] - 16, 500 * (t[..., 0] - t[..., 1]), 200 * (t[..., 1] - t[..., 2])], -1)

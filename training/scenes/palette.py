"""Named colours: their values, the main colour of a picture, and pictures in another colour."""

from __future__ import annotations

from functools import cache
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from PIL import Image

Rgb = tuple[int, int, int]
Pixels = NDArray[np.uint8]
ColourName = Literal[
    "red", "orange", "yellow", "green", "blue", "purple", "pink", "brown", "black", "white", "gray", "turquoise"
]

RGB_FROM_COLOUR: dict[ColourName, Rgb] = {
    "red": (217, 38, 38),
    "orange": (244, 132, 28),
    "yellow": (250, 209, 45),
    "green": (56, 162, 66),
    "blue": (44, 104, 214),
    "purple": (132, 62, 184),
    "pink": (245, 128, 180),
    "brown": (126, 80, 48),
    "black": (34, 34, 38),
    "white": (242, 242, 244),
    "gray": (140, 142, 146),
    "turquoise": (52, 190, 186),
}
COLOURS: tuple[ColourName, ...] = tuple(RGB_FROM_COLOUR)

ALSO_FROM_COLOUR: dict[ColourName, tuple[str, ...]] = {
    "purple": ("violet",),
    "gray": ("grey",),
    "turquoise": ("teal", "cyan"),
    "pink": ("rosy",),
    "red": ("crimson",),
    "orange": (),
}
"""Other words for a colour."""


def colour_words(colour: ColourName) -> tuple[str, ...]:
    """The words that a caption may use for a colour, its name first."""
    return (colour, *ALSO_FROM_COLOUR.get(colour, ()))


@cache
def lab(rgb: Rgb) -> tuple[float, float, float]:
    """CIE L*a*b* of an sRGB colour under D65. Distances there match perceived differences roughly."""
    linear = [c / 255 / 12.92 if c <= 10 else ((c / 255 + 0.055) / 1.055) ** 2.4 for c in rgb]
    r, g, b = linear
    xyz = (
        (0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.9505,
        0.2126 * r + 0.7152 * g + 0.0722 * b,
        (0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.089,
    )
    x, y, z = (t ** (1 / 3) if t > 0.008856 else 7.787 * t + 16 / 116 for t in xyz)
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def colour_difference(one: Rgb, other: Rgb) -> float:
    """The CIE76 difference: 2 is just visible, 100 is black beside white."""
    return float(sum((a - b) ** 2 for a, b in zip(lab(one), lab(other), strict=True)) ** 0.5)


def body_mask(picture: Pixels) -> NDArray[np.bool_]:
    """The pixels of an RGBA picture that have its main colour: those near its most common hue, or its greys.

    Of a dog, this is the fur without eyes, tongue and collar.

    Returns:
        [height, width], True for these pixels.
    """
    hsv = np.asarray(Image.fromarray(picture[..., :3]).convert("HSV")).astype(np.int16)
    hue, saturation, value = hsv[..., 0], hsv[..., 1], hsv[..., 2]
    solid = picture[..., 3] > 128
    vivid = solid & (saturation > 50) & (value > 50)
    grey = solid & (saturation <= 50) & (value > 70)
    counts = np.bincount(hue[vivid], minlength=256)
    window = 18
    around = np.convolve(np.concatenate([counts[-window:], counts, counts[:window]]), np.ones(2 * window + 1), "valid")
    peak = int(around.argmax())
    if around[peak] < grey.sum():
        return grey
    away = np.abs((hue - peak + 128) % 256 - 128)
    return vivid & (away <= window + 4)


def tint(picture: Pixels, colour: ColourName, where: NDArray[np.bool_]) -> Pixels:
    """The RGBA picture with the pixels of `where` in another colour; their lightness and all other pixels stay."""
    luma = (picture[..., :3].astype(np.uint16) @ np.array([77, 150, 29], np.uint16) >> 8).astype(np.uint8)
    middle = float(np.median(luma[where])) if where.any() else 128.0
    painted = picture.copy()
    painted[where, :3] = _ramp(colour, round(middle))[luma[where]]
    return painted


@cache
def _ramp(colour: ColourName, middle: int) -> Pixels:
    """RGB [256, 3] by lightness: black, the colour itself at `middle`, then towards white."""
    target = np.array(RGB_FROM_COLOUR[colour], np.float32)
    light = np.arange(256, dtype=np.float32)[:, None]
    shade = target * np.clip(light / max(middle, 1), 0, 1) ** 0.8
    up = np.clip((light - middle) / max(255 - middle, 1), 0, 1)
    top = target + (255 - target) * (0.35 if colour == "black" else 0.7)
    return (shade + (top - target) * up).clip(0, 255).astype(np.uint8)

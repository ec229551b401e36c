"""Shapes in one colour each, with a little light and shade."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import cache

import numpy as np
from PIL import Image, ImageDraw

from training.scenes.palette import RGB_FROM_COLOUR, ColourName, Pixels

SIZE = 128
"""Pixels along the canvas."""
OVER = 4
"""Shapes are drawn this many times larger and shrunk, for smooth edges."""

Point = tuple[float, float]
Draw = Callable[[ImageDraw.ImageDraw], None]
LIGHT, MIDDLE, DARK = 170, 128, 86
"""Shades of a shape; MIDDLE becomes the colour itself."""


def _polygon(*points: Point, shade: int = MIDDLE) -> Draw:
    return lambda pen: pen.polygon([(x * SIZE * OVER, y * SIZE * OVER) for x, y in points], fill=(shade, 255))


def _ellipse(x0: float, y0: float, x1: float, y1: float, shade: int = MIDDLE) -> Draw:
    return lambda pen: pen.ellipse([v * SIZE * OVER for v in (x0, y0, x1, y1)], fill=(shade, 255))


def _regular(corners: int, turn: float = -0.25) -> Draw:
    angles = [2 * math.pi * (turn + i / corners) for i in range(corners)]
    return _polygon(*((0.5 + 0.5 * math.cos(a), 0.5 + 0.5 * math.sin(a)) for a in angles))


def _star(points: int = 5, inner: float = 0.42) -> Draw:
    angles = [2 * math.pi * (-0.25 + i / (2 * points)) for i in range(2 * points)]
    radii = [0.5 if i % 2 == 0 else 0.5 * inner for i in range(2 * points)]
    return _polygon(*((0.5 + r * math.cos(a), 0.5 + r * math.sin(a)) for a, r in zip(angles, radii, strict=True)))


def _heart() -> Draw:
    turns = [2 * math.pi * i / 80 for i in range(80)]
    curve = [
        (16 * math.sin(t) ** 3, 13 * math.cos(t) - 5 * math.cos(2 * t) - 2 * math.cos(3 * t) - math.cos(4 * t))
        for t in turns
    ]
    return _polygon(*((0.5 + x / 34, 0.45 - y / 34) for x, y in curve))


def _spiral() -> Draw:
    turns = [i / 160 for i in range(161)]
    points = [(0.5 + 0.43 * t * math.cos(18.5 * t), 0.5 + 0.43 * t * math.sin(18.5 * t)) for t in turns]

    def draw(pen: ImageDraw.ImageDraw) -> None:
        scaled = [(x * SIZE * OVER, y * SIZE * OVER) for x, y in points]
        pen.line(scaled, fill=(MIDDLE, 255), width=10 * OVER, joint="curve")

    return draw


def _ring() -> Draw:
    def draw(pen: ImageDraw.ImageDraw) -> None:
        pen.ellipse([0, 0, SIZE * OVER, SIZE * OVER], outline=(MIDDLE, 255), width=26 * OVER)

    return draw


def _sphere() -> Draw:
    def draw(pen: ImageDraw.ImageDraw) -> None:
        for step in range(24):  # circles that shrink towards the light
            t = step / 24
            radius, shade = 0.5 * (1 - t), DARK + (LIGHT + 40 - DARK) * t
            centre = 0.5 - 0.16 * t
            box = [(centre + sign * radius) * SIZE * OVER for sign in (-1, -1, 1, 1)]
            pen.ellipse(box, fill=(round(shade), 255))

    return draw


PENS_FROM_SHAPE: dict[str, tuple[Draw, ...]] = {
    "circle": (_ellipse(0, 0, 1, 1),),
    "square": (_polygon((0.06, 0.06), (0.94, 0.06), (0.94, 0.94), (0.06, 0.94)),),
    "triangle": (_polygon((0.5, 0.06), (1, 0.94), (0, 0.94)),),
    "rectangle": (_polygon((0, 0.24), (1, 0.24), (1, 0.76), (0, 0.76)),),
    "oval": (_ellipse(0, 0.2, 1, 0.8),),
    "pentagon": (_regular(5),),
    "hexagon": (_regular(6, 0.0),),
    "star": (_star(),),
    "heart": (_heart(),),
    "rhombus": (_polygon((0.5, 0), (0.84, 0.5), (0.5, 1), (0.16, 0.5)),),
    "semicircle": (
        lambda pen: pen.pieslice([0, 0.25 * SIZE * OVER, SIZE * OVER, 1.25 * SIZE * OVER], 180, 360, (MIDDLE, 255)),
    ),
    "ring shape": (_ring(),),
    "spiral": (_spiral(),),
    "cube": (
        _polygon((0.5, 0), (0.93, 0.25), (0.5, 0.5), (0.07, 0.25), shade=LIGHT),
        _polygon((0.07, 0.25), (0.5, 0.5), (0.5, 1), (0.07, 0.75)),
        _polygon((0.93, 0.25), (0.5, 0.5), (0.5, 1), (0.93, 0.75), shade=DARK),
    ),
    "sphere": (_sphere(),),
    "cylinder": (
        _ellipse(0.15, 0.7, 0.85, 1),
        _polygon((0.15, 0.15), (0.85, 0.15), (0.85, 0.85), (0.15, 0.85)),
        _ellipse(0.15, 0, 0.85, 0.3, shade=LIGHT),
    ),
    "cone": (
        _ellipse(0.12, 0.74, 0.88, 1),
        _polygon((0.5, 0), (0.88, 0.87), (0.12, 0.87)),
        _polygon((0.5, 0), (0.88, 0.87), (0.7, 0.97), (0.58, 0.99), shade=DARK),
    ),
    "pyramid": (
        _polygon((0.5, 0.05), (0.62, 0.95), (0, 0.8)),
        _polygon((0.5, 0.05), (0.62, 0.95), (1, 0.72), shade=DARK),
    ),
}
SHAPES = tuple(PENS_FROM_SHAPE)

ALSO_FROM_SHAPE: dict[str, tuple[str, ...]] = {
    "circle": ("disc", "dot"),
    "oval": ("ellipse",),
    "star": ("five pointed star",),
    "heart": ("love heart",),
    "rhombus": ("diamond shape",),
    "semicircle": ("half circle",),
    "ring shape": ("hoop",),
    "sphere": ("ball", "orb"),
    "spiral": ("spiral shape",),
}


@cache
def _drawn(shape: str) -> tuple[Pixels, Pixels]:
    """Shade and opacity, each [height, width], cropped to the shape."""
    canvas = Image.new("LA", (SIZE * OVER, SIZE * OVER), (MIDDLE, 0))
    pen = ImageDraw.Draw(canvas)
    for draw in PENS_FROM_SHAPE[shape]:
        draw(pen)
    small = canvas.reduce(OVER)
    shaded = np.asarray(small.crop(small.getchannel("A").getbbox()))
    return shaded[..., 0], shaded[..., 1]


@cache
def picture(shape: str, colour: ColourName) -> Pixels:
    """The shape in a colour, RGBA [height, width, 4], cropped to the shape."""
    shade, alpha = _drawn(shape)
    target = np.array(RGB_FROM_COLOUR[colour], np.float32)
    light = shade.astype(np.float32)[..., None] / MIDDLE - 1  # below 0 darker, above 0 lighter
    rgb = target * (1 + np.minimum(light, 0)) + (255 - target) * np.maximum(light, 0) * 0.75
    return np.concatenate([rgb.clip(0, 255).astype(np.uint8), alpha[..., None]], axis=-1)

"""What is behind the things: plain paper, a colour, a pattern or a simple scenery (drawn by sceneries.py)."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

from training.scenes import sceneries
from training.scenes.palette import COLOURS, RGB_FROM_COLOUR, Rgb, colour_words
from training.scenes.rng import Rng
from training.scenes.scene_plan import PLAIN
from training.scenes.vector_drawing import Pen

VARIANTS = 6
"""Drawings of each background. Scenes choose one; all are cached."""

PAPERS: tuple[Rgb, ...] = (
    (252, 252, 252),
    (222, 236, 250),
    (250, 246, 234),
    (252, 226, 232),
    (226, 244, 226),
    (200, 206, 216),
)
"""The papers of scenes whose caption names no background: white and pale tones, one for each variant."""


@dataclass(frozen=True)
class Background:
    """One background.

    Args:
        name: its word in labels.
        rgb: roughly the colour behind the things, 0 to 255.
        phrases: how a caption says that something is there: "on the beach".
        nouns: its name in "a dog with a beach background".
        ground: whether things stand on the ground there; elsewhere they float in the middle.
    """

    name: str
    rgb: Rgb
    phrases: tuple[str, ...] = ()
    nouns: tuple[str, ...] = ()
    ground: bool = False


def _read(path: Path) -> Iterator[Background]:
    for name, row in tomllib.loads(path.read_text(encoding="utf-8")).items():
        red, green, blue = row["rgb"]
        phrases, nouns = tuple(row.get("phrases", ())), tuple(row["nouns"])
        yield Background(name, (red, green, blue), phrases, nouns, row.get("ground", False))


BACKGROUNDS: tuple[Background, ...] = (
    *(Background(colour, RGB_FROM_COLOUR[colour], (), colour_words(colour)) for colour in COLOURS),
    *_read(Path(__file__).with_suffix(".toml")),
)


@cache
def background(name: str) -> Background:
    """The background of that name. "plain" is a background too."""
    if name == PLAIN:
        return Background(PLAIN, PAPERS[0])
    return next(one for one in BACKGROUNDS if one.name == name)


def rgb(name: str, variant: int) -> Rgb:
    """Roughly the colour behind the things."""
    return PAPERS[variant % len(PAPERS)] if name == PLAIN else background(name).rgb


@cache
def picture(name: str, variant: int, size: int) -> Image.Image:
    """The background, RGB, size x size. It is cached: do not draw on it."""
    rng = Rng(variant, *name.encode())
    if name == PLAIN:
        return Image.new("RGB", (size, size), PAPERS[variant % len(PAPERS)])
    if name in RGB_FROM_COLOUR:
        return _flat(background(name).rgb, variant, size)
    canvas = Image.new("RGB", (2 * size, 2 * size))
    if draw := {"rainbow": _rainbow, "stripes": _stripes, "polka dots": _dots}.get(name):
        canvas = draw(canvas, rng)
    else:
        sceneries.DRAW_FROM_NAME[name](Pen(canvas), rng)
    return canvas.reduce(2)


def _flat(colour: Rgb, variant: int, size: int) -> Image.Image:
    """One colour; in half of the variants it gets a little lighter towards one side."""
    if variant % 2 == 0:
        return Image.new("RGB", (size, size), colour)
    light = np.linspace(0.86, 1.12, size)[:, None, None] * np.ones((size, size, 1))
    if variant % 4 == 3:
        light = light.transpose(1, 0, 2)
    return Image.fromarray((np.array(colour) * light).clip(0, 255).astype(np.uint8))


def _rainbow(canvas: Image.Image, rng: Rng) -> Image.Image:
    size = canvas.width
    hue = (np.linspace(0, 220, size) + rng.below(2) * 20).astype(np.uint8)
    hsv = np.stack([np.broadcast_to(hue[:, None], (size, size))] * 3, axis=-1).copy()
    hsv[..., 1], hsv[..., 2] = 150, 245
    turned = Image.frombytes("HSV", (size, size), hsv.tobytes()).convert("RGB")
    return turned.transpose(Image.Transpose.ROTATE_90) if rng.chance(0.5) else turned


def _two_colours(rng: Rng) -> tuple[Rgb, Rgb]:
    pale = RGB_FROM_COLOUR[rng.choice(("white", "yellow", "pink"))]
    strong = RGB_FROM_COLOUR[rng.choice(("red", "blue", "green", "purple", "turquoise", "orange"))]
    return pale, strong


def _stripes(canvas: Image.Image, rng: Rng) -> Image.Image:
    pale, strong = _two_colours(rng)
    pen, size = ImageDraw.Draw(canvas), canvas.width
    slant = rng.choice((0, size, -size))
    pen.rectangle((0, 0, size, size), fill=pale)
    step = size / 6
    for i in range(-7, 14):
        x = i * step
        pen.polygon([(x, 0), (x + step / 2, 0), (x + step / 2 + slant, size), (x + slant, size)], fill=strong)
    return canvas


def _dots(canvas: Image.Image, rng: Rng) -> Image.Image:
    pale, strong = _two_colours(rng)
    if rng.chance(0.4):
        pale, strong = strong, pale
    pen, size = ImageDraw.Draw(canvas), canvas.width
    pen.rectangle((0, 0, size, size), fill=pale)
    step, radius = size / 6, size / 22
    for row in range(8):
        for column in range(8):
            x, y = (column + (row % 2) / 2 - 0.25) * step, (row - 0.25) * step
            pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill=strong)
    return canvas

"""A pen for sceneries that draws on a square canvas, 1 wide and 1 high."""

from __future__ import annotations

import math

import numpy as np
from PIL import Image, ImageDraw

from training.scenes.palette import Rgb
from training.scenes.rng import Rng

Point = tuple[float, float]


class Pen:
    """Draws on one square picture; coordinates are fractions of its edge."""

    def __init__(self, canvas: Image.Image) -> None:
        self._size = canvas.width
        self._canvas = canvas
        self._draw = ImageDraw.Draw(canvas)

    def gradient(self, *colours: Rgb, top: float = 0.0, bottom: float = 1.0) -> None:
        """A vertical gradient through the colours."""
        first, last = round(top * self._size), round(bottom * self._size)
        where = np.linspace(0, len(colours) - 1, max(last - first, 1))
        rows = np.stack([np.interp(where, range(len(colours)), [c[i] for c in colours]) for i in range(3)], axis=-1)
        band = np.broadcast_to(rows[:, None], (len(rows), self._size, 3)).round().astype(np.uint8)
        self._canvas.paste(Image.fromarray(band), (0, first))

    def polygon(self, colour: Rgb, *points: Point) -> None:
        self._draw.polygon([(x * self._size, y * self._size) for x, y in points], fill=colour)

    def box(self, colour: Rgb, left: float, top: float, right: float, bottom: float) -> None:
        self.polygon(colour, (left, top), (right, top), (right, bottom), (left, bottom))

    def ellipse(self, colour: Rgb, x: float, y: float, radius: float, aspect: float = 1.0) -> None:
        box = [(x - radius), (y - radius * aspect), (x + radius), (y + radius * aspect)]
        self._draw.ellipse([v * self._size for v in box], fill=colour)

    def line(self, colour: Rgb, start: Point, end: Point, width: float) -> None:
        ends = [(x * self._size, y * self._size) for x, y in (start, end)]
        self._draw.line(ends, fill=colour, width=max(1, round(width * self._size)))

    def hill(self, colour: Rgb, height: float, waves: float, phase: float, swing: float = 0.03) -> None:
        """Ground up to `height`, with a wavy edge."""
        edge = [(i / 24, height + swing * math.sin(phase + waves * i / 24)) for i in range(25)]
        self.polygon(colour, (0, 1), *edge, (1, 1))

    def stars(self, rng: Rng, count: int, lowest: float = 1.0) -> None:
        for _ in range(count):
            light = round(rng.uniform(170, 255))
            self.ellipse((light, light, 235), rng.uniform(0, 1), rng.uniform(0, lowest), rng.uniform(0.003, 0.009))

    def cloud(self, x: float, y: float, size: float, colour: Rgb = (250, 252, 255)) -> None:
        for dx, dy, r in ((-0.6, 0.1, 0.42), (0, -0.1, 0.6), (0.6, 0.12, 0.4), (0.1, 0.2, 0.5)):
            self.ellipse(colour, x + dx * size, y + dy * size, r * size, 0.7)

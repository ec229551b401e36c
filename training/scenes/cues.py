"""Small marks that say what happens between things: arms, notes, tears, flames. staging.py says where."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from PIL import Image, ImageDraw

from training.scenes.palette import Rgb
from training.scenes.vector_drawing import Point

FINER = 3
"""Marks are drawn so many times larger and averaged, for soft edges."""
INK: Rgb = (60, 52, 56)
WHITE: Rgb = (255, 255, 255)
RED: Rgb = (226, 52, 62)
YELLOW: Rgb = (255, 206, 60)
ORANGE: Rgb = (246, 130, 36)
BLUE: Rgb = (84, 176, 236)


class Marker:
    """A pen on a transparent picture; coordinates are fractions of its edge."""

    def __init__(self, size: int, skin: Rgb) -> None:
        self.edge = size * FINER
        self.skin = skin
        self.canvas = Image.new("RGBA", (self.edge, self.edge))
        self.draw = ImageDraw.Draw(self.canvas)

    def picture(self) -> Image.Image:
        return self.canvas.reduce(FINER)

    def _spots(self, points: Sequence[Point]) -> list[Point]:
        return [(x * self.edge, y * self.edge) for x, y in points]

    def spot(self, colour: Rgb, at: Point, radius: float, aspect: float = 1.0) -> None:
        (x, y), r = self._spots([at])[0], radius * self.edge
        self.draw.ellipse((x - r, y - r * aspect, x + r, y + r * aspect), fill=(*colour, 255))

    def shape(self, colour: Rgb, *points: Point) -> None:
        self.draw.polygon(self._spots(points), fill=(*colour, 255))

    def stroke(self, colour: Rgb, width: float, *points: Point) -> None:
        """A line with round ends."""
        self.draw.line(self._spots(points), fill=(*colour, 255), width=round(width * self.edge), joint="curve")
        for at in (points[0], points[-1]):
            self.spot(colour, at, width / 2)


def drawn(mark: str, points: Sequence[Point], skin: Rgb, size: int) -> Image.Image:
    """A mark on transparent ground, RGBA, `size` wide and high.

    Args:
        points: where it is, in fractions of the picture.
        skin: the colour of the one that acts.

    Raises:
        KeyError: there is no such mark.
    """
    pen = Marker(size, skin)
    DRAW_FROM_MARK[mark](pen, points)
    return pen.picture()


def _arm(pen: Marker, points: Sequence[Point]) -> None:
    start, end = points
    dark = _darker(pen.skin)
    for colour, wider in ((dark, 0.022), (pen.skin, 0.0)):
        pen.stroke(colour, 0.075 + wider, start, end)
        pen.spot(colour, end, 0.062 + wider / 2)
    (x, y), r = end, 0.03
    for turn in (-0.7, 0.0, 0.7):  # fingers
        pen.stroke(dark, 0.011, (x + r * math.sin(turn), y - 0.01), (x + 1.6 * r * math.sin(turn), y - 0.045))


def _darker(colour: Rgb) -> Rgb:
    red, green, blue = (round(part * 0.55) for part in colour)
    return red, green, blue


def _each(draw: Callable[[Marker, Point], None]) -> Callable[[Marker, Sequence[Point]], None]:
    def all_of_them(pen: Marker, points: Sequence[Point]) -> None:
        for at in points:
            draw(pen, at)

    return all_of_them


def _crumb(pen: Marker, at: Point) -> None:
    pen.spot((190, 140, 80), at, 0.024)
    pen.spot((150, 104, 56), (at[0] + 0.03, at[1] + 0.04), 0.015)


def _straw(pen: Marker, points: Sequence[Point]) -> None:
    pen.stroke(WHITE, 0.05, *points)
    pen.stroke(RED, 0.03, *points)


def _note(pen: Marker, at: Point) -> None:
    x, y = at
    pen.stroke(INK, 0.022, (x + 0.026, y + 0.06), (x + 0.026, y - 0.07), (x + 0.07, y - 0.03))
    pen.spot(INK, (x, y + 0.06), 0.036, 0.8)


def _burst(pen: Marker, points: Sequence[Point]) -> None:
    (x, y) = points[0]
    for colour, far, near in ((RED, 0.23, 0.12), (YELLOW, 0.165, 0.09), (WHITE, 0.08, 0.045)):
        rays = [(far if i % 2 else near, i * math.pi / 9) for i in range(18)]
        pen.shape(colour, *((x + r * math.sin(turn), y + r * math.cos(turn)) for r, turn in rays))


def _speed(pen: Marker, points: Sequence[Point]) -> None:
    for x, y in points:
        pen.stroke((120, 128, 140), 0.02, (x - 0.05, y), (x + 0.05, y))


def _throw(pen: Marker, points: Sequence[Point]) -> None:
    pen.stroke((120, 128, 140), 0.022, *points)


def _dust(pen: Marker, at: Point) -> None:
    pen.spot((176, 168, 158), at, 0.062)
    pen.spot((214, 208, 198), at, 0.046)


def _heart(pen: Marker, at: Point) -> None:
    x, y = at
    for colour, r in ((WHITE, 0.1), (RED, 0.084)):
        pen.spot(colour, (x - r * 0.55, y - r * 0.2), r * 0.66)
        pen.spot(colour, (x + r * 0.55, y - r * 0.2), r * 0.66)
        pen.shape(colour, (x - r * 1.12, y + r * 0.12), (x + r * 1.12, y + r * 0.12), (x, y + r * 1.3))


def _canvas(pen: Marker, points: Sequence[Point]) -> None:
    (left, top), (right, bottom) = points
    wood, middle = (150, 100, 58), (left + right) / 2
    pen.stroke(wood, 0.035, (middle - 0.1, bottom), (middle - 0.18, 0.98))
    pen.stroke(wood, 0.035, (middle + 0.1, bottom), (middle + 0.18, 0.98))
    for colour, less in ((wood, 0.0), ((252, 252, 248), 0.03)):
        corners = (left + less, top + less), (right - less, top + less), (right - less, bottom - less)
        pen.shape(colour, *corners, (left + less, bottom - less))


def _brush(pen: Marker, points: Sequence[Point]) -> None:
    pen.stroke((190, 130, 60), 0.034, *points)
    pen.spot(RED, points[-1], 0.036)


def _steam(pen: Marker, at: Point) -> None:
    x, y = at
    for dx in (-0.05, 0.05):
        wave = [(x + dx + 0.025 * math.sin(i * 1.2), y + 0.1 - i * 0.035) for i in range(8)]
        pen.stroke((196, 206, 216), 0.026, *wave)


def _pan(pen: Marker, points: Sequence[Point]) -> None:
    x, y = points[0]
    pen.stroke((54, 58, 66), 0.06, (x + 0.25, y), (0.97, y - 0.05))
    pen.spot((54, 58, 66), (x, y), 0.36, 0.3)
    pen.spot((96, 102, 112), (x, y - 0.02), 0.32, 0.24)


def _rim(pen: Marker, points: Sequence[Point]) -> None:
    x, y = points[0]
    box = [(x - 0.36) * pen.edge, (y - 0.108) * pen.edge, (x + 0.36) * pen.edge, (y + 0.108) * pen.edge]
    pen.draw.chord(box, 15, 165, fill=(54, 58, 66, 255))


def _flame(pen: Marker, at: Point) -> None:
    x, y = at
    for colour, r in ((RED, 0.1), (ORANGE, 0.075), (YELLOW, 0.045)):
        pen.shape(colour, (x - r * 0.8, y - r * 0.3), (x, y - r * 2.1), (x + r * 0.8, y - r * 0.3))
        pen.spot(colour, (x, y - r * 0.2), r * 0.82)


def _blaze(pen: Marker, points: Sequence[Point]) -> None:
    for colour, r in ((RED, 0.0), (ORANGE, 0.06), (YELLOW, 0.12)):
        tips = (
            (0.06, 0.42),
            (0.2, 0.52),
            (0.24, 0.12),
            (0.38, 0.3),
            (0.52, 0.02),
            (0.64, 0.28),
            (0.8, 0.12),
            (0.82, 0.5),
        )
        pen.shape(colour, (0.14 + r, 0.98), (0.02 + r, 0.7), *((x, y + 1.4 * r) for x, y in tips), (0.96 - r, 0.42 + r),
                  (0.97 - r, 0.72), (0.86 - r, 0.98))  # fmt: skip


def _porthole(pen: Marker, points: Sequence[Point]) -> None:
    pen.spot((108, 116, 128), points[0], 0.215)
    pen.spot((214, 238, 250), points[0], 0.185)


def _sleep(pen: Marker, points: Sequence[Point]) -> None:
    for (x, y), r in zip(points, (0.075, 0.05), strict=True):
        for colour, width in ((WHITE, 0.075), ((70, 92, 200), 0.034)):
            pen.stroke(colour, width, (x - r, y - r), (x + r, y - r), (x - r, y + r), (x + r, y + r))


def _tear(pen: Marker, at: Point) -> None:
    x, y = at
    for colour, width in ((WHITE, 0.1), (BLUE, 0.074)):
        pen.stroke(colour, width, (x, y + 0.02), (x, y + 0.3))
    pen.spot(BLUE, (x, y + 0.32), 0.06)


def _microphone(pen: Marker, points: Sequence[Point]) -> None:
    head, end = points
    pen.stroke(WHITE, 0.1, head, end)
    pen.stroke(INK, 0.066, head, end)
    pen.spot((150, 156, 166), head, 0.07)
    pen.spot((196, 202, 210), (head[0] - 0.015, head[1] - 0.015), 0.04)


def _water(pen: Marker, points: Sequence[Point]) -> None:
    level = points[0][1]
    for colour, deep, shift in (((150, 214, 246), 0.0, 0.0), (BLUE, 0.06, 1.5), ((54, 140, 214), 0.18, 3.0)):
        edge = [(i / 36, level + deep + 0.025 * math.sin(shift + i * 1.05)) for i in range(37)]
        pen.shape(colour, (0, 1), *edge, (1, 1))


DRAW_FROM_MARK: dict[str, Callable[[Marker, Sequence[Point]], None]] = {
    "arm": _arm,
    "crumbs": _each(_crumb),
    "straw": _straw,
    "notes": _each(_note),
    "burst": _burst,
    "speed": _speed,
    "throw": _throw,
    "dust": _each(_dust),
    "heart": _each(_heart),
    "canvas": _canvas,
    "brush": _brush,
    "steam": _each(_steam),
    "pan": _pan,
    "rim": _rim,
    "fire": _each(_flame),
    "blaze": _blaze,
    "porthole": _porthole,
    "sleep": _sleep,
    "tears": _each(_tear),
    "microphone": _microphone,
    "water": _water,
}

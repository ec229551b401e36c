"""Simple sceneries of polygons and ellipses: enough to show a place, and plain enough to leave the thing visible."""

from __future__ import annotations

import math
from collections.abc import Callable

from training.scenes.palette import Rgb
from training.scenes.rng import Rng
from training.scenes.vector_drawing import Pen
from training.scenes.venues import DRAW_FROM_VENUE

Scenery = Callable[[Pen, Rng], None]


def _beach(pen: Pen, rng: Rng) -> None:
    sea = rng.uniform(0.4, 0.48)
    pen.gradient((120, 200, 250), (206, 236, 252), bottom=sea)
    pen.ellipse((255, 232, 120), rng.choice((0.14, 0.86)), 0.13, 0.08)
    pen.gradient((30, 130, 200), (90, 196, 216), top=sea, bottom=0.75)
    pen.hill((244, 224, 170), rng.uniform(0.6, 0.66), 5, rng.uniform(0, 6), 0.02)


def _night(pen: Pen, rng: Rng) -> None:
    pen.gradient((10, 14, 46), (34, 44, 100))
    pen.stars(rng, 60)
    x = rng.choice((0.14, 0.86))
    pen.ellipse((250, 240, 200), x, 0.14, 0.08)
    pen.ellipse((16, 20, 56), x + 0.04, 0.12, 0.07)


def _snow(pen: Pen, rng: Rng) -> None:
    pen.gradient((150, 176, 206), (206, 220, 236))
    for x in (0.08, 0.24, 0.8, 0.94):
        _fir(pen, x, 0.62, rng.uniform(0.2, 0.3), (104, 136, 140))
    pen.hill((240, 245, 251), 0.62, 4, rng.uniform(0, 6), 0.03)
    for _ in range(40):
        pen.ellipse((255, 255, 255), rng.uniform(0, 1), rng.uniform(0, 1), rng.uniform(0.006, 0.012))


def _fir(pen: Pen, x: float, foot: float, height: float, colour: Rgb) -> None:
    for part in (0.0, 0.3, 0.55):
        wide = height * (0.18 + 0.22 * part)
        top = foot - height * (1 - part * 0.8)
        pen.polygon(colour, (x, top), (x + wide, top + height * 0.48), (x - wide, top + height * 0.48))


def _meadow(pen: Pen, rng: Rng) -> None:
    pen.gradient((126, 200, 250), (214, 238, 252))
    pen.cloud(rng.uniform(0.15, 0.35), 0.14, 0.11)
    pen.cloud(rng.uniform(0.65, 0.9), 0.2, 0.09)
    pen.hill((142, 206, 98), 0.5, 4, rng.uniform(0, 6))
    pen.hill((104, 180, 70), 0.66, 6, rng.uniform(0, 6), 0.02)
    for _ in range(14):
        colour = rng.choice(((250, 250, 240), (250, 220, 90), (240, 150, 180)))
        pen.ellipse(colour, rng.uniform(0, 1), rng.uniform(0.72, 0.99), 0.011)


def _space(pen: Pen, rng: Rng) -> None:
    pen.gradient((8, 6, 22), (26, 16, 54), (10, 8, 28))
    pen.stars(rng, 80)
    x, y = rng.choice(((0.13, 0.16), (0.87, 0.16), (0.13, 0.86), (0.88, 0.84)))
    colour = rng.choice(((196, 120, 80), (96, 150, 210), (180, 140, 200)))
    pen.ellipse(colour, x, y, 0.09)
    pen.line((226, 206, 170), (x - 0.14, y + 0.04), (x + 0.14, y - 0.04), 0.014)


def _city(pen: Pen, rng: Rng) -> None:
    pen.gradient((150, 190, 226), (226, 226, 220))
    left = -0.02
    while left < 1:
        wide, top = rng.uniform(0.11, 0.18), rng.uniform(0.12, 0.42)
        grey = round(rng.uniform(96, 150))
        pen.box((grey, grey + 4, grey + 14), left, top, left + wide, 0.75)
        for row in range(5):
            for column in range(2):
                x, y = left + wide * (0.2 + 0.4 * column), top + 0.05 + 0.09 * row
                pen.box((250, 232, 150) if rng.chance(0.4) else (70, 84, 106), x, y, x + wide * 0.2, y + 0.04)
        left += wide + 0.01
    pen.box((182, 180, 178), 0, 0.72, 1, 0.78)
    pen.box((86, 88, 94), 0, 0.78, 1, 1)
    for i in range(5):
        pen.box((240, 240, 230), i * 0.22 + 0.03, 0.88, i * 0.22 + 0.14, 0.9)


def _forest(pen: Pen, rng: Rng) -> None:
    pen.gradient((170, 206, 160), (96, 150, 86))
    for i in range(7):
        x = i / 6 + rng.uniform(-0.05, 0.05)
        pen.box((92, 68, 46), x - 0.025, 0.2, x + 0.025, 0.75)
        for _ in range(3):
            shade = round(rng.uniform(-14, 14))
            pen.ellipse(
                (52 + shade, 106 + shade, 50 + shade), x + rng.uniform(-0.06, 0.06), rng.uniform(0.05, 0.28), 0.12
            )
    pen.hill((76, 110, 52), 0.7, 5, rng.uniform(0, 6), 0.02)


def _desert(pen: Pen, rng: Rng) -> None:
    pen.gradient((130, 196, 240), (250, 234, 196))
    pen.ellipse((255, 240, 160), rng.choice((0.16, 0.84)), 0.15, 0.08)
    pen.hill((222, 178, 104), 0.52, 4, rng.uniform(0, 6), 0.05)
    pen.hill((238, 200, 130), 0.68, 3, rng.uniform(0, 6), 0.04)


def _underwater(pen: Pen, rng: Rng) -> None:
    pen.gradient((90, 196, 226), (24, 106, 170), (12, 60, 116))
    for _ in range(16):
        x, y, r = rng.uniform(0, 1), rng.uniform(0, 0.85), rng.uniform(0.008, 0.022)
        pen.ellipse((190, 230, 244), x, y, r)
        pen.ellipse((70, 160, 206), x, y, r * 0.7)
    for x in (0.06, 0.13, 0.88, 0.95):
        colour = rng.choice(((40, 140, 90), (210, 110, 120), (60, 160, 100)))
        for i in range(6):
            pen.ellipse(colour, x + 0.012 * math.sin(i * 1.4 + x * 9), 0.95 - i * 0.035, 0.022)
    pen.hill((206, 190, 140), 0.93, 6, rng.uniform(0, 6), 0.015)


def _sunset(pen: Pen, rng: Rng) -> None:
    pen.gradient((92, 60, 130), (226, 96, 110), (252, 170, 80), bottom=0.72)
    pen.ellipse((255, 226, 130), rng.uniform(0.3, 0.7), 0.68, 0.13)
    pen.gradient((150, 70, 110), (66, 40, 90), top=0.72)
    for i in range(6):
        x = rng.uniform(0.05, 0.8)
        pen.box((250, 170, 110), x, 0.76 + i * 0.035, x + 0.16, 0.768 + i * 0.035)


def _court(pen: Pen, rng: Rng) -> None:
    warm = round(rng.uniform(-12, 12))
    pen.gradient((196 + warm, 152, 102), (178 + warm, 132, 86))
    for i in range(9):  # a panelled wall
        pen.box((162 + warm, 118, 76), i / 8 - 0.008, 0, i / 8 + 0.008, 0.6)
    pen.box((150, 106, 66), 0, 0.05, 1, 0.075)
    pen.ellipse((214, 180, 90), 0.5, 0.16, 0.085)  # a seal
    pen.ellipse((170, 126, 60), 0.5, 0.16, 0.06)
    pen.box((214, 180, 90), 0.497, 0.115, 0.503, 0.2)
    pen.box((214, 180, 90), 0.46, 0.14, 0.54, 0.148)
    pen.box((104, 62, 34), 0.14, 0.34, 0.86, 0.64)  # the bench
    pen.box((132, 82, 46), 0.1, 0.31, 0.9, 0.36)
    for left in (0.19, 0.4, 0.61):
        pen.box((122, 74, 42), left, 0.41, left + 0.18, 0.6)
    pen.gradient((150, 112, 78), (124, 90, 60), top=0.64)
    for x in (0.02, 0.94):  # flags
        pen.box((206, 176, 90), x + 0.015, 0.2, x + 0.025, 0.7)
        pen.polygon(
            (176, 40, 48) if x < 0.5 else (40, 66, 130), (x, 0.22), (x + 0.04, 0.22), (x + 0.05, 0.55), (x - 0.01, 0.55)
        )


def _rocky(sky: tuple[Rgb, Rgb], ground: Rgb, hole: Rgb, stars: int) -> Scenery:
    def draw(pen: Pen, rng: Rng) -> None:
        pen.gradient(*sky, bottom=0.7)
        pen.stars(rng, stars, 0.5)
        if stars:
            x = rng.choice((0.15, 0.85))
            pen.ellipse((60, 120, 210), x, 0.16, 0.08)
            pen.ellipse((90, 170, 100), x - 0.02, 0.14, 0.035)
        pen.hill(ground, 0.58, 5, rng.uniform(0, 6), 0.025)
        for _ in range(7):
            pen.ellipse(hole, rng.uniform(0, 1), rng.uniform(0.68, 0.98), rng.uniform(0.03, 0.07), 0.35)

    return draw


def _mountains(pen: Pen, rng: Rng) -> None:
    pen.gradient((128, 190, 240), (222, 238, 250))
    for x, top in ((0.12, 0.24), (0.88, 0.2), (0.5, rng.uniform(0.1, 0.2))):
        pen.polygon((122, 136, 152), (x, top), (x + 0.36, 0.66), (x - 0.36, 0.66))
        pen.polygon((244, 248, 252), (x, top), (x + 0.1, top + 0.12), (x, top + 0.09), (x - 0.1, top + 0.12))
    pen.hill((112, 170, 84), 0.63, 4, rng.uniform(0, 6), 0.025)


def _sky(pen: Pen, rng: Rng) -> None:
    pen.gradient((92, 176, 246), (190, 226, 252))
    for y in (0.12, 0.38, 0.66, 0.88):
        pen.cloud(rng.uniform(0.0, 0.3), y + rng.uniform(-0.05, 0.05), rng.uniform(0.09, 0.14))
        pen.cloud(rng.uniform(0.7, 1.0), y + rng.uniform(-0.05, 0.05), rng.uniform(0.09, 0.14))


def _stage(pen: Pen, rng: Rng) -> None:
    pen.gradient((60, 16, 34), (96, 26, 48))
    light = rng.uniform(-0.04, 0.04)
    pen.polygon((130, 60, 74), (0.44 + light, 0), (0.56 + light, 0), (0.86, 0.8), (0.14, 0.8))
    for side in (0, 1):
        for i in range(3):
            x = i * 0.06 if side == 0 else 1 - (i + 1) * 0.06
            pen.box((176 - 26 * (i % 2), 26, 44), x, 0, x + 0.06, 0.8)
    pen.box((190, 30, 48), 0, 0, 1, 0.09)
    pen.box((226, 180, 80), 0, 0.085, 1, 0.1)
    pen.box((150, 100, 62), 0, 0.78, 1, 1)
    pen.ellipse((214, 176, 120), 0.5, 0.88, 0.34, 0.22)


def _parade(pen: Pen, rng: Rng) -> None:
    pen.gradient((176, 214, 246), (230, 236, 244))
    colours = ((226, 66, 66), (250, 200, 50), (70, 150, 220), (90, 180, 90), (200, 100, 190))
    for i in range(9):  # bunting
        x, y = i / 8, 0.06 + 0.05 * math.sin(math.pi * (i % 4) / 4)
        pen.polygon(colours[i % 5], (x - 0.045, y), (x + 0.045, y), (x, y + 0.1))
    pen.box((190, 186, 180), 0, 0.74, 1, 1)
    for _ in range(60):
        x, y, r = rng.uniform(0, 1), rng.uniform(0.1, 1), rng.uniform(0.007, 0.013)
        pen.box(rng.choice(colours), x - r, y - r, x + r, y + r)


def _room(pen: Pen, rng: Rng) -> None:
    wall = rng.choice(((232, 216, 188), (206, 222, 226), (226, 208, 214)))
    pen.gradient(wall, wall)
    pen.box((250, 250, 248), 0.08, 0.1, 0.34, 0.44)
    pen.box((150, 206, 240), 0.1, 0.12, 0.2, 0.42)
    pen.box((150, 206, 240), 0.22, 0.12, 0.32, 0.42)
    pen.box((140, 96, 60), 0.68, 0.14, 0.92, 0.36)
    pen.box((240, 226, 180), 0.7, 0.16, 0.9, 0.34)
    pen.polygon((120, 160, 120), (0.7, 0.34), (0.8, 0.22), (0.9, 0.34))
    pen.box((250, 248, 244), 0, 0.7, 1, 0.73)
    pen.box((176, 128, 84), 0, 0.73, 1, 1)
    pen.ellipse((186, 80, 76), 0.5, 0.88, 0.38, 0.24)


def _lava(pen: Pen, rng: Rng) -> None:
    pen.gradient((44, 8, 12), (130, 30, 18))
    for i in range(7):
        x = i / 6 + rng.uniform(-0.04, 0.04)
        pen.polygon((70, 30, 28), (x, rng.uniform(0.2, 0.4)), (x + 0.13, 0.75), (x - 0.13, 0.75))
    pen.hill((226, 84, 20), 0.66, 7, rng.uniform(0, 6), 0.02)
    for _ in range(14):
        pen.ellipse((255, 190, 50), rng.uniform(0, 1), rng.uniform(0.72, 1), rng.uniform(0.02, 0.06), 0.3)
    for _ in range(20):
        pen.ellipse((255, 170, 60), rng.uniform(0, 1), rng.uniform(0, 0.65), rng.uniform(0.004, 0.01))


DRAW_FROM_NAME: dict[str, Scenery] = {
    "beach": _beach,
    "night sky": _night,
    "snow": _snow,
    "meadow": _meadow,
    "space": _space,
    "city": _city,
    "forest": _forest,
    "desert": _desert,
    "underwater": _underwater,
    "sunset": _sunset,
    "court": _court,
    "moon surface": _rocky(((10, 10, 24), (24, 24, 44)), (166, 166, 172), (134, 134, 142), 50),
    "mars": _rocky(((226, 170, 120), (240, 200, 160)), (196, 100, 58), (164, 78, 44), 0),
    "mountains": _mountains,
    "sky": _sky,
    "stage": _stage,
    "parade": _parade,
    "room": _room,
    "volcano": _lava,
} | DRAW_FROM_VENUE

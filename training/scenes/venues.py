"""Places where people meet, as sceneries: a kitchen, a gas station, a wedding."""

from __future__ import annotations

from training.scenes.palette import Rgb
from training.scenes.rng import Rng
from training.scenes.vector_drawing import Pen


def _kitchen(pen: Pen, rng: Rng) -> None:
    wall = rng.choice(((232, 240, 236), (244, 232, 214)))
    pen.gradient(wall, wall)
    for left in (0.0, 0.27, 0.54):  # cupboards
        pen.box((196, 140, 88), left + 0.01, 0, left + 0.26, 0.25)
        pen.box((120, 80, 50), left + 0.22, 0.18, left + 0.235, 0.23)
    pen.box((214, 220, 226), 0.82, 0.02, 1, 0.62)  # a refrigerator
    pen.box((150, 158, 166), 0.82, 0.26, 1, 0.275)
    pen.box((110, 118, 126), 0.845, 0.12, 0.86, 0.22)
    pen.box((176, 124, 78), 0, 0.64, 1, 0.84)
    pen.box((92, 96, 104), 0, 0.6, 1, 0.66)  # the worktop
    for left in (0.02, 0.35, 0.68):
        pen.box((196, 140, 88), left, 0.68, left + 0.3, 0.83)
    pen.box((206, 200, 190), 0, 0.84, 1, 1)


def _gas_station(pen: Pen, rng: Rng) -> None:
    pen.gradient((140, 196, 240), (222, 236, 246))
    pen.box((250, 250, 250), 0, 0.1, 1, 0.17)  # the roof
    pen.box((220, 50, 48), 0, 0.17, 1, 0.24)
    for x in (0.1, 0.86):
        pen.box((196, 200, 206), x, 0.24, x + 0.04, 0.76)
    for x in (0.02, 0.8):  # pumps
        pen.box((220, 50, 48), x, 0.42, x + 0.18, 0.8)
        pen.box((250, 250, 250), x + 0.03, 0.46, x + 0.15, 0.58)
        pen.box((60, 66, 74), x + 0.045, 0.49, x + 0.135, 0.55)
        pen.line((40, 42, 48), (x + 0.17, 0.5), (x + 0.2, 0.74), 0.02)
    pen.box((128, 130, 136), 0, 0.78, 1, 1)
    pen.box((236, 214, 90), 0, 0.9, 1, 0.92)


def _wedding(pen: Pen, rng: Rng) -> None:
    pen.gradient((250, 236, 240), (244, 222, 230))
    for x in (0.12, 0.88):  # windows
        pen.ellipse((190, 160, 214), x, 0.2, 0.09)
        pen.box((190, 160, 214), x - 0.09, 0.2, x + 0.09, 0.55)
        pen.box((250, 240, 246), x - 0.01, 0.1, x + 0.01, 0.55)
    for i in range(13):  # an arch of flowers
        x = 0.5 + 0.36 * (i - 6) / 6
        y = 0.08 + 0.5 * ((i - 6) / 6) ** 4
        pen.ellipse((110, 170, 96), x, y, 0.05)
        pen.ellipse(rng.choice(((250, 250, 250), (244, 150, 176), (250, 206, 216))), x, y, 0.036)
    pen.box((214, 190, 196), 0, 0.74, 1, 1)
    pen.polygon((252, 250, 250), (0.34, 0.74), (0.66, 0.74), (0.86, 1), (0.14, 1))
    for x in (0.06, 0.94):
        pen.ellipse((244, 150, 176), x, 0.72, 0.06)


def _office(pen: Pen, rng: Rng) -> None:
    pen.gradient((222, 228, 234), (232, 236, 240))
    for left in (0.04, 0.36, 0.68):  # a city behind glass
        pen.box((156, 204, 238), left, 0.06, left + 0.28, 0.48)
        tall = rng.uniform(0.18, 0.3)
        pen.box((118, 132, 152), left + 0.03, tall, left + 0.12, 0.48)
        pen.box((140, 152, 170), left + 0.15, tall + 0.1, left + 0.25, 0.48)
    pen.box((168, 174, 182), 0, 0.56, 1, 0.62)
    pen.box((96, 124, 168), 0, 0.76, 1, 1)
    pen.box((150, 106, 66), 0, 0.66, 1, 0.74)  # a desk
    pen.box((126, 86, 52), 0.02, 0.74, 0.2, 0.94)
    pen.box((126, 86, 52), 0.8, 0.74, 0.98, 0.94)
    pen.box((250, 250, 250), 0.03, 0.6, 0.17, 0.66)
    pen.box((46, 50, 58), 0.82, 0.48, 0.97, 0.6)
    pen.box((46, 50, 58), 0.88, 0.6, 0.91, 0.66)


def _jail(pen: Pen, rng: Rng) -> None:
    grey = round(rng.uniform(-8, 8))
    pen.gradient((150 + grey, 152, 156), (128 + grey, 130, 134))
    for row in range(8):
        for column in range(5):
            left = column / 4 - (row % 2) / 8
            pen.box((136 + grey, 138, 142), left, row * 0.1, left + 0.235, row * 0.1 + 0.088)
    pen.box((100, 100, 104), 0, 0.8, 1, 1)
    for i in range(7):  # bars
        x = (i + 0.5) / 7
        pen.box((54, 58, 64), x - 0.018, 0, x + 0.018, 0.84)
    for y in (0.05, 0.78):
        pen.box((54, 58, 64), 0, y, 1, y + 0.05)


def _boxing_ring(pen: Pen, rng: Rng) -> None:
    pen.gradient((30, 34, 60), (70, 70, 104))
    for row in range(3):  # the crowd
        for i in range(10):
            shade = round(rng.uniform(70, 130))
            pen.ellipse((shade, shade - 10, shade + 20), i / 9 + (row % 2) * 0.05, 0.18 + row * 0.09, 0.045)
    for light in (0.2, 0.5, 0.8):
        pen.ellipse((255, 244, 200), light, 0.03, 0.05)
    pen.polygon((226, 230, 236), (0.06, 0.7), (0.94, 0.7), (1, 1), (0, 1))
    for y, colour in ((0.46, (220, 50, 56)), (0.55, (246, 246, 250)), (0.64, (50, 100, 210))):
        pen.box(colour, 0, y, 1, y + 0.025)
    for x, colour in ((0.02, (220, 50, 56)), (0.91, (50, 100, 210))):
        pen.box(colour, x, 0.42, x + 0.07, 0.78)


def _supermarket(pen: Pen, rng: Rng) -> None:
    pen.gradient((238, 242, 244), (226, 232, 236))
    goods = ((226, 70, 66), (250, 200, 60), (80, 160, 90), (70, 130, 214), (240, 140, 60), (160, 90, 190))
    for row in range(4):
        y = row / 6 + 0.03  # in whole patches, so that few codes say it all
        for i in range(6):
            pen.box(rng.choice(goods), i / 6 + 0.02, y, (i + 1) / 6 - 0.02, y + 0.11)
        pen.box((150, 156, 164), 0, y + 0.11, 1, y + 0.137)
    pen.box((206, 210, 214), 0, 0.74, 1, 1)
    for i in range(5):
        pen.box((190, 194, 200), i / 4 - 0.01, 0.74, i / 4 + 0.01, 1)


def _classroom(pen: Pen, rng: Rng) -> None:
    pen.gradient((246, 232, 200), (240, 222, 184))
    pen.box((150, 100, 56), 0.06, 0.06, 0.94, 0.56)
    pen.box((38, 94, 72), 0.09, 0.09, 0.91, 0.53)
    for row in range(3):  # chalk
        end = rng.uniform(0.3, 0.46)
        pen.box((226, 236, 230), 0.14, 0.15 + row * 0.08, end, 0.165 + row * 0.08)
        pen.box((226, 236, 230), 0.6, 0.15 + row * 0.08, end + 0.4, 0.165 + row * 0.08)
    pen.box((190, 140, 90), 0, 0.72, 1, 1)
    for i in range(6):
        pen.box((172, 122, 76), i / 5 - 0.006, 0.72, i / 5 + 0.006, 1)


def _bedroom(pen: Pen, rng: Rng) -> None:
    wall: Rgb = rng.choice(((176, 190, 226), (214, 196, 226)))
    pen.gradient(wall, wall)
    pen.box((250, 250, 248), 0.36, 0.06, 0.64, 0.34)
    pen.box((40, 52, 110), 0.38, 0.08, 0.62, 0.32)
    pen.ellipse((250, 240, 190), 0.54, 0.16, 0.045)
    pen.box((140, 96, 60), 0.04, 0.36, 0.96, 0.8)  # a bed
    for left in (0.08, 0.54):
        pen.box((252, 252, 252), left, 0.46, left + 0.38, 0.64)
    pen.box((96, 130, 200), 0.04, 0.62, 0.96, 0.94)
    pen.box((130, 160, 220), 0.04, 0.62, 0.96, 0.68)
    pen.box((170, 124, 84), 0, 0.94, 1, 1)


def _stadium(pen: Pen, rng: Rng) -> None:
    pen.gradient((130, 190, 240), (210, 232, 248), bottom=0.3)
    pen.box((110, 116, 132), 0, 0.2, 1, 0.56)
    for row in range(4):
        for i in range(13):
            colour = rng.choice(((226, 70, 66), (250, 220, 90), (240, 240, 240), (70, 120, 210), (60, 60, 80)))
            pen.ellipse(colour, (i + 0.5 * (row % 2)) / 12, 0.25 + row / 12, 0.032)
    for x in (0.06, 0.94):
        pen.box((90, 94, 104), x - 0.01, 0.04, x + 0.01, 0.3)
        pen.box((255, 250, 220), x - 0.05, 0.02, x + 0.05, 0.09)
    for i in range(6):
        pen.box((84, 170, 76) if i % 2 else (98, 186, 88), i / 6, 0.56, (i + 1) / 6, 1)
    pen.box((240, 248, 240), 0, 0.62, 1, 0.635)


DRAW_FROM_VENUE = {
    "kitchen": _kitchen,
    "gas station": _gas_station,
    "wedding": _wedding,
    "office": _office,
    "jail": _jail,
    "boxing ring": _boxing_ring,
    "supermarket": _supermarket,
    "classroom": _classroom,
    "bedroom": _bedroom,
    "stadium": _stadium,
}

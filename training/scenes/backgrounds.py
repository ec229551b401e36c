"""What stands behind the things: plain paper, a colour, a pattern or a simple scenery (drawn in sceneries.py)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from PIL import Image, ImageDraw

from training.scenes import sceneries
from training.scenes.palette import COLOURS, RGB_FROM_COLOUR, Rgb, words
from training.scenes.rng import Rng
from training.scenes.scene_plan import PLAIN

VARIANTS = 6
"""Each background is drawn in so many ways; scenes pick one, and all are kept."""

PAPERS: tuple[Rgb, ...] = (
    (252, 252, 252),
    (222, 236, 250),
    (250, 246, 234),
    (252, 226, 232),
    (226, 244, 226),
    (200, 206, 216),
)
"""What a scene has behind it when nobody asked: white and pale tones, one for each variant."""


@dataclass(frozen=True)
class Background:
    """One background.

    Args:
        name: the word for it in the truth of a scene.
        rgb: about the colour that things stand before.
        phrases: how a caption says that something is there: "on the beach".
        nouns: what it is called in "a dog with a beach background".
        ground: things stand on the ground there; elsewhere they float in the middle.
    """

    name: str
    rgb: Rgb
    phrases: tuple[str, ...] = ()
    nouns: tuple[str, ...] = ()
    ground: bool = False


def _colours() -> list[Background]:
    return [Background(colour, RGB_FROM_COLOUR[colour], (), words(colour)) for colour in COLOURS]


BACKGROUNDS: tuple[Background, ...] = (
    *_colours(),
    Background("rainbow", (150, 200, 120), (), ("rainbow", "rainbow colored", "rainbow gradient")),
    Background("stripes", (200, 150, 150), (), ("striped", "stripy")),
    Background("polka dots", (200, 170, 190), (), ("polka dot", "dotted")),
    Background(
        "beach",
        (236, 214, 160),
        ("on the beach", "at the beach", "on a beach", "on a sandy beach", "on vacation at the seaside"),
        ("beach",),
        ground=True,
    ),
    Background(
        "night sky",
        (24, 32, 74),
        ("at night", "in the night sky", "under the stars", "in a starry night", "by moonlight"),
        ("night sky", "starry sky", "starry night"),
    ),
    Background(
        "snow",
        (238, 243, 250),
        ("in the snow", "in winter", "in a snowy landscape", "in a snow storm"),
        ("snow", "winter", "snowy"),
        ground=True,
    ),
    Background(
        "meadow",
        (122, 190, 84),
        ("on a meadow", "in a meadow", "on the grass", "in a green field", "on a lawn", "in the park"),
        ("grass", "meadow"),
        ground=True,
    ),
    Background(
        "space",
        (16, 12, 34),
        ("in space", "in outer space", "floating in space", "among the stars", "in the universe"),
        ("space", "outer space"),
    ),
    Background(
        "city",
        (120, 124, 134),
        ("in the city", "in a city", "in new york", "on a city street", "downtown"),
        ("city", "urban"),
        ground=True,
    ),
    Background(
        "forest",
        (70, 116, 60),
        ("in the forest", "in a forest", "in the woods", "in the jungle", "among the trees"),
        ("forest", "woods"),
        ground=True,
    ),
    Background(
        "desert", (232, 196, 128), ("in the desert", "in a desert", "in the sahara"), ("desert", "dunes"), ground=True
    ),
    Background(
        "underwater",
        (34, 120, 176),
        ("under water", "underwater", "in the ocean", "in the sea", "at the bottom of the sea", "in an aquarium"),
        ("underwater", "ocean"),
    ),
    Background(
        "sunset",
        (240, 140, 90),
        ("at sunset", "in the sunset", "in front of a sunset", "at dusk", "at dawn"),
        ("sunset", "evening sky"),
    ),
    Background(
        "court",
        (176, 128, 82),
        (
            "on trial",
            "in court",
            "in a courtroom",
            "in the courtroom",
            "on trial in court",
            "testifying in court",
            "standing trial",
            "before the court",
        ),
        ("courtroom", "court"),
        ground=True,
    ),
    Background(
        "moon surface",
        (150, 150, 156),
        ("on the moon", "on the surface of the moon", "walking on the moon", "landing on the moon"),
        ("lunar", "moon surface"),
        ground=True,
    ),
    Background(
        "mars",
        (196, 106, 66),
        ("on mars", "on the planet mars", "on the surface of mars"),
        ("mars", "martian"),
        ground=True,
    ),
    Background(
        "mountains",
        (140, 170, 150),
        ("in the mountains", "in front of mountains", "in the alps", "on a mountain top"),
        ("mountains", "alpine"),
        ground=True,
    ),
    Background(
        "sky",
        (150, 206, 246),
        ("in the sky", "in the clouds", "flying through the clouds", "in the air", "in heaven"),
        ("blue sky", "sky", "cloudy sky"),
    ),
    Background(
        "stage",
        (110, 40, 60),
        ("on stage", "on a stage", "in the spotlight", "in a theater", "at a concert"),
        ("stage", "theater stage"),
        ground=True,
    ),
    Background(
        "parade",
        (190, 200, 220),
        ("at a parade", "in a parade", "at a party", "celebrating", "at the carnival", "at a birthday party"),
        ("party", "parade", "confetti"),
        ground=True,
    ),
    Background(
        "room",
        (226, 208, 180),
        ("in a room", "in the living room", "at home", "indoors", "inside a house"),
        ("living room", "room"),
        ground=True,
    ),
    Background(
        "volcano",
        (120, 40, 24),
        ("in hell", "in lava", "in a sea of flames", "in a volcano", "surrounded by lava"),
        ("lava", "hell"),
        ground=True,
    ),
)


@cache
def background(name: str) -> Background:
    """The background of that name; "plain" is one too."""
    if name == PLAIN:
        return Background(PLAIN, PAPERS[0])
    return next(one for one in BACKGROUNDS if one.name == name)


def rgb(name: str, variant: int) -> Rgb:
    """About the colour behind the things."""
    return PAPERS[variant % len(PAPERS)] if name == PLAIN else background(name).rgb


@cache
def picture(name: str, variant: int, size: int) -> Image.Image:
    """The background, RGB, size x size; nobody may draw into it."""
    dice = Rng(variant, *name.encode())
    if name == PLAIN:
        return Image.new("RGB", (size, size), PAPERS[variant % len(PAPERS)])
    if name in RGB_FROM_COLOUR:
        return _flat(background(name).rgb, variant, size)
    draw = {"rainbow": _rainbow, "stripes": _stripes, "polka dots": _dots}.get(name) or sceneries.DRAW_FROM_NAME[name]
    canvas = Image.new("RGB", (2 * size, 2 * size))
    return draw(canvas, dice).reduce(2)


def _flat(colour: Rgb, variant: int, size: int) -> Image.Image:
    """One colour, in half of the variants a little lighter towards one side."""
    if variant % 2 == 0:
        return Image.new("RGB", (size, size), colour)
    light = np.linspace(0.86, 1.12, size)[:, None, None] * np.ones((size, size, 1))
    if variant % 4 == 3:
        light = light.transpose(1, 0, 2)
    return Image.fromarray((np.array(colour) * light).clip(0, 255).astype(np.uint8))


def _rainbow(canvas: Image.Image, dice: Rng) -> Image.Image:
    size = canvas.width
    hue = (np.linspace(0, 220, size) + dice.below(2) * 20).astype(np.uint8)
    hsv = np.stack([np.broadcast_to(hue[:, None], (size, size))] * 3, axis=-1).copy()
    hsv[..., 1], hsv[..., 2] = 150, 245
    turned = Image.frombytes("HSV", (size, size), hsv.tobytes()).convert("RGB")
    return turned.transpose(Image.Transpose.ROTATE_90) if dice.chance(0.5) else turned


def _two_colours(dice: Rng) -> tuple[Rgb, Rgb]:
    pale = RGB_FROM_COLOUR[dice.pick(("white", "yellow", "pink"))]
    strong = RGB_FROM_COLOUR[dice.pick(("red", "blue", "green", "purple", "turquoise", "orange"))]
    return pale, strong


def _stripes(canvas: Image.Image, dice: Rng) -> Image.Image:
    pale, strong = _two_colours(dice)
    pen, size = ImageDraw.Draw(canvas), canvas.width
    slant = dice.pick((0, size, -size))
    pen.rectangle((0, 0, size, size), fill=pale)
    step = size / 6
    for i in range(-7, 14):
        x = i * step
        pen.polygon([(x, 0), (x + step / 2, 0), (x + step / 2 + slant, size), (x + slant, size)], fill=strong)
    return canvas


def _dots(canvas: Image.Image, dice: Rng) -> Image.Image:
    pale, strong = _two_colours(dice)
    if dice.chance(0.4):
        pale, strong = strong, pale
    pen, size = ImageDraw.Draw(canvas), canvas.width
    pen.rectangle((0, 0, size, size), fill=pale)
    step, radius = size / 6, size / 22
    for row in range(8):
        for column in range(8):
            x, y = (column + (row % 2) / 2 - 0.25) * step, (row - 0.25) * step
            pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill=strong)
    return canvas

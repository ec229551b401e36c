"""The styles that people ask for, and how they ask: pixel art, a court sketch, neon …"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from PIL import Image

from training.scenes import paints
from training.scenes.scene_plan import PLAIN

Paint = Callable[[Image.Image, Image.Image, int], Image.Image]
"""(background RGB, things RGBA, seed of the grain) -> picture RGB."""


@dataclass(frozen=True)
class Style:
    """One style.

    Args:
        name: the word for it in the truth of a scene.
        templates: captions; {x} is the scene with its article ("a cat on a car"), {n} without ("cat on a car").
        paint: how it is done.
        colours: whether asked-for colours can still be seen in it.
        sceneries: whether the background can.
    """

    name: str
    templates: tuple[str, ...]
    paint: Paint
    colours: bool = True
    sceneries: bool = True


STYLES: tuple[Style, ...] = (
    Style(
        "pixel art",
        (
            "{x} as pixel art",
            "pixel art of {x}",
            "pixel art {n}",
            "{n} pixel art",
            "{x} in pixel art style",
            "8 bit {n}",
            "pixelated {n}",
            "{x} in an old video game",
        ),
        paints.pixel_art,
    ),
    Style(
        "black and white",
        (
            "{x} in black and white",
            "a black and white picture of {x}",
            "black and white {n}",
            "black and white photo of {x}",
            "a monochrome picture of {x}",
            "{x} in grayscale",
        ),
        paints.black_and_white,
        colours=False,
    ),
    Style(
        "sketch",
        (
            "a sketch of {x}",
            "a pencil sketch of {x}",
            "{n} sketch",
            "a drawing of {x}",
            "a pencil drawing of {x}",
            "{x} drawn in pencil",
            "a doodle of {x}",
            "{x} as a sketch",
        ),
        paints.sketch,
        colours=False,
    ),
    Style(
        "court sketch",
        (
            "a court sketch of {x}",
            "court sketch of {x}",
            "a courtroom sketch of {x}",
            "courtroom sketch of {x}",
            "{x} as a court sketch",
            "{n} court sketch",
        ),
        paints.court_sketch,
    ),
    Style(
        "neon",
        (
            "neon {n}",
            "a neon sign of {x}",
            "{n} neon sign",
            "{x} as a neon sign",
            "{x} in neon lights",
            "glowing neon {n}",
            "{x} in neon",
        ),
        paints.neon,
        sceneries=False,
    ),
    Style(
        "watercolor",
        (
            "a watercolor of {x}",
            "a watercolor painting of {x}",
            "watercolor {n}",
            "{x} in watercolor",
            "a watercolour of {x}",
            "an aquarelle of {x}",
        ),
        paints.watercolor,
    ),
    Style(
        "oil painting",
        (
            "an oil painting of {x}",
            "a painting of {x}",
            "{x} painted in oil",
            "{n} oil painting",
            "oil painting of {x}",
            "an impressionist painting of {x}",
        ),
        paints.oil_painting,
    ),
    Style(
        "photo",
        (
            "a photo of {x}",
            "photo of {x}",
            "a photograph of {x}",
            "{n} photo",
            "a realistic photo of {x}",
            "a polaroid of {x}",
            "paparazzi photo of {x}",
        ),
        paints.photo,
    ),
    Style(
        "sticker",
        ("a sticker of {x}", "{n} sticker", "sticker of {x}", "{x} as a sticker", "a die cut {n} sticker"),
        paints.sticker,
    ),
    Style(
        "cartoon",
        ("a cartoon of {x}", "cartoon {n}", "{x} as a cartoon", "{x} in a comic", "comic book {n}", "{n} cartoon"),
        paints.cartoon,
    ),
    Style(
        "blueprint",
        ("a blueprint of {x}", "blueprint of {x}", "{n} blueprint", "{x} as a blueprint", "a technical drawing of {x}"),
        paints.blueprint,
        colours=False,
    ),
    Style(
        "pop art",
        ("pop art of {x}", "{n} pop art", "{x} as pop art", "pop art {n}", "{x} in the style of pop art"),
        paints.pop_art,
        colours=False,
        sceneries=False,
    ),
    Style(
        "vintage",
        (
            "a vintage photo of {x}",
            "an old photo of {x}",
            "{x} in sepia",
            "vintage {n}",
            "an old timey picture of {x}",
            "{x} in the 1920s",
        ),
        paints.vintage,
        colours=False,
    ),
    Style(
        "security camera",
        (
            "security camera footage of {x}",
            "cctv footage of {x}",
            "{x} on a security camera",
            "{x} caught on camera",
            "trail cam footage of {x}",
            "night vision footage of {x}",
        ),
        paints.security_camera,
        colours=False,
    ),
)


@cache
def style(name: str) -> Style:
    """The style of that name; "plain" is one too, which no caption mentions."""
    if name == PLAIN:
        return Style(PLAIN, ("{x}",), paints.plain)
    return next(one for one in STYLES if one.name == name)

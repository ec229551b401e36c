"""The styles that captions ask for, how they ask (styles.toml), and how each is painted (paints.py)."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from PIL import Image

from training.scenes import paints
from training.scenes.scene_plan import PLAIN

Paint = Callable[[Image.Image, Image.Image, int], Image.Image]
"""(background RGB, things RGBA, seed of the grain) -> picture RGB."""


@dataclass(frozen=True)
class Style:
    """One style.

    Args:
        name: its word in labels.
        templates: captions; {x} is the scene with its article ("a cat on a car"), {n} without ("cat on a car").
        paint: paints a picture in this style.
        keeps_colours: whether a colour that the caption names can be seen in it.
        keeps_background: whether the background can be seen in it.
    """

    name: str
    templates: tuple[str, ...]
    paint: Paint
    keeps_colours: bool = True
    keeps_background: bool = True


def _read(path: Path) -> Iterator[Style]:
    """Styles in the order of the file; "pixel art" is painted by `paints.pixel_art`."""
    for name, row in tomllib.loads(path.read_text(encoding="utf-8")).items():
        paint: Paint = getattr(paints, name.replace(" ", "_"))
        yield Style(name, tuple(row.pop("templates")), paint, **row)


STYLES: tuple[Style, ...] = tuple(_read(Path(__file__).with_suffix(".toml")))


@cache
def style(name: str) -> Style:
    """The style of that name. "plain" is a style too, which no caption mentions."""
    if name == PLAIN:
        return Style(PLAIN, ("{x}",), paints.plain)
    return next(style for style in STYLES if style.name == name)

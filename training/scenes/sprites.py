"""Pictures of single things, cut out, in RGBA: emoji from the font, shapes from our own pen."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from inference.api import NonetError
from training.scenes import shapes
from training.scenes.palette import ColourName, Pixels, body, tint

FONT_ENV = "NONET_EMOJI_FONT"
USUAL_PATHS = (
    "/usr/share/fonts/truetype/noto/NotoColorEmoji.ttf",  # Debian, Ubuntu
    "/usr/share/fonts/noto/NotoColorEmoji.ttf",  # Arch, Alpine
    "/usr/share/fonts/google-noto-emoji-color-fonts/NotoColorEmoji.ttf",  # Fedora
    "/usr/share/fonts/google-noto-color-emoji-fonts/NotoColorEmoji.ttf",
    "~/.local/share/fonts/NotoColorEmoji.ttf",
    "~/.fonts/NotoColorEmoji.ttf",
    "/opt/homebrew/share/fonts/NotoColorEmoji.ttf",
)
STRIKE = 109
"""The font holds bitmaps of one size only, 136 pixels wide; FreeType calls it 109."""
WIDEST = 140
"""Pixels; a sequence that the font does not know falls apart into several glyphs, wider than this."""


class NoFont(NonetError):
    """There is no Noto Color Emoji font; the text says where one is looked for and how to get it."""


def font_path() -> Path | None:
    """Where the font is: the environment's word, or the first usual place that has one."""
    given = os.environ.get(FONT_ENV)
    for path in [given] if given else USUAL_PATHS:
        if Path(path).expanduser().is_file():
            return Path(path).expanduser()
    return None


def load_font() -> ImageFont.FreeTypeFont:
    """The font at its one size.

    Raises:
        NoFont: it is in none of the usual places.
    """
    path = font_path()
    if path is None:
        raise NoFont(
            f"Noto Color Emoji is missing: set {FONT_ENV} to NotoColorEmoji.ttf, or install a package "
            f"(Debian: fonts-noto-color-emoji). Looked at {os.environ.get(FONT_ENV) or ', '.join(USUAL_PATHS)}."
        )
    return ImageFont.truetype(str(path), STRIKE)


def emoji_picture(emoji: str, font: ImageFont.FreeTypeFont) -> Pixels | None:
    """RGBA [height, width, 4], cut to its ink; None where the font lacks it or it falls apart."""
    if font.getlength(emoji) > WIDEST:
        return None
    canvas = Image.new("RGBA", (WIDEST, WIDEST))
    ImageDraw.Draw(canvas).text((0, 0), emoji, font=font, embedded_color=True)
    return _trimmed(canvas)


def _trimmed(canvas: Image.Image) -> Pixels | None:
    box = canvas.getchannel("A").point(lambda alpha: 255 if alpha > 24 else 0).getbbox()
    return None if box is None else np.asarray(canvas.crop(box))


@dataclass
class Sprites:
    """Every picture asked for so far, kept: about 60 KB each, 70 MB when all have been seen."""

    font: ImageFont.FreeTypeFont
    _plain: dict[str, Pixels] = field(default_factory=dict)
    _body: dict[str, np.ndarray[tuple[int, ...], np.dtype[np.bool_]]] = field(default_factory=dict)

    def plain(self, key: str) -> Pixels:
        """The thing as it is, RGBA, cut to its ink; `key` is an emoji.

        Raises:
            NoFont: this font cannot draw it.
        """
        if key not in self._plain:
            picture = emoji_picture(key, self.font)
            if picture is None:
                raise NoFont(f"{font_path()} cannot draw {key!r}: a newer Noto Color Emoji can.")
            self._plain[key] = picture
        return self._plain[key]

    def coloured(self, key: str, colour: ColourName | None) -> Pixels:
        """The thing in a colour; None leaves an emoji as it is. `key` is an emoji or "shape:" and a name."""
        if key.startswith("shape:"):
            return shapes.picture(key.removeprefix("shape:"), colour or "red")
        picture = self.plain(key)
        if colour is None:
            return picture
        if key not in self._body:
            self._body[key] = body(picture)
        return tint(picture, colour, self._body[key])


@cache
def sprites() -> Sprites:
    """The glyphs of this process's font.

    Raises:
        NoFont: there is none.
    """
    return Sprites(load_font())

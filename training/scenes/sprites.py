"""Pictures of single things with transparent surroundings, RGBA: emoji from the font, and drawn shapes."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from inference.api import NonetError
from training.scenes import shapes
from training.scenes.palette import ColourName, Pixels, body_mask, tint

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
STRIKE_PIXELS = 109
"""The font has bitmaps of a single size, 136 pixels wide; FreeType calls it 109."""
MAX_WIDTH_PIXELS = 140
"""A sequence that the font does not know becomes several glyphs, wider than this."""


class FontNotFound(NonetError):
    """Noto Color Emoji is missing or too old; the text says where it is searched for and how to install it."""


def font_path() -> Path | None:
    """The font's path: from the environment, or the first usual path that exists."""
    given = os.environ.get(FONT_ENV)
    for path in [given] if given else USUAL_PATHS:
        if Path(path).expanduser().is_file():
            return Path(path).expanduser()
    return None


def load_font() -> ImageFont.FreeTypeFont:
    """The font at its one size.

    Raises:
        FontNotFound: it is at none of the usual paths.
    """
    path = font_path()
    if path is None:
        raise FontNotFound(
            f"Noto Color Emoji is missing: set {FONT_ENV} to NotoColorEmoji.ttf, or install a package "
            f"(Debian: fonts-noto-color-emoji). Looked at {os.environ.get(FONT_ENV) or ', '.join(USUAL_PATHS)}."
        )
    return ImageFont.truetype(str(path), STRIKE_PIXELS)


def emoji_picture(emoji: str, font: ImageFont.FreeTypeFont) -> Pixels | None:
    """RGBA [height, width, 4], cropped; None if the font lacks the emoji or draws it as several glyphs."""
    if font.getlength(emoji) > MAX_WIDTH_PIXELS:
        return None
    canvas = Image.new("RGBA", (MAX_WIDTH_PIXELS, MAX_WIDTH_PIXELS))
    ImageDraw.Draw(canvas).text((0, 0), emoji, font=font, embedded_color=True)
    return _trimmed(canvas)


def _trimmed(canvas: Image.Image) -> Pixels | None:
    box = canvas.getchannel("A").point(lambda alpha: 255 if alpha > 24 else 0).getbbox()
    return None if box is None else np.asarray(canvas.crop(box))


@dataclass
class Sprites:
    """A cache of all pictures so far: about 60 KB each, 70 MB for all."""

    font: ImageFont.FreeTypeFont
    _plain: dict[str, Pixels] = field(default_factory=dict)
    _body: dict[str, np.ndarray[tuple[int, ...], np.dtype[np.bool_]]] = field(default_factory=dict)

    def plain(self, key: str) -> Pixels:
        """The emoji `key` in its own colours, RGBA, cropped.

        Raises:
            FontNotFound: this font cannot draw it.
        """
        if key not in self._plain:
            picture = emoji_picture(key, self.font)
            if picture is None:
                raise FontNotFound(f"{font_path()} cannot draw {key!r}: a newer Noto Color Emoji can.")
            self._plain[key] = picture
        return self._plain[key]

    def coloured(self, key: str, colour: ColourName | None) -> Pixels:
        """The thing in a colour; None keeps an emoji's own colours. `key` is an emoji or "shape:" and a name."""
        if key.startswith("shape:"):
            return shapes.picture(key.removeprefix("shape:"), colour or "red")
        picture = self.plain(key)
        if colour is None:
            return picture
        if key not in self._body:
            self._body[key] = body_mask(picture)
        return tint(picture, colour, self._body[key])


@cache
def sprites() -> Sprites:
    """The sprites of this machine's font, one cache a process.

    Raises:
        FontNotFound: there is no font.
    """
    return Sprites(load_font())

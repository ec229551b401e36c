"""A caption on a picture: outlined capitals above and below, or dark words in a white bar.

Skia's paragraphs shape the words: they join Arabic, order right-to-left runs, break lines as each script does, and draw
emoji in colour. This module chooses fonts and sizes. The font for Latin comes with Nonet; others are the system's.
"""

from __future__ import annotations

import threading
import unicodedata
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal, TypeAlias

import numpy as np
from jaxtyping import UInt8
from PIL import Image

from bot.replies.fonts import DISPLAY, Fonts, system_fonts

Style = Literal["classic", "bar"]
Picture: TypeAlias = UInt8[np.ndarray, "row column channel"]

EDGE_PIXELS = 768
"""A captioned tile is at least as wide: words on 128 pixels cannot be read."""
MARGIN = 1 / 32
LARGEST, SMALLEST = 1 / 8, 1 / 100
"""Heights of the letters, as parts of the width. Only signs as wide as a sentence become the smallest."""
SHRINK = 0.92
CLASSIC_SHARE = 0.36
"""The part of the picture's height that one classic caption may cover."""
BAR_SHARE = 0.5
"""The height of one bar at most, as a part of the picture's height."""
OUTLINE = 1 / 7
"""The width of the outline, as a part of the letters' height; half of it lies outside the letter."""
WHITE, INK = 0xFFFFFFFF, 0xFF16181C

RIGHT_TO_LEFT = frozenset({"R", "AL"})
TONOS = "\u0301"
"""The Greek accent, decomposed."""
START_RIGHT_TO_LEFT, END_DIRECTION = "\u2067", "\u2069"

_drawing = threading.Lock()
"""Skia's caches of fonts and shaped words are not made for several threads."""


@dataclass(frozen=True)
class UnknownScript(Exception):
    """No font here has this character."""

    character: str

    def __str__(self) -> str:
        return f"No font has {self.character!r}."


def captioned(picture: Picture, top: str, bottom: str, style: Style, fonts: Fonts | None = None) -> Picture:
    """The picture with its caption, at least EDGE_PIXELS wide; with bars it is higher, too. Slow: call it in a thread.

    Args:
        picture: RGB.
        top, bottom: sanitized text of one line each; either may be empty.
        fonts: by default those of this system.

    Raises:
        UnknownScript: no font has one of the characters.
    """
    with _drawing:
        fonts = fonts or system_fonts()
        image = Image.fromarray(picture)
        if image.width < EDGE_PIXELS:
            height = round(image.height * EDGE_PIXELS / image.width)
            image = image.resize((EDGE_PIXELS, height), Image.Resampling.LANCZOS)
        draw = _classic if style == "classic" else _bars
        return draw(np.asarray(image), top, bottom, fonts)


def _classic(picture: Picture, top: str, bottom: str, fonts: Fonts) -> Picture:
    import skia

    height, width, _ = picture.shape
    surface, pixels = _surface(picture)
    for text, above in ((top, True), (bottom, False)):
        if not text:
            continue
        words = _fitted(_capitals(text), fonts, width, height * CLASSIC_SHARE)
        outline = skia.Paint(
            Color=0xFF000000, AntiAlias=True, Style=skia.Paint.kStroke_Style, StrokeWidth=words.size * OUTLINE,
            StrokeJoin=skia.Paint.kRound_Join,
        )  # fmt: skip
        margin = width * MARGIN
        y = margin if above else height - margin - words.height
        words.paint(surface, y, outline)
        words.paint(surface, y, _ink(WHITE))
    del surface
    return _rgb(pixels)


def _bars(picture: Picture, top: str, bottom: str, fonts: Fonts) -> Picture:
    height, width, _ = picture.shape
    margin = width * MARGIN
    parts = [picture]
    for text, above in ((top, True), (bottom, False)):
        if not text:
            continue
        words = _fitted(text, fonts, width, height * BAR_SHARE - 2 * margin)
        bar = np.full((round(words.height + 2 * margin), width, 3), 255, np.uint8)
        surface, pixels = _surface(bar)
        words.paint(surface, margin, _ink(INK))
        del surface
        parts.insert(0 if above else len(parts), _rgb(pixels))
    return np.concatenate(parts)


# --- words -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Words:
    """Text as wide as it may be. Lengths are in pixels."""

    text: str
    fonts: Fonts
    families: tuple[str, ...]
    size: float
    width: float

    @property
    def height(self) -> float:
        return float(self._paragraph(_ink(INK)).Height)

    def paint(self, surface: Any, y: float, paint: Any) -> None:
        margin = (surface.width() - self.width) / 2
        self._paragraph(paint).paint(surface.getCanvas(), margin, y)

    def _paragraph(self, paint: Any) -> Any:
        from skia import textlayout

        style = textlayout.TextStyle()
        style.setFontFamilies(list(self.families))
        style.setFontSize(self.size)
        style.setForegroundPaint(paint)
        whole = textlayout.ParagraphStyle()
        whole.setTextAlign(textlayout.TextAlign.kCenter)
        whole.setTextStyle(style)
        builder = textlayout.ParagraphBuilder.make(whole, self.fonts.collection, _unicode())
        builder.pushStyle(style)
        builder.addText(self.text)
        paragraph = builder.Build()
        paragraph.layout(self.width)
        return paragraph


def _fitted(text: str, fonts: Fonts, width: int, height: float) -> Words:
    """The text as large as it may be for this height. Raises UnknownScript."""
    families = tuple(_families(text, fonts))
    if _right_to_left(text):
        text = f"{START_RIGHT_TO_LEFT}{text}{END_DIRECTION}"
    size = width * LARGEST
    words = Words(text, fonts, families, size, width * (1 - 2 * MARGIN))
    while words.height > height and size > width * SMALLEST:
        size *= SHRINK
        words = Words(text, fonts, families, size, words.width)
    return words


def _families(text: str, fonts: Fonts) -> list[str]:
    found: set[str] = set()
    for character in text:
        if character.isspace() or unicodedata.category(character) == "Cf" or 0xFE00 <= ord(character) <= 0xFE0F:
            continue  # spaces, joiners and selectors are drawn by no font
        family = fonts.family_of(character)
        if family is None:
            raise UnknownScript(character)
        found.add(family)
    families = fonts.in_order(found)
    if len(families) > 1 and families[0] == DISPLAY.stem and any(_greek(character) for character in text):
        families = [*families[1:], DISPLAY.stem]  # it has Σ and Ω as signs: a word would be in two fonts
    return families


def _greek(character: str) -> bool:
    return unicodedata.name(character, "").startswith("GREEK")


def _capitals(text: str) -> str:
    """Greek ones have no accents, as Greek readers expect."""
    letters = (unicodedata.normalize("NFD", one).replace(TONOS, "") if _greek(one) else one for one in text.upper())
    return unicodedata.normalize("NFC", "".join(letters))


def _right_to_left(text: str) -> bool:
    """As Unicode says: by the first letter that has a direction (UAX #9, P2)."""
    strong = (unicodedata.bidirectional(character) for character in text)
    return next((kind for kind in strong if kind in {"L", *RIGHT_TO_LEFT}), "L") in RIGHT_TO_LEFT


@cache
def _unicode() -> Any:
    import skia

    return skia.Unicodes.ICU.Make()


# --- pixels ----------------------------------------------------------------------------------------------------------


def _surface(picture: Picture) -> tuple[Any, UInt8[np.ndarray, "row column channel"]]:
    """A surface that draws into the array beside it."""
    import skia

    pixels = np.dstack([picture, np.full(picture.shape[:2], 255, np.uint8)])
    return skia.Surface(pixels, colorType=skia.kRGBA_8888_ColorType), pixels


def _rgb(pixels: UInt8[np.ndarray, "row column channel"]) -> Picture:
    return np.ascontiguousarray(pixels[..., :3])


def _ink(colour: int) -> Any:
    import skia

    return skia.Paint(Color=colour, AntiAlias=True)

"""A contact sheet: up to nine small pictures in one, each with its number on it and its id below."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import UInt8
from PIL import Image, ImageDraw, ImageFont

from bot.replies.collage import number_tile

EDGE = 192
"""Pixels across a thumbnail."""
ACROSS = 3
ROOM = ACROSS * ACROSS
GAP, LABEL = 12, 30
COVER = 8
"""Pixels across a covered thumbnail, which shows no more than its colours."""
PAPER, INK, FAINT, GOLD = (24, 25, 28), (242, 243, 245), (148, 155, 164), (255, 196, 61)

Thumbnail = UInt8[np.ndarray, "row column channel"]


@dataclass(frozen=True, eq=False)
class Cell:
    """Args:
    thumbnail: None where there is none, for the reason that `note` says.
    label: ASCII.
    grid: it stands for nine pictures.
    """

    thumbnail: Thumbnail | None
    label: str
    grid: bool = False
    favourite: bool = False
    covered: bool = False
    note: str = ""


# --- slow, so call these in a thread ----------------------------------------------------------------------------------


def thumbnail(picture: UInt8[np.ndarray, "row column channel"]) -> Thumbnail:
    return np.asarray(Image.fromarray(picture).resize((EDGE, EDGE), Image.Resampling.LANCZOS))


def sheet(cells: Sequence[Cell]) -> UInt8[np.ndarray, "row column channel"]:
    """As many rows as the cells need; at least one cell."""
    rows = -(-len(cells) // ACROSS)
    across = min(len(cells), ACROSS)
    image = Image.new("RGB", (across * (EDGE + GAP) + GAP, rows * (EDGE + LABEL + GAP) + GAP), PAPER)
    for i, cell in enumerate(cells):
        corner = (GAP + i % ACROSS * (EDGE + GAP), GAP + i // ACROSS * (EDGE + LABEL + GAP))
        image.paste(_pictured(cell), corner)
        number_tile(image, i + 1, corner, EDGE)
        _label(image, cell, (corner[0], corner[1] + EDGE))
    return np.asarray(image)


def _pictured(cell: Cell) -> Image.Image:
    if cell.thumbnail is None:
        image = Image.new("RGB", (EDGE, EDGE), (49, 51, 56))
        draw = ImageDraw.Draw(image)
        draw.rectangle((0, 0, EDGE - 1, EDGE - 1), outline=FAINT)
        draw.text(
            (EDGE / 2, EDGE / 2), cell.note, font=ImageFont.load_default(15), fill=INK, anchor="mm", align="center"
        )
        return image
    image = Image.fromarray(cell.thumbnail)
    if cell.covered:
        image = image.resize((COVER, COVER), Image.Resampling.BOX).resize((EDGE, EDGE), Image.Resampling.BICUBIC)
    return image


def _label(image: Image.Image, cell: Cell, corner: tuple[int, int]) -> None:
    """The id; a grid has nine small squares before it, a favourite a star."""
    draw, (left, top) = ImageDraw.Draw(image), corner
    middle = top + LABEL / 2
    if cell.grid:
        for i in range(9):
            x, y = left + i % 3 * 5, middle - 7 + i // 3 * 5
            draw.rectangle((x, y, x + 3, y + 3), fill=FAINT)
        left += 22
    font = ImageFont.load_default(18)
    draw.text((left, middle), cell.label, font=font, fill=INK, anchor="lm")
    if cell.favourite:
        _star(draw, left + draw.textlength(cell.label, font=font) + 16, middle)


def _star(draw: ImageDraw.ImageDraw, x: float, y: float) -> None:
    radii = np.resize([9.0, 3.8], 10)
    angles = np.arange(10) * np.pi / 5
    draw.polygon(list(zip(x + radii * np.sin(angles), y - radii * np.cos(angles), strict=True)), fill=GOLD)

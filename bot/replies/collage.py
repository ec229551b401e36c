"""Nine pictures -> one collage, and files that say how they were drawn."""

from __future__ import annotations

import io
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from jaxtyping import UInt8
from PIL import Image, ImageDraw, ImageFont
from PIL.PngImagePlugin import PngInfo

from bot.operator import output_file
from bot.reply import File, Picture
from inference.api import NonetError

Pictures = UInt8[np.ndarray, "tile row column channel"]

FORMAT_FROM_SUFFIX = {".png": "PNG", ".webp": "WEBP", ".jpg": "JPEG", ".jpeg": "JPEG"}
METADATA_KEY = "nonet"
"""Of the PNG text chunk that holds the parameters as JSON; in WebP and JPEG they are the EXIF description."""

SUFFIX_FROM_FORMAT = {"PNG": ".png", "WEBP": ".webp", "JPEG": ".jpg"}
MIME_FROM_FORMAT = {"PNG": "image/png", "WEBP": "image/webp", "JPEG": "image/jpeg"}
WAYS: Mapping[str, Sequence[Mapping[str, Any]]] = {
    "PNG": ({"compress_level": 2},),
    "WEBP": tuple({"quality": quality, "method": 2} for quality in (92, 75, 50)),
    "JPEG": tuple({"quality": quality} for quality in (92, 75, 50)),
}
"""Pillow's options for each format, the best first. More effort makes a PNG 8 % smaller, and takes a third longer."""
LEAST_EDGE = 8
"""Pixels below which nothing is worth showing."""

GUTTER = 1 / 64
BADGE = 1 / 9
"""Width of a gutter and size of a tile's number with its badge, as parts of a tile's edge."""
GUTTER_COLOUR = BADGE_COLOUR = (24, 25, 28)
BADGE_OPACITY = 0.72
"""White on this over a white picture has a contrast of 7 to 1; less would show more of the picture, and less number."""
EXIF_DESCRIPTION = 0x010E
MAX_EXIF_BYTES = 60_000
"""Bytes of a description that a JPEG has room for."""


class PictureError(NonetError):
    """A picture cannot become such a file; the text says why."""


def collage(pictures: Pictures, *, numbered: bool = True) -> Image.Image:
    """The tiles row by row in a square grid, with thin gutters and, if wanted, each tile's number from 1."""
    tiles, rows, columns, _ = pictures.shape
    across = math.ceil(math.sqrt(tiles))
    down = math.ceil(tiles / across)
    gutter = max(1, round(columns * GUTTER))
    size = (across * (columns + gutter) - gutter, down * (rows + gutter) - gutter)
    image = Image.new("RGB", size, GUTTER_COLOUR)
    for i, picture in enumerate(pictures):
        corner = (i % across * (columns + gutter), i // across * (rows + gutter))
        image.paste(Image.fromarray(picture), corner)
        if numbered:
            number_tile(image, i + 1, corner, rows)
    return image


def enlarged(picture: Picture, edge: int) -> Picture:
    """`edge` pixels across, by Lanczos' filter. Slow: call it in a thread."""
    image = Image.fromarray(picture.pixels[0])
    image = image.resize((edge, round(edge * image.height / image.width)), Image.Resampling.LANCZOS)
    return replace(picture, pixels=np.asarray(image)[None], name=f"{picture.name}_{edge}px")


def save(image: Image.Image, path: Path, parameters: Mapping[str, object]) -> None:
    """Write `image` with `parameters` in its metadata, whole or not at all.

    Raises:
        PictureError: the suffix is no picture's.
        OutputError: the folder is missing, or the disk refuses.
    """
    kind = format_of(path)
    with output_file.whole(path) as file:
        image.save(file, kind, **_options(kind, parameters))


def encode(picture: Picture, *, kinds: Sequence[str] = ("PNG",), at_most: int = 10 * 2**20) -> File:
    """A file of `picture`, with its parameters in the metadata, of at most `at_most` bytes. Slow: call it in a thread.

    The first of `kinds` (Pillow's names: PNG, WEBP, JPEG) that fits, as good as it can be; where none does, the last
    of them in less quality, and then in smaller pictures.

    Raises:
        PictureError: not even a picture of a few pixels fits.
    """
    image = Image.fromarray(picture.pixels[0])
    for kind in kinds:
        for options in WAYS[kind]:
            data = _encoded(image, kind, picture.parameters, options)
            if len(data) <= at_most:
                return File(data, f"{picture.name}{SUFFIX_FROM_FORMAT[kind]}", MIME_FROM_FORMAT[kind])
    kind = kinds[-1]
    while min(image.size) > LEAST_EDGE:
        # Bytes grow with the area; the shrunken one is a little denser, so aim a little lower.
        factor = min(0.75, math.sqrt(at_most / len(data)) * 0.9)
        size = (max(1, int(image.width * factor)), max(1, int(image.height * factor)))
        image = image.resize(size, Image.Resampling.LANCZOS)
        data = _encoded(image, kind, picture.parameters, WAYS[kind][-1])
        if len(data) <= at_most:
            return File(data, f"{picture.name}{SUFFIX_FROM_FORMAT[kind]}", MIME_FROM_FORMAT[kind])
    raise PictureError(f"No picture fits into {at_most:,} bytes.")


def _encoded(image: Image.Image, kind: str, parameters: Mapping[str, object], options: Mapping[str, Any]) -> bytes:
    file = io.BytesIO()
    image.save(file, kind, **{**(_options(kind, parameters) if parameters else {}), **options})
    return file.getvalue()


def check(path: Path) -> None:
    """Raise PictureError or OutputError if `save` could not write to `path`. Writes nothing."""
    output_file.check(path)
    format_of(path)


def format_of(path: Path) -> str:
    """Pillow's name of the format that the suffix stands for. Raises PictureError for any other suffix."""
    kind = FORMAT_FROM_SUFFIX.get(path.suffix.lower())
    if kind is None:
        raise PictureError(f"{path} should end in one of {', '.join(FORMAT_FROM_SUFFIX)}.")
    return kind


def _options(kind: str, parameters: Mapping[str, object]) -> dict[str, Any]:
    """What Pillow is to write beside the pixels."""
    if kind == "PNG":
        info = PngInfo()
        text = json.dumps(dict(parameters), ensure_ascii=False)
        info.add_itxt(METADATA_KEY, text.encode("utf-8", "replace").decode())  # half a character cannot be written
        return {"pnginfo": info}
    exif = Image.Exif()
    text = json.dumps(dict(parameters))  # EXIF text is ASCII, so other characters are escaped
    if kind != "JPEG" or len(text) <= MAX_EXIF_BYTES:
        exif[EXIF_DESCRIPTION] = text
    return {"quality": 92, "exif": exif}


def number_tile(image: Image.Image, number: int, corner: tuple[int, int], rows: int) -> None:
    """A white number on a dark, slightly transparent badge: readable on any picture, and covers little of it."""
    size, inset, fine = max(9, round(rows * BADGE)), max(1, rows // 48), 4  # drawn four times finer, for smooth edges
    shade, ink = (Image.new("L", (size * fine, size * fine)) for _ in range(2))
    whole = (0, 0, size * fine - 1, size * fine - 1)
    ImageDraw.Draw(shade).rounded_rectangle(whole, radius=size * fine / 3.5, fill=round(255 * BADGE_OPACITY))
    font = ImageFont.load_default(size * fine * 0.8)
    left, top, right, bottom = font.getbbox(str(number))
    middle = ((size * fine - left - right) / 2, (size * fine - top - bottom) / 2)
    ImageDraw.Draw(ink).text(middle, str(number), font=font, fill=255, stroke_width=1)  # thin digits grow grey
    at = (corner[0] + inset, corner[1] + inset)
    image.paste(BADGE_COLOUR, at, shade.reduce(fine))
    image.paste("white", at, ink.reduce(fine))

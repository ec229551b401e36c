"""Nine pictures -> one collage, and files that say how they were drawn."""

from __future__ import annotations

import json
import math
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path

import numpy as np
from jaxtyping import UInt8
from PIL import Image, ImageDraw, ImageFont
from PIL.PngImagePlugin import PngInfo

from inference.api import NonetError

Pictures = UInt8[np.ndarray, "tile row column channel"]

FORMAT_FROM_SUFFIX = {".png": "PNG", ".webp": "WEBP", ".jpg": "JPEG", ".jpeg": "JPEG"}
METADATA_KEY = "nonet"
"""Of the PNG text chunk that holds the parameters as JSON; in WebP and JPEG they are the EXIF description."""

GUTTER = 1 / 64
NUMBER = 1 / 11
"""Width of a gutter and height of a tile's number, as parts of a tile's edge."""
GUTTER_COLOUR = (24, 25, 28)
EXIF_DESCRIPTION = 0x010E


class PictureError(NonetError):
    """A picture's file cannot be written; the text says why."""


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
            _number(image, i + 1, corner, max(9, round(rows * NUMBER)))
    return image


def save(image: Image.Image, path: Path, parameters: Mapping[str, object]) -> None:
    """Write `image` with `parameters` in its metadata, whole or not at all.

    Raises:
        PictureError: the suffix is no picture's, the folder is missing, or the disk refuses.
    """
    kind = format_of(path)
    text = json.dumps(dict(parameters), ensure_ascii=False)
    temporary = None
    try:
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as file:
            temporary = Path(file.name)
            if kind == "PNG":
                info = PngInfo()
                info.add_itxt(METADATA_KEY, text)
                image.save(file, kind, pnginfo=info)
            else:
                exif = Image.Exif()
                exif[EXIF_DESCRIPTION] = text
                image.save(file, kind, quality=92, exif=exif)
        umask = os.umask(0)
        os.umask(umask)
        temporary.chmod(0o666 & ~umask)  # a temporary file is private; a picture is as open as any new file
        temporary.replace(path)
    except OSError as error:
        if temporary:
            temporary.unlink(missing_ok=True)
        raise PictureError(f"{path} cannot be written: {error.strerror or error}.") from error


def format_of(path: Path) -> str:
    """Pillow's name of the format that the suffix stands for. Raises PictureError for any other suffix."""
    kind = FORMAT_FROM_SUFFIX.get(path.suffix.lower())
    if kind is None:
        raise PictureError(f"{path} should end in one of {', '.join(FORMAT_FROM_SUFFIX)}.")
    return kind


def _number(image: Image.Image, number: int, corner: tuple[int, int], height: int) -> None:
    # White with a dark rim is readable on any picture, and covers the least of it.
    font = ImageFont.load_default(height)
    inset = max(2, height // 4)
    ImageDraw.Draw(image).text(
        (corner[0] + inset, corner[1] + inset),
        str(number),
        font=font,
        fill="white",
        stroke_width=max(1, height // 9),
        stroke_fill=(0, 0, 0),
        anchor="lt",
    )

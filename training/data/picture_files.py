"""Picture files as squares of pixels, and captioned files as batches. It uses Pillow, but neither folders nor JAX."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from jaxtyping import UInt8
from PIL import ExifTags, Image, UnidentifiedImageError

from inference.api import NonetError
from training.data.batches import Batch
from training.scenes.rng import Rng

SUFFIXES = (".png", ".jpg", ".jpeg", ".webp", ".gif", ".bmp")
FORMATS = ("PNG", "JPEG", "WEBP", "GIF", "BMP")
"""The same formats for Pillow, whatever a file is called. Some of its other readers start programs."""
MIN_EDGE_PIXELS = 16
"""Of the shorter edge."""
MAX_PIXELS = 80_000_000
"""Below Pillow's own warning, and 240 MB when decoded."""
TURN_FROM_ORIENTATION = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}

Square = UInt8[np.ndarray, "edge edge 3"]


class BadPicture(NonetError):
    """A file that cannot be trained on; from `square` the text says what is wrong with "it", without its name."""


@dataclass(frozen=True)
class CaptionedPicture:
    """A picture's file and its caption."""

    path: Path
    caption: str


@dataclass(frozen=True)
class PictureBatches:
    """Batches of captioned pictures. Each epoch has every picture once, in its own order.

    Pictures are never mirrored: a caption may say left or right, and a picture may contain text.

    Args:
        size: pictures a batch; the next epoch fills a batch that the last one leaves incomplete.
        edge: pixels along each side of a picture.
        seed: of the order.

    Raises:
        BadPicture: when called: a file has changed or disappeared since it was checked.
    """

    entries: tuple[CaptionedPicture, ...]
    size: int
    edge: int
    seed: int = 0

    def __call__(self, number: int) -> Batch:
        places = range(number * self.size, (number + 1) * self.size)
        entries = [self.entries[self._index(place)] for place in places]
        with pillow_warnings_ignored():
            pictures = [self._square(entry.path) for entry in entries]
        return Batch(np.stack(pictures), tuple(entry.caption for entry in entries))

    def _index(self, place: int) -> int:
        epoch, place = divmod(place, len(self.entries))
        return epoch_order(self.seed, epoch, len(self.entries))[place]

    def _square(self, path: Path) -> Square:
        try:
            return load_square(path, self.edge)
        except BadPicture as error:
            raise BadPicture(f"{path} was a good picture when training began; now {error}.") from error


def load_square(path: Path, edge: int) -> Square:
    """The largest centred square of a picture, resized to `edge` x `edge` pixels, RGB.

    Transparent parts become white. The camera's orientation is applied. An animation gives its first frame. Call it
    within `pillow_warnings_ignored()`.

    Raises:
        BadPicture: the file is unreadable, damaged, too small or too large.
    """
    try:
        with Image.open(path, formats=FORMATS) as image:
            _check_size(*image.size)
            # A JPEG can be decoded at 1/2, 1/4 or 1/8; twice the edge is enough for the filter.
            image.draft(None, (2 * edge, 2 * edge))
            image.load()
            turn = TURN_FROM_ORIENTATION.get(_orientation(image))
            colours = _colours(image)
        width, height = colours.size
        middle = _middle(width, height)
        small = colours.resize((edge, edge), Image.Resampling.LANCZOS, box=middle)
        if small.mode == "RGBA":
            small = Image.alpha_composite(Image.new("RGBA", small.size, "white"), small).convert("RGB")
        return np.asarray(small if turn is None else small.transpose(turn))
    except BadPicture:
        raise
    except Image.DecompressionBombError as error:
        raise BadPicture(f"it has more than {MAX_PIXELS // 10**6} million pixels") from error
    except FileNotFoundError as error:
        raise BadPicture("it is not there") from error
    except UnidentifiedImageError as error:
        raise BadPicture("it is no PNG, JPEG, WebP, GIF or BMP") from error
    except OSError as error:
        raise BadPicture(f"it cannot be read ({error.strerror or error})") from error
    except Exception as error:  # a damaged file can make Pillow raise anything
        raise BadPicture(f"it is damaged ({error})") from error


@contextmanager
def pillow_warnings_ignored() -> Iterator[None]:
    """Hide Pillow's warnings about files, which `load_square` checks itself."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def _check_size(width: int, height: int) -> None:
    if width * height > MAX_PIXELS:
        raise BadPicture(f"it has more than {MAX_PIXELS // 10**6} million pixels")
    if min(width, height) < MIN_EDGE_PIXELS:
        raise BadPicture(f"it is {width} x {height} pixels, at least {MIN_EDGE_PIXELS} x {MIN_EDGE_PIXELS} are needed")


def _orientation(image: Image.Image) -> int:
    try:
        return int(image.getexif().get(ExifTags.Base.Orientation, 1))
    except Exception:  # damaged metadata of a good picture
        return 1


def _colours(image: Image.Image) -> Image.Image:
    """The picture as RGB, or as RGBA if parts are transparent."""
    if image.mode.startswith("I"):
        # 16-bit grey, which Pillow would clip at 255 instead of scaling.
        grey = np.clip(np.asarray(image), 0, 2**16 - 1) >> 8
        return Image.fromarray(grey.astype(np.uint8)).convert("RGB")
    return image.convert("RGBA" if image.has_transparency_data else "RGB")


def _middle(width: int, height: int) -> tuple[float, float, float, float]:
    edge = min(width, height)
    left, top = (width - edge) / 2, (height - edge) / 2
    return left, top, left + edge, top + edge


@lru_cache(maxsize=2)  # a batch may span two epochs
def epoch_order(seed: int, epoch: int, count: int) -> tuple[int, ...]:
    """0 to count - 1, shuffled (Fisher and Yates)."""
    rng, order = Rng(seed, epoch), list(range(count))
    for last in range(count - 1, 0, -1):
        other = rng.below(last + 1)
        order[last], order[other] = order[other], order[last]
    return tuple(order)

"""Pictures of any size -> the pixels that CLIP sees, as `preprocessor_config.json` says: resized, cropped, normalised.

Resizing is Pillow's, as in the reference, whose files say which filter; so the pixels are the reference's.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from jaxtyping import Float, UInt8
from PIL import Image

from inference.errors import BadRequest, ModelError, shown
from inference.model.config import json_object

PREPROCESSOR_FILE = "preprocessor_config.json"
MEAN, DEVIATION = (0.48145466, 0.4578275, 0.40821073), (0.26862954, 0.26130258, 0.27577711)
"""Of red, green and blue in CLIP's training pictures; the values of every published file."""
MOST_PIXELS = 2**25
"""Of a resized picture, before it is cropped. A line of one pixel by thousands becomes as high as the model sees."""

Picture = UInt8[np.ndarray, "_row _column 3"]


@dataclass(frozen=True)
class PixelPreparation:
    """What is done to a picture, step by step; None leaves a step out.

    Attributes:
        shortest: resize so that the shorter edge has so many pixels.
        exactly: resize to (height, width), whatever the picture's proportions.
        resample: Pillow's number of the filter.
        crop: cut (height, width) out of the middle, with zeros around a picture that is smaller.
        rescale: multiply by this.
        mean, deviation: subtract the one and divide by the other, for each colour.
    """

    shortest: int | None
    exactly: tuple[int, int] | None
    resample: int
    crop: tuple[int, int] | None
    rescale: float | None
    mean: tuple[float, ...] | None
    deviation: tuple[float, ...] | None

    @classmethod
    def published(cls, edge: int) -> PixelPreparation:
        """What every published CLIP does, for pictures of `edge` pixels."""
        return cls(edge, None, Image.Resampling.BICUBIC, (edge, edge), 1 / 255, MEAN, DEVIATION)

    @classmethod
    def read(cls, folder: Path, edge: int) -> PixelPreparation:
        """Read the folder's preprocessor_config.json; where there is none, as in some folders of safety checkers, it is
        what every published CLIP does.

        Args:
            edge: the pixels that the model sees along one edge, as its config.json says.

        Raises:
            ModelError: the file is broken, or prepares pictures of another size.
        """
        path = folder / PREPROCESSOR_FILE
        if not path.is_file():
            return cls.published(edge)
        values = json_object(path)
        size = _size(path, "size", values.get("size", edge)) if _on(path, values, "do_resize") else None
        shortest, exactly = (size, None) if isinstance(size, int) else (None, size)
        crop = None
        if _on(path, values, "do_center_crop"):
            cut = _size(path, "crop_size", values.get("crop_size", edge))
            crop = (cut, cut) if isinstance(cut, int) else cut
        if (result := crop or exactly) != (edge, edge):
            raise ModelError(f"{path} prepares pictures of {result or 'any size'}; the model sees {(edge, edge)}.")
        rescales, normalises = _on(path, values, "do_rescale"), _on(path, values, "do_normalize")
        resample = values.get("resample", int(Image.Resampling.BICUBIC))
        if type(resample) is not int or resample not in list(Image.Resampling):
            raise ModelError(f"{path} says resample is {shown(resample)}; expected a filter's number, 0 to 5.")
        return cls(
            shortest,
            exactly,
            resample,
            crop,
            _number(path, "rescale_factor", values.get("rescale_factor", 1 / 255)) if rescales else None,
            _colours(path, "image_mean", values.get("image_mean", MEAN)) if normalises else None,
            _colours(path, "image_std", values.get("image_std", DEVIATION)) if normalises else None,
        )

    def __call__(self, pictures: Sequence[Picture]) -> Float[np.ndarray, "picture 3 edge edge"]:
        """The pixels of RGB pictures, float32, colours first.

        Raises:
            BadRequest: a picture has no pixels, or would have too many because it is as good as a line.
        """
        return np.stack([self._one(picture) for picture in pictures])

    def _one(self, picture: Picture) -> Float[np.ndarray, "3 edge edge"]:
        height, width, _ = picture.shape
        if not height or not width:
            raise BadRequest("A picture without pixels cannot be looked at.")
        target = self.exactly
        if self.shortest is not None:
            longest = int(self.shortest * max(height, width) / min(height, width))
            target = (longest, self.shortest) if width <= height else (self.shortest, longest)
        if target is not None:
            if math.prod(target) > MOST_PIXELS:
                raise BadRequest(f"A picture of {width} x {height} pixels is too narrow to be looked at; cut it.")
            resized = Image.fromarray(picture).resize(target[::-1], Image.Resampling(self.resample))
            picture = np.asarray(resized)
        pixels = np.moveaxis(picture if self.crop is None else _cropped(picture, self.crop), -1, 0).astype(np.float32)
        if self.rescale is not None:
            pixels = pixels * np.float32(self.rescale)
        if self.mean is not None and self.deviation is not None:
            mean, deviation = (np.asarray(three, np.float32)[:, None, None] for three in (self.mean, self.deviation))
            pixels = (pixels - mean) / deviation
        return pixels


def _cropped(picture: Picture, size: tuple[int, int]) -> Picture:
    """The middle; of an odd rest, the larger half is left out below and right, and added above and left."""
    more = [max(0, wanted - found) for wanted, found in zip(size, picture.shape, strict=False)]
    if any(more):
        picture = np.pad(picture, [*(((extra + 1) // 2, extra // 2) for extra in more), (0, 0)])
    top, left = ((found - wanted) // 2 for wanted, found in zip(size, picture.shape, strict=False))
    return picture[top : top + size[0], left : left + size[1]]


def _on(path: Path, values: Mapping[str, Any], key: str) -> bool:
    value = values.get(key, True)
    if not isinstance(value, bool):
        raise ModelError(f"{path} says {key} is {shown(value)}; expected true or false.")
    return value


def _size(path: Path, key: str, value: object) -> int | tuple[int, int]:
    """One number is the shorter edge, or both; old files write it without a name."""
    if isinstance(value, dict):
        value = value.get("shortest_edge") if "shortest_edge" in value else [value.get("height"), value.get("width")]
    edges: list[Any] = value if isinstance(value, list) else [value]
    if len(edges) not in (1, 2) or not all(type(edge) is int and 0 < edge <= 4096 for edge in edges):
        raise ModelError(f"{path} says {key} is {shown(value)}; expected numbers of pixels from 1 to 4096.")
    first, last = int(edges[0]), int(edges[-1])
    return (first, last) if len(edges) == 2 else first


def _number(path: Path, key: str, value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
        raise ModelError(f"{path} says {key} is {shown(value)}; expected a number.")
    return float(value)


def _colours(path: Path, key: str, value: object) -> tuple[float, ...]:
    numbers = list(value) if isinstance(value, (list, tuple)) else [value] * 3
    if len(numbers) != 3:
        raise ModelError(f"{path} says {key} is {shown(value)}; expected three numbers.")
    three = tuple(_number(path, key, number) for number in numbers)
    if key == "image_std" and 0 in three:
        raise ModelError(f"{path} says {key} is {shown(value)}; it cannot be 0.")
    return three

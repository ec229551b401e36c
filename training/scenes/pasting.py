"""Putting drawings into a picture so that each lies in its patches alike, wherever it stands."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from training.scenes import anchors, cues, palette
from training.scenes.layout import Box
from training.scenes.palette import Pixels, Rgb
from training.scenes.stage_parts import Part
from training.scenes.staging import staged

ACROSS = 12
"""Patches along a picture, each of which is one code."""
TOO_NEAR = 24.0
"""A drawing nearer than this to what is behind it (CIE76) gets an outline."""
BITE = 0.17
"""The radius of what is bitten off, in fractions of the longer side."""

PALEST = (210, 680)
"""The sums of red, green and blue between which a colour is neither black nor white."""


def paste(layer: Image.Image, picture: Pixels, box: Box, *, standing: bool, rim: Rgb | None) -> None:
    """Put a drawing into a box: as large as the box's longer side allows, in its middle or on its floor.

    It is moved by half a patch at most, so that a drawing of one size lies in its patches alike wherever it stands, and
    what was learnt of it at one place is true at another.
    """
    size = layer.width
    scale = max(box.width, box.height) * size / max(picture.shape[:2])
    wide, high = (max(1, round(edge * scale)) for edge in (picture.shape[1], picture.shape[0]))
    small = Image.fromarray(np.ascontiguousarray(picture)).resize((wide, high), Image.Resampling.LANCZOS)
    x = round((box.left + box.width / 2) * size - wide / 2)
    y = round(box.bottom * size - high) if standing else round((box.top + box.height / 2) * size - high / 2)
    x, y = _in_patches(x, wide, size), _in_patches(y, high, size)
    if rim is not None:
        width = max(1, size // 96)
        edge = Image.new("L", (wide + 2 * width, high + 2 * width))
        edge.paste(small.getchannel("A"), (width, width))
        layer.paste(rim, (x - width, y - width), edge.filter(ImageFilter.MaxFilter(2 * width + 1)))
    layer.alpha_composite(small, (max(x, 0), max(y, 0)))


def _in_patches(start: int, length: int, size: int) -> int:
    """The place next to `start` where so long a thing has its middle on a border of patches, inside the picture."""
    patch = size // ACROSS
    middle = round((start + length / 2) / patch) * patch
    while middle - length / 2 < 0 and middle + length / 2 + patch <= size:
        middle += patch
    while middle + length / 2 > size and middle - length / 2 - patch >= 0:
        middle -= patch
    return max(0, round(middle - length / 2))


def paste_staged(layer: Image.Image, stage: str, pictures: Sequence[Pixels], behind: Rgb, rim: Rgb) -> None:
    """Put one or two drawings into a scene in which they do something; see staging.py.

    Args:
        pictures: RGBA, cut to their ink.
        behind: roughly the colour of the background, before which `rim` can be seen.
    """
    colours, skin = [mean(picture) for picture in pictures], skin_of(pictures[0])
    drawn: list[Part] = []
    for part in staged(stage, [anchors.found(picture) for picture in pictures]):
        if part.who is None:
            layer.alpha_composite(cues.drawn(part.mark, part.points, skin, layer.width))
            continue
        picture, colour = pictures[part.who], colours[part.who]
        if part.mark == "bitten":
            picture = bitten(picture, part.points[0])
        before = [behind, *(colours[other.who] for other in drawn if other.who not in {None, part.who})]
        near = any(palette.colour_difference(colour, other) < TOO_NEAR for other in before)
        paste(layer, picture, part.box, standing=False, rim=rim if near else None)
        drawn.append(part)


def bitten(picture: Pixels, at: tuple[float, float]) -> Pixels:
    """The drawing without a bite of three teeth around a place, in fractions of it."""
    high, wide = picture.shape[:2]
    r = BITE * max(high, wide)
    alpha = Image.fromarray(np.ascontiguousarray(picture[..., 3]))
    pen, (x, y) = ImageDraw.Draw(alpha), (at[0] * wide, at[1] * high)
    for dx, dy in ((-0.8, 0.0), (0.0, 0.55), (0.8, 0.0)):
        pen.ellipse((x + dx * r - r, y + dy * r - r, x + dx * r + r, y + dy * r + r), fill=0)
    return np.dstack([picture[..., :3], np.asarray(alpha)])


def skin_of(picture: Pixels) -> Rgb:
    """The colour that most of a drawing has, other than black and white: that of arms, which no drawing has."""
    solid = picture[::4, ::4][picture[::4, ::4, 3] > 128][:, :3].astype(int)
    light = solid.sum(1)
    solid = solid[(light > PALEST[0]) & (light < PALEST[1])]
    if not len(solid):
        return mean(picture)
    shades = solid // 32 @ (64, 8, 1)
    red, green, blue = (round(float(part)) for part in solid[shades == np.bincount(shades).argmax()].mean(0))
    return red, green, blue


def near(picture: Pixels, behind: Rgb) -> bool:
    return palette.colour_difference(mean(picture), behind) < TOO_NEAR


def mean(picture: Pixels) -> Rgb:
    """The mean colour of what is drawn, white where nothing is."""
    few = picture[::2, ::2]
    solid = few[few[..., 3] > 128]
    if not len(solid):
        return (255, 255, 255)
    red, green, blue = (round(float(channel)) for channel in solid[:, :3].mean(axis=0))
    return red, green, blue

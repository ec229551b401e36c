"""How each style is painted: a background and the things in front of it become one picture.

Every paint takes the background (RGB), the things (RGBA) and a seed for its grain. All pictures have the same size.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageChops, ImageFilter, ImageOps

Floats = NDArray[np.float32]


def plain(background: Image.Image, things: Image.Image, grain: int) -> Image.Image:
    """No style: the things in front of the background."""
    picture = background.copy()
    picture.paste(things, mask=things)
    return picture


def _floats(picture: Image.Image) -> Floats:
    return np.asarray(picture, np.float32)


def _picture(values: Floats) -> Image.Image:
    return Image.fromarray(values.clip(0, 255).astype(np.uint8))


@cache
def _noise(size: int, cell: int, seed: int) -> Floats:
    """Smooth noise of mean 0 and about ±1, [size, size], with blobs of `cell` pixels."""
    rough = np.random.default_rng(seed).integers(0, 256, (size // cell + 2, size // cell + 2), np.uint8)
    smooth = Image.fromarray(rough).resize((size, size), Image.Resampling.BICUBIC)
    return _floats(smooth) / 127.5 - 1


def _grain(size: int, cell: int, grain: int) -> Floats:
    """One of 8 cached patterns of noise."""
    return _noise(size, cell, grain % 8)


@cache
def _from_centre(size: int) -> Floats:
    """0 at the centre to 1 at the corners, [size, size]."""
    axis = np.linspace(-1, 1, size, dtype=np.float32)
    return np.asarray(np.sqrt(axis[:, None] ** 2 + axis**2) / 2**0.5, np.float32)


@cache
def _from_border(size: int) -> Floats:
    """0 at the border to 0.5 at the centre, [size, size]."""
    axis = np.linspace(0, 1, size, dtype=np.float32)
    near: Floats = np.minimum(axis, 1 - axis)
    nearest: Floats = np.minimum(near[:, None], near)
    return nearest


@cache
def _hatching(size: int, step: int, falling: bool) -> Floats:
    """Diagonal pencil strokes, 1 on a stroke and 0 between strokes, [size, size]."""
    rows, columns = np.mgrid[:size, :size]
    along = (rows + columns) if falling else (rows - columns)
    strokes: Floats = ((along % step) < step / 2).astype(np.float32)
    return strokes


def _edges(picture: Image.Image) -> Floats:
    """How much each pixel differs from its neighbours, 0 to 255, [height, width]; for any number of channels."""
    values = _floats(picture)
    values = values if values.ndim == 3 else values[..., None]
    steps = np.zeros(values.shape[:2], np.float32)
    across = np.abs(values[:, 2:] - values[:, :-2]).max(axis=-1)
    down = np.abs(values[2:] - values[:-2]).max(axis=-1)
    steps[:, 1:-1] = across
    steps[1:-1] = np.maximum(steps[1:-1], down)
    return steps


def _premultiplied(things: Image.Image) -> Image.Image:
    """The things with transparent pixels in black, so that no edges appear there."""
    return Image.composite(things, Image.new("RGBA", things.size), things.getchannel("A"))


def _grown(things: Image.Image, pixels: int) -> Image.Image:
    """The opacity of the things, grown by this many pixels."""
    return things.getchannel("A").filter(ImageFilter.MaxFilter(2 * pixels + 1))


def _wobbled(picture: Image.Image, reach: float, cell: int, grain: int) -> Image.Image:
    """Every pixel taken from up to `reach` pixels away, so that straight edges look drawn by hand."""
    size = picture.width
    rows, columns = np.mgrid[:size, :size]
    down = (rows + reach * _grain(size, cell, grain)).round().clip(0, size - 1).astype(np.intp)
    right = (columns + reach * _grain(size, cell, grain + 3)).round().clip(0, size - 1).astype(np.intp)
    return Image.fromarray(np.asarray(picture)[down, right])


def pixel_art(background: Image.Image, things: Image.Image, grain: int) -> Image.Image:
    size = background.size
    blocks = (max(1, size[0] // 4), max(1, size[1] // 4))
    small = things.resize(blocks, Image.Resampling.BOX)
    hard = small.getchannel("A").point(lambda alpha: 255 if alpha > 110 else 0)
    picture = background.resize(blocks, Image.Resampling.BOX)
    picture.paste(small.convert("RGB"), mask=hard)
    few = picture.quantize(20, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE).convert("RGB")
    return few.resize(size, Image.Resampling.NEAREST)


def black_and_white(background: Image.Image, things: Image.Image, grain: int) -> Image.Image:
    grey = plain(background, things, grain).convert("L")
    return ImageOps.autocontrast(grey, cutoff=1).convert("RGB")


def _lines(picture: Image.Image) -> Floats:
    """Pencil lines, 0 (none) to 1 (black), [height, width]."""
    return np.asarray((_edges(picture) / 90).clip(0, 1), np.float32)


def sketch(background: Image.Image, things: Image.Image, grain: int) -> Image.Image:
    size = background.width
    lines = np.maximum(_lines(_premultiplied(things)), 0.45 * _lines(plain(background, things, grain)))
    grey = _floats(plain(Image.new("RGB", background.size, (255, 255, 255)), things, grain).convert("L"))
    dark = (1 - grey / 255) * (0.25 + 0.4 * _hatching(size, 5, falling=True))
    ink = np.maximum(lines * (0.85 + 0.15 * _grain(size, 2, grain)), dark)[..., None]
    paper = np.array((250, 248, 242), np.float32) + 4 * _grain(size, 2, grain + 1)[..., None]
    return _picture(paper * (1 - ink) + np.array((52, 52, 60), np.float32) * ink)


def court_sketch(background: Image.Image, things: Image.Image, grain: int) -> Image.Image:
    size = background.width
    scene = _wobbled(plain(background, things, grain), 1.6, 8, grain)
    paper = np.array((224, 204, 170), np.float32) + 5 * _grain(size, 2, grain)[..., None]
    chalk = _floats(scene) * 0.72 + paper * 0.28
    strokes = _hatching(size, 7, falling=False)[..., None] * (0.5 + 0.5 * _grain(size, 10, grain + 1)[..., None])
    picture = chalk + (paper - chalk) * (0.22 + 0.34 * strokes)
    lines = np.maximum(0.85 * _lines(_wobbled(_premultiplied(things), 1.6, 8, grain)), 0.3 * _lines(scene))[..., None]
    return _picture(picture * (1 - lines) + np.array((64, 42, 30), np.float32) * lines)


def neon(background: Image.Image, things: Image.Image, grain: int) -> Image.Image:
    glow = _premultiplied(things)
    lines = (_edges(glow) / 110).clip(0, 1)[..., None]
    hsv = np.asarray(glow.filter(ImageFilter.MaxFilter(5)).convert("RGB").convert("HSV")).copy()
    hsv[..., 1] = np.where(hsv[..., 1] > 40, 230, 150)
    hsv[..., 0] = np.where(hsv[..., 1] == 150, 138 + 60 * (grain % 2), hsv[..., 0])
    hsv[..., 2] = 255
    colour = _floats(Image.frombytes("HSV", glow.size, hsv.tobytes()).convert("RGB"))
    tubes = _picture(colour * lines)
    halo = _floats(tubes.filter(ImageFilter.GaussianBlur(5))) * 1.5 + _floats(tubes.filter(ImageFilter.GaussianBlur(2)))
    night = np.array((12, 8, 28), np.float32)
    return _picture(night + halo * 0.8 + _floats(tubes) * 0.9 + 60 * lines**2)


def watercolor(background: Image.Image, things: Image.Image, grain: int) -> Image.Image:
    size = background.width
    wet = _wobbled(plain(background, things, grain), 1.6, 9, grain).filter(ImageFilter.GaussianBlur(0.8))
    wash = _floats(wet) * 0.8 + 255 * 0.2
    pools = 1 + 0.04 * _grain(size, 16, grain + 1)[..., None] - 0.28 * _lines(wet)[..., None]
    paper = 1 - 0.04 * np.abs(_grain(size, 2, grain + 2))[..., None]
    picture = wash * pools * paper
    dry = ((_from_border(size) + 0.03 * _grain(size, 10, grain + 4)) / 0.05).clip(0, 1)[..., None]
    return _picture(252 + (picture - 252) * dry)


def oil_painting(background: Image.Image, things: Image.Image, grain: int) -> Image.Image:
    size = background.width
    strokes = _wobbled(plain(background, things, grain), 2.4, 4, grain).filter(ImageFilter.MedianFilter(3))
    relief = _grain(size, 4, grain + 2)
    light = relief - np.roll(relief, (1, 1), (0, 1))
    return _picture(_floats(strokes) * 0.95 + 13 * light[..., None] + np.array((4, 0, -10), np.float32))


def photo(background: Image.Image, things: Image.Image, grain: int) -> Image.Image:
    size = background.width
    behind = background.filter(ImageFilter.GaussianBlur(size / 90))
    shadow = ImageChops.offset(things.getchannel("A"), size // 40, size // 24).filter(
        ImageFilter.GaussianBlur(size / 32)
    )
    behind.paste((30, 30, 36), mask=shadow.point(lambda alpha: alpha * 0.45))
    picture = _floats(plain(behind, things, grain))
    light = 1.06 - 0.42 * _from_centre(size)[..., None] ** 2
    return _picture(picture * light + 5 * _grain(size, 1, grain)[..., None])


def sticker(background: Image.Image, things: Image.Image, grain: int) -> Image.Image:
    size = background.width
    border = max(2, size // 26)
    cut = _grown(things, border).filter(ImageFilter.GaussianBlur(0.7))
    picture = background.copy()
    shadow = ImageChops.offset(cut, size // 50, size // 36).filter(ImageFilter.GaussianBlur(size / 50))
    picture.paste((40, 40, 50), mask=shadow.point(lambda alpha: alpha * 0.5))
    picture.paste((255, 255, 255), mask=cut)
    picture.paste(things, mask=things)
    return picture


def cartoon(background: Image.Image, things: Image.Image, grain: int) -> Image.Image:
    picture = background.copy()
    picture.paste((16, 16, 20), mask=_grown(things, max(1, background.width // 52)))
    few = ImageOps.posterize(things.convert("RGB"), 3)
    picture.paste(few.point(lambda value: min(255, value + 22)), mask=things.getchannel("A"))
    return picture


def blueprint(background: Image.Image, things: Image.Image, grain: int) -> Image.Image:
    size = background.width
    lines = np.maximum(_lines(_premultiplied(things)), 0.4 * _lines(plain(background, things, grain)))[..., None]
    paper = np.empty((size, size, 3), np.float32)
    paper[:] = (26, 74, 156)
    paper[:: size // 8] = paper[:, :: size // 8] = (66, 112, 190)
    return _picture(paper + (np.array((238, 244, 255), np.float32) - paper) * lines)


def pop_art(background: Image.Image, things: Image.Image, grain: int) -> Image.Image:
    size = background.width
    one, other = (
        ((250, 214, 40), (236, 60, 120)),
        ((70, 200, 230), (250, 230, 60)),
        ((250, 120, 170), (60, 70, 200)),
        ((120, 220, 120), (240, 90, 60)),
    )[grain % 4]
    rows, columns = np.mgrid[:size, :size]
    step = size // 16
    far = ((rows % step - step / 2) ** 2 + (columns % step - step / 2) ** 2) ** 0.5
    dots = (far < step * 0.3)[..., None]
    picture = _picture(np.where(dots, np.array(other, np.float32), np.array(one, np.float32)))
    picture.paste((10, 10, 14), mask=_grown(things, max(1, size // 60)))
    hsv = np.asarray(things.convert("RGB").convert("HSV")).copy()
    hsv[..., 1] = np.minimum(255, hsv[..., 1].astype(np.uint16) * 3 // 2)
    loud = ImageOps.posterize(Image.frombytes("HSV", things.size, hsv.tobytes()).convert("RGB"), 2)
    picture.paste(loud.point(lambda value: min(255, value * 4 // 3)), mask=things.getchannel("A"))
    return picture


def vintage(background: Image.Image, things: Image.Image, grain: int) -> Image.Image:
    size = background.width
    grey = _floats(plain(background, things, grain).convert("L"))[..., None] / 255
    sepia = np.array((62, 40, 22), np.float32) + grey * np.array((184, 180, 160), np.float32)
    worn = 1 - 0.5 * _from_centre(size)[..., None] ** 3
    return _picture(sepia * worn + 6 * _grain(size, 1, grain)[..., None])


def security_camera(background: Image.Image, things: Image.Image, grain: int) -> Image.Image:
    size = background.width
    grey = _floats(plain(background, things, grain).convert("L").filter(ImageFilter.GaussianBlur(0.8)))
    grey = 18 + grey * 0.72 + 10 * _grain(size, 1, grain)
    grey[::3] *= 0.8
    grey *= 1.1 - 0.6 * _from_centre(size) ** 2
    picture = grey[..., None] * np.array((0.86, 1.04, 0.9), np.float32)
    unit = size // 32
    picture[unit : 2 * unit, unit : 2 * unit] = (230, 40, 40)  # it is recording
    for mark in range(5):
        picture[-2 * unit : -unit, (1 + 2 * mark) * unit : (2 + 2 * mark) * unit + unit // 2] = 235
    return _picture(picture)

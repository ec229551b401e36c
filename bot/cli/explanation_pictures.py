"""The pictures of docs/how-it-works.md: how words become codes, and codes a picture, by any model."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, TypeAlias

import jax.numpy as jnp
import numpy as np
from flax import nnx
from jaxtyping import Int, UInt8
from PIL import Image, ImageDraw, ImageFont

from bot.replies import collage
from inference.api import Codes, Request
from inference.device.code_thumbnails import thumbnails
from inference.device.replay import AS_SAMPLED, Replay
from inference.model.vqgan import VQGAN
from inference.text.tokenizer import END, START, Word

if TYPE_CHECKING:
    from inference.device.runner import Runner

PAPER, INK, SOFT, LINE, ACCENT, WASH = "#fbf9f6", "#23201b", "#6a6357", "#d9d1c4", "#d9480f", "#efeae2"
WIDTH, EDGE, MARGIN, GAP = 1440, 400, 40, 80
"""Pixels: of every picture, a tile in it, what is left free around, and between two tiles."""
NINE = 640
CANDIDATES = 6
LINE_HEIGHT = 170
RARE = "a snorkelling grasshopper"
"""Words that a small vocabulary has in parts."""

OnProgress: TypeAlias = Callable[[float], None]
Picture = UInt8[np.ndarray, "row column channel"]


def images(runner: Runner, request: Request, tile: int, on_progress: OnProgress) -> Sequence[Image.Image]:
    """Draws the request at three scales of guidance, and makes five pictures: how a picture becomes codes and codes a
    picture, how words become tokens, the likeliest next codes, what guidance does, and all nine tiles.
    """
    scales = sorted({1.0, request.guidance, min(100.0, 3 * max(request.guidance, 1.0))})
    grids: dict[float, Codes] = {}
    for done, scale in enumerate(scales):
        grids[scale] = runner.codes(replace(request, guidance=scale))
        on_progress((done + 1) / (len(scales) + 1))
    pictures = {scale: np.concatenate(list(runner.pictures(codes))) for scale, codes in grids.items()}
    nine = pictures[request.guidance]
    codes, picture = grids[request.guidance][tile - 1], nine[tile - 1]
    return (
        _round_trip(runner, picture),
        _tokens([runner.model.words(request.prompt), runner.model.tokenizer.words(RARE, typed=True)]),
        _next_code(codes, picture, runner.replay(request, codes), runner),
        _guidance(request, pictures),
        collage.collage(nine, numbered=False).resize((NINE, NINE), Image.Resampling.LANCZOS),
    )


# --- a picture becomes codes, and codes a picture


def _round_trip(runner: Runner, picture: Picture) -> Image.Image:
    codes = np.asarray(_encoded(runner.model.vqgan, jnp.asarray(picture[None] / 255, jnp.float32)), np.int32)
    back = next(runner.pictures(codes))[0]
    image = _paper(EDGE + 2 * MARGIN + 40)
    _heading(image, 0, f"A picture of {picture.shape[1]} x {picture.shape[0]} pixels")
    _heading(image, 1, f"its {codes.shape[1]} codes")
    _heading(image, 2, "and back")
    image.paste(_tile(picture), _place(0))
    image.paste(_grid(runner, codes[0]), _place(1))
    image.paste(_tile(back), _place(2))
    _arrow(image, 0)
    _arrow(image, 1)
    return image


@nnx.jit
def _encoded(vqgan: VQGAN, pictures: object) -> object:
    return vqgan.encode(pictures)  # type: ignore[arg-type]


def _grid(runner: Runner, codes: Int[np.ndarray, " position"]) -> Image.Image:
    """The numbers of the codes, each on a pale picture of it."""
    edge = math.isqrt(len(codes))
    image = Image.new("RGB", (EDGE, EDGE), PAPER)
    draw = ImageDraw.Draw(image)
    font = _font(min(17.0, 1.5 * EDGE / edge / len(str(runner.vocabulary - 1))))
    for position, look in enumerate(_looks(runner, codes)):
        box = _patch(position, edge)
        image.paste(
            Image.blend(_tile(look, box[2] - box[0]), Image.new("RGB", (box[2] - box[0],) * 2, "white"), 0.6), box[:2]
        )
        draw.rectangle(box, outline="white")
        draw.text(((box[0] + box[2]) / 2, (box[1] + box[3]) / 2), str(codes[position]), INK, font, anchor="mm")
    return image


def _looks(runner: Runner, codes: Int[np.ndarray, " code"]) -> UInt8[np.ndarray, "code row column channel"]:
    return np.concatenate(list(thumbnails(runner.pictures, np.asarray(codes, np.int32), runner.length)))


# --- words become tokens


def _tokens(texts: Sequence[Sequence[Word]]) -> Image.Image:
    """Each text on a line of its own, or several: words above their tokens, with the mark before and the one behind."""
    image = _paper(4 * LINE_HEIGHT * len(texts))
    draw = ImageDraw.Draw(image)
    large, small = _font(30), _font(20)
    y = 20
    for words in texts:
        x = float(MARGIN)
        known = [(word.text, tuple(zip(word.parts, word.ids, strict=True))) for word in words]
        for word, tokens in [("", (("start", START),)), *known, ("", (("end", END),))]:
            widths = [
                max(draw.textlength(_seen(part), large), draw.textlength(str(number), small)) + 28
                for part, number in tokens
            ]
            width = sum(widths) + 6 * (len(widths) - 1)
            if x > MARGIN and x + width > WIDTH - MARGIN:
                x, y = float(MARGIN), y + LINE_HEIGHT
            draw.text((x + width / 2, y + 20), word, INK, large, anchor="mm")
            for (part, number), across in zip(tokens, widths, strict=True):
                box = (x, y + 50, x + across, y + 136)
                draw.rounded_rectangle(box, 12, fill=WASH if word else PAPER, outline=LINE, width=2)
                draw.text((x + across / 2, y + 78), _seen(part), INK if word else SOFT, large, anchor="mm")
                draw.text((x + across / 2, y + 114), str(number), ACCENT, small, anchor="mm")
                x += across + 6
            x += 22
        y += LINE_HEIGHT
    return image.crop((0, 0, WIDTH, y))


def _seen(part: str) -> str:
    return part.strip() or "space"


# --- the next code


def _next_code(codes: Int[np.ndarray, " position"], picture: Picture, replay: Replay, runner: Runner) -> Image.Image:
    """The picture up to where the choice was most open in its second half, and the likeliest codes there."""
    edge = math.isqrt(len(codes))
    chances = replay.chances[AS_SAMPLED]
    half = len(codes) // 2
    position = half + int(np.argmin(chances[half:, 0]))
    image = _paper(EDGE + 2 * MARGIN + 40)
    draw = ImageDraw.Draw(image)
    _heading(image, 0, f"The picture so far, {position} of {len(codes)} codes")
    shown = _tile(picture)
    paint = ImageDraw.Draw(shown)
    for later in range(position, len(codes)):
        paint.rectangle(_patch(later, edge), fill=WASH)
    box = _patch(position, edge)
    paint.rectangle(box, fill=PAPER, outline=ACCENT, width=4)
    paint.text(((box[0] + box[2]) / 2, (box[1] + box[3]) / 2), "?", ACCENT, _font((box[2] - box[0]) * 0.6), anchor="mm")
    image.paste(shown, _place(0))
    _heading(image, 1, "The likeliest next codes, and their chances")
    count = min(CANDIDATES, int((chances[position] > 0).sum()))
    likeliest = np.asarray(replay.likeliest[AS_SAMPLED, position, :count])
    left, top = _place(1)
    high = EDGE / CANDIDATES
    for rank, look in enumerate(_looks(runner, likeliest)):
        y, size = round(top + rank * high), round(high) - 14
        image.paste(_tile(look, size), (left, y))
        share, middle = float(chances[position, rank]), y + size / 2
        draw.text((left + size + 20, middle), str(likeliest[rank]), SOFT, _font(20), anchor="lm")
        start, room = left + size + 100, 480
        draw.rectangle((start, middle - 14, start + max(2, room * share), middle + 14), fill=ACCENT)
        draw.text((start + room * share + 14, middle), _percent(share), INK, _font(22), anchor="lm")
        if likeliest[rank] == codes[position]:
            draw.text((start + room * share + 110, middle), "picked", ACCENT, _font(22), anchor="lm")
    return image


def _percent(share: float) -> str:
    return "< 1 %" if share < 0.01 else f"{100 * share:.0f} %"


# --- guidance


def _guidance(request: Request, pictures: dict[float, collage.Pictures]) -> Image.Image:
    image = _paper(EDGE + 2 * MARGIN + 40)
    for column, (scale, grid) in enumerate(pictures.items()):
        _heading(
            image, column, f"Guidance {scale:g}" + (", as in the other pictures" if scale == request.guidance else "")
        )
        few = collage.collage(grid, numbered=False).resize((EDGE, EDGE), Image.Resampling.LANCZOS)
        image.paste(few, _place(column))
    return image


# --- parts


def _paper(height: int) -> Image.Image:
    return Image.new("RGB", (WIDTH, height), PAPER)


def _place(column: int) -> tuple[int, int]:
    return MARGIN + column * (EDGE + GAP), MARGIN + 40


def _heading(image: Image.Image, column: int, text: str) -> None:
    left, top = _place(column)
    ImageDraw.Draw(image).text((left, top - 22), text, INK, _font(24), anchor="lm")


def _arrow(image: Image.Image, column: int) -> None:
    left, top = _place(column)
    x, y = left + EDGE + 18, top + EDGE / 2
    draw = ImageDraw.Draw(image)
    draw.line((x, y, x + 36, y), SOFT, 5)
    draw.polygon([(x + 30, y - 12), (x + 46, y), (x + 30, y + 12)], SOFT)


def _tile(pixels: Picture, edge: int = EDGE) -> Image.Image:
    return Image.fromarray(pixels).resize((edge, edge), Image.Resampling.BICUBIC)


def _patch(position: int, edge: int) -> tuple[int, int, int, int]:
    """Left, top, right and bottom of a patch of a tile, whose edge need not be a multiple."""
    row, column = divmod(position, edge)
    return tuple(round(number * EDGE / edge) for number in (column, row, column + 1, row + 1))  # type: ignore[return-value]


def _font(size: float) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.load_default(size)

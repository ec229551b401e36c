"""The nine pictures as they appear, code by code, as one animated file that every chat plays by itself."""

from __future__ import annotations

import io
from math import isqrt

import numpy as np
from PIL import Image

from bot.replies import job_replies
from bot.replies.collage import collage
from bot.reply import File
from bot.store import Job
from inference.api import UNDRAWN, Pictures

FRAMES = 24
FRAME_MILLISECONDS, LAST_MILLISECONDS = 120, 3000
EDGES_PIXELS = (576, 448, 320, 224)
"""Across the animation: the first whose file is small enough."""
MAX_BYTES = 8 * 10**6


def growing(job: Job, pictures: Pictures, codes: int, *, max_bytes: int = MAX_BYTES) -> File:
    """A GIF. Slow: call it in a thread.

    Args:
        codes: of a tile; they were drawn row by row.
    """
    frames = [collage(_until(pictures, round(codes * (i + 1) / FRAMES), isqrt(codes))) for i in range(FRAMES)]
    for edge in EDGES_PIXELS:
        data = _gif(frames, edge)
        if len(data) <= max_bytes:
            break
    return File(data, f"{job.id}.gif", "image/gif", job_replies.animation_alt(job), job.spoiler)


def _until(pictures: Pictures, drawn: int, side: int) -> Pictures:
    """What the first `drawn` codes of each tile show."""
    patch = pictures.shape[1] // side
    shown = np.arange(side * side).reshape(side, side) < drawn
    pixels = np.kron(shown, np.ones((patch, patch), bool))[None, :, :, None]
    return np.where(pixels, pictures, np.uint8(UNDRAWN))


def _gif(frames: list[Image.Image], edge: int) -> bytes:
    """All frames in the colours of the last one: the others show parts of it."""
    small = [
        frame.resize((edge, round(edge * frame.height / frame.width)), Image.Resampling.LANCZOS) if frame.width > edge
        else frame
        for frame in frames
    ]  # fmt: skip
    palette = small[-1].quantize(255, dither=Image.Dither.NONE)
    palette.putpalette((palette.getpalette() or [])[: 3 * 255] + 3 * [UNDRAWN])
    indexed = [frame.quantize(palette=palette, dither=Image.Dither.NONE) for frame in small]
    file = io.BytesIO()
    indexed[0].save(
        file, "GIF", save_all=True, append_images=indexed[1:], loop=0,
        duration=[FRAME_MILLISECONDS] * (len(indexed) - 1) + [LAST_MILLISECONDS],
    )  # fmt: skip
    return file.getvalue()

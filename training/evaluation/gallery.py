"""One page of prompts, each with its nine tiles."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from inference.api import Request
from inference.device.runner import Runner
from inference.files.dalle_mini import DalleMini
from training.data.batches import Pictures
from training.evaluation.prompts import GALLERY
from training.scenes.contact_sheet import wrapped

COLUMNS, EDGE = 4, 96
"""Prompts in a row, and edge of a tile in pixels; the page stays legible at half its size."""
ACROSS = 3
"""Tiles in a row."""
GAP, MARGIN = 2, 20
LETTERS, LINE, LINES = 16, 21, 2
"""Font size, height of a line in pixels, lines of a caption."""
PAPER, INK = (255, 255, 255), (32, 33, 36)


def gallery(
    model: DalleMini,
    path: Path,
    prompts: Sequence[str] = GALLERY,
    on_progress: Callable[[int, int], None] = lambda done, of: None,
    *,
    base_request: Request | None = None,
) -> None:
    """Draw nine tiles of each prompt and write the page, a PNG.

    Args:
        on_progress: called with the prompts done and the number of all.
        base_request: seed, guidance, temperature and so on; its prompt is not used.
    """
    runner, base_request = Runner(model), base_request or Request("")
    grids = []
    for number, prompt in enumerate(prompts, 1):
        grids.append(runner.draw(replace(base_request, prompt=prompt)).pictures)
        on_progress(number, len(prompts))
    page(prompts, grids).save(path, optimize=True)


def page(prompts: Sequence[str], grids: Sequence[Pictures], columns: int = COLUMNS, edge: int = EDGE) -> Image.Image:
    """Grids of tiles, each above its prompt; tiles are shrunk or enlarged to `edge` pixels."""
    grid = ACROSS * edge + (ACROSS - 1) * GAP
    wide, high = grid + MARGIN, grid + LINES * LINE + MARGIN
    sheet = Image.new("RGB", (columns * wide + MARGIN, -(-len(prompts) // columns) * high + MARGIN), PAPER)
    pen, font = ImageDraw.Draw(sheet), ImageFont.load_default(LETTERS)
    for number, (prompt, tiles) in enumerate(zip(prompts, grids, strict=True)):
        left, top = MARGIN + number % columns * wide, MARGIN + number // columns * high
        for i, tile in enumerate(tiles):
            corner = (left + i % ACROSS * (edge + GAP), top + i // ACROSS * (edge + GAP))
            sheet.paste(Image.fromarray(np.asarray(tile)).resize((edge, edge), Image.Resampling.LANCZOS), corner)
        for line, text in enumerate(wrapped(prompt, lambda text: font.getlength(text) <= grid)[:LINES]):
            pen.text((left, top + grid + 4 + line * LINE), text, font=font, fill=INK)
    return sheet

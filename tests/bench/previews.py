"""How like previews are to the pictures, and what they cost; and the picture of that for docs/architecture.md.

    python -m tests.bench.previews --picture docs/previews.png

Draws prompts with the bundled model, and compares each tile with its preview when all codes are drawn, both at the
preview's size (4 pixels a code). Prints figures for docs/benchmarks.md, with the machine and how busy it is.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

import numpy as np
from PIL import Image

from bot.replies.collage import collage
from inference.api import Pictures, Request
from inference.device import compile_cache
from inference.files.model_folder import sampling

PROMPTS = (
    "a fox on the moon", "a red house in the snow", "a castle at night", "a cat eating a pizza", "a green dragon",
    "a bicycle on the beach",
)  # fmt: skip
ROWS = 3
"""Prompts in the picture."""
SHARES = (0.25, 0.5, 0.75, 1.0)
"""Of the codes: a preview for each, and then the pictures."""
EDGE, GAP = 240, 12
PAPER = "white"


def measured(model_name: str, picture: Path | None) -> None:
    from inference.device.previews import PreviewTable
    from inference.device.runner import Runner
    from inference.files import dalle_mini

    model = dalle_mini.load(dalle_mini.locate(model_name))
    table = PreviewTable(model)
    runner = Runner(model, previews=table)
    runner.compile()
    print(f"{runner.name}, load average {os.getloadavg()[0]:.1f}; {model_name}")
    with tempfile.TemporaryDirectory() as folder:
        print(f"opening a table that is kept: {_seconds(lambda: PreviewTable(model, Path(folder))) * 1e3:.0f} ms")
    parts: list[float] = []
    while not table.learned:
        parts.append(_seconds(runner.learn_codes))
    print(f"learning it, {len(parts)} calls of {runner.pictures_at_once} tiles: {sum(parts):.1f} s", flush=True)

    rows: list[list[Image.Image]] = []
    print("| prompt | root mean square, of 255 | correlation |\n|---|---|---|")
    for number, prompt in enumerate(PROMPTS):
        drawn = runner.draw(Request(prompt, seed=number, **sampling(model_name)))
        previews = [table.pictures(drawn.codes, round(share * runner.length)) for share in SHARES]
        whole = previews[-1]
        assert whole is not None
        off, alike = _compared(whole, drawn.pictures)
        print(f"| {prompt} | {off:.1f} | {alike:.3f} |", flush=True)
        rows.append([_shown(each) for each in (*previews, drawn.pictures) if each is not None])
    looked_up = median(_seconds(lambda: table.pictures(drawn.codes, runner.length)) for _ in range(50))
    print(f"a preview of nine tiles: {looked_up * 1e3:.2f} ms")
    if picture:
        _page(rows[:ROWS]).save(picture, optimize=True)


def _compared(preview: Pictures, pictures: Pictures) -> tuple[float, float]:
    """The root mean square of the difference, and the correlation of all values of all tiles."""
    tiles, edge = preview.shape[:2]
    each = pictures.shape[1] // edge
    small = pictures.reshape(tiles, edge, each, edge, each, 3).mean((2, 4))
    off = float(np.sqrt(np.square(small - preview).mean()))
    return off, float(np.corrcoef(small.ravel(), preview.ravel())[0, 1])


def _shown(pictures: Pictures) -> Image.Image:
    edge = EDGE // 3
    tiles = [np.asarray(Image.fromarray(tile).resize((edge, edge), Image.Resampling.BICUBIC)) for tile in pictures]
    return collage(np.stack(tiles), numbered=False).resize((EDGE, EDGE), Image.Resampling.LANCZOS)


def _page(rows: list[list[Image.Image]]) -> Image.Image:
    page = Image.new("RGB", (len(rows[0]) * (EDGE + GAP) - GAP, len(rows) * (EDGE + GAP) - GAP), PAPER)
    for row, images in enumerate(rows):
        for column, image in enumerate(images):
            page.paste(image, (column * (EDGE + GAP), row * (EDGE + GAP)))
    return page


def _seconds(call: Callable[[], object]) -> float:
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", default="pocket")
    parser.add_argument("--picture", type=Path)
    options = parser.parse_args()
    compile_cache.keep()
    measured(options.model, options.picture)
    return 0


if __name__ == "__main__":
    sys.exit(main())

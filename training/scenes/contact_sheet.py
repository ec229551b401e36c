"""Scenes with their captions on one sheet: `python -m training.scenes.contact_sheet OUT.png`."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import get_args

from PIL import Image, ImageDraw, ImageFont

from training.scenes.compose import Scene, Split, scene

MARGIN, LINE, LETTERS = 4, 12, 24
"""Pixels around a picture, pixels a line of caption, letters in a line."""
LINES = 3


def sheet(scenes: Sequence[Scene], columns: int = 10) -> Image.Image:
    """The scenes in rows, each above its caption."""
    size = scenes[0].picture.shape[0]
    wide, high = size + MARGIN, size + LINES * LINE + MARGIN
    page = Image.new("RGB", (columns * wide, -(-len(scenes) // columns) * high), (255, 255, 255))
    pen, font = ImageDraw.Draw(page), ImageFont.load_default(10)
    for number, one in enumerate(scenes):
        x, y = number % columns * wide, number // columns * high
        page.paste(Image.fromarray(one.picture), (x, y))
        for line, text in enumerate(wrapped(one.caption, lambda text: len(text) <= LETTERS)[:LINES]):
            pen.text((x, y + size + line * LINE), text, font=font, fill=(0, 0, 0))
    return page


def wrapped(caption: str, fits: Callable[[str], bool]) -> list[str]:
    """The caption in lines that fit; a single word that does not fit has its own line."""
    lines = [""]
    for word in caption.split():
        longer = f"{lines[-1]} {word}".strip()
        if fits(longer) or not lines[-1]:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def main(arguments: Sequence[str] | None = None) -> int:
    """Write one PNG."""
    parser = argparse.ArgumentParser(prog="python -m training.scenes.contact_sheet", description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--first", type=int, default=0, help="seed of the first scene (default %(default)s)")
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--size", type=int, default=128, help="pixels of a picture (default %(default)s)")
    parser.add_argument("--split", choices=get_args(Split), default="train")
    options = parser.parse_args(arguments)
    seeds = range(options.first, options.first + options.count)
    sheet([scene(seed, split=options.split, size=options.size) for seed in seeds]).save(options.out)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

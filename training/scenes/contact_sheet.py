"""Scenes with their captions on one sheet.

python -m training.scenes.contact_sheet eating.png --drawings run/drawings --relation eating
"""

from __future__ import annotations

import argparse
import itertools
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import get_args

from PIL import Image, ImageDraw, ImageFont

from training.scenes.compose import Mix, plan_scene
from training.scenes.hand_cache import Drawings, open_drawings
from training.scenes.hand_scenes import draw, hands_for
from training.scenes.palette import Pixels
from training.scenes.relations import acts
from training.scenes.rng import Rng
from training.scenes.scene_plan import Split

MARGIN, LINE, LETTERS = 4, 12, 24
"""Pixels around a picture, pixels a line of caption, letters in a line."""
LINES = 3


def sheet(scenes: Sequence[tuple[str, Pixels]], columns: int = 10) -> Image.Image:
    """Pictures in rows, each above its caption."""
    size = len(scenes[0][1])
    wide, high = size + MARGIN, size + LINES * LINE + MARGIN
    page = Image.new("RGB", (columns * wide, -(-len(scenes) // columns) * high), (255, 255, 255))
    pen, font = ImageDraw.Draw(page), ImageFont.load_default(10)
    for number, (caption, picture) in enumerate(scenes):
        x, y = number % columns * wide, number // columns * high
        page.paste(Image.fromarray(picture), (x, y))
        for line, text in enumerate(wrapped(caption, lambda text: len(text) <= LETTERS)[:LINES]):
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


def seeds(first: int, count: int, split: Split, relation: str | None) -> list[int]:
    """The first seeds whose scenes have the relation, if one is asked for."""
    mix = relation_mix(relation)
    wanted = (seed for seed in itertools.count(first) if relation in {None, plan_scene(seed, split, mix).relation})
    return list(itertools.islice(wanted, count))


def relation_mix(relation: str | None) -> Mix | None:
    """Scenes in which something is done, if a relation is asked for; otherwise scenes of all kinds."""
    return None if relation is None else Mix(single=1e-9, count=0, pair=0, placed=0, on=0, acting=1, styled=0)


def scene(seed: int, split: Split, size: int, mix: Mix | None, drawings: Drawings) -> tuple[str, Pixels]:
    """A scene's caption and picture."""
    plan = plan_scene(seed, split, mix)
    return plan.caption, draw(plan, hands_for(plan, drawings, Rng(seed, 77)), drawings, size)


def main(arguments: Sequence[str] | None = None) -> int:
    """Write one PNG."""
    parser = argparse.ArgumentParser(
        prog="python -m training.scenes.contact_sheet", description="Scenes with their captions on one sheet."
    )
    parser.add_argument("out", type=Path)
    parser.add_argument("--drawings", type=Path, required=True, help="a cache of all hands' drawings")
    parser.add_argument("--first", type=int, default=0, help="seed of the first scene (default %(default)s)")
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--size", type=int, default=96, help="pixels of a picture (default %(default)s)")
    parser.add_argument("--split", choices=get_args(Split), default="train")
    parser.add_argument("--relation", choices=tuple(acts()), help="only scenes in which this is done")
    options = parser.parse_args(arguments)
    chosen, mix = seeds(options.first, options.count, options.split, options.relation), relation_mix(options.relation)
    drawings = open_drawings(options.drawings)
    sheet([scene(seed, options.split, options.size, mix, drawings) for seed in chosen]).save(options.out)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

"""Every drawing of every hand, rendered once into one file that is read by mapping it into memory.

python -m training.scenes.hand_cache --hands hands run/drawings      (`nonet train pocket` does it by itself)
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import numpy as np
from PIL import Image

from inference.errors import NonetError
from training.errors import TrainingError
from training.scenes.hands import HANDS, Hand, Sets, hands_folder
from training.scenes.palette import Pixels
from training.scenes.things import Thing, things

EDGE = 160
"""Pixels of a drawing's longer side, as large as the largest single thing in a tile of 192."""
PICTURES, INDEX = "drawings.npy", "drawings.json"
OnDrawn = Callable[[int, int], None]


@dataclass(frozen=True, eq=False)
class Drawings:
    """All drawings. `pictures` is RGBA [drawing, EDGE, EDGE, 4], each in the upper left corner."""

    pictures: Pixels
    place_from_drawing: dict[tuple[str, str], tuple[int, int, int]]

    def __contains__(self, drawing: tuple[str, str]) -> bool:
        return drawing in self.place_from_drawing

    def picture(self, hand: str, key: str) -> Pixels:
        """A hand's drawing of the thing with this key, cut to its ink. Raises KeyError where it has none."""
        number, width, height = self.place_from_drawing[hand, key]
        return self.pictures[number, :height, :width]

    def only(self, wanted: Callable[[str, str], bool]) -> Drawings:
        """Those of which `wanted(hand, key)` is true."""
        return replace(self, place_from_drawing={at: row for at, row in self.place_from_drawing.items() if wanted(*at)})

    def hands(self, key: str) -> tuple[str, ...]:
        """The hands that have drawn a thing, in the order of HANDS."""
        return tuple(hand.name for hand in HANDS if (hand.name, key) in self.place_from_drawing)


def open_drawings(folder: Path) -> Drawings:
    """The cache in a folder.

    Raises:
        TrainingError: there is none, it is broken, or it was rendered from other sets than HANDS says.
    """
    try:
        index = json.loads((folder / INDEX).read_text(encoding="utf-8"))
        if index["sets"] != _sets():
            raise TrainingError(f"{folder} was rendered from other sets of drawings; remove it and render it again.")
        pictures = np.load(folder / PICTURES, mmap_mode="r")
        rows = {(hand, key): (number, wide, high) for number, (hand, key, wide, high) in enumerate(index["drawings"])}
    except FileNotFoundError as error:
        raise TrainingError(f"{folder} has no rendered drawings: {error.filename} is missing.") from error
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise TrainingError(f"{folder} is broken ({error}); remove it and render it again.") from error
    if len(pictures) != len(rows):
        raise TrainingError(f"{folder} is broken ({len(pictures)} pictures, {len(rows)} names); render it again.")
    return Drawings(pictures, rows)


def render(sets: Sets, folder: Path, workers: int | None = None, on_drawn: OnDrawn = lambda done, total: None) -> None:
    """Render all sets into `folder`; the list that makes it a cache is written last.

    Raises:
        TrainingError: a picture cannot be rendered, or the folder cannot be written.
    """
    wanted = [(hand, thing) for hand in HANDS for thing in things() if thing.group != "shape"]
    rows: list[tuple[str, str, int, int]] = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / INDEX).unlink(missing_ok=True)
        writing = folder / (PICTURES + ".writing")
        pictures = np.lib.format.open_memmap(writing, "w+", np.uint8, (len(wanted), EDGE, EDGE, 4))
        with multiprocessing.get_context("spawn").Pool(workers or os.cpu_count(), _prepare, (sets,)) as pool:
            for done, ((hand, thing), drawn) in enumerate(zip(wanted, pool.imap(_render, wanted, 16), strict=True)):
                if drawn is not None:
                    high, wide = drawn.shape[:2]
                    pictures[len(rows), :high, :wide] = drawn
                    rows.append((hand.name, thing.key, wide, high))
                on_drawn(done + 1, len(wanted))
        np.save(folder / PICTURES, pictures[: len(rows)])
        writing.unlink()
        text = json.dumps({"sets": _sets(), "drawings": rows}, ensure_ascii=False)
        (folder / (INDEX + ".writing")).write_text(text, encoding="utf-8")
        (folder / (INDEX + ".writing")).replace(folder / INDEX)
    except OSError as error:
        raise TrainingError(f"{folder} cannot be written: {error.strerror or error}.") from error


def prepared(place: Path, folder: Path, on_drawn: OnDrawn = lambda done, total: None) -> Drawings:
    """The cache in `folder`, rendered from the packages in `place` where there is none yet."""
    if not (folder / INDEX).exists():
        render(Sets.read(place), folder, on_drawn=on_drawn)
    return open_drawings(folder)


def fitted(picture: Pixels) -> Pixels:
    """A drawing whose longer side is EDGE."""
    high, wide = picture.shape[:2]
    scale = EDGE / max(high, wide)
    size = max(1, round(wide * scale)), max(1, round(high * scale))
    return np.asarray(Image.fromarray(picture).resize(size, Image.Resampling.LANCZOS))


def _sets() -> list[list[str]]:
    return [[hand.name, hand.package, hand.version] for hand in HANDS]


@cache
def _here() -> list[Sets]:
    """In a worker, the sets that it renders from."""
    return []


def _prepare(sets: Sets) -> None:
    _here().append(sets)


def _render(wanted: tuple[Hand, Thing]) -> Pixels | None:
    picture = _here()[0].picture(*wanted)
    return None if picture is None else fitted(picture)


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Render all sets of drawings into a cache.")
    parser.add_argument("folder", type=Path, help="where the cache is made")
    parser.add_argument("--hands", type=Path, default=hands_folder(), help="where npm installed the packages")
    parser.add_argument("--workers", type=int, default=None)
    options = parser.parse_args(arguments)

    def told(done: int, total: int) -> None:
        if done % 500 == 0 or done == total:
            print(f"{done:,} of {total:,} drawings looked for", flush=True)

    try:
        render(Sets.read(options.hands), options.folder, options.workers, told)
        found = open_drawings(options.folder)
    except NonetError as error:
        print(error, file=sys.stderr)
        return 1
    count = {hand.name: sum(name == hand.name for name, _ in found.place_from_drawing) for hand in HANDS}
    print(", ".join(f"{name} {number:,}" for name, number in count.items()))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

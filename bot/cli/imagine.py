"""`nonet imagine`: draws a collage into a file."""

from __future__ import annotations

import argparse
import time
from pathlib import Path

import numpy as np
from PIL import Image

from bot.cli.one_request import drawn_as, load, request_of
from bot.cli.progress_bar import bar
from bot.operator import config
from bot.operator.output_file import OutputError, check_files
from bot.replies import collage
from inference.api import TILES, Request


def run(options: argparse.Namespace) -> None:
    """Raises NonetError, before anything is drawn, if an option, the model or the output cannot be used."""
    settings = config.read(options.config).model
    request = request_of(options, settings)
    _check_output(options)
    model = load(options, settings, request)

    # JAX is imported here, so that a mistyped option is refused at once.
    from inference.device.runner import Runner, device_name

    runner = Runner(model)
    start = time.perf_counter()
    with bar("drawing") as move:
        codes = runner.codes(request, move)
    with bar("painting") as move:
        pictures = []
        for picture in runner.pictures(codes):
            pictures.append(picture)
            move(sum(map(len, pictures)) / request.tiles)
    seconds = time.perf_counter() - start

    _write(options, request, model.name, np.concatenate(pictures))
    print(f"{options.output}  seed {request.seed}  {seconds:.1f} s on {device_name()}")


def _check_output(options: argparse.Namespace) -> None:
    """Checks the output before a minute of drawing; creates nothing."""
    collage.check(options.output)
    if not options.tiles:
        return
    if options.output.absolute() in [_tile(options.tiles, number) for number in range(1, TILES + 1)]:
        raise OutputError(f"{options.output} would be the collage and a tile; choose another name for one.")
    check_files(options.tiles, [f"{number}.png" for number in range(1, TILES + 1)], "tiles")


def _tile(folder: Path, number: int) -> Path:
    return folder.absolute() / f"{number}.png"


def _write(options: argparse.Namespace, request: Request, model: str, tiles: collage.Pictures) -> None:
    facts = drawn_as(request, model)
    collage.save(collage.collage(tiles), options.output, facts)
    if options.tiles:
        options.tiles.mkdir(parents=True, exist_ok=True)
        for number, picture in enumerate(tiles, 1):
            collage.save(Image.fromarray(picture), _tile(options.tiles, number), facts | {"tile": number})

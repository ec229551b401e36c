"""`nonet imagine`: a prompt becomes a collage in a file."""

from __future__ import annotations

import argparse
import secrets
import sys
import time
from pathlib import Path

import numpy as np
from PIL import Image

from bot import collage, config
from bot.terminal.bar import bar
from inference.api import MAX_SEED, BadRequest, Request

PROGRAMS = Path("~/.cache/nonet/programs")


def run(options: argparse.Namespace) -> None:
    """Raises NonetError before anything is drawn if an option, the model or the output cannot be used."""
    settings = config.read(options.config).model
    request = _request(options)
    _check_output(options)

    # JAX is imported only now, so that a mistyped option is answered at once.
    from inference import dalle_mini
    from inference.runner import Runner, device_name, keep_programs

    keep_programs(PROGRAMS.expanduser())
    place = dalle_mini.locate(options.model or settings.name, _vqgan(options, settings))
    with bar("loading") as move:
        model = dalle_mini.load(place, options.dtype or settings.dtype, lambda done, total: move(done / total))
    read = model.tokenizer.encode(request.prompt)
    if read.unread:
        print(f"read up to '…{read.read[-40:]}'; {read.unread} words were not read", file=sys.stderr)

    runner = Runner(model)
    start = time.perf_counter()
    with bar("drawing") as move:
        codes = runner.codes(request, move)
    with bar("painting") as move:
        pictures = []
        for picture in runner.render(codes):
            pictures.append(picture)
            move(sum(map(len, pictures)) / request.tiles)
    seconds = time.perf_counter() - start

    _write(options, request, model.name, np.concatenate(pictures))
    print(f"{options.output}  seed {request.seed}  {seconds:.1f} s on {device_name()}")


def _request(options: argparse.Namespace) -> Request:
    if not options.prompt.strip():
        raise BadRequest("The prompt is empty: write what to draw.")
    return Request(
        prompt=options.prompt,
        seed=secrets.randbelow(MAX_SEED + 1) if options.seed is None else options.seed,
        negative=options.no,
        guidance=options.guidance,
        temperature=options.temperature,
        top_k=options.top_k,
        top_p=options.top_p,
    )


def _vqgan(options: argparse.Namespace, settings: config.Model) -> str:
    # config.toml's picture decoder belongs to config.toml's model, not to another one named on the command line.
    return str(options.vqgan or ("" if options.model else settings.vqgan))


def _check_output(options: argparse.Namespace) -> None:
    """Find out before a minute of drawing, not after it."""
    collage.format_of(options.output)
    if not options.output.parent.is_dir():
        raise collage.PictureError(f"{options.output.parent} is not a folder; make it, or choose another output.")
    if options.output.is_dir():
        raise collage.PictureError(f"{options.output} is a folder; name a file.")
    if options.tiles:
        try:
            options.tiles.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise collage.PictureError(f"{options.tiles} cannot be made a folder: {error.strerror}.") from error


def _write(options: argparse.Namespace, request: Request, model: str, tiles: collage.Pictures) -> None:
    drawn_as = {
        "prompt": request.prompt,
        "seed": request.seed,
        "negative": request.negative,
        "guidance": request.guidance,
        "temperature": request.temperature,
        "top_k": request.top_k,
        "top_p": request.top_p,
        "model": model,
    }
    collage.save(collage.collage(tiles), options.output, drawn_as)
    if options.tiles:
        for number, picture in enumerate(tiles, 1):
            collage.save(Image.fromarray(picture), options.tiles / f"{number}.png", drawn_as | {"tile": number})

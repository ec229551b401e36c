"""`nonet imagine`: a prompt becomes a collage in a file."""

from __future__ import annotations

import argparse
import os
import secrets
import sys
import time
from pathlib import Path

import numpy as np
from PIL import Image

from bot.cli.progress_bar import bar
from bot.operator import config
from bot.replies import collage
from bot.replies.messages import called, say
from inference.api import MAX_SEED, TILES, BadRequest, Request
from inference.device import compile_cache
from inference.files.model_folder import sampling


def run(options: argparse.Namespace) -> None:
    """Raises NonetError before anything is drawn if an option, the model or the output cannot be used."""
    settings = config.read(options.config).model
    request = _request(options, options.model or settings.name)
    _check_output(options)

    # JAX is imported only now, so that a mistyped option is answered at once.
    from inference.device.runner import Runner, device_name
    from inference.files import dalle_mini

    compile_cache.keep()
    place = dalle_mini.locate(options.model or settings.name, _vqgan(options, settings))
    with bar("loading") as move:
        model = dalle_mini.load(place, options.dtype or settings.dtype, lambda done, total: move(done / total))
    read = model.encode(request).read
    if read.unread:
        unread = "1 word was" if read.unread == 1 else f"{read.unread} words were"
        print(f"read up to '…{read.text[-40:]}'; {unread} not read", file=sys.stderr)
    if read.kinds:
        kinds = ", ".join(say("en", "kind", word=word, kind=kind) for word, kind in read.kinds)
        print(say("en", "known-by-kind", kinds=kinds), file=sys.stderr)
    if read.unknown:
        words = ", ".join(say("en", "quoted", text=word) for word in read.unknown)
        print(say("en", "unknown-words", model=called(place.name), words=words), file=sys.stderr)

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


def _request(options: argparse.Namespace, model: str) -> Request:
    if not options.prompt.strip():
        raise BadRequest("The prompt is empty: write what to draw.")
    asked = {name: getattr(options, name) for name in ("guidance", "temperature", "top_k", "top_p")}
    return Request(
        prompt=options.prompt,
        seed=secrets.randbelow(MAX_SEED + 1) if options.seed is None else options.seed,
        negative=options.no,
        **sampling(model) | {name: value for name, value in asked.items() if value is not None},
    )


def _vqgan(options: argparse.Namespace, settings: config.ModelConfig) -> str:
    # config.toml's picture decoder belongs to config.toml's model, not to another one named on the command line.
    return str(options.vqgan or ("" if options.model else settings.vqgan))


def _check_output(options: argparse.Namespace) -> None:
    """Find out before a minute of drawing, not after it; nothing is made yet."""
    collage.check(options.output)
    if not options.tiles:
        return
    tiles = [_tile(options.tiles, number) for number in range(1, TILES + 1)]
    if options.output.absolute() in tiles:
        raise collage.PictureError(f"{options.output} would be the collage and a tile; choose another name for one.")
    if options.tiles.is_dir():
        for tile in tiles:
            collage.check(tile)
    else:
        here = next(folder for folder in options.tiles.absolute().parents if os.path.lexists(folder))
        collage.check_folder(here)
        if os.path.lexists(options.tiles):
            raise collage.PictureError(f"{options.tiles} is not a folder; name one for the tiles.")


def _tile(folder: Path, number: int) -> Path:
    return folder.absolute() / f"{number}.png"


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
        options.tiles.mkdir(parents=True, exist_ok=True)
        for number, picture in enumerate(tiles, 1):
            collage.save(Image.fromarray(picture), _tile(options.tiles, number), drawn_as | {"tile": number})

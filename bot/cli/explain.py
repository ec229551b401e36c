"""`nonet explain`: draws a picture, and writes a page that shows how it came about."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from bot.cli.one_request import drawn_as, load, notes, request_of
from bot.cli.progress_bar import bar
from bot.operator import config, output_file
from bot.operator.output_file import OutputError
from bot.replies import collage
from inference.api import TILES, BadRequest, Request
from inference.errors import shown

if TYPE_CHECKING:
    from bot.cli.explanation_page import Explanation
    from inference.device.runner import Runner

PAGE = Path("explanation.html")
SUFFIXES = (".html", ".htm")
PICTURES = ("codes.png", "tokens.png", "next-code.png", "guidance.png", "nine.png")
"""Of docs/how-it-works.md."""


def run(options: argparse.Namespace) -> None:
    """Raises NonetError, before anything is drawn, if an option, the model or the output cannot be used."""
    settings = config.read(options.config).model
    request = request_of(options, settings)
    if not 1 <= options.tile <= TILES:
        raise BadRequest(f"tile must be a whole number between 1 and {TILES}, not {shown(options.tile)}.")
    page = _page(options)
    model = load(options, settings, request, with_encoder=bool(options.pictures))

    # JAX is imported here, so that a mistyped option is refused at once.
    from bot.cli import explanation_page, explanation_pictures
    from inference.device.runner import Runner

    runner = Runner(model)
    if options.pictures:
        with bar("drawing") as move:
            images = explanation_pictures.images(runner, request, options.tile, move)
        options.pictures.mkdir(parents=True, exist_ok=True)
        for name, image in zip(PICTURES, images, strict=True):
            collage.save(image, options.pictures / name, drawn_as(request, model.name))
        print(f"{options.pictures}  seed {request.seed}  tile {options.tile}")
    if page:
        html = explanation_page.page(explained(runner, request, options.tile))
        with output_file.whole(page) as file:
            file.write(html)
        print(f"{page}  seed {request.seed}  tile {options.tile}")


def _page(options: argparse.Namespace) -> Path | None:
    """Where the page goes, if one is wanted. Checks all outputs before a minute of drawing; creates nothing."""
    if options.pictures:
        output_file.check_files(options.pictures, PICTURES, "pictures")
        if options.output is None:
            return None
    page: Path = options.output or PAGE
    output_file.check(page)
    if page.suffix.lower() not in SUFFIXES:
        raise OutputError(f"{page} should end in {' or '.join(SUFFIXES)}.")
    return page


def explained(runner: Runner, request: Request, tile: int) -> Explanation:
    """Draws the request, and looks at one of its tiles."""
    from bot.cli.explanation_page import Explanation
    from inference.device.code_thumbnails import thumbnails

    model = runner.model
    with bar("drawing") as move:
        codes = runner.codes(request, move)[tile - 1]
    with bar("reading") as move:
        replay = runner.replay(request, codes)
        move(1)
    picture = next(runner.pictures(codes[None]))[0]
    seen = np.union1d(codes, replay.likeliest[replay.chances > 0]).astype(np.int32)
    with bar("painting") as move:
        parts = []
        for part in thumbnails(runner.pictures, seen, runner.length):
            parts.append(part)
            move(sum(map(len, parts)) / len(seen))
    return Explanation(
        request=request,
        tile=tile,
        model=model.name,
        heads=model.config.decoder_attention_heads,
        layers=model.config.decoder_layers,
        vocabulary=runner.vocabulary,
        notes=notes(model.name, model.encode(request).reading),
        words=model.words(request.prompt),
        codes=codes,
        picture=picture,
        replay=replay,
        shown=seen,
        thumbnails=np.concatenate(parts),
    )

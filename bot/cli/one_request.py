"""One request from the command line: its options, and the model that draws it. `imagine` and `explain` share it."""

from __future__ import annotations

import argparse
import secrets
import sys
from typing import TYPE_CHECKING

from bot.cli.progress_bar import bar
from bot.operator.config import ModelConfig
from bot.replies.job_replies import facts_of, reading_notes
from bot.replies.messages import say
from inference.api import MAX_SEED, BadRequest, PromptReading, Request, steered
from inference.files.model_folder import reads_latin, sampling
from inference.text.normalizer import readable

if TYPE_CHECKING:
    from inference.files.dalle_mini import DalleMini


def request_of(options: argparse.Namespace, settings: ModelConfig) -> Request:
    """Raises BadRequest if the prompt or an option cannot be used, ModelError if there is no such model."""
    model = options.model or settings.name
    if not options.prompt.strip():
        raise BadRequest("The prompt is empty: write what to draw.")
    if not readable(options.prompt, latin=reads_latin(model)):
        raise BadRequest(say("en", "unreadable-prompt"))
    asked = {name: getattr(options, name) for name in ("guidance", "temperature", "top_k", "top_p")}
    return Request(
        prompt=options.prompt,
        seed=secrets.randbelow(MAX_SEED + 1) if options.seed is None else options.seed,
        negative=options.no,
        **steered(sampling(model), options.no) | {name: value for name, value in asked.items() if value is not None},
    )


def load(
    options: argparse.Namespace, settings: ModelConfig, request: Request, *, with_encoder: bool = False
) -> DalleMini:
    """The model that the options name, or else the settings; says on stderr what it does not read of the prompt.

    Args:
        with_encoder: also what turns pictures into codes, which drawing does without.

    Raises:
        ModelError: there is no such model, or it is broken.
    """
    from inference.device import compile_cache
    from inference.files import dalle_mini

    compile_cache.keep()
    place = dalle_mini.locate(options.model or settings.name, _vqgan(options, settings))
    dtype = options.dtype or settings.dtype
    with bar("loading") as move:
        model = dalle_mini.load(place, dtype, lambda done, total: move(done / total), with_encoder=with_encoder)
    for note in notes(model.name, model.encode(request).reading):
        print(note, file=sys.stderr)
    return model


def notes(model: str, reading: PromptReading) -> list[str]:
    """What the model does not read of the prompt, or reads as something else."""
    return reading_notes("en", model, facts_of(reading))


def drawn_as(request: Request, model: str) -> dict[str, object]:
    """What a file says about how it was drawn, so that it can be drawn again."""
    return {
        "prompt": request.prompt,
        "seed": request.seed,
        "negative": request.negative,
        "guidance": request.guidance,
        "temperature": request.temperature,
        "top_k": request.top_k,
        "top_p": request.top_p,
        "model": model,
    }


def _vqgan(options: argparse.Namespace, settings: ModelConfig) -> str:
    # The image decoder in config.toml belongs to the model in config.toml, not to one named on the command line.
    return str(options.vqgan or ("" if options.model else settings.vqgan))

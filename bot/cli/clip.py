"""`nonet clip`: how well pictures fit a text, best first, and what the safety checker would cover."""

from __future__ import annotations

import argparse
import warnings
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from bot.operator import config
from bot.operator.config import ClipConfig
from bot.text.sanitize import readable
from inference.api import BadRequest
from inference.errors import ModelError
from inference.regular_file import open_regular

if TYPE_CHECKING:
    from inference.model.clip_pixels import Picture
    from inference.model.safety_checker import Verdict

MOST_PIXELS = 2**26
"""Of a picture: 200 MB in memory. Pillow warns of more than 89 million."""


def run(options: argparse.Namespace) -> None:
    """Raises NonetError if there is no CLIP, or a picture cannot be opened."""
    settings = config.read(options.config).clip
    name, safety = options.clip or settings.name, options.safety or settings.safety
    # Imported here, so that a mistyped option is refused at once.
    from inference.files.clip_folder import CLIP_NAME

    if not name:
        raise ModelError(
            f'No CLIP is chosen: nonet model pull {CLIP_NAME}, then in config.toml under [clip]: name = "{CLIP_NAME}".'
        )
    if not options.text.strip():
        raise BadRequest("The text is empty: write what the pictures should show.")
    pictures = [opened(path) for path in options.pictures]

    from inference.device import compile_cache
    from inference.device.clip_scorer import ClipScorer, SafetyScorer
    from inference.files import clip_folder

    compile_cache.keep()
    dtype = options.dtype or settings.dtype
    scorer = ClipScorer(clip_folder.load_clip(name, dtype))
    checker = SafetyScorer(clip_folder.load_safety(safety, dtype)) if safety else None
    vectors, text = scorer.embed_pictures(pictures), scorer.embed_texts([options.text])
    cosines, scores = (vectors @ text.T)[:, 0], scorer.logits(vectors, text)[:, 0]
    verdicts = checker.verdicts(pictures) if checker else [None] * len(pictures)
    width = max(len(readable(str(path))) for path in options.pictures)
    for number in np.argsort(-scores, kind="stable"):
        file = readable(str(options.pictures[number]))
        print(f"{file:<{width}}  {scores[number]:6.2f}  cosine {cosines[number]:6.3f}{_said(verdicts[number])}")


def chosen(settings: ClipConfig) -> tuple[str, str]:
    """What the doctor says: whether the CLIP and the safety checker of config.toml are there, and what they are.

    Returns:
        "ok" with a sentence, or "off" with how to switch it on.

    Raises:
        ModelError: one of them is missing or broken.
    """
    from inference.files import checkpoint, clip_folder
    from inference.files.model_folder import folder_of
    from inference.model.clip_pixels import PixelPreparation

    if not settings.name and not settings.safety:
        return "off", f"[clip] name is empty; nonet model pull {clip_folder.CLIP_NAME} brings one"
    dtype, parts = checkpoint.COMPUTE_DTYPES[settings.dtype], []
    if settings.name:
        clip, _ = clip_folder.open_clip(folder_of(settings.name), dtype)
        clip_folder.parts_of(folder_of(settings.name), clip)
        parts.append(f"{settings.name}: {clip.projection_dim} numbers per picture of {clip.vision.image_size} pixels")
    if settings.safety:
        checker, weights = clip_folder.open_safety(folder_of(settings.safety), dtype)
        PixelPreparation.read(folder_of(settings.safety), checker.vision.image_size)
        concepts = weights.parameters["concepts",].shape[0]
        parts.append(f"safety checker {settings.safety}: {concepts} concepts")
    return "ok", "; ".join([*parts, "all keys and shapes fit"])


def opened(path: Path) -> Picture:
    """A picture's pixels, without its transparency. Raises BadRequest: it is none, or too large."""
    try:
        with open_regular(path) as file, warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            image = Image.open(file)
            if image.width * image.height > MOST_PIXELS:
                raise BadRequest(f"{path} has {image.width:,} x {image.height:,} pixels; expected fewer.")
            return np.asarray(image.convert("RGB"))
    except OSError as error:  # also what Pillow does not know, which has no strerror
        raise BadRequest(
            f"{path} cannot be opened as a picture: {error.strerror or 'its format is unknown'}."
        ) from error
    except (ValueError, SyntaxError, Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise BadRequest(f"{path} cannot be opened as a picture: {error}.") from error


def _said(verdict: Verdict | None) -> str:
    if verdict is None:
        return ""
    if not verdict.flagged:
        return "  would be shown"
    return f"  would be covered ({verdict.score:.3f} above the threshold of concept {verdict.closest + 1})"

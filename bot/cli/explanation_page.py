"""How a picture came about, as one page that needs nothing else: no server, no network, no other file."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise
from pathlib import Path
from string import Template
from typing import Any

import numpy as np
from jaxtyping import Float, Int32, UInt8
from PIL import Image

from bot.replies.messages import called
from inference.api import Pictures, Request
from inference.device.replay import AS_SAMPLED, WITH_PROMPT, WITHOUT_PROMPT, Replay
from inference.text.tokenizer import Word

STATIC = Path(__file__).parent / "static"
ACROSS = 32
"""Small pictures in a row of the one file that has all of them."""

LEAST = 0.001
"""Chances below which a code is not shown, unless it was picked."""


@dataclass(frozen=True, eq=False)
class Explanation:
    """A finished tile, and what the network computed for it."""

    request: Request
    tile: int
    model: str
    heads: int
    layers: int
    vocabulary: int  # of codes
    notes: Sequence[str]  # what the model did not read of the prompt, or read as something else
    words: Sequence[Word]
    codes: Int32[np.ndarray, " position"]
    picture: UInt8[np.ndarray, "row column channel"]
    replay: Replay
    shown: Int32[np.ndarray, " code"]  # codes that have a picture of their own
    thumbnails: Pictures


def page(told: Explanation) -> bytes:
    """The whole file. Every word of it that somebody wrote is escaped."""
    request, model = told.request, called(told.model)
    style, script = ((STATIC / f"explanation.{suffix}").read_text(encoding="utf-8").strip() for suffix in ("css", "js"))
    template = Template((STATIC / "explanation.html").read_text(encoding="utf-8"))
    html = template.substitute(
        {
            name: escape(str(value))
            for name, value in {
                "prompt": request.prompt,
                "model": model[:1].upper() + model[1:],
                "facts": " · ".join(
                    [model, f"seed {request.seed}", f"picture {told.tile} of {request.tiles}", _settings(request)]
                ),
                "length": len(told.codes),
                "last_code": f"{told.vocabulary - 1:,}",
                "start": 1 + int(np.argmin(told.replay.chances[AS_SAMPLED, :, 0])),  # where the choice was most open
                "without": _without(request),
                "without_means": _without_means(request),
                "as_drawn": _as_drawn(request),
                "heads": told.heads,
                "layers": told.layers,
            }.items()
        },
        notes="".join(f'<p class="soft">{escape(note)}</p>' for note in told.notes),
        picture=_data_url(told.picture),
        style=style,
        script=script,
        style_hash=_hash(style),
        script_hash=_hash(script),
        # In a script element only "<" could end it.
        data=json.dumps(_data(told)).replace("<", "\\u003c"),
    )
    return html.encode("utf-8", "replace")  # half a character cannot be written


def shares(words: Sequence[Word], attention: Float[np.ndarray, "position text"]) -> Float[np.ndarray, "position word"]:
    """The attention of each word, with that of the start mark before and of the end mark behind."""
    ends = np.cumsum([0, 1, *(len(word.ids) for word in words), 1])
    return np.stack([attention[:, a:b].sum(1) for a, b in pairwise(ends)], axis=1)


def _data(told: Explanation) -> Mapping[str, Any]:
    """What the page's script shows; chances and shares are 0 to 1."""
    replay = told.replay
    attention = shares(told.words, np.asarray(replay.attention))
    return {
        "edge": math.isqrt(len(told.codes)),
        "codes": told.shown.tolist(),
        "sprite": _data_url(_sprite(told.thumbnails)),
        "across": ACROSS,
        "thumbnail": told.thumbnails.shape[1],
        "withoutTitle": _without(told.request),
        "words": [
            {"text": "start", "mark": True},
            *({"text": word.text or "space", "mark": False} for word in told.words),
            {"text": "end", "mark": True},
        ],
        "patches": [
            {
                "code": int(told.codes[position]),
                "words": _rounded(attention[position]),
                "likely": _likely(told, position),
                "with": _ranked(replay, WITH_PROMPT, position),
                "without": _ranked(replay, WITHOUT_PROMPT, position),
            }
            for position in range(len(told.codes))
        ],
    }


def _likely(told: Explanation, position: int) -> list[list[float]]:
    """[code, chance in each way], the likeliest as sampled first; the code that was drawn is one of them."""
    replay, drawn = told.replay, int(told.codes[position])
    rows = [
        [int(code), *_rounded(chances)]
        for code, chances in zip(replay.likeliest[AS_SAMPLED, position], replay.sampled[:, position].T, strict=True)
        if chances[AS_SAMPLED] > 0 and chances.max() >= LEAST
    ]
    if drawn not in [row[0] for row in rows]:
        rows.append([drawn, *_rounded(replay.drawn[:, position])])
    return rows


def _ranked(replay: Replay, way: int, position: int) -> list[list[float]]:
    pairs = zip(replay.likeliest[way, position], replay.chances[way, position], strict=True)
    return [[int(code), *_rounded([chance])] for code, chance in pairs if chance >= LEAST]


def _rounded(numbers: Iterable[Any]) -> list[float]:
    """More exact than the page shows, in half of the bytes; only what is impossible becomes 0."""
    return [float(f"{number:.6g}") for number in numbers]


def _settings(request: Request) -> str:
    some = [f"guidance {request.guidance:g}", f"temperature {request.temperature:g}"]
    some += [f"top-k {request.top_k}"] if request.top_k else []
    some += [f"top-p {request.top_p:g}"] if request.top_p < 1 else []
    return ", ".join(some)


def _without(request: Request) -> str:
    return f"With “{request.negative}” instead" if request.negative.strip() else "Without the words"


def _without_means(request: Request) -> str:
    if request.negative.strip():
        return f"The chance when it reads what to avoid, “{request.negative}”, in place of your words."
    return "The chance when it reads an empty text in place of your words."


def _as_drawn(request: Request) -> str:
    sentences = [
        "The chance with which the code was picked.",
        "The network gives a score to every code, once on each side. "
        f"Guidance {request.guidance:g} goes {request.guidance:g} times the way from the scores on the other side to "
        "those with your words.",
    ]
    if request.temperature != 1:
        wilder = "less likely codes come up more often" if request.temperature > 1 else "likely codes become likelier"
        sentences.append(f"Temperature {request.temperature:g} divides the scores, so that {wilder}.")
    if request.top_k:
        sentences.append(f"Of all codes, the best {request.top_k:,} take part.")
    if request.top_p < 1:
        sentences.append(f"Of those, the likeliest that add up to {100 * request.top_p:g} % take part.")
    return " ".join(sentences)


def _sprite(thumbnails: Pictures) -> UInt8[np.ndarray, "row column channel"]:
    count, size = thumbnails.shape[:2]
    down = -(-count // ACROSS)
    padded = np.pad(thumbnails, ((0, down * ACROSS - count), (0, 0), (0, 0), (0, 0)))
    rows = padded.reshape(down, ACROSS, size, size, 3).swapaxes(1, 2)
    return rows.reshape(down * size, ACROSS * size, 3)


def _data_url(pixels: UInt8[np.ndarray, "row column channel"]) -> str:
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "PNG")
    return f"data:image/png;base64,{base64.b64encode(file.getvalue()).decode()}"


def _hash(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"

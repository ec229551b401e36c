"""The seam between the bot and the pictures: what may be asked, what comes back, and what can go wrong.

It knows the standard library and NumPy; importing it costs no JAX. What can go wrong is in errors.py.
"""

from __future__ import annotations

import math
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from numbers import Integral, Real
from typing import Literal, Protocol, TypeAlias, get_args

import numpy as np
from jaxtyping import Int32, UInt8

from inference.errors import (
    BadRequest,
    EngineBusy,
    EngineClosed,
    EngineError,
    EngineFailed,
    ModelError,
    NonetError,
)

__all__ = [
    "MAX_PROMPT",
    "MAX_SEED",
    "TILES",
    "BadRequest",
    "Codes",
    "Drawing",
    "Drawn",
    "Engine",
    "EngineBusy",
    "EngineClosed",
    "EngineError",
    "EngineFailed",
    "Lane",
    "ModelError",
    "NonetError",
    "Pictures",
    "Progress",
    "Read",
    "Request",
    "Waiting",
]

TILES = 9
"""Pictures in a grid."""

MAX_SEED = 2**32 - 1
"""Seeds are unsigned 32-bit numbers: short enough to type, and a JAX key takes them whole."""

MAX_PROMPT = 10_000
"""Characters of a prompt. The model reads about 60 words; this only keeps nonsense from costing time."""


Codes: TypeAlias = Int32[np.ndarray, "tile code"]
"""A tile is image_length codes (256 for DALL·E Mini, row by row), each below the VQGAN's n_embed."""

Pictures: TypeAlias = UInt8[np.ndarray, "tile row column channel"]

Lane = Literal["fast", "relaxed"]
"""Relaxed requests get the slots that nobody fast wants; they never starve for ever."""


@dataclass(frozen=True)
class Request:
    """One grid to draw. The defaults are the public recipe of DALL·E Mini.

    Args:
        prompt: what to draw, in words, at most MAX_PROMPT characters.
        seed: 0 to 2**32 - 1; the same seed and settings give the same pictures.
        negative: what to steer away from; it takes the place of the empty prompt on the unconditional side.
        guidance: super-conditioning; logits are unconditional + guidance * (conditional - unconditional).
        temperature: divides the guided logits; below 1 is safer, above 1 wilder.
        top_k: only the k likeliest codes may be drawn; 0 means all.
        top_p: only the smallest set of codes whose probability reaches p may be drawn; 1 means all.
        tiles: pictures wanted, 1 to 9.
        prefix: the first codes of each wanted tile, all of one length, shorter than a tile; empty: draw from nothing.
        id: what the log and the caller call this request; it does not change what is drawn.
        lane: fast before relaxed.
        tag: the start tag of fair queueing, a finite number: the smallest is next, equal ones by arrival (see
            bot/jobs/fair_queue.py).
        previews: somebody looks while it is drawn, so decode what there is now and then.

    Raises:
        BadRequest: an option of another kind or outside its range.
    """

    prompt: str
    seed: int = 0
    negative: str = ""
    guidance: float = 10.0
    temperature: float = 1.0
    top_k: int = 50
    top_p: float = 1.0
    tiles: int = TILES
    prefix: tuple[tuple[int, ...], ...] = ()
    id: str = ""
    lane: Lane = "fast"
    tag: float = 0.0
    previews: bool = False

    def __post_init__(self) -> None:
        _text("prompt", self.prompt)
        _text("negative prompt", self.negative)
        _whole("seed", self.seed, 0, MAX_SEED)
        _number("guidance", self.guidance, 0.0, 100.0)
        _number("temperature", self.temperature, 0.01, 100.0)
        _whole("top-k", self.top_k, 0, 2**20)
        _number("top-p", self.top_p, 0.001, 1.0)
        _whole("tiles", self.tiles, 1, TILES)
        _prefix(self.prefix, self.tiles)
        _lane(self.lane)
        _tag(self.tag)


@dataclass(frozen=True)
class Read:
    """How much of a prompt the model takes in: a model reads so many tokens, and the rest is not drawn."""

    text: str  # the prompt as far as it is read
    unread: int = 0  # words behind it
    unknown: tuple[str, ...] = ()  # words that the model never saw in training, where it keeps a list of those it did


@dataclass(frozen=True)
class Waiting:
    """In line: yielded at once, and whenever the place changes. Seconds are from now until the pictures are there."""

    place: int  # 1 is next
    seconds: float  # the likeliest
    soonest: float  # the band that should hold 9 of 10 waits
    latest: float


@dataclass(frozen=True, eq=False)
class Drawing:
    """In a slot. `done` grows from 0 to 1; `preview` shows what there is so far, plain where nothing is drawn yet."""

    done: float
    seconds: float  # until the pictures are there
    preview: Pictures | None = None


@dataclass(frozen=True, eq=False)
class Drawn:
    """Finished. `seconds` are the request's share of the device's time, which is what it costs."""

    codes: Codes
    pictures: Pictures
    seconds: float
    read: Read


Progress: TypeAlias = Waiting | Drawing | Drawn


class Engine(Protocol):
    """Turns requests into pictures. There is one per process; many coroutines may ask it at the same time."""

    def generate(self, request: Request) -> AsyncGenerator[Progress, None]:
        """Waiting …, Drawing …, and one Drawn at the end. Closing the generator cancels the request.

        A place can get worse, when somebody fairer comes. After a failed try it is Waiting, and Drawing from 0, again.

        Raises (from the first step of the iteration on):
            EngineBusy: the line is full.
            EngineClosed: the engine is stopping, or stopped before this request was drawn.
            EngineFailed: it failed twice.
            BadRequest: the model cannot take this request, as with a prefix longer than its tiles.
        """
        ...

    async def render(self, codes: Codes) -> Pictures:
        """Codes -> pixels again, any time later; the same codes give the same bytes.

        Raises:
            BadRequest: these are no codes of this model.
            EngineBusy, EngineClosed, EngineFailed: as for `generate`.
        """
        ...

    def expected(self, lane: Lane = "fast") -> Waiting:
        """What a request that came now would be told."""
        ...


def _text(option: str, value: str) -> None:
    if not isinstance(value, str):
        raise BadRequest(f"The {option} must be text, not {value!r}.")
    if len(value) > MAX_PROMPT:
        raise BadRequest(f"The {option} has {len(value):,} characters; at most {MAX_PROMPT:,} are read, so shorten it.")


def _whole(option: str, value: int, low: int, high: int) -> None:
    if not isinstance(value, Integral) or isinstance(value, bool) or not low <= value <= high:
        raise BadRequest(f"{option} must be a whole number between {low} and {high}, not {_shown(value)}.")


def _number(option: str, value: float, low: float, high: float) -> None:
    if not isinstance(value, Real) or isinstance(value, bool) or not low <= value <= high:  # NaN is within nothing
        raise BadRequest(f"{option} must be between {low} and {high}, not {_shown(value)}.")


def _prefix(prefix: tuple[tuple[int, ...], ...], tiles: int) -> None:
    if prefix and (len(prefix) != tiles or len(set(map(len, prefix))) != 1):
        raise BadRequest(f"A prefix gives every one of the {tiles} tiles equally many codes.")


def _lane(lane: Lane) -> None:
    if lane not in get_args(Lane):
        raise BadRequest(f"lane must be {' or '.join(get_args(Lane))}, not {_shown(lane)}.")


def _tag(tag: float) -> None:
    # A line with NaN in it has no order, and behind infinity nobody is ever next.
    if not isinstance(tag, Real) or isinstance(tag, bool) or not math.isfinite(tag):
        raise BadRequest(f"tag must be a finite number, not {_shown(tag)}.")


def _shown(value: object) -> str:
    """A value as it was given, unless that would fill the screen (or, as Python sees it, be a number too long)."""
    try:
        text = repr(value)
    except ValueError:
        return "a number of thousands of digits"
    return text if len(text) <= 40 else f"{text[:40]}…"

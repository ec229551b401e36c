"""The interface between the bot and the engine: requests, progress, results. Its exceptions are in errors.py.

It imports the standard library, NumPy and jaxtyping; importing it costs no JAX.
"""

from __future__ import annotations

import sys
from collections.abc import AsyncGenerator, Mapping
from dataclasses import dataclass
from numbers import Integral, Real
from typing import Any, Literal, Protocol, TypeAlias, get_args

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
    shown,
)

__all__ = [
    "MASH_LOAD",
    "MAX_PROMPT",
    "MAX_SEED",
    "TILES",
    "UNDRAWN",
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
    "PromptReading",
    "Request",
    "Waiting",
    "steered",
    "walk_dial",
]

TILES = 9
"""Pictures in a grid."""

MAX_SEED = 2**32 - 1
"""Seeds are unsigned 32-bit numbers: short enough to type, and a JAX key uses all of their bits."""

MAX_PROMPT = 10_000
"""Characters of a prompt. The model reads about 60 words; this limits the time that a huge text can cost."""


Codes: TypeAlias = Int32[np.ndarray, "tile code"]
"""A tile has image_length codes (256 for DALL·E Mini, row by row), each below the VQGAN's n_embed."""

Pictures: TypeAlias = UInt8[np.ndarray, "tile row column channel"]

MASH_LOAD = 1.5
"""Steps of a plain request that take as long as one of a mash: it runs the decoder with nothing, with the one prompt
and with the other; a plain request runs it with nothing and with the prompt."""

STEERING_GUIDANCE = 2.0
"""For a request that steers away from something, by a model that draws best without guidance."""

UNDRAWN = 127
"""Every channel of what is not drawn yet: a gray."""

Lane = Literal["fast", "relaxed"]
"""Relaxed requests get the slots that no fast request needs, but never starve (see inference/engine/queue.py)."""


@dataclass(frozen=True)
class Request:
    """One grid to draw. The defaults are those that DALL·E Mini was published with.

    Args:
        prompt: what to draw, in words, at most MAX_PROMPT characters.
        seed: 0 to 2**32 - 1; the same seed and settings give the same pictures.
        negative: what to steer away from; it replaces the empty prompt on the unconditional side.
        guidance: super-conditioning; logits are unconditional + guidance * (conditional - unconditional).
        temperature: divides the guided logits; below 1 the likeliest codes are drawn more often, above 1 less often.
        top_k: only the k likeliest codes may be drawn; 0 means all.
        top_p: only the smallest set of codes whose probability reaches p may be drawn; 1 means all.
        tiles: pictures wanted, 1 to 9.
        prefix: the first codes of each wanted tile, equally many and fewer than a tile has; empty: draw all codes.
        id: the name of this request in the log; it does not change what is drawn.
        lane: fast goes before relaxed.
        tag: the start tag of fair queueing, a finite number: the smallest is next, equal ones by arrival (see
            bot/jobs/fair_queue.py).
        previews: whether `Drawing` shows previews now and then.
        mash: a second prompt; each code is drawn between the two. Empty: there is none.
        dial: how far it is from the prompt to the second one: 0 draws exactly what the prompt alone does, 1 what the
            second alone does.
        walk: the dial moves over the tiles instead, in eight even steps from 0 to 1.

    Raises:
        BadRequest: an option has another type, or is outside its range.
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
    mash: str = ""
    dial: float = 0.5
    walk: bool = False

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
        _text("id", self.id)
        _tag(self.tag)
        _switch("previews", self.previews)
        _text("second prompt", self.mash)
        _number("dial", self.dial, 0.0, 1.0)
        _switch("walk", self.walk)

    @property
    def prefix_length(self) -> int:
        """Codes of each tile that are given, not drawn."""
        return len(self.prefix[0]) if self.prefix else 0

    @property
    def prompts(self) -> tuple[str, ...]:
        """Those that the pictures depend on: one, or the two of a mash. With one it is drawn as any other request."""
        if not self.mash or self.mash == self.prompt:
            return (self.prompt,)
        if not self.walk and self.dial in (0, 1):
            return (self.mash if self.dial else self.prompt,)
        return (self.prompt, self.mash)

    @property
    def dials(self) -> tuple[float, ...]:
        """Of each of nine tiles."""
        return tuple(walk_dial(tile) if self.walk else self.dial for tile in range(1, TILES + 1))

    @property
    def load(self) -> float:
        """What each step takes of the device, in plain requests: a mash has three sides, another request has two."""
        return MASH_LOAD if len(self.prompts) > 1 else 1.0


@dataclass(frozen=True)
class PromptReading:
    """How much of a prompt the model reads: a limited number of tokens; the rest does not change the pictures."""

    text: str  # the part of the prompt that is read
    unread: int = 0  # words after that part
    unknown: tuple[str, ...] = ()  # words that the model was not trained on, if the model has a list of its words
    dropped: tuple[str, ...] = ()  # links and signs of which nothing is read
    kinds: tuple[tuple[str, str], ...] = ()  # (noun, what is drawn for it), where the model knows only its kind


@dataclass(frozen=True)
class Waiting:
    """Queued: yielded at once, and whenever the place changes. Seconds are from now until the pictures are there."""

    place: int  # 1 is next
    seconds: float  # the likeliest
    soonest: float  # 9 of 10 waits should end between soonest and latest
    latest: float


@dataclass(frozen=True, eq=False)
class Drawing:
    """In a slot, or being rendered. `preview` shows the pictures so far, UNDRAWN where nothing is drawn yet; it is
    smaller than they will be."""

    done: float  # the share of the time from the slot to the pictures that has passed; it never goes back
    seconds: float  # until the pictures are there
    preview: Pictures | None = None


@dataclass(frozen=True, eq=False)
class Drawn:
    """Completed. `seconds` is the request's share of the device's time, from which its cost is computed."""

    codes: Codes
    pictures: Pictures
    seconds: float
    reading: PromptReading
    second: PromptReading | None = None  # of a mash's second prompt


Progress: TypeAlias = Waiting | Drawing | Drawn


class Engine(Protocol):
    """Turns requests into pictures. There is one per process; many coroutines may call it at the same time."""

    def generate(self, request: Request) -> AsyncGenerator[Progress, None]:
        """Yield Waiting at first, Drawing from the slot on, and Drawn at the end. To cancel, close the generator.

        A place gets worse when a request with a smaller tag comes. After a failed try, Waiting and Drawing start again.

        Raises (while it is iterated):
            EngineBusy: the queue is full.
            EngineClosed: the engine is stopping, or stopped before this request was drawn.
            EngineFailed: the request failed twice, or the engine is broken.
            BadRequest: this model cannot draw the request, for example because its prefix is too long.
        """
        ...

    async def render(self, codes: Codes) -> Pictures:
        """Decode any number of tiles to pictures; the same codes give the same bytes as when they were drawn.

        Raises:
            BadRequest: these are not codes of this model.
            EngineBusy, EngineClosed, EngineFailed: as for `generate`.
        """
        ...


def steered(options: Mapping[str, Any], negative: str) -> dict[str, Any]:
    """Options of a Request, changed where they would not look at what to steer away from: guidance of at most 1."""
    if not negative.strip() or options.get("guidance", Request.guidance) > 1:
        return dict(options)
    return {**options, "guidance": STEERING_GUIDANCE}


def walk_dial(tile: int) -> float:
    """The dial of tile 1 to 9 in a walk: 0, 1/8, ... 1."""
    return (tile - 1) / (TILES - 1)


def _text(option: str, value: str) -> None:
    if not isinstance(value, str):
        raise BadRequest(f"The {option} must be text, not {shown(value)}.")
    if len(value) > MAX_PROMPT:
        raise BadRequest(f"The {option} has {len(value):,} characters; at most {MAX_PROMPT:,} are read, so shorten it.")


def _whole(option: str, value: int, low: int, high: int) -> None:
    if not isinstance(value, Integral) or isinstance(value, bool) or not low <= value <= high:
        raise BadRequest(f"{option} must be a whole number between {low} and {high}, not {shown(value)}.")


def _number(option: str, value: float, low: float, high: float) -> None:
    if not isinstance(value, Real) or isinstance(value, bool) or not low <= value <= high:  # false for NaN, too
        raise BadRequest(f"{option} must be between {low} and {high}, not {shown(value)}.")


def _prefix(prefix: tuple[tuple[int, ...], ...], tiles: int) -> None:
    if not isinstance(prefix, tuple) or not all(isinstance(tile, tuple) for tile in prefix):
        raise BadRequest(f"prefix must be a tuple with a tuple of codes for each tile, not {shown(prefix)}.")
    if prefix and (len(prefix) != tiles or len(set(map(len, prefix))) != 1):
        raise BadRequest(f"A prefix gives every one of the {tiles} tiles equally many codes.")
    for code in (code for tile in prefix for code in tile):
        if not isinstance(code, Integral) or isinstance(code, bool) or code < 0:
            raise BadRequest(f"prefix has codes, which are whole numbers from 0, not {shown(code)}.")


def _lane(lane: Lane) -> None:
    if not isinstance(lane, str) or lane not in get_args(Lane):
        raise BadRequest(f"lane must be {' or '.join(get_args(Lane))}, not {shown(lane)}.")


def _tag(tag: float) -> None:
    # NaN has no place in an order, and a request with an infinite tag would never be next.
    if not isinstance(tag, Real) or isinstance(tag, bool) or not abs(tag) <= sys.float_info.max:
        raise BadRequest(f"tag must be a finite number, not {shown(tag)}.")


def _switch(option: str, value: bool) -> None:
    if not isinstance(value, bool):
        raise BadRequest(f"{option} must be True or False, not {shown(value)}.")

"""The seam between the bot and the pictures: what may be asked, what comes back, and what can go wrong.

It knows the standard library and NumPy; importing it costs no JAX.

    Exception
    └── NonetError        a sentence for a person, saying what to do
        ├── BadRequest    the request itself cannot be drawn: the asker can mend it
        └── ModelError    a model's file, name or configuration cannot be used: the operator can mend it
"""

from __future__ import annotations

from dataclasses import dataclass
from numbers import Integral, Real

TILES = 9
"""Pictures in a grid."""

MAX_SEED = 2**32 - 1
"""Seeds are unsigned 32-bit numbers: short enough to type, and a JAX key takes them whole."""

MAX_PROMPT = 10_000
"""Characters of a prompt. The model reads about 60 words; this only keeps nonsense from costing time."""


class NonetError(Exception):
    """Anything whose text is one sentence that a person can act on."""


class BadRequest(NonetError):
    """The request cannot be drawn as asked; the text names the option, its range and what was given."""


class ModelError(NonetError):
    """A model cannot be used; the text names the file or key, what was expected and what was found."""


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

    def __post_init__(self) -> None:
        _text("prompt", self.prompt)
        _text("negative prompt", self.negative)
        _whole("seed", self.seed, 0, MAX_SEED)
        _number("guidance", self.guidance, 0.0, 100.0)
        _number("temperature", self.temperature, 0.01, 100.0)
        _whole("top-k", self.top_k, 0, 2**20)
        _number("top-p", self.top_p, 0.001, 1.0)
        _whole("tiles", self.tiles, 1, TILES)


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


def _shown(value: object) -> str:
    """A value as it was given, unless that would fill the screen (or, as Python sees it, be a number too long)."""
    try:
        text = repr(value)
    except ValueError:
        return "a number of thousands of digits"
    return text if len(text) <= 40 else f"{text[:40]}…"

"""Which words of a prompt a model was not trained on. A small model lists its words in `words.json`.

It needs files and no device, so the bot can use it without loading a model.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from pathlib import Path

from inference.api import ModelError
from inference.regular_file import read_json

VOCABULARY_FILE = "words.json"
"""In a model's folder: a list of the words of its captions, in small letters without accents."""

WORD = re.compile(r"\w+")
OWNERS = re.compile(r"['’](?:s|re|ve|ll|d|m|t)\b|['’]", re.IGNORECASE)
"""The dog's bone, it's, don't: what follows an apostrophe says nothing about what to draw."""
# fmt: off
_TEXT = """
a about after again all also always am an and any are aren as at be because been before being both but by can could
couldn did didn do does doesn doing don done during each every few for from get gets getting got had hadn has hasn have
haven having he her here hers herself him himself his how i if in into is isn it its itself just let like made make
makes making many may me might more most much must my myself nearly need no nor not now of off oh ok okay on one only
onto or other our ours out over own per perhaps please quite rather really said same say she should shouldn so some
something such than that the their theirs them themselves then there these they this those though through to too toward
towards until up upon us use used using very via want wants was wasn way we were weren what when where which while who
whom whose why will with within without won would wouldn yes yet you your yours yourself
draw drawing drawn draws image images photo picture pictures show shows style
"""
# fmt: on
STOP_WORDS = frozenset(_TEXT.split())
"""Words that connect other words, or ask for a picture: they are never reported."""
ENDINGS = (("ies", "y"), ("ves", "f"), ("ves", "fe"), ("es", ""), ("s", ""))
"""Endings of plurals, and what the singular has instead."""
IRREGULAR = {
    "men": "man",
    "women": "woman",
    "people": "person",
    "children": "child",
    "mice": "mouse",
    "geese": "goose",
    "feet": "foot",
    "teeth": "tooth",
    "dice": "die",
    "oxen": "ox",
    "cacti": "cactus",
}


def unknown_words(folder: Path, prompt: str) -> tuple[str, ...]:
    """The words of `prompt`, as written there, that the model in `folder` was not trained on; each once, in order.

    Capitals, accents and plurals make no difference, and words like "the" do not count.

    Raises:
        ModelError: the folder's list of words is broken.
    """
    known = _known(folder / VOCABULARY_FILE)
    if known is None:
        return ()
    found = {_folded(word): word for word in reversed(WORD.findall(OWNERS.sub(" ", prompt).replace("_", " ")))}
    unknown = [word for folded, word in found.items() if folded not in STOP_WORDS and not _knows(known, folded)]
    return tuple(reversed(unknown))


def known_words(folder: Path) -> frozenset[str]:
    """The words of the model in `folder`, in small letters without accents; none where it has no list.

    Raises:
        ModelError: the list is broken.
    """
    return _known(folder / VOCABULARY_FILE) or frozenset()


def _known(path: Path) -> frozenset[str] | None:
    """The words of a file, read again only when it has changed; None if there is no such file."""
    try:
        now = path.stat()
        return _read(path, (now.st_mtime_ns, now.st_size))
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        raise ModelError(f"{path} cannot be read as a list of words ({reason}).") from error


@lru_cache(maxsize=8)
def _read(path: Path, state: tuple[int, int]) -> frozenset[str]:
    words = read_json(path)
    if not isinstance(words, list) or not all(isinstance(word, str) for word in words):
        raise ValueError("it is no list of strings")
    return frozenset(map(_folded, words))


def _knows(known: frozenset[str], word: str) -> bool:
    return any(one in known for one in _singulars(word))


def _singulars(word: str) -> list[str]:
    """The word, and every singular that it may be the plural of."""
    forms = [word, IRREGULAR.get(word, word)]
    return forms + [word.removesuffix(plural) + singular for plural, singular in ENDINGS if word.endswith(plural)]


def _folded(word: str) -> str:
    parts = unicodedata.normalize("NFKD", word.casefold())
    return "".join(part for part in parts if not unicodedata.combining(part))

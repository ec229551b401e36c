"""The words of a text as a search finds them, in any language, and what a search looks for.

Scripts that write no spaces (Chinese, Japanese, Thai, …) are cut into pairs of neighbouring signs, so that any part of
a sentence is found. Accents of Latin, Greek and Cyrillic letters and the points of Arabic and Hebrew are left out.
Words are letters, digits and marks only: nothing in them means anything to a database's query language.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

MAX_WORD_CHARACTERS = 32
"""Of longer words only the beginning is looked at."""
LEAST_BEGINNING = 3
"""A word of so many letters also finds longer ones that begin like it."""

_UNSPACED = re.compile(
    "[\u3005\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+"
)
_ACCENTS = range(200, 256)
"""Combining classes of the marks above and below Latin, Greek and Cyrillic letters."""
_POINTS = range(10, 36)
"""Those of Hebrew's and Arabic's points, which people leave out."""


@dataclass(frozen=True)
class Wanted:
    """One word of a search. `beginning`: words that only begin like it are found, too."""

    word: str
    beginning: bool


def words(text: str) -> list[str]:
    """Each once, in their order; single signs where a script writes no spaces come as the last of their sentence."""
    found: list[str] = []
    for run, unspaced in _runs(text):
        found += [run[i : i + 2] for i in range(len(run))] if unspaced else [run[:MAX_WORD_CHARACTERS]]
    return list(dict.fromkeys(found))


def wanted(text: str) -> list[Wanted]:
    """What a text must have to be found, all of it. [] where no letter, digit or picture sign is left."""
    found: list[Wanted] = []
    for run, unspaced in _runs(text):
        if not unspaced:
            found.append(Wanted(run[:MAX_WORD_CHARACTERS], len(run) >= LEAST_BEGINNING))
        elif len(run) == 1:
            found.append(Wanted(run, True))  # every sign is the first of a pair, or alone
        else:
            found += [Wanted(run[i : i + 2], False) for i in range(len(run) - 1)]
    return list(dict.fromkeys(found))


def _runs(text: str) -> list[tuple[str, bool]]:
    """Words, and runs of signs without spaces between them (True)."""
    found: list[tuple[str, bool]] = []
    for word in "".join(map(_or_space, _folded(text))).split():
        end = 0
        for run in _UNSPACED.finditer(word):
            if run.start() > end:
                found.append((word[end : run.start()], False))
            found.append((run[0], True))
            end = run.end()
        if end < len(word):
            found.append((word[end:], False))
    return found


def _folded(text: str) -> str:
    if text.isascii():
        return text.lower()
    text = unicodedata.normalize("NFKD", text.casefold())
    kept = (sign for sign in text if not (unicodedata.combining(sign) in _ACCENTS or _is_point(sign)))
    return unicodedata.normalize("NFKC", "".join(kept)).casefold()


def _is_point(sign: str) -> bool:
    return unicodedata.combining(sign) in _POINTS


def _or_space(sign: str) -> str:
    """Letters, digits and marks are words, a picture sign is one by itself, everything else ends one."""
    category = unicodedata.category(sign)
    if category[0] in "LN" or category in ("Mn", "Mc"):
        return sign if not 0xFE00 <= ord(sign) <= 0xFE0F else " "
    return f" {sign} " if category == "So" else " "

"""Which words of a prompt a small model knows, knows only by their kind, or never saw.

Its folder says so: `words.json` lists what it knows, words and names of several words; `kinds.json` says what is drawn
for other nouns: what they are a kind of, or what a picture of them has. A model without words.json knows everything.
It knows files and no device, so that whoever answers people can ask it without loading a model.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from inference.api import ModelError
from inference.regular_file import read_json
from inference.text.normalizer import ANY_LINK

VOCABULARY_FILE, KINDS_FILE = "words.json", "kinds.json"
"""In a model's folder: a list of what its captions say, in small letters without accents; and {"kinds": {"bird":
"crake|sparrow", ...}, "no typos": "..."}: nouns by their kind, and words that are no misspelt word of the list."""

WORD = re.compile(r"\w+")
LONGEST_NAME = 6
"""Words in a name, at most."""
LEAST_LETTERS = 5
"""Of a word that may be misspelt; a shorter one has too many neighbours."""
LETTERS = "abcdefghijklmnopqrstuvwxyz"
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


@dataclass(frozen=True)
class Reading:
    """How a model takes a prompt.

    Args:
        text: what it is given: the prompt, with kinds for nouns that it knows only by them.
        unknown: words that it never saw, as they are written, each once, in order.
        kinds: (as it is written, what is drawn) of each noun that is known by its kind alone, or was misspelt.
    """

    text: str
    unknown: tuple[str, ...] = ()
    kinds: tuple[tuple[str, str], ...] = ()


def read_prompt(folder: Path, prompt: str) -> Reading:
    """What the model in `folder` makes of a prompt. Capitals, accents and plurals make no difference, and words like
    "the" do not count.

    Raises:
        ModelError: the folder's lists of words are broken.
    """
    words = _words(folder)
    return Reading(prompt) if words is None else words.read(prompt)


def known_words(folder: Path) -> frozenset[str]:
    """The single words of the model in `folder`, in small letters without accents; none where it has no list.

    Raises:
        ModelError: the list is broken.
    """
    words = _words(folder)
    return frozenset(word for word in words.known if " " not in word) if words else frozenset()


@dataclass(frozen=True)
class Words:
    """What a model knows. `kinds` has what to draw for nouns that it does not; `no_typos` are no misspelt nouns."""

    known: frozenset[str]
    kinds: dict[str, str] = field(default_factory=dict)
    no_typos: frozenset[str] = frozenset()

    def read(self, prompt: str) -> Reading:
        spaced = ANY_LINK.sub(lambda match: " " * len(match[0]), prompt)
        spaced = OWNERS.sub(lambda match: " " * len(match[0]), spaced).replace("_", " ")
        found = [(match[0], _folded(match[0]), *match.span()) for match in WORD.finditer(spaced)]
        text, end, i = "", 0, 0
        unknown: dict[str, str] = {}
        kinds: dict[str, tuple[str, str]] = {}
        while i < len(found):
            count, kind = self._at(_together(prompt, found[i : i + LONGEST_NAME]))
            start, stop = found[i][2], found[i + count - 1][3]
            written = prompt[start:stop]
            if kind is None and count == 1 and not self._knows(found[i][1]):
                unknown.setdefault(found[i][1], written)
            elif kind is not None:
                kinds.setdefault(_folded(written), (written, kind))
                text += _with_article(prompt[end:start], kind) + kind
                end = stop
            i += count
        return Reading(text + prompt[end:], tuple(unknown.values()), tuple(kinds.values()))

    def _at(self, words: list[str]) -> tuple[int, str | None]:
        """How many of the words belong together, and what is drawn for them; None where they are taken as they are."""
        for count in range(len(words), 0, -1):
            name = " ".join(words[:count])
            for one in _singulars(name):
                if one in self.known or (count == 1 and one in STOP_WORDS):
                    return count, None
                if one in self.kinds:
                    return count, self.kinds[one] if one == name else _plural(self.kinds[one])
        return 1, self._meant(words[0])

    def _meant(self, word: str) -> str | None:
        """What is drawn for a word that is one letter too many, too few, wrong or misplaced from a known one."""
        if len(word) < LEAST_LETTERS or not self.kinds or word in self.no_typos:
            return None
        return next((one for one in one_edit_away(word) if any(same in self.known for same in _singulars(one))), None)

    def _knows(self, word: str) -> bool:
        return word in STOP_WORDS or any(one in self.known for one in _singulars(word))


def _together(prompt: str, found: list[tuple[str, str, int, int]]) -> list[str]:
    """The first words, up to where more than spaces and hyphens stand between two of them: others make no name."""
    for number in range(1, len(found)):
        if prompt[found[number - 1][3] : found[number][2]].strip(" -_"):
            return [word for _, word, _, _ in found[:number]]
    return [word for _, word, _, _ in found]


def _words(folder: Path) -> Words | None:
    """The words of a model, read once for each time that they are written; None where there is no such file."""
    path = folder / VOCABULARY_FILE
    try:
        return _read(path, (_state(path), _state(folder / KINDS_FILE)))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, RecursionError, AttributeError, KeyError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        raise ModelError(f"{path} cannot be read as a list of words ({reason}).") from error


def _state(path: Path) -> tuple[int, int]:
    now = path.stat() if path.exists() or path.name == VOCABULARY_FILE else None
    return (now.st_mtime_ns, now.st_size) if now else (0, 0)


@lru_cache(maxsize=8)
def _read(path: Path, state: tuple[tuple[int, int], ...]) -> Words:
    words = read_json(path)
    if not isinstance(words, list) or not all(isinstance(word, str) for word in words):
        raise ValueError("it is no list of strings")
    known, beside = frozenset(map(_folded, words)), path.with_name(KINDS_FILE)
    if not beside.exists():
        return Words(known)
    others = read_json(beside)
    kinds = {noun: kind for kind, nouns in others["kinds"].items() for noun in nouns.split("|")}
    return Words(known, kinds, frozenset(others["no typos"].split("|")))


def _singulars(name: str) -> list[str]:
    """The name, and every singular that it may be the plural of."""
    rest, space, word = name.rpartition(" ")
    forms = [word, IRREGULAR.get(word, word)]
    forms += [word.removesuffix(plural) + singular for plural, singular in ENDINGS if word.endswith(plural)]
    return [rest + space + form for form in forms]


def _plural(kind: str) -> str:
    """The plural of a kind: "green t rexes", "bowls of rice"."""
    head, link, rest = next((kind.partition(link) for link in (" of ", " in ", " on ") if link in kind), (kind, "", ""))
    before, space, word = head.rpartition(" ")
    many = {one: plural for plural, one in IRREGULAR.items()}.get(word)
    if many is None:
        many = word if word.endswith("s") else word + ("es" if word.endswith(("x", "z", "ch", "sh")) else "s")
        many = word[:-1] + "ies" if word.endswith("y") and word[-2:-1] not in "aeiou" else many
    return before + space + many + link + rest


def _with_article(before: str, kind: str) -> str:
    """The text before a kind, where "an" or "a" becomes what the kind wants."""
    article = re.search(r"(?i)\b(a)n?(\s+)$", before)
    if not article:
        return before
    return before[: article.start()] + article[1] + ("n" if kind[0] in "aeiou" else "") + article[2]


def one_edit_away(word: str) -> Iterator[str]:
    """Letters exchanged first, then one missing, one too many, and a wrong one; the first letter is seldom wrong."""
    parts = [(word[:i], word[i:]) for i in range(1, len(word) + 1)]
    yield from (a + b[1] + b[0] + b[2:] for a, b in parts if len(b) > 1)
    yield from (a + letter + b for a, b in parts for letter in LETTERS)
    yield from (a + b[1:] for a, b in parts if b)
    yield from (a + letter + b[1:] for a, b in parts if b for letter in LETTERS)


def _folded(word: str) -> str:
    parts = unicodedata.normalize("NFKD", word.casefold())
    return "".join(part for part in parts if not unicodedata.combining(part))

"""English enough for captions: which article a word takes, and its plural."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

Form = Literal["count", "plural", "mass"]
"""A cat, some scissors, some spaghetti: whether a word can be counted, is always plural, or is stuff."""

MARK_FROM_FORM: dict[Form, str] = {"count": "", "plural": "+", "mass": "~"}
"""How a word's form is written behind it in things.json."""

# Only what our own words need; a plural that regular endings make is not here.
PLURAL_FROM_SINGULAR = {
    "person": "people",
    "man": "men",
    "woman": "women",
    "child": "children",
    "mouse": "mice",
    "goose": "geese",
    "foot": "feet",
    "tooth": "teeth",
    "ox": "oxen",
    "die": "dice",
    "knife": "knives",
    "leaf": "leaves",
    "wolf": "wolves",
    "elf": "elves",
    "scarf": "scarves",
    "loaf": "loaves",
    "tomato": "tomatoes",
    "potato": "potatoes",
    "volcano": "volcanoes",
    "mango": "mangoes",
    "mosquito": "mosquitoes",
    "tornado": "tornadoes",
    "hero": "heroes",
    "superhero": "superheroes",
    "cactus": "cacti",
    "bacteria": "bacteria",
    "monarch": "monarchs",
    "lis": "lis",
}
UNCHANGED = frozenset(
    ("crossbones", "fish", "shrimp", "sheep", "deer", "moose", "bison", "squid", "aircraft", "trousers", "series")
)
UNCHANGED_ENDINGS = ("fish", "craft", "sheep")
SOUNDS_LIKE_YOU = re.compile(r"(uni(?!nt)|u(?:k|f|t|v|s[ae])|eu|one|ew)")
"""Vowels on paper that start with a consonant in the mouth: a unicorn, a ufo, a ewe, a one."""
LETTERS_WITH_VOWELS = re.compile(r"(x ray|xray|sos|suv|hour|8|f1)")
"""Consonants on paper that start with a vowel in the mouth: an x ray, an hourglass, an 8 ball."""

LINK = re.compile(
    r" (of|in|with|on|at|over|behind|to|taking|getting|riding|raising|doing|gesturing|going|holding|rowing|bouncing|"
    r"crossing|tipping|lifting|climbing|biking|playing|pointing|levitating|showing) "
)
"""Words that hang something on a noun which the plural leaves alone: ears OF corn, people GETTING haircut."""
WHOLE = (" face", " button", " hand", " sign", " emoji")
"""Nouns that end so are one piece, whatever is inside: rolling on the floor laughing FACES."""


@dataclass(frozen=True, slots=True)
class Noun:
    """A word or several for a thing, lower case, letters and digits and spaces only."""

    text: str
    form: Form = "count"

    @classmethod
    def read(cls, marked: str) -> Noun:
        """The noun written as in things.json: "cat", "scissors+", "spaghetti~"."""
        for form, mark in MARK_FROM_FORM.items():
            if mark and marked.endswith(mark):
                return cls(marked[: -len(mark)], form)
        return cls(marked)

    def marked(self) -> str:
        return self.text + MARK_FROM_FORM[self.form]

    def plural(self) -> str:
        return plural(self.text) if self.form == "count" else self.text


def article(phrase: str) -> str:
    """ "a" or "an", by the sound the phrase begins with."""
    if LETTERS_WITH_VOWELS.match(phrase):
        return "an"
    return "an" if phrase[0] in "aeiou" and not SOUNDS_LIKE_YOU.match(phrase) else "a"


def plural(noun: str) -> str:
    """Several of it: "ear of corn" -> "ears of corn", "t rex" -> "t rexes", "policeman" -> "policemen"."""
    if " and " in noun:
        return " and ".join(plural(part) for part in noun.split(" and "))
    head, rest = _split(noun)
    words = head.split(" ")
    words[-1] = _plural_word(words[-1])
    return " ".join(words) + rest


def _split(noun: str) -> tuple[str, str]:
    """The part that takes the plural, and what hangs on it: "man in suit" -> "man", " in suit"."""
    link = LINK.search(noun)
    if not link or noun.endswith(WHOLE):
        return noun, ""
    return noun[: link.start()], noun[link.start() :]


def _plural_word(word: str) -> str:
    if word in PLURAL_FROM_SINGULAR:
        return PLURAL_FROM_SINGULAR[word]
    if word in UNCHANGED or word.endswith(UNCHANGED_ENDINGS):
        return word
    if word.endswith(("woman", "man")) and word not in {"human", "shaman", "german"}:
        return word[:-2] + "en"
    if word.endswith("wolf"):
        return word[:-1] + "ves"
    if word.endswith(("s", "x", "z", "ch", "sh")):
        return word + "es"
    if word.endswith("y") and word[-2:-1] not in "aeiou":
        return word[:-1] + "ies"
    return word + "s"

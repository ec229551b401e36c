"""English for captions: a word's article and its plural."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

Form = Literal["count", "plural", "mass"]
"""Countable, always plural, or uncountable: a cat, some scissors, some spaghetti."""

MARK_FROM_FORM: dict[Form, str] = {"count": "", "plural": "+", "mass": "~"}
"""How things.json marks a word's form, after the word."""

# The irregular plurals among our words.
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
"""Spelt with a vowel, pronounced with a consonant: a unicorn, a ufo, a ewe, a one."""
LETTERS_WITH_VOWELS = re.compile(r"(x ray|xray|sos|suv|hour|8|f1)")
"""Spelt with a consonant, pronounced with a vowel: an x ray, an hourglass, an 8 ball."""

LINK = re.compile(
    r" (of|in|with|on|at|over|behind|to|taking|getting|riding|raising|doing|gesturing|going|holding|rowing|bouncing|"
    r"crossing|tipping|lifting|climbing|biking|playing|pointing|levitating|showing) "
)
"""Words after which a plural changes nothing: ears OF corn, people GETTING haircut."""
WHOLE = (" face", " button", " hand", " sign", " emoji")
"""Nouns with these endings are one unit, whatever they contain: rolling on the floor laughing FACES."""


@dataclass(frozen=True, slots=True)
class Noun:
    """One or several words for a thing, of lower-case letters, digits and spaces."""

    text: str
    form: Form = "count"

    @classmethod
    def read(cls, marked: str) -> Noun:
        """The noun from its notation in things.json: "cat", "scissors+", "spaghetti~"."""
        for form, mark in MARK_FROM_FORM.items():
            if mark and marked.endswith(mark):
                return cls(marked[: -len(mark)], form)
        return cls(marked)

    def marked(self) -> str:
        return self.text + MARK_FROM_FORM[self.form]

    def plural(self) -> str:
        return plural(self.text) if self.form == "count" else self.text


def article(phrase: str) -> str:
    """The article "a" or "an", by the sound at the start of the phrase."""
    if LETTERS_WITH_VOWELS.match(phrase):
        return "an"
    return "an" if phrase[0] in "aeiou" and not SOUNDS_LIKE_YOU.match(phrase) else "a"


def plural(noun: str) -> str:
    """The plural: "ear of corn" -> "ears of corn", "t rex" -> "t rexes", "policeman" -> "policemen"."""
    if " and " in noun:
        return " and ".join(plural(part) for part in noun.split(" and "))
    head, rest = _split(noun)
    words = head.split(" ")
    words[-1] = _plural_word(words[-1])
    return " ".join(words) + rest


def _split(noun: str) -> tuple[str, str]:
    """The part that takes the plural, and the rest: "man in suit" -> "man", " in suit"."""
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

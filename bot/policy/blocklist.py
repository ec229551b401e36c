"""The block list: rules, and which of them a prompt breaks. Disguises are removed first (bot/policy/text_folding.py).

Rules match whole words: "assistance" does not contain "ass".
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from bot.policy.text_folding import readings, rule_readings


@dataclass(frozen=True)
class Rule:
    """Words that must not occur in a prompt.

    Args:
        name: shown to a member whose prompt is refused; the words are not shown.
        words: words or phrases, as a moderator typed them.
    """

    name: str
    words: tuple[str, ...]


class BlockList:
    """Rules, compiled once. The time of a check grows with the prompt, and hardly with the number of rules.

    "shiiiit" matches "shit": a letter may occur as often as in the rule, or three times and more. A 1 matches i and l.
    So one word of a prompt can match many words of the rules. All are matched at once, with one bit for each run of
    equal letters and one for each end (Shift-And: Baeza-Yates and Gonnet, "A new approach to text searching", 1992):

        bit   0 1  2     3 4 5 6
        run   a ss (end) o a f (end)

    A set bit means that the text matches up to there. The first rule has the lowest bits.
    """

    def __init__(self, rules: Iterable[Rule]) -> None:
        rule_of: dict[str, Rule] = {}
        for rule in rules:
            for word in rule.words:
                rule_of |= {reading: rule for reading in rule_readings(word) if reading and reading not in rule_of}
        places: defaultdict[str, list[int]] = defaultdict(list)
        bit = 0
        self._rule_at: dict[int, Rule] = {}
        for phrase, rule in rule_of.items():
            places["first"].append(bit)
            for run in _SAME.finditer(phrase):
                places[run[0][:3]].append(bit)
                bit += 1
            places["end"].append(bit)
            self._rule_at[bit] = rule
            bit += 1
        bits = {run: _bits(where) for run, where in places.items()}
        letters = {run[0] for run in places.keys() - {"first", "end"}} | set(_I_OR_L)
        whole = (1 << bit) - 1
        self._outlines = {_outline(word) for phrase in rule_of for word in phrase.split()}
        self._firsts, self._ends, self._spaces = (bits.get(name, 0) for name in ("first", "end", " "))
        self._once, self._twice = (_all(bits.get(letter * times, 0) for letter in letters) for times in (1, 2))
        own = {letter: _all(bits.get(letter * times, 0) for times in (1, 2, 3)) for letter in letters}
        self._takes = bits | {letter * 3: own[letter] for letter in letters}  # a run -> who has such a run
        self._others = {letter: whole ^ own[letter] for letter in _I_OR_L}
        self._may_be = {"i": own["i"] | own["I"], "l": own["l"] | own["I"], "I": own["i"] | own["l"] | own["I"]}

    def caught(self, prompt: str) -> Rule | None:
        """The first rule that the prompt breaks, or None."""
        met = 0
        for text in readings(prompt) if self._rule_at else ():
            met |= self._met(text)
        return self._rule_at[(met & -met).bit_length() - 1] if met else None

    def _met(self, text: str) -> int:
        """The end bits of all phrases that occur in `text`."""
        met = here = 0
        words = text.split()
        known = {word for word in set(words) if _outline(word) in self._outlines}
        for word in words:
            if word not in known:  # nearly every word of nearly every prompt
                here = 0
                continue
            here = ((here & self._spaces) << 1) | self._firsts
            for run in _RUN.finditer(word):
                if run[0][0] in _I_OR_L:
                    here = self._after(run[0], here)
                else:
                    here = (here & self._takes.get(run[0][:3], 0)) << 1
            met |= here & self._ends
        return met

    def _after(self, letters: str, here: int) -> int:
        """The bits after a run of i, l and 1. Letter by letter, because a run may end anywhere in it."""
        one = two = more = 0  # runs of which so many letters are read
        for letter in letters:
            here |= (self._whole(one, two, more) & self._others[letter]) << 1
            may_be = self._may_be[letter]
            here, one, two, more = 0, here & may_be, one & may_be, (two | more) & may_be
        return self._whole(one, two, more) << 1

    def _whole(self, one: int, two: int, more: int) -> int:
        return (one & self._once) | (two & self._twice) | more


_I_OR_L = "ilI"
_SAME = re.compile(r"(.)\1*")
_RUN = re.compile(r"[ilI]+|(.)\1*")
_ONE_SIGN = str.maketrans("il", "II")
_REPEATED = re.compile(r"(.)\1+")


def _outline(word: str) -> str:
    """Equal for all words that can match one another: repeated letters once, and one sign for i and l."""
    return _REPEATED.sub(r"\1", word.translate(_ONE_SIGN))


def _all(bits: Iterable[int]) -> int:
    """The union."""
    found = 0
    for some in bits:
        found |= some
    return found


def _bits(places: list[int]) -> int:
    """An int with these bits set. Built as bytes, because setting bits one by one would copy a long int each time."""
    found = bytearray(max(places) // 8 + 1)
    for place in places:
        found[place // 8] |= 1 << place % 8
    return int.from_bytes(found, "little")

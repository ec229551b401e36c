"""Words that a community does not want drawn. A prompt is read without its disguise first (bot/policy/text_folding.py).

What is caught are whole words: "assistance" is not "ass".
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from bot.policy.text_folding import readings


@dataclass(frozen=True)
class Rule:
    """What may not be in a prompt.

    Args:
        name: what a refused member is told; the words are not.
        words: words or phrases, as a moderator typed them.
    """

    name: str
    words: tuple[str, ...]


class BlockList:
    """Rules, made ready once for all prompts: what an ask costs depends on the prompt, and hardly on their number.

    "shit" is in "shiiiit": a letter may stand there as often as it should, or three times and more; and a 1 may be an
    i or an l. So one word of a prompt may be many words of the rules. They are all followed at once, by a bit for each
    run of letters and for each end (Shift-And: Baeza-Yates and Gonnet, "A new approach to text searching", 1992):

        bit   0 1  2     3 4 5 6
        run   a ss (end) o a f (end)

    A bit that is set says: read up to here. The first rule has the lowest bits.
    """

    def __init__(self, rules: Iterable[Rule]) -> None:
        rule_of: dict[str, Rule] = {}
        for rule in rules:
            for word in rule.words:
                rule_of |= {reading: rule for reading in readings(word) if reading and reading not in rule_of}
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
        """The first rule that the prompt meets."""
        met = 0
        for text in readings(prompt) if self._rule_at else ():
            met |= self._met(text)
        return self._rule_at[(met & -met).bit_length() - 1] if met else None

    def _met(self, text: str) -> int:
        """The ends of all phrases that are in `text`."""
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
        """Where i, l and 1 lead from `here`. One by one, as it is open where a run of them ends."""
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
    """The same for all words that could be taken for one another: "asl" for "all" would be "aI"."""
    return _REPEATED.sub(r"\1", word.translate(_ONE_SIGN))


def _all(bits: Iterable[int]) -> int:
    """Those of any of them."""
    found = 0
    for some in bits:
        found |= some
    return found


def _bits(places: list[int]) -> int:
    """An int with these bits set; in bytes, since each step would copy a long int."""
    found = bytearray(max(places) // 8 + 1)
    for place in places:
        found[place // 8] |= 1 << place % 8
    return int.from_bytes(found, "little")

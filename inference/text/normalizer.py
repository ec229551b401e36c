"""A prompt as DALL·E Mini learnt to read it: lower-case ASCII words, simple punctuation, one leading space.

It knows text only, no ids. The model was trained on captions in this form alone, so every step, however odd, is that
of `TextNormalizer` in dalle-mini 0.1.5; a few are written differently, so that their time is linear.
"""

from __future__ import annotations

import html
import math
import random
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from io import TextIOWrapper
from pathlib import Path

import emoji
import ftfy

from inference.api import ModelError
from inference.regular_file import open_regular
from inference.text.transliteration import transliterate

Step = tuple[re.Pattern[str], str]
MAX_LINE = 1000
"""Characters of a line in a word list; the rest is another line."""


class Normalizer:
    """Turns a prompt into the text that the tokenizer reads.

    Args:
        words: known words, the most frequent first; `#sunsetbeach` becomes `sunset beach` when both are known.
            Without any, a hashtag stays one word, without its `#`, split at underscores only; the tokenizer then
            splits it into pieces that are rarer in captions. The words are read at the first hashtag: the
            published list has millions, which cost a second or two and 250 MB, and few prompts have a hashtag.
    """

    def __init__(self, words: Iterable[str] = ()) -> None:
        self.words = words

    @cached_property
    def cost_from_word(self) -> dict[str, float]:
        # A word with anything else in it can never be a piece of a hashtag; leaving it out saves memory.
        return {word: math.log(rank) for rank, word in enumerate(self.words, start=1) if _HASHTAG_WORD.fullmatch(word)}

    @cached_property
    def longest(self) -> int:
        return max(map(len, self.cost_from_word), default=0)

    @classmethod
    def from_file(cls, path: Path) -> Normalizer:
        """A normaliser with a word list: UTF-8, one `word count` per line, the most frequent first.

        Only the order matters, the counts are not read. Here it is only opened; the first hashtag reads all of it.

        Raises:
            ModelError: the file is missing, unreadable, not UTF-8, or holds no words.
        """
        words = WordFile(path)
        if next(iter(words), None) is None:
            raise ModelError(f"The word list {path} holds no words; it needs one `word count` per line.")
        return cls(words)

    def __call__(self, text: str) -> str:
        """The same prompt as the model would have seen it in training: ASCII, with exactly one leading space.

        An empty prompt, or one of nothing but punctuation, gives a single space. The reference replaces a lone
        `<person>` by chance; here chance is drawn from the text, so the same prompt always reads the same.

        Our steps take time in proportion to the text. ftfy and emoji have their worst cases, long chains of `amp;`
        or of emoji and joiners, and take up to a second for 10,000 characters of them.
        """
        return self._plain(text, _TAGS_AND_REFERENCES)

    def prompt(self, text: str) -> str:
        """As a caption, but without what only captions from web pages have: what stands between < and >, or in square
        brackets at an end, was markup there and is somebody's words here. `dropped` names what is lost all the same.
        """
        return self._plain(text, _BRACKETS)

    def _plain(self, text: str, brackets: tuple[Step, ...]) -> str:
        text = ftfy.fix_text(text)
        text = _unescape(_unescape(text))
        text = emoji.demojize(text)  # by name, or the next step would drop them
        text = transliterate(text).lower()
        text = _name_people(text)
        text = _apply((*brackets, *_BEFORE_HASHTAGS), text)
        text = _HASHTAG.sub(lambda hashtag: self.split_hashtag(hashtag[1]), text)
        text = text.translate(_PUNCTUATION)
        text = _apply(_AFTER_HASHTAGS, text)
        return " " + text.strip().removesuffix(",").removeprefix(",").strip()

    def split_hashtag(self, hashtag: str) -> str:
        """The words of a hashtag (given without its `#`), joined by spaces; letters keep their case."""
        parts = _NOT_HASHTAG_WORD.split(hashtag)
        if not self.cost_from_word:
            return " ".join(filter(None, parts))
        return " ".join(word for part in parts for word in self._words(part))

    def _words(self, run: str) -> list[str]:
        """The likeliest words that spell a run of letters, digits and apostrophes.

        A word costs the logarithm of its rank, anything unknown costs infinity; of equally cheap ways, the one
        with the shorter last word wins, which leaves unknown text as single letters.
        """
        lower = run.lower()
        costs = [0.0]  # costs[end]: the cheapest way to spell run[:end]
        lengths = [0]  # lengths[end]: the length of the last word on that way
        for end in range(1, len(run) + 1):
            best, length = math.inf, 1
            for candidate in range(1, min(end, self.longest) + 1):
                cost = self.cost_from_word.get(lower[end - candidate : end])
                if cost is not None and (cost := costs[end - candidate] + cost) < best:
                    best, length = cost, candidate
            costs.append(best)
            lengths.append(length)

        words: list[str] = []  # from the last to the first
        end = len(run)
        while end:
            word = run[end - lengths[end] : end]
            end -= lengths[end]
            # day + 's is one word again, and so are the digits of a number; a lone apostrophe joins nothing
            follows = words[-1] if words else ""
            if word != "'" and follows and (follows == "'s" or (word[-1].isdigit() and follows[0].isdigit())):
                words[-1] = word + follows
            else:
                words.append(word)
        return words[::-1]


def dropped(prompt: str) -> tuple[str, ...]:
    """The links, and the letters, digits and symbols, of which `Normalizer.prompt` leaves nothing; each once, in order.

    Punctuation is not named: nobody misses it.
    """
    if prompt.isascii() and "http" not in prompt.lower():  # nearly every prompt
        return ()
    prompt = ftfy.fix_text(prompt)
    links = ANY_LINK.findall(prompt)
    rest = emoji.demojize(ANY_LINK.sub(" ", prompt))
    lost = "".join(sign if _lost(sign) else " " for sign in rest)
    return tuple(dict.fromkeys([*links, *lost.split()]))


def _lost(sign: str) -> bool:
    if sign.isascii() or unicodedata.category(sign)[0] not in "LNS":
        return False
    return not any(map(str.isalnum, transliterate(sign)))


def readable(prompt: str, *, latin: bool = True) -> bool:
    """Whether there is a word in it, or an emoji, which is read by its name.

    Args:
        latin: letters of other scripts do not count. They are transliterated, but the captions were English.
    """
    text = unicodedata.normalize("NFKC", emoji.demojize(ANY_LINK.sub(" ", ftfy.fix_text(prompt))))
    return any(sign.isalnum() and (not latin or sign.isascii() or _latin(sign)) for sign in text)


def _latin(sign: str) -> bool:
    return unicodedata.name(sign, "").startswith("LATIN") and transliterate(sign) != ""


@dataclass(frozen=True)
class WordFile:
    """The words of a file, which is read each time that this is iterated. Raises ModelError if that fails."""

    path: Path

    def __iter__(self) -> Iterator[str]:
        try:
            with TextIOWrapper(open_regular(self.path), encoding="utf-8") as lines:
                while line := lines.readline(MAX_LINE):
                    if words := line.split(maxsplit=1):
                        yield words[0]
        except (OSError, UnicodeDecodeError) as error:
            reason = error.strerror if isinstance(error, OSError) else error
            raise ModelError(f"The word list {self.path} cannot be read: {reason}.") from error


def _unescape(text: str) -> str:
    """`html.unescape` that survives `&#` with thousands of digits, which Python refuses to read as a number.

    Eight digits without leading zeros are beyond Unicode already, so the rest cannot change the result.
    """
    return html.unescape(_DECIMAL_REFERENCE.sub(r"&#\1", text))


def _name_people(text: str) -> str:
    """Words for `<person>`, the stand-in for names in the captions of Conceptual 12M."""
    text = _PEOPLE.sub(" people ", text)
    chance = random.Random(text)  # noqa: S311 - a choice of words; a str seeds the same way in every process
    return _PERSON.sub(lambda _: f" {chance.choices(_PERSON_WORDS, _PERSON_WEIGHTS)[0]} ", text)


def _apply(steps: tuple[Step, ...], text: str) -> str:
    for pattern, replacement in steps:
        text = pattern.sub(replacement, text)
    return text


_DECIMAL_REFERENCE = re.compile(r"&#0*([0-9]{1,8})[0-9]*")

_LINK = re.compile(r"http\S+")
ANY_LINK = re.compile(_LINK.pattern, re.IGNORECASE)
_HASHTAG = re.compile(r"#(\w+)")
_HASHTAG_WORD = re.compile(r"[a-z0-9']+")
_NOT_HASHTAG_WORD = re.compile(r"[^a-zA-Z0-9']+")

_PERSON = re.compile("<person>")
_PERSON_WORDS = ("a person", "someone", "somebody")
_PERSON_WEIGHTS = (282265, 121194, 12219)
# "<person>, <person> and <person>", in whatever mixture of commas, spaces and one run of "and" between two.
_PEOPLE = re.compile(r"<person>(?:[,\s]*(?:(?:and)+[,\s]*)?<person>)+")

# Dots, apostrophes and slashes that belong to a word are letters while punctuation is replaced. The spelling matters:
# inside a hashtag these letters are split like any others, in the reference as here.
_DOT, _APOSTROPHE, _SLASH = (f"xtokx{name}xtokx" for name in ("dot", "quote", "slash"))

_TAGS_AND_REFERENCES: tuple[Step, ...] = (
    (re.compile(r"\A\s*\[\d+\]"), ""),  # a reference of Wikipedia: [12] at the start
    (re.compile(r"\[\d+\]\s*\Z"), ""),  # and at the end
    (re.compile(r"<[^<]+?>"), " "),  # an HTML tag
)
_BRACKETS: tuple[Step, ...] = ((re.compile(r"<(/?[a-z][^<>]*)>"), r" \1 "),)  # a lone < or > is a sign

_COMMA_IN_NUMBER = (re.compile(r"(\d),(\d{3})"), r"\1\2")
_BEFORE_HASHTAGS: tuple[Step, ...] = (
    (_LINK, ""),
    _COMMA_IN_NUMBER,  # 1,234,567 -> 1234,567
    _COMMA_IN_NUMBER,  # -> 1234567: the first time round, the 4 was taken already
    (re.compile(r"(\w)\.(\w)"), rf"\1{_DOT}\2"),  # 1.0.5 keeps its first dot only, for the same reason
    (re.compile(r"'(?=(?:[stdm]|ll|re|ve)\b)"), _APOSTROPHE),  # it's, don't, we'd, i'm, they'll, you're, we've
    (re.compile(r"(\d)/(\d)"), rf"\1{_SLASH}\2"),
    (re.compile(r"(\w)-(\w)"), r"\1 \2"),
    (re.compile(r"([%&/$*])"), r" \1 "),
)

_PUNCTUATION = str.maketrans(
    dict.fromkeys("_#\\", " ") | dict.fromkeys("'\"`", ' " ') | dict.fromkeys("()[].,|:;?!=+~-/{}", ",")
)

# The reference joins spaces last, with patterns such as (\s*"+\s*)+ before it, which look through a run of spaces
# again from each of them. Joined first, a quote or comma has at most one space beside it: same text, linear time.
_AFTER_HASHTAGS: tuple[Step, ...] = (
    (re.compile(_DOT), "."),
    (re.compile(_APOSTROPHE), "'"),
    (re.compile(_SLASH), "/"),
    (re.compile(r"(\D)\1{3,}"), r"\1"),  # soooo -> so; but viii stays
    (re.compile(r"\s+"), " "),
    (re.compile(r' ?"[ "]*'), ' " '),
    (re.compile(r" ?,[ ,]*"), ", "),
)

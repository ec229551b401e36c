"""What a text says once its disguise is off: plain words of a to z and 0 to 9. It knows no rules.

A text has one reading, or two where it has other letters than Latin ones: a Cyrillic "р" looks like p and sounds like
r.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from bot.text.sanitize import BLANK, UNSEEN
from inference.text.transliteration import transliterate


def normalise(text: str) -> str:
    """Words of a to z and 0 to 9 with single spaces between them, as they look; an I is a 1 that may be an i or an l.

    "" where nothing is left.
    """
    return readings(text)[0]


def readings(text: str) -> tuple[str, ...]:
    """What it looks like and, where that is something else, what it sounds like: each as `normalise` has it."""
    if not text.isascii():
        inked = "".join(sign for sign in text if unicodedata.category(sign) not in UNSEEN and sign not in BLANK)
        text = unicodedata.normalize("NFKC", inked)
    if text.isascii():
        return (_words(text),)
    text = _POINTS.sub("", _without_foreign_marks(text)).translate(_BADGES)
    return tuple(dict.fromkeys((_words(text.translate(_latin())), _words(text))))


# --- from signs to letters -------------------------------------------------------------------------------------------

_POINTS = re.compile("[\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed]")
"""Of Hebrew and Arabic, which are written without them as well."""


def _without_foreign_marks(text: str) -> str:
    """Marks stay on letters of their own script: Thai and Hindi have vowels that are marks. Others are decoration."""
    kept, letter = [], " "
    for sign in text:
        if unicodedata.category(sign)[0] != "M":
            letter = sign
        elif _script(sign) != _script(letter):
            continue
        kept.append(sign)
    return "".join(kept)


def _script(sign: str) -> str:
    """The first word of its name; "COMBINING" for marks of no script, such as accents."""
    return unicodedata.name(sign, "").split(" ", 1)[0]


_BADGES = {
    start + letter: chr(ord("a") + letter)
    for start in (0x1F150, 0x1F170, 0x1F1E6)  # white letters in black circles and squares, and those of flags
    for letter in range(26)
}

_I_OR_L = "\x1f"
_LEET = str.maketrans("0134578@$€!+", f"o{_I_OR_L}eastbaseit")
_NO_SPACES = re.compile(
    "([\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff])"
)
"""Thai, Lao, Burmese, Khmer, kana, Chinese: their words are not told apart by spaces, so every sign is a word here."""


@cache
def _latin() -> dict[int, str]:
    """Sign -> the Latin letter that it looks like, by Unicode's table of confusables (UTS 39)."""
    from confusable_homoglyphs import confusables  # late: it reads a megabyte

    table = {}
    for sign, likenesses in confusables.confusables_data.items():
        if len(sign) == 1 and not sign.isascii() and not _NO_SPACES.match(sign):
            letters = [one["c"] for one in likenesses if len(one["c"]) == 1 and one["c"].isascii()]
            letters = sorted((letter for letter in letters if letter.isalpha()), key=str.isupper)
            if letters:
                table[ord(sign)] = letters[0]
    return table


# --- from letters to words -------------------------------------------------------------------------------------------

_WORD = re.compile(r"[\w@$€!+]+")
_LETTER = re.compile(r"[^\W\d_]")
_LAST_MARKS = re.compile(r"(?<![!+])[!+]++(?![\w@$€])")
_SPELLED = re.compile(r"(?<![^\W_])[^\W_](?:[\W_]{1,3}[^\W_](?![^\W_])){2,}")


def _words(text: str) -> str:
    text = _LAST_MARKS.sub(" ", text)  # "what!" ends in no i
    text = _SPELLED.sub(_joined, text)
    text = _WORD.sub(_unleet, text)
    if not text.isascii():
        text = transliterate(_NO_SPACES.sub(r" \1 ", text))
    return " ".join(re.findall(rf"[a-z0-9{_I_OR_L}]+", text.lower())).replace(_I_OR_L, "I")


def _unleet(word: re.Match[str]) -> str:
    """Letters for the signs that stand for them; numbers stay numbers."""
    return word[0].translate(_LEET) if _LETTER.search(word[0]) else word[0]


def _joined(spelled: re.Match[str]) -> str:
    """ "a s h i t" is "ashit", but also a thing: "a" and "i" may be words of their own."""
    letters = re.sub(r"[\W_]+", "", spelled[0])
    if _NO_SPACES.search(letters):
        return spelled[0]
    return f"{letters} {letters[1:]}" if letters[0] in "aAiI" else letters

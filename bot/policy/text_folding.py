"""A text without its disguises: plain words of a to z and 0 to 9. It knows no rules.

An ASCII text has one reading. Other letters look like Latin ones and sound like others (a Cyrillic "р" looks like p and
sounds like r), so a text with them has up to three readings: by look, by sound, and by sound with a mark on each word
in another script. A rule in another script has the last one alone: "мат" does not match an English "mat".
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache

from bot.text.sanitize import BLANK, UNSEEN
from inference.text.transliteration import transliterate

FOREIGN = "N"
"""The mark at the beginning of a word in another script."""


def normalise(text: str) -> str:
    """The reading by look: words of a to z and 0 to 9 with single spaces; an I is a 1 that may be an i or an l.

    "" where nothing is left.
    """
    return readings(text)[0]


def readings(text: str) -> tuple[str, ...]:
    """All readings of a prompt, without repetitions: by look, by sound, by sound with marks."""
    text = text.translate(_OUR_SIGNS)
    if not text.isascii():
        inked = "".join(sign for sign in text if unicodedata.category(sign) not in UNSEEN and sign not in BLANK)
        text = unicodedata.normalize("NFKC", inked)
    if text.isascii():
        return (_words(text),)
    text = _POINTS.sub("", _without_foreign_marks(text)).translate(_BADGES)
    sound = _words(text, marked=True)
    return tuple(dict.fromkeys((_words(text.translate(_latin())), sound.replace(FOREIGN, ""), sound)))


def rule_readings(words: str) -> tuple[str, ...]:
    """The readings that a rule of these words looks for in a prompt. Words in another script, with not one Latin
    letter, are looked for in that script only."""
    found = readings(words)
    foreign = found[-1].split()
    return found[-1:] if foreign and all(word.startswith(FOREIGN) for word in foreign) and not _mixed(words) else found


def _mixed(text: str) -> bool:
    """Whether Latin letters are among others: then the others may be a disguise."""
    return any(sign.isalpha() and unicodedata.name(sign, "").startswith("LATIN") for sign in text)


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

_I_OR_L, _MARK = "\x1f", "\x1e"
_OUR_SIGNS = {ord(_I_OR_L): " ", ord(_MARK): " "}
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
_NUMBER = re.compile(
    r"(?i)[$€+]?[0-9]+(?:(?:x[0-9]+)+|er|e|s|st|nd|rd|th|k|m|b|bn|g|x|d|p|px|mp|cm|mm|km|kg|mg|ml|l|ft|in|h|hr|hrs|min|sec|am|pm"
    r"|kb|mb|gb|tb|fps|hz|khz|ghz|mph|kmh|v|w|kw|c|f|ad|bc|ce|up|yo)?(?:(?<!s)s)?"
)
"""With a unit or an ending."""
_SIGNS = re.compile(r"(?=.*[@$€])([@$€!+])(?=.*(?!\1)[@$€!+])[@$€!+]+")
"""Signs alone, of two kinds: "@$$" is a word, "$$$" is not."""
_LETTER = re.compile(r"[^\W\d_]")
_LAST_MARKS = re.compile(r"(?<![!+])[!+]++(?![\w@$€])")
_SPELLED = re.compile(r"(?<![^\W_])[^\W_](?:[\W_]{1,3}[^\W_](?![^\W_])){2,}")


def _words(text: str, *, marked: bool = False) -> str:
    text = _LAST_MARKS.sub(" ", text)  # "what!" ends in no i
    text = _SPELLED.sub(_joined, text)
    text = _WORD.sub(_unleet, text)
    if not text.isascii():
        text = _NO_SPACES.sub(r" \1 ", text)
        text = transliterate(_WORD.sub(_with_mark, text) if marked else text)
    words = " ".join(re.findall(rf"{_MARK}?[a-z0-9{_I_OR_L}]+", text.lower()))
    return words.replace(_I_OR_L, "I").replace(_MARK, FOREIGN)


def _with_mark(word: re.Match[str]) -> str:
    return word[0] if word[0].isascii() or all(map(_is_latin, word[0])) else _MARK + word[0]


@lru_cache(maxsize=4096)
def _is_latin(sign: str) -> bool:
    """Also signs that are no letters."""
    return sign.isascii() or not sign.isalpha() or unicodedata.name(sign, "").startswith("LATIN")


def _unleet(word: re.Match[str]) -> str:
    """Letters for the signs that stand for them; numbers stay numbers, with their units: 80s, 4k, 1st, 2x4."""
    if _NUMBER.fullmatch(word[0]) or not (_LETTER.search(word[0]) or _SIGNS.fullmatch(word[0])):
        return word[0]
    return word[0].translate(_LEET)


def _joined(spelled: re.Match[str]) -> str:
    """ "a s h i t" is "ashit", but also a thing: "a" and "i" may be words of their own."""
    letters = re.sub(r"[\W_]+", "", spelled[0])
    if _NO_SPACES.search(letters):
        return spelled[0]
    return f"{letters} {letters[1:]}" if letters[0] in "aAiI" else letters

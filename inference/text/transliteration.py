"""Any script as ASCII, character by character: "Ünïcode" becomes "Unicode", "すし" becomes "sushi".

The model was trained on captions that Unidecode had transliterated. Unidecode's licence is the GPL, so this reads the
same tables, those of Perl's Text::Unidecode, in an older port under the Artistic License. What Unidecode changed and
added since, as far as people write it, is below. A character that is in no table is left out.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from text_unidecode import unidecode


def transliterate(text: str) -> str:
    """The text in ASCII; text that is ASCII already stays as it is."""
    return text if text.isascii() else "".join(map(_ascii, text))


@lru_cache(maxsize=4096)
def _ascii(character: str) -> str:
    if character.isascii():
        return character
    if (known := _CORRECTIONS.get(character)) is not None:
        return known
    ported: str = unidecode(character)
    if ported and not ported.startswith(_UNKNOWN):
        return ported
    for pattern, replacement in _NAMES:
        if match := pattern.fullmatch(unicodedata.name(character, "")):
            return match.expand(replacement)
    if _STYLED.match(character) and (plain := unicodedata.normalize("NFKC", character)) != character:
        return transliterate(plain)
    return ""


_UNKNOWN = "[?]"
"""The port returns this for a character that its tables leave out."""

_STYLED = re.compile(
    "[\u1d2c-\u1d6a\u2070-\u209f"  # superscripts and subscripts
    "\u2100-\u214f\U0001d400-\U0001d7ff"  # script, Gothic, bold, double-struck
    "\u2460-\u24ff\u3251-\u325f\u32b1-\u32bf\U0001f100-\U0001f1ff]"  # in circles, brackets and squares
)
"""Letters and digits that people decorate their text with; Unicode says which plain ones they stand for."""

_NAMES = tuple(
    (re.compile(name), replacement)
    for name, replacement in (
        (r"LATIN LETTER SMALL CAPITAL ([A-Z]{1,2})", r"\1"),
        (r"LATIN (?:SMALL|CAPITAL) LETTER ([A-Z]) WITH .+", r"\1"),
        (r"NEGATIVE CIRCLED LATIN CAPITAL LETTER ([A-Z])", r"(\1)"),
        (r"(?:NEGATIVE )?SQUARED LATIN CAPITAL LETTER ([A-Z])", r"[\1]"),
        (r"(WHITE|BLACK) CHESS (\w+)", r"\1 \2"),
    )
)

# fmt: off
_CORRECTIONS = {
    # Hepburn, as in sushi, instead of susi
    "し": "shi", "ち": "chi", "っ": "tsu", "つ": "tsu", "シ": "shi", "チ": "chi", "ッ": "tsu", "ツ": "tsu",
    "ー": "-", "・": "*", "゠": "=",
    # Hebrew and Cyrillic
    "א": "A", "ח": "H", "כ": "KH", "ך": "KH", "ק": "k", "ײ": "EY", "־": "-", "׃": ".", "׆": "n",
    "Є": "Ie", "Ъ": "'", "ъ": "'", "Ŋ": "NG", "ŋ": "ng", "։": ":",
    # signs
    "¼": " 1/4", "½": " 1/2", "¾": " 3/4", "™": "(tm)", "℠": "(sm)", "№": "No. ", "℮": "e", "℗": "(p)",
    "₱": "P", "₲": "G", "₳": "A", "₴": "UAH", "₸": "T", "₹": "Rs", "₺": "L", "₽": "R", "₿": "BTC",
    "−": "-", "∕": "/", "∖": "\\", "∗": "*", "∣": "|", "∶": ":", "∼": "~", "≤": "<=", "≥": ">=", "⁎": "*", "⁓": "~",
    "❘": "|", "❜": "'", "❝": '"', "❞": '"', "❢": "!", "✱": "*", "⟨": "<", "⟩": "> ", "♯": "#", "⸮": "?",
    "♠": "spades", "♡": "hearts", "♢": "diamonds", "♣": "clubs",
    "♤": "spades", "♥": "hearts", "♦": "diamonds", "♧": "clubs",
}
# fmt: on

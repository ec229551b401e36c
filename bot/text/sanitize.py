"""People's text -> the same text without characters that deceive: nothing in it turns, hides or breaks a line.

What looks like a mention, a link or markup stays as it was written; each chat escapes that its own way.
"""

from __future__ import annotations

import unicodedata

ELLIPSIS = "…"
MAX_MARKS = 4
"""Accents on one letter; more than any script needs would only climb over the lines above."""

JOINER = "\u200d"
BLANK = frozenset("\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
"""Letters, as Unicode sees them, that show nothing."""
UNSEEN = frozenset({"Cf", "Cn"})
"""Categories of what shows nothing and means nothing: direction, zero width, code points that are nobody's yet."""


def sanitized(text: str, at_most: int | None = None) -> str:
    """One line in which everything can be seen, of at most `at_most` characters.

    Controls, line breaks and blanks of all kinds become one space; marks of direction and zero width go, except the
    joiner inside an emoji; half a character (a lone surrogate) becomes U+FFFD. What is plain already stays as it is.
    """
    if text.isascii() and text.isprintable() and "  " not in text:  # nearly every prompt
        return shortened(text.strip(" "), at_most)
    seen: list[str] = []
    marks = 0
    for place, character in enumerate(text):
        category = unicodedata.category(character)
        if category[0] == "M" and character not in BLANK:
            marks += 1
            if marks > MAX_MARKS:
                continue
        else:
            marks = 0
        if category in {"Cc", "Zs", "Zl", "Zp"} or character in BLANK:
            if seen and seen[-1] != " ":
                seen.append(" ")
        elif category == "Cs":
            seen.append("\ufffd")
        elif category in UNSEEN:
            if character == JOINER and _joins(seen, text[place + 1 : place + 2]):
                seen.append(character)
        else:
            seen.append(character)
    return shortened("".join(seen).strip(" "), at_most)


def shortened(text: str, at_most: int | None) -> str:
    """The start of `text` with "…" where it goes on; of at most `at_most` characters."""
    if at_most is None or len(text) <= at_most:
        return text
    return text[: max(0, at_most - len(ELLIPSIS))].rstrip(" " + JOINER) + ELLIPSIS


def readable(sentence: str, at_most: int = 1000) -> str:
    """A sentence for a terminal or a log that may repeat what a file says: sanitized, and shortened in the middle, so
    that its end still says what to do."""
    line = sanitized(sentence)
    if len(line) <= at_most:
        return line
    return f"{line[: at_most * 2 // 3]} {ELLIPSIS} {line[-at_most // 3 :]}"


def _joins(before: list[str], after: str) -> bool:
    """Whether a joiner here makes one emoji of two, as in a family; between letters it would only hide."""
    last = next((character for character in reversed(before) if character != "\ufe0f"), " ")
    return unicodedata.category(last) in {"So", "Sk"} and after != "" and unicodedata.category(after) == "So"

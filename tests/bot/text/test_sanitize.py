"""People's text loses what deceives, and nothing else."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.sanitize import MAX_MARKS, sanitized

INJECTIONS = [
    "@everyone <@&123> [x](http://example.invalid) ||a|| ``` `",
    "@here <!channel> <#C123> <https://example.invalid|click>",
    "**bold** _it_ ~~gone~~ > quote # title - list 1. one",
    "&lt;script&gt;alert(1)&lt;/script&gt; <b>x</b> javascript:alert(1)",
    'a "cat" \'s \\ ${x} {name} %s',
]


@pytest.mark.parametrize("text", INJECTIONS)
def test_markup_stays_as_it_was_written(text: str) -> None:
    """Each chat escapes it its own way; here nothing is lost."""
    assert sanitized(text) == text


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("\u202egnp.exe\u202c", "gnp.exe"),  # right to left, by force
        ("\u2066a\u2069\u200f\u061cb", "ab"),
        ("a\u200bb\u2060c\ufeffd\u00ade", "abcde"),  # no width
        ("a\u200cb\u200dc", "abc"),
        ("\u3164\u2800x\u115f", "x"),  # letters that show nothing
        ("a\nb\r\n\tc\u2028d\u0085e", "a b c d e"),
        ("a\x00b\x1b[31mc", "a b [31mc"),
        ("  a   b\u00a0\u3000c  ", "a b c"),
        ("\ud800a\udfff", "\ufffda\ufffd"),  # half a character
        ("\U000e0041\U000e0042tag", "tag"),
        ("e\u0301 n\u0303", "e\u0301 n\u0303"),
        ("Z" + "\u0300" * 50 + "o", "Z" + "\u0300" * MAX_MARKS + "o"),
        ("👩\u200d🚀 👨\u200d👩\u200d👧 🏳\ufe0f\u200d🌈 👍🏽", "👩\u200d🚀 👨\u200d👩\u200d👧 🏳\ufe0f\u200d🌈 👍🏽"),
        ("𝒜 𠜎 東京 العربية हिन्दी", "𝒜 𠜎 東京 العربية हिन्दी"),
    ],
)
def test_what_deceives_goes(text: str, seen: str) -> None:
    """Direction, zero width, controls, line breaks; emoji and every script stay."""
    assert sanitized(text) == seen


@given(st.text(st.characters(), max_size=200))
def test_nothing_deceiving_is_left(text: str) -> None:
    """One line without controls or marks of direction; plain text is plain already."""
    seen = sanitized(text)
    kinds = {unicodedata.category(character) for character in seen if character != "\u200d"}
    assert not kinds & {"Cc", "Cf", "Cs", "Cn", "Zl", "Zp"}
    assert len(seen.splitlines()) <= 1
    assert seen == seen.strip()
    assert sanitized(seen) == seen
    seen.encode()


@given(st.text(st.characters(), max_size=60), st.integers(1, 40))
def test_it_is_as_short_as_asked(text: str, at_most: int) -> None:
    """And says that it goes on."""
    whole, short = sanitized(text), sanitized(text, at_most)
    assert len(short) <= at_most
    assert short == whole if len(whole) <= at_most else short.endswith("…")


def test_ten_thousand_characters_are_quick() -> None:
    """And of all of them, what was asked for is left."""
    assert len(sanitized("\u202e@everyone 𝒜" * 1000, 1000)) == 1000

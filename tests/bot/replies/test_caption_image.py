"""Captions: words of every script stay inside the picture, are shaped as their readers expect, and can be read."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from pathlib import Path

import numpy as np
import pytest
from caption_samples import ONE_WORD, SCRIPTS
from PIL import Image, ImageFont, features

from bot.replies import fonts
from bot.replies.caption_image import EDGE_PIXELS, INK, MARGIN, Style, UnknownScript, Words, _families, _ink, captioned
from bot.replies.fonts import DISPLAY, Fonts

BLUE = np.full((128, 128, 3), (90, 140, 190), np.uint8)
LONG = "x" * 100
FONTS = "fonts-noto-core, fonts-noto-cjk and fonts-noto-color-emoji"
SHAPED = {
    "Arabic": "البيتزا", "Hebrew": "הפיצה", "Devanagari": "क्षत्रिय", "Bengali": "ক্ষত্রিয়", "Tamil": "கண்டது",
    "Thai": "จิ้งจอก", "Chinese": "狐狸找到了", "Japanese": "ピザを見つけた", "Korean": "찾았다",
}  # fmt: skip
"""A word of each, all of it in one font."""
JOINED = ("Arabic", "Devanagari", "Bengali")
"""Whose letters take another form, or become one, beside others."""


def ink(picture: np.ndarray, background: np.ndarray) -> np.ndarray:
    """Where words are: a flat picture stays flat when it is enlarged."""
    return np.abs(picture.astype(int) - background[0, 0].astype(int)).max(-1) > 40


def width_of(text: str) -> int:
    columns = ink(captioned(BLUE, text, "", "classic"), BLUE).any(0).nonzero()[0]
    return int(columns[-1] - columns[0])


def covered(text: str) -> bool:
    """Whether this system has fonts for it."""
    try:
        captioned(BLUE, text, "", "bar")
    except UnknownScript:
        return False
    return True


@pytest.mark.parametrize("style", ["classic", "bar"])
@pytest.mark.parametrize("script", SCRIPTS)
def test_words_of_every_script_stay_inside(script: str, style: Style) -> None:
    """With a margin at both sides, above and below; and they are large enough to be read on a phone."""
    if not covered(SCRIPTS[script]):
        pytest.skip(f"this system has no font for {script}: install {FONTS}")
    picture = captioned(BLUE, SCRIPTS[script], SCRIPTS[script], style)
    height, width, _ = picture.shape
    assert width == EDGE_PIXELS
    assert height >= EDGE_PIXELS
    words = ink(picture, BLUE) if style == "classic" else picture.min(-1) < 100
    bars = (height - EDGE_PIXELS) // 2
    if style == "bar":
        assert bars > 40
        words = np.concatenate([words[:bars], words[-bars:]])
    columns, lines = words.any(0).nonzero()[0], words.any(1).nonzero()[0]
    edge = int(width * MARGIN / 3)  # an outline is wider than its letters
    assert columns[0] >= edge
    assert columns[-1] < width - edge
    assert lines[0] >= 2
    assert lines[-1] < len(words) - 2
    assert columns[-1] - columns[0] > width / 3
    if style == "classic":
        middle = words[height * 2 // 5 : height * 3 // 5]
        assert not middle.any()


@pytest.mark.parametrize(
    "word", [LONG, ONE_WORD, "W" * 100, "𒐫" * 2 + "a", "ﷺ" * 40, "e" + "\u0301" * 4 * 20, "👩" * 100, "﷽" * 100]
)
def test_extreme_words_stay_inside(word: str) -> None:
    """One word of a hundred letters is broken, and shrinks."""
    if not covered(word):
        pytest.skip("this system has no font for it")
    picture = captioned(BLUE, word[:100], "", "classic")
    columns = ink(picture, BLUE).any(0).nonzero()[0]
    assert columns[0] > 0
    assert columns[-1] < EDGE_PIXELS - 1
    assert not ink(picture, BLUE)[EDGE_PIXELS // 2 :].any()


def test_a_caption_in_latin_needs_no_system_font() -> None:
    """The font that comes with Nonet has it: the picture is the same on every machine."""
    alone = Fonts([DISPLAY])
    for text in ("When the fox finds YOUR pizza!", "Größe, ça va? ¿Qué? Đẹp 100 %", "“quoted” – … 'ok'"):
        np.testing.assert_array_equal(captioned(BLUE, text, "", "classic", alone), captioned(BLUE, text, "", "classic"))
    with pytest.raises(UnknownScript, match="狐"):
        captioned(BLUE, "fox 狐", "", "classic", alone)


def test_a_caption_looks_as_it_did() -> None:
    """Looked at once; a new Skia may smooth edges another way, but not move a word."""
    golden = np.asarray(Image.open(Path(__file__).parent / "caption.png").convert("RGB")).astype(int)
    made = captioned(BLUE, "when the fox finds your pizza", "and eats it", "classic", Fonts([DISPLAY]))
    small = np.asarray(Image.fromarray(made).resize((192, 192), Image.Resampling.LANCZOS)).astype(int)
    assert np.abs(small - golden).mean() < 3


@pytest.mark.parametrize(
    ("together", "apart"),
    [("سلام", "س ل ا م"), ("क्षत्रिय", "क् ष त् र ि य"), ("👨\u200d👩\u200d👧", "👨👩👧")],
)
def test_letters_join(together: str, apart: str) -> None:
    """Arabic letters, Devanagari's conjuncts, a family of emoji: narrower than their parts."""
    if not covered(together):
        pytest.skip("this system has no font for it")
    assert width_of(together) < 0.9 * width_of(apart)


@pytest.mark.skipif(not features.check("raqm"), reason="this Pillow cannot shape words")
@pytest.mark.parametrize("script", SHAPED)
def test_words_are_shaped_as_harfbuzz_shapes_them(script: str) -> None:
    """Pillow, by another way, makes them as wide; where letters join, that is not the width of single letters."""
    word, size = SHAPED[script], 100
    if not covered(word):
        pytest.skip(f"this system has no font for {script}: install {FONTS}")
    (family,) = {str(fonts.system_fonts().family_of(letter)) for letter in word}
    file = next(one for one in fonts.found(fonts.FOLDERS) if one.stem == family)
    shaped, apart = (
        ImageFont.truetype(str(file), size, layout_engine=engine).getlength(word)
        for engine in (ImageFont.Layout.RAQM, ImageFont.Layout.BASIC)
    )
    ours = Words(word, fonts.system_fonts(), (family,), size, 10_000)
    assert ours._paragraph(_ink(INK)).LongestLine == pytest.approx(shaped, rel=0.01)
    if script in JOINED:
        assert shaped != pytest.approx(apart, rel=0.05)


def test_no_sample_has_a_box_for_a_missing_glyph() -> None:
    """Each letter is a glyph of the font that it is drawn with, not the box that stands for what a font lacks."""
    file_of = {file.stem: file for file in [DISPLAY, *fonts.found(fonts.FOLDERS)]}
    letters: dict[str, set[str]] = defaultdict(set)
    for letter in {letter for text in SCRIPTS.values() for letter in text}:
        family = fonts.system_fonts().family_of(letter)
        if family and unicodedata.category(letter)[0] in "LN":
            letters[family].add(letter)
    assert DISPLAY.stem in letters
    for family, some in letters.items():
        font = ImageFont.truetype(str(file_of[family]), 20)
        box = bytes(font.getmask("\U0010ffff"))
        assert [letter for letter in some if bytes(font.getmask(letter)) == box] == [], family


def test_emoji_are_in_colour() -> None:
    """Also in capitals with an outline: a fox is orange."""
    if not covered("🦊"):
        pytest.skip(f"this system has no font for emoji: install {FONTS}")
    red, green, blue = captioned(BLUE, "🦊 fox", "", "classic").astype(int).transpose(2, 0, 1)
    assert ((red > 200) & (green > 90) & (green < 180) & (blue < 100)).mean() > 0.005


def test_digits_are_no_emoji() -> None:
    """A font for emoji has them, too, and a space: wide and thin."""
    if not covered("🦊"):
        pytest.skip("this system has no font for it")
    assert width_of("🦊 12 2025") == pytest.approx(width_of("12 2025 🦊"), rel=0.03)


def test_right_to_left_begins_at_the_right() -> None:
    """A line that begins with a Hebrew word has it at its right end: it looks like one that ends with it."""
    if not covered("אב"):
        pytest.skip("this system has no font for it")
    right_to_left, left_to_right = (captioned(BLUE, text, "", "classic") for text in ("שלום AB", "AB שלום"))
    assert np.abs(right_to_left.astype(int) - left_to_right).mean() < 2  # the space is of either font


def test_words_are_capitals_in_the_classic_style_only() -> None:
    np.testing.assert_array_equal(captioned(BLUE, "fox", "", "classic"), captioned(BLUE, "FOX", "", "classic"))
    assert captioned(BLUE, "fox", "", "bar").tolist() != captioned(BLUE, "FOX", "", "bar").tolist()


def test_greek_capitals_have_no_accents_and_one_font() -> None:
    """The font that comes with Nonet has some of its letters as signs; a word is never in two fonts."""
    if not covered("α"):
        pytest.skip(f"this system has no font for Greek: install {FONTS}")
    accented, plain = (
        captioned(BLUE, text, "", "classic") for text in ("η αλεπού βρήκε πίτσα", "Η ΑΛΕΠΟΥ ΒΡΗΚΕ ΠΙΤΣΑ")
    )
    np.testing.assert_array_equal(accented, plain)
    assert _families("fox ΣΑ", fonts.system_fonts())[0] == fonts.system_fonts().family_of("Α")


def test_files_that_are_no_fonts_are_passed_over(tmp_path: Path) -> None:
    """A broken font in the system's folder is not the caption's problem."""
    for name in ("NotoSans-Bold.ttf", "NotoSansArabic-Bold.otf", "NotoSansCJK-Bold.ttc"):
        (tmp_path / name).write_bytes(b"not a font" * 100)
    (tmp_path / "NotoSansThai-Bold.ttf").mkdir()
    found = fonts.found([tmp_path, tmp_path / "missing"])
    assert [file.name for file in found] == ["NotoSans-Bold.ttf", "NotoSansArabic-Bold.otf", "NotoSansCJK-Bold.ttc"]
    captioned(BLUE, "fox", "", "classic", Fonts([*found, DISPLAY]))


def test_every_letter_of_the_texts_is_assigned() -> None:
    """The samples above are real text."""
    assert not any(unicodedata.category(letter) == "Cn" for text in SCRIPTS.values() for letter in text)

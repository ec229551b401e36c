"""Captions: words of every script stay inside the picture, are shaped as their readers expect, and can be read."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from bot.replies import fonts
from bot.replies.caption_image import EDGE_PIXELS, MARGIN, Style, UnknownScript, captioned
from bot.replies.fonts import DISPLAY, Fonts

BLUE = np.full((128, 128, 3), (90, 140, 190), np.uint8)
LONG = "x" * 100
FONTS = "fonts-noto-core, fonts-noto-cjk and fonts-noto-color-emoji"
SCRIPTS = {
    "Latin": "When the fox finds your pizza",
    "Vietnamese": "Tiếng Việt thật là đẹp",
    "Greek": "Η αλεπού βρήκε την πίτσα",
    "Cyrillic": "Лиса нашла твою пиццу",
    "Arabic": "وجد الثعلب البيتزا hello 123",
    "Hebrew": "השועל מצא את הפיצה ABC",
    "Devanagari": "लोमड़ी को पिज़्ज़ा मिला क्षत्रिय",
    "Bengali": "শিয়াল পিৎজা পেয়েছে",
    "Tamil": "நரி பீட்சாவைக் கண்டது",
    "Thai": "หมาจิ้งจอกเจอพิซซ่าของคุณแล้วกินหมดเลย",
    "Japanese": "キツネがあなたのピザを見つけた",
    "Korean": "여우가 피자를 찾았다",
    "Emoji": "🦊 ❤️ 🍕 🇩🇪 👨‍👩‍👧",
}


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
        pytest.skip(
            f"this system has no font for {script}: install fonts-noto-core, fonts-noto-cjk, fonts-noto-color-emoji"
        )
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
    "word", [LONG, "W" * 100, "𒐫" * 2 + "a", "ﷺ" * 40, "e" + "\u0301" * 4 * 20, "👩" * 100, "﷽" * 100]
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

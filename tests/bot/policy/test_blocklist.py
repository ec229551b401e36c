"""What a rule catches, in how many disguises, and what it leaves alone."""

from __future__ import annotations

import itertools
import re
import time
from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.policy.blocklist import BlockList, Rule
from bot.policy.text_folding import normalise, readings
from bot.text.sanitize import BLANK, sanitized

RUDE = Rule("rude words", ("ass", "shit", "hello kitty", "вот", "色情", "かな", "욕설", "μαλάκας", "عيب", "हिंसा"))


def caught(rules: Iterable[Rule], prompt: str) -> Rule | None:
    return BlockList(rules).caught(prompt)


@pytest.mark.parametrize(
    "prompt",
    [
        "an ass", "AN ASS!", "ass-backwards", "the (ass)", "shit, again", "Hello  Kitty", "hello,\nkitty",
        "ＡＳＳ",  # full width
        "𝒶𝓈𝓈", "🅰🆂🆂", "Ⓢⓗⓘⓣ", "🇦🇸🇸",  # letters of other fonts, in badges, of flags
        "а\u0455\u0455", "Ѕhіт", "ѕһіt",  # Cyrillic look-alikes
        "αss",  # a Greek one
        "áss", "s̷h̷i̷t̷", "ṩḧḭẗ",  # accents, piled up or not
        "sh\u0e3bit", "sh\U0002fa20it", "sh\u0378it", "s\U000e0080hit",  # code points that are nobody's
        "sh\u0730it", "sh\u0951it", "sh\u0e31it", "sh\u3099it", "sh\u093eit", "色\u0951情", "в\u0e31от",  # of others
        "a\u200bs\u00ads", "s\u2060hit", "as\ufe0fs", "\u202eass",  # what nobody sees
        "a s s", "a.s.s", "s-h-i-t", "s_h_i_t", "draw s h i t now", "draw a s h i t now", "s  h  i  t", "s h 1 t",
        "@ss", "a$$", "@$$", "an @$$!", "a55", "4ss", "sh1t", "$h!t", "5h17", "he11o kitty", "hel1o k1tty",  # leet
        "assss", "shiiiiit", "SHIIIT!!!", "aaassssss",  # drawn out
        "вот", "Вот", "ВОТ", "вооот",
        "一张色情图片", "色 情", "かな", "これはかなです", "욕설", "ΜΑΛΆΚΑΣ", "μαλακας", "عَيْب", "हिंसा",
    ],
)  # fmt: skip
def test_disguises_are_seen_through(prompt: str) -> None:
    assert caught([RUDE], f"a cat and {prompt}") is RUDE


@pytest.mark.parametrize(
    "prompt",
    [
        "assistance", "a class of bass players", "passport", "as soon as", "Scunthorpe", "sh it", "shi tzu", "a hit",
        "455 cats", "1 2 3 4 5", "room 4 55", "kitty says hello", "hello, dear kitty",
        "what! a hat! oh, what a hat!", "cost: $55", "me@example.invalid", "3+5=8",
        "हंस", "สวัสดี", "がな",  # with marks of their own
        "вода и хлеб", "图片", "かたな", "욕", "हिम", "",
        "a b c d e f", "I, a cat", "U.S.A.",
    ],
)  # fmt: skip
def test_innocent_prompts_pass(prompt: str) -> None:
    assert caught([RUDE], prompt) is None


@pytest.mark.parametrize(
    ("rule", "prompt"),
    [
        ("ss", "an iPhone 5s"), ("ass", "playing 45s"), ("bos", "an 80s synthwave car"), ("ak", "a 4k wallpaper"),
        ("ist", "the 1st day"), ("axa", "a 4x4 truck"), ("ed", "a 3d render"), ("ath", "July 4th"), ("top", "720p"),
        ("ss", "a bag of $$$"), ("sk", "it costs $5k"), ("tup", "a can of 7up"), ("ber", "die 83er"), ("bab", "8 4 8"),
        ("мат", "a mat"), ("вот", "a bot and a vot"), ("色情", "se qing"), ("хер", "xep her"), ("욕설", "yogseol"),
        ("μαλάκας", "malakas"), ("сор", "a cop"), ("есть", "ect est"),
    ],
)  # fmt: skip
def test_numbers_and_other_scripts_are_no_disguises(rule: str, prompt: str) -> None:
    """A number with a unit is a number; a rule in another script refuses no English."""
    assert caught([Rule("rule", (rule,))], prompt) is None


@pytest.mark.parametrize(
    ("rule", "prompt"),
    [
        ("мат", "это мат"), ("мат", "это М А Т!"), ("мат", "мааат"), ("shit", "шит"), ("cop", "сор"), ("аss", "an ass"),
        ("rude мат", "rude мат"), ("5s", "iphone 5s"), ("80s", "80s car"), ("ass", "4ss"), ("ass", "\x1eass"),
        ("ass", "\x1fass"), ("café", "a cafe"), ("色情", "色情"),
    ],
)  # fmt: skip
def test_rules_catch_their_words_in_their_script(rule: str, prompt: str) -> None:
    """Also drawn out or spelled; and Latin rules what looks or sounds like them."""
    assert caught([Rule("rule", (rule,))], prompt) is not None


def test_the_first_rule_is_named() -> None:
    first, second = Rule("one", ("cat",)), Rule("two", ("dog", "cat"))
    assert caught([first, second], "a cat and a dog") is first
    assert caught([first, second], "a dog") is second
    assert caught([], "a dog") is None


@pytest.mark.parametrize("words", [(), ("",), ("!!!",), ("\u200b", " ")])
def test_a_rule_without_letters_catches_nothing(words: tuple[str, ...]) -> None:
    """What is left of its words is "": nobody needs to save it."""
    assert caught([Rule("empty", words)], "anything !!! at all") is None
    assert all(normalise(word) == "" for word in words)


@pytest.mark.parametrize("words", [("c++",), (".*",), ("a|b",), ("(",), ("[x",), ("\\",)])
def test_words_are_no_patterns(words: tuple[str, ...]) -> None:
    assert caught([Rule("signs", words)], "a quiet harbour") is None


def test_normal_text_has_one_reading() -> None:
    assert readings("A court sketch of Godzilla, on trial") == ("a court sketch of godzilla on trial",)
    assert readings("рот") == ("pot", "rot", "Nrot")  # by look, by sound, in its own script
    assert readings("l1me, 11 limes") == ("lIme 11 limes",)  # an i or an l; a number is a number


def looked_for(words: str, text: str) -> bool:
    """By one plain pattern: what a letter may be, and how often it may stand there."""
    signs = {"i": "[iI]", "l": "[lI]", "I": "[ilI]", " ": " "}

    def drawn_out(run: re.Match[str]) -> str:
        sign, times = signs.get(run[1], run[1]), len(run[0])
        return f"(?:{sign}{{{times}}}|{sign}{{3,}})(?!{run[1]})"

    pattern = re.sub(r"(.)\1*", drawn_out, words)
    return re.search(rf"(?<!\w){pattern}(?!\w)", text) is not None


PHRASES = st.lists(st.text("aailI12s", min_size=1, max_size=7), min_size=1, max_size=3).map(" ".join)


@given(st.lists(st.lists(PHRASES, max_size=4), max_size=3), st.lists(PHRASES, max_size=4), st.data())
def test_all_rules_together_are_as_each_alone(lists: list[list[str]], said: list[str], data: st.DataObject) -> None:
    """Letters that stand there once, twice or more, and signs that are an i or an l: nothing is mixed up."""
    known = [word for words in lists for word in words]
    own = data.draw(st.lists(st.sampled_from(known), max_size=2)) if known else []
    prompt = " ".join([*said, *(re.sub("[il]", data.draw(st.sampled_from(["1", "i", "lll"])), word) for word in own)])
    rules = [Rule(str(number), tuple(words)) for number, words in enumerate(lists)]
    (text,) = readings(prompt)
    expected = next(
        (rule for rule in rules if any(looked_for(normalise(word), text) for word in rule.words if normalise(word))),
        None,
    )
    assert caught(rules, prompt) == expected


SILENT = st.text(
    st.characters(categories=("Cf", "Cn", "Mn", "Me", "Mc"), exclude_characters=BLANK), min_size=1, max_size=6
)


@given(st.sampled_from(("shit", "hello kitty", "色情", "вот", "욕설")), SILENT, st.data())
def test_what_people_see_is_what_is_caught(words: str, silent: str, data: st.DataObject) -> None:
    """Nothing of what a title leaves out, and no mark, tells a word apart from itself."""
    place = data.draw(st.integers(1, len(words) - 1))
    prompt = f"a {words[:place]}{silent}{words[place:]}"
    assert caught([RUDE], prompt) is RUDE
    assert caught([RUDE], sanitized(prompt)) is RUDE


@given(st.text(max_size=200), st.sampled_from(("ass", "hello kitty", "色情")))
def test_any_text_is_read(prompt: str, word: str) -> None:
    """It never fails, gives plain words, and a rule's own words between spaces are always caught."""
    for reading in readings(prompt):
        assert reading.isascii()
        assert reading == " ".join(reading.split())
    assert caught([RUDE], f"{prompt} , {word} , end") is RUDE


@pytest.mark.parametrize("piece", ["a ", "1", "!", "a!", "@", "р ", "\u0301", "s", "as ", "a   ", "\u200b", "色"])
def test_ten_thousand_characters_are_read_at_once(piece: str) -> None:
    """No text makes it slow: 20 ms of a processor here, and a generous limit for a slower one."""
    prompt = (piece * 10_000)[:10_000]
    best = 1.0
    for _ in range(3):
        start = time.thread_time()
        caught([RUDE], prompt)
        best = min(best, time.thread_time() - start)
    assert best < 0.3


ALIKE = tuple(itertools.islice(map("".join, itertools.product("il", repeat=11)), 1500))
"""No words are harder to tell from one another, and there is no room for more."""


@pytest.mark.parametrize("prompt", [" ".join(ALIKE), "i1111111111 " * 350, "l" * 4000, "i " * 2000])
def test_the_longest_list_is_read_at_once(prompt: str) -> None:
    """Nor does a list: 8 ms here for the longest prompt."""
    listed = BlockList([Rule("alike", (*ALIKE, "oaf"))])
    best = 1.0
    for _ in range(3):
        start = time.thread_time()
        listed.caught(f"{prompt[:4000]} oaf")
        best = min(best, time.thread_time() - start)
    assert best < 0.1


def test_many_lists_are_as_quick_as_one() -> None:
    """Those of other communities cost nothing: asked in turn, none is made anew."""
    lists = [BlockList([Rule("rude", tuple(f"{word}{number}x" for word in ALIKE[:20]))]) for number in range(1100)]
    start = time.thread_time()
    for _ in range(3):
        assert not any(listed.caught("a court sketch of Godzilla, on trial") for listed in lists)
    assert time.thread_time() - start < 2.0

"""Prompts read as the reference reads them, to the character, and never slowly."""

from __future__ import annotations

import html
import json
import random
import re
import time
from collections import Counter

import emoji
import ftfy
import pytest
from goldens import TEXT
from hypothesis import given, settings
from hypothesis import strategies as st

from inference.api import ModelError
from inference.text.normalizer import Normalizer, dropped, readable
from inference.text.transliteration import transliterate

CASES = json.loads((TEXT / "cases.json").read_text(encoding="utf-8"))
ORACLE = json.loads((TEXT / "normalizer.json").read_text(encoding="utf-8"))
UNIDECODE = json.loads((TEXT / "unidecode.json").read_text(encoding="utf-8"))
NORMALIZER = Normalizer.from_file(TEXT / "words-frequency.txt")


@pytest.mark.parametrize("case", CASES["cases"], ids=lambda case: ascii(case["prompt"])[:40])
def test_a_prompt_reads_as_in_the_reference(case):
    """Emoji, accents, scripts, markup, numbers, quotes and nonsense come out as the reference writes them."""
    assert NORMALIZER(case["prompt"]) == case["normalized"]


@pytest.mark.parametrize("case", ORACLE["normalizer"], ids=lambda case: ascii(case["input"])[:40])
def test_a_second_run_of_the_reference_agrees(case):
    """The pairs of an independent run of the reference come out the same."""
    assert NORMALIZER(case["input"]) == case["output"]


@pytest.mark.parametrize(("hashtag", "words"), [*ORACLE["hashtag_splits"].items(), *CASES["hashtags"].items()])
def test_a_hashtag_splits_as_in_the_reference(hashtag, words):
    """Known words are found, unknown text falls into letters, numbers and 's stay whole, case is kept."""
    assert NORMALIZER.split_hashtag(hashtag) == words


def test_every_script_is_transliterated_as_unidecode_does():
    """300 texts in 17 languages and in decorated letters, to the character, apart from case."""
    wanted = {text: ascii_text.lower() for text, ascii_text in UNIDECODE["transliterated"].items()}
    assert {text: transliterate(text).lower() for text in wanted} == wanted


def test_an_unknown_character_is_left_out():
    """Not written as the [?] that the tables hold for it; a [?] that somebody typed stays."""
    assert transliterate("fox\u0863 [?]") == "fox [?]"


def test_without_a_word_list_hashtags_stay_whole():
    """No list, no guessing: the # goes, the word stays, and underscores still part words."""
    assert Normalizer().split_hashtag("_Red__Fox_") == "Red Fox"
    assert Normalizer()("#PhotoOfTheDay a#b #new_york_ city") == " photooftheday ab new york city"


def test_the_cheapest_words_win_and_ties_go_to_the_shorter_last_word():
    """A word costs the logarithm of its rank; the most frequent word is free."""
    assert Normalizer(["a", "ab", "b"]).split_hashtag("aab") == "a ab"
    assert Normalizer(["aa", "a"]).split_hashtag("aaa") == "aa a"
    assert Normalizer(["x", "a", "y", "b", "v", "w", "z", "ab"]).split_hashtag("ab") == "a b"  # log 2 + log 4 = log 8


def test_a_lone_apostrophe_joins_nothing():
    """Even before 's, which joins whatever else comes before it."""
    assert Normalizer(["'s", "'", "the"]).split_hashtag("the''s") == "the ' 's"
    assert Normalizer(["'s", "'", "the"]).split_hashtag("the's") == "the's"


def test_a_word_list_keeps_only_what_a_hashtag_can_hold(tmp_path):
    """Counts and foreign words are dropped, blank lines too, but every word keeps its rank."""
    path = tmp_path / "words.txt"
    path.write_text("the 9\nnaïve 8\n\nred-hot 7\nfox\n", encoding="utf-8")
    normalizer = Normalizer.from_file(path)
    assert list(normalizer.cost_from_word) == ["the", "fox"]
    assert normalizer.cost_from_word["fox"] == pytest.approx(1.3862943611)  # log 4
    assert normalizer.longest == 3


@pytest.mark.parametrize("content", [None, b"\xff\xfe not text", b"", b"\n \n"])
def test_a_bad_word_list_is_named(tmp_path, content):
    """A missing, binary or empty list is an error that names the file."""
    path = tmp_path / "words.txt"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(ModelError, match=re.escape(str(path))):
        Normalizer.from_file(path)


def test_a_word_list_is_read_at_the_first_hashtag(tmp_path):
    """Millions of words cost seconds and hundreds of megabytes; a prompt without a hashtag does not pay for them."""
    path = tmp_path / "words.txt"
    path.write_text("red 2\nfox 1\n", encoding="utf-8")
    normalizer = Normalizer.from_file(path)
    path.write_text("redf 2\nox 1\n", encoding="utf-8")
    assert normalizer("a red fox") == " a red fox"
    assert normalizer("a #redfox") == " a redf ox"
    path.unlink()
    assert normalizer("a #redfox") == " a redf ox"


def test_a_word_list_that_breaks_off_is_named_at_the_first_hashtag(tmp_path):
    """Until then its beginning was all that was looked at."""
    path = tmp_path / "words.txt"
    path.write_bytes(b"fox 1\n" * 10_000 + b"\xff\n")
    normalizer = Normalizer.from_file(path)
    assert normalizer("a fox") == " a fox"
    with pytest.raises(ModelError, match=re.escape(str(path))):
        normalizer("a #fox")


def test_a_person_is_drawn_from_the_text():
    """The same prompt names the same people in every process and on every call."""
    prompt = "<person> meets a dog, <PERSON> meets an owl, <person> sings"
    expected = " somebody meets a dog, a person meets an owl, someone sings"
    random.seed(1)
    assert [NORMALIZER(prompt) for _ in range(3)] == [expected] * 3


def test_people_are_named_in_the_proportions_of_the_reference():
    """Over many prompts about 68% say "a person", 29% "someone" and 3% "somebody"."""
    names = Counter(NORMALIZER(f"<person> {n}").removesuffix(f" {n}").strip() for n in range(1000))
    assert set(names) == {"a person", "someone", "somebody"}
    assert names["a person"] == pytest.approx(679, abs=60)
    assert names["someone"] == pytest.approx(291, abs=60)


def test_a_number_of_thousands_of_digits_is_no_character():
    """Python refuses such numbers with an error; a prompt may hold them, and they mean what short ones mean."""
    assert NORMALIZER(f"< a &#{'9' * 5000}; b &#{'0' * 5000}65; c &#65; &#1285120;") == " < a b a c a"


@given(st.text())
def test_any_text_becomes_plain(text):
    """Whatever comes in, lower-case ASCII goes out: one leading space, single spaces, no commas at the ends."""
    read = NORMALIZER(text)
    assert read == " " + " ".join(read.split())
    assert read.isascii()
    assert read == read.lower()
    assert not re.search(r"^ ,|,$|[A-Z#_`(){}\[\]\\|:;?!=+~-]", read)


def as_specified(text: str, split_hashtag) -> str:
    """The specification step by step, its patterns as they stand, with no thought for time."""
    text = emoji.demojize(html.unescape(html.unescape(ftfy.fix_text(text))))
    text = transliterate(text).lower()
    text = re.sub(r"<person>([,\s]*(and)*[,\s]*<person>)+", " people ", text)
    chance = random.Random(text)
    while "<person>" in text:
        name = chance.choices(["a person", "someone", "somebody"], [282265, 121194, 12219])[0]
        text = text.replace("<person>", f" {name} ", 1)
    text = re.sub(r"\[\d+\]\s*\Z", "", re.sub(r"\A\s*\[\d+\]", "", text))
    text = re.sub(r"http\S+", "", re.sub(r"<[^<]+?>", " ", text))
    for _ in range(2):
        text = re.sub(r"(\d),(\d{3})", r"\1\2", text)
    text = re.sub(r"(\w)\.(\w)", r"\1xtokxdotxtokx\2", text)
    text = re.sub(r"'(?=([stdm]|ll|re|ve)\b)", "xtokxquotextokx", text)
    text = re.sub(r"(\d)/(\d)", r"\1xtokxslashxtokx\2", text)
    text = re.sub(r"([%&/$*])", r" \1 ", re.sub(r"(\w)-(\w)", r"\1 \2", text))
    text = re.sub(r"#(\w+)", lambda match: split_hashtag(match[1]), text)
    text = re.sub(r"[_#\\]", " ", text)
    text = re.sub(r"['\"`]", ' " ', text)
    text = re.sub(r"[()\[\].,|:;?!=+~\-/{}]", ",", text)
    for name, character in (("dot", "."), ("quote", "'"), ("slash", "/")):
        text = text.replace(f"xtokx{name}xtokx", character)
    text = re.sub(r"(\D)(\1{3,})", r"\1", text)
    text = re.sub(r'(\s*"+\s*)+', ' " ', text)
    text = re.sub(r"(\s*,+\s*)+", ", ", text)
    text = re.sub(r"\s+", " ", text).strip()
    text = text[:-1] if text.endswith(",") else text
    text = text[1:] if text.startswith(",") else text
    return " " + text.strip()


FRAGMENTS = [
    *" \t\n\r\f'\"`,.#_-/\\<>[]()&%$*:;!1aszx",
    "<person>",
    "and",
    "<PERSON>,",
    "234",
    "[1]",
    "http",
    "'ll",
    "ve",
]
FRAGMENTS += [
    "xtokx",
    "dot",
    "quote",
    "slash",
    "&amp;",
    "&lt;",
    "&#65;",
    "&#0",
    "aaaa",
    "    ",
    "sunset",
    "É",
    "東",
    "😀",
]


@settings(max_examples=500)
@given(st.lists(st.sampled_from(FRAGMENTS), max_size=30).map("".join))
def test_the_fast_steps_equal_the_specified_ones(text):
    """Our order and patterns give what the specified ones give, on any mixture of what they look for."""
    assert NORMALIZER(text) == as_specified(text, NORMALIZER.split_hashtag)


LONG = 40_000
HOSTILE = {
    "spaces": "a" + "\t " * (LONG // 2) + "a",
    "quotes": "\" '`" * (LONG // 4) + "x",
    "spaced quotes": "\t \n " * (LONG // 4) + '"',
    "commas": "a" + ", .;" * (LONG // 4) + "x",
    "persons": "<person>" * (LONG // 8),
    "persons apart": "<person>x" * (LONG // 9),
    "person and commas": "<person>" + "," * LONG,
    "person and ands": "<person>" + "and" * (LONG // 3) + "," * LONG,
    "open tags": "<a" * (LONG // 2),
    "open references": "[1] " * (LONG // 4) + "x",
    "digits": "1,234" * (LONG // 5),
    "digit reference": "&#" + "9" * LONG,
    "hashtag": "#" + "sunsetx" * (LONG // 7),
    "numeric hashtag": "#" + "1" * LONG,
    "hashtags": "#a" * (LONG // 2),
    "repetition": "aaaab" * (LONG // 5),
    "words": "word " * (LONG // 5),
    "emoji": "👍🏽" * 5_000,
    "joined emoji": "👨\u200d" * 2_500,
    "entities": "&" + "amp;" * 1_250,
    "accents": "e" + "\u0301\u0323" * 5_000,
    "mojibake": "schÃ¶n â€œ" * 1_000,
    "ideographs": "東" * 10_000,
}


@pytest.mark.parametrize("prompt", HOSTILE.values(), ids=HOSTILE)
def test_no_prompt_takes_long(prompt):
    """Forty thousand characters that make patterns search, thousands that tire the libraries: a tenth of a second, and
    not the minutes of a pattern that looks everywhere from everywhere."""
    NORMALIZER("👍")  # the table of emoji is read once per process
    start = time.process_time()
    NORMALIZER(prompt)
    assert time.process_time() - start < 10


@pytest.mark.parametrize(
    ("prompt", "read"),
    [
        ("I <3 my fox & 2 > 1", " i <3 my fox & 2 > 1"),
        ("a <b>red</b> fox", " a b red, b fox"),
        ("<person> in <the sea>", " someone in the sea"),
        ("[12] foxes [3]", " 12, foxes, 3"),
        ("a -> b, c <- d", " a, > b, c <, d"),
    ],
)
def test_a_prompt_keeps_the_words_between_its_signs(prompt, read):
    """Captions had markup there; what people write has words, and a lone sign is a sign."""
    assert NORMALIZER.prompt(prompt) == read


@pytest.mark.parametrize(
    ("prompt", "lost"),
    [
        ("a fox", ()),
        ("I <3 my fox & 2 > 1 !!! … — “x” ½ ß 東", ()),
        ("a fox ← 🦊 👩‍👩‍👧 here", ("←",)),
        ("see HTTPS://example.com/a.png and http://b", ("HTTPS://example.com/a.png", "http://b")),
    ],
)
def test_what_is_lost_of_a_prompt_is_named(prompt, lost):
    """Links, and signs without a reading; an emoji is read by its name."""
    assert dropped(prompt) == lost


@given(st.text(max_size=80))
def test_what_has_no_word_left_is_named_or_unreadable(text):
    """Nothing vanishes in silence."""
    if not re.search("[a-z0-9]", NORMALIZER.prompt(text)):
        assert dropped(text) or not readable(text)


@pytest.mark.parametrize(
    ("prompt", "latin", "all_scripts"),
    [
        ("a fox", True, True), ("5", True, True), ("É", True, True), ("１２", True, True), ("🦊", True, True),
        ("猫 a", True, True), ("猫", False, True), ("рыжая лиса", False, True), ("???", False, False),
        ("\u200b", False, False), ("", False, False), ("←", False, False), ("http://fox.org/a", False, False),
    ],
)  # fmt: skip
def test_a_prompt_is_readable_if_it_has_a_word(prompt, latin, all_scripts):
    assert (readable(prompt), readable(prompt, latin=False)) == (latin, all_scripts)

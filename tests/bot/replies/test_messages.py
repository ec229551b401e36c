"""What the bot says, in every language: nothing is missing, nothing is invented, and a fact is never markup of ours."""

from __future__ import annotations

import ast
import re
import string

import pytest
from goldens import ROOT

from bot.handlers.command_list import COMMANDS
from bot.handlers.help_topics import topics
from bot.policy.quota import SCOPES
from bot.policy.settings import DIALS
from bot.replies import messages
from bot.replies.messages import LANGUAGES, expected, moment, say, span, words
from inference.api import Waiting

NOON = 1795435200.0


def forms(sentence: object) -> list[str]:
    return [sentence] if isinstance(sentence, str) else list(dict(sentence).values())  # type: ignore[call-overload]


def placeholders(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name is not None}


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_sentence_has_only_facts_that_are_known(code: str) -> None:
    """Those that the English sentence has; none is lost, either, but where a plural says the number in words."""
    for name, sentence in words(code).items():
        english = words("en").get(name)
        if english is None:  # meanings of settings: English says them in bot/policy/settings.py
            assert name.removeprefix("meaning-") in DIALS
            continue
        known = set().union(*map(placeholders, forms(english)))
        for form in forms(sentence):
            assert placeholders(form) <= known, (code, name)
            assert known - placeholders(form) <= {"count"}, (code, name)


@pytest.mark.parametrize("code", [code for code in LANGUAGES if code != "en"])
def test_every_language_says_everything(code: str) -> None:
    """But the operator's notice, and in Japanese the chart, whose font knows no Japanese."""
    missing = words("en").keys() - words(code).keys()
    missing = {name for name in missing if not (code == "ja" and name.startswith("chart-"))}
    assert missing == {"budget-notice"}
    assert {f"meaning-{key}" for key in DIALS} <= words(code).keys()


def test_every_rule_in_the_code_has_a_sentence() -> None:
    """A refusal without words would say nothing; and no sentence is there for nothing."""
    raised, said, counted = set(), set(), {f"{scope}-per-day" for scope in SCOPES}
    for path in [*(ROOT / "bot").rglob("*.py")]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                said.add(node.value)
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.args:
                first = node.args[0]
                refusals = {"Mistake", "Forbidden", "OverLimit", "Blocked", "Closed"}
                if node.func.id in refusals and isinstance(first, ast.Constant):
                    raised.add(first.value)
                    counted |= {first.value} if node.func.id in ("OverLimit", "Blocked", "Closed") else set()
    assert {rule for rule in raised if not messages.knows(rule)} == set()
    assert {f"rule-{rule.removesuffix('-all')}" for rule in counted} == {
        name for name in words("en") if name.startswith("rule-")
    }  # as the report calls them
    made = (
        "how-",
        "help-",
        "scope-",
        "rule-",
        "chart-",
        "long-",
        "wrong-setting-",
        "meaning-",
        "command-",
        "argument-",
    )  # of a name and a fact
    platforms = ("discord-", "slack-")  # and the same name without it
    assert {
        name for name in words("en") if name.startswith(platforms) and name.split("-", 1)[1] not in words("en")
    } == set()
    made += platforms + tuple(f"{scope}-per-day" for scope in ("member", "channel", "community", "bot"))
    assert {name for name in words("en") if name not in said and not name.startswith(made)} == set()


@pytest.mark.parametrize("topic", sorted(set(topics(COMMANDS, True).values())))
def test_every_topic_has_help(topic: str) -> None:
    """And its example is a command that the parser knows."""
    assert f"/{topic}" in say("en", f"help-{topic}")


def test_a_missing_sentence_is_said_in_english(monkeypatch: pytest.MonkeyPatch) -> None:
    """And one that English lacks is a bug."""
    monkeypatch.setattr(messages, "words", lambda code: {"only": "English"} if code == "en" else {})
    assert say("de", "only") == "English"
    with pytest.raises(KeyError):
        say("de", "none")


@pytest.mark.parametrize(
    ("locale", "code"),
    [("en", "en"), ("de-AT", "de"), ("pt-BR", "en"), ("ja", "ja"), ("zh_TW", "en"), ("FR", "fr"), ("", "en")],
)
def test_a_locale_has_a_language(locale: str, code: str) -> None:
    """Its own, or English."""
    assert messages.language(locale) == code


@pytest.mark.parametrize(
    ("code", "zero", "one"), [("en", "0 words were", "1 word was"), ("fr", "0 mot n'a", "1 mot n'a")]
)
def test_numbers_have_their_forms(code: str, zero: str, one: str) -> None:
    """French counts none as one."""
    assert zero in say(code, "unread", end="x", count=0)
    assert one in say(code, "unread", end="x", count=1)


def test_a_fact_is_no_template() -> None:
    """Braces in a prompt are braces; deceiving characters are gone; a fact that is missing costs only its place."""
    assert say("en", "quoted", text="{name} {0} \u202egnp.exe\n/x") == "“{name} {0} gnp.exe /x”"
    assert say("en", "used-of", used=1, limit=5) == "1 of 5 used, back at …"


def test_a_fact_turns_only_itself() -> None:
    """What is written from right to left stands apart (U+2068, U+2069), or it would turn the sentence; nothing else."""
    assert say("en", "title", prompt="\u05d7\u05ea\u05d5\u05dc", name="Ann") == (
        "“\u2068\u05d7\u05ea\u05d5\u05dc\u2069” for Ann"
    )
    assert say("en", "title", prompt="猫 chat Кот", name="Ann") == "“猫 chat Кот” for Ann"
    twice = say("en", "quoted", text=say("en", "quoted", text="\u0642\u0637"))
    assert twice == "“\u2068“\u0642\u0637”\u2069”"


def test_no_sentence_is_markup() -> None:
    """Chats show them as they are: nothing that would be bold, a link or a mention."""
    for code in LANGUAGES:
        for name, sentence in words(code).items():
            for form in forms(sentence):
                assert not re.search(r"[*_`<>|~]|\]\(|https?:", form), (code, name)
                assert not re.search(r"@(?!name|nombre|nom|名前|Nonet)", form), (code, name)


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0.2, "1 s"), (17.4, "17 s"), (37, "35 s"), (89, "90 s"), (95, "2 min"), (3600, "60 min"), (5400, "1 h 30 min"),
        (7200, "2 h"), (86400, "24 h"), (200_000, "2 days"),
    ],
)  # fmt: skip
def test_spans_are_said_as_people_say_them(seconds: float, said: str) -> None:
    """Nobody believes 37 seconds."""
    assert span("en", seconds) == said


@pytest.mark.parametrize(
    ("when", "zone", "said"),
    [
        (NOON + 3600, "UTC", "13:00 UTC"),
        (NOON + 12 * 3600, "UTC", "00:00 UTC"),
        (NOON + 18 * 3600, "UTC", "06:00 UTC"),
        (NOON + 26 * 3600, "UTC", "14:00 UTC tomorrow"),
        (NOON + 12 * 3600, "Europe/Berlin", "01:00 CET"),
        (NOON + 5 * 86400, "UTC", "2026-11-28 12:00 UTC"),
    ],
)
def test_moments_are_on_the_community_s_clock(when: float, zone: str, said: str) -> None:
    """The next midnight is the end of today."""
    assert moment("en", when, zone, NOON) == said


def test_the_expected_time_is_honest() -> None:
    """With its band, but not where that says the same."""
    assert expected("en", Waiting(1, 40, 30, 60)) == "ready in about 40 s (30 s to 60 s)"
    assert expected("de", Waiting(1, 40, 30, 60)) == "fertig in etwa 40 s (30 s bis 60 s)"
    assert expected("en", Waiting(1, 0.2, 0.1, 0.4)) == "ready in about 1 s"

"""What the bot says: numbers and times as readers write them, and a fact is never markup or a template of ours."""

from __future__ import annotations

import pytest

from bot.handlers.command_list import COMMANDS
from bot.handlers.help_topics import topics
from bot.replies.messages import expected, moment, say, span, timestamp
from inference.api import Waiting

NOON = 1795435200.0


@pytest.mark.parametrize("topic", sorted(set(topics(COMMANDS, True).values())))
def test_every_topic_has_help(topic: str) -> None:
    """And its example is a command that the parser knows."""
    assert f"/{topic}" in say("en", f"help-{topic}")


@pytest.mark.parametrize(
    ("code", "zero", "one"), [("en", "0 words were", "1 word was"), ("fr", "0 mot n’a", "1 mot n’a")]
)
def test_numbers_have_their_forms(code: str, zero: str, one: str) -> None:
    """French counts none as one."""
    assert zero in say(code, "unread", end="x", count=0)
    assert one in say(code, "unread", end="x", count=1)


def test_a_fact_is_no_template() -> None:
    """Braces in a prompt are braces; deceiving characters are gone."""
    assert say("en", "quoted", text="{name} {0} \u202egnp.exe\n/x") == "“{name} {0} gnp.exe /x”"


def test_a_fact_turns_only_itself() -> None:
    """What is written from right to left stands apart (U+2068, U+2069), or it would turn the sentence; nothing else."""
    assert say("en", "title", prompt="\u05d7\u05ea\u05d5\u05dc", name="Ann") == (
        "“\u2068\u05d7\u05ea\u05d5\u05dc\u2069” for Ann"
    )
    assert say("en", "title", prompt="猫 chat Кот", name="Ann") == "“猫 chat Кот” for Ann"
    twice = say("en", "quoted", text=say("en", "quoted", text="\u0642\u0637"))
    assert twice == "“\u2068“\u0642\u0637”\u2069”"


def test_numbers_are_written_as_the_reader_writes_them() -> None:
    """But a seed is something to copy."""
    assert [say(code, "chart-grids") and say(code, "count-grids", count=12345).split()[0] for code in ("en", "de")] == [
        "12,345", "12.345",
    ]  # fmt: skip
    assert say("fr", "seed", seed=1234567).split()[-1] == "1234567"


def test_a_list_is_one_as_the_reader_writes_it() -> None:
    assert say("en", "help-topics", topics=("a", "b", "c")).endswith("a, b, and c")
    assert say("ja", "help-topics", topics=("a", "b", "c")).endswith("a、b、c")


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0.2, "1 sec"), (17.4, "17 sec"), (37, "35 sec"), (89, "90 sec"), (95, "2 min"), (3600, "60 min"),
        (5400, "1 hr 30 min"), (7200, "2 hr"), (86400, "24 hr"), (200_000, "2 days"),
    ],
)  # fmt: skip
def test_spans_are_said_as_people_say_them(seconds: float, said: str) -> None:
    """Nobody believes 37 seconds."""
    assert span("en", seconds) == said


@pytest.mark.parametrize(
    ("locale", "said"), [("de", "1 Std. 30 Min."), ("es", "1 h 30 min"), ("fr", "1 h 30 min"), ("ja", "1 時間 30 分")]
)
def test_spans_are_said_in_the_readers_language(locale: str, said: str) -> None:
    assert " ".join(span(locale, 5400).split()) == said


@pytest.mark.parametrize(
    ("when", "zone", "said"),
    [
        (NOON + 3600, "UTC", "1:00 PM UTC"),
        (NOON + 12 * 3600, "UTC", "12:00 AM UTC"),
        (NOON + 18 * 3600, "UTC", "6:00 AM UTC"),
        (NOON + 26 * 3600, "UTC", "2:00 PM UTC tomorrow"),
        (NOON + 12 * 3600, "Europe/Berlin", "1:00 AM CET"),
        (NOON + 5 * 86400, "UTC", "Nov 28, 2026, 12:00 PM UTC"),
    ],
)
def test_moments_are_on_the_community_s_clock(when: float, zone: str, said: str) -> None:
    """The next midnight is the end of today."""
    assert moment("en", when, zone, NOON).replace("\u202f", " ") == said


@pytest.mark.parametrize(
    ("locale", "said"),
    [
        ("en-US", "Nov 23, 2026, 1:00 PM"), ("en-GB", "23 Nov 2026, 13:00"), ("de", "23.11.2026, 13:00"),
        ("es", "23 nov 2026, 13:00"), ("fr", "23 nov. 2026, 13:00"), ("ja", "2026/11/23 13:00"),
    ],
)  # fmt: skip
def test_times_are_written_as_in_the_readers_region(locale: str, said: str) -> None:
    """The clock is the community's, its look the reader's."""
    assert timestamp(locale, NOON, "Europe/Berlin").replace("\u202f", " ") == said


def test_the_expected_time_is_honest() -> None:
    """With its band, but not where that says the same."""
    assert expected("en", Waiting(1, 40, 30, 60)) == "ready in about 40 sec (30 sec to 60 sec)"
    assert expected("de", Waiting(1, 40, 30, 60)) == "fertig in etwa 40 Sek. (30 Sek. bis 60 Sek.)"
    assert expected("en", Waiting(1, 0.2, 0.1, 0.4)) == "ready in about 1 sec"

"""What chats write for custom emoji, mentions, links and times becomes the words that people see."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.chat_syntax import Kind, mentioned, plain

KNOWN = {("user", "1"): "bob", ("user", "U0BOB00"): "bob", ("role", "7"): "@designers", ("channel", "3"): "art"}


def names(kind: Kind, id_: str) -> str:
    return KNOWN.get((kind, id_), "")


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("a <:pepe:123> in <a:party_parrot:45> style", "a pepe in party parrot style"),
        ("<:pepe:1><:pepe:2>fox", "pepe  pepe fox"),
        ("hi <@1> and <@!1>", "hi bob and bob"),
        ("hi <@U0BOB00|bob>", "hi bob"),
        ("hi <@U0BOB00>", "hi bob"),
        ("hi <@U0NOBODY>, <@99>", "hi somebody, somebody"),
        ("hi <@bob>", "hi bob"),
        ("<@&7> and <@&8>", "designers and some people"),
        ("<!subteam^S0123456|@designers> <!subteam^S0123456>", "designers some people"),
        ("<#3>, <#C0GENER0|general>, <#9>, <#general>", "art, general, a channel, general"),
        ("<!here> <!channel> <!everyone> <!here|here>", "here channel everyone here"),
        ("</imagine:12> <id:customize>", "imagine customize"),
        ("see <https://example.com/a|the fox> <mailto:a@b.de|a@b.de>", "see the fox a@b.de"),
        ("see <https://example.com/a>", "see https://example.com/a"),
        ("<t:0:R> <t:86399:t> <t:0>", "January 1, 1970 23:59 January 1, 1970 00:00"),
        ("<t:999999999999999:R>", ""),
        ("<!date^1392734382^{date}|February 18th, 2014>", "February 18th, 2014"),
        ("fish &amp; chips &lt;3", "fish & chips <3"),
        # signs
        ("I <3 my fox & 2 > 1", "I <3 my fox & 2 > 1"),
        ("a < b > c <- d -> e << f >> <> <:> <@> <#>", "a < b > c <- d -> e << f >> <> <:> <@> <#>"),
        ("x<y>z &c; AT&T", "x<y>z &c; AT&T"),
        ("<b>a fox</b>", "<b>a fox</b>"),
    ],
)
def test_people_and_the_model_get_words(typed: str, expected: str) -> None:
    """By the name beside an id, else by the chat's own list, else by a word that stands for it."""
    assert plain(typed, names) == expected


def test_ids_without_a_name_are_found() -> None:
    """So that a chat can look up their names."""
    typed = "<@U0BOB00> <@U0ANN00|ann> <#C0ART000> <@&7> <@bob> <:pepe:1>"
    assert mentioned(typed) == {("user", "U0BOB00"), ("channel", "C0ART000"), ("role", "7")}


@given(st.text(alphabet="<>@#!&:|/at19U^ \u200b;lt", max_size=60))
def test_nothing_of_a_chats_syntax_is_left(typed: str) -> None:
    """Whatever is typed: what is left pings nobody, by any id."""
    assert not mentioned(plain(typed))


@pytest.mark.parametrize("piece", ["<", "<@", "<:a", "<!date^", "<https://", "<@1|", "<t:1", "&lt;"])
def test_ten_thousand_characters_are_read_at_once(piece: str) -> None:
    start = time.thread_time()
    plain((piece * 10_000)[:10_000])
    assert time.thread_time() - start < 0.3

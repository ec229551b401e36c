"""What people type becomes what they mean; what cannot be understood is refused with what would be right."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scene import ANN

from bot.commands import (
    Again,
    Audit,
    Block,
    Cancel,
    CancelAll,
    ChangeSettings,
    Command,
    Delete,
    Grant,
    Help,
    Imagine,
    Line,
    Pick,
    Post,
    Privacy,
    Quota,
    Redo,
    Report,
    ShowSettings,
    SwitchChannel,
    TimeOut,
    Undo,
    Why,
)
from bot.errors import Mistake
from bot.messages import knows
from bot.parser import parse

USERS = {"bob": "u2", "bob the builder": "u3"}
CHANNELS = {"art": "c7"}


# --- prompts


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("/imagine a cat", Imagine(ANN, "a cat")),
        ("  /IMAGINE   a  cat ", Imagine(ANN, "a  cat")),
        ("imagine a cat", Imagine(ANN, "a cat")),
        ("/imagine\na cat\nin a rocket", Imagine(ANN, "a cat\nin a rocket")),
        ("/imagine", Imagine(ANN, "")),
        ("/imagine a cat --seed 5", Imagine(ANN, "a cat", seed=5)),
        ("/imagine a cat --seed=5", Imagine(ANN, "a cat", seed=5)),
        ("/imagine a cat —seed 5", Imagine(ANN, "a cat", seed=5)),  # a phone made one dash of two
        ("/imagine --seed 5 a cat", Imagine(ANN, "a cat", seed=5)),
        ("/imagine a cat --seed 5 in a rocket", Imagine(ANN, "a cat in a rocket", seed=5)),
        ("/imagine a cat --no dogs", Imagine(ANN, "a cat", no="dogs")),
        ("/imagine a cat --no big dogs --spoiler", Imagine(ANN, "a cat", no="big dogs", spoiler=True)),
        ('/imagine a cat --no "big dogs" in space', Imagine(ANN, "a cat in space", no="big dogs")),
        ("/imagine --no dogs a cat", Imagine(ANN, "a cat", no="dogs")),
        ("/imagine --no „große Hunde“ eine Katze", Imagine(ANN, "eine Katze", no="große Hunde")),
        ("/imagine --spoiler a cat", Imagine(ANN, "a cat", spoiler=True)),
        ("/imagine a cat --Spoiler", Imagine(ANN, "a cat", spoiler=True)),
        # what is no option is the prompt
        ("/imagine a cat's hat and \"this\" 'too", Imagine(ANN, "a cat's hat and \"this\" 'too")),
        ("/imagine a cat -- in a hat", Imagine(ANN, "a cat -- in a hat")),
        ("/imagine a cat — a hat", Imagine(ANN, "a cat — a hat")),
        ("/imagine 10--20 cats x--no", Imagine(ANN, "10--20 cats x--no")),
        ("/imagine @everyone <@&123> ``` \\", Imagine(ANN, "@everyone <@&123> ``` \\")),
        ("/imagine 東京の猫 --seed 0", Imagine(ANN, "東京の猫", seed=0)),
    ],
)
def test_prompts_are_as_they_were_written(line: str, expected: Imagine) -> None:
    """Only `--option` is special; quotes and apostrophes mean nothing to us."""
    assert parse(ANN, line) == expected


def test_an_ask_keeps_its_delivery_and_address() -> None:
    """As the chat gave them."""
    assert parse(ANN, "/imagine a cat", "d1", "{}") == Imagine(ANN, "a cat", delivery="d1", address="{}")
    assert parse(ANN, "/post k7f3q 5", "d1", "{}") == Post(ANN, "k7f3q", 5, "d1", "{}")
    assert parse(ANN, "/redo k7f3q", "d1", "{}") == Redo(ANN, "k7f3q", False, "d1", "{}")


# --- everything else


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("/quota", Quota(ANN)),
        ("/again k7f3q", Again(ANN, "k7f3q")),
        ("/again K7F3Q-5", Again(ANN, "k7f3q-5")),
        ("/again #k7f3q 5", Again(ANN, "k7f3q-5")),
        ("/cancel", Cancel(ANN)),
        ("/cancel k7f3q", Cancel(ANN, "k7f3q")),
        ("/pick k7f3q 5", Pick(ANN, "k7f3q", 5)),
        ("/pick k7f3q-5", Pick(ANN, "k7f3q", 5)),
        ("/post k7f3q 9", Post(ANN, "k7f3q", 9)),
        ("/redo k7f3q", Redo(ANN, "k7f3q")),
        ("/retry k7f3q", Redo(ANN, "k7f3q", same_seed=True)),
        ("/delete k7f3q", Delete(ANN, "k7f3q")),
        ("/privacy", Privacy(ANN, "show")),
        ("/privacy export", Privacy(ANN, "export")),
        ("/privacy delete", Privacy(ANN, "delete")),
        ("/privacy delete yes", Privacy(ANN, "delete", sure=True)),
        ("/help", Help(ANN)),
        ("/", Help(ANN)),
        ("/help /pick", Help(ANN, "pick")),
        ("/settings", ShowSettings(ANN)),
        ("/settings Member_Per_Day", ShowSettings(ANN, "member-per-day")),
        ("/settings member-per-day 10", ChangeSettings(ANN, {"member-per-day": "10"})),
        ("/settings set Member_Per_Day = 10", ChangeSettings(ANN, {"member-per-day": "10"})),
        ("/settings member-per-day=", ChangeSettings(ANN, {"member-per-day": ""})),
        ('/settings timezone "Europe/Berlin"', ChangeSettings(ANN, {"timezone": "Europe/Berlin"})),
        ("/settings role-per-day 123=20 456=", ChangeSettings(ANN, {"role-per-day": "123=20 456="})),
        ("/undo", Undo(ANN)),
        ("/audit", Audit(ANN)),
        ("/audit 3", Audit(ANN, 3)),
        ("/block", Block(ANN, "list")),
        ("/block add rude: dog, big cat", Block(ANN, "add", "dog, big cat", "rude")),
        ("/block add dog", Block(ANN, "add", "dog")),
        ('/block add "be kind" dog, big cat', Block(ANN, "add", "dog, big cat", "be kind")),
        ("/block add “be kind”: dog", Block(ANN, "add", "dog", "be kind")),
        ('/block add "big cat"', Block(ANN, "add", '"big cat"')),
        ('/block remove "be kind"', Block(ANN, "remove", "", "be kind")),
        ("/block test dog, cat", Block(ANN, "test", "dog, cat")),
        ("/block remove rude", Block(ANN, "remove", "", "rude")),
        ("/block remove rude: dog", Block(ANN, "remove", "dog", "rude")),
        ("/channel off", SwitchChannel(ANN, "general", False, "general")),
        ("/channel on #art", SwitchChannel(ANN, "c7", True, "art")),
        ("/channel off <#C123|art>", SwitchChannel(ANN, "C123", False, "art")),
        ("/timeout @bob 30", TimeOut(ANN, "u2", 30, "bob")),
        ("/timeout Bob the Builder 30", TimeOut(ANN, "u3", 30, "Bob the Builder")),
        ("/timeout <@U7|bob> 30", TimeOut(ANN, "U7", 30, "bob")),
        ("/timeout <@!99> 30", TimeOut(ANN, "99", 30)),
        ("/lift @bob", TimeOut(ANN, "u2", 0, "bob")),
        ("/grant @bob 5", Grant(ANN, "u2", 5, "bob")),
        ("/why @bob", Why(ANN, "u2", "", "bob")),
        ("/why @bob the builder #art", Why(ANN, "u3", "c7", "bob the builder")),
        ("/why <@U7> <#C1>", Why(ANN, "U7", "C1")),
        ("/line", Line(ANN)),
        ("/cancel-all @bob", CancelAll(ANN, "u2")),
        ("/report", Report(ANN)),
        ("/report 30d", Report(ANN, 30)),
        ("/report 1 days", Report(ANN, 1)),
    ],
)
def test_each_command_can_be_typed(line: str, expected: Command) -> None:
    """People and channels by name, by mention, or by id."""
    assert parse(ANN, line, users=USERS, channels=CHANNELS) == expected


def test_without_names_people_are_ids() -> None:
    """As in a chat whose mentions are ids already."""
    assert parse(ANN, "/grant @u9 5") == Grant(ANN, "u9", 5, "u9")
    assert parse(replace(ANN, moderator=True), "/channel off #x").channel == "x"  # type: ignore[union-attr]


# --- mistakes


@pytest.mark.parametrize(
    ("line", "rule", "facts"),
    [
        ("/imagin a cat", "unknown-command", {"command": "imagin", "closest": "/imagine"}),
        ("/qota", "unknown-command", {"command": "qota", "closest": "/quota"}),
        ("/xyzzy", "unknown-command", {"command": "xyzzy", "closest": ""}),
        ("/imagine a cat --sed 5", "unknown-option", {"option": "sed", "closest": "seed"}),
        ("/imagine a cat --steps 50", "unknown-option", {"option": "steps", "closest": ""}),
        ("/imagine a cat --seed 5 --seed 6", "option-twice", {"option": "seed"}),
        ("/imagine a cat --seed", "option-empty", {"option": "seed"}),
        ('/imagine a cat --no ""', "option-empty", {"option": "no"}),
        ("/imagine a cat --seed five", "wrong-seed", {"value": "five"}),
        ("/imagine a cat --seed -1", "wrong-seed", {"value": "-1"}),
        ("/imagine a cat --seed 4294967296", "wrong-seed", {"value": "4294967296"}),
        ("/imagine a cat --seed ٥", "wrong-seed", {"value": "٥"}),
        ("/pick", "how-pick", {}),
        ("/pick k7f3q", "how-pick", {}),
        ("/pick k7f3q 10", "no-such-tile", {"tile": 10}),
        ("/again", "how-again", {}),
        ("/again k7f3q-0", "no-such-tile", {"tile": 0}),
        ("/redo", "how-id", {"command": "redo"}),
        ("/cancel my job", "how-id", {"command": "cancel"}),
        ("/privacy please", "how-privacy", {}),
        ("/audit x", "how-audit", {}),
        ("/block add", "how-block", {}),
        ("/block ban dog", "how-block", {}),
        ("/channel", "how-channel", {}),
        ("/channel off #nowhere", "no-such-channel", {"name": "nowhere"}),
        ("/timeout @bob", "how-timeout", {}),
        ("/timeout @bob soon", "how-timeout", {}),
        ("/timeout @bob the builder", "how-timeout", {}),
        ("/grant @bob the builder", "how-grant", {}),
        ("/timeout @bobb 5", "no-such-user", {"name": "bobb", "closest": "bob"}),
        ("/grant 5", "how-grant", {}),
        ("/why", "how-why", {}),
        ("/report 400d", "how-report", {}),
        ("/settings !", "how-settings", {}),
    ],
)
def test_mistakes_say_what_would_be_right(line: str, rule: str, facts: dict[str, object]) -> None:
    """By name, with what was probably meant."""
    with pytest.raises(Mistake) as mistake:
        parse(ANN, line, users=USERS, channels=CHANNELS)
    assert mistake.value.rule == rule
    assert facts.items() <= dict(mistake.value.facts).items()


@given(st.text(max_size=80), st.sampled_from(["", "/imagine ", "/block add ", "/timeout ", "/settings ", "/pick "]))
def test_any_line_is_a_command_or_a_mistake_with_words(text: str, start: str) -> None:
    """Nothing that can be typed makes an error."""
    rule = None
    try:
        parse(ANN, start + text, users=USERS, channels=CHANNELS)
    except Mistake as mistake:
        rule = mistake.rule
    assert rule is None or knows(rule)


@given(st.text(st.characters(exclude_characters="-–—\x85", exclude_categories=["Cs"]), min_size=1, max_size=80))
def test_any_prompt_comes_through(prompt: str) -> None:
    """Whatever has no dashes in it, word for word."""
    command = parse(ANN, f"/imagine {prompt}")
    assert isinstance(command, Imagine)
    assert command.prompt == prompt.strip()

"""What people type becomes what they mean; what cannot be understood is refused with what would be right."""

from __future__ import annotations

import re
from functools import partial

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scene import ANN, MAY

from bot.commands import Command
from bot.errors import Forbidden, Mistake
from bot.handlers.activity_report import Report
from bot.handlers.blocked_words import AddRule, ListRules, RemoveRule, TryRule
from bot.handlers.cancel import Cancel, CancelAll
from bot.handlers.command_list import COMMANDS
from bot.handlers.community_settings import Audit, ChangeSettings, ShowSettings, SwitchChannel, Undo
from bot.handlers.drawing import Imagine, Redo
from bot.handlers.gallery import Again, Delete, Pick, Post
from bot.handlers.help_topics import Help
from bot.handlers.members import Grant, Quota, ShowQueue, TimeOut, Why
from bot.handlers.privacy import Privacy
from bot.input import parser
from bot.replies.messages import knows

parse = partial(parser.parse, COMMANDS)
USERS = {"bob": "u2", "bob the builder": "u3"}
CHANNELS = {"art": "c7"}


# --- prompts


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("/imagine a cat", Imagine(MAY, "a cat")),
        ("  /IMAGINE   a  cat ", Imagine(MAY, "a  cat")),
        ("imagine a cat", Imagine(MAY, "a cat")),
        ("/imagine\na cat\nin a rocket", Imagine(MAY, "a cat\nin a rocket")),
        ("/imagine a cat --seed 5", Imagine(MAY, "a cat", seed=5)),
        ("/imagine a cat --seed=5", Imagine(MAY, "a cat", seed=5)),
        ("/imagine a cat —seed 5", Imagine(MAY, "a cat", seed=5)),  # a phone made one dash of two
        ("/imagine --seed 5 a cat", Imagine(MAY, "a cat", seed=5)),
        ("/imagine a cat --seed 5 in a rocket", Imagine(MAY, "a cat in a rocket", seed=5)),
        ("/imagine a cat --no dogs", Imagine(MAY, "a cat", no="dogs")),
        ("/imagine a cat --no big dogs --spoiler", Imagine(MAY, "a cat", no="big dogs", spoiler=True)),
        ('/imagine a cat --no "big dogs" in space', Imagine(MAY, "a cat in space", no="big dogs")),
        ("/imagine --no dogs a cat", Imagine(MAY, "a cat", no="dogs")),
        ("/imagine --no „große Hunde“ eine Katze", Imagine(MAY, "eine Katze", no="große Hunde")),
        ("/imagine --spoiler a cat", Imagine(MAY, "a cat", spoiler=True)),
        ("/imagine a cat --Spoiler", Imagine(MAY, "a cat", spoiler=True)),
        # what is no option is the prompt
        ("/imagine a cat's hat and \"this\" 'too", Imagine(MAY, "a cat's hat and \"this\" 'too")),
        ("/imagine a cat -- in a hat", Imagine(MAY, "a cat -- in a hat")),
        ("/imagine a cat — a hat", Imagine(MAY, "a cat — a hat")),
        ("/imagine 10--20 cats x--no", Imagine(MAY, "10--20 cats x--no")),
        ("/imagine @everyone <@&123> ``` \\", Imagine(MAY, "@everyone <@&123> ``` \\")),
        ("/imagine 東京の猫 --seed 0", Imagine(MAY, "東京の猫", seed=0)),
    ],
)
def test_prompts_are_as_they_were_written(line: str, expected: Imagine) -> None:
    """Only `--option` is special; quotes and apostrophes mean nothing to us."""
    assert parse(MAY, line) == expected


@pytest.mark.parametrize(
    "prompt",
    [
        "un dragón —no muy grande— volando",
        "un dragón —no muy grande—, volando",
        "un dragón --no muy grande-- volando",
        "a knight --brave and true-- on a horse",
        "a knight –brave and true– on a horse",
        "a knight —brave and true",
        "—No quiero volar —dijo el dragón",
        "—no quiero volar",
        "— Я не пойду, — сказала лиса",
        "―seed catalogues of 1900",
        "лиса —рыжая и хитрая— в лесу",
        "a field —seed packets everywhere— in spring",
        "a field —seed 5kg of corn",
        "a cat —spoiler alert— in a box",
        "a cat —spoiler alert",
        "a wall that says “buy now —no returns” in red",
        'a wall that says "buy now —no returns" in red',
        "„Halt —no entry“ on a door",
        "– a red fox\n– a blue fox",
        "-5 degrees, —5 degrees, –no-go area",
        "well-known x-no and rock—n—roll",
        "a fox —No hats",
        "a fox —no hats — in snow",
    ],
)
def test_dashes_of_prose_stay_prose(prompt: str) -> None:
    """Asides, dialogue in Spanish and Russian, quotations, lists, minus signs and hyphens."""
    assert parse(MAY, f"/imagine {prompt}") == Imagine(MAY, prompt)


@pytest.mark.parametrize("dash", ["--", "—", "–", "––", "―"])
@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("a cat ~seed 5", Imagine(MAY, "a cat", seed=5)),
        ("a cat ~seed=5 ~spoiler", Imagine(MAY, "a cat", seed=5, spoiler=True)),
        ("~seed 5 a cat", Imagine(MAY, "a cat", seed=5)),
        ("~spoiler a cat", Imagine(MAY, "a cat", spoiler=True)),
        ("a cat ~no big dogs ~spoiler ~seed 7", Imagine(MAY, "a cat", seed=7, no="big dogs", spoiler=True)),
        ('a cat ~no "big dogs" in space', Imagine(MAY, "a cat in space", no="big dogs")),
        ("a cat ~no rock—n—roll", Imagine(MAY, "a cat", no="rock—n—roll")),
        ("a cat — big and red — on ice ~seed 3", Imagine(MAY, "a cat — big and red — on ice", seed=3)),
        ("un dragón —no muy grande— volando ~seed 3", Imagine(MAY, "un dragón —no muy grande— volando", seed=3)),
        ("„Halt“ ~no cars", Imagine(MAY, "„Halt“", no="cars")),
        ('a sign "stop" ~no cars', Imagine(MAY, 'a sign "stop"', no="cars")),
    ],
)
def test_a_phones_long_dash_begins_an_option(dash: str, line: str, expected: Imagine) -> None:
    """Where the option is known, and what follows reads like its value."""
    assert parse(MAY, "/imagine " + line.replace("~", dash)) == expected


def test_an_ask_keeps_its_delivery_and_address() -> None:
    """As the chat gave them."""
    assert parse(MAY, "/imagine a cat", "d1", "{}") == Imagine(MAY, "a cat", delivery="d1", address="{}")
    assert parse(MAY, "/post k7f3q 5", "d1", "{}") == Post(MAY, "k7f3q", 5, "d1", "{}")
    assert parse(MAY, "/redo k7f3q", "d1", "{}") == Redo(MAY, "k7f3q", False, "d1", "{}")


# --- everything else


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("/quota", Quota(MAY)),
        ("/again k7f3q", Again(MAY, "k7f3q")),
        ("/again K7F3Q-5", Again(MAY, "k7f3q-5")),
        ("/again #k7f3q 5", Again(MAY, "k7f3q-5")),
        ("/cancel", Cancel(MAY)),
        ("/cancel k7f3q", Cancel(MAY, "k7f3q")),
        ("/pick k7f3q 5", Pick(MAY, "k7f3q", 5)),
        ("/pick k7f3q-5", Pick(MAY, "k7f3q", 5)),
        ("/post k7f3q 9", Post(MAY, "k7f3q", 9)),
        ("/redo k7f3q", Redo(MAY, "k7f3q")),
        ("/retry k7f3q", Redo(MAY, "k7f3q", same_seed=True)),
        ("/delete k7f3q", Delete(MAY, "k7f3q")),
        ("/privacy", Privacy(MAY, "show")),
        ("/privacy export", Privacy(MAY, "export")),
        ("/privacy delete", Privacy(MAY, "delete")),
        ("/privacy delete yes", Privacy(MAY, "delete", sure=True)),
        ("/help", Help(MAY)),
        ("/", Help(MAY)),
        ("/help /pick", Help(MAY, "pick")),
        ("/settings", ShowSettings(MAY)),
        ("/settings Member_Per_Day", ShowSettings(MAY, "member-per-day")),
        ("/settings member-per-day 10", ChangeSettings(MAY, {"member-per-day": "10"})),
        ("/settings set Member_Per_Day = 10", ChangeSettings(MAY, {"member-per-day": "10"})),
        ("/settings —member-per-day 10", ChangeSettings(MAY, {"member-per-day": "10"})),
        ("/settings member-per-day=", ChangeSettings(MAY, {"member-per-day": ""})),
        ('/settings timezone "Europe/Berlin"', ChangeSettings(MAY, {"timezone": "Europe/Berlin"})),
        ("/settings role-per-day 123=20 456=", ChangeSettings(MAY, {"role-per-day": "123=20 456="})),
        ("/undo", Undo(MAY)),
        ("/audit", Audit(MAY)),
        ("/audit 3", Audit(MAY, 3)),
        ("/block", ListRules(MAY)),
        ("/block add rude: dog, big cat", AddRule(MAY, "dog, big cat", "rude")),
        ("/block add dog", AddRule(MAY, "dog")),
        ('/block add "be kind" dog, big cat', AddRule(MAY, "dog, big cat", "be kind")),
        ("/block add “be kind”: dog", AddRule(MAY, "dog", "be kind")),
        ('/block add "big cat"', AddRule(MAY, '"big cat"')),
        ('/block remove "be kind"', RemoveRule(MAY, "be kind")),
        ("/block test dog, cat", TryRule(MAY, "dog, cat")),
        ("/block remove rude", RemoveRule(MAY, "rude")),
        ("/block remove rude: dog", RemoveRule(MAY, "rude", "dog")),
        ("/channel off", SwitchChannel(MAY, "general", False, "general")),
        ("/channel on #art", SwitchChannel(MAY, "c7", True, "art")),
        ("/channel off <#C123|art>", SwitchChannel(MAY, "C123", False, "art")),
        ("/timeout @bob 30", TimeOut(MAY, "u2", 30, "bob")),
        ("/timeout Bob the Builder 30", TimeOut(MAY, "u3", 30, "Bob the Builder")),
        ("/timeout <@U7|bob> 30", TimeOut(MAY, "U7", 30, "bob")),
        ("/timeout <@!99> 30", TimeOut(MAY, "99", 30)),
        ("/lift @bob", TimeOut(MAY, "u2", 0, "bob")),
        ("/grant @bob 5", Grant(MAY, "u2", 5, "bob")),
        ("/why @bob", Why(MAY, "u2", "", "bob")),
        ("/why @bob the builder #art", Why(MAY, "u3", "c7", "bob the builder")),
        ("/why <@U7> <#C1>", Why(MAY, "U7", "C1")),
        ("/line", ShowQueue(MAY)),
        ("/cancel-all @bob", CancelAll(MAY, "u2")),
        ("/report", Report(MAY)),
        ("/report 30d", Report(MAY, 30)),
        ("/report 1 days", Report(MAY, 1)),
    ],
)
def test_each_command_can_be_typed(line: str, expected: Command) -> None:
    """People and channels by name, by mention, or by id."""
    assert parse(MAY, line, users=USERS, channels=CHANNELS) == expected


USER, CHANNEL = re.compile("U[0-9]+"), re.compile("C[0-9]+")


def test_without_lists_people_are_mentions_or_ids() -> None:
    """As in a chat whose mentions are ids already."""
    for who, name in (("<@U9|bob>", "bob"), ("<@U9>", ""), ("@U9", "U9"), ("U9", "U9")):
        assert parse(MAY, f"/grant {who} 5", users=USER) == Grant(MAY, "U9", 5, name)
    for where in ("<#C7|art>", "#C7"):
        assert parse(MAY, f"/channel off {where}", channels=CHANNEL).channel == "C7"  # type: ignore[union-attr]


@pytest.mark.parametrize("known", [{"users": USER, "channels": CHANNEL}, {}])
@pytest.mark.parametrize("who", ["bob", "@bob", "the builder", "C7", "u9"])
def test_who_is_nobody_is_given_nothing(who: str, known: dict[str, re.Pattern[str]]) -> None:
    """No moderator hears "done" of a name that does not say who is meant."""
    for line in ("/timeout {} 60", "/grant {} 5", "/lift {}", "/why {}", "/cancel-all {}"):
        with pytest.raises(Mistake, match="no-such-user"):
            parse(MAY, line.format(who), **known)  # type: ignore[arg-type]
    with pytest.raises(Mistake, match="no-such-channel"):
        parse(MAY, "/channel off general", **known)  # type: ignore[arg-type]
    with pytest.raises(Mistake, match="no-such-user"):
        parse(MAY, "/grant <@bob> 5", users=USER)


# --- mistakes


@pytest.mark.parametrize(
    ("line", "rule", "facts"),
    [
        ("/imagine", "empty-prompt", {}),
        ("/imagine --spoiler", "empty-prompt", {}),
        ("/imagin a cat", "unknown-command", {"command": "imagin", "closest": "/imagine"}),
        ("/qota", "unknown-command", {"command": "qota", "closest": "/quota"}),
        ("/xyzzy", "unknown-command", {"command": "xyzzy", "closest": ""}),
        ("/imagine a cat --sed 5", "unknown-option", {"option": "sed", "closest": "--seed"}),
        ("/imagine a cat --steps 50", "unknown-option", {"option": "steps", "closest": ""}),
        ("/imagine a cat --seed 5 --seed 6", "option-twice", {"option": "seed"}),
        ("/imagine a cat --seed", "option-empty", {"option": "seed", "example": "5"}),
        ('/imagine a cat --no ""', "option-empty", {"option": "no", "example": "dogs"}),
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
        ("/report 400d", "wrong-days", {"value": "400", "most": 366}),
        ("/report all", "how-report", {}),
        ("/audit 0", "how-audit", {}),
        ("/timeout @bob 600000", "wrong-minutes", {}),
        ("/settings !", "how-settings", {}),
    ],
)
def test_mistakes_say_what_would_be_right(line: str, rule: str, facts: dict[str, object]) -> None:
    """By name, with what was probably meant."""
    with pytest.raises(Mistake) as mistake:
        parse(MAY, line, users=USERS, channels=CHANNELS)
    assert mistake.value.rule == rule
    assert facts.items() <= dict(mistake.value.facts).items()


@pytest.mark.parametrize("line", ["/timeout @bobb 5", "/why @bob #nowhere", "/channel off #art", "/grant", "/undo"])
def test_only_moderators_learn_of_names(line: str) -> None:
    """Who is none hears that before anything about people or channels, and is not pointed to moderators' commands."""
    with pytest.raises(Forbidden, match="moderators-only"):
        parse(ANN, line, users=USERS, channels=CHANNELS)
    with pytest.raises(Mistake) as mistake:
        parse(ANN, f"{line.split()[0]}s", users=USERS, channels=CHANNELS)
    assert mistake.value.facts["closest"] != line.split()[0]


@given(st.text(max_size=80), st.sampled_from(["", *(f"/{spec.name} " for spec in COMMANDS)]))
def test_any_line_is_a_command_or_a_mistake_with_words(text: str, start: str) -> None:
    """Nothing that can be typed makes an error."""
    rule = None
    try:
        parse(MAY, start + text, users=USERS, channels=CHANNELS)
    except Mistake as mistake:
        rule = mistake.rule
    assert rule is None or knows(rule)


@given(st.text(st.characters(exclude_characters="-–—\x85", exclude_categories=["Cs"]), min_size=1, max_size=80))
def test_any_prompt_comes_through(prompt: str) -> None:
    """Whatever has no dashes in it, word for word."""
    assume(prompt.strip())
    command = parse(MAY, f"/imagine {prompt}")
    assert isinstance(command, Imagine)
    assert command.prompt == prompt.strip()

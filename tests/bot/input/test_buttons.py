"""A button carries a command there and back, fits everywhere, and cannot be forged into anything else."""

from __future__ import annotations

from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scene import ANN

from bot.commands import Command
from bot.errors import Mistake
from bot.handlers.browsing import Browse
from bot.handlers.cancel import Cancel, CancelAll
from bot.handlers.captions import CaptionTile, PostCaption, ShowCaption
from bot.handlers.command_list import COMMANDS
from bot.handlers.community_settings import Audit, Undo
from bot.handlers.downloads import Enlarge, Save, Watch
from bot.handlers.drawing import Redo, TakeOffer
from bot.handlers.favourites import Favourite
from bot.handlers.gallery import Again, Delete, Nine, Pick, Post
from bot.handlers.hall import Vote
from bot.handlers.help_topics import Help
from bot.handlers.members import Quota
from bot.handlers.privacy import Privacy
from bot.handlers.rehearsals import CancelRehearsed, SaveRehearsed
from bot.handlers.reported_pictures import Dismiss, ReportPicture, TimeOutReported
from bot.handlers.sharing import Share, Withdraw
from bot.handlers.variations import Edit, EditMash, Vary
from bot.input import buttons
from bot.input.buttons import MAX_CHARACTERS, press

pressed = partial(buttons.pressed, COMMANDS)

POSTED: list[tuple[str, Command]] = [
    ("pick:k7f3q:5", Pick(ANN, "k7f3q", 5)),
    ("post:k7f3q:9", Post(ANN, "k7f3q", 9)),
    ("cancel:k7f3q", Cancel(ANN, "k7f3q")),
    ("redo:k7f3q", Redo(ANN, "k7f3q")),
    ("retry:k7f3q", Redo(ANN, "k7f3q", same_seed=True)),
    ("delete:k7f3q", Delete(ANN, "k7f3q")),
    ("delete:abcdefghijkmnpqr", Delete(ANN, "abcdefghijkmnpqr")),
    ("relaxed:Ab-_12345678", TakeOffer(ANN, "Ab-_12345678")),
    ("cancelall:U024BE7LH", CancelAll(ANN, "U024BE7LH")),
    ("cancelall:%3C%40%3A%25%C3%A9%3E", CancelAll(ANN, "<@:%é>")),
    ("audit:1", Audit(ANN, 1)),
    ("audit:12", Audit(ANN, 12)),
    ("help", Help(ANN)),
    ("help:cancel-all", Help(ANN, "cancel-all")),
    ("forget", Privacy(ANN, "delete", sure=True)),
    ("export", Privacy(ANN, "export")),
    ("export:2", Privacy(ANN, "export", part=2)),
    ("quota", Quota(ANN)),
    ("undo:12", Undo(ANN, 12)),
    ("undo:999999999", Undo(ANN, 999_999_999)),
    ("caption:k7f3q:5", CaptionTile(ANN, "k7f3q", 5)),
    ("caption:k7f3q:5:b2c3d", CaptionTile(ANN, "k7f3q", 5, before="b2c3d")),
    ("show-caption:k7f3q:5:b2c3d", ShowCaption(ANN, "k7f3q", 5, "b2c3d")),
    ("favourite:k7f3q:5:off", Favourite(ANN, "k7f3q", 5, "off")),
    ("again:k7f3q", Again(ANN, "k7f3q")),
    ("again:k7f3q-5", Again(ANN, "k7f3q-5")),
    ("gallery:mine:0:0", Browse(ANN, "mine")),
    ("gallery:search:0:999999999:Zm94", Browse(ANN, "search", 0, 999999999, "Zm94")),
    ("post-caption:k7f3q:5:b2c3d", PostCaption(ANN, "k7f3q", 5, caption="b2c3d")),
    ("vary:k7f3q:5", Vary(ANN, "k7f3q", 5)),
    ("vary:k7f3q:5:most", Vary(ANN, "k7f3q", 5, "most")),
    ("edit:k7f3q", Edit(ANN, "k7f3q")),
    ("edit-mash:k7f3q", EditMash(ANN, "k7f3q")),
    ("enlarge:k7f3q:5", Enlarge(ANN, "k7f3q", 5)),
    ("enlarge:k7f3q:5:512", Enlarge(ANN, "k7f3q", 5, "512")),
    ("save:k7f3q", Save(ANN, "k7f3q")),
    ("nine:k7f3q", Nine(ANN, "k7f3q")),
    ("watch:k7f3q", Watch(ANN, "k7f3q")),
    ("again:k7f3q", Again(ANN, "k7f3q")),
    ("again:k7f3q-5", Again(ANN, "k7f3q-5")),
    ("share:k7f3q:5", Share(ANN, "k7f3q", 5)),
    ("share:k7f3q:5:b2c3d", Share(ANN, "k7f3q", 5, caption="b2c3d")),
    ("withdraw:k7f3q", Withdraw(ANN, "k7f3q")),
    ("withdraw:k7f3q:s4t5v", Withdraw(ANN, "k7f3q", "s4t5v")),
    ("report-picture:k7f3q", ReportPicture(ANN, "k7f3q")),
    ("report-picture:k7f3q-5", ReportPicture(ANN, "k7f3q-5")),
    ("report-picture:k7f3q:s4t5v", ReportPicture(ANN, "k7f3q", "s4t5v")),
    ("dismiss:k7f3q", Dismiss(ANN, "k7f3q")),
    ("timeout-reported:k7f3q", TimeOutReported(ANN, "k7f3q")),
    ("timeout-reported:k7f3q:s4t5v", TimeOutReported(ANN, "k7f3q", "s4t5v")),
    ("vote:k7f3q:5:on", Vote(ANN, "k7f3q", 5)),
    ("vote:k7f3q:5:off", Vote(ANN, "k7f3q", 5, "off")),
    ("save-rehearsed:Ab-_12345678", SaveRehearsed(ANN, "Ab-_12345678")),
    ("cancel-rehearsed:Ab-_12345678", CancelRehearsed(ANN, "Ab-_12345678")),
]
"""Strings that are in posted messages. They are pressed years later: a line is added here, never changed or removed."""


@pytest.mark.parametrize(("string", "command"), POSTED)
def test_a_button_works_for_ever(string: str, command: Command) -> None:
    """Whatever a command is called by now."""
    assert pressed(ANN, string) == command


@pytest.mark.parametrize("string", [string for string, _ in POSTED])
def test_a_button_is_written_as_it_was(string: str) -> None:
    """Short and ASCII on its way."""
    verb, *values = string.split(":")
    made = press(verb, *("<@:%é>" if "%" in value else value for value in values))
    assert made == string
    assert len(made) <= MAX_CHARACTERS
    assert made.isascii()


def test_each_button_is_in_the_list() -> None:
    """A new one has its line there from its first day."""
    assert {spec.button.split(":")[0] for spec in COMMANDS if spec.button} == {
        string.split(":")[0] for string, _ in POSTED
    }


def test_a_verb_is_one_command() -> None:
    """Two specs with the same verb would make the second one unreachable."""
    verbs = [spec.button.split(":")[0] for spec in COMMANDS if spec.button]
    assert len(verbs) == len(set(verbs))


def test_a_press_has_its_delivery_and_address() -> None:
    """Where it makes or posts something."""
    assert pressed(ANN, "post:k7f3q:5", "d1", "a") == Post(ANN, "k7f3q", 5, "d1", "a")
    assert pressed(ANN, "redo:k7f3q", "d1", "a") == Redo(ANN, "k7f3q", False, "d1", "a")


@pytest.mark.parametrize(
    "string",
    [
        "", "pick", "pick:k7f3q", "pick:k7f3q:0", "pick:k7f3q:10", "pick:k7f3q:5:6", "pick:K7F3Q:5", "pick:../etc:5",
        "pick:k7f3q:٥", "pick:k7f3q:05", "cancel", "cancel:", "cancel:" + "a" * 95, "timeout:ann:5", "imagine:cat",
        "relaxed:", "relaxed", "audit", "audit:0", "audit:x", "audit:01", "audit:10000", "help:<b>", "help:a:b",
        "forget:now", "forget:", "redo:k7f3q\n", "cancelall:", "cancelall", "é" * 3, "grant:ann:100", "export:0",
        "export:x", "export:1:2", "undo", "undo:", "undo:0", "undo:-1", "undo:9999999999", ":", "::",
    ],
)  # fmt: skip
def test_forged_presses_are_refused(string: str) -> None:
    """With a sentence that says what to do instead."""
    with pytest.raises(Mistake, match="old-button"):
        pressed(ANN, string)


@given(st.text(max_size=120) | st.sampled_from([string for string, _ in POSTED]).flatmap(
    lambda string: st.tuples(st.just(string), st.text(max_size=3), st.integers(0, 20)).map(
        lambda parts: parts[0][: parts[2]] + parts[1] + parts[0][parts[2] :]
    )
))  # fmt: skip
def test_nothing_but_ours_is_pressed(string: str) -> None:
    """What a client sends is one of our commands, within the limits of its arguments, or refused."""
    try:
        command = pressed(ANN, string)
    except Mistake:
        return
    spec = next(spec for spec in COMMANDS if string.split(":")[0] == spec.button.split(":")[0])
    assert type(command) is spec.command
    spec.check(command)


def test_only_some_buttons_depend_on_who_presses() -> None:
    """A chat that has to look up who is a moderator does so for these alone."""
    depending = {string.split(":")[0] for string, _ in POSTED if buttons.depends_on_rights(COMMANDS, string)}
    assert depending == {
        *("cancel", "delete", "cancelall", "audit", "undo", "withdraw"),
        *("dismiss", "timeout-reported", "save-rehearsed", "cancel-rehearsed"),
    }
    assert buttons.depends_on_rights(COMMANDS, "nonsense:1")


def test_a_press_that_does_not_fit_is_not_made() -> None:
    """A prompt is longer than a button."""
    with pytest.raises(ValueError, match="does not fit"):
        press("imagine", "a cat " * 20)

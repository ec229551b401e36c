"""A button carries a command there and back, fits everywhere, and cannot be forged into anything else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scene import ANN

from bot.commands import (
    Audit,
    Cancel,
    CancelAll,
    Command,
    Delete,
    Help,
    Imagine,
    Pick,
    Post,
    Privacy,
    Quota,
    Redo,
    TakeOffer,
    Undo,
)
from bot.errors import Mistake
from bot.input.buttons import MOST, press, pressed

COMMANDS: list[Command] = [
    Pick(ANN, "k7f3q", 5), Post(ANN, "k7f3q", 9), Cancel(ANN, "k7f3q"), Redo(ANN, "k7f3q"),
    Redo(ANN, "k7f3q", same_seed=True), Delete(ANN, "k7f3q"), TakeOffer(ANN, "Ab-_12345678"),
    CancelAll(ANN, "<@:%é>"), Audit(ANN, 12), Help(ANN), Help(ANN, "cancel-all"), Privacy(ANN, "delete", sure=True),
    Privacy(ANN, "export"), Privacy(ANN, "export", part=2), Quota(ANN), Undo(ANN, 12),
]  # fmt: skip


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: type(command).__name__)
def test_a_command_comes_back(command: Command) -> None:
    """Short and ASCII on its way."""
    string = press(command)
    assert len(string) <= MOST
    assert string.isascii()
    assert pressed(ANN, string) == command


def test_a_press_has_its_delivery_and_address() -> None:
    """Where it makes or posts something."""
    assert pressed(ANN, "post:k7f3q:5", "d1", "a") == Post(ANN, "k7f3q", 5, "d1", "a")
    assert pressed(ANN, "redo:k7f3q", "d1", "a") == Redo(ANN, "k7f3q", False, "d1", "a")


@pytest.mark.parametrize(
    "string",
    [
        "", "pick", "pick:k7f3q", "pick:k7f3q:0", "pick:k7f3q:10", "pick:k7f3q:5:6", "pick:K7F3Q:5", "pick:../etc:5",
        "pick:k7f3q:٥", "cancel:", "cancel:" + "a" * 95, "timeout:ann:5", "imagine:cat", "relaxed:", "audit:0",
        "audit:x", "help:<b>", "forget:now", "redo:k7f3q\n", "cancelall:", "é" * 3, "grant:ann:100",
        "export:0", "export:x", "undo", "undo:0", "undo:-1",
    ],
)  # fmt: skip
def test_forged_presses_are_refused(string: str) -> None:
    """With a sentence that says what to do instead."""
    with pytest.raises(Mistake, match="old-button"):
        pressed(ANN, string)


@given(st.text(max_size=120))
def test_nothing_but_ours_is_pressed(string: str) -> None:
    """Whatever a client sends is one of our commands, word for word, or refused."""
    try:
        command = pressed(ANN, string)
    except Mistake:
        return
    assert pressed(ANN, press(command)) == command


def test_a_command_without_a_button_has_none() -> None:
    """A prompt does not fit into one."""
    with pytest.raises(ValueError, match="Imagine has no button"):
        press(Imagine(ANN, "a cat"))

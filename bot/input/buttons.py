"""Buttons: a command as the short string that a chat sends back when the button is pressed, and the way back.

The string comes from a client and may be forged, so it only names things; whether this member may do it to this job
is checked again. It fits everywhere: at most 100 characters, ASCII. Which strings there are is in the commands' specs.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import quote, unquote

from bot.arguments import Integer, Tile
from bot.commands import Command, Commands, CommandSpec
from bot.errors import Mistake
from bot.member import Member

MAX_CHARACTERS = 100


def press(verb: str, *values: object) -> str:
    """The string of a button: the verb of its spec, and the values of its fields.

    Raises:
        ValueError: it does not fit into a button.
    """
    string = ":".join((verb, *(quote(str(value), safe="") for value in values)))
    if len(string) > MAX_CHARACTERS:
        raise ValueError(f"{string!r} does not fit into a button.")
    return string


def pressed(
    commands: Commands,
    member: Member,
    press: str,
    delivery: str = "",
    address: str = "",
    filled: Mapping[str, object] | None = None,
) -> Command:
    """The command of a button that `member` has pressed.

    Args:
        filled: values of the form that its press has opened (`form_of`).

    Raises:
        Mistake: no button of ours says that; or a value of the form is not allowed.
    """
    spec, values = _spec(commands, press)
    command = _command(spec, member, values, delivery, address)
    if filled is None:
        return command
    changes: dict[str, Any] = {name: value for name, value in filled.items() if name in spec.form}
    command = replace(command, **changes)
    spec.check(command)
    return command


def form_of(commands: Commands, press: str) -> CommandSpec[Any] | None:
    """The command whose form this button opens; None: it does something at once. Raises Mistake: it is not ours."""
    spec, _ = _spec(commands, press)
    return spec if spec.form else None


def depends_on_rights(commands: Commands, press: str) -> bool:
    """Whether moderators may do more with this button than others. True for one that is not ours."""
    own = [spec for spec in commands if spec.button and spec.button.split(":")[0] == press.split(":")[0]]
    return not own or own[0].moderators or own[0].others_jobs


def _spec(commands: Commands, press: str) -> tuple[CommandSpec[Any], list[str]]:
    """And the values that it names. Raises Mistake."""
    if isinstance(press, str) and len(press) <= MAX_CHARACTERS:
        verb, *values = press.split(":")
        for spec in commands:
            if spec.button and spec.button.split(":")[0] == verb:
                return spec, values
    raise Mistake("old-button")


def _command(spec: CommandSpec[Any], member: Member, texts: list[str], delivery: str, address: str) -> Command:
    names = spec.button.split(":")[1:]
    if names and names[-1].endswith("?") and len(texts) == len(names) - 1:
        names = names[:-1]
    if len(names) != len(texts):
        raise Mistake("old-button")
    values: dict[str, object] = {}
    for name, text in zip((name.rstrip("?") for name in names), texts, strict=True):
        kind = spec.kinds[name]
        if not kind.in_button.fullmatch(text):
            raise Mistake("old-button")
        values[name] = int(text) if isinstance(kind, Integer | Tile) else unquote(text)
    command: Command = spec.make(member, values, delivery, address)
    try:
        spec.check(command)
    except Mistake:
        raise Mistake("old-button") from None
    return command

"""The commands that the page offers at a slash. The server parses what was typed; this only helps to write it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.arguments import Argument, Channel, Choice, Flag, Integer, JobId, JobOrTile, Switch, Tile, User
from bot.commands import Commands, CommandSpec
from bot.replies.messages import argument_name, say

EXAMPLE = "k7f3q"


def command_menu(commands: Commands, locale: str) -> list[Mapping[str, Any]]:
    """One entry for each command, or group of them, that can be typed; the page hides those for moderators."""
    groups: dict[str, list[CommandSpec[Any]]] = {}
    for spec in sorted(commands, key=lambda spec: spec.moderators):
        if spec.typed:
            groups.setdefault(spec.group, []).append(spec)
    return [_entry(name, specs, locale) for name, specs in groups.items()]


def _entry(name: str, specs: list[CommandSpec[Any]], locale: str) -> Mapping[str, Any]:
    given = specs[0].given()
    if len(specs) > 1:
        takes, given = " · ".join(spec.name.removeprefix(f"{name} ") for spec in specs), {}
    else:
        written = [
            text if specs[0].required(field) else f"[{text}]"
            for field, kind in given.items()
            if not kind.dashed and (text := _written(field, kind, locale))
        ]
        takes = " ".join(written)
    return {
        "name": name,
        "says": say(locale, f"command-{name}"),
        "takes": takes,
        "complete": len(specs) == 1 and not any(specs[0].required(field) for field in given),  # without any of these
        "options": [f"--{kind.option or field} {kind.example}".strip() for field, kind in given.items() if kind.dashed],
        "moderators": specs[0].moderators,
    }


def _written(field: str, kind: Argument, locale: str) -> str:
    """How an argument looks."""
    option = kind.option or field
    called = argument_name(locale, option)
    match kind:
        case JobId():
            return EXAMPLE
        case JobOrTile():
            return f"{EXAMPLE}-5"
        case Tile():
            return "5"
        case Integer():
            return kind.example or called
        case User():
            return f"@{called}"
        case Channel():
            return f"#{called}"
        case Choice():
            return " · ".join(kind.values)
        case Switch():
            return "on · off"
        case Flag():
            return ""
    return called

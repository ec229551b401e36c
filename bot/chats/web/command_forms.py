"""The form that a button opens, as the page shows it: some arguments of the button's command."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.arguments import MAX_OPTION_CHARACTERS, Argument, Channel, Choice, Text
from bot.commands import CommandSpec
from bot.replies.messages import labelled, say

LONG_CHARACTERS = 100
"""A text that may be longer gets several lines."""


def described(
    spec: CommandSpec[Any], locale: str, values: Mapping[str, str], channels: Mapping[str, str] | None = None
) -> Mapping[str, Any]:
    """Args:
    values: what its fields say at first.
    channels: id -> name of those that can be chosen.
    """
    fields = [_field(spec, name, spec.kinds[name], locale, values.get(name, "")) for name in spec.form]
    choices = [{"value": id_, "label": shown} for id_, shown in (channels or {}).items()]
    return {
        "title": say(locale, spec.key),
        "fields": [
            {**field, "choices": choices} if isinstance(spec.kinds[name], Channel) else field
            for name, field in zip(spec.form, fields, strict=True)
        ],
    }


def _field(spec: CommandSpec[Any], name: str, kind: Argument, locale: str, value: str) -> Mapping[str, Any]:
    about = f"command-{spec.key}-{kind.option or name}"
    label, hint = labelled(say(locale, about))
    field = {"name": name, "label": label, "hint": hint, "value": value}
    if isinstance(kind, Choice):
        choices = [{"value": one, "label": say(locale, f"{about}-{one}")} for one in kind.values]
        return field | {"value": value or kind.values[0], "choices": choices}
    longest = min(kind.max_length, MAX_OPTION_CHARACTERS) if isinstance(kind, Text) else MAX_OPTION_CHARACTERS
    return field | {"longest": longest, "lines": longest > LONG_CHARACTERS}

"""Discord's documented limits on application commands: `broken` lists every rule that a set of commands breaks.

Source: interactions/application-commands in Discord's documentation, reference (locales).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from fakes.discord.world import Json

SLASH, USER, MENU = 1, 2, 3
SUB, GROUP, STRING, INTEGER, NUMBER = 1, 2, 3, 4, 10
NAME = re.compile(r"[-_'\w\u0900-\u097f\u0e00-\u0e7f]{1,32}")
LOCALES = {
    *("id", "da", "de", "en-GB", "en-US", "es-ES", "es-419", "fr", "hr", "it", "lt", "hu", "nl", "no", "pl", "pt-BR"),
    *("ro", "fi", "sv-SE", "vi", "tr", "cs", "el", "bg", "ru", "uk", "hi", "th", "zh-CN", "ja", "zh-TW", "ko"),
}


def broken(commands: list[Json]) -> list[str]:
    """What is wrong with all the commands of an application."""
    found = []
    for kind, most in ((SLASH, 100), (USER, 15), (MENU, 15)):
        mine = [command for command in commands if command.get("type", SLASH) == kind]
        if len(mine) > most:
            found.append(f"{len(mine)} commands of type {kind}")
        if len({command["name"] for command in mine}) < len(mine):
            found.append("two commands have the same name")
    return found + [f"{command.get('name')}: {problem}" for command in commands for problem in _command(command)]


def _command(command: Json) -> Iterator[str]:
    kind = command.get("type", SLASH)
    if kind == SLASH:
        yield from _named(command)
        yield from _options(command.get("options", []), depth=0)
        if _characters(command) > 8000:
            yield f"{_characters(command)} characters"
    else:
        if not 1 <= len(command["name"]) <= 32:
            yield "a menu's name has 1 to 32 characters"
        if command.get("description") or command.get("options"):
            yield "a menu has neither description nor options"
        yield from _localised(command, "name_localizations", 32, strict=False)
    if not set(command.get("contexts") or [0]) <= {0, 1, 2} or not set(command.get("integration_types") or [0]) <= {
        0,
        1,
    }:
        yield "unknown contexts or ways to install"
    may = command.get("default_member_permissions")
    if may is not None and not str(may).isdigit():
        yield f"default_member_permissions {may!r}"


def _named(part: Json) -> Iterator[str]:
    if not NAME.fullmatch(part["name"]) or part["name"] != part["name"].lower():
        yield f"the name {part['name']!r}"
    if not 1 <= len(part.get("description") or "") <= 100:
        yield f"the description of {part['name']} has {len(part.get('description') or '')} characters"
    yield from _localised(part, "name_localizations", 32, strict=True)
    yield from _localised(part, "description_localizations", 100, strict=False)


def _localised(part: Json, key: str, most: int, *, strict: bool) -> Iterator[str]:
    for locale, text in (part.get(key) or {}).items():
        if locale not in LOCALES:
            yield f"{locale} is no locale"
        if not 1 <= len(text) <= most or (strict and (not NAME.fullmatch(text) or text != text.lower())):
            yield f"{key} of {part['name']} in {locale}: {text!r}"


def _options(options: list[Json], depth: int) -> Iterator[str]:
    if len(options) > 25:
        yield f"{len(options)} options"
    if len({option["name"] for option in options}) < len(options):
        yield "two options have the same name"
    needed = [bool(option.get("required")) for option in options]
    if needed != sorted(needed, reverse=True):
        yield "required options come first"
    kinds = {option["type"] for option in options}
    if kinds & {SUB, GROUP} and kinds - {SUB, GROUP}:
        yield "subcommands stand beside options"
    for option in options:
        yield from _named(option)
        if (option["type"] == GROUP and depth > 0) or (option["type"] == SUB and depth > 1):
            yield f"{option['name']} is too deep"
        if option["type"] in (SUB, GROUP):
            yield from _options(option.get("options", []), depth + 1)
            continue
        choices = option.get("choices", [])
        if len(choices) > 25:
            yield f"{len(choices)} choices"
        for choice in choices:
            if not 1 <= len(choice["name"]) <= 100 or len(str(choice["value"])) > 100:
                yield f"the choice {choice['name']!r}"
            yield from _localised(choice, "name_localizations", 100, strict=False)
        if option["type"] == STRING:
            low, high = option.get("min_length", 0), option.get("max_length", 6000)
            if not 0 <= low <= high <= 6000 or high < 1:
                yield f"{option['name']} is {low} to {high} characters long"
        elif "min_length" in option or "max_length" in option:
            yield f"{option['name']} is no text, and has a length"
        if option["type"] in (INTEGER, NUMBER):
            for bound in ("min_value", "max_value"):
                if abs(option.get(bound) or 0) > 2**53:
                    yield f"{option['name']}: {bound} beyond 2**53"


def _characters(part: Json) -> int:
    """Name, description and values, in the longest language, as Discord counts them."""
    name = max([part["name"], *(part.get("name_localizations") or {}).values()], key=len)
    about = max([part.get("description") or "", *(part.get("description_localizations") or {}).values()], key=len)
    choices = sum(len(choice["name"]) + len(str(choice["value"])) for choice in part.get("choices", []))
    return len(name) + len(about) + choices + sum(_characters(option) for option in part.get("options", []))

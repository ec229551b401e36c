"""The catalogs of messages: Project Fluent files in bot/locales, one folder a language, read when first needed.

Everything about a language but its words comes from CLDR, by way of Babel: plurals, numbers, lists, dates, units.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, lru_cache
from importlib import resources

import structlog
from babel import Locale, UnknownLocaleError
from fluent.runtime import FluentBundle, FluentResource
from fluent.runtime.types import FluentType
from fluent.syntax import ast
from fluent.syntax.visitor import Visitor

from bot.commands import Platform

log = structlog.get_logger()

ANYWHERE = Platform()
ENGLISH = "en"
"""What a catalog lacks is said in English."""


class Fact(str, FluentType):
    """Text for a message, of any length: Fluent refuses plain strings over 2,500 characters, and a prompt may have
    4,000."""

    __slots__ = ()

    def format(self, locale: Locale) -> Fact:  # type: ignore[override]  # of str, which nobody calls on a fact
        return self


@cache
def languages() -> tuple[str, ...]:
    """The languages that have a folder; English first."""
    folders = (resources.files("bot") / "locales").iterdir()
    return ENGLISH, *sorted(folder.name for folder in folders if folder.is_dir() and folder.name != ENGLISH)


@lru_cache(maxsize=256)
def language(locale: str) -> str:
    """The language for readers of `locale` ("pt-BR"): theirs if there is a catalog, else English."""
    code = locale.replace("_", "-").split("-")[0].lower()
    return code if code in languages() else ENGLISH


@lru_cache(maxsize=256)
def conventions(locale: str) -> Locale:
    """How a reader writes numbers and dates: of the language in which they are answered, with their own region."""
    code = language(locale)
    try:
        theirs = Locale.parse(locale.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return Locale(code)
    return theirs if theirs.language == code else Locale(code)


@cache
def messages(code: str) -> Mapping[str, ast.Message]:
    """All messages of one language, by id; one in two files, or a file that Fluent cannot read, is a ValueError."""
    found: dict[str, ast.Message] = {}
    for file in sorted((resources.files("bot") / "locales" / code).iterdir(), key=lambda file: file.name):
        source = file.read_text(encoding="utf-8")
        for entry in FluentResource(source).body:
            if isinstance(entry, ast.Junk):
                raise ValueError(f"{code}/{file.name}: {entry.annotations[0].message}: {entry.content}")
            if isinstance(entry, ast.Message):
                if entry.id.name in found:
                    raise ValueError(f"{code}/{file.name}: {entry.id.name} is there twice")
                found[entry.id.name] = entry
    return found


class _Facts(Visitor):
    def __init__(self) -> None:
        self.names: set[str] = set()

    def visit_VariableReference(self, node: ast.VariableReference) -> None:  # noqa: N802, the library's
        self.names.add(node.id.name)


@cache
def facts_of(name: str) -> frozenset[str]:
    """The facts that the message called `name` is given."""
    found = _Facts()
    found.visit(messages(ENGLISH)[name])
    return frozenset(found.names)


@cache
def _bundle(code: str, platform: Platform) -> FluentBundle:
    command_names = dict(platform.command_names)
    known = messages(code)

    def command(name: str, **arguments: str) -> Fact:
        """{ COMMAND("undo") } and { COMMAND("cancel", job: "k7f3q") }: how people write a command on this platform."""
        written = command_names.get(str(name), f"/{name}")
        for argument, value in arguments.items():
            called = f"argument-{argument}"
            label = rendered(code, platform, called, {}) if called in known else argument
            written += f" {label}:{value}" if platform.name == "discord" else f" {value}"
        return Fact(written)

    def own_name(*_: object) -> Fact:
        """{ PLATFORM() -> [discord] … *[other] … }: what is done in another way there."""
        return Fact(platform.name)

    # Marks around every fact would be letters in a chat; messages.py puts them where they are needed.
    bundle = FluentBundle([code], use_isolating=False, functions={"COMMAND": command, "PLATFORM": own_name})
    bundle.add_resource(ast.Resource(list(messages(code).values())))
    return bundle


def rendered(locale: str, platform: Platform, name: str, facts: Mapping[str, object]) -> str:
    """The message called `name` as it is said on `platform`, in the reader's language. Raises KeyError if English has
    no such message."""
    bundle = _bundle(language(locale), platform)
    if not bundle.has_message(name):
        bundle = _bundle(ENGLISH, platform)
    pattern = bundle.get_message(name).value
    if pattern is None:
        raise KeyError(name)
    text, errors = bundle.format_pattern(pattern, dict(facts))
    if errors:  # what is there is said; a test looks for the rest
        log.error("message rendered with errors", message=name, locale=locale, errors=[str(error) for error in errors])
    return str(text)

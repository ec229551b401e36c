"""What a command is. Each is declared once, in its handler's module: a dataclass, a handler and a CommandSpec.

    a chat's input -> a command (a value) -> Bot.handle -> its handler -> a reply

The text parser, the buttons, Discord's slash commands, Slack's forms, /help and the page's list are loops over the
specs. A chat gives the command to `Bot.handle`, which checks again who gives it and whether its values are allowed.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import MISSING, dataclass, field, fields
from functools import cached_property, lru_cache
from typing import Annotated, Any, Generic, TypeAlias, TypeVar, get_args, get_origin, get_type_hints

from bot.arguments import Argument, Channel, Choice, Integer, JobId, Number, Text, Tile
from bot.errors import Mistake
from bot.member import Member


@dataclass(frozen=True)
class Command:
    """Something that `member` wants. A command that makes or posts something also has these fields, filled by the chat:

    delivery: the platform's own id of this request; the same delivery again is the same job, not another.
    address: where to answer, in the chat's own words (JSON), kept with the job so that it can be finished after a
        restart, in the same message.
    """

    member: Member


C = TypeVar("C", bound=Command)
Handler: TypeAlias = Callable[[Any, C], Awaitable[Any]]
"""(bot.handlers.services.Services, a command) -> a Reply, a JobProgress or None. This module knows none of these."""


@dataclass(frozen=True, eq=False)
class CommandSpec(Generic[C]):
    """Args:
    name: how people call it; the first of two words is its group, as in "block add". Its sentences in the catalogs
        have this name with dashes: command-block-add says what it does, command-block-add-words what its argument is.
    moderators: members who are no moderators are refused.
    public: everybody in the channel sees the answer.
    others_jobs: moderators may also do it to other members' jobs.
    topic: of /help that explains it; by default its group's name.
    arguments: the fields that people give, in the order of their typing; by default all that have a kind.
    fixed: fields that have one value in this spec.
    typed: whether it can be typed, or its own grammar: text -> command.
    discord: its name there, where that is not "name", or "nonet name" for moderators; None: it is no slash command.
    slack: its own slash command there; others are said to the bot, or to /imagine-admin.
    form: fields that are asked for in a form when its button is pressed; each has a default.
    prefill: what such a form says at first: (Services, the command without the form's fields) -> text of each field.
    offers: the channels of such a form: (Services, the same command) -> id -> name; None: those that the chat offers.
    button: how it looks in a button, as in "pick:job:tile"; the last field may be missing if it ends in "?". Strings
        that were posted once are pressed years later, so a verb and its fields never change.
    """

    name: str
    command: type[C]
    handler: Handler[C]
    moderators: bool = False
    public: bool = False
    others_jobs: bool = False
    topic: str = ""
    arguments: tuple[str, ...] | None = None
    fixed: Mapping[str, object] = field(default_factory=dict)
    typed: bool | Callable[[Any], Command] = True
    discord: str | None = ""
    slack: str = ""
    form: tuple[str, ...] = ()
    prefill: Callable[[Any, Any], Awaitable[Mapping[str, str]]] | None = None
    offers: Callable[[Any, Any], Awaitable[Mapping[str, str] | None]] | None = None
    button: str = ""

    def __str__(self) -> str:
        return self.name

    @cached_property
    def kinds(self) -> Mapping[str, Argument]:
        """The kind of each field that has one."""
        hints = get_type_hints(self.command, include_extras=True).items()
        annotated = {name: get_args(hint)[1] for name, hint in hints if get_origin(hint) is Annotated}
        return {name: kind for name, kind in annotated.items() if isinstance(kind, Argument)}

    @property
    def key(self) -> str:
        """In the names of its sentences."""
        return self.name.replace(" ", "-")

    @property
    def group(self) -> str:
        return self.name.partition(" ")[0]

    def given(self) -> dict[str, Argument]:
        """The arguments that people give, by field."""
        if self.arguments is not None:
            return {name: self.kinds[name] for name in self.arguments}
        return {name: kind for name, kind in self.kinds.items() if not kind.hidden and name not in self.fixed}

    def required(self, name: str) -> bool:
        kind = self.kinds[name]
        if isinstance(kind, Channel) and kind.here:
            return False
        (found,) = (one for one in fields(self.command) if one.name == name)
        return found.default is MISSING and found.default_factory is MISSING

    def make(self, member: Member, values: Mapping[str, object], delivery: str = "", address: str = "") -> C:
        """The command with these values; those that it has no field for are dropped."""
        given = {"delivery": delivery, "address": address, **values, **self.fixed}
        for name, kind in self.given().items():
            if isinstance(kind, Channel) and kind.here and not given.get(name):
                given |= {name: member.channel, f"{name}_name": member.channel_name}
        known = {one.name for one in fields(self.command)}
        return self.command(member, **{name: value for name, value in given.items() if name in known})

    def check(self, command: C) -> None:
        """Raises Mistake for a value outside its kind's limits: what a client sends may be forged."""
        for name, kind in self.kinds.items():
            value: Any = getattr(command, name)
            match kind:
                case Integer() if value is not None and not kind.low <= value <= kind.high:
                    raise self.wrong_number(kind, str(value))
                case Number() if value is not None and not (
                    isinstance(value, int | float) and kind.low <= value <= kind.high
                ):
                    raise self.mistake()
                case Choice() if value not in kind.values:
                    raise self.mistake()
                case Tile() if not 1 <= value <= 9:
                    raise Mistake("no-such-tile", tile=value)
                case Text() if not kind.own_limit and len(value) > kind.max_length:
                    option = kind.option or name
                    raise Mistake("long-argument", option=option, most=kind.max_length, count=len(value))

    def mistake(self) -> Mistake:
        """It says how to write this command."""
        alone = [type(kind) for kind in self.given().values()] == [JobId]
        return Mistake("how-id" if alone else f"how-{self.group}", command=self.name)

    def missing(self, kind: Argument) -> Mistake:
        return Mistake(kind.missing) if isinstance(kind, Text) and kind.missing else self.mistake()

    def wrong_number(self, kind: Integer, value: str) -> Mistake:
        return Mistake(kind.wrong, value=value[:40], most=kind.high) if kind.wrong else self.mistake()


Commands: TypeAlias = tuple[CommandSpec[Any], ...]


def spec_of(commands: Commands, command: Command) -> CommandSpec[Any]:
    """The first spec of this command. Who may give it and who sees the answer is the same in all of them."""
    return next(spec for spec in commands if type(command) is spec.command)


def discord_path(spec: CommandSpec[Any]) -> str | None:
    """The words of its slash command there, if it is one."""
    if spec.discord == "":
        return f"nonet {spec.name}" if spec.moderators else spec.name
    return spec.discord


@dataclass(frozen=True)
class Platform:
    """A platform, and how people write each command and group of commands there."""

    name: str = ""
    command_names: tuple[tuple[str, str], ...] = ()


@lru_cache(maxsize=16)
def platform_of(commands: Commands, name: str) -> Platform:
    found = {}
    for key in dict.fromkeys(key for spec in commands for key in (spec.group, spec.name)):
        with suppress(KeyError):
            found[key] = command_name(commands, name, key)
    return Platform(name, tuple(found.items()))


def command_name(commands: Commands, platform: str, name: str) -> str:
    """How people on a platform write the command or group `name`: "/undo", "/nonet undo", "/imagine-admin undo".

    Raises:
        KeyError: there is no such command there.
    """
    for spec in commands:
        if spec.name != name and spec.group != name:
            continue
        if platform == "discord" and (path := discord_path(spec)) is not None:
            return f"/{path}" if spec.name == name else f"/{path.rpartition(' ')[0]}"
        if platform == "slack" and spec.typed:
            said = "/imagine-admin" if spec.moderators else "@Nonet"
            return f"/{spec.slack}" if spec.slack else f"{said} {name}"
        if platform == "web" and spec.typed:
            return f"/{name}"
    raise KeyError(f"{platform} has no command {name}")

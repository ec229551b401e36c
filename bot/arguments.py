"""The kinds of arguments that commands take, with their limits. A command's dataclass names one beside each field:

    job: Annotated[str, JobId()]
    tile: Annotated[int, Tile()]

They are plain data. The text parser, the buttons and each chat decide how an argument of a kind is given there.
"""

from __future__ import annotations

import re
from dataclasses import KW_ONLY, dataclass
from typing import ClassVar

JOB = re.compile(r"[a-z0-9]{4,16}")
"""What a job's id looks like."""
MAX_OPTION_CHARACTERS = 4000
"""Of a text that can be typed at all, in any chat; a community's own limit on prompts is smaller."""


@dataclass(frozen=True)
class Argument:
    """Args:
    option: what people call it, where that is not the field's name.
    example: a value of it.
    dashed: in text it is given as `--name value`, anywhere in the command.
    hidden: menus and text do not have it; only a button or a page of our own gives it.
    """

    _: KW_ONLY
    option: str = ""
    example: str = ""
    dashed: bool = False
    hidden: bool = False

    in_button: ClassVar[re.Pattern[str]] = re.compile(r"(?!)")
    """What it looks like in a button; by default it cannot be in one."""


@dataclass(frozen=True)
class Text(Argument):
    """Args:
    own_limit: the handler refuses longer texts itself, with a sentence of its own.
    missing: the sentence about a text that is blank; by default the one that says how to write the command.
        after: of a second text, the sign between the two when they are typed; "|" does as well.
    """

    max_length: int
    own_limit: bool = False
    missing: str = ""
    after: str = ""


@dataclass(frozen=True)
class Word(Argument):
    """A name that we made up ourselves, such as a topic of the help."""

    max_length: int = 40
    in_button: ClassVar[re.Pattern[str]] = re.compile(r"[a-z-]{1,20}")


class Token(Argument):
    """Random letters that name something which is kept for one member."""

    in_button: ClassVar[re.Pattern[str]] = re.compile(r"[A-Za-z0-9_-]{6,32}")


class Coded(Argument):
    """A short text in base64, as a button holds it."""

    in_button: ClassVar[re.Pattern[str]] = re.compile(r"[A-Za-z0-9_-]{0,64}")


@dataclass(frozen=True)
class Integer(Argument):
    """Args:
    wrong: the sentence that says which numbers are allowed; by default the one that says how to write the command.
    unit: what may follow the number in text, as in `7d`.
    """

    low: int
    high: int
    wrong: str = ""
    unit: str = ""

    in_button: ClassVar[re.Pattern[str]] = re.compile(r"0|[1-9][0-9]{0,8}")


@dataclass(frozen=True)
class Number(Argument):
    """It may have a fraction."""

    low: float
    high: float


@dataclass(frozen=True)
class Flag(Argument):
    """Absent or there.

    Args:
        words: what it is in text, after everything else; a dashed one is `--name` alone.
    """

    words: tuple[str, ...] = ()


class Switch(Argument):
    """On or off."""


@dataclass(frozen=True)
class Choice(Argument):
    values: tuple[str, ...]

    in_button: ClassVar[re.Pattern[str]] = re.compile(r"[a-z0-9-]{1,20}")


class JobId(Argument):
    in_button: ClassVar[re.Pattern[str]] = JOB


class Tile(Argument):
    """One of nine, as they are numbered in the collage."""

    in_button: ClassVar[re.Pattern[str]] = re.compile(r"[1-9]")


class JobOrTile(Argument):
    """A grid like k7f3q, or one picture of it like k7f3q-5."""

    in_button: ClassVar[re.Pattern[str]] = re.compile(rf"{JOB.pattern}(?:-[1-9])?")


class User(Argument):
    """Somebody's id. A chat also fills the fields `user_name` and `roles` of the command, where it has them."""

    in_button: ClassVar[re.Pattern[str]] = re.compile(r".+")


@dataclass(frozen=True)
class Channel(Argument):
    """A channel's id. A chat also fills the field `channel_name` of the command, where it has it.

    Args:
        here: it may be left out, and is then the channel in which the command is given.
    """

    here: bool = False


class Role(Argument):
    """A role's id, in the chats that have roles."""


class SettingKey(Argument):
    """The key of a community's setting."""

"""What people can ask of the bot, and what it answers: plain values, the same for every chat.

A chat turns whatever its platform sends into one of these commands, gives it to `Bot.handle`, and shows the replies.
All texts in here are plain text: each chat escapes them its own way, so that nothing in a prompt is ever markup.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from inference.api import Pictures

# --- who asks --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Member:
    """A person at one place, as the platform vouches for them at the moment of the command.

    Args:
        platform: "web", "discord" or "slack".
        community: the server or workspace; a private conversation is a community of its own.
        channel: where the command was given; limits and switches of a thread are its channel's.
        user: the person's id on this platform.
        name: the person's name as shown there.
        channel_name: the channel's name as shown there, without "#".
        roles: ids of the person's roles in this community.
        moderator: the platform says that this person may manage the community.
        locale: the language that this person reads, as in "de" or "pt-BR".
        channels: id -> name of the channels that this person may see in this community, in the platform's order. None:
            the chat cannot say. Then other channels are as good as hidden.
        outside: whether this person is outside of a narrower circle than their channel, as in a private thread, given
            where a job was asked for (Imagine.address).
        community_locale: the language of the community itself, where it has said which one it speaks.
    """

    platform: str
    community: str
    channel: str
    user: str
    name: str
    channel_name: str = ""
    roles: frozenset[str] = frozenset()
    moderator: bool = False
    locale: str = "en"
    channels: Mapping[str, str] | None = field(default=None, compare=False, repr=False)
    outside: Callable[[str], bool] | None = field(default=None, compare=False, repr=False)
    community_locale: str = ""


def direct(user: str) -> str:
    """The community that a direct conversation with this person is, where it belongs to no other."""
    return f"dm{user}"


# --- what a community member asks ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Imagine:
    """Draw nine pictures.

    Args:
        delivery: the platform's own id of this ask; the same delivery again is the same job, not another.
        address: where to answer, in the chat's own words (JSON), kept with the job so that it can be finished after a
            restart, in the same message.
    """

    member: Member
    prompt: str
    seed: int | None = None
    no: str = ""
    spoiler: bool = False
    delivery: str = ""
    address: str = ""
    relaxed: bool = False  # the member took the offer to wait for an idle device


@dataclass(frozen=True)
class Quota:
    """How much is left for me, and when there is more."""

    member: Member


@dataclass(frozen=True)
class Again:
    """Show an old grid (`k7f3q`) or tile (`k7f3q-5`) again, drawn from its codes."""

    member: Member
    id: str


@dataclass(frozen=True)
class Cancel:
    """Stop a job; without an id, my newest one that is not finished."""

    member: Member
    job: str = ""


@dataclass(frozen=True)
class Pick:
    """Show me one tile, privately."""

    member: Member
    job: str
    tile: int


@dataclass(frozen=True)
class Post:
    """Post a picked tile in this channel, with its maker and id. The same delivery posts once."""

    member: Member
    job: str
    tile: int
    delivery: str = ""
    address: str = ""


@dataclass(frozen=True)
class Redo:
    """The same words with a new seed: a new job of the presser. With `same_seed` it is Retry after a failure."""

    member: Member
    job: str
    same_seed: bool = False
    delivery: str = ""
    address: str = ""


@dataclass(frozen=True)
class TakeOffer:
    """Take the offer that a refusal at the quota made: the same ask, when a device is idle."""

    member: Member
    offer: str
    delivery: str = ""
    address: str = ""


@dataclass(frozen=True)
class Delete:
    """Take a posted collage away: its asker or a moderator may."""

    member: Member
    job: str


@dataclass(frozen=True)
class Privacy:
    """Give me what you keep of me, or delete it. What is too much for one file is given in parts."""

    member: Member
    what: Literal["show", "export", "delete"]
    sure: bool = False
    part: int = 1


@dataclass(frozen=True)
class Help:
    member: Member
    topic: str = ""


# --- what a moderator asks -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ShowSettings:
    """All of them, or the one of this key."""

    member: Member
    key: str = ""


@dataclass(frozen=True)
class ChangeSettings:
    """Set settings by their names, as a moderator typed them: {"member-per-day": "10", "reset": "06:00"}."""

    member: Member
    changes: Mapping[str, str]


@dataclass(frozen=True)
class Undo:
    """Take the last change of settings back; with `version` only where that is the one that holds, as its button says:
    pressed twice, or after somebody else's change, it would take back another."""

    member: Member
    version: int | None = None


@dataclass(frozen=True)
class Audit:
    member: Member
    page: int = 1


@dataclass(frozen=True)
class Block:
    """The block list: show it, add or remove a rule, or test what a rule would have caught in the last seven days."""

    member: Member
    what: Literal["list", "add", "remove", "test"]
    words: str = ""
    name: str = ""  # what a refused member is told; the words are not


@dataclass(frozen=True)
class SwitchChannel:
    member: Member
    channel: str
    on: bool
    channel_name: str = ""


@dataclass(frozen=True)
class TimeOut:
    """No asks from a member for so many minutes; 0 lifts it. Their waiting jobs are cancelled and given back."""

    member: Member
    user: str
    minutes: int
    user_name: str = ""


@dataclass(frozen=True)
class Grant:
    """So many more grids for a member, today."""

    member: Member
    user: str
    grids: int
    user_name: str = ""


@dataclass(frozen=True)
class Why:
    """The whole calculation for a member in a channel, scope by scope."""

    member: Member
    user: str
    channel: str = ""
    user_name: str = ""
    roles: frozenset[str] | None = None  # the user's, where the platform says; else those last seen


@dataclass(frozen=True)
class Line:
    """Who waits and draws here, since when and where."""

    member: Member


@dataclass(frozen=True)
class CancelAll:
    """Cancel everything of a member that is not finished."""

    member: Member
    user: str


@dataclass(frozen=True)
class Report:
    """Grids, people, refusals, waits and costs of the last so many days, as a chart and as CSV."""

    member: Member
    days: int = 7


Command: TypeAlias = (
    Imagine | Quota | Again | Cancel | Pick | Post | Redo | TakeOffer | Delete | Privacy | Help
    | ShowSettings | ChangeSettings | Undo | Audit | Block | SwitchChannel | TimeOut | Grant | Why | Line | CancelAll
    | Report
)  # fmt: skip


FOR_MODERATORS = (
    ShowSettings, ChangeSettings, Undo, Audit, Block, SwitchChannel, TimeOut, Grant, Why, Line, CancelAll, Report
)  # fmt: skip
"""Commands that a member who is no moderator is refused, whatever their client shows."""


# --- what the bot answers --------------------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class Picture:
    """Pixels, and what a chat needs to show them; `bot.replies.collage.encode` makes a file of them, small enough."""

    pixels: Pictures  # [tile row column channel], already one collage or one tile: tile is 1
    name: str  # of the file, without its suffix
    alt: str  # for people who do not see it; plain text of at most 1,000 characters
    spoiler: bool = False
    parameters: Mapping[str, object] = field(default_factory=dict)  # into the file's metadata


@dataclass(frozen=True)
class File:
    data: bytes
    name: str
    mime: str


@dataclass(frozen=True)
class Button:
    """`press` comes back when it is pressed; `bot.input.buttons.pressed(member, press, …)` makes it a command again."""

    label: str
    press: str  # at most 100 characters, ASCII
    style: Literal["plain", "primary", "danger"] = "plain"


@dataclass(frozen=True)
class Announcement:
    """What a moderator did, for the community's log channel.

    Args:
        text: one line, in the community's language.
        channels: the log channel as moderators typed it; also the one before, which hears of what switches it off.
        id: the same for the same deed, as a key against posting it twice.
    """

    text: str
    channels: tuple[str, ...]
    id: str


State = Literal["waiting", "drawing", "drawn", "ended", "note"]


@dataclass(frozen=True, eq=False)
class Reply:
    """One message as it is now; the next reply of the same command takes its place.

    Args:
        text: plain text; lines are lines.
        private: only the asker sees it. It never changes within one command's replies.
        state: of a job's message; "note" is anything else, and is final.
        footer: small print: job, seed, seconds, what is left.
        tiles: how many numbered tiles of `job` can be picked (1 to 9), 0 if none.
        removed: `job` was deleted, and whatever shows it (Delete).
        gone: messages are to be taken away: `Records.removals` lists them (Delete, Privacy).
        shared_by: who posts a tile of `job` with this; the chat tells the bot where it is (`Bot.shared`), or that it is
            not where it was to be (`Bot.unshared`).
        delivery: of that post; until one of the two is said, nobody knows what came of it.
        announce: what the command did, to be posted in the log channel.
    """

    text: str
    private: bool = False
    state: State = "note"
    footer: str = ""
    picture: Picture | None = None
    files: tuple[File, ...] = ()
    buttons: tuple[Button, ...] = ()
    job: str = ""
    tiles: int = 0
    removed: bool = False
    gone: bool = False
    shared_by: str = ""
    delivery: str = ""
    announce: Announcement | None = None

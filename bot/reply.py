"""What the bot answers: plain values, the same for every chat.

All texts in here are plain text: each chat escapes them its own way, so that nothing in a prompt is ever markup.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from inference.api import Pictures


@dataclass(frozen=True, eq=False)
class Picture:
    """Pixels, and what a chat needs to show them; `bot.replies.collage.encode` makes a file of them, small enough."""

    pixels: Pictures  # [tile row column channel], already one collage or one tile: tile is 1
    name: str  # of the file, without its suffix
    alt: str  # for people who do not see it; plain text of at most 1,000 characters
    spoiler: bool = False
    parameters: Mapping[str, object] = field(default_factory=dict)  # into the file's metadata
    svg: Callable[[], bytes] | None = None  # makes the same as SVG, for chats that show it; slow


@dataclass(frozen=True)
class File:
    """A file of mime type image/… is shown like a picture, with `alt`."""

    data: bytes
    name: str
    mime: str
    alt: str = ""
    spoiler: bool = False


@dataclass(frozen=True)
class Button:
    """`press` comes back when it is pressed; `bot.input.buttons.pressed` makes it a command again."""

    label: str
    press: str  # at most 100 characters, ASCII
    style: Literal["plain", "primary", "danger"] = "plain"


@dataclass(frozen=True)
class SheetEntry:
    """One of the pictures on a contact sheet, in the order of their numbers.

    Args:
        name: of the picture, "k7f3q", "k7f3q-5" or "k7f3q-5-b2c3d"; `Bot.thumbnail` has it, unless `lost`.
        id: that people know it by, "k7f3q-5".
        words: its prompt or caption, plain text.
        press: shows it.
        lost: another model drew it.
    """

    name: str
    id: str
    words: str
    press: str
    favourite: bool = False
    spoiler: bool = False
    lost: bool = False


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
        album: pictures that are shown one by one, in their own sizes, instead of `picture`; at most nine.
        tiles: how many numbered tiles of `job` can be picked (1 to 9), 0 if none.
        tile: the number of the one that `picture` is, where another one takes its place.
        removed: `job` was deleted, and whatever shows it (Delete).
        gone: messages are to be removed; `Records.removals` lists them (Delete, Privacy).
        shared_by: who posts a tile of `job` with this; the chat tells the bot where it is (`Bot.shared`), or that it is
            not where it was to be (`Bot.unshared`).
        share: the id of that post; until one of the two is said, its outcome is unknown.
        delivery: of the press that posts it.
        own_to: people who may press what only the asker and moderators may, such as the maker of a posted picture.
        post: another message, to be posted first; this reply is said once it is there.
        voted: votes for a posted tile changed; its posts show another number.
        withdrawn: a job; some of its posted tiles are being removed, and this reply says where they still are.
        quoted: the parts of `text` and `footer` that have people's words, which a platform may refuse to show.
        announce: what the command did, to be posted in the log channel.
        sheet: what `picture` has: a contact sheet, whose entries can be opened by their numbers. The text's lines after
            the first one name them.
        in_place: it replaces the message whose button was pressed, where only its asker sees that one.
        report: a message for the moderators, posted before this reply is said.
    """

    text: str
    private: bool = False
    state: State = "note"
    footer: str = ""
    picture: Picture | None = None
    album: tuple[Picture, ...] = ()
    files: tuple[File, ...] = ()
    buttons: tuple[Button, ...] = ()
    job: str = ""
    tiles: int = 0
    tile: int = 0
    removed: bool = False
    gone: bool = False
    shared_by: str = ""
    share: str = ""
    delivery: str = ""
    own_to: tuple[str, ...] = ()
    post: Post | None = None
    withdrawn: str = ""
    voted: bool = False
    quoted: tuple[str, ...] = ()
    announce: Announcement | None = None
    sheet: tuple[SheetEntry, ...] = ()
    in_place: bool = False
    report: Report | None = None


@dataclass(frozen=True, eq=False)
class Post:
    """A reply for another place than where its command was given.

    Args:
        address: that place, in the chat's own words.
        refused: makes what is said where it cannot be posted; None: a sentence about sharing. With it, a post of which
            nobody knows whether it is there is no matter of who gave the command.
    """

    reply: Reply
    address: str
    refused: Callable[[], Awaitable[Reply]] | None = None


@dataclass(frozen=True, eq=False)
class Report:
    """Tells the moderators of a picture that a member reports.

    Args:
        reply: with the buttons to act on it.
        channel: their log channel as they typed it, "" if there is none.
        key: the same for the same member and picture, as a key against posting it twice.
        job, about: the grid, and the id of the post that it is about, if it is about one.
        refused: what is said where it cannot be posted.
        link: to the message that was reported, "" if the chat has none.
    """

    reply: Reply
    channel: str
    key: str
    job: str
    about: str
    refused: Reply
    link: str = ""

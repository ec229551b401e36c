"""What there is in a Slack: workspaces, people, channels, messages, files. No network in here."""

from __future__ import annotations

import itertools
import time
from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]

SCOPES = "commands,chat:write,files:write,files:read,app_mentions:read,im:history,im:write,usergroups:read,users:read"


class Clock:
    """Wall time that a test can move forward."""

    def __init__(self) -> None:
        self.ahead = 0.0

    def __call__(self) -> float:
        return time.time() + self.ahead

    def advance(self, seconds: float) -> None:
        self.ahead += seconds


_ids = itertools.count(1)


def new_id(letter: str) -> str:
    return f"{letter}0{next(_ids):08d}"


@dataclass
class File:
    id: str
    team: Workspace
    name: str
    length: int
    alt_txt: str = ""
    title: str = ""
    data: bytes = b""
    mimetype: str = ""  # empty until Slack has processed it
    complete: bool = False
    deleted: bool = False
    shares: dict[str, list[str]] = field(default_factory=dict)  # channel id -> ts of the messages it was shared in

    def json(self) -> Json:
        kind = {"public": {}, "private": {}}
        for channel, stamps in self.shares.items():
            where = "public" if channel in self.team.channels and not self.team.channels[channel].private else "private"
            kind[where][channel] = [{"ts": ts} for ts in stamps]
        return {
            "id": self.id, "name": self.name, "title": self.title or self.name, "mimetype": self.mimetype,
            "filetype": self.mimetype.partition("/")[2], "size": len(self.data), "alt_txt": self.alt_txt,
            "mode": "hosted", "is_external": False, "user": self.team.bot_user,
            "url_private": f"https://files.slack.invalid/{self.team.id}-{self.id}/{self.name}",
            "permalink": f"https://{self.team.name.lower()}.slack.invalid/files/{self.id}/{self.name}",
            "shares": {name: shares for name, shares in kind.items() if shares},
        }  # fmt: skip


@dataclass
class Message:
    ts: str
    channel: Channel
    user: str
    text: str
    blocks: list[Json] = field(default_factory=list)
    thread_ts: str = ""
    files: list[File] = field(default_factory=list)
    metadata: Json | None = None
    edits: list[tuple[float, str, list[Json]]] = field(default_factory=list)  # (when, text, blocks) that it once had
    to: str = ""  # an ephemeral message: the only one who sees it

    def json(self) -> Json:
        found: Json = {"type": "message", "ts": self.ts, "user": self.user, "text": self.text, "blocks": self.blocks,
                       "team": self.channel.team.id}  # fmt: skip
        if self.user == self.channel.team.bot_user:
            found |= {"bot_id": self.channel.team.bot_id, "app_id": self.channel.team.app_id}
        if self.thread_ts:
            found["thread_ts"] = self.thread_ts
        if self.files:
            found["files"] = [file.json() for file in self.files]
        if self.metadata:
            found["metadata"] = self.metadata
        return found

    @property
    def elements(self) -> list[Json]:
        """Everything that can be pressed, with the id of its block."""
        found = []
        for block in self.blocks:
            near = [block["accessory"]] if "accessory" in block else []
            for element in [*block.get("elements", ()), *near]:
                if "action_id" in element:
                    found.append({**element, "block_id": block.get("block_id", "")})
        return found

    @property
    def pictures(self) -> list[Json]:
        return [block for block in self.blocks if block["type"] == "image"]


@dataclass
class Channel:
    id: str
    name: str
    team: Workspace
    private: bool = False
    im: str = ""  # the person that the app talks with here
    archived: bool = False
    members: set[str] = field(default_factory=set)
    messages: list[Message] = field(default_factory=list)  # what everybody here sees, oldest first
    deleted: list[Message] = field(default_factory=list)
    writes: list[float] = field(default_factory=list)  # when the app posted or edited here

    def message(self, ts: str) -> Message | None:
        return next((message for message in self.messages if message.ts == ts), None)

    @property
    def posted(self) -> list[Message]:
        """The app's messages."""
        return [message for message in self.messages if message.user == self.team.bot_user]


@dataclass
class User:
    id: str
    name: str
    team: Workspace
    admin: bool = False
    locale: str = "en-US"
    ephemerals: list[Message] = field(default_factory=list)  # what only this person sees, oldest first
    home: Json | None = None
    modal: Json | None = None  # the view that is open now
    under: Json | None = None  # and the one onto which it was pushed


@dataclass
class Workspace:
    name: str
    app_id: str
    id: str = field(default_factory=lambda: new_id("T"))
    bot_user: str = field(default_factory=lambda: new_id("U"))
    bot_id: str = field(default_factory=lambda: new_id("B"))
    bot_token: str = ""
    refresh_token: str = ""
    expires: float | None = None  # tokens of an app with rotation run out
    scopes: frozenset[str] = frozenset(SCOPES.split(","))
    revoked: bool = False
    channels: dict[str, Channel] = field(default_factory=dict)
    users: dict[str, User] = field(default_factory=dict)
    files: dict[str, File] = field(default_factory=dict)
    views: dict[str, Json] = field(default_factory=dict)
    people: dict[str, Any] = field(default_factory=dict)  # user id -> its scripted Person
    groups: dict[str, tuple[str, set[str]]] = field(default_factory=dict)  # id -> handle, user ids
    whole_organisation: bool = False  # an installation would be for all of an Enterprise Grid
    _stamp: int = 0

    def new_token(self) -> str:
        """Another access token; the one before stops working."""
        self.bot_token = f"xoxb-{self.id}-{new_id('K')}"
        self.refresh_token = f"xoxe-1-{self.id}-{new_id('R')}"
        return self.bot_token

    def new_ts(self, now: float) -> str:
        """Unique in a workspace and growing, as Slack's are."""
        self._stamp = max(self._stamp + 1, int(now * 1e6))
        return f"{self._stamp // 10**6}.{self._stamp % 10**6:06d}"

    def new_channel(self, name: str, *, private: bool = False, bot: bool = True) -> Channel:
        made = Channel(new_id("G" if private else "C"), name, self, private)
        if bot:
            made.members.add(self.bot_user)
        self.channels[made.id] = made
        return made

    def between(self, *users: str) -> Channel:
        """A conversation of people alone: of two it is a direct message, of more a group."""
        name = "directmessage" if len(users) == 2 else f"mpdm-{'--'.join(self.users[user].name for user in users)}-1"
        made = Channel(new_id("D" if len(users) == 2 else "C"), name, self, private=True, members=set(users))
        self.channels[made.id] = made
        return made

    def im_with(self, user: str) -> Channel:
        """The conversation of the app with one person."""
        for channel in self.channels.values():
            if channel.im == user:
                return channel
        made = Channel(new_id("D"), "directmessage", self, private=True, im=user, members={user, self.bot_user})
        self.channels[made.id] = made
        return made

"""People on the page, by a signed cookie, with their names and channels; stored in one small file.

It is no login: whoever has the browser has the person. But an id is random and signed with a key that never leaves the
folder, so that nobody can be somebody else by writing a cookie.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import os
import re
import secrets
import tempfile
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from bot.member import Member
from bot.text.sanitize import sanitized

PLATFORM = "web"
COMMUNITY = "local"
"""All channels of this page are one community; its settings are kept under "web:local"."""

FILE = "web.json"
MAX_NAME_CHARACTERS = 32
MAX_PEOPLE = 1_000
MAX_CHANNELS = 100

FIRST_NAMES = "Amber Breezy Clever Dapper Eager Fuzzy Gentle Happy Ivory Jolly Keen Lucky Mellow Nimble Opal Plucky Quiet Rosy Sunny Tidy".split()  # noqa: E501, SIM905
LAST_NAMES = "Otter Badger Crane Dolphin Finch Gecko Heron Ibex Jackal Koala Lemur Marten Newt Ocelot Panda Quokka Robin Seal Tapir Wren".split()  # noqa: E501, SIM905


@dataclass(frozen=True)
class Person:
    id: str
    name: str
    moderator: bool = False


@dataclass(frozen=True)
class Channel:
    id: str
    topic: str = ""
    moderators: bool = False  # only moderators see it


CHANNELS = (
    Channel("general"),
    Channel("memes"),
    Channel("moderators", moderators=True),
)


class Unwelcome(Exception):
    """A name or channel that cannot be: the message that says why, and its facts."""

    def __init__(self, name: str, /, **facts: object) -> None:
        super().__init__(name)
        self.name, self.facts = name, facts


class Accounts:
    """Everybody who ever opened the page, and its channels. `open` reads the file or creates it."""

    def __init__(self, path: Path, key: bytes, people: Iterable[Person], channels: Iterable[Channel]) -> None:
        self.path = path
        self.key = key
        self.people = {person.id: person for person in people}
        self.channels = {channel.id: channel for channel in channels}
        self.writing = asyncio.Lock()

    @classmethod
    async def open(cls, folder: Path) -> Accounts:
        path = folder / FILE
        kept = await asyncio.to_thread(_read, path)
        if kept:
            people = [Person(**person) for person in kept["people"]]
            return cls(path, bytes.fromhex(kept["key"]), people, [Channel(**channel) for channel in kept["channels"]])
        fresh = cls(path, secrets.token_bytes(32), (), CHANNELS)
        await fresh._save()  # at once: without the key no cookie is valid
        return fresh

    # --- cookies -----------------------------------------------------------------------------------------------------

    def cookie(self, person: Person) -> str:
        return f"{person.id}.{self._signature(person.id)}"

    def known(self, cookie: str) -> Person | None:
        """The person of a genuine cookie; None for any other."""
        user, _, signature = cookie.partition(".")
        genuine = hmac.compare_digest(signature.encode(), self._signature(user).encode())
        return self.people.get(user) if genuine else None

    def _signature(self, user: str) -> str:
        return hmac.new(self.key, b"nonet web person:" + user.encode(), hashlib.sha256).hexdigest()

    # --- people ------------------------------------------------------------------------------------------------------

    async def welcome(self) -> Person:
        """Adds a person. The first one has set Nonet up, and becomes the moderator.

        Raises:
            Unwelcome: there are too many.
        """
        if len(self.people) >= MAX_PEOPLE:
            raise Unwelcome("web-too-many-people", most=MAX_PEOPLE, file=FILE)
        return await self._put(Person(secrets.token_hex(8), self._free_name(), moderator=not self.people))

    async def forget(self, person: Person) -> Person:
        """Replaces their name by a new one; their cookie stays valid."""
        return await self._put(replace(person, name=self._free_name()))

    def _free_name(self) -> str:
        taken = {person.name for person in self.people.values()}
        return next(name for name in _names() if name not in taken)

    async def rename(self, person: Person, name: str) -> Person:
        """Raises Unwelcome for an empty name and for somebody else's."""
        name = sanitized(name, MAX_NAME_CHARACTERS)
        if not name:
            raise Unwelcome("web-name-empty")
        same = {other.name.casefold() for other in self.people.values() if other.id != person.id}
        if name.casefold() in same or name.casefold() == "nonet":
            raise Unwelcome("web-name-taken", name=name)
        return await self._put(replace(person, name=name))

    async def moderate(self, person: Person, moderator: bool) -> Person:
        """Raises Unwelcome if no moderator would be left."""
        if not moderator and not any(other.moderator for other in self.people.values() if other.id != person.id):
            raise Unwelcome("web-last-moderator")
        return await self._put(replace(person, moderator=moderator))

    async def _put(self, person: Person) -> Person:
        self.people[person.id] = person
        await self._save()
        return person

    # --- channels ----------------------------------------------------------------------------------------------------

    def open_to(self, person: Person) -> list[Channel]:
        return [channel for channel in self.channels.values() if person.moderator or not channel.moderators]

    def channel(self, person: Person, name: str) -> Channel | None:
        """The channel, if this person may see it; None also if it exists and they may not."""
        channel = self.channels.get(name)
        return channel if channel and (person.moderator or not channel.moderators) else None

    def member(self, person: Person, channel: Channel, locale: str = "en") -> Member:
        """The person as a member in this channel."""
        return Member(
            platform=PLATFORM,
            community=COMMUNITY,
            channel=channel.id,
            user=person.id,
            name=person.name,
            channel_name=channel.id,
            moderator=person.moderator,
            locale=locale,
            channels={other.id: other.id for other in self.open_to(person)},
        )

    async def add_channel(self, name: str) -> Channel:
        """Raises Unwelcome for a name without letters or digits, one that exists, and one too many."""
        name = re.sub(r"[^\w]+", "-", sanitized(name, 64).casefold()).strip("-_")[:MAX_NAME_CHARACTERS].strip("-_")
        if not name:
            raise Unwelcome("web-channel-name")
        if name in self.channels:
            raise Unwelcome("web-channel-taken", name=name)
        if len(self.channels) >= MAX_CHANNELS:
            raise Unwelcome("web-too-many-channels", most=MAX_CHANNELS)
        self.channels[name] = Channel(name)
        await self._save()
        return self.channels[name]

    async def _save(self) -> None:
        async with self.writing:
            kept = {
                "key": self.key.hex(),
                "people": [asdict(person) for person in self.people.values()],
                "channels": [asdict(channel) for channel in self.channels.values()],
            }
            await asyncio.to_thread(_write, self.path, kept)


def _names() -> Iterable[str]:
    """Friendly first names: a random one of 400, then numbered ones."""
    while True:
        yield f"{secrets.choice(FIRST_NAMES)} {secrets.choice(LAST_NAMES)}"
        yield f"{secrets.choice(FIRST_NAMES)} {secrets.choice(LAST_NAMES)} {secrets.randbelow(9999)}"


def _read(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else None


def _write(path: Path, kept: Any) -> None:
    """Atomically, and readable by the owner only, as it holds the key."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=".web-")
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(kept, file, ensure_ascii=False, indent=1)
    Path(temporary).replace(path)

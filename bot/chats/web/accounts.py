"""People on the page, by a signed cookie, with their names and channels.

It is no login: anyone at that browser is that person. But an id is random and signed with a key that only the store
has, so that nobody can be somebody else by writing a cookie.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import re
import secrets
import time
from collections.abc import Callable, Collection, Iterable
from dataclasses import replace
from pathlib import Path
from typing import TypeAlias

import structlog

from bot.member import Member
from bot.records import WebAccounts, WebChannel, WebPeople, WebPerson
from bot.text.sanitize import sanitized

Person: TypeAlias = WebPerson
Channel: TypeAlias = WebChannel
log = structlog.get_logger(__name__)

PLATFORM = "web"
COMMUNITY = "local"
"""All channels of this page are one community; its settings are kept under "web:local"."""

OLD_FILE = "web.json"
"""Where an earlier release kept people, channels and the cookies' key; read once."""
BACKUP = "web.json.backup"

MAX_NAME_CHARACTERS = 32
MAX_PEOPLE = 1_000
MAX_CHANNELS = 100
DAY = 24 * 3600.0
IDLE_SECONDS = 7 * DAY
"""After that, somebody who only looked is forgotten."""

FIRST_NAMES = "Amber Breezy Clever Dapper Eager Fuzzy Gentle Happy Ivory Jolly Keen Lucky Mellow Nimble Opal Plucky Quiet Rosy Sunny Tidy".split()  # noqa: E501, SIM905
LAST_NAMES = "Otter Badger Crane Dolphin Finch Gecko Heron Ibex Jackal Koala Lemur Marten Newt Ocelot Panda Quokka Robin Seal Tapir Wren".split()  # noqa: E501, SIM905

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
    """Everybody who opened the page, and its channels: in the store, and here to look up. Every change may raise
    StoreError, and is then none."""

    def __init__(self, kept: WebAccounts, store: WebPeople, clock: Callable[[], float] = time.time) -> None:
        self.key = bytes.fromhex(kept.key)
        self.people = {person.id: person for person in kept.people}
        self.channels = {channel.id: channel for channel in kept.channels}
        self.store = store
        self.clock = clock
        self.changing = asyncio.Lock()

    @classmethod
    async def open(cls, store: WebPeople, folder: Path) -> Accounts:
        """Reads the store; a database that has no people yet takes those of an earlier release's file in `folder`.

        Raises:
            OSError, ValueError, KeyError, TypeError: that file cannot be read.
        """
        kept, file = await store.all(), folder / OLD_FILE
        if kept is None:
            old = await asyncio.to_thread(_read, file)
            kept = await store.begin(old or WebAccounts(secrets.token_bytes(32).hex(), (), CHANNELS))
        if await asyncio.to_thread(_put_aside, file):
            log.info("the page's people are in the database now", backup=str(folder / BACKUP))
        accounts = cls(kept, store)
        for person in kept.people:
            if not person.name:  # the process ended while it deleted their data
                await accounts.rename_anew(person)
        return accounts

    # --- cookies -----------------------------------------------------------------------------------------------------

    def cookie(self, person: Person) -> str:
        return f"{person.id}.{self._signature(person.id)}"

    def known(self, cookie: str) -> Person | None:
        """The person of a genuine cookie; None for any other."""
        if not cookie.isascii():
            return None
        user, _, signature = cookie.partition(".")
        genuine = hmac.compare_digest(signature, self._signature(user))
        return self.people.get(user) if genuine else None

    def _signature(self, user: str) -> str:
        return hmac.new(self.key, b"nonet web person:" + user.encode(), hashlib.sha256).hexdigest()

    def current(self, person: Person) -> Person:
        """As they are now. Raises Unwelcome if they were removed."""
        if person.id not in self.people:
            raise Unwelcome("web-no-such-person")
        return self.people[person.id]

    # --- people ------------------------------------------------------------------------------------------------------

    async def welcome(self) -> Person:
        """Adds a person. The first one has set Nonet up, and becomes the moderator.

        Raises:
            Unwelcome: there are too many.
        """
        async with self.changing:
            if len(self.people) >= MAX_PEOPLE:
                raise Unwelcome("web-too-many-people", most=MAX_PEOPLE)
            moderator = not self.people
            return await self._put(Person(secrets.token_hex(8), self._free_name(), moderator, seen=self.clock()))

    async def seen(self, person: Person, *, active: bool = False) -> None:
        """They opened the page or, if `active`, did something there."""
        if self.clock() - person.seen > DAY or (active and not person.active):
            await self._change(person, seen=self.clock(), active=active or person.active)

    async def expire(self, present: Collection[str]) -> None:
        """Removes those who only looked, some time ago, and are not `present` (ids)."""
        before = self.clock() - IDLE_SECONDS
        await self.remove(
            one.id
            for one in self.people.values()
            if not (one.active or one.moderator or one.seen > before or one.id in present)
        )

    async def remove(self, people: Iterable[str]) -> None:
        """By their ids. Raises Unwelcome if no moderator would be left."""
        async with self.changing:
            gone = set(people) & self.people.keys()
            if not gone:
                return
            if self.people and not any(one.moderator for one in self.people.values() if one.id not in gone):
                raise Unwelcome("web-last-moderator")
            await self.store.remove(sorted(gone))
            for user in gone:
                del self.people[user]

    async def rename_anew(self, person: Person) -> Person:
        """Gives them a new name; their cookie stays valid."""
        return await self._change(person, name=self._free_name(), active=False)

    def _free_name(self) -> str:
        taken = {person.name for person in self.people.values()}
        return next(name for name in _names() if name not in taken)

    async def rename(self, person: Person, name: str) -> Person:
        """Raises Unwelcome for an empty name and for somebody else's."""
        name = sanitized(name, MAX_NAME_CHARACTERS)
        if not name:
            raise Unwelcome("web-name-empty")

        def free() -> None:
            same = {other.name.casefold() for other in self.people.values() if other.id != person.id}
            if name.casefold() in same or name.casefold() == "nonet":
                raise Unwelcome("web-name-taken", name=name)

        return await self._change(person, free, name=name, active=True)

    async def moderate(self, person: Person, moderator: bool) -> Person:
        """Raises Unwelcome if no moderator would be left."""

        def one_stays() -> None:
            if not moderator and not any(other.moderator for other in self.people.values() if other.id != person.id):
                raise Unwelcome("web-last-moderator")

        return await self._change(person, one_stays, moderator=moderator)

    async def _change(self, person: Person, check: Callable[[], None] = lambda: None, **changes: object) -> Person:
        """What else is known of them by now stays. Raises what `check` raises, and Unwelcome if they are gone."""
        async with self.changing:
            check()
            return await self._put(replace(self.current(person), **changes))  # type: ignore[arg-type]

    async def _put(self, person: Person) -> Person:
        await self.store.put(person)
        self.people[person.id] = person
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
        async with self.changing:
            if name in self.channels:
                raise Unwelcome("web-channel-taken", name=name)
            if len(self.channels) >= MAX_CHANNELS:
                raise Unwelcome("web-too-many-channels", most=MAX_CHANNELS)
            channel = Channel(name)
            await self.store.add_channel(channel)
            self.channels[name] = channel
            return channel


def _names() -> Iterable[str]:
    """Friendly first names: a random one of 400, then numbered ones."""
    while True:
        yield f"{secrets.choice(FIRST_NAMES)} {secrets.choice(LAST_NAMES)}"
        yield f"{secrets.choice(FIRST_NAMES)} {secrets.choice(LAST_NAMES)} {secrets.randbelow(9999)}"


def _read(file: Path) -> WebAccounts | None:
    """An earlier release's file, if there is one."""
    if not file.exists():
        return None
    kept = json.loads(file.read_text(encoding="utf-8"))
    people = [Person(one["id"], one["name"], one["moderator"], _chosen(one["name"])) for one in kept["people"]]
    channels = [Channel(one["id"], one["topic"], one["moderators"]) for one in kept["channels"]]
    return WebAccounts(bytes.fromhex(kept["key"]).hex(), people, channels)


def _chosen(name: str) -> bool:
    """Whether a person chose it: ours are two of a list, and perhaps a number."""
    first, last, *_ = *name.split(), "", ""
    return first not in FIRST_NAMES or last not in LAST_NAMES


def _put_aside(file: Path) -> bool:
    """Keeps an earlier release's file under another name. False: there is none."""
    if not file.exists():
        return False
    file.replace(file.with_name(BACKUP))
    return True

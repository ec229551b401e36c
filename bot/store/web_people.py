"""The web chat's people and channels, and the key that signs people's cookies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace

import sqlalchemy as sa

from bot.store.column_types import insert
from bot.store.database import Database
from bot.store.schema import jobs, secrets
from bot.store.web_tables import web_channels, web_messages, web_people

KEY = "web"
"""The name of the cookies' key among the secrets."""


@dataclass(frozen=True)
class WebPerson:
    """Args:
    name: "" after a deletion of their data, until the page gives them a new one.
    active: they chose a name, wrote or drew something; others are forgotten after a while.
    seen: when they last opened the page, to within a day; seconds since 1970.
    """

    id: str
    name: str
    moderator: bool = False
    active: bool = False
    seen: float = 0.0


@dataclass(frozen=True)
class WebChannel:
    """Args: moderators: only they see it."""

    id: str
    topic: str = ""
    moderators: bool = False


@dataclass(frozen=True)
class WebAccounts:
    """Args: key: 32 bytes, hexadecimal."""

    key: str
    people: Sequence[WebPerson]
    channels: Sequence[WebChannel]


class WebPeople:
    """`Store.web_people`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def all(self) -> WebAccounts | None:
        """None: nobody has opened the page of this database yet."""
        return await self._database.transaction(_all)

    async def begin(self, first: WebAccounts) -> WebAccounts:
        """Keeps `first`, unless another process was quicker; returns what is kept."""

        def work(connection: sa.Connection) -> WebAccounts:
            found = _all(connection)
            if found is not None:
                return found
            connection.execute(secrets.insert().values(name=KEY, value=first.key))
            at_work = {*connection.scalars(sa.select(jobs.c.user).where(jobs.c.platform == "web").distinct())}
            at_work |= {*connection.scalars(sa.select(web_messages.c.author).distinct())}
            for person in first.people:
                _put(connection, replace(person, active=person.active or person.id in at_work))
            for channel in first.channels:
                connection.execute(web_channels.insert().values(asdict(channel)))
            return _all(connection) or first

        return await self._database.transaction(work)

    async def put(self, person: WebPerson) -> None:
        """Adds a person or changes them."""
        await self._database.transaction(lambda connection: _put(connection, person))

    async def remove(self, people: Sequence[str]) -> None:
        """By their ids."""
        gone = web_people.delete().where(web_people.c.id.in_(people))
        await self._database.transaction(lambda connection: connection.execute(gone))

    async def add_channel(self, channel: WebChannel) -> None:
        new = web_channels.insert().values(asdict(channel))
        await self._database.transaction(lambda connection: connection.execute(new))


def _all(connection: sa.Connection) -> WebAccounts | None:
    key = connection.scalar(sa.select(secrets.c.value).where(secrets.c.name == KEY))
    if key is None:
        return None
    people = connection.execute(sa.select(web_people).order_by(web_people.c.number))
    channels = connection.execute(sa.select(web_channels).order_by(web_channels.c.number))
    return WebAccounts(
        key,
        [WebPerson(row.id, row.name, row.moderator, row.active, row.seen) for row in people],
        [WebChannel(row.id, row.topic, row.moderators) for row in channels],
    )


def _put(connection: sa.Connection, person: WebPerson) -> None:
    values = asdict(person)
    row = insert(connection.dialect.name, web_people).values(values)
    connection.execute(row.on_conflict_do_update(index_elements=["id"], set_=values))

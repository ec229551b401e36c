"""The web chat's history: what was said in its channels, publicly or to one person alone."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from bot.store.column_types import insert
from bot.store.database import Database
from bot.store.web_tables import web_messages


@dataclass(frozen=True, kw_only=True)
class WebMessage:
    """One message as it is now.

    Args:
        id: the chat's own, unique; adding it again changes nothing.
        private_to: the user who alone sees it; "" is everybody.
        reply_to: the id of the message that it answers, or "".
        job: the id of the job that it shows, or "".
        body: anything that JSON can say.
        number: the order in which messages came; 0 before it is kept.
        created, updated: seconds since 1970; `created` of 0 is when it is added.
    """

    id: str
    community: str
    channel: str
    author: str
    author_name: str
    private_to: str = ""
    reply_to: str = ""
    job: str = ""
    body: Mapping[str, object] = field(default_factory=dict)
    number: int = 0
    created: float = 0.0
    updated: float = 0.0


class WebMessages:
    """`Store.web_messages`."""

    def __init__(self, database: Database, clock: Callable[[], float]) -> None:
        self._database = database
        self._clock = clock

    async def add(self, message: WebMessage) -> WebMessage | None:
        """As it is kept, with number and times; None if there is one of this id already."""
        now = self._clock()
        values = {name: getattr(message, name) for name in WebMessage.__dataclass_fields__ if name != "number"}
        values |= {"body": dict(message.body), "created": message.created or now, "updated": now}

        def add(connection: sa.Connection) -> list[WebMessage]:
            row = (
                insert(connection.dialect.name, web_messages)
                .values(values)
                .on_conflict_do_nothing(index_elements=["id"])
            )
            return _messages(connection.execute(row.returning(web_messages)))

        rows = await self._database.transaction(add)
        return rows[0] if rows else None

    async def update(self, message_id: str, body: Mapping[str, object], *, job: str | None = None) -> WebMessage | None:
        """As it is now; None if there is no such message."""
        values: dict[str, object] = {"body": dict(body), "updated": self._clock()}
        values |= {} if job is None else {"job": job}
        rows = await self._rows(
            web_messages.update().where(web_messages.c.id == message_id).values(values).returning(web_messages)
        )
        return rows[0] if rows else None

    async def message(self, message_id: str) -> WebMessage | None:
        rows = await self._rows(sa.select(web_messages).where(web_messages.c.id == message_id))
        return rows[0] if rows else None

    async def of_job(self, job: str) -> list[WebMessage]:
        """All that show it, oldest first."""
        return await self._rows(
            sa.select(web_messages).where(web_messages.c.job == job).order_by(web_messages.c.number)
        )

    async def page(
        self, community: str, channel: str, viewer: str, *, before: int | None = None, size: int = 50
    ) -> list[WebMessage]:
        """What `viewer` may see, newest first; `before` is the smallest number of the page that was read last."""
        found = sa.select(web_messages).where(
            web_messages.c.community == community,
            web_messages.c.channel == channel,
            web_messages.c.private_to.in_(("", viewer)),
        )
        if before is not None:
            found = found.where(web_messages.c.number < before)
        return await self._rows(found.order_by(web_messages.c.number.desc()).limit(size))

    async def remove(self, message_id: str) -> bool:
        """False: there was none."""
        gone = web_messages.delete().where(web_messages.c.id == message_id).returning(web_messages)
        return bool(await self._rows(gone))

    async def _rows(self, statement: sa.Executable) -> list[WebMessage]:
        return await self._database.transaction(lambda connection: _messages(connection.execute(statement)))


def _messages(rows: Iterable[sa.Row[Any]]) -> list[WebMessage]:
    return [WebMessage(**row._mapping) for row in rows]

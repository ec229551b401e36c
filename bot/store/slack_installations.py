"""Which Slack workspaces installed us: one row for each, sealed by the chat; there is no readable token in here."""

from __future__ import annotations

import sqlalchemy as sa

from bot.store.column_types import insert
from bot.store.database import Database
from bot.store.schema import slack_installations as table


class SlackInstallations:
    """By workspace. What is in a row is the chat's own affair.

    Args:
        secret: of this installation, the same for as long as its database lives; the chat signs buttons with it.
    """

    def __init__(self, database: Database, secret: str) -> None:
        self._database = database
        self.secret = secret

    async def read(self, team: str) -> bytes | None:
        def work(connection: sa.Connection) -> bytes | None:
            row = connection.execute(table.select().where(table.c.team == team)).first()
            return bytes(row.sealed) if row else None

        return await self._database.transaction(work)

    async def write(self, team: str, sealed: bytes) -> None:
        def work(connection: sa.Connection) -> None:
            row = insert(connection.dialect.name, table).values(team=team, sealed=sealed)
            connection.execute(row.on_conflict_do_update(index_elements=["team"], set_={"sealed": sealed}))

        await self._database.transaction(work)

    async def remove(self, team: str) -> None:
        def work(connection: sa.Connection) -> None:
            connection.execute(table.delete().where(table.c.team == team))

        await self._database.transaction(work)

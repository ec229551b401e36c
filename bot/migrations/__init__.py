"""How the store's tables came about, one step per release; Alembic goes them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy as sa

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

ONE_AT_A_TIME = 0x6E6F6E6574
"""PostgreSQL's advisory lock of migrations; SQLite's transactions are one at a time anyway."""


async def upgrade(connection: AsyncConnection, revision: str = "head") -> None:
    """Within the caller's transaction: all steps or none."""
    if connection.dialect.name == "postgresql":
        await connection.execute(sa.select(sa.func.pg_advisory_xact_lock(ONE_AT_A_TIME)))
    await connection.run_sync(_upgrade, revision)


def _upgrade(connection: sa.Connection, revision: str) -> None:
    from alembic import command  # late: it takes a tenth of a second
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, revision)

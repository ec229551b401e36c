"""How the store's tables came about, one step per release; Alembic goes them."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa

ONE_AT_A_TIME = 0x6E6F6E6574
"""PostgreSQL's advisory lock of migrations; SQLite's transactions are one at a time anyway."""


def upgrade(connection: sa.Connection, revision: str = "head") -> None:
    """Within the caller's transaction: all steps or none."""
    from alembic import command  # late: it takes a tenth of a second
    from alembic.config import Config

    if connection.dialect.name == "postgresql":
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(ONE_AT_A_TIME)))
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, revision)

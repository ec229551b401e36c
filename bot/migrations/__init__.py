"""Migrations of the store's tables; Alembic runs them."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa

ONE_AT_A_TIME = 0x6E6F6E6574
"""PostgreSQL's advisory lock of migrations; SQLite's transactions are one at a time anyway."""


class WrongTables(Exception):
    """A later release of Nonet, or another program, made the tables."""


def upgrade(connection: sa.Connection, revision: str = "head") -> None:
    """Within the caller's transaction: all steps or none. Raises WrongTables."""
    from alembic import command  # late: it takes a tenth of a second
    from alembic.config import Config
    from alembic.migration import MigrationContext
    from alembic.script import ScriptDirectory

    if connection.dialect.name == "postgresql":
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(ONE_AT_A_TIME)))
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    config.attributes["connection"] = connection
    heads = MigrationContext.configure(connection).get_current_heads()
    if not heads and set(sa.inspect(connection).get_table_names()) - {"alembic_version"}:
        raise WrongTables("has tables of another program: name an empty one, or one of Nonet's.")
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    if not known.issuperset(heads):
        raise WrongTables(
            "was made by a later release of Nonet: start that one, or this one with a backup from before it."
        )
    command.upgrade(config, revision)

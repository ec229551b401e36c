"""How the store's tables came about, one step per release; Alembic goes them."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa

ONE_AT_A_TIME = 0x6E6F6E6574
"""PostgreSQL's advisory lock of migrations; SQLite's transactions are one at a time anyway."""


class TooNew(Exception):
    """A later release made these tables, in steps that are not known here."""


def upgrade(connection: sa.Connection, revision: str = "head") -> None:
    """Within the caller's transaction: all steps or none. Raises TooNew."""
    from alembic import command  # late: it takes a tenth of a second
    from alembic.config import Config
    from alembic.migration import MigrationContext
    from alembic.script import ScriptDirectory

    if connection.dialect.name == "postgresql":
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(ONE_AT_A_TIME)))
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    config.attributes["connection"] = connection
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    if not known.issuperset(MigrationContext.configure(connection).get_current_heads()):
        raise TooNew("was made by a later release of Nonet: start that one, or this one with a backup from before it.")
    command.upgrade(config, revision)

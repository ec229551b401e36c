"""Databases that are migrated already: each test gets a copy of one that went through all steps once.

tests/test_migrations.py and those that open a database by themselves begin with an empty one.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from functools import cache
from pathlib import Path

import sqlalchemy as sa

from bot import migrations


def sqlite_url(folder: Path) -> str:
    """Of the folder's database, which is there from now on."""
    file = folder / "nonet.db"
    if not file.exists():
        shutil.copyfile(_migrated(), file)
        file.chmod(0o600)
    return f"sqlite:///{file}"


@cache
def _migrated() -> Path:
    """It lies with the other caches of this run, and goes with them."""
    handle, name = tempfile.mkstemp(".db", "migrated-", os.environ["XDG_CACHE_HOME"])
    os.close(handle)
    engine = sa.create_engine(f"sqlite:///{name}")
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA journal_mode=WAL")
        migrations.upgrade(connection)
        connection.commit()
    engine.dispose()
    return Path(name)

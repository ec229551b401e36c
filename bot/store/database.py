"""A database by URL, SQLite or PostgreSQL. It runs functions of a connection, each in a transaction of its own.

A transaction runs to its end even if its caller is cancelled: it is committed or rolled back, never left half done.
"""

from __future__ import annotations

import asyncio
import random
import sqlite3
from collections.abc import Callable
from typing import Protocol, TypeVar

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError, IntegrityError, SQLAlchemyError

from bot import migrations
from bot.store.database_url import StoreError, parsed_url, shown_url
from bot.store.postgresql import Postgresql
from bot.store.sqlite import Sqlite

TRANSACTION_SECONDS = 30
"""After that a transaction has failed, and the next one uses another connection."""
MIGRATION_SECONDS = 3600
"""A migration may rewrite every row, or wait for another process that does."""
MAX_TRIES = 8
T = TypeVar("T")
Work = Callable[[sa.Connection], T]


class _Backend(Protocol):
    async def run(self, work: Work[T], seconds: float) -> T:
        """`work` in one transaction. A server that is silent for so long is given up, with what it was asked."""
        ...

    async def close(self) -> None: ...


class Database:
    def __init__(self, backend: _Backend, name: str) -> None:
        self._backend = backend
        self._name = name
        self.closed = False

    @classmethod
    async def open(cls, url: str) -> Database:
        """Connects and migrates.

        Raises:
            StoreError: the URL is of no database that is known here, or nobody answers there.
        """
        parsed = parsed_url(url)
        backend = Sqlite(parsed) if parsed.get_backend_name() == "sqlite" else Postgresql(parsed)
        database = cls(backend, shown_url(parsed))
        try:
            await database.transaction(migrations.upgrade, MIGRATION_SECONDS)
        except BaseException as error:
            await database.close()
            if isinstance(error, migrations.TooNew):
                raise StoreError(f"The database {database._name} {error}") from error
            raise
        return database

    async def close(self) -> None:
        """After what was begun; a second time it does nothing."""
        if not self.closed:
            self.closed = True
            await self._backend.close()

    async def transaction(self, work: Work[T], seconds: float | None = None) -> T:
        """`work` in one transaction, again where the database asked for that (deadlocks).

        Raises:
            StoreError: the database does not answer in time (if that was the commit, nobody knows whether it is done),
                refuses what it is asked, or is closed.
            IntegrityError: two rows that may not both be there.
        """
        if self.closed:
            raise StoreError(f"The database {self._name} is closed.")
        task = asyncio.ensure_future(self._tried(work, TRANSACTION_SECONDS if seconds is None else seconds))
        try:
            return await asyncio.shield(task)
        except asyncio.CancelledError:
            if not task.done():
                await asyncio.wait([task])
            if not task.cancelled():
                task.exception()  # nobody is there to hear of it
            raise

    async def _tried(self, work: Work[T], seconds: float) -> T:
        for attempt in range(MAX_TRIES):
            try:
                return await self._backend.run(work, seconds)
            except IntegrityError:
                raise
            except (SQLAlchemyError, sqlite3.Error, OSError) as error:
                if not _passes(error) or attempt == MAX_TRIES - 1:
                    raise self._translated(error) from error
                await asyncio.sleep(random.uniform(0, 0.01 * 2**attempt))  # noqa: S311
        raise AssertionError("unreachable")

    def _translated(self, error: Exception) -> StoreError:
        said = "it does not answer" if isinstance(error, TimeoutError) else type(error).__name__
        cause = str(getattr(error, "orig", None) or error).strip().splitlines() or [said]
        return StoreError(f"The database {self._name} cannot be used: {cause[0].rstrip('.')}.")


def _passes(error: Exception) -> bool:
    """A deadlock or a failed serialisation: the same again is the cure."""
    return isinstance(error, DBAPIError) and getattr(error.orig, "sqlstate", None) in ("40001", "40P01")

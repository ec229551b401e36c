"""A database by URL, SQLite or PostgreSQL. It runs functions of a connection, each in a transaction of its own.

A transaction runs to its end even if its caller is cancelled: it is committed or rolled back.
"""

from __future__ import annotations

import asyncio
import random
import sqlite3
from collections.abc import Callable
from typing import Concatenate, ParamSpec, Protocol, TypeVar

import sqlalchemy as sa
import structlog
from sqlalchemy.exc import DBAPIError, IntegrityError, SQLAlchemyError

from bot import migrations
from bot.store.database_url import SqliteUrl, StoreError, parsed_url
from bot.store.postgresql import Postgresql
from bot.store.sqlite import Sqlite

log = structlog.get_logger(__name__)

TRANSACTION_SECONDS = 30
"""A transaction that takes longer fails, and the next one uses another connection."""
MIGRATION_SECONDS = 3600
"""A migration may rewrite every row, or wait for another process that migrates."""
MAX_TRIES = 8
P = ParamSpec("P")
T = TypeVar("T")
Work = Callable[[sa.Connection], T]


class _Backend(Protocol):
    async def run(self, work: Work[T], seconds: float) -> T:
        """`work` in one transaction. A server that is silent for so long is given up, with the transaction."""
        ...

    async def scrub(self) -> None:
        """Overwrites deleted rows where the database keeps them for itself, as in a write-ahead log."""
        ...

    def explained(self, error: Exception) -> str:
        """Why the database cannot be used, and what to do if that is known; without a final stop."""
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
            StoreError: the URL cannot be read, or its database cannot be used.
        """
        parsed = parsed_url(url)
        backend = Sqlite(parsed.file) if isinstance(parsed, SqliteUrl) else Postgresql(parsed)
        database = cls(backend, parsed.name)
        try:
            await database.transaction(migrations.upgrade, MIGRATION_SECONDS)
        except BaseException as error:
            await database.close()
            if isinstance(error, migrations.WrongTables):
                raise StoreError(f"The database {database._name} {error}") from error
            raise
        return database

    async def close(self) -> None:
        """After the transactions that have begun. Does nothing if it is closed."""
        if not self.closed:
            self.closed = True
            await self._backend.close()

    async def transaction(self, work: Work[T], seconds: float | None = None) -> T:
        """`work` in one transaction; tried again after a deadlock or a serialisation failure.

        Raises:
            StoreError: the database does not answer in time (a commit may be done all the same), refuses a statement,
                or is closed.
            IntegrityError: a constraint was violated.
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
                task.exception()  # retrieved, so that it is not logged as lost
            raise

    async def call(self, work: Callable[Concatenate[sa.Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """`work(connection, *args)` as a transaction."""
        return await self.transaction(lambda connection: work(connection, *args, **kwargs))

    async def scrub(self) -> None:
        """After a deletion of personal data; the data is deleted even if this does not work."""
        try:
            await self._backend.scrub()
        except (SQLAlchemyError, sqlite3.Error, OSError) as error:
            log.warning("deleted rows are still in the log of the database", why=self._backend.explained(error))

    async def _tried(self, work: Work[T], seconds: float) -> T:
        for attempt in range(MAX_TRIES):
            try:
                return await self._backend.run(work, seconds)
            except IntegrityError:
                raise
            except (SQLAlchemyError, sqlite3.Error, OSError) as error:
                if not _is_transient(error) or attempt == MAX_TRIES - 1:
                    raise self._translated(error) from error
                await asyncio.sleep(random.uniform(0, 0.01 * 2**attempt))  # noqa: S311
        raise AssertionError("unreachable")

    def _translated(self, error: Exception) -> StoreError:
        return StoreError(f"The database {self._name} cannot be used: {self._backend.explained(error)}.")


def _is_transient(error: Exception) -> bool:
    """A deadlock or a serialisation failure: trying again helps."""
    return isinstance(error, DBAPIError) and getattr(error.orig, "sqlstate", None) in ("40001", "40P01")

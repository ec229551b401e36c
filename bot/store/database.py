"""A database by URL: one transaction at a time on SQLite, many on PostgreSQL; both are asked the same.

Every transaction runs to its end also where its caller is cancelled: what was begun is either done or not.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import ArgumentError, DBAPIError, IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from bot import migrations
from inference.api import NonetError

DEFAULT_URL = "sqlite+aiosqlite:///data/nonet.db"
BUSY_SECONDS = 30
CONNECTIONS = 10
TRIES = 8
T = TypeVar("T")


class StoreError(NonetError):
    """The database cannot be used. The text names it without its password."""


class Database:
    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    @classmethod
    async def open(cls, url: str) -> Database:
        """Connects and migrates.

        Raises:
            StoreError: the URL is of no database that is known here, or nobody answers there.
        """
        parsed = _parsed(url)
        engine = _engine(parsed)
        database = cls(engine)
        try:
            await database.transaction(migrations.upgrade)
        except BaseException:
            await database.close()
            raise
        return database

    async def close(self) -> None:
        await self._engine.dispose()

    async def transaction(self, work: Callable[[AsyncConnection], Awaitable[T]]) -> T:
        """`work` in one transaction, again where the database asked for that (deadlocks).

        Raises:
            StoreError: the database does not answer, or refuses what it is asked.
            IntegrityError: two rows that may not both be there.
        """
        task = asyncio.ensure_future(self._tried(work))
        try:
            return await asyncio.shield(task)
        except asyncio.CancelledError:
            if not task.done():
                await asyncio.wait([task])
            if not task.cancelled():
                task.exception()  # it is said to nobody, so it is no "exception was never retrieved"
            raise

    async def _tried(self, work: Callable[[AsyncConnection], Awaitable[T]]) -> T:
        for attempt in range(TRIES):
            try:
                async with self._engine.begin() as connection:
                    return await work(connection)
            except IntegrityError:
                raise
            except DBAPIError as error:
                if not _passes(error) or attempt == TRIES - 1:
                    raise self._translated(error) from error
                await asyncio.sleep(random.uniform(0, 0.01 * 2**attempt))  # noqa: S311
            except (OSError, sa.exc.TimeoutError) as error:
                raise self._translated(error) from error
        raise AssertionError("unreachable")

    def _translated(self, error: Exception) -> StoreError:
        cause = str(getattr(error, "orig", None) or error).strip().splitlines() or [type(error).__name__]
        return StoreError(f"The database {_shown(self._engine.url)} cannot be used: {cause[0].rstrip('.')}.")


def insert(connection: AsyncConnection, table: sa.Table) -> Any:
    """INSERT that knows ON CONFLICT: the same words on both databases, kept in two places by SQLAlchemy."""
    return postgresql.insert(table) if connection.dialect.name == "postgresql" else sqlite.insert(table)


def _parsed(url: str) -> sa.URL:
    try:
        parsed = sa.make_url(url)
    except ArgumentError:
        # It may hold a password, and where it cannot be read nobody knows where.
        raise StoreError(
            "The store's URL cannot be read; it looks like sqlite:///data/nonet.db or postgresql://user@host/nonet."
        ) from None
    backend = "postgresql" if parsed.get_backend_name() == "postgres" else parsed.get_backend_name()
    driver = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+asyncpg"}.get(backend)
    if driver is None:
        raise StoreError(
            f"The store's URL begins with {backend!r}; it can be sqlite:///FILE or postgresql://user@host/database."
        )
    return parsed.set(drivername=driver)


def _engine(url: sa.URL) -> AsyncEngine:
    if url.get_backend_name() == "postgresql":
        try:
            return create_async_engine(
                url, pool_size=CONNECTIONS, max_overflow=0, pool_timeout=BUSY_SECONDS, pool_pre_ping=True,
                hide_parameters=True,
            )  # fmt: skip
        except ImportError as error:
            raise StoreError("PostgreSQL needs asyncpg: install nonet[postgres].") from error
    if url.database and url.database != ":memory:":
        try:
            Path(url.database).parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StoreError(f"The folder of {_shown(url)} cannot be made: {error.strerror}.") from error
    engine = create_async_engine(
        url, pool_size=1, max_overflow=0, pool_timeout=BUSY_SECONDS, hide_parameters=True,
        poolclass=sa.pool.AsyncAdaptedQueuePool, connect_args={"timeout": BUSY_SECONDS},
    )  # fmt: skip

    @event.listens_for(engine.sync_engine, "connect")
    def _connected(connection: Any, _: object) -> None:
        connection.isolation_level = None  # no BEGIN but ours
        cursor = connection.cursor()
        for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON", f"busy_timeout={BUSY_SECONDS}000"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def _begun(connection: sa.Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")  # who reads first and writes then would find it changed

    return engine


def _passes(error: DBAPIError) -> bool:
    """A deadlock or a failed serialisation: the same again is the cure."""
    return getattr(error.orig, "sqlstate", None) in ("40001", "40P01")


def _shown(url: sa.URL) -> str:
    return url.set(query={}).render_as_string(hide_password=True)

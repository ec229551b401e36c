"""A database by URL. SQLite has one connection and a thread of its own, PostgreSQL many connections and none; what is
asked of them is the same: functions of a connection, each run in a transaction of its own.

Every transaction runs to its end also where its caller is cancelled: what was begun is either done or not.
"""

from __future__ import annotations

import asyncio
import contextlib
import random
import sqlite3
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, TypeVar

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import ArgumentError, DBAPIError, IntegrityError, InvalidatePoolError, SQLAlchemyError
from sqlalchemy.ext.asyncio import create_async_engine

from bot import migrations
from inference.api import NonetError

DEFAULT_URL = "sqlite:///data/nonet.db"
BUSY_SECONDS = 30
"""For a transaction, with what it waits for. Then its caller is told, and the next one begins on another connection."""
CONNECT_SECONDS = 10
PING_SECONDS = 5
MIGRATION_SECONDS = 3600
"""It may rewrite every row, or wait for another process that does."""
MOST_TOGETHER = 100
"""Transactions of one commit, so that the first of them does not wait for ever."""
CONNECTIONS = 10
TRIES = 8
T = TypeVar("T")
Work = Callable[[sa.Connection], T]


class StoreError(NonetError):
    """The database cannot be used. The text names it without its password."""


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
        parsed = _parsed(url)
        backend = _Sqlite(parsed) if parsed.get_backend_name() == "sqlite" else _Postgresql(parsed)
        database = cls(backend, _shown(parsed))
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
        task = asyncio.ensure_future(self._tried(work, BUSY_SECONDS if seconds is None else seconds))
        try:
            return await asyncio.shield(task)
        except asyncio.CancelledError:
            if not task.done():
                await asyncio.wait([task])
            if not task.cancelled():
                task.exception()  # nobody is there to hear of it
            raise

    async def _tried(self, work: Work[T], seconds: float) -> T:
        for attempt in range(TRIES):
            try:
                return await self._backend.run(work, seconds)
            except IntegrityError:
                raise
            except (SQLAlchemyError, sqlite3.Error, OSError) as error:
                if not _passes(error) or attempt == TRIES - 1:
                    raise self._translated(error) from error
                await asyncio.sleep(random.uniform(0, 0.01 * 2**attempt))  # noqa: S311
        raise AssertionError("unreachable")

    def _translated(self, error: Exception) -> StoreError:
        said = "it does not answer" if isinstance(error, TimeoutError) else type(error).__name__
        cause = str(getattr(error, "orig", None) or error).strip().splitlines() or [said]
        return StoreError(f"The database {self._name} cannot be used: {cause[0].rstrip('.')}.")


@dataclass(eq=False)
class _Asked:
    """One transaction that waits for its turn: what it does, who waits for it, and what came of it."""

    work: Work[Any]
    future: asyncio.Future[Any]
    result: Any = None
    error: BaseException | None = None

    def answer(self) -> None:
        if self.future.done():  # nobody waits any more: the loop is ending
            return
        if self.error is not None:
            self.future.set_exception(self.error)
        else:
            self.future.set_result(self.result)


class _Sqlite:
    """One thread, and one commit for everything that was asked while the one before it waited for the disk.

    Each transaction is a savepoint of its own in there, so that one that fails undoes nobody else's; and nobody hears
    of theirs before the commit is on the disk.
    """

    def __init__(self, url: sa.URL) -> None:
        if url.database and url.database != ":memory:":
            file = Path(url.database)
            try:
                file.parent.mkdir(parents=True, exist_ok=True)
            except OSError as error:
                raise StoreError(f"The folder of {_shown(url)} cannot be made: {error.strerror}.") from error
            with contextlib.suppress(OSError):  # SQLite says more of why not, when it opens it
                file.touch(mode=0o600, exist_ok=False)  # prompts are in there; SQLite's other files take its mode
        self._engine = sa.create_engine(
            url, poolclass=sa.StaticPool, hide_parameters=True,
            connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False},
        )  # fmt: skip
        self._thread = ThreadPoolExecutor(1, "store")
        self._asked: deque[_Asked] = deque()

        @event.listens_for(self._engine, "connect")
        def _connected(connection: Any, _: object) -> None:
            connection.isolation_level = None  # no BEGIN but ours
            # FULL: also a power cut loses nothing that was promised to somebody.
            for pragma in (f"busy_timeout={BUSY_SECONDS}000", "synchronous=FULL"):
                connection.execute(f"PRAGMA {pragma}").close()
            _write_ahead(connection)

        @event.listens_for(self._engine, "begin")
        def _begun(connection: sa.Connection) -> None:
            connection.exec_driver_sql("BEGIN IMMEDIATE")  # who reads first and writes then would find it changed

    async def run(self, work: Work[T], seconds: float) -> T:
        """However long it takes: a file is never silent, and SQLite gives up by itself where others hold it."""
        asked = _Asked(work, asyncio.get_running_loop().create_future())
        self._asked.append(asked)
        self._thread.submit(self._together)
        result: T = await asked.future
        return result

    def _together(self) -> None:
        """In the thread. Finds nothing to do where the call before took everything along."""
        asked = [self._asked.popleft() for _ in range(min(len(self._asked), MOST_TOGETHER))]
        if not asked:
            return
        try:
            with self._engine.begin() as connection:
                for one in asked:
                    _try(connection, one)
        except BaseException as error:  # nothing of all this is kept
            for one in asked:
                one.error = error
        asked[0].future.get_loop().call_soon_threadsafe(_answer, asked)

    async def close(self) -> None:
        await asyncio.get_running_loop().run_in_executor(self._thread, self._engine.dispose)
        self._thread.shutdown()


def _write_ahead(connection: sqlite3.Connection) -> None:
    """A process that starts at the same moment holds the file; SQLite waits for others anywhere but here."""
    end = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL").close()
            return
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > end:
                raise
            time.sleep(0.01)


def _try(connection: sa.Connection, asked: _Asked) -> None:
    """Raises what ended everybody's transaction, such as a full disk: then there is no savepoint to go back to."""
    driver: Any = connection.connection.driver_connection  # SQLAlchemy's own way takes ten times as long
    driver.execute("SAVEPOINT one")
    try:
        asked.result = asked.work(connection)
    except Exception as error:
        if not driver.in_transaction:
            raise
        asked.error = error
        driver.execute("ROLLBACK TO one")
    driver.execute("RELEASE one")


def _answer(asked: list[_Asked]) -> None:
    for one in asked:
        one.answer()


class _Postgresql:
    def __init__(self, url: sa.URL) -> None:
        try:
            self._engine = create_async_engine(
                url, pool_size=CONNECTIONS, max_overflow=0, pool_timeout=BUSY_SECONDS, hide_parameters=True,
                connect_args={"timeout": CONNECT_SECONDS},
            )  # fmt: skip
        except ImportError as error:
            raise StoreError("PostgreSQL needs asyncpg: install nonet[postgres].") from error
        event.listen(self._engine.sync_engine, "checkout", _pinged)

    async def run(self, work: Work[T], seconds: float) -> T:
        # What ends by the clock ends as if it was cancelled: SQLAlchemy then throws the connection away, and asks
        # nothing more of it. asyncpg's own command_timeout would have it send ROLLBACK, and wait for that for ever.
        async with asyncio.timeout(seconds), self._engine.begin() as connection:
            return await connection.run_sync(work)

    async def close(self) -> None:
        with suppress(TimeoutError):  # a silent server need not hear that we go
            async with asyncio.timeout(CONNECT_SECONDS):
                await self._engine.dispose()


def _pinged(connection: Any, *_: object) -> None:
    """A connection from the pool still answers; if not, neither it nor those as old as it are used again.

    SQLAlchemy's own pool_pre_ping asks for a transaction, and waits for its end also where nobody answers.
    """
    try:
        connection.run_async(lambda driver: driver.execute("SELECT 1", timeout=PING_SECONDS))
    except Exception as error:
        raise InvalidatePoolError(str(error)) from error


def insert(dialect: str, table: sa.Table) -> Any:
    """INSERT that knows ON CONFLICT: the same words on both databases, kept in two places by SQLAlchemy."""
    return postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table)


def _parsed(url: str) -> sa.URL:
    try:
        parsed = sa.make_url(url)
    except (ArgumentError, ValueError):
        # It may hold a password, and where it cannot be read nobody knows where.
        raise StoreError(
            "The store's URL cannot be read; it looks like sqlite:///data/nonet.db or postgresql://user@host/nonet."
        ) from None
    backend = parsed.get_backend_name()
    driver = {"sqlite": "sqlite", "postgresql": "postgresql+asyncpg", "postgres": "postgresql+asyncpg"}.get(backend)
    if driver is None:
        raise StoreError(
            f"The store's URL begins with {backend!r}; it can be sqlite:///FILE or postgresql://user@host/database."
        )
    return parsed.set(drivername=driver)


def _passes(error: Exception) -> bool:
    """A deadlock or a failed serialisation: the same again is the cure."""
    return isinstance(error, DBAPIError) and getattr(error.orig, "sqlstate", None) in ("40001", "40P01")


def _shown(url: sa.URL) -> str:
    return url.set(query={}).render_as_string(hide_password=True)

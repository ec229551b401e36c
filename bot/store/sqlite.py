"""SQLite: one connection, one thread, and one commit for all transactions that wait for the disk."""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy import event

from bot.store.sqlite_file import check_file, why

BUSY_SECONDS = 30
"""How long SQLite waits for another process that holds the file."""
MAX_TRANSACTIONS_PER_COMMIT = 100
"""So that the first of them does not wait too long."""

T = TypeVar("T")
Work = Callable[[sa.Connection], T]


@dataclass(eq=False)
class _Transaction:
    """A queued transaction, the future of its caller, and its outcome."""

    work: Work[Any]
    future: asyncio.Future[Any]
    result: Any = None
    error: BaseException | None = None

    def answer(self) -> None:
        if self.future.done():  # the event loop is ending
            return
        if self.error is not None:
            self.future.set_exception(self.error)
        else:
            self.future.set_result(self.result)


class Sqlite:
    """One thread, and one commit for all transactions that arrived while the commit before waited for the disk.

    Each transaction is a savepoint of its own, so that one that fails does not undo the others; and none is answered
    before the commit is on the disk.
    """

    def __init__(self, file: Path) -> None:
        self._file = file
        self._engine = sa.create_engine(
            "sqlite://", poolclass=sa.StaticPool, hide_parameters=True, creator=self._connect
        )
        self._thread = ThreadPoolExecutor(1, "store")
        self._asked: deque[_Transaction] = deque()

        @event.listens_for(self._engine, "begin")
        def _begun(connection: sa.Connection) -> None:
            # IMMEDIATE: what a transaction has read does not change before it writes.
            connection.exec_driver_sql("BEGIN IMMEDIATE")

    def _connect(self) -> sqlite3.Connection:
        """In the thread. Raises StoreError."""
        check_file(self._file)
        connection = sqlite3.connect(self._file, timeout=BUSY_SECONDS, check_same_thread=False)
        connection.isolation_level = None  # no BEGIN but ours
        # FULL: a power cut loses nothing that was accepted. Deleted rows are overwritten: prompts of people who deleted
        # their data do not stay in the file.
        for pragma in (f"busy_timeout={BUSY_SECONDS}000", "synchronous=FULL", "secure_delete=ON"):
            connection.execute(f"PRAGMA {pragma}").close()
        _write_ahead(connection)
        return connection

    async def run(self, work: Work[T], seconds: float) -> T:
        """However long it takes: a file is never silent, and SQLite has its own time-out for locks."""
        asked = _Transaction(work, asyncio.get_running_loop().create_future())
        self._asked.append(asked)
        self._thread.submit(self._together)
        result: T = await asked.future
        return result

    def _together(self) -> None:
        """In the thread. Does nothing if the call before took everything along."""
        asked = [self._asked.popleft() for _ in range(min(len(self._asked), MAX_TRANSACTIONS_PER_COMMIT))]
        if not asked:
            return
        try:
            with self._engine.begin() as connection:
                for one in asked:
                    _try(connection, one)
        except BaseException as error:  # nothing of this is committed
            for one in asked:
                one.error = error
        asked[0].future.get_loop().call_soon_threadsafe(_answer, asked)

    async def scrub(self) -> None:
        await asyncio.get_running_loop().run_in_executor(self._thread, self._truncate_log)

    def _truncate_log(self) -> None:
        with self._engine.connect() as connection:
            driver: Any = connection.connection.driver_connection
            # A word that was deleted stays in the index's old segments until they are merged.
            driver.execute("INSERT INTO gallery_words (gallery_words) VALUES ('optimize')").close()
            driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").close()

    async def close(self) -> None:
        await asyncio.get_running_loop().run_in_executor(self._thread, self._engine.dispose)
        self._thread.shutdown()

    def explained(self, error: Exception) -> str:
        """Why the file cannot be used, and what to do."""
        return why(getattr(error, "orig", None) or error, self._file)


def _write_ahead(connection: sqlite3.Connection) -> None:
    """Another process that starts at the same moment may hold the file, and SQLite does not wait for it here."""
    tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
    if tables and "alembic_version" not in tables:
        return  # another program's: it is left as it is
    end = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL").close()
            return
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > end:
                raise
            time.sleep(0.01)


def _try(connection: sa.Connection, asked: _Transaction) -> None:
    """Raises what ended the whole commit, such as a full disk: then there is no savepoint to go back to."""
    driver: Any = connection.connection.driver_connection  # ten times as fast as SQLAlchemy's savepoints
    driver.execute("SAVEPOINT one")
    try:
        asked.result = asked.work(connection)
    except Exception as error:
        if not driver.in_transaction:
            raise
        asked.error = error
        driver.execute("ROLLBACK TO one")
    driver.execute("RELEASE one")


def _answer(asked: list[_Transaction]) -> None:
    for one in asked:
        one.answer()

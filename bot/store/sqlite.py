"""SQLite: one connection, one thread, and one commit for all transactions that wait for the disk."""

from __future__ import annotations

import asyncio
import contextlib
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

from bot.store.database_url import StoreError, shown_url

BUSY_SECONDS = 30
"""How long SQLite waits for another process that holds the file."""
MAX_TRANSACTIONS_PER_COMMIT = 100
"""So that the first of them does not wait for ever."""

T = TypeVar("T")
Work = Callable[[sa.Connection], T]


@dataclass(eq=False)
class _Transaction:
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


class Sqlite:
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
                raise StoreError(f"The folder of {shown_url(url)} cannot be made: {error.strerror}.") from error
            with contextlib.suppress(OSError):  # SQLite says more of why not, when it opens it
                file.touch(mode=0o600, exist_ok=False)  # prompts are in there; SQLite's other files take its mode
        self._engine = sa.create_engine(
            url, poolclass=sa.StaticPool, hide_parameters=True,
            connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False},
        )  # fmt: skip
        self._thread = ThreadPoolExecutor(1, "store")
        self._asked: deque[_Transaction] = deque()

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
        asked = _Transaction(work, asyncio.get_running_loop().create_future())
        self._asked.append(asked)
        self._thread.submit(self._together)
        result: T = await asked.future
        return result

    def _together(self) -> None:
        """In the thread. Finds nothing to do where the call before took everything along."""
        asked = [self._asked.popleft() for _ in range(min(len(self._asked), MAX_TRANSACTIONS_PER_COMMIT))]
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


def _try(connection: sa.Connection, asked: _Transaction) -> None:
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


def _answer(asked: list[_Transaction]) -> None:
    for one in asked:
        one.answer()

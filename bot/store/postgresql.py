"""PostgreSQL through asyncpg: a pool of connections, each transaction within a time limit."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from contextlib import suppress
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.exc import InvalidatePoolError
from sqlalchemy.ext.asyncio import create_async_engine

from bot.store.database_url import PostgresqlUrl, StoreError, shown

CONNECT_SECONDS = 10
PING_SECONDS = 5
POOL_SECONDS = 30
POOL_CONNECTIONS = 10

T = TypeVar("T")
Work = Callable[[sa.Connection], T]


class Postgresql:
    def __init__(self, url: PostgresqlUrl) -> None:
        self._url = url
        self._engine = create_async_engine(
            "postgresql+asyncpg://", pool_size=POOL_CONNECTIONS, max_overflow=0, pool_timeout=POOL_SECONDS,
            hide_parameters=True, connect_args={"async_creator_fn": self._connect},
        )  # fmt: skip
        event.listen(self._engine.sync_engine, "checkout", _ping)

    async def run(self, work: Work[T], seconds: float) -> T:
        # A time-out cancels: SQLAlchemy then closes the connection without another word. asyncpg's own command_timeout
        # would send ROLLBACK and wait for its answer without limit.
        async with asyncio.timeout(seconds), self._engine.begin() as connection:
            return await connection.run_sync(work)

    async def scrub(self) -> None:
        """Left to the server's VACUUM, which runs by itself."""

    async def close(self) -> None:
        with suppress(TimeoutError):  # a silent server need not be told
            async with asyncio.timeout(CONNECT_SECONDS):
                await self._engine.dispose()

    def explained(self, error: Exception) -> str:
        """Why the database cannot be used, without a final stop."""
        if isinstance(error, TimeoutError):
            return "it does not answer"
        if isinstance(error, ConnectionRefusedError):
            return "nobody listens there; start PostgreSQL, or correct host and port"
        if isinstance(error, FileNotFoundError):  # files in the URL are there: parsed_url has looked
            return "no socket of PostgreSQL's is in that folder; start PostgreSQL, or correct the host"
        if isinstance(error, OSError) and error.strerror:
            return shown(f"{error.strerror.lower()} {error.filename or ''}".strip())
        cause = str(getattr(error, "orig", None) or error).strip().splitlines() or [type(error).__name__]
        return shown(re.sub(r"^<class '[^']*'>: ", "", cause[0])).rstrip(".")

    async def _connect(self, *_: object, **__: object) -> Any:
        """Raises StoreError."""
        try:
            import asyncpg
        except ImportError:
            raise StoreError("PostgreSQL needs asyncpg: install nonet[postgres].") from None

        class Connection(asyncpg.Connection):  # type: ignore[misc]  # it has no annotations
            async def set_type_codec(self, *_: object, **__: object) -> None:
                """SQLAlchemy sets one for JSON, a type that no table has; looking it up fails behind a pooler."""

        try:
            return await asyncpg.connect(
                self._url.dsn, timeout=self._url.connect_seconds or CONNECT_SECONDS, connection_class=Connection,
                # Behind a pooler such as PgBouncer each transaction may run on another connection of the server, which
                # knows no statement that was prepared on the one before. Without a cache, asyncpg gives them no names.
                statement_cache_size=0,
            )  # fmt: skip
        except (OSError, ValueError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
            raise StoreError(f"The database {self._url.name} cannot be used: {self.explained(error)}.") from error


def _ping(connection: Any, *_: object) -> None:
    """Checks a connection from the pool; if it is lost, neither it nor those as old as it are used again.

    SQLAlchemy's own pool_pre_ping begins a transaction, and waits for its end even if the server is silent.
    """
    try:
        connection.run_async(lambda driver: driver.execute("SELECT 1", timeout=PING_SECONDS))
    except Exception as error:
        raise InvalidatePoolError(str(error)) from error

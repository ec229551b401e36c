"""PostgreSQL through asyncpg: a pool of connections, each transaction within a time limit."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.exc import InvalidatePoolError
from sqlalchemy.ext.asyncio import create_async_engine

from bot.store.database_url import StoreError

CONNECT_SECONDS = 10
PING_SECONDS = 5
POOL_SECONDS = 30
POOL_CONNECTIONS = 10

T = TypeVar("T")
Work = Callable[[sa.Connection], T]


class Postgresql:
    def __init__(self, url: sa.URL) -> None:
        try:
            self._engine = create_async_engine(
                url, pool_size=POOL_CONNECTIONS, max_overflow=0, pool_timeout=POOL_SECONDS, hide_parameters=True,
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

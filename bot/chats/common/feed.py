"""The newest reply of a command: a task reads ahead, and what nobody had time to show is replaced by what comes next.

Only a final reply is never replaced: the next one is read when it was shown.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable
from contextlib import aclosing, asynccontextmanager

from bot.reply import Reply

ENDS = ("drawn", "ended")
"""States of the last reply of a job."""
FINAL = (*ENDS, "note")


class ReplyFeed:
    """Args: job: of which the replies are; "" while none has said so."""

    def __init__(self, job: str = "") -> None:
        self.job = job
        self.over = False  # no more replies will come
        self.newest: Reply | None = None  # that was not taken
        self._news = asyncio.Event()
        self._final = asyncio.Event()  # the newest reply is a final one
        self._shown = asyncio.Event()  # ... and was shown

    @asynccontextmanager
    async def reading(self, replies: AsyncGenerator[Reply, None]) -> AsyncIterator[asyncio.Task[None]]:
        """Around all else. Its task's result says what broke the replies."""
        self.newest, self.over = None, False
        self._final.clear()
        self._news.clear()
        reader = asyncio.create_task(self._read(replies))
        try:
            yield reader
        finally:
            reader.cancel()
            await asyncio.gather(reader, return_exceptions=True)

    async def _read(self, replies: AsyncGenerator[Reply, None]) -> None:
        try:
            async with aclosing(replies):
                async for reply in replies:
                    self.newest = reply
                    self.job = reply.job if reply.state != "note" else ""
                    if reply.state in FINAL:
                        self._shown.clear()
                        self._final.set()
                    self._news.set()
                    if reply.state in FINAL:
                        await self._shown.wait()
        finally:
            self.over = True
            self._news.set()

    async def first(self, seconds: float) -> Reply | None:
        """The first reply, if there is one within so many seconds."""
        try:
            async with asyncio.timeout(seconds):
                await self._news.wait()
        except TimeoutError:
            pass
        return self.newest

    async def next(self) -> Reply | None:
        """The newest reply that was not taken, as soon as there is one; None when there will be none."""
        while self.newest is None and not self.over:
            self._news.clear()
            await self._news.wait()
        return self.newest

    def take(self, reply: Reply) -> None:
        """`reply` is being shown; what is newer stays."""
        if reply is self.newest:
            self.newest = None
            self._final.clear()

    def shown(self) -> None:
        """A final reply was shown, or cannot be: the next one may come."""
        self._shown.set()

    async def unless_final(self, entering: Awaitable[None]) -> bool:
        """Whether that was done before a final reply came; otherwise it is cancelled."""
        entered, final = asyncio.ensure_future(entering), asyncio.ensure_future(self._final.wait())
        try:
            await asyncio.wait({entered, final}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            final.cancel()
            entered.cancel()
            await asyncio.wait({entered, final})
        if entered.cancelled():
            return False
        entered.result()
        return True

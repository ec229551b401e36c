"""The newest reply of a command: a task reads ahead, and progress that was not shown yet is replaced by newer progress.

A final reply is never replaced: the next one is read after it was shown.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from contextlib import aclosing, asynccontextmanager

from bot.reply import Reply

ENDS = ("drawn", "ended")
"""States of the last reply of a job."""
FINAL = (*ENDS, "note")


class ReplyFeed:
    """Args:
    apology: makes a reply of an error of ours, if there is no job.
    job: of which the replies are; "" while none has said so.
    """

    def __init__(self, apology: Callable[[Exception], Reply], job: str = "") -> None:
        self.job = job
        self._apology = apology
        self.over = False  # no more replies will come
        self.newest: Reply | None = None  # that was not taken
        self._news = asyncio.Event()
        self._final = asyncio.Event()  # the newest reply is a final one
        self._shown = asyncio.Event()  # ... and was shown

    @asynccontextmanager
    async def reading(self, replies: AsyncGenerator[Reply, None]) -> AsyncIterator[asyncio.Task[None]]:
        """Reads the replies meanwhile. The task raises what ended them."""
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
                    self.job = reply.job if reply.state != "note" else ""
                    await self._put(reply)
        except Exception as error:
            if self.job:
                raise
            await self._put(self._apology(error))
        finally:
            self.over = True
            self._news.set()

    async def _put(self, reply: Reply) -> None:
        self.newest = reply
        if reply.state in FINAL:
            self._shown.clear()
            self._final.set()
        self._news.set()
        if reply.state in FINAL:
            await self._shown.wait()

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
        """`reply` is being shown; a newer one stays."""
        if reply is self.newest:
            self.newest = None
            self._final.clear()

    def shown(self) -> None:
        """A final reply was shown, or cannot be: the next one is read."""
        self._shown.set()

    async def unless_final(self, entering: Awaitable[None]) -> bool:
        """Whether `entering` finished before a final reply came; otherwise it is cancelled."""
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


def looks_like(reply: Reply, other: Reply) -> bool:
    return all(getattr(reply, name) == getattr(other, name) for name in ("text", "footer", "picture", "buttons"))

"""All conversations of this process: begun by an interaction or by an adopted job, ended with it at the latest."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Coroutine
from typing import Any

import structlog

from bot.caching import SingleFlight
from bot.chats.discord.address import parsed
from bot.chats.discord.member import PLATFORM
from bot.chats.discord.outbound import ReplyDelivery
from bot.chats.discord.session import Session
from bot.handlers.cancel import Cancel
from bot.member import Member
from bot.reply import Reply

MOST_SEEN = 10_000
MOST_TIMES = 3

log = structlog.get_logger("bot.chats.discord")


class ReplyTasks:
    def __init__(self, desk: Session) -> None:
        self.desk = desk
        self._tasks: set[asyncio.Task[None]] = set()
        self._seen = SingleFlight(MOST_SEEN)

    def first_time(self, interaction: int) -> bool:
        """Whether this interaction has not come before: after a lost connection Discord may send it again."""
        return self._seen.first(interaction)

    def again(self, interaction: int) -> None:
        """Nothing came of it, so that who says why is the first."""
        self._seen.again(interaction)

    def tell(self, telling: ReplyDelivery) -> None:
        self.start(self._told(telling))

    async def _told(self, telling: ReplyDelivery) -> None:
        """A conversation that broke for a reason that nobody foresaw is taken up again: a job has to end."""
        for _ in range(MOST_TIMES):
            try:
                await telling.run()
                return
            except Exception:
                log.exception("a conversation broke")
            if telling.unended is None:
                return
            job, at = telling.unended
            await asyncio.sleep(self.desk.times.first_pause)
            telling = ReplyDelivery(self.desk, self.desk.bot.follow(job), at)

    def start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(self._logged(work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _logged(self, work: Coroutine[Any, Any, None]) -> None:
        try:
            await work
        except Exception:
            log.exception("something beside the conversations broke")

    async def recover(self) -> None:
        """Until it is cancelled: finish, in their messages, the jobs that nobody finishes."""
        restarted = True  # also after this chat alone broke, in a process that went on drawing
        while True:
            await self.desk.client()
            try:
                jobs = await self.desk.bot.adopt(PLATFORM, restarted=restarted)
                restarted = False
                for job in jobs:
                    address = parsed(job.address)
                    if address is None:  # written by nobody we know: the pictures are kept for /again
                        log.error("a job without an address", job=job.id)
                        await self.desk.bot.posted(PLATFORM, job.id)
                        continue
                    self.tell(ReplyDelivery(self.desk, self.desk.bot.resume(job), address))
            except Exception:
                log.exception("adopting failed")
            await asyncio.sleep(self.desk.times.look)

    async def removed(self, community: str) -> None:
        """The bot is not in a server any more: nobody is to pay for pictures that nobody can see.

        What was decided there is kept for a while, in case it was a mistake.
        """
        for job in await self.desk.bot.context.store.line(f"{PLATFORM}:{community}"):
            judge = Member(PLATFORM, community, job.channel, "", "", moderator=True)
            await last(self.desk.bot.handle(Cancel(judge, job.id)))
        if await self.desk.bot.context.store.removed(f"{PLATFORM}:{community}"):
            log.info("removed from a server", guild=community)

    async def back(self, community: str) -> None:
        """It is in a server again, so what was decided there holds."""
        if await self.desk.bot.context.store.back(f"{PLATFORM}:{community}"):
            log.info("back in a server", guild=community)

    async def close(self) -> None:
        """What is being sent gets a moment; the rest goes on after the next start."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=self.desk.times.goodbye if self.desk.online else 0)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)


async def last(replies: AsyncGenerator[Reply, None]) -> Reply | None:
    """The last of the replies."""
    newest = None
    async for reply in replies:
        newest = reply
    return newest

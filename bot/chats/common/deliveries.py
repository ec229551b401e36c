"""All deliveries of a chat in this process, from the first one to the last word before it stops.

A delivery that broke for a reason that nobody foresaw goes on with what its job says by then, ever later, for as long
as its job has no end. Jobs that nobody finishes (after a restart, or where another process died) are adopted and
delivered in their own messages. What a community is owed that removed the bot waits until it is back.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Coroutine
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeVar

import structlog

from bot.bot import Bot
from bot.chats.common.announcements import Announcements, LogChannels
from bot.chats.common.delivery import Delivery, Surface
from bot.chats.common.errors import CommunityGone
from bot.chats.common.feed import ReplyFeed
from bot.chats.common.removals import CLOSED_SECONDS, Messages, RemovalWorker
from bot.chats.common.retries import RetryPolicy
from bot.errors import Refused
from bot.member import Member
from bot.records import Job
from bot.reply import Reply
from inference.api import NonetError

log = structlog.get_logger(__name__)

RECORD_SECONDS = 0.5
"""For the last writes about what is shown already."""

T = TypeVar("T")


@dataclass(frozen=True)
class DeliveryTimes:
    """Seconds.

    Args:
        poll: between two looks for jobs that nobody finishes, and for messages that another process deleted.
        closed: a place where the bot may not act is left alone for so long.
        goodbye: for what is being shown when the bot stops.
    """

    poll: float = 20.0
    closed: float = CLOSED_SECONDS
    goodbye: float = 5.0
    retries: RetryPolicy = field(default_factory=RetryPolicy)


class Platform(Messages, LogChannels, Protocol):
    """What a chat gives this module: beside `Messages` and `LogChannels`, surfaces for jobs that are adopted."""

    def adopted(self, job: Job) -> Surface | None:
        """Where its message is, by its address; None where nobody could be found by that."""
        ...


class Deliveries:
    def __init__(self, bot: Bot, platform: Platform, times: DeliveryTimes | None = None) -> None:
        self.bot = bot
        self.times = times or DeliveryTimes()
        self.policy = self.times.retries
        self.removals = RemovalWorker(
            bot, platform, self.policy, poll_seconds=self.times.poll, closed_seconds=self.times.closed
        )
        self._platform = platform
        self._announcements = Announcements(platform, self.policy, self.start)
        self._tasks: set[asyncio.Task[Any]] = set()
        self._active: set[Delivery] = set()
        self._waiting: dict[str, list[Delivery]] = {}  # by community: what those that removed the bot are owed
        self._adopting = asyncio.Lock()

    # --- from the chat -----------------------------------------------------------------------------------------------

    def deliver(
        self,
        member: Member,
        replies: AsyncGenerator[Reply, None],
        surface: Surface,
        *,
        acknowledge: Callable[[ReplyFeed], Awaitable[Reply | None]] | None = None,
        job: str = "",
    ) -> asyncio.Task[None]:
        """Shows the replies to `member`'s command; until it is done, or this chat ends."""
        delivery = Delivery(
            self.bot, self._platform.platform, member, surface, self.policy, self.removals.due,
            acknowledge=acknowledge, job=job,
        )  # fmt: skip
        return self.start(self._deliver(delivery, self._announcements.of(member, replies)))

    def answer(self, member: Member, reply: Reply, surface: Surface) -> asyncio.Task[None]:
        """One reply, which needs no command."""
        return self.deliver(member, one(reply), surface)

    def refuse(
        self,
        member: Member,
        refusal: Refused,
        surface: Surface,
        acknowledge: Callable[[ReplyFeed], Awaitable[Reply | None]] | None = None,
    ) -> asyncio.Task[None]:
        """What a parser or a button refuses before there is a command."""

        async def refused() -> AsyncGenerator[Reply, None]:
            yield await self.bot.refused(member, refusal)

        return self.deliver(member, refused(), surface, acknowledge=acknowledge)

    async def collect(self, member: Member, replies: AsyncGenerator[Reply, None]) -> list[Reply]:
        """The replies, for a page or form that shows them itself; an apology where they broke."""
        try:
            found = [reply async for reply in self._announcements.of(member, replies)]
        except Exception as error:
            return [self.bot.apology(member, error)]
        if any(reply.gone for reply in found):
            self.removals.due()
        return found

    def start(self, work: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
        """Other work of the chat, beside the deliveries: it ends with them, and its errors are logged."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._done)
        return task

    def _done(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            known = isinstance(error, NonetError)  # says all in one sentence
            log.error("chat task failed", why=str(error), exc_info=None if known else error)

    # --- one of them, to its end -------------------------------------------------------------------------------------

    async def _deliver(self, delivery: Delivery, replies: AsyncGenerator[Reply, None]) -> None:
        self._active.add(delivery)
        tries = 0
        try:
            while True:
                try:
                    await delivery.run(replies)
                    return
                except CommunityGone as error:
                    community = delivery.member.community
                    log.warning("community is gone; its replies are kept", community=community, why=str(error))
                    if delivery.job:
                        self._waiting.setdefault(community, []).append(delivery)
                    return
                except Exception as error:
                    if not delivery.job:
                        await self._apologise(delivery, error)
                        return
                    pause = self.policy.pause(tries)
                    log.error("delivery failed", job=delivery.job, seconds=round(pause, 1), exc_info=error)
                await asyncio.sleep(pause)
                tries, replies = tries + 1, delivery.again()
        finally:
            self._active.discard(delivery)

    async def _apologise(self, delivery: Delivery, error: Exception) -> None:
        log.error("delivery failed", community=delivery.member.community, exc_info=error)
        try:
            await delivery.apologise(error)
        except Exception as again:
            log.warning("apology undeliverable", why=str(again))

    # --- what is left over -------------------------------------------------------------------------------------------

    async def serve(self, online: Callable[[], Awaitable[object]] | None = None) -> None:
        """Until it is cancelled: adopts jobs that nobody finishes, and removes messages.

        Args:
            online: returns as soon as there is a connection.
        """
        removals = asyncio.create_task(self.removals.run())
        restarted = True  # also where this chat alone broke, in a process that went on drawing
        try:
            while True:
                if online is not None:
                    await online()
                try:
                    await self._adopt(restarted=restarted)
                    restarted = False
                except Exception as error:  # the store, as a rule; the next look may find it well
                    log.error("adopting jobs failed", exc_info=error)
                await asyncio.sleep(self.times.poll)
        finally:
            removals.cancel()
            await asyncio.gather(removals, return_exceptions=True)

    async def _adopt(self, *, restarted: bool) -> None:
        async with self._adopting:
            known = {delivery.job for delivery in self._active}
            known |= {delivery.job for waiting in self._waiting.values() for delivery in waiting}
            for job in await self.bot.adopt(self._platform.platform, restarted=restarted):
                if job.id in known:
                    continue
                surface = self._platform.adopted(job)
                if surface is None:
                    log.error("job without a readable address: it is kept for /again", job=job.id)
                    await self.bot.posted(self._platform.platform, job.id)
                else:
                    self.deliver(job.member, self._resumed(job), surface, job=job.id)

    async def _resumed(self, job: Job) -> AsyncGenerator[Reply, None]:
        """As Bot.resume. What cannot go on now comes with the jobs that are adopted next."""
        try:
            async with aclosing(self.bot.resume(job)) as replies:
                async for reply in replies:
                    yield reply
        except NonetError as error:
            log.warning("job cannot go on now", job=job.id, why=str(error))

    # --- communities come and go -------------------------------------------------------------------------------------

    async def community_removed(self, community: str) -> None:
        """It removed the bot: its unfinished jobs are cancelled and refunded."""
        await self.bot.community_removed(self._platform.platform, community)

    async def community_back(self, community: str) -> None:
        """It has the bot again, and is shown what it is owed."""
        await self.bot.community_back(self._platform.platform, community)
        for delivery in self._waiting.pop(community, ()):
            self.start(self._deliver(delivery, delivery.again()))

    async def close(self) -> None:
        """When the bot stops, what is being shown gets a moment; the rest goes on after the next start. Where this chat
        alone ends, what was shown is still recorded."""
        if self._tasks:
            seconds = self.times.goodbye if self.bot.draining else RECORD_SECONDS
            await asyncio.wait(self._tasks, timeout=seconds)
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def one(reply: Reply) -> AsyncGenerator[Reply, None]:
    """As the replies of a command."""
    yield reply

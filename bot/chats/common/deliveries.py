"""All deliveries of a chat in this process.

After an error a delivery continues with what its job says by then, with growing pauses. If the end of a job cannot be
shown for errors of ours, its asker is told so in the end, and the pictures are kept for /again. Unfinished jobs of an
earlier process, or of one that died, are adopted and continue in their own messages. When a community removed the bot,
its undelivered replies wait until it is back.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeVar

import structlog

from bot.bot import Bot
from bot.chats.common.announcements import Announcements, LogChannels
from bot.chats.common.delivery import Delivery, Surface
from bot.chats.common.failures import CommunityGone
from bot.chats.common.feed import ReplyFeed
from bot.chats.common.posts import Places, Posts
from bot.chats.common.removals import CLOSED_SECONDS, Messages, RemovalWorker
from bot.chats.common.reports import ReportChannels, Reports
from bot.chats.common.retries import RetryPolicy
from bot.chats.common.vote_counts import PACE_SECONDS, Labels, VoteCounts
from bot.directory import Directory
from bot.errors import Refused
from bot.member import Member
from bot.records import Job
from bot.reply import Reply
from inference.api import EngineFailed, NonetError

log = structlog.get_logger(__name__)

MAX_ERRORS = 5
"""Of ours, in one delivery; others, such as an unavailable store, are waited for without limit."""
RECORD_SECONDS = 0.5
"""To record what was shown already."""

T = TypeVar("T")


@dataclass(frozen=True)
class DeliveryTimes:
    """Seconds.

    Args:
        poll: between two looks for orphaned jobs, and for removals that another process has requested.
        closed: before a place where the bot may not act is tried again.
        pace: between two edits of the number of votes on a message.
        goodbye: for what is being shown when the bot stops.
    """

    poll: float = 20.0
    closed: float = CLOSED_SECONDS
    pace: float = PACE_SECONDS
    goodbye: float = 3.0
    retries: RetryPolicy = field(default_factory=RetryPolicy)


class Platform(Messages, Labels, LogChannels, ReportChannels, Directory, Places, Protocol):
    """What a chat gives this module, beside what others need of it: surfaces of adopted jobs."""

    def adopted(self, job: Job) -> Surface | None:
        """Its message, by the address in its row; None if that is unreadable."""
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
        bot.directories[platform.platform] = platform
        self._announcements = Announcements(platform, self.policy, self.start)
        self._counts = VoteCounts(bot, platform, poll_seconds=self.times.poll, pace_seconds=self.times.pace)
        self._posts = Posts(bot, platform, self.policy, self.removals, self._counts)
        self._reports = Reports(bot, platform, self.policy)
        self._tasks: set[asyncio.Task[Any]] = set()
        self._active: set[Delivery] = set()
        self._waiting: dict[str, list[Delivery]] = {}  # by community that removed the bot
        self._adopting = asyncio.Lock()
        self._unadopted: list[Job] = []  # they are ours, and an error kept them from being delivered

    # --- from the chat ------------------------------------------------------------------------------------------------

    def deliver(
        self,
        member: Member,
        replies: AsyncGenerator[Reply, None],
        surface: Surface,
        *,
        acknowledge: Callable[[ReplyFeed], Awaitable[Reply | None]] | None = None,
        adopted: Job | None = None,
    ) -> asyncio.Task[None]:
        """Shows the replies to `member`'s command, or of an adopted job, in a task that ends with this chat at the
        latest."""
        delivery = Delivery(
            self.bot, self._platform.platform, member, surface, self.policy, self.removals.due,
            acknowledge=acknowledge, adopted=adopted,
        )  # fmt: skip
        return self.start(self._deliver(delivery, self._with_deeds(member, replies)))

    def answer(self, member: Member, reply: Reply, surface: Surface) -> asyncio.Task[None]:
        """Shows one reply, without a command."""
        return self.deliver(member, one(reply), surface)

    def refuse(
        self,
        member: Member,
        error: Exception,
        surface: Surface,
        acknowledge: Callable[[ReplyFeed], Awaitable[Reply | None]] | None = None,
    ) -> asyncio.Task[None]:
        """Shows a refusal by a parser or a button, before there is a command; for an error of ours, an apology."""

        async def refused() -> AsyncGenerator[Reply, None]:
            yield (
                await self.bot.refused(member, error) if isinstance(error, Refused) else self.bot.apology(member, error)
            )

        return self.deliver(member, refused(), surface, acknowledge=acknowledge)

    async def collect(self, member: Member, replies: AsyncGenerator[Reply, None]) -> list[Reply]:
        """The replies, for a page or form that shows them itself; after an error, an apology."""
        try:
            found = [reply async for reply in self._with_deeds(member, replies)]
        except Exception as error:
            return [self.bot.apology(member, error)]
        if any(reply.gone for reply in found):
            self.removals.due()
        return found

    def _with_deeds(self, member: Member, replies: AsyncGenerator[Reply, None]) -> AsyncGenerator[Reply, None]:
        """The replies, after what they say is done elsewhere: posted, reported, announced, removed."""
        return self._announcements.of(member, self._reports.of(member, self._posts.of(member, replies)))

    def start(self, work: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
        """Runs other work of the chat beside the deliveries: it ends with them, and its errors are logged."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._done)
        return task

    def _done(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            known = isinstance(error, NonetError)  # its sentence says it all
            log.error("chat task failed", why=str(error), exc_info=None if known else error)

    # --- one of them, to its end --------------------------------------------------------------------------------------

    async def _deliver(self, delivery: Delivery, replies: AsyncGenerator[Reply, None]) -> None:
        self._active.add(delivery)
        tries = errors = 0
        try:
            while True:
                try:
                    await delivery.run(replies)
                    if delivery.lost:
                        await self._take_back(delivery)
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
                    errors += isinstance(error, EngineFailed) or not isinstance(error, NonetError)
                    if errors >= MAX_ERRORS and await self._give_up(delivery, error):
                        return
                await asyncio.sleep(pause)
                tries, replies = tries + 1, delivery.again()
        finally:
            self._active.discard(delivery)

    async def _take_back(self, delivery: Delivery) -> None:
        """Removes the message that this process made while it did not know that another one shows the job: once that
        one has shown the end elsewhere."""
        made = delivery.surface.address
        while row := await self.bot.records.job(delivery.lost):
            ours, theirs = (self._platform.message(address) for address in (made, row.address))
            if row.state == "deleted" or ours in ("", theirs, self._platform.message(delivery.recorded)):
                return
            if row.shown is not None:
                if row.state != "drawn":  # drawn, and not posted: ours alone is there
                    log.warning("a second message is removed", job=row.id)
                    await self.bot.repeated(self._platform.platform, made)
                    self.removals.due()
                return
            await asyncio.sleep(self.times.poll)

    async def _give_up(self, delivery: Delivery, error: Exception) -> bool:
        """Whether the job has ended, and its asker was told that its end cannot be shown."""
        try:
            return await delivery.give_up(error)
        except Exception as again:
            log.warning("apology undeliverable", job=delivery.job, why=str(again))
            return False

    async def _apologise(self, delivery: Delivery, error: Exception) -> None:
        log.error("delivery failed", community=delivery.member.community, exc_info=error)
        try:
            await delivery.apologise(error)
        except Exception as again:
            log.warning("apology undeliverable", why=str(again))

    # --- orphaned jobs ------------------------------------------------------------------------------------------------

    async def serve(self, online: Callable[[], Awaitable[object]] | None = None) -> None:
        """Until it is cancelled: adopts orphaned jobs, and removes messages.

        Args:
            online: awaited before each look; returns as soon as there is a connection.
        """
        workers = [asyncio.create_task(work) for work in (self.removals.run(), self._counts.run())]
        restarted = True  # also after this chat alone failed, in a process that went on drawing
        try:
            while True:
                if online is not None:
                    await online()
                try:
                    await self._adopt(restarted=restarted)
                    restarted = False
                    await self._posts.settle()
                except Exception as error:  # the store, as a rule
                    log.error("adopting jobs failed", exc_info=error)
                await asyncio.sleep(self.times.poll)
        finally:
            for worker in workers:
                worker.cancel()
            await asyncio.gather(*workers, return_exceptions=True)

    async def _adopt(self, *, restarted: bool) -> None:
        async with self._adopting:
            jobs = [*self._unadopted, *await self.bot.adopt(self._platform.platform, restarted=restarted)]
            self._unadopted = []
            for job in jobs:
                waiting = (delivery for deliveries in self._waiting.values() for delivery in deliveries)
                if job.id in {delivery.job for delivery in (*self._active, *waiting)}:
                    continue
                try:
                    await self._resume(job)
                except Exception as error:  # each job comes once: the others, and this one, must not be lost
                    log.error("job could not be adopted", job=job.id, exc_info=error)
                    self._unadopted.append(job)

    async def _resume(self, job: Job) -> None:
        surface = self._platform.adopted(job)
        if surface is None:
            log.error("job without a readable address: it is kept for /again", job=job.id)
            await self.bot.posted(self._platform.platform, job.id)
        else:
            self.deliver(job.member, self.bot.resume(job), surface, adopted=job)

    # --- communities come and go --------------------------------------------------------------------------------------

    async def community_removed(self, community: str) -> None:
        """It removed the bot: its unfinished jobs are cancelled and refunded."""
        await self.bot.community_removed(self._platform.platform, community)

    async def community_back(self, community: str) -> None:
        """It has the bot again, and sees its undelivered replies."""
        await self.bot.community_back(self._platform.platform, community)
        for delivery in self._waiting.pop(community, ()):
            self.start(self._deliver(delivery, delivery.again()))

    async def close(self) -> None:
        """When the bot stops, deliveries get a moment; the rest continues after the next start. When only this chat
        ends, what was shown is still recorded."""
        if self._tasks:
            seconds = self.times.goodbye if self.bot.draining else RECORD_SECONDS
            await asyncio.wait(self._tasks, timeout=seconds)
        tasks = set(self._tasks)
        for task in tasks:
            task.cancel()
        if tasks:  # one may be in a transaction that does not end
            await asyncio.wait(tasks, timeout=RECORD_SECONDS if self.bot.draining else None)


async def one(reply: Reply) -> AsyncGenerator[Reply, None]:
    """As the replies of a command."""
    yield reply

"""The bot: from a command to its replies. Read this file to know the product.

    command · admission · reserved in the store · queued · drawn · settled · shown · delivered

A member's mistake is a reply, never an exception, and this is the only place where errors become words. The supervisor
runs each job in a task of its own: a chat that disconnects, or comes back, changes nothing about it.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import replace

import structlog

from bot.commands import Command, Commands, spec_of
from bot.context import BotContext, person_of
from bot.errors import Closed, Forbidden, OverLimit, Refused
from bot.handlers import admission
from bot.handlers.command_list import COMMANDS
from bot.handlers.drawing import Imagine
from bot.handlers.refusals import Refusals
from bot.handlers.services import Services
from bot.jobs import status
from bot.jobs.budget import Notice
from bot.jobs.progress import JobProgress
from bot.jobs.store_retry import retried
from bot.jobs.supervisor import JobSupervisor
from bot.member import Member
from bot.policy.quota import Limits
from bot.policy.settings import Settings
from bot.records import Records
from bot.reply import Reply
from bot.store import LEASE_SECONDS, Job, NewJob, Reserved, StoreError
from inference.api import MAX_SEED, EngineBusy, EngineClosed

log = structlog.get_logger(__name__)

HEARTBEAT_SECONDS = 15.0
"""Between renewals of the jobs' leases, which last longer."""
EXPIRY_SECONDS = 3600.0
"""Between deletions of what was kept for long enough."""
FIRST_EXPIRY_SECONDS = 300.0
"""From the start to the first deletion: by then the chats have said which communities are back."""
BY_REMOVAL = "community"
"""Who cancels the jobs of a community that removed the bot: as good as one of its moderators."""


class Bot:
    def __init__(self, context: BotContext, notice: Notice | None = None, commands: Commands = COMMANDS) -> None:
        self.context = context
        self.records = Records(context.store)
        self.commands = commands
        self._supervisor = JobSupervisor(context, notice or _log_notice)
        self._refusals = Refusals(context, commands)
        self._services = Services(
            context, commands, self._imagine, self._supervisor.cancel, self._supervisor.discard, self._refusals.taken,
            self._refusals.counted,
        )  # fmt: skip
        self.draining = False  # no more requests; chats show the last replies
        self._renewed = context.clock()

    # --- commands ----------------------------------------------------------------------------------------------------

    async def handle(self, command: Command) -> AsyncGenerator[Reply, None]:
        """The replies to a command, each in the place of the one before. A repeated delivery has none."""
        answer: Reply | JobProgress | None
        try:
            answer = await self._answer(command)
        except Refused as refusal:
            answer = await self.refused(command.member, refusal, command)
        except EngineBusy as busy:  # too many old tiles are being rendered
            answer = await self.refused(command.member, Closed("line-full", seconds=busy.retry_after), command)
        except EngineClosed:
            answer = await self.refused(command.member, Closed("stopping"), command)
        except Exception as error:
            answer = self._refusals.trouble(command.member, error)
        if isinstance(answer, Reply):
            yield answer
        elif answer is not None:
            async with aclosing(answer.subscribe()) as replies:
                async for reply in replies:
                    yield reply

    async def _answer(self, command: Command) -> Reply | JobProgress | None:
        """What the command's handler says: one reply, or a job's progress, or nothing. Raises Refused."""
        spec = spec_of(self.commands, command)
        if spec.moderators and not command.member.moderator:
            raise Forbidden("moderators-only")
        spec.check(command)
        answer: Reply | JobProgress | None = await spec.handler(self._services, command)
        return answer

    async def refused(self, member: Member, refusal: Refused, command: Command | None = None) -> Reply:
        """A refusal in words; also for chats whose parser or buttons refuse a member before there is a command."""
        try:
            return await self._refusals.reply(member, refusal, command, self._supervisor.running)
        except Exception as error:  # the store, as a rule; the member gets an answer all the same
            return self._refusals.trouble(member, error)

    def apology(self, member: Member, error: Exception) -> Reply:
        """For what went wrong in a chat: an error of ours, said with a reference that the log has, too."""
        return self._refusals.trouble(member, error)

    # --- from a request to a job -------------------------------------------------------------------------------------

    async def _imagine(self, command: Imagine) -> JobProgress | None:
        return await self._supervisor.run_to_completion(self._accept(command))

    async def _accept(self, command: Imagine) -> JobProgress | None:
        """Checks, reserves and starts a job. None: this delivery is a job already, which is being answered."""
        context, member = self.context, command.member
        if self.draining:
            raise Closed("stopping")
        settings = await context.settings(member)
        admission.check_words(command, settings)
        await admission.check_member(context, member, settings)
        limits = await context.limits_of(member, settings)
        fair_queue, person = self._supervisor.fair_queue, person_of(member)
        new = self._new_job(command, fair_queue.tag(person, settings.weight(member.roles)), settings)
        try:
            reserved = await self._reserve(new, limits, command.relaxed)
        except BaseException:
            fair_queue.leave(person, new.tag)
            raise
        if not reserved.new:
            fair_queue.leave(person, new.tag)
            return None
        progress = await self._supervisor.accept(reserved, limits, settings)
        context.metrics.asked(member.platform, accepted=True)
        return progress

    async def _reserve(self, new: NewJob, limits: Limits, relaxed: bool) -> Reserved:
        """Counts it in every scope. A member over their own limit who took the offer goes into the relaxed lane."""
        try:
            return await self.context.store.reserve(new, limits)
        except OverLimit as refusal:
            if not (relaxed and refusal.facts.get("offer_relaxed")):
                raise
            return await self.context.store.reserve(replace(new, lane="relaxed"), limits)

    def _new_job(self, command: Imagine, tag: float, settings: Settings) -> NewJob:
        member = command.member
        return NewJob(
            platform=member.platform, community=member.community, channel=member.channel, user=member.user,
            name=member.name, channel_name=member.channel_name, locale=member.locale, roles=member.roles,
            prompt=command.prompt.strip(), no=command.no.strip(), spoiler=command.spoiler, parent=command.parent,
            seed=secrets.randbelow(MAX_SEED + 1) if command.seed is None else command.seed,
            tag=tag, weight=settings.weight(member.roles), address=command.address,
            delivery=command.delivery, options=self.context.options,
        )  # fmt: skip

    # --- what chats tell us, and ask for after a restart -------------------------------------------------------------

    async def holds(self, job: str, *, ends: bool) -> bool:
        """Whether its message may be changed: another process may have adopted it while this one was suspended.

        Before its end is shown, and when leases may have ended, the store is asked, and the lease begins anew.
        """
        if not ends and self.context.clock() - self._renewed < LEASE_SECONDS / 2:
            return True
        return await retried(lambda: self.context.store.hold(job))

    async def addressed(self, platform: str, job: str, address: str) -> bool:
        """The job's message is there now: where to end it, whatever happens to this process.

        False: the job is deleted or another process holds it. Show nothing more; if the message must be removed, it is
        listed for that.
        """
        if await retried(lambda: self.context.store.readdress(job, address)):
            return True
        await self.late(platform, job, address)
        return False

    async def posted(self, platform: str, job: str, address: str = "") -> bool:
        """The chat shows the job's last reply ("drawn" or "ended"): the promise is kept. False: as in `addressed`."""
        shown = await retried(lambda: self.context.store.posted(job, address))
        self._supervisor.mark_delivered(job)
        if not shown:
            await self.late(platform, job, address)
        return shown

    async def late(self, platform: str, job: str, address: str) -> None:
        """Lists a message for removal if its job was deleted before the message was known."""
        await retried(lambda: self.context.store.late(platform, job, address))

    async def shared(self, reply: Reply, address: str) -> bool:
        """A tile is posted there. False: its grid is gone by now; take the message away again."""
        self.context.post_keys.complete(reply.delivery)
        try:
            return await retried(lambda: self.context.store.shared(reply.job, reply.shared_by, address))
        except StoreError as error:
            log.error("a posted tile will stay when its grid goes", job=reply.job, why=str(error))
            return True

    def unshared(self, reply: Reply) -> None:
        """The tile could not be posted where it was to be: its button may be pressed again."""
        self.context.post_keys.release(reply.delivery)

    async def adopt(self, platform: str, *, restarted: bool = False) -> list[Job]:
        """Jobs that a crash, a stop or another process left behind; they are ours now, and each comes once.

        With `restarted`, for a chat that begins anew in a process that went on: also those that run here without
        anybody who follows them, and those whose end it was told but never showed.
        """
        if self.draining:
            return []
        supervisor = self._supervisor
        unattended = await supervisor.unattended(platform, restarted=restarted)  # first: adoption must be the last read
        jobs = [*await self.context.store.adopt(platform, supervisor.held_ids), *unattended]
        supervisor.mark_undelivered(jobs)
        return jobs

    async def resume(self, job: Job) -> AsyncGenerator[Reply, None]:
        """Goes on with an adopted job, draws the same pictures, and ends the same message."""
        progress = await self._supervisor.run_to_completion(self._supervisor.resume(job))
        async with aclosing(progress.subscribe()) as replies:
            async for reply in replies:
                yield reply

    async def follow(self, job: str) -> AsyncGenerator[Reply, None]:
        """What the message of a job says now, and whatever it says later: for a chat that lost sight of it."""
        progress = self._supervisor.progress(job)
        if progress is None:
            row = await self.context.store.job(job)
            if row is not None:
                yield await status.stored(self.context, row)
            return
        async with aclosing(progress.subscribe()) as replies:
            async for reply in replies:
                yield reply

    # --- communities come and go -------------------------------------------------------------------------------------

    async def community_removed(self, platform: str, community: str) -> None:
        """It removed the bot: nobody pays for pictures that nobody can see. Its unfinished jobs are cancelled and
        refunded; what its moderators decided is kept for a while, in case it was a mistake."""
        key = f"{platform}:{community}"
        for job in await retried(lambda: self.context.store.unfinished(key)):
            await self._supervisor.cancel(job, BY_REMOVAL)
            await self.posted(platform, job.id)  # nobody is there to be told
        if await retried(lambda: self.context.store.removed(key)):
            log.info("community removed the bot", community=key)

    async def community_back(self, platform: str, community: str) -> None:
        """It has the bot again, so what was decided there holds."""
        key = f"{platform}:{community}"
        if await retried(lambda: self.context.store.back(key)):
            log.info("community is back", community=key)

    # --- while the process runs --------------------------------------------------------------------------------------

    async def maintain(self) -> None:
        """Until it is cancelled: renews leases, cancels jobs that were queued for too long, deletes what is old."""
        expiry = self.context.clock() + FIRST_EXPIRY_SECONDS
        while True:
            try:
                await self.context.store.renew(self._supervisor.held_ids)
                self._renewed = self.context.clock()
                await self._supervisor.check_time()
                if self.context.clock() >= expiry:
                    await self.context.store.expire()
                    expiry = self.context.clock() + EXPIRY_SECONDS
            except Exception as error:
                log.error("maintenance failed", exc_info=error)
            await asyncio.sleep(HEARTBEAT_SECONDS)

    async def drain(self, limit_seconds: float) -> None:
        """Takes no more requests, leaves queued jobs to the next start, and gives those that draw some time."""
        self.draining = True
        await self._supervisor.drain(limit_seconds)
        await self._refusals.counted()


def _log_notice(sentence: str) -> None:
    log.warning("operator notice", notice=sentence)

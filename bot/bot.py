"""The bot: from a command to its replies. Read this file to know the product.

    command · admission · reserved in the store · queued · drawn · settled · shown · delivered

A member's mistake is a reply, never an exception, and this is the only place where errors become words. The supervisor
runs each job in a task of its own: a chat that disconnects, or comes back, changes nothing about it.
"""

from __future__ import annotations

import asyncio
import math
from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing

import structlog

from bot.commands import Command, Commands, spec_of
from bot.context import BotContext
from bot.directory import Directory
from bot.errors import Closed, Forbidden, Refused
from bot.handlers import browsing, captions, gallery
from bot.handlers.acceptance import Acceptance
from bot.handlers.command_list import COMMANDS
from bot.handlers.drawing import Imagine
from bot.handlers.gallery import Again
from bot.handlers.pending_rehearsals import PendingRehearsals
from bot.handlers.refusals import Refusals
from bot.handlers.services import Services
from bot.jobs import status
from bot.jobs.budget import Notice
from bot.jobs.progress import JobProgress
from bot.jobs.store_retry import retried
from bot.jobs.supervisor import JobSupervisor
from bot.member import Member
from bot.records import Records
from bot.reply import Picture, Reply
from bot.store import LEASE_SECONDS, Job, StoreError
from inference.api import EngineBusy, EngineClosed

log = structlog.get_logger(__name__)

HEARTBEAT_SECONDS = 15.0
"""Between renewals of the jobs' leases, which last longer."""
EXPIRY_SECONDS = 3600.0
"""Between deletions of what was kept for long enough."""
FIRST_EXPIRY_SECONDS = 300.0
"""From the start to the first deletion, which also waits for `Bot.unchecked`."""
BY_REMOVAL = "community"
"""Who cancels the jobs of a community that removed the bot: as good as one of its moderators."""


class Bot:
    def __init__(self, context: BotContext, notice: Notice | None = None, commands: Commands = COMMANDS) -> None:
        self.context = context
        self.records = Records(context.store)
        self.commands = commands
        self._supervisor = JobSupervisor(context, notice or _log_notice)
        self._refusals = Refusals(context, commands)
        self.directories: dict[str, Directory] = {}  # each platform that runs puts its own here
        self._acceptance = Acceptance(context, self._supervisor)
        self._services = Services(
            context, commands, self._accept, self._supervisor.cancel, self._supervisor.discard, self._refusals.taken,
            self.directories, self._refusals.counted, PendingRehearsals(context.clock),
        )  # fmt: skip
        self.draining = False  # no more requests; chats show the last replies
        self._leases: dict[str, float] = {}  # job -> when its lease began at the latest
        self.unchecked: set[str] = set()  # platforms whose chat has yet to say which communities are back

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

    async def prefill(self, command: Command) -> Mapping[str, str]:
        """What the form of a pressed button says at first: text of each field. Raises Refused."""
        spec = spec_of(self.commands, command)
        return {} if spec.prefill is None else await spec.prefill(self._services, command)

    async def offers(self, command: Command) -> Mapping[str, str] | None:
        """The channels in a pressed button's form: name by id; None: those that the chat offers. Raises Refused."""
        spec = spec_of(self.commands, command)
        return None if spec.offers is None else await spec.offers(self._services, command)

    async def _accept(self, request: Imagine) -> JobProgress | None:
        if self.draining:
            raise Closed("stopping")
        return await self._supervisor.run_to_completion(self._acceptance.accept(request))

    async def refused(self, member: Member, refusal: Refused, command: Command | None = None) -> Reply:
        """A refusal in words; also for chats whose parser or buttons refuse a member before there is a command."""
        try:
            return await self._refusals.reply(member, refusal, command, self._supervisor.running)
        except Exception as error:  # the store, as a rule; the member gets an answer all the same
            return self._refusals.trouble(member, error)

    def apology(self, member: Member, error: Exception) -> Reply:
        """For what went wrong in a chat: an error of ours, said with a reference that the log has, too."""
        return self._refusals.trouble(member, error)

    async def picture(self, member: Member, name: str) -> Picture:
        """A grid ("k7f3q"), a tile ("k7f3q-5") or a captioned one ("k7f3q-5-b2c3d") that `member` looks at: no request,
        and no refusal in the report.

        Raises:
            Mistake: there is none that they may see, or another model drew it.
            EngineBusy, EngineClosed, StoreError: not now.
        """
        if name.count("-") == 2:
            return await captions.picture_of(self._services, member, name)
        picture = (await gallery.again(self._services, Again(member, name))).picture
        assert picture is not None  # noqa: S101
        return picture

    async def thumbnail(self, member: Member, name: str) -> Picture:
        """The same in small, for one place on a contact sheet. Raises what `picture` raises."""
        return await browsing.thumbnail(self._services, member, name)

    async def suggestions(self, member: Member, typed: str, *, tiles: bool) -> list[tuple[str, str]]:
        """Ids of the member's latest works that what they typed may mean, with their prompts; also of tiles, if wanted.

        Raises:
            StoreError: not now.
        """
        return await browsing.suggestions(self._services, member, typed, tiles=tiles)

    # --- what chats tell us, and ask for after a restart -------------------------------------------------------------

    async def holds(self, job: str, *, ends: bool) -> bool:
        """Whether its message may be changed: another process may have adopted it while this one was suspended.

        Before its end is shown, and when its lease may have ended, the store is asked, and the lease begins anew.
        """
        now = self.context.clock()
        if not ends and now - self._leases.get(job, -math.inf) < LEASE_SECONDS / 2:
            return True
        held = await retried(lambda: self.context.store.hold(job))
        self._leases[job] = now if held else -math.inf
        return held

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

    async def unseen(self, job: str) -> None:
        """The chat cannot show the job's last reply to anybody, ever. It is not marked as posted; /again shows it."""
        await retried(lambda: self.context.store.unseen(job))
        self._supervisor.mark_delivered(job)

    async def late(self, platform: str, job: str, address: str) -> None:
        """Lists a message for removal if its job was deleted before the message was known."""
        await retried(lambda: self.context.store.late(platform, job, address))

    async def overwritten(self, job: str) -> None:
        """Something older was shown over the end of a job of another process: it is shown again."""
        await retried(lambda: self.context.store.overwritten(job))

    async def repeated(self, platform: str, address: str) -> None:
        """Lists a message for removal that shows what the job's own message shows."""
        await retried(lambda: self.context.store.repeated(platform, address))

    async def shared(self, platform: str, reply: Reply, address: str, shown: str = "") -> bool:
        """A message with pictures of a grid is there; `shown` as in Surface. False: it is gone by now; remove it."""
        store = self.context.store
        self.context.post_keys.complete(reply.delivery)
        try:
            if reply.share:
                return await retried(lambda: store.shares.posted(platform, reply.job, reply.share, address, shown))
            return await retried(lambda: store.shared(reply.job, reply.shared_by, address))
        except StoreError as error:
            log.error("a posted tile has no address yet", job=reply.job, why=str(error))
            return True

    async def unshared(self, reply: Reply) -> None:
        """The tile could not be posted where it was to be: its button may be pressed again."""
        if reply.share:
            await retried(lambda: self.context.store.shares.dropped(reply.share))
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
        if await retried(lambda: self.context.store.communities.removed(key)):
            log.info("community removed the bot", community=key)

    async def community_back(self, platform: str, community: str) -> None:
        """It has the bot again, so what was decided there holds."""
        key = f"{platform}:{community}"
        if await retried(lambda: self.context.store.communities.back(key)):
            log.info("community is back", community=key)

    # --- while the process runs --------------------------------------------------------------------------------------

    async def maintain(self) -> None:
        """Until it is cancelled: renews leases, cancels jobs that were queued for too long, deletes what is old.

        A community may have added the bot again while it was offline, so nothing is deleted before that is known.
        """
        expiry = self.context.clock() + FIRST_EXPIRY_SECONDS
        while True:
            try:
                now = self.context.clock()
                self._leases = dict.fromkeys(await self.context.store.renew(self._supervisor.held_ids), now)
                await self._supervisor.check_time()
                if self.context.clock() >= expiry and not self.unchecked:
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

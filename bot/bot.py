"""The bot: from a command to its replies. Whoever reads only this file knows the product.

    a command · may it be done? · reserved · in line · drawn · settled · shown · the promise kept

A member's mistake is a reply, never an exception, and this is the only place where errors become words. A job goes its
way in the studio, in a task of its own: a chat that goes away, or comes back, changes nothing about it.
"""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import aclosing
from dataclasses import replace

import structlog

from bot import commands
from bot.commands import Command, Imagine, Member, Redo, Reply
from bot.context import BotContext, MetricsSink, NullMetrics, person_of
from bot.errors import Closed, Forbidden, OverLimit, Refused
from bot.handlers import (
    activity_report,
    admission,
    blocked_words,
    cancel,
    community_settings,
    gallery,
    help_topics,
    members,
    privacy,
)
from bot.handlers.refusals import Refusals
from bot.jobs import status
from bot.jobs.budget import Budget
from bot.jobs.progress import JobProgress
from bot.jobs.store_retry import retried
from bot.jobs.supervisor import JobSupervisor
from bot.policy.pricing import Pricing
from bot.policy.quota import BotLimits, Limits
from bot.policy.settings import Settings
from bot.records import Records
from bot.replies.messages import say
from bot.store import Job, NewJob, Reserved, Store, StoreError
from inference.api import MAX_SEED, Engine, EngineBusy, EngineClosed

log = structlog.get_logger(__name__)

BEAT = 15.0
"""Seconds between two signs of life to the store, whose leases are longer."""
TIDY = 3600.0
"""Seconds between two looks for what was kept for long enough."""
FIRST_TIDY = 300.0
"""Seconds from the start to the first of them: by then the chats have said which communities are back."""
BY_REMOVAL = "community"
"""Who cancels the jobs of a community that removed the bot: as good as one of its moderators."""


class Bot:
    """Args: see House for what the operator decides; `notice` is called with sentences for the operator."""

    def __init__(
        self,
        store: Store,
        engine: Engine,
        *,
        cost: Pricing | None = None,
        limits: BotLimits | None = None,
        model: str = "",
        longest_wait: float = 20 * 60,
        clock: Callable[[], float] = time.time,
        previews: bool = True,
        ready: Callable[[], bool] = lambda: True,
        metrics: MetricsSink | None = None,
        notice: Callable[[str], None] | None = None,
        options: Mapping[str, float] | None = None,
    ) -> None:
        limits = limits or BotLimits()
        budget = Budget(store, cost or Pricing(), limits, clock, notice or _notice)
        self.context = BotContext(
            store, engine, budget, limits, model, longest_wait, previews, clock, ready,
            metrics or NullMetrics(), options or {},
        )  # fmt: skip
        self.records = Records(store)
        self._supervisor = JobSupervisor(self.context)
        self._refusals = Refusals(self.context)
        self.draining = False  # no more asks; chats that end now show what there is to show

    # --- the one story -----------------------------------------------------------------------------------------------

    async def handle(self, command: Command) -> AsyncGenerator[Reply, None]:
        """The replies to a command, each in the place of the one before. A delivery that came before has none."""
        answer: Reply | JobProgress | None
        try:
            answer = await self._answer(command)
        except Refused as refusal:
            answer = await self.refused(command.member, refusal, command)
        except EngineBusy as busy:  # too many old tiles are asked for
            answer = await self.refused(command.member, Closed("line-full", seconds=busy.retry_after), command)
        except EngineClosed:
            answer = await self.refused(command.member, Closed("stopping"), command)
        except Exception as error:
            answer = self._refusals.trouble(command.member, error)
        if isinstance(answer, Reply):
            yield answer
        elif answer is not None:
            async with aclosing(answer.follow()) as story:
                async for reply in story:
                    yield reply

    async def _answer(self, command: Command) -> Reply | JobProgress | None:
        """One reply, or a job's story, or nothing. Raises Refused."""
        context = self.context
        if isinstance(command, commands.FOR_MODERATORS) and not command.member.moderator:
            raise Forbidden("moderators-only")
        match command:
            case commands.Imagine():
                return await self._imagine(command)
            case commands.Redo():
                return await self._imagine(*await self._once_more(command))
            case commands.TakeOffer():
                with self._refusals.taken(command) as ask:
                    return await self._imagine(ask)
            case commands.Cancel():
                return await cancel.answer(context, command, self._supervisor.end)
            case commands.Quota():
                return await members.quota_of(context, command)
            case commands.Again():
                return await gallery.again(context, command)
            case commands.Pick():
                return await gallery.pick(context, command)
            case commands.Post():
                await admission.check_member(context, command.member, await context.settings(command.member))
                return await gallery.post(context, command)
            case commands.Delete():
                return await gallery.delete(context, command)
            case commands.Privacy():
                return await privacy.answer(context, command, self._supervisor.drop)
            case commands.Help():
                return help_topics.answer(command)
            case commands.ShowSettings():
                return await community_settings.show(context, command)
            case commands.ChangeSettings():
                return await community_settings.change(context, command)
            case commands.SwitchChannel():
                return await community_settings.switch(context, command)
            case commands.Undo():
                return await community_settings.undo(context, command)
            case commands.Audit():
                return await community_settings.audit(context, command)
            case commands.Block():
                return await blocked_words.answer(context, command)
            case commands.TimeOut():
                return await members.time_out(context, command, self._supervisor.end)
            case commands.Grant():
                return await members.grant(context, command)
            case commands.Why():
                return await members.why(context, command)
            case commands.Line():
                return await members.line(context, command)
            case commands.CancelAll():
                return await members.cancel_all(context, command, self._supervisor.end)
            case commands.Report():
                await self._refusals.counted()
                return await activity_report.answer(context, command)

    async def refused(self, member: Member, refusal: Refused, command: Command | None = None) -> Reply:
        """A refusal in words; for chats, too, whose parser or buttons refused a member before there was a command."""
        try:
            own = self._supervisor.stories(member.platform, member.user)
            return await self._refusals.reply(member, refusal, command, own)
        except Exception as error:  # the store, as a rule; the asker hears of it all the same
            return self._refusals.trouble(member, error)

    def apology(self, member: Member, error: Exception) -> Reply:
        """For what went wrong in a chat: an error of ours, said with a reference that the log has, too."""
        return self._refusals.trouble(member, error)

    # --- from an ask to a job ----------------------------------------------------------------------------------------

    async def _imagine(self, command: Imagine, parent: str = "") -> JobProgress | None:
        return await self._supervisor.surely(self._accept(command, parent))

    async def _accept(self, command: Imagine, parent: str) -> JobProgress | None:
        """Looked at, counted, and begun. None: this delivery was a job already, and is being answered."""
        context, member = self.context, command.member
        if self.draining:
            raise Closed("stopping")
        settings = await context.settings(member)
        admission.check_words(command, settings)
        await admission.check_member(context, member, settings)
        limits = await context.limits_of(member, settings)
        line, person = self._supervisor.line, person_of(member)
        ask = self._asked(command, parent, line.tag(person, settings.weight(member.roles)), settings)
        try:
            reserved = await self._reserve(ask, limits, command.relaxed)
        except BaseException:
            line.left(person, ask.tag)
            raise
        if not reserved.new:
            line.left(person, ask.tag)
            return None
        relaxed = reserved.job.lane == "relaxed"
        charge = context.used(ask.locale, reserved.allowances[0], settings)
        story = JobProgress(reserved.job, limits, say(ask.locale, "charge-relaxed") if relaxed else charge)
        await self._supervisor.begin(story)
        context.metrics.asked(member.platform, accepted=True)
        return story

    async def _reserve(self, ask: NewJob, limits: Limits, relaxed: bool) -> Reserved:
        """Counted in every scope; who is over their own limit, and takes the offer, waits for an idle device."""
        try:
            return await self.context.store.reserve(ask, limits)
        except OverLimit as refusal:
            if not (relaxed and refusal.facts.get("offer_relaxed")):
                raise
            return await self.context.store.reserve(replace(ask, lane="relaxed"), limits)

    def _asked(self, command: Imagine, parent: str, tag: float, settings: Settings) -> NewJob:
        member = command.member
        return NewJob(
            platform=member.platform, community=member.community, channel=member.channel, user=member.user,
            name=member.name, channel_name=member.channel_name, locale=member.locale, roles=member.roles,
            prompt=command.prompt.strip(), no=command.no.strip(), spoiler=command.spoiler, parent=parent,
            seed=secrets.randbelow(MAX_SEED + 1) if command.seed is None else command.seed,
            tag=tag, weight=settings.weight(member.roles), address=command.address,
            delivery=command.delivery, options=self.context.options,
        )  # fmt: skip

    async def _once_more(self, command: Redo) -> tuple[Imagine, str]:
        """The words of an old job: with a new seed and as its child, or with the same seed where it had failed."""
        job = await self.context.job(command.member, command.job)
        words = Imagine(
            command.member, job.prompt, job.seed if command.same_seed else None, job.no, job.spoiler, command.delivery,
            command.address,
        )  # fmt: skip
        return words, "" if command.same_seed else job.id

    # --- what chats tell us, and ask for after a restart -------------------------------------------------------------

    async def addressed(self, platform: str, job: str, address: str) -> bool:
        """The job's message is there now: where to end it, whatever happens to this process.

        False: the job is deleted, nothing more is to be shown, and this message is one of those that are to go.
        """
        store = self.context.store
        return await retried(lambda: store.readdress(job, address)) or not await self._late(platform, job, address)

    async def posted(self, platform: str, job: str, address: str = "") -> bool:
        """The chat shows the job's last reply ("drawn" or "ended"): the promise is kept. False: as in `addressed`."""
        store = self.context.store
        shown = await retried(lambda: store.posted(job, address))
        self._supervisor.shown_now(job)
        return shown or not await self._late(platform, job, address)

    async def _late(self, platform: str, job: str, address: str) -> bool:
        return await retried(lambda: self.context.store.late(platform, job, address))

    async def late(self, platform: str, job: str, address: str) -> None:
        """A message of a deleted job, of which nobody knew when it was deleted: it is to be removed, too."""
        await self._late(platform, job, address)

    async def shared(self, reply: Reply, address: str) -> bool:
        """A tile is posted there. False: its grid is gone by now; take the message away again."""
        self.context.deliveries.done(reply.delivery)
        try:
            return await retried(lambda: self.context.store.shared(reply.job, reply.shared_by, address))
        except StoreError as error:
            log.error("a posted tile will stay when its grid goes", job=reply.job, why=str(error))
            return True

    def unshared(self, reply: Reply) -> None:
        """The tile could not be posted where it was to be: its button may be pressed again."""
        self.context.deliveries.again(reply.delivery)

    async def adopt(self, platform: str, *, restarted: bool = False) -> list[Job]:
        """Jobs that a crash, a stop or another process left behind; they are ours now, and each comes once.

        With `restarted`, for a chat that begins anew in a process that went on: also those that run here without
        anybody who follows them, and those whose end it was told but never showed.
        """
        if self.draining:
            return []
        supervisor = self._supervisor
        unshown = await supervisor.unshown(platform) if restarted else []  # first: what is adopted comes only once
        adopted = await self.context.store.adopt(platform, supervisor.known)
        supervisor.owe(adopted)
        return list({job.id: job for job in [*adopted, *supervisor.adrift(platform), *unshown]}.values())

    async def resume(self, job: Job) -> AsyncGenerator[Reply, None]:
        """Goes on with an adopted job, draws the same pictures, and ends the same message."""
        answer = await self._supervisor.surely(self._supervisor.resume(job))
        async with aclosing(answer.follow()) as story:
            async for reply in story:
                yield reply

    async def follow(self, job: str) -> AsyncGenerator[Reply, None]:
        """What the message of a job says now, and whatever it says later: for a chat that lost sight of it."""
        story = self._supervisor.story(job)
        if story is None:
            row = await self.context.store.job(job)
            if row is not None:
                yield await status.standing(self.context, row)
            return
        async with aclosing(story.follow()) as told:
            async for reply in told:
                yield reply

    # --- communities come and go -------------------------------------------------------------------------------------

    async def community_removed(self, platform: str, community: str) -> None:
        """It removed the bot: nobody pays for pictures that nobody can see. Its unfinished jobs are cancelled and
        refunded; what its moderators decided is kept for a while, in case it was a mistake."""
        key = f"{platform}:{community}"
        for job in await retried(lambda: self.context.store.line(key)):
            await self._supervisor.end(job, BY_REMOVAL)
            await self.posted(platform, job.id)  # nobody is there to be told
        if await retried(lambda: self.context.store.removed(key)):
            log.info("community removed the bot", community=key)

    async def community_back(self, platform: str, community: str) -> None:
        """It has the bot again, so what was decided there holds."""
        key = f"{platform}:{community}"
        if await retried(lambda: self.context.store.back(key)):
            log.info("community is back", community=key)

    # --- for as long as it lives -------------------------------------------------------------------------------------

    async def tend(self) -> None:
        """Until it is cancelled: keeps jobs ours, gives back what waited too long, deletes what is old."""
        tidy = self.context.clock() + FIRST_TIDY
        while True:
            try:
                await self.context.store.renew(self._supervisor.known)
                await self.look()
                if self.context.clock() >= tidy:
                    await self.context.store.expire()
                    tidy = self.context.clock() + TIDY
            except Exception as error:
                log.error("tending failed", exc_info=error)
            await asyncio.sleep(BEAT)

    async def look(self) -> None:
        """What time alone changes: jobs that waited for too long, and a new day's budget."""
        await self._supervisor.look()
        self.context.budget.look()

    async def drain(self, limit: float) -> None:
        """Take no more asks; keep who waits for the next start; finish within `limit` seconds what draws."""
        self.draining = True
        await self._supervisor.drain(limit)
        await self._refusals.counted()


def _notice(sentence: str) -> None:
    log.warning("notice", notice=sentence)

"""From a request to a job: checked, reserved in every scope, and begun."""

from __future__ import annotations

import secrets
from dataclasses import replace

from bot.context import BotContext, person_of
from bot.errors import OverLimit
from bot.handlers import admission
from bot.handlers.drawing import Imagine
from bot.jobs.progress import JobProgress
from bot.jobs.supervisor import JobSupervisor
from bot.policy.quota import Limits
from bot.policy.settings import Settings
from bot.store import NewJob, Reserved
from bot.text.chat_syntax import plain
from inference.api import MAX_SEED, steered


class Acceptance:
    def __init__(self, context: BotContext, supervisor: JobSupervisor) -> None:
        self._context = context
        self._supervisor = supervisor

    async def accept(self, command: Imagine) -> JobProgress | None:
        """Checks, reserves and starts a job. None: this delivery is a job already, which is being answered."""
        context, member = self._context, command.member
        command = replace(command, prompt=plain(command.prompt), no=plain(command.no), mash=plain(command.mash))
        settings = await context.settings(member)
        if command.mash:
            admission.check_feature(settings, member, "mash")
        admission.check_words(command, settings, latin=context.latin)
        await admission.check_member(context, member, settings)
        limits = await context.limits_of(member, settings)
        fair_queue, person = self._supervisor.fair_queue, person_of(member)
        new = self._new_job(command, settings)
        new = replace(new, tag=fair_queue.tag(person, new.weight, new.cost))
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
            return await self._context.store.reserve(new, limits)
        except OverLimit as refusal:
            if not (relaxed and refusal.facts.get("offer_relaxed")):
                raise
            return await self._context.store.reserve(replace(new, lane="relaxed"), limits)

    def _new_job(self, command: Imagine, settings: Settings) -> NewJob:
        member = command.member
        return NewJob(
            platform=member.platform, community=member.community, channel=member.channel, user=member.user,
            name=member.name, channel_name=member.channel_name, locale=member.locale, roles=member.roles,
            prompt=command.prompt.strip(), no=command.no.strip(), spoiler=command.spoiler, parent=command.parent,
            prefix=command.prefix, mash=command.mash.strip(), dial=command.dial, walk=command.walk,
            seed=secrets.randbelow(MAX_SEED + 1) if command.seed is None else command.seed,
            weight=settings.weight(member.roles), address=command.address,
            delivery=command.delivery, options=steered(self._context.options, command.no),
        )  # fmt: skip

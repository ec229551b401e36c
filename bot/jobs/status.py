"""The reply for a job's stored state, with what the settings, the store and the engine add to it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from bot.context import BotContext
from bot.policy import quota
from bot.policy.quota import Allowance, Limits
from bot.policy.settings import Settings
from bot.replies import job_replies
from bot.replies.messages import say
from bot.reply import Picture, Reply
from bot.store import Job


async def stored(context: BotContext, job: Job) -> Reply:
    """The reply for a job's row alone."""
    match job.state:
        case "waiting" | "drawing":
            return job_replies.held(job, "", say(job.locale, "elsewhere"))
        case "failed":
            return job_replies.failed(job)
        case "cancelled":
            return job_replies.cancelled(job)
        case "deleted":
            return job_replies.ended(job, say(job.locale, "deleted", job=job.id))
    if job.codes is None:
        return job_replies.ended(job, say(job.locale, "no-picture", job=job.id))
    if not context.can_render(job):
        return job_replies.ended(job, say(job.locale, "other-model", job=job.id, model=job.model))
    pictures = await context.pictures(job, job.codes)
    return await drawn(context, job, await asyncio.to_thread(job_replies.grid_picture, job, pictures))


async def drawn(context: BotContext, job: Job, picture: Picture, limits: Limits | None = None) -> Reply:
    """The last reply of a drawn job; `limits` are its requester's, where they are known already."""
    settings = await context.settings(job)
    limits = limits or await context.limits_of(job.member, settings)
    if job.lane == "relaxed":
        left = say(job.locale, "relaxed-used")
    else:
        left = context.left(job.locale, quota.explain(limits, await context.store.used(limits))[0], settings)
    return job_replies.drawn(job, left, picture, job_replies.notes(job))


def charge(context: BotContext, job: Job, allowances: Sequence[Allowance], settings: Settings) -> str:
    """ "1 of 5 used, back at 00:00 UTC", in the requester's language."""
    if job.lane == "relaxed":
        return say(job.locale, "charge-relaxed")
    return context.used(job.locale, allowances[0], settings)

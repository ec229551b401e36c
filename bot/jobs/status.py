"""Telling: what a job's message says at each step, with what the settings, the engine and the store know of it."""

from __future__ import annotations

import asyncio

from bot.context import BotContext
from bot.jobs.progress import JobProgress
from bot.policy import quota
from bot.policy.quota import Limits
from bot.replies import job_replies
from bot.replies.messages import say
from bot.reply import Picture, Reply
from bot.store import Job
from inference.api import Drawing, Waiting


async def unfinished(context: BotContext, story: JobProgress, news: Waiting | Drawing) -> Reply:
    """In line or in a slot, as the engine says."""
    if isinstance(news, Waiting):
        return _waiting(context, story, news)
    story.seconds = news.seconds
    story.draws(news.done)
    preview: Picture | None = story.latest.picture if story.latest else None
    if news.preview is not None and story.followers:
        preview = await asyncio.to_thread(job_replies.preview_picture, story.job, news.preview)
    return job_replies.drawing(story.job, story.charge, news, preview)


def _waiting(context: BotContext, story: JobProgress, news: Waiting) -> Reply:
    job, charge = story.job, story.charge
    story.seconds = news.seconds
    story.waits()
    if story.lined_up is None:
        story.lined_up = context.clock()
    if story.drawing:  # it was in a slot, and lost it
        return job_replies.held(job, charge, say(job.locale, "trying-again"))
    resumed = ("back-again",) if story.resumed else ()  # what was drawn waits once more
    if not context.ready():
        return job_replies.waiting(job, charge, news, *resumed, "warming-up")
    overtaken = 0 < story.best_place < news.place
    story.best_place = min(story.best_place or news.place, news.place)
    return job_replies.waiting(job, charge, news, *(("overtaken",) if overtaken else resumed))


async def drawn(context: BotContext, job: Job, picture: Picture, limits: Limits | None = None) -> Reply:
    """The last message of a drawn job; `limits` are its asker's, where they are known already."""
    settings = await context.settings(job)
    limits = limits or await context.limits_of(job.member, settings)
    if job.lane == "relaxed":
        left = say(job.locale, "relaxed-used")
    else:
        left = context.left(job.locale, quota.explain(limits, await context.store.used(limits))[0], settings)
    return job_replies.drawn(job, left, picture, job_replies.notes(job))


async def charge(context: BotContext, job: Job, limits: Limits) -> str:
    """ "1 of 5 used, back at 00:00 UTC", for a job that was accepted before this process began."""
    if job.lane == "relaxed":
        return say(job.locale, "charge-relaxed")
    allowance = quota.explain(limits, await context.store.used(limits))[0]
    return context.used(job.locale, allowance, await context.settings(job))


async def standing(context: BotContext, job: Job) -> Reply:
    """What the message of a job says, by its row alone."""
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
    if not context.paints(job):
        return job_replies.ended(job, say(job.locale, "other-model", job=job.id, model=job.model))
    pictures = await context.pictures(job, job.codes)
    return await drawn(context, job, await asyncio.to_thread(job_replies.grid_picture, job, pictures))

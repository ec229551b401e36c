"""Telling: what a job's message says at each step, with what the settings, the engine and the store know of it."""

from __future__ import annotations

import asyncio

from bot import quota, replies
from bot.commands import Picture, Reply
from bot.house import House
from bot.messages import say
from bot.quota import Limits
from bot.store import Job
from bot.story import Story
from inference.api import Drawing, Waiting


async def unfinished(house: House, story: Story, news: Waiting | Drawing) -> Reply:
    """In line or in a slot, as the engine says."""
    if isinstance(news, Waiting):
        return _waiting(house, story, news)
    story.seconds = news.seconds
    story.draws(news.done)
    preview: Picture | None = story.latest.picture if story.latest else None
    if news.preview is not None and story.followers:
        preview = await asyncio.to_thread(replies.preview_picture, story.job, news.preview)
    return replies.drawing(story.job, story.charge, news, preview)


def _waiting(house: House, story: Story, news: Waiting) -> Reply:
    job, charge = story.job, story.charge
    story.seconds = news.seconds
    story.waits()
    if story.lined_up is None:
        story.lined_up = house.clock()
    if story.drawing:  # it was in a slot, and lost it
        return replies.held(job, charge, say(job.locale, "trying-again"))
    resumed = ("back-again",) if story.resumed else ()  # what was drawn waits once more
    if not house.ready():
        return replies.waiting(job, charge, news, *resumed, "warming-up")
    overtaken = 0 < story.best_place < news.place
    story.best_place = min(story.best_place or news.place, news.place)
    return replies.waiting(job, charge, news, *(("overtaken",) if overtaken else resumed))


async def drawn(house: House, job: Job, picture: Picture, limits: Limits | None = None) -> Reply:
    """The last message of a drawn job; `limits` are its asker's, where they are known already."""
    settings = await house.settings(job)
    limits = limits or await house.limits_of(job.member, settings)
    if job.lane == "relaxed":
        left = say(job.locale, "relaxed-used")
    else:
        left = house.left(job.locale, quota.explain(limits, await house.store.used(limits))[0], settings)
    return replies.drawn(job, left, picture, replies.notes(job))


async def charge(house: House, job: Job, limits: Limits) -> str:
    """ "1 of 5 used, back at 00:00 UTC", for a job that was accepted before this process began."""
    if job.lane == "relaxed":
        return say(job.locale, "charge-relaxed")
    allowance = quota.explain(limits, await house.store.used(limits))[0]
    return house.used(job.locale, allowance, await house.settings(job))


async def standing(house: House, job: Job) -> Reply:
    """What the message of a job says, by its row alone."""
    match job.state:
        case "waiting" | "drawing":
            return replies.held(job, "", say(job.locale, "elsewhere"))
        case "failed":
            return replies.failed(job)
        case "cancelled":
            return replies.cancelled(job)
        case "deleted":
            return replies.ended(job, say(job.locale, "deleted", job=job.id))
    if job.codes is None:
        return replies.ended(job, say(job.locale, "no-picture", job=job.id))
    if not house.paints(job):
        return replies.ended(job, say(job.locale, "other-model", job=job.id, model=job.model))
    pictures = await house.pictures(job, job.codes)
    return await drawn(house, job, await asyncio.to_thread(replies.grid_picture, job, pictures))

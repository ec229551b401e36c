"""The album: old grids and tiles, drawn again from their codes. The same codes are the same pixels, for ever."""

from __future__ import annotations

import asyncio

from bot.commands import Again, Button, Delete, Member, Pick, Picture, Post, Redo, Reply
from bot.context import BotContext
from bot.errors import Forbidden, Mistake
from bot.input import buttons
from bot.policy.access import may_change
from bot.replies import job_replies
from bot.replies.messages import say
from bot.store import Job
from inference.api import Codes


async def again(context: BotContext, command: Again) -> Reply:
    """A grid as it was, or one tile of it, privately."""
    grid, _, tile = command.id.lower().lstrip("#").partition("-")
    if tile:
        return await pick(context, Pick(command.member, grid, _tile(tile)))
    job, codes = await _drawn(context, command.member, grid)
    pictures = await context.pictures(job, codes)
    picture = await asyncio.to_thread(job_replies.grid_picture, job, pictures)
    locale = command.member.locale
    return Reply(
        job_replies.title(job),
        private=True,
        footer=_small_print(job, locale),
        picture=picture,
        buttons=(_redo(job, locale),),
        job=job.id,
        tiles=job.tiles,
    )


async def pick(context: BotContext, command: Pick) -> Reply:
    """One tile, for the presser only; the public message stays as it is."""
    job, codes = await _drawn(context, command.member, command.job)
    picture = await _tile_picture(context, job, codes, command.tile, command.member.locale)
    locale = command.member.locale
    return Reply(
        say(locale, "picked", tile=command.tile, prompt=job.prompt),
        private=True,
        footer=f"{job.id}-{command.tile} · {say(locale, 'seed', seed=job.seed)}",
        picture=picture,
        buttons=(job_replies.post_button(job, command.tile, locale), _redo(job, locale)),
        job=job.id,
    )


async def post(context: BotContext, command: Post) -> Reply | None:
    """One tile for everybody in this channel, with who made it and who shows it. A double click: None.

    Raises:
        Mistake: this delivery came before, and the chat has not said that nothing came of it (`Bot.unshared`).
    """
    member = command.member
    delivery = f"{member.platform}:{command.delivery}" if command.delivery else ""
    if delivery and not context.deliveries.first(delivery):
        if context.deliveries.just_now(delivery):
            return None
        raise Mistake("posted-already", job=command.job, tile=command.tile)
    try:
        job, codes = await _drawn(context, member, command.job)
        picture = await _tile_picture(context, job, codes, command.tile, member.locale)
    except BaseException:
        context.deliveries.again(delivery)
        raise
    made = "posted-own" if member.user == job.user else "posted"
    return Reply(
        say(member.locale, made, prompt=job.prompt, maker=job.name, name=member.name),
        footer=f"{job.id}-{command.tile} · {say(member.locale, 'seed', seed=job.seed)}",
        picture=picture,
        job=job.id,
        shared_by=member.user,
        delivery=delivery,
    )


async def delete(context: BotContext, command: Delete) -> Reply:
    """Takes a collage away, and posted tiles of it: its asker and moderators may. What was drawn stays counted."""
    job = await context.job(command.member, command.job)
    if not may_change(command.member, job.member):
        raise Forbidden("not-yours-delete")
    if job.unfinished:
        raise Mistake("not-drawn-yet", job=job.id)
    if job.state in ("drawn", "posted"):
        await context.store.deleted(job.id, command.member.user)
    return Reply(say(command.member.locale, "deleted", job=job.id), private=True, job=job.id, removed=True, gone=True)


async def _drawn(context: BotContext, member: Member, grid: str) -> tuple[Job, Codes]:
    job = await context.job(member, grid)
    if job.codes is not None:
        return job, job.codes
    if job.unfinished:
        raise Mistake("not-drawn-yet", job=job.id)
    raise Mistake("no-picture", job=job.id)


async def _tile_picture(context: BotContext, job: Job, codes: Codes, tile: int, locale: str) -> Picture:
    if not 1 <= tile <= len(codes):
        raise Mistake("no-such-tile", tile=tile)
    pictures = await context.pictures(job, codes[tile - 1 : tile])
    return await asyncio.to_thread(job_replies.tile_picture, job, tile, pictures, locale)


def _tile(text: str) -> int:
    if not text.isdecimal() or len(text) > 3:
        raise Mistake("how-again")
    return int(text)


def _redo(job: Job, locale: str) -> Button:
    return Button(say(locale, "redo"), buttons.press(Redo(job.member, job.id)))


def _small_print(job: Job, locale: str) -> str:
    return " · ".join(
        (job.id, say(locale, "seed", seed=job.seed), say(locale, "took", seconds=job_replies.seconds(job)))
    )

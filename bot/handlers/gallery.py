"""Old grids and tiles, drawn again from their codes. The same codes always give the same pixels."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from typing import Annotated

from bot.arguments import JobId, JobOrTile, Tile
from bot.commands import Command, CommandSpec
from bot.context import BotContext
from bot.directory import Destination
from bot.errors import Forbidden, Mistake
from bot.handlers import admission
from bot.handlers.audit_log import moderated
from bot.handlers.relatives import related
from bot.handlers.services import Services
from bot.input import buttons
from bot.member import Member
from bot.policy.access import may_change
from bot.replies import job_replies
from bot.replies.messages import say
from bot.reply import Button, Picture, Reply
from bot.store import Job, Share
from inference.api import Codes

DRAW_AGAIN = ("redo:", "edit-mash:", "vary:")
"""Buttons whose press draws a mash where they belong to one."""


@dataclass(frozen=True)
class Again(Command):
    """Show an old grid (`k7f3q`) or tile (`k7f3q-5`) again, drawn from its codes."""

    id: Annotated[str, JobOrTile()]


@dataclass(frozen=True)
class Pick(Command):
    """Show me one tile, privately."""

    job: Annotated[str, JobId()]
    tile: Annotated[int, Tile()]


@dataclass(frozen=True)
class Nine(Command):
    """Show me all tiles of a grid, each in its full size, privately."""

    job: Annotated[str, JobId()]


@dataclass(frozen=True)
class Post(Command):
    """Post a picked tile in this channel, with its maker and id. The same delivery posts once."""

    job: Annotated[str, JobId()]
    tile: Annotated[int, Tile()]
    delivery: str = ""
    address: str = ""


@dataclass(frozen=True)
class Delete(Command):
    """Remove a finished job and its messages: the member who requested it or a moderator may."""

    job: Annotated[str, JobId()]


async def again(services: Services, command: Again) -> Reply:
    """A grid as it was, or one tile of it, privately."""
    context = services.context
    grid, _, tile = command.id.lower().lstrip("#").partition("-")
    if tile:
        return await pick(services, Pick(command.member, grid, _tile(tile)))
    job, codes = await drawn(context, command.member, grid)
    pictures = await context.pictures(job, codes)
    picture = await asyncio.to_thread(job_replies.grid_picture, job, pictures)
    locale = command.member.locale
    return Reply(
        job_replies.title(job),
        private=True,
        footer="\n".join([_small_print(job, locale), *await related(context, command.member, job)]),
        picture=picture,
        buttons=await _offered(
            context, command.member, job, _redo(job, locale), *job_replies.grid_buttons(job, locale)
        ),
        job=job.id,
        tiles=job.tiles,
        quoted=(job_replies.title(job),),
    )


async def nine(services: Services, command: Nine) -> Reply:
    """Each tile as the engine drew it, for this member only."""
    context, locale = services.context, command.member.locale
    job, codes = await drawn(context, command.member, command.job)
    pictures = await context.pictures(job, codes)
    return Reply(
        job_replies.title(job),
        private=True,
        footer=_small_print(job, locale),
        album=tuple(
            job_replies.tile_picture(job, number, pictures[number - 1 : number], locale)
            for number in range(1, len(pictures) + 1)
        ),
        job=job.id,
        tiles=job.tiles,
        quoted=(job_replies.title(job),),
    )


async def pick(services: Services, command: Pick) -> Reply:
    """One tile, for this member only; the public message does not change."""
    context = services.context
    job, codes = await drawn(context, command.member, command.job)
    picture = await rendered_tile(context, job, codes, command.tile, command.member.locale)
    locale = command.member.locale
    text = say(locale, "picked", tile=command.tile, prompt=job.words)
    facts = f"{job.id}-{command.tile} · {say(locale, 'seed', seed=job.seed)}"
    return Reply(
        text,
        private=True,
        footer="\n".join([facts, *await related(context, command.member, job, command.tile)]),
        picture=picture,
        buttons=await _offered(
            context, command.member, job, *await _tile_buttons(context, command, job), _redo(job, locale)
        ),
        job=job.id,
        tiles=job.tiles,
        tile=command.tile,
        quoted=(text,),
        in_place=True,
    )


async def _tile_buttons(context: BotContext, command: Pick, job: Job) -> tuple[Button, ...]:
    settings = await context.settings(command.member)
    offered = partial(settings.offers, channel=command.member.channel)
    favourite = await context.store.gallery.is_favourite(command.member, job.id, command.tile)
    member, votes = command.member, None
    if member.user != job.user and admission.has_hall(settings, member, job.channel, member.channel):
        votes = await context.store.votes.tally(member, job.id, command.tile)
    made = job_replies.tile_buttons(job, command.tile, member.locale, offered, favourite=favourite, votes=votes)
    if member.user == job.user:
        return made
    report = buttons.press("report-picture", f"{job.id}-{command.tile}")
    return (*made, Button(say(member.locale, "report-picture"), report))


async def post(services: Services, command: Post) -> Reply | None:
    """One tile for everybody in this channel, with its maker and poster. None: a double click."""
    context = services.context

    async def picture(job: Job, codes: Codes) -> Picture:
        return await rendered_tile(context, job, codes, command.tile, command.member.locale)

    return await shared(services, command, picture)


async def shared(
    services: Services,
    command: Post,
    picture_of: Callable[[Job, Codes], Awaitable[Picture]],
    caption: str = "",
    there: Destination | None = None,
) -> Reply | None:
    """A post of a tile as `picture_of` shows it. None: a double click.

    Args:
        caption: the id of the one that is on it.
        there: where it is posted; None: where the command was given.

    Raises:
        Mistake: this delivery came before, and the chat has not said that nothing came of it (`Bot.unshared`).
    """
    context, member = services.context, command.member
    settings = await context.settings(member)
    admission.check_feature(settings, member, "sharing")
    await admission.check_member(context, member, settings)
    delivery = f"{member.platform}:{command.delivery}" if command.delivery else ""
    if delivery and not context.post_keys.begin(delivery):
        if context.post_keys.just_begun(delivery):
            return None
        # Another process may have withdrawn what this one posted.
        if not context.post_keys.completed(delivery) or await context.store.shares.pressed(delivery):
            raise Mistake("posted-already", job=command.job, tile=command.tile)
    try:
        job, codes = await drawn(context, member, command.job)
        picture = await picture_of(job, codes)
        place = there or Destination(member.channel, member.channel_name, command.address)
        share = Share(
            platform=member.platform, job=job.id, tile=command.tile, caption=caption, user=member.user,
            name=member.name, channel=place.channel, channel_name=place.name.removeprefix("#"), address=place.address,
            delivery=delivery or None, locale=member.locale,
        )  # fmt: skip
        begun = await context.store.shares.begin(share)
        if begun is None:
            raise Mistake("no-such-job", job=job.id)
        kept, new = begun
        if not new:  # an earlier process posted it, or died while it did
            raise Mistake("posted-already", job=command.job, tile=command.tile)
    except BaseException:
        context.post_keys.release(delivery)
        raise
    by_others, own = ("posted", "posted-own") if there is None else ("shared", "shared-own")
    made = own if member.user == job.user else by_others
    text = say(member.locale, made, prompt=job.words, maker=job.name, name=member.name)
    votes_for = command.tile if admission.has_hall(settings, member, job.channel, place.channel) else 0
    votes = await context.store.votes.tally(member, job.id, command.tile) if votes_for else None
    return Reply(
        text,
        footer=f"{job.id}-{command.tile} · {say(member.locale, 'seed', seed=job.seed)}",
        picture=picture,
        buttons=job_replies.posted_buttons(
            job, kept.id, member.locale, votes_for=votes_for, votes=votes.count if votes else 0
        ),
        job=job.id,
        shared_by=member.user,
        share=kept.id,
        delivery=delivery,
        own_to=(job.user, member.user),
        quoted=(text,),
    )


async def delete(services: Services, command: Delete) -> Reply:
    """Removes the message of a job that was drawn, failed or cancelled, and posted tiles of it. What was drawn stays
    counted."""
    context, member = services.context, command.member
    job = await context.job(member, command.job)
    if not may_change(member, job.member):
        raise Forbidden("not-yours-delete")
    if job.unfinished:
        raise Mistake("not-drawn-yet", job=job.id)
    deleted = await context.store.deleted(job.id, member.user)
    announce = await moderated(context, member, "remove", job) if deleted and member.user != job.user else None
    text = say(member.locale, "deleted", job=job.id)
    return Reply(text, private=True, job=job.id, removed=True, gone=True, announce=announce)


async def drawn(context: BotContext, member: Member, grid: str) -> tuple[Job, Codes]:
    """A grid with its codes.

    Raises:
        Mistake: there is none that this member may see, or it is not drawn yet, or its pictures are gone.
    """
    job = await context.job(member, grid)
    if job.codes is not None:
        return job, job.codes
    if job.unfinished:
        raise Mistake("not-drawn-yet", job=job.id)
    raise Mistake("no-picture", job=job.id)


async def rendered_tile(context: BotContext, job: Job, codes: Codes, tile: int, locale: str) -> Picture:
    """Decodes one tile. Raises Mistake: it has no such tile, or another model drew it."""
    if not 1 <= tile <= len(codes):
        raise Mistake("no-such-tile", tile=tile)
    pictures = await context.pictures(job, codes[tile - 1 : tile])
    return await asyncio.to_thread(job_replies.tile_picture, job, tile, pictures, locale)


def _tile(text: str) -> int:
    if not text.isdecimal() or len(text) > 3:
        raise Mistake("how-again")
    return int(text)


async def _offered(context: BotContext, member: Member, job: Job, *made: Button) -> tuple[Button, ...]:
    """Without those that draw a mash where moderators switched mash off."""
    if not job.mash or (await context.settings(member)).offers("mash", member.channel):
        return made
    return tuple(button for button in made if not button.press.startswith(DRAW_AGAIN))


def _redo(job: Job, locale: str) -> Button:
    return Button(say(locale, "redo"), buttons.press("redo", job.id))


def _small_print(job: Job, locale: str) -> str:
    return " · ".join(
        (job.id, say(locale, "seed", seed=job.seed), say(locale, "took", seconds=job_replies.seconds(job)))
    )


COMMANDS = (
    CommandSpec("again", Again, again, button="again:id"),
    CommandSpec("pick", Pick, pick, discord=None, button="pick:job:tile"),
    CommandSpec("nine", Nine, nine, topic="pick", discord=None, button="nine:job"),
    CommandSpec("post", Post, post, public=True, topic="pick", discord=None, button="post:job:tile"),
    CommandSpec("delete", Delete, delete, others_jobs=True, discord=None, button="delete:job"),
)

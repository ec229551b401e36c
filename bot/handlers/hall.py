"""The hall of fame: members vote for tiles, and those with enough votes are posted in a channel that moderators chose.

The vote that is enough posts it; two at the same moment begin one post. What could not be posted, or was begun by a
process that died, is posted with the next press.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Annotated

import structlog

from bot.arguments import JOB, Choice, JobId, Tile
from bot.commands import Command, CommandSpec
from bot.context import BotContext
from bot.errors import Closed, Mistake, Refused
from bot.handlers import admission, gallery
from bot.handlers.browsing import contact_sheet
from bot.handlers.services import Services
from bot.member import Member
from bot.policy.access import may_see
from bot.policy.settings import Settings
from bot.replies import job_replies
from bot.replies.contact_sheet import ROOM
from bot.replies.messages import DAY, say
from bot.reply import Announcement, Post, Reply
from bot.store import Entry, Job, Share, Tally, Voted
from bot.store.vote_entries import delivery_of
from bot.text.sanitize import sanitized
from inference.api import Codes, NonetError

log = structlog.get_logger(__name__)

DAYS = {"week": 7, "month": 30, "ever": math.inf}
FIRST_BATCH, LARGEST_BATCH = 4 * ROOM, 2000
"""Tiles that are read at a time, until enough of them may be seen."""
MAX_WORDS_CHARACTERS = 50


@dataclass(frozen=True)
class Vote(Command):
    """Vote for a tile, or take the vote back. The same once more changes nothing."""

    job: Annotated[str, JobId()]
    tile: Annotated[int, Tile()]
    value: Annotated[str, Choice(("on", "off"))] = "on"


@dataclass(frozen=True)
class Top(Command):
    """Show the tiles with most votes of the last days."""

    period: Annotated[str, Choice(tuple(DAYS))] = "week"


async def vote(services: Services, command: Vote) -> Reply:
    """How many votes it has now, with the other button. The vote that is enough posts it.

    Raises:
        Closed: there are no votes here, or none for this one any more.
        Mistake: it is their own, or there is none that they may see.
    """
    context, member = services.context, command.member
    settings = await context.settings(member)
    job, codes = await _seen(context, command)
    _check_hall(settings, member, job.channel, member.channel)
    if command.tile > len(codes):
        raise Mistake("no-such-tile", tile=command.tile)
    if command.value == "off":
        return _told(command, job, await context.store.votes.take_back(member, job.id, command.tile))
    until = await context.timed_out(member, settings)
    if until is not None:
        raise Closed("timed-out", until=until)
    if member.user == job.user:
        raise Mistake("vote-own")
    admission.check_blocked(settings, job.prompt, job.mash, job.no)
    tally = await context.store.votes.give(member, job, command.tile)
    if tally is None:
        raise Mistake("no-such-job", job=job.id)
    if tally.withdrawn:
        raise Closed("hall-withdrawn")
    told = _told(command, job, tally)
    if tally.count < settings.hall_votes or await _in_hall(context, job, command.tile):
        return told
    return await _posted(services, settings, command, job, codes, told)


async def top(services: Services, command: Top) -> Reply:
    """A contact sheet of what this member may see, the most votes first."""
    context, member = services.context, command.member
    _check_hall(await context.settings(member), member, member.channel)
    title = say(member.locale, f"top-{command.period}")
    found = await _best(context, member, max(0.0, context.clock() - DAYS[command.period] * DAY))
    if not found:
        return Reply(f"{title}\n{say(member.locale, 'top-none')}", private=True)
    entries = [Entry(number, one.job, one.tile, None, one.job.user, False) for number, one in enumerate(found, 1)]
    words = [
        f"▲ {one.count} · {sanitized(one.job.name)} · {sanitized(one.job.words, MAX_WORDS_CHARACTERS)}" for one in found
    ]
    return await contact_sheet(context, member, title, entries, words)


async def _best(context: BotContext, member: Member, since: float) -> list[Voted]:
    """A page at most."""
    limit = FIRST_BATCH
    while True:
        batch = await context.store.votes.top(member, since, limit)
        found = [one for one in batch if may_see(member, one.job.member, one.job.address)]
        if len(found) >= ROOM or len(batch) < limit or limit >= LARGEST_BATCH:
            return found[:ROOM]
        limit = min(4 * limit, LARGEST_BATCH)


# --- a vote ----------------------------------------------------------------------------------------------------------


def _check_hall(settings: Settings, member: Member, *channels: str) -> None:
    for channel in channels:
        admission.check_feature(settings, member, "hall", channel)
    if not admission.has_hall(settings, member, *channels):
        raise Closed("hall-unset")


async def _seen(context: BotContext, command: Vote) -> tuple[Job, Codes]:
    """Of a grid that the member may see, or of which this tile is posted where they are or may look."""
    member = command.member
    try:
        return await gallery.drawn(context, member, command.job)
    except Mistake:
        job = await context.store.job(command.job) if JOB.fullmatch(command.job) else None
        if job is None or job.codes is None or (job.platform, job.community) != (member.platform, member.community):
            raise
        places = (member.channel, *(member.channels or ()))
        for one in await context.store.shares.of(job.id):
            if one.posted and one.tile == command.tile and one.channel in places:
                return job, job.codes
        raise


def _told(command: Vote, job: Job, tally: Tally) -> Reply:
    locale = command.member.locale
    name = "voted" if command.value == "on" else "unvoted"
    text = say(locale, name, picture=f"{job.id}-{command.tile}", count=tally.count)
    button = job_replies.vote_button(job, command.tile, locale, tally.count, own=tally.own)
    return Reply(text, private=True, buttons=(button,), voted=True)


async def _in_hall(context: BotContext, job: Job, tile: int) -> bool:
    """It is there, or some process is about to post it."""
    delivery = delivery_of(job.platform, job.id, tile)
    return any(one.delivery == delivery for one in await context.store.shares.of(job.id))


# --- the post --------------------------------------------------------------------------------------------------------


async def _posted(services: Services, settings: Settings, command: Vote, job: Job, codes: Codes, told: Reply) -> Reply:
    """The answer to the vote that was enough, with the post; `told` alone where there is none."""
    context, tile = services.context, command.tile
    reader = replace(command.member, locale=command.member.community_locale or command.member.locale)

    async def refused() -> Reply:
        return replace(told, announce=await _unposted(context, settings, reader, job, tile))

    directory = services.directories.get(reader.platform)
    if directory is None:
        return told
    try:
        there = await directory.destination(reader, settings.hall_channel, job.address, chosen=True)
        picture = await gallery.rendered_tile(context, job, codes, tile, reader.locale)
    except Refused as error:
        log.warning("tile not posted in the hall of fame", job=job.id, tile=tile, why=str(error))
        return await refused()
    except NonetError as error:  # with the next vote
        log.warning("tile not posted in the hall of fame yet", job=job.id, tile=tile, why=str(error))
        return told
    share = Share(
        platform=job.platform, job=job.id, tile=tile, user=job.user, name=job.name, channel=there.channel,
        channel_name=there.name.removeprefix("#"), address=there.address,
        delivery=delivery_of(job.platform, job.id, tile), locale=reader.locale,
    )  # fmt: skip
    begun = await context.store.shares.begin(share)
    if begun is None:
        raise Mistake("no-such-job", job=job.id)
    kept, new = begun
    if not new:  # of a vote at the same moment
        return told
    votes = await context.store.votes.tally(reader, job.id, tile)  # of what comes later, the post is listed
    text = say(reader.locale, "hall-post", prompt=job.words, maker=job.name)
    open_ = admission.has_hall(settings, reader, job.channel, there.channel)
    post = Reply(
        text,
        footer=f"{job.id}-{tile} · {say(reader.locale, 'seed', seed=job.seed)}",
        picture=picture,
        buttons=job_replies.posted_buttons(
            job, kept.id, reader.locale, votes_for=tile if open_ else 0, votes=votes.count
        ),
        job=job.id,
        shared_by=job.user,
        share=kept.id,
        own_to=(job.user,),
        quoted=(text,),
    )
    said = f"{told.text} {say(command.member.locale, 'hall-entered')}"
    return replace(told, text=said, job=job.id, post=Post(post, there.address, refused))


async def _unposted(
    context: BotContext, settings: Settings, reader: Member, job: Job, tile: int
) -> Announcement | None:
    """Once for each tile, in the log channel."""
    if not settings.log_channel or not await context.store.votes.unannounced(job.id, tile):
        return None
    picture = f"{job.id}-{tile}"
    text = say(reader.locale, "hall-not-posted", picture=picture, key="hall-channel")
    return Announcement(text, (settings.log_channel,), f"hall-{picture}")


COMMANDS = (
    CommandSpec("vote", Vote, vote, topic="top", discord=None, button="vote:job:tile:value"),
    CommandSpec("top", Top, top),
)

"""Captions: a member puts words on a tile, looks at it alone, and then posts it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, cast

from bot.arguments import Choice, JobId, Text, Tile
from bot.commands import Command, CommandSpec
from bot.errors import Mistake
from bot.handlers import admission, gallery
from bot.handlers.services import Services
from bot.input import buttons
from bot.member import Member
from bot.replies import caption_image, job_replies
from bot.replies.messages import say
from bot.reply import Button, Picture, Reply
from bot.store import Caption, Job
from bot.text.chat_syntax import plain
from bot.text.sanitize import sanitized
from inference.api import Codes

MAX_CAPTION_CHARACTERS = 100
STYLES = ("classic", "bar")


@dataclass(frozen=True)
class CaptionTile(Command):
    """Put words on a tile.

    Args:
        alt: describes the picture; the bot writes it if it is empty.
        before: a caption of the same tile, whose words the form shows at first.
    """

    job: Annotated[str, JobId()]
    tile: Annotated[int, Tile()]
    top: Annotated[str, Text(MAX_CAPTION_CHARACTERS)] = ""
    bottom: Annotated[str, Text(MAX_CAPTION_CHARACTERS, dashed=True, example="nobody")] = ""
    style: Annotated[str, Choice(STYLES, dashed=True, example="bar")] = "classic"
    alt: Annotated[str, Text(job_replies.MAX_ALT_CHARACTERS, dashed=True, example="A fox eats pizza.")] = ""
    before: Annotated[str, JobId(hidden=True)] = ""


@dataclass(frozen=True)
class ShowCaption(Command):
    """Show me a posted caption, or one of mine."""

    job: Annotated[str, JobId()]
    tile: Annotated[int, Tile()]
    caption: Annotated[str, JobId()]


@dataclass(frozen=True)
class PostCaption(gallery.Post):
    """Post a tile with a caption in this channel. The same delivery posts once."""

    caption: Annotated[str, JobId(hidden=True)] = ""


async def caption_tile(services: Services, command: CaptionTile) -> Reply:
    """The captioned tile, for this member only, with buttons to post it or to change its words."""
    context, member = services.context, command.member
    settings = await context.settings(member)
    admission.check_feature(settings, member, "captions")
    top, bottom, alt = (sanitized(plain(text)) for text in (command.top, command.bottom, command.alt))
    if not top and not bottom:
        raise Mistake("caption-empty")
    admission.check_blocked(settings, top, bottom, alt)
    job, codes = await gallery.drawn(context, member, command.job)
    if not 1 <= command.tile <= len(codes):
        raise Mistake("no-such-tile", tile=command.tile)
    if command.before and (was := await context.store.captions.get(command.before)) and was.job == job.id:
        written = job_replies.caption_alt(job, was.tile, was.top, was.bottom, member.locale)
        alt = "" if alt == sanitized(written) else alt  # the bot's own description of what it said before
    unkept = Caption(
        job=job.id, tile=command.tile, user=member.user, name=member.name, top=top, bottom=bottom, style=command.style,
        alt=alt,
    )  # fmt: skip
    picture = await _picture(services, member, job, codes, unkept)  # first: words that no font has are not kept
    caption = await context.store.captions.add(unkept)
    if caption is None:
        raise Mistake("no-such-job", job=job.id)
    return await _looked_at(services, member, job, caption, picture)


async def show_caption(services: Services, command: ShowCaption) -> Reply:
    """As it was when it was written; its writer can post it or change its words."""
    member = command.member
    caption = await visible(services, member, f"{command.job}-{command.tile}-{command.caption}")
    job, codes = await gallery.drawn(services.context, member, command.job)
    return await _looked_at(
        services, member, job, caption, await _picture(services, member, job, codes, caption, caption.id)
    )


async def _looked_at(services: Services, member: Member, job: Job, caption: Caption, picture: Picture) -> Reply:
    settings = await services.context.settings(member)
    names, own = (job.id, caption.tile, caption.id), caption.user == member.user
    posts = (
        Button(say(member.locale, "post"), buttons.press("post-caption", *names), "primary"),
        Button(say(member.locale, "share"), buttons.press("share", *names)),
    )
    return Reply(
        say(
            member.locale, "captioned" if own else "caption-of", tile=caption.tile, prompt=job.words, name=caption.name
        ),
        private=True,
        footer=f"{job.id}-{caption.tile}\n{say(member.locale, 'alt-is', alt=picture.alt)}",
        picture=picture,
        buttons=(
            *(posts if settings.offers("sharing", member.channel) else ()),
            Button(say(member.locale, "edit-caption"), buttons.press("caption", *names)),
        )
        if own and settings.offers("captions", member.channel)
        else (),
        job=job.id,
    )


async def post_caption(services: Services, command: PostCaption) -> Reply | None:
    """The captioned tile for everybody in this channel. None: a double click."""
    picture = await to_post(services, command, command.caption)
    return await gallery.shared(services, command, picture, command.caption)


async def to_post(
    services: Services, command: gallery.Post, caption_id: str
) -> Callable[[Job, Codes], Awaitable[Picture]]:
    """What shows a caption, if this member may post it.

    Only people's own words are checked again: the description that the bot writes consists of them, of the bot's own
    words, which no rule is about, and of the prompt, which was accepted and stands beside every post of the picture.
    """
    caption, member = await _caption(services, caption_id), command.member
    if (caption.job, caption.tile, caption.user) != (command.job, command.tile, member.user):
        raise Mistake("no-such-caption")
    settings = await services.context.settings(member)
    admission.check_feature(settings, member, "captions")
    admission.check_blocked(settings, caption.top, caption.bottom, caption.alt)

    async def picture(job: Job, codes: Codes) -> Picture:
        return await _picture(services, member, job, codes, caption, caption.id)

    return picture


async def picture_of(services: Services, member: Member, name: str) -> Picture:
    """A posted caption, or one of this member's, by the name of its picture ("k7f3q-5-b2c3d").

    Raises:
        Mistake: there is none that they may see.
    """
    caption = await visible(services, member, name)
    job, codes = await gallery.drawn(services.context, member, caption.job)
    return await _picture(services, member, job, codes, caption, caption.id)


async def visible(services: Services, member: Member, name: str) -> Caption:
    """A posted caption, or one of this member's; whether they may see its job is the caller's question.

    Raises:
        Mistake: there is none.
    """
    grid, _, place = name.partition("-")
    tile, _, caption_id = place.partition("-")
    caption = await _caption(services, caption_id)
    if (caption.job, str(caption.tile)) != (grid, tile) or not (caption.posted or caption.user == member.user):
        raise Mistake("no-such-caption")
    return caption


async def words_of(services: Services, command: CaptionTile) -> Mapping[str, str]:
    """The words of the caption to change. Only its writer gets them."""
    await services.context.job(command.member, command.job)
    admission.check_feature(await services.context.settings(command.member), command.member, "captions")
    if not command.before:
        return {}
    caption = await _caption(services, command.before)
    job = await services.context.job(command.member, caption.job)
    if caption.user != command.member.user:
        raise Mistake("no-such-caption")
    alt = _alt(job, caption, command.member.locale)
    return {"top": caption.top, "bottom": caption.bottom, "style": caption.style, "alt": alt}


async def _caption(services: Services, caption_id: str) -> Caption:
    caption = await services.context.store.captions.get(caption_id)
    if caption is None:
        raise Mistake("no-such-caption")
    return caption


def _alt(job: Job, caption: Caption, locale: str) -> str:
    """The writer's own words, or the bot's."""
    return caption.alt or job_replies.caption_alt(job, caption.tile, caption.top, caption.bottom, locale)


async def _picture(
    services: Services, reader: Member, job: Job, codes: Codes, caption: Caption, kept: str = ""
) -> Picture:
    """Args: kept: the id that its name has, if it can be found again by it.

    Raises:
        Mistake: a character is in no font here, or another model drew the tile.
    """
    pictures = await services.context.pictures(job, codes[caption.tile - 1 : caption.tile])
    style = cast(caption_image.Style, caption.style)
    try:
        async with services.context.one_caption:
            pixels = await asyncio.to_thread(caption_image.captioned, pictures[0], caption.top, caption.bottom, style)
    except caption_image.UnknownScript as error:
        raise Mistake("caption-script", character=error.character) from None
    name = f"{job.id}-{caption.tile}" + (f"-{kept}" if kept else "_caption")
    facts = {"tile": caption.tile, "top": caption.top, "bottom": caption.bottom, "style": caption.style}
    return Picture(
        pixels[None], name, _alt(job, caption, reader.locale), job.spoiler, job_replies.parameters(job) | facts
    )


FORM = ("top", "bottom", "style", "alt")
COMMANDS = (
    CommandSpec("caption", CaptionTile, caption_tile, form=FORM, prefill=words_of, button="caption:job:tile:before?"),
    CommandSpec(
        "show-caption", ShowCaption, show_caption, typed=False, discord=None, button="show-caption:job:tile:caption"
    ),
    CommandSpec(
        "post-caption", PostCaption, post_caption, public=True, topic="caption", typed=False, discord=None,
        button="post-caption:job:tile:caption",
    ),
)  # fmt: skip

"""Files to keep: a larger tile, all nine in a zip, and an animation of how they appeared."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Annotated

from bot.arguments import Choice, JobId, Tile
from bot.commands import Command, CommandSpec
from bot.handlers import gallery
from bot.handlers.services import Services
from bot.replies import animation, archive, collage
from bot.replies.messages import say
from bot.reply import Reply


@dataclass(frozen=True)
class Enlarge(Command):
    """One tile with more pixels. It gets no sharper."""

    job: Annotated[str, JobId()]
    tile: Annotated[int, Tile()]
    pixels: Annotated[str, Choice(("512", "1024"))] = "1024"


@dataclass(frozen=True)
class Save(Command):
    """The nine tiles, each in a file, and how they were drawn."""

    job: Annotated[str, JobId()]


@dataclass(frozen=True)
class Watch(Command):
    """An animation of the nine pictures as they were drawn, code by code."""

    job: Annotated[str, JobId()]


async def enlarge(services: Services, command: Enlarge) -> Reply:
    context, locale = services.context, command.member.locale
    job, codes = await gallery.drawn(context, command.member, command.job)
    picture = await gallery.rendered_tile(context, job, codes, command.tile, locale)
    before, after = picture.pixels.shape[2], int(command.pixels)
    picture = await asyncio.to_thread(collage.enlarged, picture, after)
    return Reply(
        say(locale, "enlarged", tile=command.tile, prompt=job.words, before=before, after=after),
        private=True,
        footer=f"{job.id}-{command.tile} · {say(locale, 'seed', seed=job.seed)}",
        picture=picture,
        job=job.id,
    )


async def save(services: Services, command: Save) -> Reply:
    context, locale = services.context, command.member.locale
    job, codes = await gallery.drawn(context, command.member, command.job)
    pictures = await context.pictures(job, codes)
    async with context.one_file:
        file = await asyncio.to_thread(archive.zipped, job, pictures, locale)
    return Reply(say(locale, "saved", job=job.id), private=True, files=(file,), job=job.id)


async def watch(services: Services, command: Watch) -> Reply:
    context, locale = services.context, command.member.locale
    job, codes = await gallery.drawn(context, command.member, command.job)
    pictures = await context.pictures(job, codes)
    async with context.one_file:
        file = await asyncio.to_thread(animation.growing, job, pictures, codes.shape[1])
    return Reply(
        say(locale, "watched", prompt=job.words), private=True, files=(file,), job=job.id,
    )  # fmt: skip


COMMANDS = (
    CommandSpec("enlarge", Enlarge, enlarge, button="enlarge:job:tile:pixels?"),
    CommandSpec("save", Save, save, button="save:job"),
    CommandSpec("watch", Watch, watch, button="watch:job"),
)

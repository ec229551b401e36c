"""Favourites: tiles that a member marked with a star, to find them again in the gallery. Only they see which."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Annotated

from bot.arguments import Choice, JobId, Tile
from bot.commands import Command, CommandSpec
from bot.errors import Mistake
from bot.handlers import gallery
from bot.handlers.services import Services
from bot.replies.messages import say
from bot.reply import Reply


@dataclass(frozen=True)
class Favourite(Command):
    """Mark a tile, or take the mark away. The same once more changes nothing."""

    job: Annotated[str, JobId()]
    tile: Annotated[int, Tile()]
    value: Annotated[str, Choice(("on", "off"))] = "on"


async def favourite(services: Services, command: Favourite) -> Reply:
    """The tile as it was picked, with the other button; only a sentence if another model drew it."""
    context, member = services.context, command.member
    job, codes = await gallery.drawn(context, member, command.job)
    if command.tile > len(codes):
        raise Mistake("no-such-tile", tile=command.tile)
    if not await context.store.gallery.favour(member, job.id, command.tile, command.value == "on"):
        raise Mistake("no-such-job", job=job.id)
    note = say(member.locale, "favoured" if command.value == "on" else "unfavoured", services.platform(member))
    if not context.can_render(job):
        return Reply(note, private=True, job=job.id)
    shown = await gallery.pick(services, gallery.Pick(member, job.id, command.tile))
    return replace(shown, text=f"{shown.text}\n{note}", in_place=True)


COMMANDS = (
    CommandSpec("favourite", Favourite, favourite, topic="gallery", discord=None, button="favourite:job:tile:value"),
)

"""A toy command: a member stamps a grid. This module and its sentences are all that it needs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from bot.arguments import Choice, JobId, Text
from bot.commands import Command, CommandSpec
from bot.handlers.services import Services
from bot.replies.messages import say
from bot.reply import Reply


@dataclass(frozen=True)
class Stamp(Command):
    """Write a text over or under a grid."""

    job: Annotated[str, JobId()]
    edge: Annotated[str, Choice(("top", "bottom"))]
    text: Annotated[str, Text(40)] = ""


async def stamp(services: Services, command: Stamp) -> Reply:
    job = await services.context.job(command.member, command.job)
    shown = say(command.member.locale, "stamped", job=job.id, edge=command.edge, text=command.text)
    return Reply(shown, private=True)


COMMANDS = (CommandSpec("stamp", Stamp, stamp, button="stamp:job:edge"),)

"""Mashes: nine pictures between two prompts, all at one place between them or on a walk from one to the other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from bot.arguments import MAX_OPTION_CHARACTERS, Flag, Integer, Text
from bot.commands import Command, CommandSpec
from bot.errors import Mistake
from bot.handlers.drawing import Imagine
from bot.handlers.services import Services
from bot.jobs.progress import JobProgress
from bot.text.sanitize import sanitized
from inference.api import MAX_SEED


@dataclass(frozen=True)
class Mash(Command):
    """Draw nine pictures of two prompts at once.

    Args:
        dial: percent of the way from a to b.
        walk: the first picture is a, the last is b, and the others are between.
    """

    a: Annotated[str, Text(MAX_OPTION_CHARACTERS, own_limit=True)]
    b: Annotated[str, Text(MAX_OPTION_CHARACTERS, own_limit=True, after="+")]
    dial: Annotated[int, Integer(0, 100, wrong="wrong-dial", dashed=True, example="30")] = 50
    walk: Annotated[bool, Flag(dashed=True)] = False
    seed: Annotated[int | None, Integer(0, MAX_SEED, wrong="wrong-seed", dashed=True, example="5")] = None
    no: Annotated[str, Text(MAX_OPTION_CHARACTERS, own_limit=True, dashed=True, example="dogs")] = ""
    spoiler: Annotated[bool, Flag(dashed=True)] = False
    delivery: str = ""
    address: str = ""

    @property
    def request(self) -> Imagine:
        return Imagine(
            self.member, self.a, self.seed, self.no, self.spoiler, self.delivery, self.address,
            mash=self.b, dial=self.dial / 100, walk=self.walk,
        )  # fmt: skip


async def mash(services: Services, command: Mash) -> JobProgress | None:
    if not sanitized(command.a) or not sanitized(command.b):
        raise Mistake("how-mash")
    return await services.accept(command.request)


COMMANDS = (CommandSpec("mash", Mash, mash, public=True, slack="mash"),)

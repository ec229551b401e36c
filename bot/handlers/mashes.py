"""Mashes: nine pictures between two prompts, all at one place between them or on a walk from one to the other."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from bot.arguments import MAX_OPTION_CHARACTERS, Flag, Integer, Text
from bot.commands import Command, CommandSpec
from bot.errors import Mistake
from bot.handlers.drawing import Imagine
from bot.handlers.services import Services
from bot.handlers.variations import Edit
from bot.jobs.progress import JobProgress
from bot.text.sanitize import sanitized
from inference.api import MAX_SEED

WALK = "walk"
"""In place of the dial, in the form that changes a mash."""


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


@dataclass(frozen=True)
class EditMash(Edit):
    """The same seed with other words, or at another place between them. `dial` is a percentage, or "walk"."""

    mash: Annotated[str, Text(MAX_OPTION_CHARACTERS, own_limit=True, option="with")] = ""
    dial: Annotated[str, Text(20)] = ""


async def mash(services: Services, command: Mash) -> JobProgress | None:
    if not sanitized(command.a) or not sanitized(command.b):
        raise Mistake("how-mash")
    return await services.accept(command.request)


async def edit_mash(services: Services, command: EditMash) -> JobProgress | None:
    """A child of the grid, with its seed."""
    job = await services.context.job(command.member, command.job)
    if job.prefix:
        services.context.check_model(job)
    if not sanitized(command.prompt) or not sanitized(command.mash):
        raise Mistake("how-mash")
    percent = sanitized(command.dial).rstrip(" %％")
    walk = percent.casefold() == WALK
    if not walk and (not re.fullmatch(r"[0-9]{1,3}(\.[0-9]{1,3})?", percent) or float(percent) > 100):
        raise Mistake("wrong-dial", value=percent[:40], most=100)
    child = Imagine(
        command.member, command.prompt, job.seed, command.no, job.spoiler, command.delivery, command.address,
        parent=job.id, prefix=job.prefix, mash=command.mash, dial=job.dial if walk else float(percent) / 100, walk=walk,
    )  # fmt: skip
    return await services.accept(child)


async def words_of(services: Services, command: EditMash) -> Mapping[str, str]:
    job = await services.context.job(command.member, command.job)
    dial = WALK if job.walk else f"{100 * job.dial:g}"
    return {"prompt": job.prompt, "mash": job.mash, "dial": dial, "no": job.no}


COMMANDS = (
    CommandSpec("mash", Mash, mash, public=True, slack="mash"),
    CommandSpec(
        "edit-mash", EditMash, edit_mash, public=True, topic="mash", typed=False, discord=None,
        form=("prompt", "mash", "dial", "no"), prefill=words_of, button="edit-mash:job",
    ),
)  # fmt: skip

"""New grids from old ones: nine variations of a tile, and the same seed with other words. The presser pays."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from math import isqrt
from typing import Annotated

from bot.arguments import MAX_OPTION_CHARACTERS, Choice, JobId, Text, Tile
from bot.commands import Command, CommandSpec
from bot.errors import Mistake
from bot.handlers import admission, gallery
from bot.handlers.drawing import Imagine
from bot.handlers.services import Services
from bot.jobs.progress import JobProgress
from bot.replies.job_replies import VARY
from bot.text.sanitize import sanitized
from inference.api import walk_dial

WALK = "walk"
"""In place of the dial, in the form that changes a mash."""


@dataclass(frozen=True)
class Vary(Command):
    """Nine pictures that begin like this tile: its upper rows are kept, the rest is drawn anew."""

    job: Annotated[str, JobId()]
    tile: Annotated[int, Tile()]
    change: Annotated[str, Choice(tuple(VARY))] = "half"
    delivery: str = ""
    address: str = ""


@dataclass(frozen=True)
class Edit(Command):
    """The same seed with other words."""

    job: Annotated[str, JobId()]
    prompt: Annotated[str, Text(MAX_OPTION_CHARACTERS, own_limit=True)] = ""
    no: Annotated[str, Text(MAX_OPTION_CHARACTERS, own_limit=True, dashed=True, example="dogs")] = ""
    delivery: str = ""
    address: str = ""


@dataclass(frozen=True)
class EditMash(Edit):
    """The same seed with other words, or at another place between them. `dial` is a percentage, or "walk"."""

    mash: Annotated[str, Text(MAX_OPTION_CHARACTERS, own_limit=True, option="with")] = ""
    dial: Annotated[str, Text(20)] = ""


async def vary(services: Services, command: Vary) -> JobProgress | None:
    """A child of the tile, with a new seed."""
    context = services.context
    job, codes = await gallery.drawn(context, command.member, command.job)
    if not 1 <= command.tile <= len(codes):
        raise Mistake("no-such-tile", tile=command.tile)
    context.check_model(job)
    tile = codes[command.tile - 1]
    side = isqrt(len(tile))
    kept = tile[: side * round(side * VARY[command.change])]
    child = Imagine(
        command.member, job.prompt, None, job.no, job.spoiler, command.delivery, command.address,
        parent=f"{job.id}-{command.tile}", prefix=tuple(map(int, kept)),
        mash=job.mash, dial=walk_dial(command.tile) if job.walk else job.dial,
    )  # fmt: skip
    return await services.accept(child)


async def edit(services: Services, command: Edit) -> JobProgress | None:
    """A child of the grid, with its seed."""
    job = await services.context.job(command.member, command.job)
    if job.prefix:
        services.context.check_model(job)
    child = Imagine(
        command.member, command.prompt, job.seed, command.no, job.spoiler, command.delivery, command.address,
        parent=job.id, prefix=job.prefix, mash=job.mash, dial=job.dial, walk=job.walk,
    )  # fmt: skip
    return await services.accept(child)


async def words_of(services: Services, command: Edit) -> Mapping[str, str]:
    job = await services.context.job(command.member, command.job)
    return {"prompt": job.prompt, "no": job.no}


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


async def mash_words_of(services: Services, command: EditMash) -> Mapping[str, str]:
    job = await services.context.job(command.member, command.job)
    admission.check_feature(await services.context.settings(command.member), command.member, "mash")
    dial = WALK if job.walk else f"{100 * job.dial:g}"
    return {"prompt": job.prompt, "mash": job.mash, "dial": dial, "no": job.no}


COMMANDS = (
    CommandSpec("vary", Vary, vary, public=True, button="vary:job:tile:change?"),
    CommandSpec("edit", Edit, edit, public=True, form=("prompt", "no"), prefill=words_of, button="edit:job"),
    CommandSpec(
        "edit-mash", EditMash, edit_mash, public=True, topic="mash", typed=False, discord=None,
        form=("prompt", "mash", "dial", "no"), prefill=mash_words_of, button="edit-mash:job",
    ),
)  # fmt: skip

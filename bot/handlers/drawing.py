"""Requests for pictures: new ones, the same words once more, and those that wait for an idle device."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from bot.arguments import MAX_OPTION_CHARACTERS, Flag, Integer, JobId, Text, Token
from bot.commands import Command, CommandSpec
from bot.handlers.services import Services
from bot.jobs.progress import JobProgress
from inference.api import MAX_SEED


@dataclass(frozen=True)
class Imagine(Command):
    """Draw nine pictures.

    Args:
        relaxed: the member took the offer to wait for an idle device.
        parent: the job whose words these are, or the tile that it varies.
        prefix: codes that each tile begins with.
        mash, dial, walk: as in NewJob (see bot/handlers/mashes.py).
    """

    prompt: Annotated[str, Text(MAX_OPTION_CHARACTERS, own_limit=True, missing="empty-prompt")]
    seed: Annotated[int | None, Integer(0, MAX_SEED, wrong="wrong-seed", dashed=True, example="5")] = None
    no: Annotated[str, Text(MAX_OPTION_CHARACTERS, own_limit=True, dashed=True, example="dogs")] = ""
    spoiler: Annotated[bool, Flag(dashed=True)] = False
    delivery: str = ""
    address: str = ""
    relaxed: bool = False
    parent: str = ""
    prefix: tuple[int, ...] = ()
    mash: str = ""
    dial: float = 0.5
    walk: bool = False


@dataclass(frozen=True)
class Redo(Command):
    """The same words with a new seed: a new job of this member. With `same_seed` it is Retry after a failure."""

    job: Annotated[str, JobId()]
    same_seed: bool = False
    delivery: str = ""
    address: str = ""


@dataclass(frozen=True)
class TakeOffer(Command):
    """Take the offer that a refusal at the quota made: the same request, when a device is idle."""

    offer: Annotated[str, Token(hidden=True)]
    delivery: str = ""
    address: str = ""


async def imagine(services: Services, command: Imagine) -> JobProgress | None:
    return await services.accept(command)


async def redo(services: Services, command: Redo) -> JobProgress | None:
    """With a new seed it is a child of the old job; with the same seed, after a failure, it is the same once more."""
    job = await services.context.job(command.member, command.job)
    if job.prefix:
        services.context.check_model(job)
    again = Imagine(
        command.member, job.prompt, job.seed if command.same_seed else None, job.no, job.spoiler, command.delivery,
        command.address, parent=job.parent if command.same_seed else job.id, prefix=job.prefix,
        mash=job.mash, dial=job.dial, walk=job.walk,
    )  # fmt: skip
    return await services.accept(again)


async def take_offer(services: Services, command: TakeOffer) -> JobProgress | None:
    with services.offered(command) as request:
        return await services.accept(request)


COMMANDS = (
    CommandSpec("imagine", Imagine, imagine, public=True, slack="imagine"),
    CommandSpec("redo", Redo, redo, public=True, discord=None, button="redo:job"),
    CommandSpec(
        "retry", Redo, redo, public=True, topic="redo", fixed={"same_seed": True}, discord=None, button="retry:job"
    ),
    CommandSpec("relaxed", TakeOffer, take_offer, public=True, typed=False, discord=None, button="relaxed:offer"),
)

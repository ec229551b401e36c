"""Cancelling: a waiting or drawing job is stopped and refunded, by the member who requested it or by a moderator."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from bot.arguments import JobId, User
from bot.commands import Command, CommandSpec
from bot.context import community_key
from bot.errors import Forbidden, Mistake
from bot.handlers.audit_log import moderated
from bot.handlers.services import Services
from bot.member import Member
from bot.policy.access import may_change
from bot.replies.messages import say
from bot.reply import Reply
from bot.store import Job


@dataclass(frozen=True)
class Cancel(Command):
    """Stop a job; without an id, my newest one that is not finished."""

    job: Annotated[str, JobId()] = ""


@dataclass(frozen=True)
class CancelAll(Command):
    """Cancel all unfinished jobs of a member."""

    user: Annotated[str, User(option="member")]


async def cancel(services: Services, command: Cancel) -> Reply:
    """Checks who presses a button, too. Without an id it cancels the member's newest job.

    Raises:
        Mistake, Forbidden: there is nothing to cancel, or not for this member.
    """
    context, member = services.context, command.member
    job = await context.job(member, command.job) if command.job else await context.store.newest(member)
    if job is None:
        raise Mistake("nothing-to-cancel")
    if not may_change(member, job.member):
        raise Forbidden("not-yours-cancel")
    if not await services.cancel(job, member.user):
        raise Mistake("too-late-to-cancel", job=job.id)
    if member.user != job.user:
        announce = await moderated(context, member, "cancel", job)
        return Reply(say(member.locale, "cancelled-theirs", job=job.id, name=job.name), private=True, announce=announce)
    settings = await context.settings(member)
    allowance = (await context.allowances(member, settings))[0]
    used = context.used(member.locale, allowance, settings)
    return Reply(say(member.locale, "cancelled-yours", job=job.id, used=used), private=True)


async def cancel_all(services: Services, command: CancelAll) -> Reply:
    member, ended = command.member, await end_jobs_of(services, command.member, command.user)
    announce = await moderated(services.context, member, "cancel", *ended)
    return Reply(say(member.locale, "cancelled-all", count=len(ended)), private=True, announce=announce)


async def end_jobs_of(services: Services, moderator: Member, user: str) -> list[Job]:
    """Cancels all unfinished jobs of a user in the moderator's community; which ones they were."""
    jobs = await services.context.store.unfinished(community_key(moderator), user)
    return [job for job in jobs if await services.cancel(job, moderator.user)]


COMMANDS = (
    CommandSpec("cancel", Cancel, cancel, others_jobs=True, button="cancel:job"),
    CommandSpec(
        "cancel-all", CancelAll, cancel_all, moderators=True, topic="line", discord="nonet cancel",
        button="cancelall:user",
    ),
)  # fmt: skip

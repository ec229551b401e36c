"""Cancelling: what waits or draws is stopped and given back, if its asker or a moderator says so."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from bot.commands import Cancel, Member, Reply
from bot.context import BotContext, community_key
from bot.errors import Forbidden, Mistake
from bot.policy.access import may_change
from bot.replies.messages import say
from bot.store import Job

End = Callable[[Job, str], Awaitable[bool]]
"""Stops a job, gives it back and says so in its message; by whom. False: it had ended already."""


async def answer(context: BotContext, command: Cancel, end: End) -> Reply:
    """Whatever the button says, its presser is looked at again. Without an id it is the member's newest job.

    Raises:
        Mistake, Forbidden: there is nothing to cancel, or not for this member.
    """
    member = command.member
    job = await context.job(member, command.job) if command.job else await context.store.newest(member)
    if job is None:
        raise Mistake("nothing-to-cancel")
    if not may_change(member, job.member):
        raise Forbidden("not-yours-cancel")
    if not await end(job, member.user):
        raise Mistake("too-late-to-cancel", job=job.id)
    if member.user != job.user:
        return Reply(say(member.locale, "cancelled-theirs", job=job.id, name=job.name), private=True)
    settings = await context.settings(member)
    allowance = (await context.allowances(member, settings))[0]
    used = context.used(member.locale, allowance, settings)
    return Reply(say(member.locale, "cancelled-yours", job=job.id, used=used), private=True)


async def everything(context: BotContext, member: Member, user: str, end: End) -> int:
    """Of a user in the community of `member`, who says so; how many it were."""
    jobs = await context.store.line(community_key(member), user)
    return sum([await end(job, member.user) for job in jobs])

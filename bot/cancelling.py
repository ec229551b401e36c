"""Cancelling: what waits or draws is stopped and given back, if its asker or a moderator says so."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from bot.commands import Cancel, Member, Reply
from bot.errors import Forbidden, Mistake
from bot.house import House, key_of, may
from bot.messages import say
from bot.store import Job

End = Callable[[Job, str], Awaitable[bool]]
"""Stops a job, gives it back and says so in its message; by whom. False: it had ended already."""


async def answer(house: House, command: Cancel, end: End) -> Reply:
    """Whatever the button says, its presser is looked at again. Without an id it is the member's newest job.

    Raises:
        Mistake, Forbidden: there is nothing to cancel, or not for this member.
    """
    member = command.member
    job = await house.job(member, command.job) if command.job else await house.store.newest(member)
    if job is None:
        raise Mistake("nothing-to-cancel")
    if not may(member, job):
        raise Forbidden("not-yours-cancel")
    if not await end(job, member.user):
        raise Mistake("too-late-to-cancel", job=job.id)
    if member.user != job.user:
        return Reply(say(member.locale, "cancelled-theirs", job=job.id, name=job.name), private=True)
    settings = await house.settings(member)
    allowance = (await house.allowances(member, settings))[0]
    used = house.used(member.locale, allowance, settings)
    return Reply(say(member.locale, "cancelled-yours", job=job.id, used=used), private=True)


async def everything(house: House, member: Member, user: str, end: End) -> int:
    """Of a user in the community of `member`, who says so; how many it were."""
    jobs = await house.store.line(key_of(member), user)
    return sum([await end(job, member.user) for job in jobs])

"""What a grid or a tile was made from, and what was made from it, as far as a member may see it."""

from __future__ import annotations

from bot.context import BotContext
from bot.member import Member
from bot.policy.access import may_see
from bot.replies import job_replies
from bot.replies.messages import say
from bot.store import Job

MAX_READ, MAX_NAMED = 50, 9
"""Grids that were made from one: how many are looked at, and how many are named, the newest first."""


async def related(context: BotContext, member: Member, job: Job, tile: int = 0) -> list[str]:
    """A line for each direction in which there is something. Args: tile: 0 is the grid with all its tiles."""
    lines = [job_replies.made_from(job, member.locale)] if job.parent else []
    made = await context.store.gallery.children(job, tile, MAX_READ)
    seen = [one.id for one in made if may_see(member, one.member, one.address)]
    if seen:
        lines.append(say(member.locale, "made-into", children=", ".join(seen[:MAX_NAMED])))
    return lines

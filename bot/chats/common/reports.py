"""Shows moderators what members report. Handlers say what the message is (`Reply.report`), chats where it goes."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Protocol

import structlog

from bot.bot import Bot
from bot.chats.common.failures import CommunityGone, Unavailable, Undeliverable
from bot.chats.common.retries import RetryPolicy
from bot.member import Member
from bot.reply import Reply, Report

log = structlog.get_logger(__name__)

MAX_TRIES = 3
"""Of a report, as its reporter waits for an answer."""


class ReportChannels(Protocol):
    """How a chat posts a report where moderators see it."""

    platform: str

    async def report(self, member: Member, report: Report) -> str:
        """Returns the address of its message, "" if that is unknown. Raises Unavailable, Undeliverable."""
        ...


class Reports:
    def __init__(self, bot: Bot, channels: ReportChannels, policy: RetryPolicy) -> None:
        self._bot = bot
        self._channels = channels
        self._policy = policy

    async def of(self, member: Member, replies: AsyncGenerator[Reply, None]) -> AsyncGenerator[Reply, None]:
        """The replies. One that reports something comes when that is posted, or says that it is not."""
        async with aclosing(replies):
            async for reply in replies:
                yield reply if reply.report is None else await self._posted(member, reply, reply.report)

    async def _posted(self, member: Member, reply: Reply, report: Report) -> Reply:
        try:
            address = await self._policy.call(lambda: self._channels.report(member, report), "report", tries=MAX_TRIES)
            if not await self._bot.records.reported(report.job, member.user, address, report.about):
                await self._bot.late(self._channels.platform, report.job, address)  # it was deleted meanwhile
        except (Unavailable, Undeliverable, CommunityGone) as error:
            log.warning("report undeliverable", community=member.community, job=report.job, why=str(error))
            return report.refused
        finally:
            self._bot.context.post_keys.release(report.key)
        return reply


async def judged(
    bot: Bot, platform: str, replies: AsyncGenerator[Reply, None], address: str
) -> AsyncGenerator[Reply, None]:
    """The replies to Remove and Dismiss on a report at this address: it goes, too, also if its grid is not kept any
    more, and neither is where it was reported."""
    async with aclosing(replies) as running:
        async for reply in running:
            if reply.gone and reply.job:
                await bot.late(platform, reply.job, address)
            yield reply

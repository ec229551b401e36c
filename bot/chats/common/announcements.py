"""What moderators do, posted in their log channel. The handler says what there is to announce (`Reply.announce`)."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable, Coroutine
from contextlib import aclosing
from functools import partial
from typing import Any, Protocol

import structlog

from bot.chats.common.errors import CommunityGone, Unavailable, Undeliverable
from bot.chats.common.retries import RetryPolicy
from bot.member import Member
from bot.reply import Announcement, Reply
from inference.api import NonetError

log = structlog.get_logger(__name__)

MAX_TRIES = 3


class LogChannels(Protocol):
    """How a chat posts into a channel that moderators have named."""

    async def announce(self, member: Member, channel: str, text: str, key: str) -> None:
        """Raises Unavailable, Undeliverable (`why`, if any, is said to the moderator)."""
        ...


class Announcements:
    """Args: start: runs work beside everything else, for as long as the chat is served."""

    def __init__(
        self,
        channels: LogChannels,
        policy: RetryPolicy,
        start: Callable[[Coroutine[Any, Any, list[str]]], asyncio.Task[list[str]]],
    ) -> None:
        self._channels = channels
        self._policy = policy
        self._start = start

    async def of(self, member: Member, replies: AsyncGenerator[Reply, None]) -> AsyncGenerator[Reply, None]:
        """The replies. What one of them announces is posted meanwhile; where that fails, one more says so."""
        async with aclosing(replies):
            async for reply in replies:
                posted = self._start(self._post(member, reply.announce)) if reply.announce else None
                yield reply
                if posted is not None and (failed := await asyncio.shield(posted)):
                    yield Reply("\n".join(failed), private=True)

    async def _post(self, member: Member, announcement: Announcement) -> list[str]:
        """Why it is not where it should be, in sentences."""
        posts = [self._post_in(member, channel, announcement) for channel in announcement.channels]
        return [why for why in await asyncio.gather(*posts) if why]

    async def _post_in(self, member: Member, channel: str, announcement: Announcement) -> str:
        facts = {"community": member.community, "channel": channel}
        post = partial(self._channels.announce, member, channel, announcement.text, announcement.id)
        try:
            await self._policy.call(post, "announcement", tries=MAX_TRIES)
        except Undeliverable as error:
            log.warning("announcement undeliverable", **facts, why=str(error))
            return error.why
        except (Unavailable, CommunityGone, NonetError) as error:
            log.warning("announcement failed", **facts, why=str(error))
        return ""

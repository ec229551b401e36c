"""Posts what moderators do in their log channel. Handlers say what is to be announced (`Reply.announce`)."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable, Coroutine
from contextlib import aclosing
from dataclasses import replace
from functools import partial
from typing import Any, Protocol

import structlog

from bot.chats.common.failures import CommunityGone, Unavailable, Undeliverable
from bot.chats.common.retries import RetryPolicy
from bot.member import Member
from bot.reply import Announcement, Reply
from inference.api import NonetError

log = structlog.get_logger(__name__)

MAX_TRIES = 3
MAX_WAIT_SECONDS = 2.0
"""For which a reply waits for its announcement."""


class LogChannels(Protocol):
    """How a chat posts into a channel that moderators have named."""

    async def announce(self, member: Member, channel: str, text: str, key: str) -> None:
        """Raises Unavailable, Undeliverable (its `why`, if any, is shown to the moderator)."""
        ...


class Announcements:
    """Args: start: runs a coroutine as a task of the chat."""

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
        """The replies. One that announces something also says if that failed; it waits a little to know."""
        async with aclosing(replies):
            async for reply in replies:
                failed: list[str] = []
                if reply.announce:
                    posting = self._start(self._post(member, reply.announce))
                    done, _ = await asyncio.wait({posting}, timeout=MAX_WAIT_SECONDS)
                    if done and posting.exception() is None and member.moderator:
                        failed = posting.result()
                yield replace(reply, text="\n".join([reply.text, *failed])) if failed else reply

    async def _post(self, member: Member, announcement: Announcement) -> list[str]:
        """Posts it in all its channels. Returns sentences about those where it failed."""
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

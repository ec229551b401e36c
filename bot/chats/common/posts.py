"""Tiles that a command posts in another place than where it is answered, and what became of all posted tiles.

The bot has written down each one before it is posted here. A chat that does not answer leaves it so: whether a message
is there is looked up later, and until then the same press posts nothing.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import replace
from typing import Protocol

import structlog

from bot.bot import Bot
from bot.chats.common.delivery import Surface
from bot.chats.common.failures import CommunityGone, Unavailable, Undeliverable
from bot.chats.common.removals import RemovalWorker
from bot.chats.common.retries import RetryPolicy
from bot.chats.common.vote_counts import VoteCounts
from bot.member import Member
from bot.replies.messages import say
from bot.reply import Post, Reply

log = structlog.get_logger(__name__)

MAX_TRIES = 4
"""Of a post, as its presser waits for an answer."""
REMOVED_SECONDS = 0.9
"""For which the answer of a withdrawal waits for the messages to be removed."""
UNSETTLED_SECONDS = 900.0
"""After so long, no process can still be posting a tile."""
ORPHANED_SECONDS = 60.0
"""After so long, what a process of this installation sent before it ended has arrived, or never will."""


class Places(Protocol):
    """How a chat posts in a place; `Messages.find` says whether it did."""

    platform: str

    def posting(self, address: str) -> Surface | None:
        """A message that will be there; None if the address is unreadable."""
        ...

    async def find(self, address: str, share: str, since: float) -> str:
        """As Messages.find."""
        ...


class Posts:
    def __init__(
        self, bot: Bot, places: Places, policy: RetryPolicy, removals: RemovalWorker, counts: VoteCounts
    ) -> None:
        self._bot = bot
        self._places = places
        self._policy = policy
        self._removals = removals
        self._counts = counts

    async def of(self, member: Member, replies: AsyncGenerator[Reply, None]) -> AsyncGenerator[Reply, None]:
        """The replies. One that posts something elsewhere comes when that is done, or says why it is not; one that
        withdraws something says where it still is."""
        async with aclosing(replies):
            async for reply in replies:
                if reply.voted:
                    self._counts.due()
                if reply.post is not None:
                    yield await self._posted(member, reply, reply.post)
                elif reply.withdrawn:
                    yield await self._withdrawn(member, reply)
                else:
                    yield reply

    async def _posted(self, member: Member, reply: Reply, post: Post) -> Reply:
        surface = self._places.posting(post.address)
        facts = {"job": reply.job, "share": post.reply.share}
        try:
            if surface is None:
                raise Undeliverable("unreadable address")
            await self._policy.call(lambda: surface.show(post.reply, _unrecorded), "share", tries=MAX_TRIES)
            if surface.address == post.address:  # its answer was lost
                raise Unavailable("no answer")
        except Undeliverable as error:
            log.warning("tile could not be shared", **facts, why=str(error))
            await self._bot.unshared(post.reply)
            return await post.refused() if post.refused else Reply(say(member.locale, "share-refused"), private=True)
        except (Unavailable, CommunityGone) as error:
            log.warning("tile may be shared", **facts, why=str(error))
            return reply if post.refused else Reply(say(member.locale, "share-unsure", job=reply.job), private=True)
        if not await self._bot.shared(self._places.platform, post.reply, surface.address, surface.shown):
            self._removals.due()
            return Reply(say(member.locale, "no-such-job", job=reply.job), private=True)
        return reply

    async def _withdrawn(self, member: Member, reply: Reply) -> Reply:
        left = await self._removals.settled(reply.withdrawn, REMOVED_SECONDS)
        if not left:
            return reply
        places = ", ".join(f"#{name}" for name in left)
        return replace(reply, text=f"{reply.text}\n{say(member.locale, 'still-visible', channels=places)}")

    async def settle(self) -> None:
        """Looks for tiles that some process was about to post, and died. What cannot be looked for counts as posted."""
        now, platform = self._bot.context.clock(), self._places.platform
        due = await self._bot.records.unsettled(platform, now - UNSETTLED_SECONDS, now - ORPHANED_SECONDS)
        for share in due:
            try:
                address = await self._places.find(share.address, share.id, share.at)
            except Unavailable as error:
                log.info("posted tile not looked up yet", share=share.id, why=str(error))
                continue
            except (Undeliverable, CommunityGone) as error:
                log.warning("posted tile cannot be looked up", share=share.id, why=str(error))
                address = share.address
            await self._bot.records.settled(share, address)


async def _unrecorded(address: str) -> None:
    """The row is there already."""

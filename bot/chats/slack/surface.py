"""A reply's way to people in Slack: public ones in one message, private ones to their asker alone."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import structlog

from bot.chats.common.delivery import Record
from bot.chats.common.failures import Undeliverable
from bot.chats.common.feed import FINAL
from bot.chats.slack.address import SlackAddress
from bot.chats.slack.api import Away, Declined, Removed, SlackError
from bot.chats.slack.message import SlackMessage, Wire
from bot.chats.slack.private_replies import PrivateReplies
from bot.replies.messages import say
from bot.reply import Reply

log = structlog.get_logger(__name__)

NOT_HERE = frozenset({"not_in_channel", "channel_not_found"})
"""Inviting the app helps."""
EDIT_SECONDS = 6.0
"""For an edit that is not the last one: the end waits for it, or it would arrive on top of the pictures."""


class SlackSurface:
    """Args:
    address: where to answer; with `ts`, where the message is.
    since: when an earlier process may have posted it first (seconds since 1970), without recording where.
    """

    def __init__(self, wire: Wire, address: SlackAddress, locale: str, *, since: float | None = None) -> None:
        self._wire = wire
        self._locale = locale
        self._since = since
        self._message = SlackMessage(wire, address, locale, since=since)
        self._private = PrivateReplies(wire, address, locale)
        self._rested = since is None

    @property
    def address(self) -> str:
        return str(replace(self._message.address, response_url="", expires=0.0, uses=0))

    @asynccontextmanager
    async def room(self, reply: Reply) -> AsyncIterator[None]:
        """Its preview is uploaded, Slack asks for no patience, and nobody else waits for the channel."""
        at = self._message.address
        if not at.ts:
            yield
            return
        await self._message.prepare(reply)
        await self._wire.api.progress(at.team, "chat.update")
        async with self._wire.throttle.progress(at.channel):
            yield

    async def show(self, reply: Reply, record: Record) -> None:
        if not self._rested:  # a process that is gone may have written just now
            self._rested = True
            await asyncio.sleep(self._wire.throttle.seconds)
        if reply.private:
            await self._say(reply)
        elif reply.state in FINAL:
            await self._finish(reply, record)
        else:
            await self._show(reply, record)

    async def fall_back(self, reply: Reply, error: Undeliverable, record: Record) -> str:
        """In the direct messages with who asked."""
        at = self._private.address
        try:
            place = SlackAddress(at.team, await self._private.direct(), at.user)
            message = SlackMessage(self._wire, place, self._locale, since=self._since)
            await message.finish(reply, record, note=error.why)
        except Removed:
            raise
        except Declined as neither:  # they have left: it is kept for /again
            raise Undeliverable(str(neither)) from neither
        return str(message.address)

    async def close(self) -> None:
        await self._message.close()

    async def _say(self, reply: Reply) -> None:
        try:
            await self._private.say(reply)
        except Removed:
            raise
        except SlackError as error:  # also Unheard: said once more, its files would come twice
            raise Undeliverable(str(error)) from error

    async def _show(self, reply: Reply, record: Record) -> None:
        posted = bool(self._message.address.ts)
        try:
            if not posted:
                await self._message.begin(reply, record)
                return
            async with asyncio.timeout(EDIT_SECONDS):
                await self._message.edit(reply)
        except TimeoutError:
            raise Away("chat.update", f"no answer within {EDIT_SECONDS:g} s") from None
        except Removed:
            raise
        except Declined as error:
            name = "slack-invite" if error.error in NOT_HERE else "slack-cannot-post"
            self._message.unknown = self._message.unknown or not posted
            raise Undeliverable(str(error), say(self._locale, name), unposted=not posted) from error

    async def _finish(self, reply: Reply, record: Record) -> None:
        if reply.state == "ended" and self._message.unknown and not self._message.address.ts:
            return  # nobody saw it begin
        try:
            await self._message.finish(reply, record)
        except Removed:
            raise
        except Declined as error:
            why = say(self._locale, "slack-archived" if error.error == "is_archived" else "slack-not-there")
            raise Undeliverable(str(error), say(self._locale, "slack-delivered-here", why=why)) from error

"""A reply's way to people in Slack: public ones in one message, private ones to their asker alone."""

from __future__ import annotations

import asyncio
import json
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

REASONS = {
    "is_archived": "slack-archived",
    "not_in_channel": "slack-not-there",
    "channel_not_found": "slack-not-there",
    "restricted_action": "slack-restricted",
}
"""Slack's words for why the app may not post in a place; there are more that begin like the last one."""
WAITED_SECONDS = 120.0
"""After so long whoever asked is looking elsewhere, and Slack notifies nobody of an edit."""
EDIT_SECONDS = 6.0
"""For an edit that is not the last one: the end waits for it, or it would arrive on top of the pictures."""


class SlackSurface:
    """Args:
    address: where to answer; with `ts`, where the message is.
    since: when an earlier process may have posted it first (seconds since 1970), without recording where.
    in_place: as for PrivateReplies.
    """

    def __init__(
        self, wire: Wire, address: SlackAddress, locale: str, *, since: float | None = None, in_place: bool = False
    ) -> None:
        self._wire = wire
        self._locale = locale
        self._since = since
        self._message = SlackMessage(wire, address, locale, since=since)
        self._private = PrivateReplies(wire, address, locale, in_place=in_place)
        self._rested = since is None
        self._ready: Reply | None = None  # the end of a job that took minutes, of which nobody was notified

    @property
    def address(self) -> str:
        return str(replace(self._message.address, response_url="", expires=0.0, uses=0))

    @property
    def shown(self) -> str:
        return json.dumps(self._message.shown) if self._message.shown else ""

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
        """In the direct messages with who asked; or else to them alone where they asked."""
        at = self._private.address
        try:
            place = SlackAddress(at.team, await self._private.direct(), at.user)
            message = SlackMessage(self._wire, place, self._locale, since=self._since)
            await message.finish(reply, record, note=error.why)
        except Removed:
            raise
        except Declined as neither:
            log.info("no direct message", user=at.user, why=str(neither))
            await self._say(replace(reply, text=f"{error.why}\n{reply.text}".strip()))
            return ""
        return str(message.address)

    async def close(self) -> None:
        await self._message.close()
        if self._ready is not None:
            reply, self._ready = self._ready, None
            await self._private.notify(reply, self._message.address)

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
            self._message.unknown = self._message.unknown or not posted
            raise Undeliverable(str(error), self._why_not_posted(error), unposted=not posted) from error

    async def _finish(self, reply: Reply, record: Record) -> None:
        at = self._message.address
        if reply.state == "ended" and self._message.unknown and not at.ts:
            return  # nobody saw it begin
        try:
            await self._message.finish(reply, record)
        except Removed:
            raise
        except Declined as error:
            why = say(self._locale, _reason(error), error=error.error)
            raise Undeliverable(str(error), say(self._locale, "slack-delivered-here", why=why)) from error
        if at.ts and at.ts == self._message.address.ts and self._wire.clock() - float(at.ts) > WAITED_SECONDS:
            self._ready = reply

    def _why_not_posted(self, error: Declined) -> str:
        """Before anything is drawn."""
        if _reason(error) == "slack-refused":
            return say(self._locale, "slack-refused-post", error=error.error)
        if _reason(error) != "slack-not-there":
            return say(self._locale, "slack-cannot-post")
        direct = self._message.address.channel.startswith("D")
        return say(self._locale, "slack-elsewhere" if direct else "slack-invite")


def _reason(error: Declined) -> str:
    """The sentence that says why the app may not post in a place; anything else is between Slack and us."""
    if error.error.startswith("restricted_action"):
        return REASONS["restricted_action"]
    return REASONS.get(error.error, "slack-refused")

"""Replies on their way out: every command of Slack's, and every word of our own, through one door."""

from __future__ import annotations

import asyncio

from bot.chats.common.deliveries import Deliveries
from bot.chats.slack.address import SlackAddress
from bot.chats.slack.message import Wire
from bot.chats.slack.middleware import Middleware
from bot.chats.slack.surface import SlackSurface
from bot.commands import Command, Member, Reply


class Outbound:
    def __init__(self, deliveries: Deliveries, wire: Wire, middleware: Middleware) -> None:
        self.deliveries = deliveries
        self._wire = wire
        self._middleware = middleware

    def tell(self, command: Command, address: SlackAddress) -> asyncio.Task[None]:
        """All of a command's replies, until the last one is where it belongs."""
        surface = SlackSurface(self._wire, address, command.member.locale)
        return self.deliveries.deliver(command.member, self._middleware.handle(command), surface)

    def answer(self, member: Member, reply: Reply, address: SlackAddress) -> asyncio.Task[None]:
        """One reply."""
        return self.deliveries.answer(member, reply, SlackSurface(self._wire, address, member.locale))

    async def collect(self, command: Command) -> list[Reply]:
        """All of a command's replies, for a page or form that shows them itself."""
        return await self.deliveries.collect(command.member, self._middleware.handle(command))

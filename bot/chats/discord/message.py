"""One message of ours: where it is, and how a reply gets there, by whichever token still may."""

from __future__ import annotations

from dataclasses import replace

import discord
import structlog

from bot.chats.common.delivery import Record
from bot.chats.common.errors import JobDeleted
from bot.chats.common.feed import ENDS, FINAL
from bot.chats.discord import transport
from bot.chats.discord.address import DiscordAddress
from bot.chats.discord.api_errors import ApiFailure
from bot.chats.discord.member import PLATFORM
from bot.chats.discord.rendering import RenderedReply
from bot.chats.discord.session import Session

log = structlog.get_logger("bot.chats.discord")


class DiscordMessage:
    """Args:
    at: where it is, as far as we know; it changes as we learn more.
    """

    def __init__(self, session: Session, at: DiscordAddress) -> None:
        self._session = session
        self.at = at

    async def show(self, client: discord.Client, page: RenderedReply, record: Record) -> None:
        """One attempt. Raises ApiFailure of the kind "token" where no token is left that may show it; JobDeleted."""
        at, reply = self.at, page.reply
        end = bool(reply.job) and reply.state in ENDS
        if at.own:
            await self._session.own_requests.acquire()
            self.at = await transport.edited_own(client, at, page, self._seconds(page))
        elif at.alive(self._session.clock()):
            self.at = await transport.edited(client, at, page, self._seconds(page))
        elif not reply.job or reply.private or reply.state == "note":
            raise ApiFailure("token", text="the interaction is over")
        elif at.message and not end:
            return  # it keeps what it says until the end, which is a message of its own
        else:
            await self._post(client, page, record, f"{reply.job}-end" if at.message else reply.job)

    async def write(self, client: discord.Client, page: RenderedReply) -> DiscordAddress:
        """A direct message to the asker. Raises ApiFailure."""
        async with self._session.direct_messages:
            await self._session.own_requests.acquire()
            channel = await transport.direct(client, self.at.user, self._session.times.edit)
            await self._session.own_requests.acquire()
            nonce = f"{page.reply.job}-letter"
            sent = await transport.written(client, channel, page, nonce, self._seconds(page))
        return DiscordAddress(self.at.user, channel, message=sent, own=True)

    def _seconds(self, page: RenderedReply) -> float:
        times = self._session.times
        return times.upload if page.files and page.reply.state in FINAL else times.edit

    async def _post(self, client: discord.Client, page: RenderedReply, record: Record, nonce: str) -> None:
        """By the bot itself, once: what we are about to do is recorded, and looked for if we come again."""
        job, ends, seconds = page.reply.job, page.reply.state in ENDS, self._seconds(page)
        posting, self.at = self.at.posting, replace(self.at, posting=self.at.posting or ends)
        if ends:
            try:
                await record(self.at.json())
            except JobDeleted:
                there = await self._found(client, job) if posting else None
                if there is not None:  # it came, and we did not hear of it
                    await self._session.bot.late(PLATFORM, job, there.json())
                raise
        if posting:
            there = await self._found(client, job)
            if there is not None:
                await self._session.own_requests.acquire()
                self.at = await transport.edited_own(client, there, page, seconds)
                return
        await self._session.own_requests.acquire()
        try:
            self.at = await transport.posted(client, self.at, page, nonce, seconds)
        except ApiFailure as failure:
            if failure.kind != "place" or not self.at.message:
                raise
            # A reply needs the right to read the channel's history; a message of its own does not.
            log.info("no reply is possible there; posting without", job=job, why=str(failure))
            await self._session.own_requests.acquire()
            self.at = await transport.posted(client, self.at, page, nonce, seconds, reply=False)

    async def _found(self, client: discord.Client, job: str) -> DiscordAddress | None:
        """What an earlier process may have posted."""
        await self._session.own_requests.acquire()
        try:
            return await transport.found(client, self.at, job, self._session.times.edit)
        except ApiFailure as failure:
            if failure.kind != "place":
                raise
            log.info("cannot look whether it is posted already; its nonce guards it", job=job, why=str(failure))
            return None

"""One message of the bot's: where it is, and how it is shown with whichever token still works."""

from __future__ import annotations

from dataclasses import replace

import discord
import structlog

from bot.chats.common.delivery import Record
from bot.chats.common.failures import JobDeleted
from bot.chats.common.feed import ENDS, FINAL
from bot.chats.discord import transport
from bot.chats.discord.address import DiscordAddress
from bot.chats.discord.api_errors import ApiFailure
from bot.chats.discord.identity import PLATFORM
from bot.chats.discord.rendering import RenderedReply
from bot.chats.discord.session import Session
from bot.replies.messages import say
from bot.reply import Reply

log = structlog.get_logger("bot.chats.discord")


class DiscordMessage:
    """Args:
    at: where it is, as far as we know; it changes as we learn more.
    """

    def __init__(self, session: Session, at: DiscordAddress) -> None:
        self._session = session
        self.at = at
        self._first: DiscordAddress | None = None  # which the collage answers, and which still shows its progress

    async def show(self, client: discord.Client, page: RenderedReply, record: Record) -> None:
        """One attempt. Raises ApiFailure of the kind "token" where no token is left that may show it; JobDeleted."""
        at, reply = self.at, page.reply
        if at.own:
            await self._session.own_requests.acquire()
            self.at = await transport.edit_message(client, at, page, self._seconds(page))
        elif at.alive(self._session.clock()):
            self.at = await transport.edit_answer(client, at, page, self._seconds(page))
        elif reply.share and not at.application:  # in another channel than where its button was pressed
            await self._session.own_requests.acquire()
            nonce = f"share-{reply.share}"
            self.at = await transport.post_message(client, at, page, nonce, self._seconds(page), reply=False)
        elif not reply.job or reply.private or reply.state == "note":
            raise ApiFailure("token", text="the interaction is over")
        elif at.message and reply.state != "drawn":
            await self._session.own_requests.acquire()
            await transport.edit_message(client, at, page, self._seconds(page))
        else:
            self._first = at if at.message else None
            await self._post(client, page, record, f"{reply.job}-end" if at.message else reply.job)
        await self.close_first(client, page.reply)

    async def close_first(self, client: discord.Client, reply: Reply) -> None:
        """Where the collage is elsewhere, the first message shows no more progress and no Cancel, and is removed with
        the grid. Raises ApiFailure if that can be tried again."""
        session, first, job, locale = self._session, self._first, reply.job, self.at.locale
        if first is None:
            return
        pointer = RenderedReply(Reply(say(locale, "discord-your-pictures", job=job), state="drawn"), (), locale)
        await session.own_requests.acquire()
        try:
            await transport.edit_message(client, first, pointer, session.times.edit)
        except ApiFailure as failure:
            if failure.kind == "again":
                raise
            log.info("first message cannot be edited", job=job, why=str(failure))
        self._first = None
        there = replace(first.without_token(), own=True, posting=False).json()
        if not await session.bot.shared(PLATFORM, reply, there):
            await session.bot.late(PLATFORM, job, there)

    async def write(self, client: discord.Client, page: RenderedReply) -> DiscordAddress:
        """A direct message to the asker. Raises ApiFailure."""
        async with self._session.direct_messages:
            await self._session.own_requests.acquire()
            channel = await transport.open_direct_channel(client, self.at.user, self._session.times.edit)
            await self._session.own_requests.acquire()
            nonce = f"{page.reply.job}-letter"
            sent = await transport.send_direct_message(client, channel, page, nonce, self._seconds(page))
        return DiscordAddress(self.at.user, channel, message=sent, own=True)

    def _seconds(self, page: RenderedReply) -> float:
        times = self._session.times
        return times.upload if page.files and page.reply.state in FINAL else times.edit

    async def _post(self, client: discord.Client, page: RenderedReply, record: Record, nonce: str) -> None:
        """Posts with the bot's token, once: the attempt is recorded before, and looked for after a restart."""
        job, ends, seconds = page.reply.job, page.reply.state in ENDS, self._seconds(page)
        posting, self.at = self.at.posting, replace(self.at, posting=self.at.posting or ends)
        if ends:
            try:
                await record(self.at.json())
            except JobDeleted:
                there = await self._found(client, job) if posting else None
                if there is not None:  # posted, but the response was lost
                    await self._session.bot.late(PLATFORM, job, there.json())
                raise
        if posting:
            there = await self._found(client, job)
            if there is not None:
                await self._session.own_requests.acquire()
                self.at = await transport.edit_message(client, there, page, seconds)
                return
        await self._session.own_requests.acquire()
        try:
            self.at = await transport.post_message(client, self.at, page, nonce, seconds)
        except ApiFailure as failure:
            if failure.kind != "place" or not self.at.message:
                raise
            # A reply needs the right to read the channel's history; a message of its own does not.
            log.info("cannot reply there; posting without reference", job=job, why=str(failure))
            await self._session.own_requests.acquire()
            self.at = await transport.post_message(client, self.at, page, nonce, seconds, reply=False)

    async def _found(self, client: discord.Client, job: str) -> DiscordAddress | None:
        """What an earlier process may have posted."""
        await self._session.own_requests.acquire()
        try:
            return await transport.find_message(client, self.at, job, self._session.times.edit)
        except ApiFailure as failure:
            if failure.kind != "place":
                raise
            log.info("cannot read the channel; relying on the nonce", job=job, why=str(failure))
            return None

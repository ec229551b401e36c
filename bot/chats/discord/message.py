"""One message of ours: where it is, and how it gets there, by whichever token still may."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace

import discord
import structlog

from bot.chats.discord import transport
from bot.chats.discord.address import DiscordAddress
from bot.chats.discord.api_errors import ApiFailure
from bot.chats.discord.member import PLATFORM
from bot.chats.discord.rendering import RenderedReply
from bot.chats.discord.session import Session
from bot.reply import Reply
from inference.api import NonetError

ENDS = ("drawn", "ended")
FINAL = (*ENDS, "note")
MOST_TRIES = 6
"""For what is not the end of a job, and may get lost."""

log = structlog.get_logger("bot.chats.discord")


class DiscordMessage:
    """Args:
    at: where it is, as far as we know; it changes as we learn more.

    `letter` is where its end went instead, if it had to; what was there before may still be there, too.
    """

    def __init__(self, desk: Session, at: DiscordAddress) -> None:
        self._desk = desk
        self.at = at
        self.letter: DiscordAddress | None = None
        self._kept: DiscordAddress | None = None  # as the store knows it

    async def remember(self, reply: Reply) -> None:
        """The job's row says where its message is, so that another process can end it."""
        if reply.job and reply.state in ("waiting", "drawing") and self.at != self._kept:
            self._kept = self.at
            await self.written(self._desk.bot.addressed, reply.job)

    async def written(self, write: Callable[[str, str, str], Awaitable[bool]], job: str) -> bool:
        """What the store does not take now is tried again; people see their pictures all the same.

        False: the job is deleted, and what there is of its message is taken away.
        """
        for tries in range(MOST_TRIES):
            try:
                if await write(PLATFORM, job, self.at.json()):
                    return True
                await self._desk.sweep()
                return False
            except NonetError as error:
                log.warning("the store did not take where a message is", job=job, error=str(error))
                await asyncio.sleep(self._desk.times.pause(tries, 0.0))
        log.error("the store never took where a message is", job=job)
        return True

    async def show(self, client: discord.Client, page: RenderedReply, end: bool, letter: bool) -> bool:
        """One attempt. Raises Trouble. False: there is nowhere to show it."""
        at, times, job = self.at, self._desk.times, page.reply.job
        seconds = times.upload if page.files and page.reply.state in FINAL else times.edit
        if letter:
            await self._written_to(client, page, seconds)
        elif at.own:
            await self._desk.ours.acquire()
            self.at = await transport.edited_own(client, at, page, seconds)
        elif at.alive(self._desk.clock()):
            self.at = await transport.edited(client, at, page, seconds)
        elif not job or page.reply.private or page.reply.state == "note" or (at.message and not end):
            return False
        else:
            await self._post(client, page, seconds, f"{job}-end" if at.message else job)
        return True

    async def _written_to(self, client: discord.Client, page: RenderedReply, seconds: float) -> None:
        """A direct message to the asker."""
        async with self._desk.letters:
            await self._desk.ours.acquire()
            channel = await transport.direct(client, self.at.user, self._desk.times.edit)
            await self._desk.ours.acquire()
            sent = await transport.written(client, channel, page, f"{page.reply.job}-letter", seconds)
        self.letter = DiscordAddress(self.at.user, channel, message=sent, own=True)

    async def _post(self, client: discord.Client, page: RenderedReply, seconds: float, nonce: str) -> None:
        """By the bot itself, once: what we are about to do is written down, and looked for if we come again."""
        job, ends = page.reply.job, page.reply.state in ENDS
        posting, self.at = self.at.posting, replace(self.at, posting=self.at.posting or ends)
        if ends and not await self.written(self._desk.bot.addressed, job):
            there = await self._found(client, job) if posting else None
            if there is not None:  # it came, and we did not hear of it
                await self._desk.take_away(there.json(), job)
            return
        if posting:
            there = await self._found(client, job)
            if there is not None:
                await self._desk.ours.acquire()
                self.at = await transport.edited_own(client, there, page, seconds)
                return
        await self._desk.ours.acquire()
        try:
            self.at = await transport.posted(client, self.at, page, nonce, seconds)
        except ApiFailure as trouble:
            if trouble.kind != "place" or not self.at.message:
                raise
            # A reply needs the right to read the channel's history; a message of its own does not.
            log.info("no reply is possible there; posting without", job=job, trouble=str(trouble))
            await self._desk.ours.acquire()
            self.at = await transport.posted(client, self.at, page, nonce, seconds, reply=False)

    async def _found(self, client: discord.Client, job: str) -> DiscordAddress | None:
        """What an earlier life of ours may have posted."""
        await self._desk.ours.acquire()
        try:
            return await transport.found(client, self.at, job, self._desk.times.edit)
        except ApiFailure as trouble:
            if trouble.kind != "place":
                raise
            log.info("cannot look whether it is posted already; its nonce guards it", job=job, trouble=str(trouble))
            return None

"""One command's replies, told in one message: answered at once or "thinking", edited at a pace, ended whatever happens.

The newest reply is all that counts: frames that nobody had time for are never sent, the end always is. An end that
cannot be shown in its message is posted by the bot itself, else written to the asker, else kept for /again.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Coroutine
from contextlib import AbstractAsyncContextManager, aclosing, nullcontext
from dataclasses import replace
from typing import Any

import discord
import structlog

from bot.chats.discord import transport
from bot.chats.discord.ack import within
from bot.chats.discord.address import DiscordAddress
from bot.chats.discord.api_errors import ApiFailure
from bot.chats.discord.delivery_errors import does_not_fit, why
from bot.chats.discord.message import ENDS, FINAL, MOST_TRIES, DiscordMessage
from bot.chats.discord.rendering import RenderedReply, rendered
from bot.chats.discord.session import Session
from bot.chats.discord.throttle import ChannelThrottle
from bot.reply import Reply
from inference.api import NonetError

SMALLEST = 16 * 1024
"""Bytes; a server that takes no picture of this size takes none."""

log = structlog.get_logger("bot.chats.discord")


class ReplyDelivery:
    """Args:
    replies: of one command.
    at: where to answer.
    interaction: what is to be answered within three seconds; None after a restart.
    private: how to say "thinking" while nothing is known.
    only_private: whatever the reply says (an app that only its user has brought here).
    """

    def __init__(
        self,
        desk: Session,
        replies: AsyncGenerator[Reply, None],
        at: DiscordAddress,
        interaction: discord.Interaction[Any] | None = None,
        *,
        private: bool = False,
        only_private: bool = False,
    ) -> None:
        self._desk = desk
        self._replies = replies
        self._message = DiscordMessage(desk, at)
        self._interaction = interaction
        self._private = private or only_private
        self._only_private = only_private
        self._thinking = False  # is all that can be seen of us
        self._unposted = False  # a tile, which may be posted by another press
        self._loud = False  # everybody sees that we are thinking
        self._bare = False  # without people's words, which the server's own rules have blocked
        self._received = asyncio.get_running_loop().time()
        self._latest: Reply | None = None
        self._told: Reply | None = None
        self._over = False
        self._news = asyncio.Event()
        self._final = asyncio.Event()  # nothing better will come

    @property
    def unended(self) -> tuple[str, DiscordAddress] | None:
        """The job whose end nobody was told, and where it is."""
        known = self._told or self._latest
        ended = self._told is not None and self._told.state in FINAL
        return (known.job, self._message.at) if known is not None and known.job and not ended else None

    async def run(self) -> None:
        reader = asyncio.create_task(self._read())
        try:
            if self._interaction is not None:
                await self._answer(self._interaction)
            await self._follow()
            if self._thinking:
                await self._unsaid()
            if self._told is not None and self._told.gone:
                await self._desk.sweep()
            if self._told is not None and self._told.shared_by and self._message.at.message and not self._unposted:
                await self._shared(self._told, self._message.at)
            if self._told is not None and self._message.letter is not None:
                await self._shared(self._told, self._message.letter)
            if reader.done():
                reader.result()  # what broke it
        finally:
            reader.cancel()
            await asyncio.gather(reader, return_exceptions=True)

    async def _shared(self, reply: Reply, at: DiscordAddress) -> None:
        """A posted tile, or a letter, goes when its grid goes, which may have been meanwhile."""
        if not await self._desk.bot.shared(reply, at.json()):
            await self._desk.take_away(at.json(), reply.job)

    async def _read(self) -> None:
        try:
            async with aclosing(self._replies) as replies:
                async for reply in replies:
                    self._latest = reply
                    self._news.set()
                    if reply.state in FINAL:
                        self._final.set()
        finally:
            self._over = True
            self._news.set()
            self._final.set()

    # --- within three seconds ----------------------------------------------------------------------------------------

    async def _answer(self, interaction: discord.Interaction[Any]) -> None:
        """With the first reply, or by saying that we are thinking."""
        times = self._desk.times
        try:
            async with asyncio.timeout_at(self._received + times.direct):
                await self._news.wait()
        except TimeoutError:
            pass
        reply = self._latest
        response = interaction.response
        if reply is None and self._over:  # a delivery that came before; that one is being answered
            if interaction.type is discord.InteractionType.component:
                await self._say(response.defer)
            return
        private = self._only_private or (self._private if reply is None else reply.private)
        if reply is not None and not reply.picture and not reply.files:
            page = RenderedReply(reply, (), self._message.at.locale)
            trouble = await self._say(lambda: response.send_message(view=page.view(), ephemeral=private))
            if trouble is None:
                self._told = reply
                await self._message.remember(reply)
            if trouble is None or trouble.kind not in ("words", "wrong", "large"):
                return
            # What it says is not taken; that we heard is, and an edit finds other words.
            self._bare = trouble.kind == "words"
        # A picture is sent by an edit, too: nobody knows how long it is on its way, and three seconds are over soon.
        self._thinking, self._loud = True, not private
        await self._say(lambda: response.defer(thinking=True, ephemeral=private))

    async def _say(self, act: Callable[[], Awaitable[Any]]) -> ApiFailure | None:
        """Answer the interaction; None if we have, as far as we know."""
        try:
            message = await within(act, self._received + self._desk.times.answer)
        except ApiFailure as trouble:
            log.warning("an interaction could not be answered", trouble=str(trouble))
            if trouble.kind == "token":
                self._message.at = self._message.at.without_token()
            return trouble
        self._message.at = replace(self._message.at, message=message)
        return None

    async def _unsaid(self) -> None:
        """We said that we are thinking, and then there was nothing to say."""
        try:
            await transport.unsaid(await self._desk.client(), self._message.at, self._desk.times.edit)
        except ApiFailure as trouble:
            log.info("thinking could not be taken back", trouble=str(trouble))

    async def _unlike(self, reply: Reply) -> None:
        """We said for all to see that we are thinking, and then it was a refusal, or there was no way to show it.

        That is the asker's alone.
        """
        if self._interaction is None:
            return
        self._thinking = False
        try:
            page = await rendered(reply, self._message.at.limit, self._message.at.locale)
            await transport.moved(self._interaction, page, self._desk.times.edit)
        except (ApiFailure, NonetError) as trouble:
            log.warning("a private answer was lost", trouble=str(trouble))

    # --- from then on ------------------------------------------------------------------------------------------------

    async def _follow(self) -> None:
        while True:
            newest = self._latest
            if newest is None or newest is self._told:
                if self._over or (newest is not None and newest.state in ENDS):
                    return
                self._news.clear()
                await self._news.wait()
                continue
            if newest.state not in FINAL:
                await self._unless_final(self._pace.progress())
            reply = await self._tell(newest)
            self._told = reply
            if reply.job and reply.state in ENDS:
                await self._message.written(self._desk.bot.posted, reply.job)
                return
            await self._message.remember(reply)

    @property
    def _pace(self) -> ChannelThrottle:
        return self._desk.paces.of(self._message.at.channel)

    def _turn(self, *, letter: bool) -> AbstractAsyncContextManager[None]:
        """What one person alone sees changes nothing in the channel, and need not wait."""
        alone = letter or (self._latest is not None and self._latest.private)
        return nullcontext() if alone else self._pace.turn()

    async def _unless_final(self, wait: Coroutine[Any, Any, None]) -> None:
        """An end does not stand in line with mere progress."""
        tasks = asyncio.ensure_future(wait), asyncio.ensure_future(self._final.wait())
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in tasks:
                task.cancel()

    async def _tell(self, reply: Reply) -> Reply:
        """Show `reply`, or what is newer when our turn has come, somewhere. Returns what it was.

        Only the end of a job is worth every effort. Every attempt takes a turn: also one that fails is a request.
        """
        page, bare, letter, note, tries = None, self._bare, False, "", 0
        while True:
            client = await self._desk.client()
            async with self._turn(letter=letter):
                if tries == 0:
                    reply = self._latest or reply
                end = reply.state in ENDS and bool(reply.job)
                if reply.private and self._loud:
                    await self._unlike(reply)
                    return reply
                page = page or await self._page(reply, bare=bare, note=note, letter=letter)
                try:
                    if not await self._message.show(client, page, end, letter) and end:
                        log.info("an answer has nowhere to go", job=reply.job)
                    self._thinking = False
                    return reply
                except ApiFailure as failed:
                    trouble = failed
            tries += 1
            message, at = self._message, self._message.at
            facts = {"job": reply.job, "state": reply.state, "tries": tries, "trouble": str(trouble)}
            match trouble.kind:
                case "again":
                    if not end and (reply.state != "note" or tries >= MOST_TRIES):
                        log.info("an answer was left out", **facts)
                        return reply
                    log.info("an answer is sent again", **facts)
                    await asyncio.sleep(self._desk.times.pause(tries, trouble.after))
                case "token" if at.token:
                    log.info("an interaction's token is dead", **facts)
                    message.at = at.without_token()
                case "gone" if at.token and not at.message:
                    log.info("a first answer never arrived", **facts)
                    message.at = at.without_token()
                case "large" if page.files and at.limit > SMALLEST:
                    limit = min(at.limit, max(len(file.data) for file in page.files)) // 2
                    log.info("a picture is made smaller", limit=limit, **facts)
                    message.at, page = replace(at, limit=limit), None
                case "words" | "wrong" if not bare:
                    log.warning("an answer is shown without people's words", **facts)
                    bare, page = True, None
                    self._bare = self._bare or trouble.kind == "words"  # and of what comes after it
                case "done":
                    log.info("an answer was there already", **facts)
                    self._thinking = False
                    return reply
                case _:
                    log.warning("an answer could not be shown", letter=letter, **facts)
                    if reply.shared_by:
                        self._unposted = True
                        self._desk.bot.unshared(reply)
                    if reply.state == "note" and self._thinking and trouble.kind != "gone":
                        await self._unlike(Reply(why(client, at, trouble), private=True))
                    if letter or reply.state != "drawn" or not end:
                        return reply
                    if not await self._message.written(self._desk.bot.addressed, reply.job):
                        return reply  # that is why it could not be shown
                    letter, note, page = True, why(client, at, trouble), None

    async def _page(self, reply: Reply, *, bare: bool, note: str, letter: bool) -> RenderedReply:
        at = self._message.at
        if letter and at.guild:  # in direct messages, nothing of a server's is known
            reply = replace(reply, tiles=0, buttons=())
        if letter and at.adult and reply.picture is not None:
            reply = replace(reply, picture=replace(reply.picture, spoiler=True))
        try:
            return await rendered(reply, at.limit, at.locale, bare=bare, note=note)
        except NonetError as error:
            log.warning("a file does not fit", job=reply.job, error=str(error))
            return RenderedReply(replace(reply, picture=None), (), at.locale, note=does_not_fit(at, reply))

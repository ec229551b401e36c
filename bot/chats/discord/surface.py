"""A reply's way to people at Discord: answered at once or "thinking", then edited, with whatever Discord refuses left
out: the token, the size of a picture, people's words."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager, nullcontext
from dataclasses import replace
from typing import Any

import discord
import structlog

from bot.chats.common.delivery import Record
from bot.chats.common.errors import Unavailable, Undeliverable
from bot.chats.common.feed import ENDS, ReplyFeed
from bot.chats.discord import transport
from bot.chats.discord.ack import within
from bot.chats.discord.address import DiscordAddress
from bot.chats.discord.api_errors import ApiFailure
from bot.chats.discord.delivery_errors import does_not_fit, why
from bot.chats.discord.message import DiscordMessage
from bot.chats.discord.rendering import RenderedReply, rendered
from bot.chats.discord.session import Session
from bot.reply import Reply
from inference.api import NonetError

MIN_LIMIT = 16 * 1024
"""Bytes; a server that takes no picture of this size takes none."""

log = structlog.get_logger("bot.chats.discord")


class DiscordSurface:
    """Args:
    at: where to answer.
    interaction: what is to be answered within three seconds; None after a restart.
    private: how to say "thinking" while nothing is known.
    only_private: whatever the reply says (an app that only its user has brought here).
    """

    def __init__(
        self,
        session: Session,
        at: DiscordAddress,
        interaction: discord.Interaction[Any] | None = None,
        *,
        private: bool = False,
        only_private: bool = False,
    ) -> None:
        self._session = session
        self._message = DiscordMessage(session, at)
        self._interaction = interaction
        self._private = private or only_private
        self._only_private = only_private
        self._thinking = False  # is all that can be seen of us
        self._loud = False  # everybody sees that we are thinking
        self._bare = False  # without people's words, which the server's own rules have blocked
        self._received = asyncio.get_running_loop().time()
        self._held: AsyncExitStack | None = None  # the turn that `room` waited for

    @property
    def address(self) -> str:
        return self._message.at.json()

    # --- within three seconds ----------------------------------------------------------------------------------------

    async def acknowledge(self, feed: ReplyFeed) -> Reply | None:
        """Answers the interaction with the first reply, and returns it; or by saying that we are thinking."""
        if self._interaction is None:
            return None
        loop, response = asyncio.get_running_loop(), self._interaction.response
        reply = await feed.first(self._received + self._session.times.direct - loop.time())
        if reply is None and feed.over:  # a delivery that came before; that one is being answered
            if self._interaction.type is discord.InteractionType.component:
                await self._respond(response.defer)
            return None
        private = self._only_private or (self._private if reply is None else reply.private)
        if reply is not None and not reply.picture and not reply.files:
            page = RenderedReply(reply, (), self._message.at.locale)
            failure = await self._respond(lambda: response.send_message(view=page.view(), ephemeral=private))
            if failure is None or failure.kind not in ("words", "wrong", "large"):
                return reply if failure is None else None
            # What it says is not taken; that we heard is, and an edit finds other words.
            self._bare = failure.kind == "words"
        # A picture is sent by an edit, too: nobody knows how long it is on its way, and three seconds are over soon.
        self._thinking, self._loud = True, not private
        await self._respond(lambda: response.defer(thinking=True, ephemeral=private))
        return None

    async def _respond(self, act: Callable[[], Awaitable[Any]]) -> ApiFailure | None:
        """Answers the interaction; None if we have, as far as we know."""
        try:
            message = await within(act, self._received + self._session.times.answer)
        except ApiFailure as failure:
            log.warning("interaction could not be answered", why=str(failure))
            if failure.kind == "token":
                self._message.at = self._message.at.without_token()
            return failure
        self._message.at = replace(self._message.at, message=message)
        return None

    # --- from then on ------------------------------------------------------------------------------------------------

    @asynccontextmanager
    async def room(self, reply: Reply) -> AsyncIterator[None]:
        """There is a connection, time for mere progress in this channel, and it is our turn."""
        await self._session.client()
        async with AsyncExitStack() as turn:
            await turn.enter_async_context(self._session.throttle.progress(self._message.at.channel))
            self._held = turn
            try:
                yield
            finally:
                self._held = None

    def _turn(self, reply: Reply) -> AbstractAsyncContextManager[None]:
        """What one person alone sees changes nothing in the channel, and need not wait."""
        return nullcontext() if reply.private else self._session.throttle.turn(self._message.at.channel)

    async def show(self, reply: Reply, record: Record) -> None:
        if reply.private and self._loud:
            await self._whisper(reply)
            return

        async def attempt(client: discord.Client, page: RenderedReply) -> None:
            held, self._held = self._held, None
            if held is not None:  # the first try after `room`, which has our turn already
                async with held:
                    await self._message.show(client, page, record)
                return
            async with self._turn(reply):
                await self._message.show(client, page, record)

        try:
            await self._adapted(reply, attempt)
        except Undeliverable as error:
            if reply.private and self._thinking and error.why:
                await self._whisper(Reply(error.why, private=True))
            raise
        self._thinking = False

    async def fall_back(self, reply: Reply, error: Undeliverable, record: Record) -> str:
        """The end of a job in a direct message; of anything else only why it is not there."""
        at = self._message.at
        if not (reply.job and reply.state in ENDS):
            if self._thinking and error.why:
                await self._whisper(Reply(error.why, private=True))
            return ""
        await record(self.address)  # perhaps it could not be shown because the job is deleted
        if at.guild:  # in direct messages, nothing of a server's is known
            reply = replace(reply, tiles=0, buttons=())
        if at.adult and reply.picture is not None:
            reply = replace(reply, picture=replace(reply.picture, spoiler=True))
        letters: list[DiscordAddress] = []

        async def attempt(client: discord.Client, page: RenderedReply) -> None:
            letters.append(await self._message.write(client, page))

        await self._adapted(reply, attempt, note=error.why)
        return letters[0].json()

    async def close(self) -> None:
        """We said that we are thinking, and then there was nothing to say."""
        if not self._thinking:
            return
        self._thinking = False
        try:
            await transport.unsaid(await self._session.client(), self._message.at, self._session.times.edit)
        except ApiFailure as failure:
            log.info("thinking could not be taken back", why=str(failure))

    async def _whisper(self, reply: Reply) -> None:
        """We said for all to see that we are thinking, and then it was a refusal, or there was no way to show it.

        That is the asker's alone.
        """
        self._thinking = False
        if self._interaction is None:
            return
        try:
            page = await rendered(reply, self._message.at.limit, self._message.at.locale)
            await transport.moved(self._interaction, page, self._session.times.edit)
        except (ApiFailure, NonetError) as failure:
            log.warning("private answer was lost", why=str(failure))

    # --- what Discord refuses is left out ----------------------------------------------------------------------------

    async def _adapted(
        self, reply: Reply, attempt: Callable[[discord.Client, RenderedReply], Awaitable[None]], note: str = ""
    ) -> None:
        """Until it is shown, in whatever form Discord takes. Raises Unavailable, Undeliverable."""
        page, bare = None, self._bare
        while True:
            client = await self._session.client()
            page = page or await self._page(reply, bare=bare, note=note)
            try:
                await attempt(client, page)
                return
            except ApiFailure as failed:
                failure = failed
            at, facts = self._message.at, {"job": reply.job, "state": reply.state, "why": str(failure)}
            match failure.kind:
                case "again":
                    raise Unavailable(str(failure), failure.after)
                case "token" if at.token:
                    log.info("interaction token expired", **facts)
                    self._message.at = at.without_token()
                case "gone" if at.token and not at.message:
                    log.info("first answer never arrived", **facts)
                    self._message.at = at.without_token()
                case "large" if page.files and at.limit > MIN_LIMIT:
                    limit = min(at.limit, max(len(file.data) for file in page.files)) // 2
                    log.info("picture is made smaller", limit=limit, **facts)
                    self._message.at, page = replace(at, limit=limit), None
                case "words" | "wrong" if not bare:
                    log.warning("reply is shown without people's words", **facts)
                    bare, page = True, None
                    self._bare = self._bare or failure.kind == "words"  # and of what comes after it
                case "done":
                    log.info("reply was there already", **facts)
                    return
                case _:
                    at = self._message.at
                    words = "" if failure.kind == "gone" and reply.state == "note" else why(client, at, failure)
                    unposted = not at.message and not at.token
                    raise Undeliverable(str(failure), words, unposted=unposted) from failure

    async def _page(self, reply: Reply, *, bare: bool, note: str) -> RenderedReply:
        at = self._message.at
        try:
            return await rendered(reply, at.limit, at.locale, bare=bare, note=note)
        except NonetError as error:
            log.warning("file does not fit", job=reply.job, why=str(error))
            return RenderedReply(replace(reply, picture=None), (), at.locale, note=does_not_fit(at, reply))

"""Shows replies at Discord: acknowledged at once, then edited, adapted to what Discord accepts."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager, nullcontext
from dataclasses import replace
from typing import Any

import discord
import structlog

from bot.chats.common.delivery import Record
from bot.chats.common.failures import Unavailable, Undeliverable
from bot.chats.common.feed import ENDS, ReplyFeed
from bot.chats.discord import transport
from bot.chats.discord.ack import within
from bot.chats.discord.address import DiscordAddress
from bot.chats.discord.api_errors import ApiFailure
from bot.chats.discord.delivery_errors import does_not_fit, why
from bot.chats.discord.message import DiscordMessage
from bot.chats.discord.rendering import OTHERS, RenderedReply, rendered
from bot.chats.discord.session import Session
from bot.reply import Reply
from inference.api import NonetError

MIN_LIMIT = 16 * 1024
"""Bytes; a server that takes no picture of this size takes none."""

IN_PLACE = ("gallery", "favourite", "save-rehearsed", "cancel-rehearsed", OTHERS.removesuffix(":"))
"""Verbs of buttons and selects whose replies are `Reply.in_place`; known before a slow one is there."""

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
        self._thinking = False  # "thinking" is all that is shown
        self._thinking_publicly = False  # everybody sees "thinking"
        self._in_place = interaction is not None and _in_place(interaction)
        self._bare = False  # without people's words, which the server's own rules have blocked
        self._received = asyncio.get_running_loop().time()
        self._held: AsyncExitStack | None = None  # the turn that `room` waited for

    @property
    def address(self) -> str:
        return self._message.at.json()

    @property
    def shown(self) -> str:
        return ""  # the message is read before it is changed

    # --- within three seconds ----------------------------------------------------------------------------------------

    async def acknowledge(self, feed: ReplyFeed) -> Reply | None:
        """Answers the interaction with the first reply, and returns it; or by saying that we are thinking."""
        if self._interaction is None:
            return None
        loop, response = asyncio.get_running_loop(), self._interaction.response
        reply = await feed.first(self._received + self._session.times.direct - loop.time())
        if reply is None and feed.over:  # a repeated delivery; the first one is being answered
            if self._interaction.type is not discord.InteractionType.application_command:
                await self._respond(response.defer)
            return None
        if self._in_place and (reply is None or reply.in_place):
            await self._respond(response.defer)  # the edit changes the message that was pressed
            return None
        private = self._only_private or (self._private if reply is None else reply.private)
        if reply is not None and not (reply.picture or reply.album or reply.files):
            page = RenderedReply(reply, (), self._message.at.locale)
            try:
                view = page.view()
            except Exception as error:  # of ours: "thinking" is shown, and then what is made of this error
                log.error("reply cannot be rendered", job=reply.job, exc_info=error)
            else:
                failure = await self._respond(lambda: response.send_message(view=view, ephemeral=private))
                if failure is None or failure.kind not in ("words", "wrong", "large"):
                    return reply if failure is None else None
                # Its words are refused; "thinking" is not, and an edit finds other words.
                self._bare = failure.kind == "words"
        # A picture is sent by an edit, as its upload may take longer than three seconds.
        self._thinking, self._thinking_publicly = True, not private
        await self._respond(lambda: response.defer(thinking=True, ephemeral=private))
        return None

    async def _respond(self, act: Callable[[], Awaitable[Any]]) -> ApiFailure | None:
        """Answers the interaction; None if that succeeded, or may have."""
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
        """Waits for a connection, and for the channel's turn for progress."""
        await self._session.client()
        async with AsyncExitStack() as turn:
            await turn.enter_async_context(self._session.throttle.progress(self._message.at.channel))
            self._held = turn
            try:
                yield
            finally:
                self._held = None

    def _turn(self, reply: Reply) -> AbstractAsyncContextManager[None]:
        """Ephemeral messages are not counted in the channel, and need not wait."""
        return nullcontext() if reply.private else self._session.throttle.turn(self._message.at.channel)

    async def show(self, reply: Reply, record: Record) -> None:
        if reply.private and self._thinking_publicly:
            await self._show_privately(reply)
            return

        async def attempt(client: discord.Client, page: RenderedReply) -> None:
            held, self._held = self._held, None
            if held is not None:  # the first try after `room`, which has waited for the turn
                async with held:
                    await self._message.show(client, page, record)
                return
            async with self._turn(reply):
                await self._message.show(client, page, record)

        try:
            await self._adapted(reply, attempt)
        except Undeliverable as error:
            if reply.private and self._thinking and error.why:
                await self._show_privately(Reply(error.why, private=True))
            raise
        self._thinking = False

    async def fall_back(self, reply: Reply, error: Undeliverable, record: Record) -> str:
        """The end of a job as a direct message; of anything else only the reason why it is not shown."""
        at = self._message.at
        if not (reply.job and reply.state in ENDS):
            if self._thinking and error.why:
                await self._show_privately(Reply(error.why, private=True))
            return ""
        await record(self.address)  # raises JobDeleted where that is the reason
        if at.guild:  # a server's jobs are not found from direct messages
            reply = replace(reply, tiles=0, buttons=())
        if at.adult and reply.picture is not None:
            reply = replace(reply, picture=replace(reply.picture, spoiler=True))
        sent: list[DiscordAddress] = []

        async def attempt(client: discord.Client, page: RenderedReply) -> None:
            sent.append(await self._message.write(client, page))

        await self._adapted(reply, attempt, note=error.why)
        try:
            await self._message.close_first(await self._session.client(), reply)
        except ApiFailure as failure:
            log.info("first message stays as it is", job=reply.job, why=str(failure))
        return sent[0].json()

    async def close(self) -> None:
        """Deletes "thinking" where there is nothing to say."""
        if not self._thinking:
            return
        self._thinking = False
        try:
            await transport.delete_answer(await self._session.client(), self._message.at, self._session.times.edit)
        except ApiFailure as failure:
            log.info("thinking could not be taken back", why=str(failure))

    async def _show_privately(self, reply: Reply) -> None:
        """Replaces a public "thinking" by an ephemeral message: a refusal, or the reason why nothing is shown."""
        self._thinking = False
        if self._interaction is None:
            return
        try:
            page = await rendered(reply, self._message.at.limit, self._message.at.locale)
            await transport.answer_privately(self._interaction, page, self._session.times.edit)
        except (ApiFailure, NonetError) as failure:
            log.warning("private reply lost", why=str(failure))

    # --- what Discord refuses is left out ----------------------------------------------------------------------------

    async def _adapted(
        self, reply: Reply, attempt: Callable[[discord.Client, RenderedReply], Awaitable[None]], note: str = ""
    ) -> None:
        """Shows it in whatever form Discord accepts. Raises Unavailable, Undeliverable."""
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
                    limit = min(at.limit, sum(len(file.data) for file in page.files)) // 2
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
            return RenderedReply(replace(reply, picture=None, album=()), (), at.locale, note=does_not_fit(at, reply))


def _in_place(interaction: discord.Interaction[Any]) -> bool:
    """Whether it is a button that changes its message, on one that only its presser sees."""
    data: Any = interaction.data or {}
    changes = str(data.get("custom_id", "")).partition(":")[0] in IN_PLACE
    return changes and interaction.message is not None and interaction.message.flags.ephemeral

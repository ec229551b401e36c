"""One command's replies, told in one message: answered at once or "thinking", edited at a pace, ended whatever happens.

The newest reply is all that counts: frames that nobody had time for are never sent, the end always is. An end that
cannot be shown in its message is posted by the bot itself, else written to the asker, else kept for /again.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Coroutine
from contextlib import aclosing
from dataclasses import replace
from typing import Any

import discord
import structlog

from bot.chats.discord import places
from bot.chats.discord.address import Address
from bot.chats.discord.answering import within
from bot.chats.discord.desk import Desk
from bot.chats.discord.excuses import does_not_fit, why
from bot.chats.discord.page import Page, paged
from bot.chats.discord.trouble import Trouble
from bot.commands import Reply
from inference.api import NonetError

ENDS = ("drawn", "ended")
FINAL = (*ENDS, "note")
SMALLEST = 16 * 1024
"""Bytes; a server that takes no picture of this size takes none."""
MOST_TRIES = 6
"""For what is not the end of a job, and may get lost."""

log = structlog.get_logger("bot.chats.discord")


class Telling:
    """Args:
    replies: of one command.
    at: where to answer.
    interaction: what is to be answered within three seconds; None after a restart.
    private: how to say "thinking" while nothing is known.
    only_private: whatever the reply says (an app that only its user has brought here).
    """

    def __init__(
        self,
        desk: Desk,
        replies: AsyncGenerator[Reply, None],
        at: Address,
        interaction: discord.Interaction[Any] | None = None,
        *,
        private: bool = False,
        only_private: bool = False,
    ) -> None:
        self._desk = desk
        self._replies = replies
        self._at = at
        self._interaction = interaction
        self._private = private or only_private
        self._only_private = only_private
        self._loud = False  # everybody sees that we are thinking
        self._received = asyncio.get_running_loop().time()
        self._latest: Reply | None = None
        self._told: Reply | None = None
        self._over = False
        self._news = asyncio.Event()
        self._final = asyncio.Event()  # nothing better will come
        self._kept: Address | None = None  # as the store knows it

    @property
    def unended(self) -> tuple[str, Address] | None:
        """The job whose end nobody was told, and where it is."""
        known = self._told or self._latest
        ended = self._told is not None and self._told.state in FINAL
        return (known.job, self._at) if known is not None and known.job and not ended else None

    async def run(self) -> None:
        reader = asyncio.create_task(self._read())
        try:
            if self._interaction is not None:
                await self._answer(self._interaction)
            await self._follow()
            if self._told is not None and self._told.removed:
                await self._desk.remove(self._told.job)
        finally:
            reader.cancel()
            await asyncio.gather(reader, return_exceptions=True)

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
            page = Page(reply, (), self._at.locale)
            trouble = await self._say(lambda: response.send_message(view=page.view(), ephemeral=private))
            if trouble is None:
                self._told = reply
                await self._remember(reply)
            if trouble is None or trouble.kind not in ("words", "wrong", "large"):
                return
            # What it says is not taken; that we heard is, and an edit finds other words.
        # A picture is sent by an edit, too: nobody knows how long it is on its way, and three seconds are over soon.
        self._loud = not private
        await self._say(lambda: response.defer(thinking=True, ephemeral=private))

    async def _say(self, act: Callable[[], Awaitable[Any]]) -> Trouble | None:
        """Answer the interaction; None if we have, as far as we know."""
        try:
            message = await within(act, self._received + self._desk.times.answer)
        except Trouble as trouble:
            log.warning("an interaction could not be answered", trouble=str(trouble))
            if trouble.kind == "token":
                self._at = self._at.without_token()
            return trouble
        self._at = replace(self._at, message=message)
        return None

    async def _unlike(self, reply: Reply) -> None:
        """We said for all to see that we are thinking, and then it was a refusal: that is the asker's alone."""
        if self._interaction is None:
            return
        try:
            page = await paged(reply, self._at.limit, self._at.locale)
            await places.moved(self._interaction, page, self._desk.times.edit)
        except (Trouble, NonetError) as trouble:
            log.warning("a private answer was lost", trouble=str(trouble))

    # --- from then on ------------------------------------------------------------------------------------------------

    async def _follow(self) -> None:
        pace = self._desk.paces.of(self._at.channel)
        while True:
            newest = self._latest
            if newest is None or newest is self._told:
                if self._over or (newest is not None and newest.state in ENDS):
                    return
                self._news.clear()
                await self._news.wait()
                continue
            if newest.state not in FINAL:
                await self._unless_final(pace.progress())
            await pace.turn()
            reply = self._latest or newest  # by now there may be a newer one
            await self._tell(reply)
            self._told = reply
            if reply.job and reply.state in ENDS:
                await self._written(self._desk.bot.posted, reply.job)
                return
            await self._remember(reply)

    async def _unless_final(self, wait: Coroutine[Any, Any, None]) -> None:
        """An end does not stand in line with mere progress."""
        tasks = asyncio.ensure_future(wait), asyncio.ensure_future(self._final.wait())
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in tasks:
                task.cancel()

    async def _remember(self, reply: Reply) -> None:
        """The job's row says where its message is, so that another process can end it."""
        if reply.job and reply.state in ("waiting", "drawing") and self._at != self._kept:
            self._kept = self._at
            await self._written(self._desk.bot.addressed, reply.job)

    async def _written(self, write: Callable[[str, str], Awaitable[None]], job: str) -> None:
        """What the store does not take now is tried again; people see their pictures all the same."""
        for tries in range(MOST_TRIES):
            try:
                await write(job, self._at.json())
                return
            except NonetError as error:
                log.warning("the store did not take where a message is", error=str(error))
                await asyncio.sleep(self._desk.times.pause(tries, 0.0))

    async def _tell(self, reply: Reply) -> None:
        """Show `reply` somewhere; only the end of a job is worth every effort."""
        end = reply.state in ENDS and bool(reply.job)
        if reply.private and self._loud:
            await self._unlike(reply)
            return
        bare, letter, note, tries = False, False, "", 0
        page: Page | None = None
        while True:
            client = await self._desk.client()
            page = page or await self._page(reply, bare, note)
            try:
                if not await self._attempt(client, page, end, letter) and end:
                    log.info("an answer has nowhere to go", job=reply.job)
                return
            except Trouble as trouble:
                tries += 1
                match trouble.kind:
                    case "again":
                        if not end and (reply.state != "note" or tries >= MOST_TRIES):
                            return
                        await asyncio.sleep(self._desk.times.pause(tries, trouble.after))
                        await self._desk.paces.of(self._at.channel).turn()
                        continue
                    case "token" if self._at.token:
                        self._at = self._at.without_token()
                        continue
                    case "gone" if self._at.token and not self._at.message:
                        self._at = self._at.without_token()  # the first answer never arrived
                        continue
                    case "large" if page.files and self._at.limit > SMALLEST:
                        self._at, page = replace(self._at, limit=self._at.limit // 2), None
                        continue
                    case "words" | "wrong" if not bare:
                        bare, page = True, None
                        continue
                    case "done":
                        return
                log.warning("an answer could not be shown", job=reply.job, state=reply.state, trouble=str(trouble))
                if letter or reply.state != "drawn" or not end:
                    return
                letter, note, page = True, why(client, self._at, trouble), None

    async def _page(self, reply: Reply, bare: bool, note: str) -> Page:
        try:
            return await paged(reply, self._at.limit, self._at.locale, bare=bare, note=note)
        except NonetError as error:
            log.warning("a picture does not fit", job=reply.job, error=str(error))
            return Page(replace(reply, picture=None), (), self._at.locale, note=does_not_fit(self._at, reply))

    async def _attempt(self, client: discord.Client, page: Page, end: bool, letter: bool) -> bool:
        """Raises Trouble. False: there is nowhere to show it."""
        at, times, job = self._at, self._desk.times, page.reply.job
        seconds = times.upload if page.files and page.reply.state in FINAL else times.edit
        if letter or at.own or not at.alive(self._desk.clock()):
            await self._desk.ours.acquire()
        if letter:
            async with self._desk.letters:
                await places.written(client, at.user, page, f"{job}-letter", seconds)
        elif at.own:
            self._at = await places.edited_own(client, at, page, seconds)
        elif at.alive(self._desk.clock()):
            self._at = await places.edited(client, at, page, seconds)
        elif not job or page.reply.private or page.reply.state == "note" or (at.message and not end):
            return False
        else:
            await self._post(client, page, seconds, f"{job}-end" if at.message else job)
        return True

    async def _found(self, client: discord.Client, job: str) -> Address | None:
        try:
            return await places.found(client, self._at, job, self._desk.times.edit)
        except Trouble as trouble:
            if trouble.kind != "place":
                raise
            return None  # it may not look; there still is the nonce

    async def _post(self, client: discord.Client, page: Page, seconds: float, nonce: str) -> None:
        """By the bot itself, once: what we are about to do is written down, and looked for if we come again."""
        job = page.reply.job
        if self._at.posting:
            there = await self._found(client, job)
            if there is not None:
                self._at = await places.edited_own(client, there, page, seconds)
                return
        elif page.reply.state in ENDS:
            self._at = replace(self._at, posting=True)
            await self._written(self._desk.bot.addressed, job)
        try:
            self._at = await places.posted(client, self._at, page, nonce, seconds)
        except Trouble as trouble:
            if trouble.kind != "place" or not self._at.message:
                raise
            # A reply needs the right to read the channel's history; a message of its own does not.
            self._at = await places.posted(client, self._at, page, nonce, seconds, reply=False)

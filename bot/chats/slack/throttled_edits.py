"""Edits of a message that is not finished: the newest words and preview, when the channel has room for them.

Frames that nobody could have seen are never sent, and an edit that is under way is waited for before the last one:
a preview must not arrive on top of the pictures.
"""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack, suppress
from typing import Any

import structlog

from bot.chats.slack import blocks
from bot.chats.slack.address import SlackAddress
from bot.chats.slack.api import Api, Declined, SlackError
from bot.chats.slack.throttle import Throttle
from bot.chats.slack.uploads import PendingUploads
from bot.reply import Picture, Reply

log = structlog.get_logger(__name__)

EDIT_SECONDS = 6.0
PREVIEW_SECONDS = 4.0
"""A preview that is not up within this is of yesterday."""
SETTLE_SECONDS = 3.0
MOST_FAILURES = 2


class ThrottledEdits:
    def __init__(self, api: Api, pace: Throttle, hanging: PendingUploads, address: SlackAddress, locale: str) -> None:
        self._api = api
        self._pace = pace
        self._hanging = hanging
        self._address = address
        self._locale = locale
        self._latest: Reply | None = None
        self._news = asyncio.Event()
        self._settled = asyncio.Event()
        self._shown: Picture | None = None  # the preview that `_file` holds
        self._file = ""
        self._scraps: list[str] = []
        self._failures = 0
        self._editing: asyncio.Task[None] | None = None
        self._task = asyncio.create_task(self._run())

    def paint(self, reply: Reply) -> None:
        self._latest = reply
        self._settled.clear()
        self._news.set()

    async def settled(self) -> None:
        """Until the latest is shown, or some seconds later."""
        with suppress(TimeoutError):
            async with asyncio.timeout(SETTLE_SECONDS):
                await self._settled.wait()

    async def stop(self) -> list[str]:
        """The files of all previews."""
        self._task.cancel()
        await asyncio.wait({self._task})
        if self._editing and not self._editing.done():
            await asyncio.wait({self._editing}, timeout=EDIT_SECONDS)
            self._editing.cancel()
        return self._scraps

    async def _run(self) -> None:
        while True:
            await self._news.wait()
            self._news.clear()
            try:
                await self._frame()
            except SlackError as error:
                log.info("a frame is left out", channel=self._address.channel, why=str(error))
                if isinstance(error, Declined):
                    self._settled.set()
                    return  # the message is gone, or may not be edited; the last one is another matter
            if not self._news.is_set():
                self._settled.set()

    async def _frame(self) -> None:
        if self._latest and self._latest.picture and self._latest.picture is not self._shown:
            await self._upload(self._latest.picture)
        await self._api.idle(self._address.team, "chat.update")
        async with AsyncExitStack() as stack:
            await stack.enter_async_context(self._pace.frame(self._address.channel))
            if self._latest is None:
                return
            said = blocks.message(self._latest, self._locale, file=self._file)
            # The turn goes with the edit, which nobody takes back once it is under way.
            self._editing = asyncio.create_task(self._edit(said, stack.pop_all()))
        await asyncio.shield(self._editing)

    async def _edit(self, said: dict[str, Any], turn: AsyncExitStack) -> None:
        async with turn:
            await self._api.call(
                self._address.team, "chat.update", patience=0, channel=self._address.channel, ts=self._address.ts,
                **said,
            )  # fmt: skip

    async def _upload(self, picture: Picture) -> None:
        """Without one that works the words go on alone."""
        if picture.spoiler or self._failures >= MOST_FAILURES:
            return
        try:
            async with asyncio.timeout(PREVIEW_SECONDS):
                shown = await self._hanging.hang(
                    self._address.team, picture, self._locale, patience=0, intend=self._note
                )
        except (SlackError, TimeoutError) as error:
            self._failures += 1
            log.info("a preview is left out", channel=self._address.channel, why=str(error))
            return
        if shown.id:
            self._file, self._shown = shown.id, picture

    async def _note(self, file: str) -> None:
        self._scraps.append(file)

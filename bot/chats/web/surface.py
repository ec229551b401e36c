"""Shows replies on the page: one message of the history, sent to every window that may see it."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.chats.common.delivery import Record
from bot.chats.common.failures import Undeliverable
from bot.chats.web.history import History, HistoryMessage
from bot.chats.web.images import Frames
from bot.chats.web.rendering import rendered
from bot.reply import Reply


class WebSurface:
    """Args: adopted: the message may be in the history already, as an earlier process has written it."""

    def __init__(self, history: History, frames: Frames, message: HistoryMessage, *, adopted: bool = False) -> None:
        self._history = history
        self._frames = frames
        self._message = message
        self._adopted = adopted
        self._shown = 0

    @property
    def address(self) -> str:
        return address_of(self._message)

    @property
    def shown(self) -> str:
        return ""  # the history has it

    @asynccontextmanager
    async def room(self, reply: Reply) -> AsyncIterator[None]:
        yield  # slow windows skip frames (websocket.py)

    async def show(self, reply: Reply, record: Record) -> None:
        if self._adopted:
            self._message = await self._history.message(self._message.id) or self._message
            self._adopted = False
        if reply.removed:  # the job's message, shared tiles of it, and what others look at alone
            for message in await self._history.of_job(reply.job):
                await self._history.remove(message)
            self._frames.forget(reply.job)
            if not reply.text:
                return
        self._shown += 1
        message = await rendered(self._frames, self._message, reply, self._shown)
        # Previews are not stored.
        self._message = await self._history.put(message, keep=reply.state != "drawing")

    async def fall_back(self, reply: Reply, error: Undeliverable, record: Record) -> str:
        return ""  # the page refuses nothing

    async def close(self) -> None:
        pass


def address_of(message: HistoryMessage) -> str:
    return json.dumps({"channel": message.channel, "message": message.id})

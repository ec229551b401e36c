"""Acknowledging an interaction: within three seconds, once, although the response to it may be lost."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import structlog

from bot.chats.discord.api_errors import ApiFailure, translated

PAUSE_SECONDS = 0.1

log = structlog.get_logger("bot.chats.discord")


async def within(act: Callable[[], Awaitable[Any]], end: float) -> int:
    """Tries until `end`, on the loop's clock. Returns the message's id, 0 if it is unknown.

    Raises:
        ApiFailure: it was refused; or, of the kind "again", perhaps taken: an edit of the answer will show.
    """
    loop = asyncio.get_running_loop()
    while True:
        try:
            with translated():
                async with asyncio.timeout_at(end):
                    answered = await act()
            return getattr(answered, "message_id", None) or 0
        except ApiFailure as failure:
            if failure.kind == "done":  # by a try whose response was lost
                log.info("interaction was answered already", why=str(failure))
                return 0
            if failure.kind != "again" or loop.time() + PAUSE_SECONDS >= end:
                raise
            log.info("interaction is answered again", why=str(failure))
            await asyncio.sleep(PAUSE_SECONDS)

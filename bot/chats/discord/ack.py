"""An interaction wants to be answered within three seconds, once, over a line that may lose the answer's answer."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import structlog

from bot.chats.discord.api_errors import ApiFailure, translated

PAUSE = 0.1

log = structlog.get_logger("bot.chats.discord")


async def within(act: Callable[[], Awaitable[Any]], end: float) -> int:
    """Answer again and again until `end` by the loop's clock. Returns the message's id, 0 if nobody has told us.

    Raises:
        Trouble: it was not taken; or, of the kind "again", it may have been: an edit of the answer will tell.
    """
    loop = asyncio.get_running_loop()
    while True:
        try:
            with translated():
                async with asyncio.timeout_at(end):
                    answered = await act()
            return getattr(answered, "message_id", None) or 0
        except ApiFailure as trouble:
            if trouble.kind == "done":  # by an attempt whose own answer got lost
                log.info("an interaction was answered already", trouble=str(trouble))
                return 0
            if trouble.kind != "again" or loop.time() + PAUSE >= end:
                raise
            log.info("an interaction is answered again", trouble=str(trouble))
            await asyncio.sleep(PAUSE)

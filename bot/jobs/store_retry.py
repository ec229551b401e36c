"""Patience with what is away for a moment: what was drawn is not thrown away for that."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

import structlog

from bot.store import StoreError

log = structlog.get_logger(__name__)

PAUSES = (0.1, 0.5, 2, 5, 10, 20, 40)
"""Seconds between tries with a store that does not answer."""

GOODBYE = 5.0
"""Seconds that a chat has, when the bot stops, to show what it was told."""

T = TypeVar("T")


async def retried(write: Callable[[], Awaitable[T]]) -> T:
    """What `write` gives as soon as the store answers. Raises StoreError when patience is over."""
    for pause in PAUSES:
        try:
            return await write()
        except StoreError as error:
            log.warning("the store does not answer", why=str(error), again_in=pause)
            await asyncio.sleep(pause)
    return await write()

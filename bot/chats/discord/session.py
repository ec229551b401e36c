"""What all of Discord's deliveries share: the bot, the connection of the moment, every channel's throttle, the times.

A connection may be lost for good and made anew (inbound.py); deliveries go on with the new one.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

import discord
import structlog
from asyncio_throttle.throttler import Throttler

from bot.bot import Bot
from bot.chats.common.dedupe import DeliveryDedupe
from bot.chats.common.deliveries import DeliveryTimes
from bot.chats.common.throttle import ChannelThrottle
from bot.chats.discord.api_errors import InvalidRequests

EDIT_PERIOD_SECONDS = 5.0
"""In which a channel sees so many changes ([discord] edits_per_5_seconds)."""
MAX_REQUESTS_PER_SECOND = 40
"""With the bot's own token. Discord allows 50, and counts those of which we do not know."""
MAX_DIRECT_MESSAGES = 3
"""At once: Discord dislikes bots that write to many people at the same time."""

log = structlog.get_logger("bot.chats.discord")


@dataclass(frozen=True)
class DiscordTimes:
    """Seconds. Discord wants to hear from us within three.

    Args:
        direct: so long the first reply is waited for before we say that we are thinking.
        answer: and no later than this we stop trying to answer at all.
        edit, upload: for one attempt, including discord.py's own; upload is for pictures that are to stay.
        delivery: of all deliveries.
    """

    direct: float = 0.6
    answer: float = 2.7
    edit: float = 15.0
    upload: float = 120.0
    delivery: DeliveryTimes = field(default_factory=DeliveryTimes)


class Session:
    def __init__(self, bot: Bot, edits: int, clock: Callable[[], float], times: DiscordTimes) -> None:
        self.bot = bot
        self.clock = clock
        self.times = times
        self.throttle = ChannelThrottle(edits, EDIT_PERIOD_SECONDS)
        self.invalid = InvalidRequests()
        self.own_requests = Throttler(MAX_REQUESTS_PER_SECOND, 1.0, 0.02)  # with the bot's token, over all channels
        self.direct_messages = asyncio.Semaphore(MAX_DIRECT_MESSAGES)
        self.seen = DeliveryDedupe()  # interactions: after a lost connection Discord may send them again
        self._client: discord.Client | None = None
        self._online = asyncio.Event()

    def open(self, client: discord.Client) -> None:
        """It is logged in: requests can be made."""
        self._client = client
        self._online.set()

    def shut(self) -> None:
        self._client = None
        self._online.clear()

    async def client(self) -> discord.Client:
        """The connection, as soon as there is one and Discord has not had too many refused requests from us."""
        while self._client is None or self.invalid.pause > 0:
            await self._online.wait()
            if self.invalid.pause > 0:
                log.error("too many refused requests", seconds=round(self.invalid.pause))
                await asyncio.sleep(self.invalid.pause)
        return self._client

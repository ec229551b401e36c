"""What all deliveries share: the bot, the current connection, the channels' throttle, the time limits.

A connection may end for good and be replaced (inbound.py); deliveries go on with the new one.
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
"""With the bot's own token. Discord allows 50, including those that discord.py makes by itself."""
MAX_DIRECT_MESSAGES = 3
"""At once: Discord flags bots that message many people at the same time."""

log = structlog.get_logger("bot.chats.discord")


@dataclass(frozen=True)
class DiscordTimes:
    """Seconds. Discord wants to hear from us within three.

    Args:
        direct: for the first reply; after that, the bot says that it is thinking.
        answer: after so long, an interaction is not answered any more.
        edit, upload: for one request, including discord.py's own retries; upload is for final pictures.
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
        """The connection, as soon as there is one and the bot is not close to a ban for refused requests."""
        while self._client is None or self.invalid.pause > 0:
            await self._online.wait()
            if self.invalid.pause > 0:
                log.error("too many refused requests", seconds=round(self.invalid.pause))
                await asyncio.sleep(self.invalid.pause)
        return self._client

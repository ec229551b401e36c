"""What all conversations share: the bot, the connection of the moment, the pace of every channel, the waiting times.

A connection may be lost for good and made anew (client.py); conversations go on with the new one.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable
from dataclasses import dataclass

import discord
import structlog
from asyncio_throttle.throttler import Throttler

from bot.bot import Bot
from bot.chats.discord.api_errors import Invalid
from bot.chats.discord.member import PLATFORM
from bot.chats.discord.throttle import Throttles
from bot.jobs.store_retry import retried

MOST_REQUESTS = 40
"""A second, with the bot's own token. Discord allows 50, and counts those of which we do not know."""

log = structlog.get_logger("bot.chats.discord")


@dataclass(frozen=True)
class DiscordTimes:
    """Seconds. Discord wants to hear from us within three.

    Args:
        direct: so long we wait for the first reply before we say that we are thinking.
        answer: and no later than this we stop trying to answer at all.
        edit, upload: for one attempt, including discord.py's own; upload is for pictures that are to stay.
        first_pause, longest_pause: between attempts; they double, with a random part.
        look: between two looks for jobs that nobody finishes.
        sweep: between two looks for messages that are to go.
        locked: so long we do not try to delete anything where the bot may not look.
        goodbye: at the end, for messages that are being sent.
    """

    direct: float = 0.6
    answer: float = 2.7
    edit: float = 15.0
    upload: float = 120.0
    first_pause: float = 1.0
    longest_pause: float = 60.0
    look: float = 30.0
    sweep: float = 300.0
    locked: float = 3600.0
    goodbye: float = 5.0

    def pause(self, tries: int, after: float) -> float:
        """Before the next attempt: at least what Discord asked for, and never all of us at once."""
        grown = min(self.longest_pause, self.first_pause * 2.0 ** min(tries, 10))
        return max(after, grown * random.uniform(0.5, 1.0))  # noqa: S311, nobody gains by guessing it


class Session:
    def __init__(self, bot: Bot, edits: int, clock: Callable[[], float], times: DiscordTimes) -> None:
        self.bot = bot
        self.clock = clock
        self.times = times
        self.paces = Throttles(edits)
        self.invalid = Invalid()
        self.ours = Throttler(MOST_REQUESTS, 1.0, 0.02)  # of requests with the bot's own token, over all channels
        self.letters = asyncio.Semaphore(3)  # Discord dislikes bots that write to many people at once
        self._client: discord.Client | None = None
        self._online = asyncio.Event()
        self.due = asyncio.Event()  # messages are to go

    # --- the connection ---

    def open(self, client: discord.Client) -> None:
        """It is logged in: requests can be made."""
        self._client = client
        self._online.set()

    def shut(self) -> None:
        self._client = None
        self._online.clear()

    @property
    def online(self) -> bool:
        return self._client is not None

    async def client(self) -> discord.Client:
        """The connection, as soon as there is one and we are not to keep still."""
        while self._client is None or self.invalid.pause > 0:
            await self._online.wait()
            if self.invalid.pause > 0:
                log.error("too many refused requests", seconds=round(self.invalid.pause))
                await asyncio.sleep(self.invalid.pause)
        return self._client

    # --- what is to go ---

    async def sweep(self) -> None:
        """Messages are due to go: the broom (broom.py) need not wait for its next time."""
        self.due.set()

    async def take_away(self, address: str, job: str) -> None:
        """A message of a deleted job of which nobody knew when it was deleted."""
        await retried(lambda: self.bot.context.store.late(PLATFORM, job, address))
        await self.sweep()

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
from bot.chats.discord import places
from bot.chats.discord.address import parsed
from bot.chats.discord.asker import PLATFORM
from bot.chats.discord.pace import Paces
from bot.chats.discord.trouble import Invalid, Trouble
from inference.api import NonetError

MOST_REQUESTS = 40
"""A second, with the bot's own token. Discord allows 50, and counts those of which we do not know."""

MOST_TRIES = 8
"""To delete a message."""

log = structlog.get_logger("bot.chats.discord")


@dataclass(frozen=True)
class Times:
    """Seconds. Discord wants to hear from us within three.

    Args:
        direct: so long we wait for the first reply before we say that we are thinking.
        answer: and no later than this we stop trying to answer at all.
        edit, upload: for one attempt, including discord.py's own; upload is for pictures that are to stay.
        first_pause, longest_pause: between attempts; they double, with a random part.
        look: between two looks for jobs that nobody finishes.
        goodbye: at the end, for messages that are being sent.
    """

    direct: float = 0.6
    answer: float = 2.7
    edit: float = 15.0
    upload: float = 120.0
    first_pause: float = 1.0
    longest_pause: float = 60.0
    look: float = 30.0
    goodbye: float = 5.0

    def pause(self, tries: int, after: float) -> float:
        """Before the next attempt: at least what Discord asked for, and never all of us at once."""
        grown = min(self.longest_pause, self.first_pause * 2.0 ** min(tries, 10))
        return max(after, grown * random.uniform(0.5, 1.0))  # noqa: S311, nobody gains by guessing it


class Desk:
    def __init__(self, bot: Bot, edits: int, clock: Callable[[], float], times: Times) -> None:
        self.bot = bot
        self.clock = clock
        self.times = times
        self.paces = Paces(edits)
        self.invalid = Invalid()
        self.ours = Throttler(MOST_REQUESTS, 1.0, 0.02)  # of requests with the bot's own token, over all channels
        self.letters = asyncio.Semaphore(3)  # Discord dislikes bots that write to many people at once
        self._client: discord.Client | None = None
        self._online = asyncio.Event()
        self._sweeping = asyncio.Lock()

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

    async def sweep(self) -> None:
        """Take away all messages that are to go; what cannot be reached now waits for the next time."""
        store = self.bot.house.store
        try:
            async with self._sweeping:
                for one in await store.removals(PLATFORM):
                    if await self.take_away(one.address):
                        await store.taken_away(one.number)
        except NonetError as error:
            log.error("messages that are to go stay for now", error=str(error))

    async def take_away(self, address: str, job: str = "") -> bool:
        """Delete a message of ours, by whichever token still may. False: it may be possible later."""
        at = parsed(address)
        if at is None:
            return True
        for tries in range(MOST_TRIES):
            client = await self.client()
            try:
                if at.own or not at.alive(self.clock()):
                    await self.ours.acquire()
                    await places.removed(client, at, self.times.edit)
                else:
                    await places.unsaid(client, at, self.times.edit)
                return True
            except Trouble as trouble:
                if trouble.kind == "token" and at.token:
                    log.info("an interaction's token is dead", job=job, trouble=str(trouble))
                    at = at.without_token()
                elif trouble.kind == "again":
                    log.info("a message is deleted again", job=job, tries=tries + 1, trouble=str(trouble))
                    await asyncio.sleep(self.times.pause(tries, trouble.after))
                else:
                    log.warning("a deleted picture's message stays", job=job, trouble=str(trouble))
                    return True
        log.error("a deleted picture's message stays for now", job=job, tries=MOST_TRIES)
        return False

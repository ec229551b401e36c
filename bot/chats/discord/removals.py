"""The broom: takes away the messages that are to go (Store.removals), now or as soon as that can be done."""

from __future__ import annotations

import asyncio
from contextlib import suppress

import structlog

from bot.chats.discord import transport
from bot.chats.discord.address import DiscordAddress, parsed
from bot.chats.discord.api_errors import ApiFailure
from bot.chats.discord.member import PLATFORM
from bot.chats.discord.session import Session
from inference.api import NonetError

PATIENCE = 30 * 24 * 3600.0
"""Seconds for which a message stays due in a place that is closed to us: as long as a server that has removed the bot
may ask it back. A new process counts anew, and asks each such place once an hour: that costs nothing."""
UNKNOWN_CHANNEL = 10003
LOCKED = (50001, 50013)
"""No access, no permission: that holds for everything in the channel."""

log = structlog.get_logger("bot.chats.discord")


class RemovalWorker:
    def __init__(self, desk: Session) -> None:
        self._desk = desk
        self._refused: dict[int, float] = {}  # removal -> when its place was closed to us first
        self._locked: dict[int, float] = {}  # channel -> until when we do not try

    async def sweep(self) -> None:
        """Until it is cancelled: at once when something is due, soon where Discord was away, else every few minutes."""
        desk, tries = self._desk, 0
        while True:
            desk.due.clear()
            again = await self._swept()
            tries = 0 if again is None else tries + 1
            pause = desk.times.sweep if again is None else desk.times.pause(tries, again)
            with suppress(TimeoutError):
                async with asyncio.timeout(pause):
                    await desk.due.wait()

    async def _swept(self) -> float | None:
        """One try for each, so that none waits for another. None, or how long Discord asks to wait for the next."""
        again: float | None = None
        try:
            due = await self._desk.bot.context.store.removals(PLATFORM)
            self._refused = {one.number: self._refused[one.number] for one in due if one.number in self._refused}
            for one in due:
                at = parsed(one.address)
                trouble = await self._taken_away(at) if at else None
                if trouble is not None and trouble.kind == "again":
                    again = max(again or 0.0, trouble.after)
                elif trouble is None or self._hopeless(one.number, trouble):
                    await self._desk.bot.context.store.taken_away(one.number)
        except NonetError as error:
            log.error("messages that are to go stay for now", error=str(error))
            again = again or 0.0
        except Exception:
            log.exception("sweeping failed")
        return again

    async def _taken_away(self, at: DiscordAddress) -> ApiFailure | None:
        """By whichever token still may; or why not."""
        desk, now = self._desk, self._desk.clock()
        own = at.own or not at.alive(now)
        if own and now < self._locked.get(at.channel, 0.0):
            return ApiFailure("place")
        client = await desk.client()
        try:
            if own:
                await desk.ours.acquire()
                await transport.removed(client, at, desk.times.edit)
            else:
                await transport.unsaid(client, at, desk.times.edit)
        except ApiFailure as trouble:
            if trouble.kind == "token" and not own:
                return await self._taken_away(at.without_token())
            log.warning("a deleted picture's message stays", channel=at.channel, trouble=str(trouble))
            if trouble.code in LOCKED:
                self._locked[at.channel] = now + desk.times.locked
            return trouble
        return None

    def _hopeless(self, number: int, trouble: ApiFailure) -> bool:
        """Whether a message that was not taken away never will be: it is gone, or its place was closed for too long."""
        if trouble.kind != "place" or trouble.code == UNKNOWN_CHANNEL:
            return True
        now = self._desk.clock()
        return now - self._refused.setdefault(number, now) > PATIENCE

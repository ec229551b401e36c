"""The worker that removes messages: of deleted grids, and of people whose data was deleted.

The store lists them, in the transaction that deletes the job, until they are removed. Each place has its own task, and
each message its own pauses, so that none delays another. Where the bot has no access or permission, a message stays
listed for thirty days, as long as a community that removed the bot may add it again; a new process counts anew.
"""

from __future__ import annotations

import asyncio
from collections.abc import Hashable
from contextlib import suppress
from functools import partial
from typing import Protocol

import structlog

from bot.bot import Bot
from bot.chats.common.failures import CommunityGone, Unavailable, Undeliverable
from bot.chats.common.polling import poll
from bot.chats.common.retries import RetryPolicy
from bot.records import Removal
from inference.api import NonetError

log = structlog.get_logger(__name__)

KEPT_SECONDS = 30 * 24 * 3600.0
CLOSED_SECONDS = 3600.0
"""Before a place where the bot may not act is tried again."""
POLL_SECONDS = 20.0
"""Between two looks for removals that another process has requested."""


class Messages(Protocol):
    """How a chat removes a message, by its address."""

    platform: str

    def place(self, address: str) -> Hashable:
        """The channel or the like; each is worked on independently."""
        ...

    def message(self, address: str) -> str:
        """The id of the message, however its address is written; "" if that names none."""
        ...

    async def find(self, address: str, share: str, since: float) -> str:
        """Where a posted tile is: its message's address, or "" if there is none.

        Args:
            address: of the message, or of the place where it was about to be posted.
            share: its id, which is in its buttons.
            since: when, in seconds since 1970.

        Raises:
            Unavailable: not now. Undeliverable, CommunityGone: the bot may not look.
        """
        ...

    async def remove(self, address: str) -> None:
        """Returns when it is removed, or can never be.

        Raises:
            Unavailable: not now. Undeliverable, CommunityGone: the bot may not act there.
        """
        ...


class _Unknown(Exception):
    """A posted tile that cannot be found: it may be there."""


class RemovalWorker:
    def __init__(
        self,
        bot: Bot,
        messages: Messages,
        policy: RetryPolicy,
        *,
        poll_seconds: float = POLL_SECONDS,
        closed_seconds: float = CLOSED_SECONDS,
    ) -> None:
        self._bot = bot
        self._messages = messages
        self._policy = policy
        self._poll_seconds = poll_seconds
        self._closed_seconds = closed_seconds
        self._due = asyncio.Event()
        self._worked = asyncio.Event()  # of the next place whose work ends; then there is another one
        self._working: dict[Hashable, asyncio.Task[None]] = {}
        self._closed: dict[Hashable, float] = {}  # place -> when it is tried again, on the loop's clock
        self._tries: dict[int, tuple[int, float]] = {}  # removal -> failed tries, and when it is tried again
        self._refused: dict[int, float] = {}  # removal -> when it was refused first, in seconds since 1970

    def due(self) -> None:
        """There may be messages to remove; does not wait for it."""
        self._due.set()

    async def settled(self, job: str, seconds: float) -> list[str]:
        """Waits until no posted tile of this job is to be removed, or for so long. Returns the names of the channels
        where one still is."""
        self.due()
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while worked := self._worked:
                    if not await self._bot.records.visible(job):
                        break
                    await worked.wait()
        return await self._bot.records.visible(job)

    async def run(self) -> None:
        """Until it is cancelled."""
        await poll(self._begin, self._due, self._working, self._poll_seconds, "message removals could not be read")

    async def _begin(self) -> float:
        """Starts a task for each place with due removals. Returns the seconds until the next look."""
        now, working = asyncio.get_running_loop().time(), set(self._working)  # whose messages may be gone once listed
        listed = await self._bot.records.removals(self._messages.platform)
        numbers = {one.number for one in listed}
        self._tries = {number: tried for number, tried in self._tries.items() if number in numbers}
        self._refused = {number: at for number, at in self._refused.items() if number in numbers}
        self._closed = {place: until for place, until in self._closed.items() if until > now}
        due: dict[Hashable, list[Removal]] = {}
        for one in listed:
            if self._tries.get(one.number, (0, 0.0))[1] <= now:
                due.setdefault(self._messages.place(one.address), []).append(one)
        for place in due.keys() - working - self._closed.keys():
            task = self._working[place] = asyncio.create_task(self._work(place, due[place]))
            task.add_done_callback(partial(self._ended, place))
        waiting = [at - now for _, at in self._tries.values() if at > now]
        return max(0.0, min([self._poll_seconds, *waiting]))

    def _ended(self, place: Hashable, _: asyncio.Task[None]) -> None:
        del self._working[place]
        self._worked.set()
        self._worked = asyncio.Event()
        self._due.set()  # there may be more by now

    async def _work(self, place: Hashable, due: list[Removal]) -> None:
        """One try for each message of a place."""
        loop = asyncio.get_running_loop()
        for number, one in enumerate(due):
            facts = {"place": str(place), "number": one.number}
            try:
                if address := await self._where(one):
                    await self._messages.remove(address)
                await self._bot.records.removed(one)
            except _Unknown as error:  # others in this place may be known
                log.warning("message removal failed", **facts, why=str(error), seconds=self._closed_seconds)
                self._tries[one.number] = 0, loop.time() + self._closed_seconds
                await self._refuse([one])
            except (Undeliverable, CommunityGone) as error:
                log.warning("message removal failed", **facts, why=str(error), seconds=self._closed_seconds)
                self._closed[place] = loop.time() + self._closed_seconds
                await self._refuse(due[number:])
                return
            except Exception as error:
                tries = self._tries.get(one.number, (0, 0.0))[0]
                pause = self._policy.pause(tries, getattr(error, "after", 0.0))
                self._tries[one.number] = tries + 1, loop.time() + pause
                unknown = None if isinstance(error, Unavailable | NonetError) else error
                log.warning(
                    "message removal failed", **facts, why=str(error), seconds=round(pause, 1), exc_info=unknown
                )

    async def _where(self, one: Removal) -> str:
        """Its address, "" if it is not there. Raises Unavailable, _Unknown."""
        if not one.share:
            return one.address
        try:
            return await self._messages.find(one.address, one.share, one.since)
        except (Undeliverable, CommunityGone) as error:
            raise _Unknown(str(error)) from error

    async def _refuse(self, due: list[Removal]) -> None:
        """Gives up those that have been refused for too long."""
        now = self._bot.context.clock()
        for one in due:
            if now - self._refused.setdefault(one.number, now) > KEPT_SECONDS:
                log.error("message removal given up", number=one.number)
                with suppress(NonetError):
                    await self._bot.records.removed(one)

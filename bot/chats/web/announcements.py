"""The log channel: what moderators change is told there, too, if they have named one (`log-channel`)."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import replace

import structlog

from bot.bot import Bot
from bot.chats.web.accounts import Accounts
from bot.chats.web.history import NONET, History, HistoryMessage
from bot.context import community_key
from bot.handlers.community_settings import line
from bot.member import Member
from bot.reply import Reply
from bot.store import AuditEntry
from inference.api import NonetError

log = structlog.get_logger("bot.chats.web")


class LogChannel:
    def __init__(self, bot: Bot, room: History) -> None:
        self._context = bot.context
        self._room = room
        self._told: float | None = None  # when the newest entry was made that was told, or was there at the start

    async def told(self, member: Member, replies: AsyncGenerator[Reply, None]) -> AsyncGenerator[Reply, None]:
        """The replies to a moderator's command; what it has changed is told before the last of them."""
        before = await self.begin(member)
        async with aclosing(replies) as found:
            async for reply in found:
                await self.tell(member, before)
                yield reply

    async def begin(self, member: Member) -> str:
        """Before something is changed: the log channel as it is, for it hears of what switches it off. And what was
        decided before this start is no news."""
        try:
            if self._told is None:
                self._told = max((entry.at for entry in await self._newest(member)), default=0.0)
            return await self._channel(member)
        except NonetError as error:
            log.warning("the log channel will not be told", why=str(error))
            return ""

    async def tell(self, member: Member, before: str) -> None:
        """Whatever was not told yet, oldest first, also in the channel that was the log `before`. A log that cannot be
        told costs nobody the answer."""
        try:
            newest = await self._newest(member)
            told, self._told = self._told, max([self._told or 0.0, *(entry.at for entry in newest)])
            new = [entry for entry in newest if told is not None and entry.at > told]
            told_in = {before, await self._channel(member)} & self._room.people.channels.keys()
            for entry in reversed(new if told_in else []):
                text = await line(self._context, member, named(self._room.people, entry))
                for channel in told_in:
                    await self._room.put(HistoryMessage(channel, NONET, {"kind": "said", "text": text}))
        except NonetError as error:
            log.warning("the log channel was not told", why=str(error))

    async def _channel(self, member: Member) -> str:
        return (await self._context.settings(member)).log_channel.removeprefix("#")

    async def _newest(self, member: Member) -> list[AuditEntry]:
        return (await self._context.store.audit(community_key(member)))[0]


def named(people: Accounts, entry: AuditEntry) -> AuditEntry:
    """What was decided about one person has their name of today, and not their id."""
    if entry.what not in ("grant", "time-out"):
        return entry
    known = {user: person.name for user, person in people.people.items()}
    return replace(entry, changes=tuple((known.get(user, user), old, new) for user, old, new in entry.changes))

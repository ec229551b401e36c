"""From a command's replies to messages: public ones in their place, private ones to who asked, and the promise kept."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import replace

import structlog

from bot.bot import Bot
from bot.chats.slack.address import Address
from bot.chats.slack.api import Declined, Removed, SlackError
from bot.chats.slack.counter import Counter
from bot.chats.slack.message import Message, Wire
from bot.chats.slack.people import PLATFORM
from bot.chats.slack.private import Private
from bot.chats.slack.sweeping import Sweeping
from bot.chats.slack.words import say
from bot.commands import Cancel, Command, Member, Reply
from bot.patience import written
from bot.store import Job

log = structlog.get_logger(__name__)

NOT_HERE = frozenset({"not_in_channel", "channel_not_found"})
"""Inviting the app helps."""


class Telling:
    def __init__(self, bot: Bot, wire: Wire, counter: Counter) -> None:
        self.sweeping = Sweeping(bot, wire.api)
        self._bot = bot
        self._counter = counter
        self._wire = wire
        self._owed: dict[str, set[str]] = {}  # team -> jobs whose end it could not be told

    async def tell(self, command: Command, address: Address) -> None:
        """All of a command's replies, until the last one is where it belongs."""
        await self._follow(self._counter.handle(command), address, command.member)

    async def answer(self, reply: Reply, address: Address, locale: str) -> None:
        """One private answer."""
        try:
            await Private(self._wire, address, locale).say(reply)
        except SlackError as error:
            log.warning("an answer has no way to its asker", team=address.team, why=str(error))

    async def resume(self, job: Job) -> None:
        """Go on with what an earlier life began, in the same message."""
        address = Address.read(job.address)
        if address is None or not address.channel:
            log.error("a job has no address", job=job.id)
            return
        address = replace(address, response_url="", uses=0)
        await self._wire.pace.rest()
        await self._follow(self._bot.resume(job), address, job.member, since=job.asked)

    async def deliver(self, team: str) -> None:
        """A workspace is back: what was drawn for it meanwhile is told now."""
        for id_ in sorted(self._owed.pop(team, ())):
            job = await self._bot.house.store.job(id_)
            if job and not job.unfinished and job.state in ("drawn", "failed", "cancelled"):
                await self.resume(job)

    async def _follow(
        self, replies: AsyncGenerator[Reply, None], address: Address, member: Member, *, since: float | None = None
    ) -> None:
        message = Message(self._wire, address, member.locale, self._moved, since=since)
        private = Private(self._wire, address, member.locale)
        last: Reply | None = None
        job = ""
        try:
            async with aclosing(replies):
                async for reply in replies:
                    job = reply.job if reply.state != "note" else ""
                    if reply.private:
                        await self._say(private, reply)
                    elif reply.state in ("waiting", "drawing"):
                        await self._show(message, reply, private, member)
                    else:
                        last = reply
                        break
            if last is not None:
                await self._finish(message, last, private, member, since)
            else:
                await message.settle()  # "kept for the next start"
        except Removed:
            log.warning("a workspace is gone; what it is owed is kept", team=address.team)
            if job:
                self._owed.setdefault(address.team, set()).add(job)
        except SlackError as error:
            log.warning("slack does not take an answer", team=address.team, why=str(error))
        finally:
            await message.stop()

    async def _say(self, private: Private, reply: Reply) -> None:
        """Also where the answer has no way, what was promised is done."""
        failed: SlackError | None = None
        try:
            await private.say(reply)
        except SlackError as error:
            failed = error
        if reply.gone:
            self.sweeping.due()
        if failed:
            raise failed

    async def _show(self, message: Message, reply: Reply, private: Private, member: Member) -> None:
        try:
            await message.show(reply)
        except Removed:
            raise
        except Declined as error:
            # It cannot be shown where it was asked for: nothing is drawn then, and nothing charged.
            log.info("a job cannot be posted", job=reply.job, why=str(error))
            message.unknown = True
            name = "invite" if error.error in NOT_HERE else "cannot-post"
            async with aclosing(self._bot.handle(Cancel(member, reply.job))) as ended:
                async for _ in ended:
                    pass
            await private.say(Reply(say(member.locale, name), private=True))

    async def _finish(
        self, message: Message, reply: Reply, private: Private, member: Member, since: float | None
    ) -> None:
        if reply.state == "ended" and message.unknown and not message.address.ts:
            await self._bot.posted(PLATFORM, reply.job)  # nobody saw it begin; they were told privately
            return
        try:
            await message.finish(reply)
        except Removed:
            raise
        except Declined as error:
            log.info("a job ends in a direct message", job=reply.job, why=str(error))
            why = say(member.locale, "archived" if error.error == "is_archived" else "not-there")
            try:
                place = Address(private.address.team, await private.direct(), private.address.user)
                moved = Message(self._wire, place, member.locale, self._moved, since=since)
                await moved.finish(reply, note=say(member.locale, "delivered-here", why=why))
                message = moved
            except Removed:
                raise
            except Declined as neither:  # they have left: it is kept for /again
                log.warning("an answer has nowhere to go", job=reply.job, why=str(neither))
        if reply.job and reply.state in ("drawn", "ended"):
            if not await self._bot.posted(PLATFORM, reply.job, str(message.address)):
                self.sweeping.due()
        elif reply.shared_by and message.address.ts:
            there = str(replace(message.address, response_url="", expires=0.0, uses=0))
            store = self._bot.house.store
            if not await self._bot.shared(reply, there) and await written(
                lambda: store.late(PLATFORM, reply.job, there)
            ):
                self.sweeping.due()

    async def _moved(self, job: str, address: Address) -> bool:
        """A job's message is there now. False: the job is deleted, and so is its message."""
        if not job or await self._bot.addressed(PLATFORM, job, str(address)):
            return True
        self.sweeping.due()
        return False

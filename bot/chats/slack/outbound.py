"""From a command's replies to messages: public ones in their place, private ones to who asked, and the promise kept."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass, replace

import structlog

from bot.bot import Bot
from bot.chats.slack.address import SlackAddress
from bot.chats.slack.api import Declined, Removed, SlackError
from bot.chats.slack.member import PLATFORM
from bot.chats.slack.message import SlackMessage, Wire
from bot.chats.slack.middleware import Middleware
from bot.chats.slack.private_replies import PrivateReplies
from bot.chats.slack.removals import Removals
from bot.commands import Command
from bot.handlers.cancel import Cancel
from bot.jobs.store_retry import retried
from bot.member import Member
from bot.replies.messages import say
from bot.reply import Reply
from bot.store import Job, StoreError
from inference.api import EngineBusy

log = structlog.get_logger(__name__)

NOT_HERE = frozenset({"not_in_channel", "channel_not_found"})
"""Inviting the app helps."""
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 300.0
"""Seconds before a conversation that broke is taken up again: a job has to end."""


@dataclass
class _Conversation:
    """One conversation: about a command, or about a job that an earlier life left.

    Args:
        since: when its message may have been posted first, in seconds since 1970.
        job: whose end is still to be told; "" where nothing is promised.
    """

    message: SlackMessage
    private: PrivateReplies
    member: Member
    since: float
    job: str = ""


class Outbound:
    def __init__(self, bot: Bot, wire: Wire, counter: Middleware) -> None:
        self.sweeping = Removals(bot, wire.api)
        self._bot = bot
        self._counter = counter
        self._wire = wire
        self._owed: dict[str, list[_Conversation]] = {}  # by workspace: those that it could not be told the end of

    async def tell(self, command: Command, address: SlackAddress) -> None:
        """All of a command's replies, until the last one is where it belongs."""
        member = command.member
        message = SlackMessage(self._wire, address, member.locale, self._moved)
        talk = _Conversation(message, PrivateReplies(self._wire, address, member.locale), member, self._wire.clock())
        await self._told(talk, self._counter.handle(command))

    async def answer(self, reply: Reply, address: SlackAddress, locale: str) -> None:
        """One private answer."""
        try:
            await PrivateReplies(self._wire, address, locale).say(reply)
        except SlackError as error:
            log.warning("an answer has no way to its asker", team=address.team, why=str(error))

    async def resume(self, job: Job) -> None:
        """Go on with what an earlier life began, in the same message."""
        address = SlackAddress.read(job.address)
        if address is None or not address.channel:
            log.error("a job has no address", job=job.id)
            return
        address, member = replace(address, response_url="", uses=0), job.member
        message = SlackMessage(self._wire, address, member.locale, self._moved, since=job.asked)
        talk = _Conversation(message, PrivateReplies(self._wire, address, member.locale), member, job.asked, job.id)
        await self._wire.pace.rest()
        await self._told(talk, self._resumed(job))

    async def deliver(self, team: str) -> None:
        """A workspace is back: it is told what it is owed, and goes on being told what is not finished yet."""
        async with asyncio.TaskGroup() as talks:
            for talk in self._owed.pop(team, ()):
                talks.create_task(self._told(talk, self._again(talk)))

    # --- one conversation --------------------------------------------------------------------------------------------

    async def _told(self, talk: _Conversation, replies: AsyncGenerator[Reply, None]) -> None:
        """Until all is told. What breaks is taken up again, ever later, for as long as a job has no end."""
        team, pause = talk.private.address.team, FIRST_PAUSE
        while True:
            try:
                await self._follow(talk, replies)
                return
            except Removed:
                log.warning("a workspace is gone; what it is owed is kept", team=team)
                if talk.job:
                    self._owed.setdefault(team, []).append(talk)
                return
            except SlackError as error:
                log.warning("slack does not take an answer", team=team, why=str(error))
            except Exception:
                log.exception("a conversation broke")
            if not talk.job:
                return
            await asyncio.sleep(pause)
            pause, replies = min(LONGEST_PAUSE, 2 * pause), self._again(talk)

    async def _resumed(self, job: Job) -> AsyncGenerator[Reply, None]:
        """As Bot.resume. What cannot be gone on with now comes with the jobs that are adopted next."""
        try:
            async with aclosing(self._bot.resume(job)) as replies:
                async for reply in replies:
                    yield reply
        except (StoreError, EngineBusy) as error:
            log.warning("a job cannot be gone on with now", job=job.id, why=str(error))

    async def _again(self, talk: _Conversation) -> AsyncGenerator[Reply, None]:
        """What its job says by now, in the message that it has; nothing if it is deleted."""
        if not await self._moved(talk.job, talk.message.address):
            return
        async with aclosing(self._bot.follow(talk.job)) as replies:
            async for reply in replies:
                yield reply

    async def _follow(self, talk: _Conversation, replies: AsyncGenerator[Reply, None]) -> None:
        last: Reply | None = None
        try:
            async with aclosing(replies):
                async for reply in replies:
                    talk.job = reply.job if reply.state != "note" else ""
                    if reply.private:
                        await self._say(talk.private, reply)
                    elif reply.state in ("waiting", "drawing"):
                        await self._show(talk, reply)
                    else:
                        last = reply
                        break
            if last is not None:
                await self._finish(talk, last)
            else:
                await talk.message.settle()  # "kept for the next start"
        finally:
            await talk.message.stop()

    async def _say(self, private: PrivateReplies, reply: Reply) -> None:
        """Also where the answer has no way, what was promised is done."""
        try:
            await private.say(reply)
        finally:
            if reply.gone:
                self.sweeping.due()

    async def _show(self, talk: _Conversation, reply: Reply) -> None:
        try:
            await talk.message.show(reply)
        except Removed:
            raise
        except Declined as error:
            # It cannot be shown where it was asked for: nothing is drawn then, and nothing charged.
            log.info("a job cannot be posted", job=reply.job, why=str(error))
            talk.message.unknown = True
            name = "slack-invite" if error.error in NOT_HERE else "slack-cannot-post"
            async with aclosing(self._bot.handle(Cancel(talk.member, reply.job))) as ended:
                async for _ in ended:
                    pass
            await talk.private.say(Reply(say(talk.member.locale, name), private=True))

    async def _finish(self, talk: _Conversation, reply: Reply) -> None:
        message = talk.message
        if reply.state == "ended" and message.unknown and not message.address.ts:
            await self._bot.posted(PLATFORM, reply.job)  # nobody saw it begin; they were told privately
            return
        try:
            await message.finish(reply)
        except Removed:
            raise
        except Declined as error:
            log.info("a job ends in a direct message", job=reply.job, why=str(error))
            if reply.shared_by:
                self._bot.unshared(reply)
            message = await self._directly(talk, reply, error)
        if reply.job and reply.state in ("drawn", "ended"):
            if not await self._bot.posted(PLATFORM, reply.job, str(message.address)):
                self.sweeping.due()
        elif reply.shared_by and message.address.ts:
            await self._shared(reply, str(replace(message.address, response_url="", expires=0.0, uses=0)))

    async def _directly(self, talk: _Conversation, reply: Reply, error: Declined) -> SlackMessage:
        """The last thing to say, in the direct messages with who asked; the message that says it."""
        locale = talk.member.locale
        why = say(locale, "slack-archived" if error.error == "is_archived" else "slack-not-there")
        try:
            place = SlackAddress(talk.private.address.team, await talk.private.direct(), talk.private.address.user)
            message = SlackMessage(self._wire, place, locale, self._moved, since=talk.since)
            await message.finish(reply, note=say(locale, "slack-delivered-here", why=why))
            return message
        except Removed:
            raise
        except Declined as neither:  # they have left: it is kept for /again
            log.warning("an answer has nowhere to go", job=reply.job, why=str(neither))
            return talk.message

    async def _shared(self, reply: Reply, address: str) -> None:
        """A tile is posted there; if its grid is gone by now, it goes, too."""
        store = self._bot.context.store
        if await self._bot.shared(reply, address):
            return
        if await retried(lambda: store.late(PLATFORM, reply.job, address)):
            self.sweeping.due()

    async def _moved(self, job: str, address: SlackAddress) -> bool:
        """A job's message is there now. False: the job is deleted, and so is its message."""
        if not job or await self._bot.addressed(PLATFORM, job, str(address)):
            return True
        self.sweeping.due()
        return False

"""What a person types or presses -> a command; the bot's replies -> one message that changes in place."""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import AsyncGenerator, Awaitable, Callable, Coroutine, Mapping
from contextlib import aclosing
from dataclasses import replace
from functools import partial
from typing import Any

import structlog

from bot.bot import Bot
from bot.chats.web.accounts import PLATFORM, Channel, Person
from bot.chats.web.announcements import LogChannel
from bot.chats.web.history import NONET, History, HistoryMessage
from bot.chats.web.images import Frames
from bot.commands import Command, spec_of
from bot.errors import Refused
from bot.handlers.gallery import Pick
from bot.handlers.privacy import Privacy
from bot.input import buttons, parser
from bot.jobs.store_retry import GOODBYE, retried
from bot.replies.catalogs import language
from bot.reply import Reply
from bot.store import Job
from bot.text.sanitize import sanitized

LONGEST_LINE = 11_000
"""Characters of what is typed: the longest prompt, and its options."""

KEPT = ("asker", "said", "pressed", "panel", "lang")
"""What a message keeps while it changes: whom it answers, why, where, and in which language."""

PAUSES = (1.0, 5.0, 30.0)
"""Seconds before a conversation that broke is taken up again: a job has to end."""

log = structlog.get_logger("bot.chats.web")


class WebInbound:
    """Runs every conversation with the bot."""

    def __init__(self, bot: Bot, room: History, frames: Frames, changed: Callable[[], None]) -> None:
        self.bot = bot
        self.room = room
        self.frames = frames
        self.changed = changed
        self.log = LogChannel(bot, room)
        self.running: dict[str, asyncio.Task[None]] = {}

    # --- from the page -----------------------------------------------------------------------------------------------

    async def say(self, person: Person, channel: Channel, text: str, delivery: str, locale: str) -> str:
        """A line of text: a command if it begins with a slash. Returns the id of the message that answers or is it.

        The same delivery again is the same message: a page that heard no answer may simply ask once more.
        """
        message_id = _message_id(person, delivery)
        if await self._known(message_id):
            return message_id
        if not text.lstrip().startswith("/"):
            said = "\n".join(sanitized(line) for line in text.splitlines()).strip()
            await self.room.put(HistoryMessage(channel.id, person.id, {"kind": "said", "text": said}, message_id))
            return message_id
        who = self.room.people.member(person, channel, locale)
        users = {other.name.lower(): other.id for other in self.room.people.people.values()}
        channels = {name: name for name in self.room.people.channels}
        message = HistoryMessage(
            channel.id, NONET, {"asker": person.id, "said": sanitized(text), "lang": language(locale)}, message_id
        )
        try:
            command = parser.parse(
                self.bot.commands, who, text, _delivery(person, delivery), _address(message),
                users=users, channels=channels,
            )  # fmt: skip
        except Refused as refusal:
            await self._answer(message, await self.bot.refused(who, refusal))
            return message_id
        self._start(message, command)
        return message_id

    async def press(self, person: Person, channel: Channel, press: str, label: str, delivery: str, locale: str) -> str:
        """A button, as it came from the page: it may be forged, and the bot decides."""
        who = self.room.people.member(person, channel, locale)
        message = HistoryMessage(
            channel.id,
            NONET,
            {"asker": person.id, "pressed": sanitized(label, 40), "lang": language(locale)},
            _message_id(person, delivery),
        )
        if await self._known(message.id):
            return message.id
        try:
            command = buttons.pressed(self.bot.commands, who, press, _delivery(person, delivery), _address(message))
        except Refused as refusal:
            await self._answer(message, await self.bot.refused(who, refusal))
        else:
            self._start(message, command)
        return message.id

    async def _known(self, message: str) -> bool:
        """Said already: a message never becomes something else because its author sends its delivery again."""
        return message in self.running or await self.room.message(message) is not None

    async def once(self, person: Person, command: Command) -> Mapping[str, Any]:
        """The last reply to `command`, not said in the channel: for the moderators' pages."""
        body = {"asker": person.id, "lang": language(command.member.locale)}
        message = HistoryMessage(command.member.channel, NONET, body, private_to=person.id, fleeting=True)
        async with aclosing(self._replies(command)) as replies:
            async for reply in replies:
                message = await self._written(message, reply, 0)
        return self.room.shown(message, person.id)

    # --- from the store ----------------------------------------------------------------------------------------------

    async def adopt(self, *, restarted: bool = False) -> None:
        """Go on with what an earlier life of this process or of this page, or one that is gone, has left unfinished."""
        if restarted:
            await self._sweep()
        for job in await self.bot.adopt(PLATFORM, restarted=restarted):
            message = await retried(partial(self._message_of, job))
            self._begin(message.id, self._follow(message, self.bot.resume(job)))

    async def _message_of(self, job: Job) -> HistoryMessage:
        address = json.loads(job.address or "{}")
        kept = await self.room.message(address["message"]) if "message" in address else None
        body = {"asker": job.user, "said": f"/imagine {job.prompt}", "lang": language(job.locale)}
        channel = address.get("channel", job.channel)
        return kept or HistoryMessage(channel, NONET, body, address.get("message", _hash(job.id)))

    # --- replies -----------------------------------------------------------------------------------------------------

    def _start(self, message: HistoryMessage, command: Command) -> None:
        message = replace(message, body={**message.body, "panel": isinstance(command, Pick)})
        replies = self._follow(message, self._replies(command))
        forget = isinstance(command, Privacy) and command.what == "delete" and command.sure
        self._begin(message.id, self._forgetting(command.member.user, replies, message.id) if forget else replies)

    def _replies(self, command: Command) -> AsyncGenerator[Reply, None]:
        replies = self.bot.handle(command)
        audited = spec_of(self.bot.commands, command).audited
        return self.log.told(command.member, replies) if audited else replies

    async def _forgetting(self, user: str, replies: Coroutine[Any, Any, None], answer: str) -> None:
        """Messages are gone from the store, and but for this answer from here: every window reads what there is."""
        await replies
        await self.room.people.forget(self.room.people.people[user])
        self.room.forget(user, but=answer)
        for message in list(self.room.fresh.values()):  # what others looked at of theirs
            job = str(message.body.get("job", ""))
            if job and await self.bot.context.store.job(job) is None:
                await self.room.remove(message)
        self.changed()
        self.room.tell_all({"event": "reload"})

    def _begin(self, message: str, conversation: Coroutine[Any, Any, None]) -> None:
        if message in self.running:
            conversation.close()  # the same delivery, while we are at it
            return
        task = asyncio.create_task(conversation)
        self.running[message] = task
        task.add_done_callback(lambda _: self.running.pop(message, None))

    async def _follow(self, message: HistoryMessage, replies: AsyncGenerator[Reply, None], broken: int = 0) -> None:
        number = 0
        addressed = False
        job = ""
        try:
            async with aclosing(replies):
                async for reply in replies:
                    number += 1
                    job = reply.job if reply.state != "note" else ""
                    message = await self._show(message, reply, number)
                    if reply.gone:
                        await self._sweep()
                    if reply.shared_by and not await self.bot.shared(reply, _address(message)):
                        await self.room.remove(message)
                    if reply.job and reply.state == "waiting" and not addressed:
                        addressed = True
                        await self._told(self.bot.addressed, reply.job, message)
                    if reply.job and reply.state in ("drawn", "ended"):
                        await self._told(self.bot.posted, reply.job, message)
        except Exception as error:
            reference = _hash(message.id)[:8]
            log.exception("web.conversation", reference=reference, error=type(error).__name__)
            if job and broken < len(PAUSES):
                await asyncio.sleep(PAUSES[broken])
                await self._follow(message, self.bot.follow(job), broken + 1)
                return
            sorry = f"Something went wrong here, and it is not your fault. The log has more: {reference}."
            apart = HistoryMessage(message.channel, NONET, {"asker": message.body.get("asker", "")})
            await self._answer(apart, Reply(sorry, private=True))

    async def _told(self, tell: Callable[[str, str, str], Awaitable[bool]], job: str, message: HistoryMessage) -> None:
        if not await tell(PLATFORM, job, _address(message)):  # it is deleted by now
            await self._sweep()

    async def _show(self, message: HistoryMessage, reply: Reply, number: int) -> HistoryMessage:
        if reply.removed:
            await self._remove(reply.job)
            self.frames.forget(reply.job)
        if reply.removed and not reply.text:
            return message
        message = await self._written(message, reply, number)
        # A preview is gone in a moment: only what a restart could not tell again is written down.
        return await self.room.put(message, keep=reply.state != "drawing")

    async def _answer(self, message: HistoryMessage, reply: Reply) -> None:
        await self._show(message, reply, 0)

    async def _remove(self, job: str) -> None:
        """The message of a deleted job, whoever posted a tile of it, and who looks at it alone: the picture is gone."""
        for message in await self.room.of_job(job):
            await self.room.remove(message)

    async def _sweep(self) -> None:
        """Take away all messages that are to go."""
        for one in await self.bot.context.store.removals(PLATFORM):
            message = await self.room.message(str(json.loads(one.address).get("message", "")))
            if message is not None:
                await self.room.remove(message)
            await self.bot.context.store.taken_away(one.number)

    async def _written(self, message: HistoryMessage, reply: Reply, number: int) -> HistoryMessage:
        """`message` with what `reply` says."""
        asker = str(message.body.get("asker", ""))
        picture = None
        if reply.picture and reply.state == "drawing":
            picture = await self.frames.of_moment(reply.picture, message.id, number)
        elif reply.picture and reply.job:
            picture = await self.frames.of_job(reply.picture)
        elif reply.picture:
            picture = await self.frames.of_person_picture(reply.picture, asker)
        body = {
            **{key: message.body[key] for key in KEPT if key in message.body},
            "kind": "reply",
            "text": reply.text,
            "state": reply.state,
            "footer": reply.footer,
            "job": reply.job,
            "tiles": reply.tiles,
            "picture": picture,
            "buttons": [{"label": one.label, "press": one.press, "style": one.style} for one in reply.buttons],
            "files": [self.frames.of_person(file, asker if reply.private else "") for file in reply.files],
        }
        private = asker if reply.private else ""
        return replace(message, body=body, private_to=private, fleeting=reply.private and reply.state == "note")

    async def close(self) -> None:
        """When the bot stops, what it has told gets a moment; the rest goes on after the next start."""
        if self.bot.draining and self.running:
            await asyncio.wait(self.running.values(), timeout=GOODBYE)
        for task in list(self.running.values()):
            task.cancel()
        await asyncio.gather(*self.running.values(), return_exceptions=True)


def _address(message: HistoryMessage) -> str:
    return json.dumps({"channel": message.channel, "message": message.id})


def _delivery(person: Person, delivery: str) -> str:
    """Of this person alone: nobody can take part in somebody else's ask by repeating its delivery."""
    return f"{person.id}:{delivery}"


def _message_id(person: Person, delivery: str) -> str:
    return _hash(_delivery(person, delivery))


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:20]

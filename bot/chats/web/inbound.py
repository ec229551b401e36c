"""What people type or press becomes a command, whose replies are delivered in one message that changes in place."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from bot.bot import Bot
from bot.chats.common.deliveries import Deliveries
from bot.chats.web.accounts import Channel, Person
from bot.chats.web.command_forms import described
from bot.chats.web.history import NONET, History, HistoryMessage
from bot.chats.web.images import Frames
from bot.chats.web.platform import WebPlatform, hashed
from bot.chats.web.rendering import rendered
from bot.chats.web.requests import PressBody
from bot.chats.web.surface import WebSurface, address_of
from bot.commands import Command
from bot.errors import Refused
from bot.handlers.browsing import Browse
from bot.handlers.captions import CaptionTile, ShowCaption
from bot.handlers.favourites import Favourite
from bot.handlers.gallery import Pick
from bot.handlers.privacy import Privacy
from bot.handlers.rehearsals import CancelRehearsed, SaveRehearsed
from bot.input import buttons, parser
from bot.member import Member
from bot.replies.catalogs import language
from bot.text.sanitize import sanitized

IN_PANEL = (Pick, Favourite, CaptionTile, ShowCaption)
"""Commands whose replies stand beside the messages."""
IN_PLACE = (Browse, SaveRehearsed, CancelRehearsed)
"""Commands whose replies take the place of the message whose button was pressed."""


class WebInbound:
    """Args: changed: called when a name has changed."""

    def __init__(self, bot: Bot, history: History, frames: Frames, changed: Callable[[], None]) -> None:
        self.bot = bot
        self.history = history
        self.frames = frames
        self.changed = changed
        self.deliveries = Deliveries(bot, WebPlatform(history, frames))
        self._running: set[str] = set()  # ids of messages

    # --- from the page -----------------------------------------------------------------------------------------------

    async def say(self, person: Person, channel: Channel, text: str, delivery: str, locale: str) -> str:
        """A line of text; a command if it begins with a slash. Returns the id of its message or its answer.

        The same delivery again is the same message: a page that heard no answer may simply ask once more.
        """
        message_id, asked = _message_id(person, delivery), self.history.clock()
        if await self._known(message_id):
            return message_id
        person = await self._active(person)
        if not text.lstrip().startswith("/"):
            said = "\n".join(sanitized(line) for line in text.splitlines()).strip()
            await self.history.put(
                HistoryMessage(channel.id, person.id, {"kind": "said", "text": said}, message_id, created=asked)
            )
            return message_id
        who = self.history.people.member(person, channel, locale)
        users = {other.name.lower(): other.id for other in self.history.people.people.values()}
        channels = {name: name for name in self.history.people.channels}
        message = HistoryMessage(
            channel.id, NONET, {"asker": person.id, "said": sanitized(text), "lang": language(locale)}, message_id,
            created=asked,
        )  # fmt: skip
        try:
            command = parser.parse(
                self.bot.commands, who, text, _delivery(person, delivery), address_of(message),
                users=users, channels=channels,
            )  # fmt: skip
        except Refused as refusal:
            await self._answer(message, who, refusal)
            return message_id
        self._start(message, command)
        return message_id

    async def form(self, person: Person, channel: Channel, press: str, locale: str) -> Mapping[str, Any] | None:
        """The form that a button opens. None: it opens none, or it is refused."""
        who = self.history.people.member(await self._active(person), channel, locale)
        try:
            spec = buttons.form_of(self.bot.commands, press)
            if spec is None:
                return None
            command = buttons.pressed(self.bot.commands, who, press)
            words, channels = await self.bot.prefill(command), await self.bot.offers(command)
        except Refused:
            return None
        return described(spec, locale, words, channels)

    async def press(self, person: Person, channel: Channel, body: PressBody, locale: str) -> str:
        """A button's value from the page, which may be forged, as may what its form says; the bot checks them."""
        message = HistoryMessage(
            channel.id,
            NONET,
            {"asker": person.id, "pressed": sanitized(body.label, 40), "lang": language(locale)},
            _message_id(person, body.delivery),
            created=self.history.clock(),
        )
        if await self._known(message.id):
            return message.id
        who = self.history.people.member(await self._active(person), channel, locale)
        try:
            command = buttons.pressed(
                self.bot.commands, who, body.press, _delivery(person, body.delivery), address_of(message), body.filled
            )
            if body.filled is None:
                await self.bot.prefill(command)  # refused: why its form did not open
                await self.bot.offers(command)
        except Refused as refusal:
            await self._answer(message, who, refusal)
        else:
            shown = self.history.fresh.get(body.on)
            if isinstance(command, IN_PLACE) and shown and shown.body.get("in_place") and shown.private_to == person.id:
                message = replace(shown, channel=channel.id)
            self._start(message, command)
        return message.id

    async def _active(self, person: Person) -> Person:
        """As they are now: a moderator may have changed it meanwhile. Raises Unwelcome if they are gone."""
        people = self.history.people
        await people.seen(person, active=True)
        return people.current(person)

    async def _known(self, message: str) -> bool:
        """Whether this delivery has a message already; a repeated one never changes it."""
        return message in self._running or await self.history.message(message) is not None

    async def once(self, person: Person, command: Command) -> Mapping[str, Any]:
        """The last reply to `command`, for the moderators' pages; it is not posted in the channel."""
        body = {"asker": person.id, "lang": language(command.member.locale)}
        message = HistoryMessage(command.member.channel, NONET, body, private_to=person.id, fleeting=True)
        reply = (await self.deliveries.collect(command.member, self.bot.handle(command)))[-1]
        return self.history.shown(await rendered(self.frames, message, reply, 0), person.id)

    # --- to the page -------------------------------------------------------------------------------------------------

    async def _answer(self, message: HistoryMessage, who: Member, refusal: Refused) -> None:
        await self.deliveries.refuse(who, refusal, WebSurface(self.history, self.frames, message))

    def _start(self, message: HistoryMessage, command: Command) -> None:
        if message.id in self._running:
            return  # a repeated delivery
        message = replace(message, body={**message.body, "panel": isinstance(command, IN_PANEL)})
        surface = WebSurface(self.history, self.frames, message)
        task = self.deliveries.deliver(command.member, self.bot.handle(command), surface)
        self._running.add(message.id)
        task.add_done_callback(lambda _: self._running.discard(message.id))
        if isinstance(command, Privacy) and command.what == "delete" and command.sure:
            self.deliveries.start(self._forget(command.member.user, task, message.id))

    async def _forget(self, user: str, deleting: asyncio.Task[None], answer: str) -> None:
        """After a deletion of data: forgets the person here, too, except for this answer; all windows reload."""
        await deleting
        people = self.history.people
        if user in people.people:
            await people.rename_anew(people.people[user])
        self.history.forget(user, but=answer)
        for message in list(self.history.fresh.values()):  # with which others looked at their jobs
            job = str(message.body.get("job", ""))
            if job and await self.bot.records.job(job) is None:
                await self.history.remove(message)
        self.frames.forget_captions()
        self.changed()
        self.history.send_all({"event": "reload"})


def _delivery(person: Person, delivery: str) -> str:
    """Includes the person, so that repeating somebody else's delivery id has no effect."""
    return f"{person.id}:{delivery}"


def _message_id(person: Person, delivery: str) -> str:
    return hashed(_delivery(person, delivery))

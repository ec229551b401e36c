"""What people type, press and fill in becomes commands. Only a payload's ids are genuine; the rest may be forged."""

from __future__ import annotations

import asyncio
import math
import re
import time
from collections.abc import Callable, Coroutine
from dataclasses import replace
from functools import partial
from typing import Any

import structlog

from bot.bot import Bot
from bot.chats.common.dedupe import DeliveryDedupe
from bot.chats.common.feed import ReplyFeed
from bot.chats.slack import blocks, forms, home, small_talk
from bot.chats.slack.address import SlackAddress
from bot.chats.slack.api import Declined, SlackError
from bot.chats.slack.home import Home
from bot.chats.slack.identity import PLATFORM, SlackMembers, team_of
from bot.chats.slack.message import Wire
from bot.chats.slack.middleware import Acknowledge, Middleware
from bot.chats.slack.modals import Modals
from bot.chats.slack.payloads import (
    Payload,
    address_of,
    channel_name,
    container_of,
    delivery_of,
    pictured,
    report_of,
    to_us,
)
from bot.chats.slack.private_replies import seen_alone
from bot.chats.slack.signing import Signer
from bot.chats.slack.submissions import Submissions
from bot.chats.slack.tile_preview import TilePreview, in_preview
from bot.chats.slack.uploads import REVEAL
from bot.commands import CommandSpec, platform_of
from bot.errors import Mistake, Refused
from bot.handlers.favourites import Favourite
from bot.handlers.gallery import Pick, Post
from bot.handlers.reported_pictures import ReportPicture
from bot.input import buttons, parser
from bot.member import Member
from bot.replies.messages import say
from bot.reply import Reply
from inference.api import NonetError

log = structlog.get_logger(__name__)

USER, CHANNEL = re.compile(r"[UW][A-Z0-9]{5,}"), re.compile(r"[CDG][A-Z0-9]{5,}")
"""What ids look like. Slack replaces names that are chosen while typing by ids; other names stay as they are."""


class Inbound:
    def __init__(
        self,
        bot: Bot,
        wire: Wire,
        middleware: Middleware,
        people: SlackMembers,
        signer: Signer,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._bot = bot
        self._wire = wire
        self._middleware = middleware
        self._home = Home(bot, wire, middleware, people)
        self._forms = Modals(bot, wire, middleware, signer)
        self._preview = TilePreview(wire, middleware, self._forms, signer)
        self._people = people
        self._clock = clock
        self._seen = DeliveryDedupe()
        self.submissions = Submissions(self._forms, middleware, people, self._seen, self.start)

    @property
    def _imagine(self) -> CommandSpec[Any]:
        return next(spec for spec in self._bot.commands if spec.name == "imagine")

    def start(self, work: Coroutine[Any, Any, None]) -> None:
        """Runs the work after Slack was acknowledged; its errors are logged."""
        self._middleware.deliveries.start(_logged(work))

    def first(self, event: Payload) -> bool:
        """Whether this event is delivered for the first time."""
        return self._seen.first(delivery_of(event, event.get("event_id")))

    def locale(self, body: Payload) -> str:
        """The language of who typed a command, if it is known already."""
        return self._people.locale(team_of(body), str(body.get("user_id", "")))

    # --- words -------------------------------------------------------------------------------------------------------

    async def command(self, body: Payload, kept: asyncio.Future[bool]) -> None:
        """`/imagine-admin …`, or the slash command of its own that a command has, such as `/imagine …`.

        Args: kept: gets whether it has become a job, which a restart will finish.
        """
        try:
            await self._command(body, kept)
        except BaseException:
            _settle(kept, False)
            raise

    async def _command(self, body: Payload, kept: asyncio.Future[bool]) -> None:
        delivery = delivery_of(body, body.get("trigger_id"))
        if not self._seen.first(delivery):
            return
        address = address_of(body, str(body["channel_id"]), self._clock())
        name, text = str(body["command"]).removeprefix("/"), blocks.typed(str(body.get("text") or "")).strip()
        spec = next((spec for spec in self._bot.commands if spec.slack == name), None)
        member = await self._people.member(
            address.team, address.user, address.channel, name=str(body.get("user_name", "")),
            channel_name=channel_name(body.get("channel_name")), fresh=spec is None or spec.moderators,
        )  # fmt: skip
        if spec is None and not text:
            await self._forms.settings(member, address, str(body["trigger_id"]))
        elif spec and spec.public and await self._elsewhere(address, body):
            self._middleware.answer(member, Reply(say(member.locale, "slack-elsewhere"), private=True), address)
        elif spec and not text and any(spec.required(argument) for argument in spec.given()):
            await self._forms.arguments(spec, member, address, str(body["trigger_id"]))
        else:
            line = f"/{spec.name} {text}" if spec else text
            if self._line(member, line, delivery, address, partial(_accepted, kept)):
                return  # it says when it is kept
        _settle(kept, False)

    async def _elsewhere(self, address: SlackAddress, body: Payload) -> bool:
        """Whether this is a conversation of people in which no app can be: between two, or in a group."""
        name = str(body.get("channel_name") or (body.get("channel") or {}).get("name") or "")
        if not address.channel.startswith("D"):
            return name.startswith("mpdm-")
        return not await self._wire.direct.is_own(address.team, address.user, address.channel)

    async def message(self, body: Payload) -> None:
        """`@nonet imagine …` in a channel, or a direct message. It is answered in its thread."""
        event = body["event"]
        if event.get("subtype") or event.get("bot_id") or not event.get("user") or not self.first(body):
            return
        channel, direct = str(event["channel"]), event.get("channel_type") == "im"
        thread = str(event.get("thread_ts") or ("" if direct else event["ts"]))
        address = SlackAddress(team_of(body), channel, str(event["user"]), thread)
        text = blocks.typed(to_us(body, str(event.get("text", "")))).strip()
        verb = text.lstrip("/").split(maxsplit=1)[:1]
        member = await self._people.member(address.team, address.user, channel, fresh=verb[:1] != ["imagine"])
        if direct:
            self._wire.direct.learn(address.team, address.user, channel)
            line = small_talk.line(self._bot.commands, member, text)
            if line is None:
                platform = platform_of(self._bot.commands, PLATFORM)
                self._middleware.answer(member, Reply(say(member.locale, "slack-begin", platform)), address)
                return
            text = line
        self._line(member, text, delivery_of(body, body.get("event_id")), address)

    def _line(
        self, member: Member, line: str, delivery: str, address: SlackAddress, acknowledge: Acknowledge | None = None
    ) -> bool:
        """Whether it is a command, which is now carried out."""
        try:
            command = parser.parse(
                self._bot.commands, member, line, delivery, str(address), users=USER, channels=CHANNEL
            )
        except Refused as refusal:
            self._middleware.answer(member, refusal, address)
            return False
        self._middleware.deliver(command, address, acknowledge)
        return True

    # --- presses -----------------------------------------------------------------------------------------------------

    async def press(self, body: Payload) -> None:
        action = body["actions"][0]
        trigger = str(body.get("trigger_id", ""))
        if not self._seen.first(delivery_of(body, trigger)):
            return
        value = str(action.get("value") or action.get("selected_option", {}).get("value") or "")
        address = address_of(body, str(body.get("channel", {}).get("id", "")), self._clock())
        if in_preview(body):
            held = self._forms.carried(body["view"], address.team, address.user)
            address = held.address if held else address
        if value.startswith(f"{REVEAL}:"):
            await self._reveal(value, address, trigger)
            return
        member = await self._people.member(
            address.team, address.user, address.channel, name=str(body["user"].get("name", "")),
            channel_name=channel_name(body.get("channel", {}).get("name")),
            fresh=buttons.depends_on_rights(self._bot.commands, value),
        )  # fmt: skip
        if value == home.OPEN_SETTINGS:
            await self._forms.settings(member, address, trigger)
            return
        if not address.channel:  # pressed in App Home
            channel = await self._wire.direct.channel(address.team, address.user)
            address, member = replace(address, channel=channel), replace(member, channel=channel)
        if value == home.OPEN_FORM:
            await self._forms.arguments(self._imagine, member, address, trigger)
            return
        try:
            command = buttons.pressed(self._bot.commands, member, value, delivery_of(body, trigger), str(address))
            if spec := buttons.form_of(self._bot.commands, value):
                words = await self._bot.prefill(command)
                await self._bot.offers(command)  # refused: why its form does not open
                await self._forms.arguments(spec, member, address, trigger, words, value, above=in_preview(body))
                return
        except NonetError as error:  # refused, or the store is away
            said = error if isinstance(error, Refused) else self._bot.apology(member, error)
            self._middleware.answer(member, said, address)
            return
        if isinstance(command, Pick) or (isinstance(command, Favourite) and in_preview(body)):
            await self._preview.show(command, body, address, trigger)
            return
        if isinstance(command, Post):  # pressing it twice in the same message is still one post
            command = replace(command, delivery=f"{address.team}:{member.user}:{container_of(body, trigger)}:{value}")
        delivered = self._middleware.deliver(
            command, address, in_place=seen_alone(body, address), report=report_of(body, address)
        )
        if in_preview(body):
            await self._preview.answered(member, body)
        await delivered
        if body.get("view", {}).get("type") == "home":
            await self._home.publish(member)

    async def _reveal(self, value: str, address: SlackAddress, trigger: str) -> None:
        file = self._wire.uploads.revealed(value)
        member = await self._people.member(address.team, address.user, address.channel)
        try:
            if file is None:
                raise Mistake("old-button")
            info = await self._wire.api.call(address.team, "files.info", form=True, patience=1, file=file)
        except (Mistake, Declined) as error:  # a forged press, or a deleted file
            log.info("spoiler cannot be shown", team=address.team, why=str(error))
            self._middleware.answer(member, Mistake("old-button"), address)
            return
        except SlackError as error:
            log.warning("spoiler could not be looked up", team=address.team, why=str(error))
            self._middleware.answer(member, Reply(say(member.locale, "slack-late"), private=True), address)
            return
        view = forms.done("", member.locale) | {"blocks": [blocks.image(file, str(info["file"].get("alt_txt", "")))]}
        await self._forms.open(view, member, address, trigger)

    async def shortcut(self, body: Payload) -> None:
        """ "Imagine this" on a message: a form with its text; the answer goes into its thread."""
        trigger, said = str(body["trigger_id"]), body["message"]
        if not self._seen.first(delivery_of(body, trigger)):
            return
        channel = str(body["channel"]["id"])
        address = replace(address_of(body, channel, self._clock()), thread_ts=str(said.get("thread_ts") or said["ts"]))
        member = await self._people.member(address.team, address.user, channel, name=str(body["user"].get("name", "")))
        text = await self._people.plain(address.team, blocks.typed(str(said.get("text", ""))))
        if await self._elsewhere(address, body):
            self._middleware.answer(member, Reply(say(member.locale, "slack-elsewhere"), private=True), address)
        else:
            await self._forms.arguments(self._imagine, member, address, trigger, {"prompt": text})

    async def report(self, body: Payload) -> None:
        """ "Report picture" on a message: of the app's, or of somebody else's, which is said."""
        if not self._seen.first(delivery_of(body, body["trigger_id"])):
            return
        channel, (grid, post) = body["channel"], pictured(body["message"])
        address = address_of(body, str(channel["id"]), self._clock())
        member = await self._people.member(
            address.team, address.user, address.channel, name=str(body["user"].get("name", "")),
            channel_name=channel_name(channel.get("name")),
        )  # fmt: skip
        if grid:
            self._middleware.deliver(ReportPicture(member, grid, post), address)
        else:
            self._middleware.answer(member, Reply(say(member.locale, "report-no-picture"), private=True), address)

    # --- App Home, and the workspace itself --------------------------------------------------------------------------

    async def opened_home(self, body: Payload) -> None:
        await self._home.opened(body, team_of(body))


def _settle(kept: asyncio.Future[bool], answer: bool) -> None:
    if not kept.done():
        kept.set_result(answer)


async def _accepted(kept: asyncio.Future[bool], feed: ReplyFeed) -> None:
    """Waits for the first reply: is it a job's?"""
    first = await feed.first(math.inf)
    _settle(kept, bool(first and first.job and not first.private))


async def _logged(work: Coroutine[Any, Any, None]) -> None:
    try:
        await work
    except SlackError as error:
        log.warning("slack api call failed", why=str(error))
    except Exception:
        log.exception("slack request failed")

"""On a command's way to the bot and back: what Slack knows is added (who is in which user group), and admins hear what
the app lacks to do as they wish."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing
from dataclasses import replace

import structlog

from bot.chats.common.deliveries import Deliveries
from bot.chats.common.feed import ReplyFeed
from bot.chats.common.reports import judged
from bot.chats.slack.address import SlackAddress
from bot.chats.slack.api import SlackError
from bot.chats.slack.identity import PLATFORM, SlackMembers
from bot.chats.slack.installations import OPTIONAL_SCOPES, SCOPES
from bot.chats.slack.message import Wire
from bot.chats.slack.surface import SlackSurface
from bot.chats.slack.user_groups import SCOPE, UnknownGroup, UserGroups
from bot.commands import Command
from bot.errors import Mistake, Refused
from bot.handlers.captions import CaptionTile
from bot.handlers.community_settings import ChangeSettings, ShowSettings
from bot.handlers.drawing import Imagine, Redo, TakeOffer
from bot.handlers.mashes import Mash
from bot.handlers.members import Quota, Why
from bot.handlers.variations import Edit, EditMash, Vary
from bot.member import Member
from bot.policy.settings import changed
from bot.replies.messages import say
from bot.reply import Reply

log = structlog.get_logger(__name__)


Acknowledge = Callable[[ReplyFeed], Awaitable[Reply | None]]


class Middleware:
    def __init__(self, deliveries: Deliveries, wire: Wire, people: SlackMembers, groups: UserGroups) -> None:
        self.deliveries = deliveries
        self._bot = deliveries.bot
        self._wire = wire
        self._people = people
        self._groups = groups

    def deliver(
        self,
        command: Command,
        address: SlackAddress,
        acknowledge: Acknowledge | None = None,
        *,
        in_place: bool = False,
        report: str = "",
    ) -> asyncio.Task[None]:
        """All of a command's replies, until the last one is where it belongs.

        Args:
            report: the address of the report whose button was pressed.
        """
        surface = SlackSurface(self._wire, address, command.member.locale, in_place=in_place)
        replies = self.handle(command)
        if report:
            replies = judged(self._bot, PLATFORM, replies, report)
        return self.deliveries.deliver(command.member, replies, surface, acknowledge=acknowledge)

    def answer(self, member: Member, answer: Reply | Refused, address: SlackAddress) -> asyncio.Task[None]:
        """One reply, or a refusal, which needs no command."""
        surface = SlackSurface(self._wire, address, member.locale)
        if isinstance(answer, Refused):
            return self.deliveries.refuse(member, answer, surface)
        return self.deliveries.answer(member, answer, surface)

    async def collect(self, command: Command) -> list[Reply]:
        """All of a command's replies, for a page or form that shows them itself."""
        return await self.deliveries.collect(command.member, self.handle(command))

    async def handle(self, command: Command) -> AsyncGenerator[Reply, None]:
        """As Bot.handle."""
        member = command.member
        try:
            command = await self._completed(command)
        except UnknownGroup as unknown:
            yield Reply(say(member.locale, "slack-no-group", group=unknown.name), private=True)
            return
        except SlackError as error:
            log.warning("user groups could not be read", team=member.community, why=str(error))
            yield Reply(say(member.locale, "slack-no-groups", scope=SCOPE), private=True)
            return
        async with aclosing(self._bot.handle(command)) as replies:
            async for reply in replies:
                yield reply
        if member.moderator and isinstance(command, ShowSettings | ChangeSettings | Why):
            for sentence in await self._lacking(member):
                yield Reply(sentence, private=True)

    async def wrong(self, command: ChangeSettings) -> dict[str, str]:
        """What is wrong with which setting, for the form that still shows it."""
        member, found = command.member, {}
        settings = await self._bot.context.settings(member)
        for key, value in command.changes.items():
            try:
                changed(settings, await self._groups.in_ids(member.community, {key: value}, settings))
            except UnknownGroup as unknown:
                found[key] = say(member.locale, "slack-no-group", group=unknown.name)
            except Mistake as mistake:
                found[key] = (await self._bot.refused(member, mistake)).text
        return found

    async def _completed(self, command: Command) -> Command:
        team = command.member.community
        match command:
            case ChangeSettings() if command.member.moderator:
                settings = await self._bot.context.settings(command.member)
                return replace(command, changes=await self._groups.in_ids(team, command.changes, settings))
            case Why() if command.member.moderator:
                settings = await self._bot.context.settings(command.member)
                return replace(command, roles=await self._groups.roles(team, command.user, settings))
            case CaptionTile():
                texts = (command.top, command.bottom, command.alt)
                top, bottom, alt = [await self._people.plain(team, text) for text in texts]
                return replace(command, top=top, bottom=bottom, alt=alt)
            case Imagine() | Mash() | Redo() | TakeOffer() | Vary() | Edit() | Quota():
                settings = await self._bot.context.settings(command.member)
                roles = await self._groups.roles(team, command.member.user, settings)
                if isinstance(command, Imagine | Edit):
                    prompt, no = [await self._people.plain(team, text) for text in (command.prompt, command.no)]
                    command = replace(command, prompt=prompt, no=no)
                if isinstance(command, EditMash):
                    command = replace(command, mash=await self._people.plain(team, command.mash))
                if isinstance(command, Mash):
                    texts = (command.a, command.b, command.no)
                    a, b, no = [await self._people.plain(team, text) for text in texts]
                    command = replace(command, a=a, b=b, no=no)
                return replace(command, member=replace(command.member, roles=roles))
        return command

    async def _lacking(self, member: Member) -> list[str]:
        """What the app lacks to do as admins wish."""
        notes = []
        if lacking := self._wire.api.lacking(member.community, set(SCOPES) - OPTIONAL_SCOPES):
            notes.append(say(member.locale, "slack-lacking", scopes=", ".join(lacking)))
        settings = await self._bot.context.settings(member)
        if refused := await self._groups.refused(member.community, settings):
            notes.append(say(member.locale, "slack-no-roles", why=refused, scope=SCOPE))
        return notes

"""On a command's way to the bot: what Slack knows is added (who is in which user group), and admins hear what the app
lacks to do as they wish."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import replace

import structlog

from bot.bot import Bot
from bot.chats.slack.api import SlackError
from bot.chats.slack.installations import SCOPES
from bot.chats.slack.message import Wire
from bot.chats.slack.user_groups import SCOPE, UnknownGroup, UserGroups
from bot.commands import (
    ChangeSettings,
    Command,
    Imagine,
    Member,
    Quota,
    Redo,
    Reply,
    ShowSettings,
    TakeOffer,
    Why,
)
from bot.errors import Refused
from bot.replies.messages import say
from inference.api import NonetError

log = structlog.get_logger(__name__)


class Middleware:
    def __init__(self, bot: Bot, wire: Wire, groups: UserGroups) -> None:
        self._bot = bot
        self._wire = wire
        self._groups = groups

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
        except NonetError as error:  # the store, as a rule; the asker hears of it all the same
            log.error("command could not be prepared", team=member.community, error=str(error))
            yield await self._bot.refused(member, Refused("refused"), command)
            return
        async with aclosing(self._bot.handle(command)) as replies:
            async for reply in replies:
                yield reply
        if member.moderator and isinstance(command, ShowSettings | ChangeSettings | Why):
            try:
                notes = await self._lacking(member)
            except NonetError as error:  # what was done is done, and told
                log.warning("scopes could not be checked", team=member.community, why=str(error))
                return
            for sentence in notes:
                yield Reply(sentence, private=True)

    async def _completed(self, command: Command) -> Command:
        team = command.member.community
        match command:
            case ChangeSettings() if command.member.moderator:
                settings = await self._bot.context.settings(command.member)
                return replace(command, changes=await self._groups.in_ids(team, command.changes, settings))
            case Why() if command.member.moderator:
                settings = await self._bot.context.settings(command.member)
                return replace(command, roles=await self._groups.roles(team, command.user, settings))
            case Imagine() | Redo() | TakeOffer() | Quota():
                settings = await self._bot.context.settings(command.member)
                roles = await self._groups.roles(team, command.member.user, settings)
                return replace(command, member=replace(command.member, roles=roles))
        return command

    async def _lacking(self, member: Member) -> list[str]:
        """What the app lacks to do as admins wish."""
        notes = []
        if lacking := self._wire.api.lacking(member.community, SCOPES):
            notes.append(say(member.locale, "slack-lacking", scopes=", ".join(lacking)))
        settings = await self._bot.context.settings(member)
        if refused := await self._groups.refused(member.community, settings):
            notes.append(say(member.locale, "slack-no-roles", why=refused, scope=SCOPE))
        return notes

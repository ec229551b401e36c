"""The counter where commands are handed in: what Slack knows is added (who is in which user group), and what a
moderator has changed is told in the log channel, too."""

from __future__ import annotations

import re
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import replace

import structlog

from bot.bot import Bot
from bot.chats.slack import blocks
from bot.chats.slack.api import SlackError
from bot.chats.slack.installations import SCOPES
from bot.chats.slack.message import Wire
from bot.chats.slack.user_groups import SCOPE, UnknownGroup, UserGroups
from bot.commands import Command, spec_of
from bot.context import community_key
from bot.errors import Refused
from bot.handlers.community_settings import ChangeSettings, ShowSettings, line
from bot.handlers.imagine import Imagine, Redo, TakeOffer
from bot.handlers.members import Quota, Why
from bot.member import Member
from bot.replies.messages import say
from bot.reply import Reply
from bot.store import AuditEntry
from inference.api import NonetError

log = structlog.get_logger(__name__)

CHANNEL = re.compile(r"<#([CG][A-Z0-9]+)(?:\|[^>]*)?>")


class Middleware:
    def __init__(self, bot: Bot, wire: Wire, groups: UserGroups) -> None:
        self._bot = bot
        self._wire = wire
        self._groups = groups

    async def handle(self, command: Command) -> AsyncGenerator[Reply, None]:
        """As Bot.handle."""
        member = command.member
        judge = spec_of(self._bot.commands, command).moderators and member.moderator
        before: list[AuditEntry] = []
        try:
            command = await self._completed(command)
            if judge:
                before = await self._decided(member)
        except UnknownGroup as unknown:
            yield Reply(say(member.locale, "slack-no-group", group=unknown.name), private=True)
            return
        except SlackError as error:
            log.warning("slack does not name its user groups", team=member.community, why=str(error))
            yield Reply(say(member.locale, "slack-no-groups", scope=SCOPE), private=True)
            return
        except NonetError as error:  # the store, as a rule; the asker hears of it all the same
            log.error("a command could not be looked up", team=member.community, error=str(error))
            yield await self._bot.refused(member, Refused("refused"), command)
            return
        async with aclosing(self._bot.handle(command)) as replies:
            async for reply in replies:
                yield reply
        if judge:
            try:
                notes = await self._notes(command, before)
            except NonetError as error:  # what was done is done, and told
                log.warning("the log channel was not told", team=member.community, why=str(error))
                return
            for sentence in notes:
                yield Reply(sentence, private=True)

    async def all(self, command: Command) -> list[Reply]:
        """The replies, for a page that shows them all at once."""
        return [reply async for reply in self.handle(command)]

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

    # --- for moderators ----------------------------------------------------------------------------------------------

    async def _decided(self, member: Member) -> list[AuditEntry]:
        """What the audit log says, the newest first."""
        return (await self._bot.context.store.audit(community_key(member)))[0]

    async def _notes(self, command: Command, before: list[AuditEntry]) -> list[str]:
        """What else they should know: where the log cannot be written, what we lack to do as they wish."""
        member, notes = command.member, []
        last = before[0].at if before else 0.0
        # What another admin does just now is told with their own command.
        new = [entry for entry in await self._decided(member) if entry.at > last and entry.who == member.user]
        settings = await self._bot.context.settings(member)
        for entry in reversed(new):
            told = await line(self._bot.context, member, entry)
            if (former := entry.before("log-channel")) and former != settings.log_channel:
                await self._logged(member, former, told)  # it hears of what switches it off
            if settings.log_channel and not await self._logged(member, settings.log_channel, told):
                notes.append(say(member.locale, "slack-no-log", channel=settings.log_channel))
                break
        if isinstance(command, ShowSettings | ChangeSettings | Why):
            if lacking := self._wire.api.lacking(member.community, SCOPES):
                notes.append(say(member.locale, "slack-lacking", scopes=", ".join(lacking)))
            if refused := await self._groups.refused(member.community, settings):
                notes.append(say(member.locale, "slack-no-roles", why=refused, scope=SCOPE))
        return notes

    async def _logged(self, member: Member, channel: str, text: str) -> bool:
        """Whether it is in the log channel now, which is its mention (as Slack makes one of #mod-log), id or name."""
        mentioned = CHANNEL.search(channel)
        place = mentioned[1] if mentioned else channel
        try:
            await self._wire.api.call(
                member.community, "chat.postMessage", again=False, patience=2, channel=place,
                turn=lambda: self._wire.pace.turn(place), unfurl_links=False, unfurl_media=False,
                **blocks.message(Reply(text), member.locale),
            )  # fmt: skip
        except SlackError as error:
            log.warning("the log channel cannot be written", team=member.community, why=str(error))
            return False
        return True

"""For moderators: a page to set things up, what changed told in the log channel, and pictures that members report.

The commands themselves are the bot's; here is only what Discord adds: selects, forms, and one more channel.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import replace
from typing import Any

import discord
import structlog
from discord import ui

from bot.arguments import MAX_OPTION_CHARACTERS
from bot.chats.discord import transport
from bot.chats.discord.address import DiscordAddress
from bot.chats.discord.api_errors import ApiFailure, translated
from bot.chats.discord.delivery_errors import missing_permissions
from bot.chats.discord.member import PLATFORM
from bot.chats.discord.rendering import RenderedReply
from bot.chats.discord.reply_tasks import ReplyTasks, last
from bot.commands import Command
from bot.context import community_key
from bot.errors import Forbidden, Mistake
from bot.handlers.community_settings import ShowSettings, line, meaning
from bot.handlers.members import TimeOut
from bot.member import Member
from bot.policy.settings import describe
from bot.replies.messages import say
from bot.reply import Button, Reply
from bot.store import AuditEntry, Job
from inference.api import NonetError

SETTING, CHANNEL, DISMISS, TIME_OUT = "set:dial", "set:channel", "report:dismiss:", "report:timeout:"
FORM = "set:form:"
MOST_TRIES = 3
"""Of a message into the log channel."""
MINUTES = 60
"""Of the time-out that is a button on a report; /nonet timeout gives any."""
_ID = re.compile(r"\b([bcdfghjkmnpqrstvwxz2-9]{5,16})\b")
"""What could be a job's id among the words of a message; the store knows whether it is one."""

_ROLE = re.compile(r"\b\d{15,20}\b")

log = structlog.get_logger("bot.chats.discord")


class Moderation:
    def __init__(self, talks: ReplyTasks) -> None:
        self._talks = talks
        self._desk = talks.desk
        self._told: dict[str, float] = {}  # until when the log channel knows a community's audit log

    # --- the page for setting up -------------------------------------------------------------------------------------

    async def shown(self, member: Member, at: DiscordAddress, client: discord.Client) -> tuple[Reply, ui.LayoutView]:
        """All settings, what the bot lacks here, and selects to change them."""
        reply = await last(self._desk.bot.handle(ShowSettings(member))) or Reply("")
        if member.moderator:
            reply = replace(reply, text=with_roles(client.get_guild(at.guild), reply.text))
            reply = with_missing(reply, client, at)
        view = RenderedReply(reply, (), at.locale).view()
        if member.moderator:
            settings = await self._desk.bot.context.settings(member)
            dials: ui.Select[Any] = ui.Select(
                custom_id=SETTING,
                placeholder=say(at.locale, "discord-choose-setting"),
                options=[
                    discord.SelectOption(
                        label=key, value=key, description=f"{value or '–'} · {meaning(at.locale, key, text)}"[:100]
                    )
                    for key, value, text in describe(settings)[:25]
                ],
            )
            channels: ui.ChannelSelect[Any] = ui.ChannelSelect(
                custom_id=CHANNEL,
                placeholder=say(at.locale, "discord-choose-channel"),
                channel_types=[discord.ChannelType.text, discord.ChannelType.voice, discord.ChannelType.forum],
            )
            view.add_item(ui.ActionRow(dials))
            view.add_item(ui.ActionRow(channels))
        return reply, view

    async def form(self, interaction: discord.Interaction[Any], member: Member, key: str) -> None:
        """One setting as it is, to be written over."""
        settings = await self._desk.bot.context.settings(member)
        value = next((value for name, value, _ in describe(settings) if name == key), None)
        if value is None or not member.moderator:
            raise Forbidden("moderators-only") if not member.moderator else Mistake("old-button")
        if len(value) > MAX_OPTION_CHARACTERS:  # shown in part, it would be written back in part
            raise Mistake("discord-long-setting", key=key)
        field: ui.TextInput[Any] = ui.TextInput(
            custom_id="value",
            default=value,
            required=False,
            max_length=MAX_OPTION_CHARACTERS,
            style=discord.TextStyle.short,
        )
        modal = ui.Modal(title=key[:45], custom_id=f"{FORM}{key}"[:100], timeout=None)
        modal.add_item(ui.Label(text=key[:45], component=field))
        modal.stop()  # what is sent back comes to us by its custom_id
        with translated():
            await interaction.response.send_modal(modal)

    # --- what changed, in the log channel ----------------------------------------------------------------------------

    async def readable(self, command: Command, replies: AsyncGenerator[Reply, None]) -> AsyncGenerator[Reply, None]:
        """The replies of a moderator's command, with roles by their names."""
        guild = (await self._desk.client()).get_guild(int(command.member.community))
        async with aclosing(replies) as told:
            async for reply in told:
                yield replace(reply, text=with_roles(guild, reply.text))

    async def logged(self, command: Command, replies: AsyncGenerator[Reply, None]) -> AsyncGenerator[Reply, None]:
        """What a command has changed is told in the log channel, too."""
        key = community_key(command.member)
        if key not in self._told and (newest := await self._newest(key)) is not None:
            self._told[key] = newest[0].at if newest else 0.0
        async with aclosing(replies) as told:
            async for reply in told:
                yield reply
        entries = await self._newest(key)
        if entries and key in self._told:  # also what somebody else did just now; told once, by whoever comes first
            new = [entry for entry in entries if entry.at > self._told[key]]
            self._told[key] = max(entries[0].at, self._told[key])
            self._talks.start(self._tell(command.member, new))

    async def _newest(self, key: str) -> list[AuditEntry] | None:
        """Of a community's audit log; None if it cannot be read now."""
        try:
            return (await self._desk.bot.context.store.audit(key))[0]
        except NonetError as error:
            log.warning("the audit log cannot be read", community=key, error=str(error))
            return None

    async def _tell(self, member: Member, entries: list[AuditEntry]) -> None:
        client = await self._desk.client()
        guild = client.get_guild(int(member.community))
        reader = replace(member, locale=language_of(guild, member))
        for entry in reversed(entries):
            text = with_roles(guild, await line(self._desk.bot.context, reader, entry))
            told = {entry.before("log-channel"), (await self._desk.bot.context.settings(member)).log_channel}
            for place in filter(None, told):  # also the former one: it hears of what switches it off
                await self._post(member, place, Reply(text), f"log-{entry.at * 1e6:.0f}")

    async def _post(
        self, member: Member, place: str, reply: Reply, nonce: str, link: tuple[str, str] | None = None
    ) -> bool:
        """Into a community's log channel, if it has one; whether it is there now."""
        client = await self._desk.client()
        guild = client.get_guild(int(member.community)) if member.community.isdigit() else None
        channel = named(guild, place) if guild else None
        if guild is None or channel is None:
            return False
        at = DiscordAddress(user=int(member.user or 0), channel=channel.id, guild=guild.id)
        page = RenderedReply(reply, (), language_of(guild, member), link=link)
        for tries in range(MOST_TRIES):
            try:
                await self._desk.ours.acquire()
                await transport.posted(client, at, page, nonce, self._desk.times.edit)
                return True
            except ApiFailure as trouble:
                facts = {"guild": guild.id, "trouble": str(trouble), "lacking": missing_permissions(client, at)}
                if trouble.kind != "again":
                    log.warning("the log channel cannot be written", **facts)
                    return False
                log.info("the log channel is written again", tries=tries + 1, **facts)
                await asyncio.sleep(self._desk.times.pause(tries, trouble.after))
        log.warning("the log channel was not written", guild=guild.id)
        return False

    # --- reported pictures -------------------------------------------------------------------------------------------

    async def reported(self, member: Member, message: discord.Message) -> Reply:
        """A member reports a picture of ours: the moderators are shown what can be done about it."""
        job = await self._job(member, message)
        if job is None:
            return Reply(say(member.locale, "discord-report-no-picture"), private=True)
        client = await self._desk.client()
        locale = language_of(message.guild or client.get_guild(int(member.community)), member)
        text = say(
            locale, "discord-reported", reporter=member.name, job=job.id, prompt=job.prompt, asker=job.name,
            channel=member.channel_name,
        )  # fmt: skip
        buttons = (
            Button(say(locale, "discord-reported-remove"), f"delete:{job.id}", "danger"),
            Button(say(locale, "discord-reported-dismiss"), f"{DISMISS}{job.id}"),
            Button(say(locale, "discord-reported-time-out", count=MINUTES), f"{TIME_OUT}{job.id}"),
        )
        nonce, link = f"report-{job.id}-{member.user}", (message.jump_url, say(locale, "discord-reported-show"))
        log_channel = (await self._desk.bot.context.settings(member)).log_channel
        if await self._post(member, log_channel, Reply(text, buttons=buttons), nonce[: transport.NONCE], link):
            return Reply(say(member.locale, "discord-report-thanks"), private=True)
        log.warning("a report has nowhere to go", community=member.community, job=job.id)
        return Reply(
            say(member.locale, "discord-report-no-channel", job=job.id),
            private=True,
        )

    async def _job(self, member: Member, message: discord.Message) -> Job | None:
        """The job that a message of ours is about, by what can be pressed on it or by its small print."""
        client = await self._desk.client()
        if client.user is None or message.author.id != client.user.id:
            return None
        view = ui.LayoutView.from_message(message, timeout=None)
        words = [item.content for item in view.walk_children() if isinstance(item, ui.TextDisplay)]
        for found in _ID.findall(" ".join([*transport.pressable(message), *reversed(words)])):
            job = await self._desk.bot.context.store.job(found)
            if job is not None and (job.platform, job.community) == (PLATFORM, member.community):
                return job
        return None

    async def judged(self, member: Member, press: str) -> Command | None:
        """A button on a report: a command, or None where the report itself is to go.

        Raises:
            Refused: not a moderator, or no such picture.
        """
        if not member.moderator:
            raise Forbidden("moderators-only")
        if press.startswith(DISMISS):
            return None
        job = await self._desk.bot.context.store.job(press.removeprefix(TIME_OUT))
        if job is None or job.community != member.community or not press.startswith(TIME_OUT):
            raise Mistake("old-button")
        return TimeOut(member, job.user, MINUTES, job.name)


def with_missing(reply: Reply, client: discord.Client, at: DiscordAddress) -> Reply:
    lacking = ", ".join(missing_permissions(client, at))
    if not lacking:
        return reply
    return replace(reply, text=f"{reply.text}\n{say(at.locale, 'discord-lacking', missing=lacking)}")


def with_roles(guild: discord.Guild | None, text: str) -> str:
    """Settings know roles by their ids; people know them by their names."""

    def name(found: re.Match[str]) -> str:
        role = guild.get_role(int(found[0])) if guild else None
        return f"@{role.name}" if role else found[0]

    return _ROLE.sub(name, text)


def language_of(guild: discord.Guild | None, member: Member) -> str:
    """A community's own language where it has said which one it speaks; else that of who does something there."""
    said_so = guild is not None and "COMMUNITY" in guild.features
    return guild.preferred_locale.value if guild is not None and said_so else member.locale


def named(guild: discord.Guild, name: str) -> discord.TextChannel | None:
    """The channel that a moderator typed: #mod-log, mod-log, <#123> or 123."""
    plain = name.strip().strip("<#>").lower()
    for channel in guild.text_channels:
        if plain and plain in (str(channel.id), channel.name.lower()):
            return channel
    return None

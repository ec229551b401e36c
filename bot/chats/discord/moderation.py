"""For moderators: the setup page with its selects and forms, and pictures that members report."""

from __future__ import annotations

import re
from collections.abc import AsyncGenerator
from contextlib import aclosing, suppress
from dataclasses import replace
from typing import Any

import discord
import structlog
from discord import ui

from bot.arguments import MAX_OPTION_CHARACTERS
from bot.chats.common.deliveries import Deliveries
from bot.chats.common.reports import judged
from bot.chats.discord import transport
from bot.chats.discord.address import DiscordAddress
from bot.chats.discord.api_errors import translated
from bot.chats.discord.delivery_errors import missing_permissions
from bot.chats.discord.identity import CHANNEL_TYPES, PLATFORM
from bot.chats.discord.platform import DiscordPlatform, with_roles
from bot.chats.discord.rendering import RenderedReply
from bot.chats.discord.session import Session
from bot.commands import Command
from bot.errors import Forbidden, Mistake
from bot.handlers.community_settings import ShowSettings, SwitchChannel, meaning
from bot.handlers.reported_pictures import ReportPicture
from bot.member import Member
from bot.policy.settings import describe
from bot.records import Job, Share
from bot.replies.messages import say
from bot.reply import Reply

SETTING, CHANNEL, DISMISS, TIME_OUT = "set:dial", "set:channel", "report:dismiss:", "report:timeout:"
FORM = "set:form:"
_ID = re.compile(r"\b([bcdfghjkmnpqrstvwxz2-9]{5,16})\b")
"""What may be a job's id among the words of a message."""

log = structlog.get_logger("bot.chats.discord")


class Moderation:
    def __init__(self, session: Session, platform: DiscordPlatform, deliveries: Deliveries) -> None:
        self._session = session
        self._platform = platform
        self._deliveries = deliveries

    # --- the page for setting up -------------------------------------------------------------------------------------

    async def shown(self, member: Member, at: DiscordAddress, client: discord.Client) -> tuple[Reply, ui.LayoutView]:
        """All settings, what the bot lacks here, and selects to change them."""
        reply = (await self._deliveries.collect(member, self._session.bot.handle(ShowSettings(member))))[-1]
        if member.moderator:
            reply = with_missing(reply, client, at)
        view, guild = RenderedReply(reply, (), at.locale).view(), client.get_guild(at.guild)
        if member.moderator:
            settings = await self._session.bot.context.settings(member)
            dials: ui.Select[Any] = ui.Select(
                custom_id=SETTING,
                placeholder=say(at.locale, "discord-choose-setting"),
                options=[
                    discord.SelectOption(
                        label=key,
                        value=key,
                        description=f"{with_roles(guild, value) or '–'} · {meaning(at.locale, key)}"[:100],
                    )
                    for key, value in describe(settings)[:25]
                ],
            )
            channels: ui.ChannelSelect[Any] = ui.ChannelSelect(
                custom_id=CHANNEL,
                placeholder=say(at.locale, "discord-choose-channel"),
                channel_types=CHANNEL_TYPES,
            )
            view.add_item(ui.ActionRow(dials))
            view.add_item(ui.ActionRow(channels))
        return reply, view

    async def form(self, interaction: discord.Interaction[Any], member: Member, key: str) -> None:
        """Opens a form with one setting's value."""
        settings = await self._session.bot.context.settings(member)
        value = dict(describe(settings)).get(key)
        if value is None or not member.moderator:
            raise Forbidden("moderators-only") if not member.moderator else Mistake("old-button")
        value = with_roles(await self._platform.guild(member), value)
        if len(value) > MAX_OPTION_CHARACTERS:  # a part of it would be saved as all of it
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

    async def switched(self, interaction: discord.Interaction[Any], member: Member, channel: str) -> Command:
        """Off if it is on, on if it is off."""
        data: Any = interaction.data or {}
        known = data.get("resolved", {}).get("channels", {}).get(channel, {})
        settings = await self._session.bot.context.settings(member)
        off = channel in settings.channels_off
        return SwitchChannel(member, channel, off, str(known.get("name", "")))

    async def readable(self, command: Command, replies: AsyncGenerator[Reply, None]) -> AsyncGenerator[Reply, None]:
        """The replies of a moderator's command, with roles by their names."""
        guild = await self._platform.guild(command.member)
        async with aclosing(replies) as running:
            async for reply in running:
                yield replace(reply, text=with_roles(guild, reply.text))

    # --- reported pictures -------------------------------------------------------------------------------------------

    async def reported(self, member: Member, message: discord.Message) -> AsyncGenerator[Reply, None]:
        """The replies to a report of this message: of a picture of the bot's, or of a post of one."""
        share = await self._share(member, message)
        job = None if share else await self.job(member, message)
        if share is None and job is None:
            yield Reply(say(member.locale, "report-no-picture"), private=True)
            return
        grid = share.job if share else job.id if job else ""
        report = ReportPicture(member, grid, share.id if share else "", message.jump_url)
        async with aclosing(self._session.bot.handle(report)) as running:
            async for reply in running:
                yield reply

    async def _share(self, member: Member, message: discord.Message) -> Share | None:
        """The posted tile that a message of the bot's is, by its button; also if its grid is hidden from `member`."""
        client, records = await self._session.client(), self._session.bot.records
        ours = client.user is not None and message.author.id == client.user.id
        for verb, *names in (custom_id.split(":") for custom_id in transport.custom_ids(message) if ours):
            share = await records.share(names[1]) if verb == "withdraw" and len(names) == 2 else None
            job = await records.job(share.job) if share else None
            if share and job and (job.platform, job.community, job.id) == (PLATFORM, member.community, names[0]):
                return share
        return None

    async def job(self, member: Member, message: discord.Message) -> Job | None:
        """The job that a message of the bot's is about, by its buttons or its small print, if `member` may see it."""
        client = await self._session.client()
        if client.user is None or message.author.id != client.user.id:
            return None
        view = ui.LayoutView.from_message(message, timeout=None)
        words = [item.content for item in view.walk_children() if isinstance(item, ui.TextDisplay)]
        for found in _ID.findall(" ".join([*transport.custom_ids(message), *reversed(words)])):
            with suppress(Mistake):
                return await self._session.bot.context.job(member, found)
        return None

    def judged(
        self, message: discord.Message, at: DiscordAddress, replies: AsyncGenerator[Reply, None]
    ) -> AsyncGenerator[Reply, None]:
        """The replies of Delete or Dismiss, pressed on `message`: if that is a report, it goes, too."""
        if not any(custom_id.startswith((DISMISS, "dismiss:")) for custom_id in transport.custom_ids(message)):
            return replies
        there = DiscordAddress(at.user, at.channel, at.guild, message=message.id, own=True)
        return judged(self._session.bot, PLATFORM, replies, there.json())


def judging(press: str) -> str:
    """What a button of a report says; until 0.2 these two had words of their own at Discord."""
    for before, now in ((DISMISS, "dismiss:"), (TIME_OUT, "timeout-reported:")):
        if press.startswith(before):
            return now + press.removeprefix(before)
    return press


def with_missing(reply: Reply, client: discord.Client, at: DiscordAddress) -> Reply:
    lacking = ", ".join(missing_permissions(client, at))
    if not lacking:
        return reply
    return replace(reply, text=f"{reply.text}\n{say(at.locale, 'discord-lacking', missing=lacking)}")


def typed(interaction: discord.Interaction[Any]) -> str:
    """The text in a form's only field."""
    data: Any = interaction.data or {}
    for part in data.get("components", []):
        for field in [part["component"]] if "component" in part else part.get("components", []):
            if field.get("custom_id") == "value":
                return str(field.get("value", ""))
    return ""

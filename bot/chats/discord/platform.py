"""What Discord is to the deliveries that all chats share: where adopted jobs are shown, removals, the log channel."""

from __future__ import annotations

import re
from collections.abc import Collection, Hashable, Mapping
from dataclasses import replace
from datetime import UTC, datetime

import discord
import structlog

from bot.chats.common.failures import Unavailable, Undeliverable
from bot.chats.discord import transport
from bot.chats.discord.address import DiscordAddress, parsed
from bot.chats.discord.api_errors import ApiFailure
from bot.chats.discord.delivery_errors import missing_permissions
from bot.chats.discord.identity import PLATFORM
from bot.chats.discord.rendering import RenderedReply
from bot.chats.discord.session import Session
from bot.chats.discord.surface import DiscordSurface
from bot.directory import Destination, Entry
from bot.errors import Closed, Mistake
from bot.member import Member
from bot.records import Job
from bot.replies.messages import say
from bot.reply import Reply, Report

UNKNOWN_CHANNEL = 10003
CLOCKS_SECONDS = 60.0
"""By which Discord's clock and ours may differ."""
_ID = re.compile(r"\b\d{15,20}\b")

log = structlog.get_logger("bot.chats.discord")


class DiscordPlatform:
    platform = PLATFORM

    def __init__(self, session: Session) -> None:
        self._session = session

    def adopted(self, job: Job) -> DiscordSurface | None:
        at = parsed(job.address)
        return DiscordSurface(self._session, at) if at else None

    # --- removals ----------------------------------------------------------------------------------------------------

    def place(self, address: str) -> Hashable:
        """A channel; what an interaction's token may do there is another matter than what the bot's own may."""
        at = parsed(address)
        return (at.channel, self._by_token(at)) if at else ""

    def message(self, address: str) -> str:
        at = parsed(address)
        return str(at.message) if at and at.message else ""

    def _by_token(self, at: DiscordAddress) -> bool:
        return not at.own and at.alive(self._session.clock())

    async def remove(self, address: str) -> None:
        at = parsed(address)
        if at is not None:
            await self._remove(at)

    async def _remove(self, at: DiscordAddress) -> None:
        session, by_token = self._session, self._by_token(at)
        client = await session.client()
        try:
            if by_token:
                await transport.delete_answer(client, at, session.times.edit)
            else:
                await session.own_requests.acquire()
                await transport.delete_message(client, at, session.times.edit)
        except ApiFailure as failure:
            if failure.kind == "token" and by_token:
                await self._remove(at.without_token())
            elif failure.kind == "again":
                raise Unavailable(str(failure), failure.after) from failure
            elif failure.kind != "gone" and failure.code != UNKNOWN_CHANNEL:
                raise Undeliverable(str(failure)) from failure
            else:
                log.info("message is gone already", channel=at.channel, why=str(failure))

    # --- posted tiles ------------------------------------------------------------------------------------------------

    def posting(self, address: str) -> DiscordSurface | None:
        at = parsed(address)
        return DiscordSurface(self._session, at) if at else None

    async def find(self, address: str, share: str, since: float) -> str:
        """In the channel's history, from then on."""
        at = parsed(address)
        if at is None:
            return ""
        if at.message or self._by_token(at):
            return address
        client, before = await self._session.client(), datetime.fromtimestamp(since - CLOCKS_SECONDS, UTC)
        await self._session.own_requests.acquire()
        try:
            begin = replace(at, message=discord.utils.time_snowflake(before))
            there = await transport.find_message(client, begin, share, self._session.times.edit)
        except ApiFailure as failure:
            if failure.kind == "again":
                raise Unavailable(str(failure), failure.after) from failure
            if failure.code == UNKNOWN_CHANNEL:
                return ""
            raise Undeliverable(str(failure)) from failure
        return there.json() if there else ""

    async def relabel(self, address: str, shown: str, press: str, label: str) -> None:
        at, session = parsed(address), self._session
        if at is None or not at.message:
            return
        client = await session.client()
        async with session.throttle.progress(at.channel):
            await session.own_requests.acquire()
            try:
                await transport.relabel_button(client, at, press, label, session.times.edit)
            except ApiFailure as failure:
                if failure.kind == "again":
                    raise Unavailable(str(failure), failure.after) from failure
                raise Undeliverable(str(failure)) from failure

    async def destination(self, member: Member, channel: str, drawn_at: str, *, chosen: bool = False) -> Destination:
        guild = await self.guild(member)
        found = guild.get_channel(int(channel)) if guild and channel.isdecimal() else None
        if guild is None or not isinstance(found, discord.TextChannel) or not (chosen or _writes(member, found)):
            raise Mistake("share-not-there")
        if _adult(drawn_at) and not found.is_nsfw():
            raise Closed("age-restricted")
        at = DiscordAddress(
            int(member.user), found.id, guild.id, limit=guild.filesize_limit, locale=member.locale,
            adult=found.is_nsfw(),
        )  # fmt: skip
        lacking = missing_permissions(await self._session.client(), at, history=False)
        if lacking:
            raise Mistake("share-lacking", channel=found.name, missing=", ".join(lacking))
        return Destination(channel, f"#{found.name}", at.json())

    async def destinations(self, member: Member, drawn_at: str) -> Mapping[str, str] | None:
        guild, adult = await self.guild(member), _adult(drawn_at)
        channels = [one for one in guild.text_channels if one.is_nsfw() or not adult] if guild else []
        return {
            str(one.id): f"#{one.name}"
            for one in channels
            if _writes(member, one) and _files(one.permissions_for(one.guild.me))
        }

    # --- the log channel ---------------------------------------------------------------------------------------------

    async def announce(self, member: Member, channel: str, text: str, key: str) -> None:
        guild = await self.guild(member)
        try:
            await self.post(member, channel, Reply(with_roles(guild, text)), key)
        except Undeliverable as error:
            why = say(member.locale, "discord-no-log", channel=channel)
            raise Undeliverable(str(error), why) from error

    async def post(
        self, member: Member, place: str, reply: Reply, key: str, link: tuple[str, str] | None = None
    ) -> str:
        """Into a channel that a moderator has named; the same `key` posts once. Returns the message's address.

        Raises:
            Unavailable, Undeliverable.
        """
        client, guild = await self._session.client(), await self.guild(member)
        channel = named(guild, place) if guild else None
        if guild is None or channel is None:
            raise Undeliverable("no such channel")
        at = DiscordAddress(user=int(member.user or 0), channel=channel.id, guild=guild.id)
        page = RenderedReply(reply, (), member.community_locale or member.locale, link=link)
        await self._session.own_requests.acquire()
        try:
            return (await transport.post_message(client, at, page, key, self._session.times.edit)).json()
        except ApiFailure as failure:
            if failure.kind == "again":
                raise Unavailable(str(failure), failure.after) from failure
            lacking = ", ".join(missing_permissions(client, at))
            raise Undeliverable(f"{failure}; lacking: {lacking}" if lacking else str(failure)) from failure

    async def report(self, member: Member, report: Report) -> str:
        link = (report.link, say(member.community_locale or member.locale, "reported-show")) if report.link else None
        return await self.post(member, report.channel, report.reply, report.key, link)

    # --- roles and channels ------------------------------------------------------------------------------------------

    async def role(self, member: Member, name: str) -> Entry:
        guild, plain = await self.guild(member), name.strip().strip("<@&>").lower()
        for role in guild.roles if guild else ():
            if plain and plain in (str(role.id), role.name.lower().removeprefix("@")):
                return Entry(str(role.id), f"@{role.name}")
        raise Mistake("no-such-role", name=name.removeprefix("@")[:40])

    async def channel(self, member: Member, name: str) -> Entry:
        guild = await self.guild(member)
        found = named(guild, name) if guild else None
        if found is None:
            raise Mistake("no-such-channel", name=name.removeprefix("#")[:40])
        return Entry(str(found.id), f"#{found.name}")

    async def may_post(self, member: Member, channel: str, *, probe: bool) -> bool:
        guild = await self.guild(member)
        found = named(guild, channel) if guild else None
        may = found.permissions_for(guild.me) if guild and found else None
        return may is not None and may.view_channel and may.send_messages

    async def names(self, member: Member, ids: Collection[str]) -> Mapping[str, str | None]:
        guild = await self.guild(member)
        return {id_: name_of(guild, int(id_)) or None for id_ in ids if id_.isdecimal()} if guild else {}

    async def guild(self, member: Member) -> discord.Guild | None:
        """The server that is `member`'s community."""
        client = await self._session.client()
        return client.get_guild(int(member.community)) if member.community.isdigit() else None


def _writes(member: Member, channel: discord.TextChannel) -> bool:
    return member.writes is not None and member.writes(str(channel.id))


def _files(may: discord.Permissions) -> bool:
    return may.view_channel and may.send_messages and may.attach_files


def _adult(address: str) -> bool:
    """Whether a grid was drawn in an age-restricted channel."""
    at = parsed(address)
    return at is not None and at.adult


def with_roles(guild: discord.Guild | None, text: str) -> str:
    """Settings know roles and channels by their ids; people know them by their names."""
    return _ID.sub(lambda found: (name_of(guild, int(found[0])) if guild else "") or found[0], text)


def name_of(guild: discord.Guild, number: int) -> str:
    """ "@painters" or "#general"; "" for what is not there."""
    if role := guild.get_role(number):
        return f"@{role.name}"
    channel = guild.get_channel(number)
    return f"#{channel.name}" if channel else ""


def named(guild: discord.Guild, name: str) -> discord.TextChannel | None:
    """The channel that a moderator typed: #mod-log, mod-log, <#123> or 123."""
    plain = name.strip().strip("<#>").lower()
    for channel in guild.text_channels:
        if plain and plain in (str(channel.id), channel.name.lower()):
            return channel
    return None

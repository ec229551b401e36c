"""Members and places, as Discord vouches for them with each interaction."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import discord

from bot.chats.discord.address import TOKEN_SECONDS, DiscordAddress, parsed
from bot.member import Member, direct
from bot.text.chat_syntax import Kind, Names

PLATFORM = "discord"
CHANNEL_TYPES = [
    discord.ChannelType.text, discord.ChannelType.news, discord.ChannelType.voice, discord.ChannelType.stage_voice,
    discord.ChannelType.forum, discord.ChannelType.media,
]  # fmt: skip
"""Channels in which people give commands, or in whose threads they do."""


def member_of(interaction: discord.Interaction[Any]) -> Member:
    """In direct conversations, and in servers without the bot, each user of the app is a community of their own."""
    user, channel = interaction.user, interaction.channel
    # Limits and switches of a thread are its channel's; a forum's posts are threads, too.
    parent = channel.parent if isinstance(channel, discord.Thread) and channel.parent else channel
    at_home = interaction.guild_id is not None and not only_private(interaction)
    community = str(interaction.guild_id) if at_home else direct(str(user.id))
    seen = Visible(user, adult=_adult(channel)) if at_home and isinstance(user, discord.Member) else None
    parent_id = channel.parent_id if isinstance(channel, discord.Thread) else interaction.channel_id
    return Member(
        platform=PLATFORM,
        community=community,
        channel=str(parent_id or ""),
        user=str(user.id),
        name=user.display_name,
        channel_name=getattr(parent, "name", None) or "",
        roles=frozenset(str(role.id) for role in user.roles) if isinstance(user, discord.Member) else frozenset(),
        moderator=at_home and interaction.permissions.manage_guild,
        locale=interaction.locale.value,
        channels=seen,
        usable=seen.usable if seen else None,
        writes=seen.writes if seen else None,
        outside=lambda address: _outside(interaction.channel_id, address, at_home=at_home),
        community_locale=_community_locale(interaction.guild),
    )


def names_of(interaction: discord.Interaction[Any]) -> Names:
    """Names of people, roles and channels that a prompt mentions: those that Discord sent along, and the server's."""
    data: Any = interaction.data or {}
    sent, guild = data.get("resolved", {}), interaction.guild
    messages = [*sent.get("messages", {}).values()]
    users = {str(user["id"]): user for message in messages for user in message.get("mentions", [])}
    users |= {number: user | sent.get("members", {}).get(number, {}) for number, user in sent.get("users", {}).items()}

    def name(kind: Kind, number: str) -> str:
        if kind == "user":
            known: discord.abc.User | None = guild.get_member(int(number)) if guild and number.isdecimal() else None
            known = interaction.user if number == str(interaction.user.id) else known
            user = users.get(number, {})
            nick = user.get("nick") or user.get("member", {}).get("nick")
            return known.display_name if known else nick or user.get("global_name") or user.get("username") or ""
        if not number.isdecimal() or guild is None:
            return ""
        place = guild.get_role(int(number)) if kind == "role" else guild.get_channel_or_thread(int(number))
        may_see = kind == "role" or _may_see(interaction, place)
        return place.name if place is not None and may_see else ""

    return name


def _may_see(interaction: discord.Interaction[Any], place: object) -> bool:
    """A hidden channel's name is told to nobody who only knows its id."""
    channel = place.parent if isinstance(place, discord.Thread) else place
    if not isinstance(channel, discord.abc.GuildChannel) or not isinstance(interaction.user, discord.Member):
        return False
    open_to_all = not (isinstance(place, discord.Thread) and place.is_private())
    return open_to_all and channel.permissions_for(interaction.user).view_channel


def _community_locale(guild: discord.Guild | None) -> str:
    """The language of a server that has the Community feature; "" otherwise."""
    return guild.preferred_locale.value if guild is not None and "COMMUNITY" in guild.features else ""


class Visible(Mapping[str, str]):
    """The channels that a member sees: id -> name, in the server's order. Permissions are computed on access.

    Args:
        adult: the member is in an age-restricted channel now; from elsewhere such channels are hidden.
    """

    def __init__(self, member: discord.Member, *, adult: bool) -> None:
        self._member, self._adult = member, adult

    def __getitem__(self, number: str) -> str:
        channel = self._member.guild.get_channel(int(number)) if number.isdecimal() else None
        if channel is None or not self._seen(channel):
            raise KeyError(number)
        return channel.name

    def __iter__(self) -> Iterator[str]:
        return (str(channel.id) for channel in self._member.guild.text_channels if self._seen(channel))

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def __bool__(self) -> bool:
        return True

    def usable(self, number: str) -> bool:
        """Whether the member may give commands there; Discord takes none from those who may not write."""
        channel = self._member.guild.get_channel(int(number))
        may = channel.permissions_for(self._member) if channel else discord.Permissions.none()
        return may.use_application_commands and may.send_messages

    def writes(self, number: str) -> bool:
        """Whether the member sees the channel and may write there."""
        channel = self._member.guild.get_channel(int(number)) if number.isdecimal() else None
        may = channel.permissions_for(self._member) if channel else discord.Permissions.none()
        return may.view_channel and may.send_messages

    def _seen(self, channel: discord.abc.GuildChannel) -> bool:
        return channel.permissions_for(self._member).view_channel and (self._adult or not _adult(channel))


def _adult(channel: object) -> bool:
    """Whether a channel, or that of a thread, is age-restricted."""
    kinds = discord.TextChannel | discord.VoiceChannel | discord.StageChannel | discord.ForumChannel | discord.Thread
    return isinstance(channel, kinds) and channel.is_nsfw()


def _outside(here: int | None, address: str, *, at_home: bool) -> bool:
    """Whether it is the address of a private thread, and not of this one; or of an answer that only its asker saw, as
    in a server without the bot."""
    at = parsed(address)
    return at is not None and ((at.closed and at.channel != here) or (bool(at.guild) and not at_home))


def address_of(interaction: discord.Interaction[Any], now: float) -> DiscordAddress:
    return DiscordAddress(
        user=interaction.user.id,
        channel=interaction.channel_id or 0,
        guild=interaction.guild_id or 0,
        application=interaction.application_id,
        token=interaction.token,
        expires=now + TOKEN_SECONDS,
        limit=interaction.filesize_limit,
        locale=interaction.locale.value,
        adult=_adult(interaction.channel),
        closed=isinstance(interaction.channel, discord.Thread) and interaction.channel.is_private(),
    )


def only_private(interaction: discord.Interaction[Any]) -> bool:
    """Whether only the user sees answers: the app is user-installed, and the server does not have the bot."""
    return interaction.guild_id is not None and not interaction.is_guild_integration()

"""Who asks and where, as Discord vouches for it with each interaction."""

from __future__ import annotations

from typing import Any

import discord

from bot.chats.discord.address import TOKEN_SECONDS, Address
from bot.commands import Member

PLATFORM = "discord"


def member_of(interaction: discord.Interaction[Any]) -> Member:
    """A direct conversation is a community of its own, and so is a person who brings the app to a strange server."""
    user, channel = interaction.user, interaction.channel
    # Limits and switches of a thread are its channel's; a forum's posts are threads, too.
    parent = channel.parent if isinstance(channel, discord.Thread) and channel.parent else channel
    at_home = interaction.guild_id is not None and not only_private(interaction)
    community = str(interaction.guild_id) if at_home else f"dm{user.id}"
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
    )


def address_of(interaction: discord.Interaction[Any], now: float) -> Address:
    return Address(
        user=interaction.user.id,
        channel=interaction.channel_id or 0,
        guild=interaction.guild_id or 0,
        application=interaction.application_id,
        token=interaction.token,
        expires=now + TOKEN_SECONDS,
        limit=interaction.filesize_limit,
        locale=interaction.locale.value,
    )


def only_private(interaction: discord.Interaction[Any]) -> bool:
    """In a server that has not installed the app, a person who has brought it is answered alone."""
    return interaction.guild_id is not None and not interaction.is_guild_integration()

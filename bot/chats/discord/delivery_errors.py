"""Sentences that say why a reply is not where it was asked for, and what helps."""

from __future__ import annotations

import discord

from bot.chats.discord.address import DiscordAddress
from bot.chats.discord.api_errors import ApiFailure
from bot.replies.messages import say
from bot.reply import Reply


def why(client: discord.Client, at: DiscordAddress, failure: ApiFailure) -> str:
    """Above a direct message: why the pictures are not where they were asked for."""
    if failure.kind == "gone":
        return say(at.locale, "discord-message-deleted")
    missing = ", ".join(missing_permissions(client, at))
    if missing:
        return say(at.locale, "discord-not-posted-permissions", missing=missing)
    return say(at.locale, "discord-not-posted")


def missing_permissions(client: discord.Client, at: DiscordAddress, *, history: bool = True) -> list[str]:
    """Permissions that the bot needs in a channel and lacks, as Discord's settings call them. Args: history: it looks
    for messages there."""
    guild = client.get_guild(at.guild)
    channel = guild.get_channel_or_thread(at.channel) if guild else None
    if guild is None or channel is None:
        return []
    may = channel.permissions_for(guild.me)
    thread = isinstance(channel, discord.Thread)
    needed = {
        "View Channel": may.view_channel,
        "Send Messages in Threads" if thread else "Send Messages": (
            may.send_messages_in_threads if thread else may.send_messages
        ),
        "Attach Files": may.attach_files,
        "Read Message History": may.read_message_history or not history,
    }
    return [name for name, has in needed.items() if not has]


def does_not_fit(at: DiscordAddress, reply: Reply) -> str:
    if not reply.job:
        return say(at.locale, "discord-file-too-large")
    return say(at.locale, "discord-picture-too-large", job=reply.job)

"""The four ways in which a page gets to people: by the interaction's token, by the bot's, as an edit, as a letter.

Each either did it or raises Trouble. Whatever may have been done although no answer came can be done again: edits are
edits, and a message made with the bot's token carries a nonce that Discord remembers for some minutes.
"""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any, cast

import discord

from bot.chats.discord.address import DiscordAddress
from bot.chats.discord.api_errors import ApiFailure, translated
from bot.chats.discord.rendering import RenderedReply

QUIET = discord.AllowedMentions.none()
NONCE = 25


class Reference(discord.MessageReference):
    """discord.py sends ids as numbers; Discord's description of its API knows ids as text alone."""

    def to_dict(self) -> Any:
        said: dict[str, Any] = dict(super().to_dict())
        return {key: str(value) if key.endswith("_id") else value for key, value in said.items()}

    to_message_reference_dict = to_dict


async def edited(client: discord.Client, at: DiscordAddress, page: RenderedReply, within: float) -> DiscordAddress:
    """Edit the answer to an interaction, by its token; tells its id where nobody knew it."""
    with translated():
        async with asyncio.timeout(within):
            hook = discord.Webhook.partial(at.application, at.token, client=client)
            # "@original" is as good as an id to Discord; the annotation knows only ids.
            message = await hook.edit_message(
                at.message or cast(int, "@original"),
                view=page.view(),
                attachments=page.uploads(),
                allowed_mentions=QUIET,
            )
            return _there(at, message.id)


async def moved(interaction: discord.Interaction[Any], page: RenderedReply, within: float) -> None:
    """Everybody sees that we are thinking; the answer is the asker's alone. It is not protected against being doubled.

    An answer to "thinking" would take its place and be public, too, so that goes first.
    """
    with translated():
        async with asyncio.timeout(within):
            await interaction.delete_original_response()
            await interaction.followup.send(
                view=page.view(), files=page.uploads(), ephemeral=True, allowed_mentions=QUIET
            )


async def unsaid(client: discord.Client, at: DiscordAddress, within: float) -> None:
    """Take the answer to an interaction back."""
    with translated():
        async with asyncio.timeout(within):
            hook = discord.Webhook.partial(at.application, at.token, client=client)
            await hook.delete_message(at.message or cast(int, "@original"))


async def edited_own(client: discord.Client, at: DiscordAddress, page: RenderedReply, within: float) -> DiscordAddress:
    """Edit a message that was made with the bot's token."""
    with translated():
        async with asyncio.timeout(within):
            channel = client.get_partial_messageable(at.channel, guild_id=at.guild or None)
            edit = channel.get_partial_message(at.message).edit
            await edit(view=page.view(), attachments=page.uploads(), allowed_mentions=QUIET)
            return at


async def posted(
    client: discord.Client, at: DiscordAddress, page: RenderedReply, nonce: str, within: float, *, reply: bool = True
) -> DiscordAddress:
    """Post with the bot's token, in reply to the first message if there was one; the same nonce posts once."""
    with translated():
        async with asyncio.timeout(within):
            channel = client.get_partial_messageable(at.channel, guild_id=at.guild or None)
            nonce = nonce[:NONCE]
            if at.message and reply:
                first = Reference(message_id=at.message, channel_id=at.channel, fail_if_not_exists=False)
                message = await channel.send(
                    view=page.view(), files=page.uploads(), nonce=nonce, reference=first, mention_author=False,
                    allowed_mentions=QUIET,
                )  # fmt: skip
            else:
                files = page.uploads()
                message = await channel.send(view=page.view(), files=files, nonce=nonce, allowed_mentions=QUIET)
            return _own(at, message.id)


async def found(client: discord.Client, at: DiscordAddress, job: str, within: float) -> DiscordAddress | None:
    """The message that an earlier life of ours may have posted for `job`; None if it is not there."""
    with translated():
        async with asyncio.timeout(within):
            channel = client.get_partial_messageable(at.channel, guild_id=at.guild or None)
            after = discord.Object(at.message) if at.message else None
            async for message in channel.history(limit=100, after=after, oldest_first=after is not None):
                if client.user is None or message.author.id != client.user.id or message.id == at.message:
                    continue
                if f":{job}" in " ".join(pressable(message)):
                    return _own(at, message.id)
            return None


async def direct(client: discord.Client, user: int, within: float) -> int:
    """The channel of our direct messages with somebody; Discord makes one if there is none."""
    with translated():
        async with asyncio.timeout(within):
            return int((await client.http.start_private_message(str(user)))["id"])


async def written(client: discord.Client, channel: int, page: RenderedReply, nonce: str, within: float) -> int:
    """A direct message; tells its id."""
    with translated():
        async with asyncio.timeout(within):
            send = client.get_partial_messageable(channel).send
            sent = await send(view=page.view(), files=page.uploads(), nonce=nonce[:NONCE], allowed_mentions=QUIET)
            return sent.id


async def removed(client: discord.Client, at: DiscordAddress, within: float) -> None:
    """Delete a message of ours with the bot's token."""
    if not at.message:
        raise ApiFailure("gone")
    with translated():
        async with asyncio.timeout(within):
            channel = client.get_partial_messageable(at.channel, guild_id=at.guild or None)
            await channel.get_partial_message(at.message).delete()


def pressable(message: discord.Message) -> list[str]:
    """The custom_ids on a message."""
    view = discord.ui.LayoutView.from_message(message, timeout=None)
    return [str(custom_id) for item in view.walk_children() if (custom_id := getattr(item, "custom_id", None))]


def _there(at: DiscordAddress, message: int) -> DiscordAddress:
    return at if at.message else replace(at, message=message)


def _own(at: DiscordAddress, message: int) -> DiscordAddress:
    return replace(at.without_token(), message=message, own=True, posting=False)

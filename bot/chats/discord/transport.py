"""Requests that show or delete a message: with the interaction's token or the bot's, in a channel or directly.

What is shown is built before its request, so that an error in it is ours and never looks like a failed request. Each
raises ApiFailure if it failed. All can be repeated after a lost response: edits are idempotent, and a message
posted with the bot's token has a nonce that Discord remembers for some minutes.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any, cast

import discord

from bot.chats.discord.address import DiscordAddress
from bot.chats.discord.api_errors import ApiFailure, translated
from bot.chats.discord.rendering import RenderedReply

QUIET = discord.AllowedMentions.none()
MAX_NONCE_CHARACTERS = 25


@asynccontextmanager
async def _request(client: discord.Client, seconds: float) -> AsyncIterator[None]:
    """Raises ApiFailure, also if it takes longer."""
    with translated():
        try:
            async with asyncio.timeout(seconds):
                yield
        except (TimeoutError, asyncio.CancelledError):
            # discord.py lets all requests wait while one of them sleeps through Discord's global limit; where that one
            # is cancelled, they would wait for ever.
            over = client.http._global_over
            if isinstance(over, asyncio.Event) and not over.is_set():
                asyncio.get_running_loop().call_later(seconds, over.set)
            raise


class Reference(discord.MessageReference):
    """Sends ids as text, as Discord's API describes them; discord.py sends numbers."""

    def to_dict(self) -> Any:
        said: dict[str, Any] = dict(super().to_dict())
        return {key: str(value) if key.endswith("_id") else value for key, value in said.items()}

    to_message_reference_dict = to_dict


async def edit_answer(
    client: discord.Client, at: DiscordAddress, page: RenderedReply, seconds: float
) -> DiscordAddress:
    """Edits the answer to an interaction with its token. Returns the address with the message's id."""
    view, uploads = page.view(), page.uploads()
    async with _request(client, seconds):
        hook = discord.Webhook.partial(at.application, at.token, client=client)
        # "@original" is as good as an id to Discord; the annotation knows only ids.
        message = await hook.edit_message(
            at.message or cast(int, "@original"), view=view, attachments=uploads, allowed_mentions=QUIET
        )
        return _there(at, message.id)


async def answer_privately(interaction: discord.Interaction[Any], page: RenderedReply, seconds: float) -> None:
    """Replaces a public "thinking" by an ephemeral follow-up, which is not protected against being doubled.

    An answer to "thinking" would take its place and be public, too, so that goes first.
    """
    view, uploads = page.view(), page.uploads()
    async with _request(interaction.client, seconds):
        await interaction.delete_original_response()
        await interaction.followup.send(view=view, files=uploads, ephemeral=True, allowed_mentions=QUIET)


async def delete_answer(client: discord.Client, at: DiscordAddress, seconds: float) -> None:
    """Deletes the answer to an interaction with its token."""
    async with _request(client, seconds):
        hook = discord.Webhook.partial(at.application, at.token, client=client)
        await hook.delete_message(at.message or cast(int, "@original"))


async def edit_message(
    client: discord.Client, at: DiscordAddress, page: RenderedReply, seconds: float
) -> DiscordAddress:
    """Edits a message that was posted with the bot's token."""
    view, uploads = page.view(), page.uploads()
    async with _request(client, seconds):
        channel = client.get_partial_messageable(at.channel, guild_id=at.guild or None)
        await channel.get_partial_message(at.message).edit(view=view, attachments=uploads, allowed_mentions=QUIET)
        return at


async def relabel_button(client: discord.Client, at: DiscordAddress, press: str, label: str, seconds: float) -> None:
    """Changes the label of the button whose custom_id begins with `press`, and nothing else, with the bot's token."""
    async with _request(client, seconds):
        channel = client.get_partial_messageable(at.channel, guild_id=at.guild or None)
        message = await channel.fetch_message(at.message)
        view, changed = discord.ui.LayoutView.from_message(message, timeout=None), False
        view.stop()
        for item in view.walk_children():
            if isinstance(item, discord.ui.Button) and str(item.custom_id).startswith(press) and item.label != label:
                item.label, changed = label, True
            elif isinstance(item, discord.ui.MediaGallery):
                item.items = [_attached(one, message.attachments) for one in item.items]
        if changed:
            await message.edit(view=view, allowed_mentions=QUIET)  # its files stay


def _attached(item: discord.MediaGalleryItem, attachments: Sequence[discord.Attachment]) -> discord.MediaGalleryItem:
    """With the name of its file in place of an address that ends after a day."""
    name = item.media.url.partition("?")[0].rpartition("/")[2]
    if name not in {one.filename for one in attachments}:
        return item
    return discord.MediaGalleryItem(f"attachment://{name}", description=item.description, spoiler=item.spoiler)


async def post_message(
    client: discord.Client, at: DiscordAddress, page: RenderedReply, nonce: str, seconds: float, *, reply: bool = True
) -> DiscordAddress:
    """Posts with the bot's token, in reply to the first message if there was one; the same nonce posts once."""
    view, files, nonce = page.view(), page.uploads(), _short(nonce)
    async with _request(client, seconds):
        channel = client.get_partial_messageable(at.channel, guild_id=at.guild or None)
        if at.message and reply:
            first = Reference(message_id=at.message, channel_id=at.channel, fail_if_not_exists=False)
            message = await channel.send(
                view=view, files=files, nonce=nonce, reference=first, mention_author=False, allowed_mentions=QUIET
            )
        else:
            message = await channel.send(view=view, files=files, nonce=nonce, allowed_mentions=QUIET)
        return _own(at, message.id)


async def find_message(client: discord.Client, at: DiscordAddress, job: str, seconds: float) -> DiscordAddress | None:
    """The message that an earlier process may have posted for `job`; None if there is none."""
    async with _request(client, seconds):
        channel = client.get_partial_messageable(at.channel, guild_id=at.guild or None)
        after = discord.Object(at.message) if at.message else None
        async for message in channel.history(limit=100, after=after, oldest_first=after is not None):
            if client.user is None or message.author.id != client.user.id or message.id == at.message:
                continue
            if f":{job}" in " ".join(custom_ids(message)):
                return _own(at, message.id)
        return None


async def open_direct_channel(client: discord.Client, user: int, seconds: float) -> int:
    """The bot's direct message channel with a user, which Discord creates if needed."""
    async with _request(client, seconds):
        return int((await client.http.start_private_message(str(user)))["id"])


async def send_direct_message(
    client: discord.Client, channel: int, page: RenderedReply, nonce: str, seconds: float
) -> int:
    """Sends a direct message; returns its id."""
    view, files = page.view(), page.uploads()
    async with _request(client, seconds):
        send = client.get_partial_messageable(channel).send
        return (await send(view=view, files=files, nonce=_short(nonce), allowed_mentions=QUIET)).id


async def delete_message(client: discord.Client, at: DiscordAddress, seconds: float) -> None:
    """Deletes a message of the bot's with its own token."""
    if not at.message:
        raise ApiFailure("gone")
    async with _request(client, seconds):
        channel = client.get_partial_messageable(at.channel, guild_id=at.guild or None)
        await channel.get_partial_message(at.message).delete()


def custom_ids(message: discord.Message) -> list[str]:
    """The custom_ids on a message."""
    view = discord.ui.LayoutView.from_message(message, timeout=None)
    return [str(custom_id) for item in view.walk_children() if (custom_id := getattr(item, "custom_id", None))]


def _short(nonce: str) -> str:
    """As Discord takes it; long ones that differ stay different."""
    return nonce if len(nonce) <= MAX_NONCE_CHARACTERS else hashlib.blake2b(nonce.encode(), digest_size=12).hexdigest()


def _there(at: DiscordAddress, message: int) -> DiscordAddress:
    return at if at.message else replace(at, message=message)


def _own(at: DiscordAddress, message: int) -> DiscordAddress:
    return replace(at.without_token(), message=message, own=True, posting=False)

"""What is offered while somebody types the id of a work: their own latest, with their prompts."""

from __future__ import annotations

import asyncio
from typing import Any

import discord
import structlog
from discord.app_commands import Choice

from bot.bot import Bot
from bot.chats.discord.command_tree import Suggest
from bot.chats.discord.identity import member_of
from bot.text.sanitize import sanitized
from inference.api import NonetError

SECONDS = 2.0
"""Discord waits for three."""
MAX_CHARACTERS = 100
log = structlog.get_logger("bot.chats.discord")


def suggestions(bot: Bot) -> Suggest:
    async def suggest(interaction: discord.Interaction[Any], typed: str, tiles: bool) -> list[Choice[str]]:
        try:
            async with asyncio.timeout(SECONDS):
                found = await bot.suggestions(member_of(interaction), typed, tiles=tiles)
        except (NonetError, TimeoutError) as error:
            log.info("nothing suggested", why=str(error))
            return []
        return [Choice(name=sanitized(f"{name} · {words}", MAX_CHARACTERS), value=name) for name, words in found]

    return suggest

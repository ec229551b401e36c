"""Discord: slash commands and buttons in, messages out. The SDK stays in this package.

It asks for one intent, the one that tells of servers and their channels; it never reads what people write.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Callable
from pathlib import Path

import aiohttp
import discord
import structlog

from bot.bot import Bot
from bot.chats.discord.inbound import DiscordClient
from bot.chats.discord.removals import RemovalWorker
from bot.chats.discord.reply_tasks import ReplyTasks
from bot.chats.discord.session import DiscordTimes, Session
from bot.operator.config import Config
from inference.api import NonetError

log = structlog.get_logger("bot.chats.discord")

FATAL = {
    4004: "Discord does not accept NONET_DISCORD_TOKEN; make a new one on the application's page, under Bot.",
    4010: "[discord] shard_ids names a shard that [discord] shards does not allow.",
    4011: "The bot is in too many servers for [discord] shards; raise it, or set it to 0.",
    4013: "Discord does not know the intents that this version asks for; update Nonet.",
    4014: "Discord does not allow the intents that this version asks for; update Nonet.",
}
"""Close codes after which connecting again would be refused again."""
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 60.0
LONG = 60.0
"""A connection that lasted so many seconds was a good one."""


class DiscordError(NonetError):
    """Discord does not let us in; the text says what the operator can do."""


async def serve(
    bot: Bot,
    config: Config,
    *,
    token: str,
    folder: Path,
    connector: Callable[[], aiohttp.BaseConnector] | None = None,
    clock: Callable[[], float] = time.time,
    times: DiscordTimes | None = None,
) -> None:
    """Serve Discord until cancelled.

    Args:
        token: the bot's.
        folder: for small files of ours.
        connector: makes the way to Discord, one for each connection, which closes it; None is the internet.

    Raises:
        DiscordError: the token or the configuration has to be mended first.
    """
    if config.discord.shard_ids and not config.discord.shards:
        raise DiscordError("[discord] shard_ids needs [discord] shards: of how many shards these are some.")
    desk = Session(bot, config.discord.edits_per_5_seconds, clock, times or DiscordTimes())
    talks = ReplyTasks(desk)
    beside = [asyncio.create_task(work) for work in (talks.recover(), RemovalWorker(desk).sweep())]
    try:
        await _stay(talks, config, token, folder, connector)
    finally:
        for task in beside:
            task.cancel()
        await asyncio.gather(*beside, return_exceptions=True)


async def _stay(
    talks: ReplyTasks,
    config: Config,
    token: str,
    folder: Path,
    connector: Callable[[], aiohttp.BaseConnector] | None,
) -> None:
    """A connection that breaks for good, as when Discord sends what discord.py cannot read, is made anew."""
    pause = FIRST_PAUSE
    while True:
        began = time.monotonic()
        client = DiscordClient(
            talks, folder, connector() if connector else None, config.discord.shards, config.discord.shard_ids
        )
        try:
            try:
                await client.start(token)
                log.warning("the connection to Discord ended")
            except discord.LoginFailure as error:
                raise DiscordError(FATAL[4004]) from error
            except discord.PrivilegedIntentsRequired as error:
                raise DiscordError(FATAL[4014]) from error
            except discord.ConnectionClosed as error:
                if error.code in FATAL:
                    raise DiscordError(FATAL[error.code]) from error
                log.warning("Discord closed the connection", code=error.code)
            except Exception:
                log.exception("the connection to Discord broke")
        except BaseException:
            await talks.close()  # while there still is a connection
            await client.close()
            raise
        talks.desk.shut()
        await client.close()
        if time.monotonic() - began > LONG:
            pause = FIRST_PAUSE
        await asyncio.sleep(pause * random.uniform(0.5, 1.0))  # noqa: S311, so that not all come back at once
        pause = min(2 * pause, LONGEST_PAUSE)


__all__ = ["DiscordError", "DiscordTimes", "serve"]

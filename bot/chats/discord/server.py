"""Serves Discord: one connection after another, until it is cancelled."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from pathlib import Path

import aiohttp
import discord
import structlog

from bot.bot import Bot
from bot.chats.common.deliveries import Deliveries
from bot.chats.common.retries import RetryPolicy
from bot.chats.discord.identity import PLATFORM
from bot.chats.discord.inbound import DiscordClient
from bot.chats.discord.platform import DiscordPlatform
from bot.chats.discord.session import DiscordTimes, Session
from bot.operator.config import Config
from bot.operator.shutdown import end_within
from inference.api import NonetError

log = structlog.get_logger("bot.chats.discord")

FATAL = {
    4004: "Discord does not accept NONET_DISCORD_TOKEN; make a new one on the application's page, under Bot.",
    4010: "[discord] shard_ids names a shard that [discord] shards does not allow.",
    4011: "The bot is in too many servers for [discord] shards; raise it, or set it to 0.",
    4013: "Discord does not know the intents that this version asks for; update Nonet.",
    4014: "Discord does not allow the intents that this version asks for; update Nonet.",
}
"""Close codes after which a new connection would be refused, too."""
ORDINARY = (OSError, aiohttp.ClientError, discord.HTTPException, discord.GatewayNotFound, discord.ConnectionClosed)
"""How a connection is lost or not made, from time to time; it is made again."""
CLOSE_SECONDS = 1.0
"""For a connection to close: one that is dead would wait half a minute for Discord's answer."""
GOOD_SECONDS = 60.0
"""After a connection that lasted so long, pauses begin anew."""


class DiscordError(NonetError):
    """Discord refuses the connection; the text says what the operator can do."""


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
        folder: for small files of the bot's own.
        connector: makes an aiohttp connector for each connection, which closes it; None is aiohttp's own.

    Raises:
        DiscordError: the token or the configuration has to be mended first.
    """
    if config.discord.shard_ids and not config.discord.shards:
        raise DiscordError("[discord] shard_ids needs [discord] shards: of how many shards these are some.")
    for name in ("discord.client", "discord.shard"):
        logging.getLogger(name).addFilter(_ordinary)
    session = Session(bot, config.discord.edits_per_5_seconds, clock, times or DiscordTimes())
    platform = DiscordPlatform(session)
    deliveries = Deliveries(bot, platform, session.times.delivery)

    def client() -> DiscordClient:
        there, discord_ = connector() if connector else None, config.discord
        return DiscordClient(session, deliveries, platform, folder, there, discord_.shards, discord_.shard_ids)

    bot.unchecked.add(PLATFORM)
    beside = asyncio.create_task(deliveries.serve(session.client))
    try:
        await _stay(session, deliveries, client, token)
    finally:
        bot.unchecked.discard(PLATFORM)
        beside.cancel()
        await asyncio.gather(beside, return_exceptions=True)


def _ordinary(record: logging.LogRecord) -> bool:
    """discord.py calls every lost connection an error, with a traceback: it is a warning, in one line."""
    error = record.exc_info[1] if record.exc_info else None
    if isinstance(error, ORDINARY):
        record.msg, record.args = f"{record.getMessage()}: {type(error).__name__}: {error}", ()
        record.levelno, record.levelname = logging.WARNING, "WARNING"
        record.exc_info = record.exc_text = None
    return True


async def _stay(session: Session, deliveries: Deliveries, connect: Callable[[], DiscordClient], token: str) -> None:
    """Connects again after discord.py gives up, as it does after a message that it cannot parse."""
    policy, tries = RetryPolicy(), 0
    while True:
        began = time.monotonic()
        client = connect()
        try:
            try:
                await client.start(token)
                log.warning("discord connection ended")
            except discord.LoginFailure as error:
                raise DiscordError(FATAL[4004]) from error
            except discord.PrivilegedIntentsRequired as error:
                raise DiscordError(FATAL[4014]) from error
            except discord.ConnectionClosed as error:
                if error.code in FATAL:
                    raise DiscordError(FATAL[error.code]) from error
                log.warning("discord closed the connection", code=error.code)
            except ORDINARY as error:
                log.warning("discord connection failed", why=f"{type(error).__name__}: {error}")
            except Exception:
                log.exception("discord connection failed")
        except BaseException:
            await deliveries.close()  # while there still is a connection
            await end_within("discord connection", asyncio.shield(client.close()), CLOSE_SECONDS)
            raise
        session.shut()
        await end_within("discord connection", asyncio.shield(client.close()), CLOSE_SECONDS)
        tries = 0 if time.monotonic() - began > GOOD_SECONDS else tries + 1
        await asyncio.sleep(policy.pause(tries))

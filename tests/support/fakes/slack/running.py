"""The bot as it runs in Slack: a store, a bot and the chat, with the real SDK, against the small Slack."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from databases import sqlite_url
from fakes.engine import FakeEngine
from fakes.slack.server import FakeSlack
from fakes.slack.world import Workspace
from pydantic import SecretStr

from bot.bot import Bot
from bot.chats.common.deliveries import DeliveryTimes
from bot.chats.slack import serve
from bot.commands import Commands
from bot.context import BotContext
from bot.handlers.command_list import COMMANDS
from bot.operator.config import Config
from bot.operator.config import SlackConfig as SlackSection
from bot.operator.environment import Secrets
from bot.policy.settings import Settings
from bot.store import Store


@dataclass
class Running:
    slack: FakeSlack
    store: Store
    bot: Bot
    engine: FakeEngine
    task: asyncio.Task[None]
    address: str


def secrets(slack: FakeSlack, team: Workspace | None, **more: str) -> Secrets:
    """Of one workspace, or (without one) of an app that workspaces install by themselves."""
    given = {"slack_app_token": slack.app_token, "slack_signing_secret": slack.signing}
    if team is not None:
        given["slack_bot_token"] = team.bot_token
    return Secrets(**{name: SecretStr(value) for name, value in {**given, **more}.items()})


@asynccontextmanager
async def running(
    slack: FakeSlack,
    team: Workspace | None,
    engine: FakeEngine,
    folder: Path,
    *,
    mode: str = "socket",
    settings: Settings | None = None,
    more: dict[str, str] | None = None,
    processed_seconds: float = 5.0,
    url: str = "",
    times: DeliveryTimes | None = None,
    commands: Commands = COMMANDS,
    **bot: Any,
) -> AsyncIterator[Running]:
    """Serving until the block ends; then it is stopped as a SIGTERM does it, without draining."""
    url = url or sqlite_url(folder)
    store = await Store.open(url, owner="here", clock=slack.clock, defaults=settings)
    nonet = Bot(BotContext(store, engine, clock=slack.clock, **bot), commands=commands)
    config = Config(slack=SlackSection(mode=mode, port=0))  # type: ignore[arg-type]
    ready: asyncio.Future[str] = asyncio.get_running_loop().create_future()
    task = asyncio.create_task(
        serve(
            nonet, config, secrets(slack, team, **(more or {})), store.slack,
            base_url=slack.api_url, clock=slack.clock, listening=ready.set_result, ping_seconds=1,
            processed_seconds=processed_seconds, second=slack.second, times=times,
        )
    )  # fmt: skip
    try:
        await asyncio.wait({task, asyncio.ensure_future(ready)}, timeout=60, return_when=asyncio.FIRST_COMPLETED)
        if task.done():
            task.result()
        address = await ready
        if mode == "http":
            slack.doors.address = f"{address}/slack/events"
        yield Running(slack, store, nonet, engine, task, address)
    finally:
        slack.doors.address = ""
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await nonet.drain(0)
        await store.close()


async def until(true: Callable[[], Any], seconds: float = 60.0, what: str = "") -> Any:
    """What `true` gives as soon as it is something."""
    loop = asyncio.get_running_loop()
    end = loop.time() + seconds
    while True:
        found = true()
        if isinstance(found, Awaitable):
            found = await found
        if found:
            return found
        if loop.time() > end:
            raise AssertionError(f"after {seconds} s still not: {what or true}")
        await asyncio.sleep(0.02)

"""Nonet at the fake Discord, for tests: a server with a channel and people, a fake engine, and restarts.

async with stage() as s:
    asked = await s.imagine("a corgi")
    await asked.says("corgi", within=60)
"""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from pathlib import Path
from typing import Any

from databases import sqlite_url
from fakes.discord.interactions import Asked
from fakes.discord.server import TOKEN, Discord
from fakes.discord.world import DM, Message, User
from fakes.engine import FakeEngine

from bot.bot import Bot
from bot.chats.common.deliveries import DeliveryTimes
from bot.chats.common.retries import RetryPolicy
from bot.chats.discord import DiscordTimes, serve
from bot.context import BotContext
from bot.handlers.command_list import COMMANDS
from bot.operator.config import Config
from bot.operator.config import DiscordConfig as Section
from bot.policy.settings import Settings
from bot.store import Store

QUICK = DiscordTimes(
    direct=0.6, answer=54.0, edit=3.0, upload=3.0,
    delivery=DeliveryTimes(poll=0.2, closed=0.1, goodbye=0.2, retries=RetryPolicy(0.05, 0.3)),
)  # fmt: skip
"""Real seconds are for people; `answer` is as long before the end of the fake's three seconds as before real ones."""


class Clock:
    """Now, or whenever a test says."""

    def __init__(self) -> None:
        self.ahead = 0.0

    def __call__(self) -> float:
        return time.time() + self.ahead


class Stage:
    """Everything that a test touches. `life` is one run of the bot; it can be killed and begun again."""

    def __init__(self, fake: Discord, engine: FakeEngine, folder: Path, clock: Clock, **settings: Any) -> None:
        self.fake, self.engine, self.folder, self.clock = fake, engine, folder, clock  # any Engine will do
        self.settings = Settings(**settings)
        self.url = sqlite_url(folder)
        self.guild = fake.guild("Memes")
        self.general = self.guild.channel("general")
        self.ann, self.bob = (fake.person(name, self.guild) for name in ("ann", "bob"))
        self.mod = fake.person("mona", self.guild)
        self.guild.join(self.mod, self.guild.role("moderators", "manage_guild"))
        self.edits = 5
        self.commands = COMMANDS
        self.shard_ids: list[int] = []
        self.times = QUICK
        self.token = TOKEN
        self.owner = "stage"
        self.store: Store
        self.bot: Bot
        self.task: asyncio.Task[None] | None = None

    async def begin(self, *, wait: bool = True) -> None:
        """A new life of the bot."""
        self.store = await Store.open(self.url, owner=self.owner, clock=self.clock, defaults=self.settings)
        context = BotContext(self.store, self.engine, clock=self.clock)
        self.bot = Bot(context, commands=self.commands)
        shards, shard_ids = self.fake.gateway.shards, self.shard_ids
        config = Config(discord=Section(edits_per_5_seconds=self.edits, shards=shards, shard_ids=shard_ids))
        self.task = asyncio.create_task(
            serve(
                self.bot, config, token=self.token, folder=self.folder, connector=self.fake.connector,
                clock=self.clock, times=self.times,
            )
        )  # fmt: skip
        if wait:
            await self.online()

    async def online(self) -> None:
        shards = len(self.shard_ids) or self.fake.gateway.shards
        task = self.task
        await self.fake.until(
            lambda: len(self.fake.gateway.live) == shards or (task is not None and task.done()), within=60
        )
        if task is not None and task.done():
            task.result()

    async def kill(self) -> None:
        """The process ends here and now; what it had in mind is lost."""
        assert self.task is not None
        self.task.cancel()
        tasks = [run.task for run in self.bot._supervisor.running if run.task is not None]
        for task in tasks:  # what a SIGKILL would end, too
            task.cancel()
        await asyncio.gather(self.task, *tasks, return_exceptions=True)
        await self.store.close()
        self.task = None

    async def end(self) -> None:
        if self.task is not None:
            self.task.cancel()
            await asyncio.gather(self.task, return_exceptions=True)
            await self.bot.drain(0)
            await self.store.close()

    async def imagine(self, prompt: str = "a corgi", user: User | None = None, **options: Any) -> Asked:
        return await self.fake.slash(user or self.ann, self.general, "imagine", prompt=prompt, **options)

    async def drawn(self, asked: Asked, within: float = 60.0) -> Message:
        """The collage of an ask, in the message that answered it."""
        await self.fake.until(lambda: finished(asked.original), within, lambda: f"no collage: {shown(asked.original)}")
        assert asked.original is not None
        return asked.original

    async def saved(self, asked: Asked) -> Message:
        """What a moderator asked for, saved whatever its rehearsal says."""
        message = await asked.shown()
        if "Save" in message.buttons:
            await self.fake.press(self.mod, message, "Save")
            await self.fake.until(lambda: "Saved" in message.text)
        return message

    def jobs(self) -> dict[str, str]:
        """Every job's state, as it is written down."""
        with closing(sqlite3.connect(self.folder / "nonet.db")) as database:
            return dict(database.execute("SELECT id, state FROM jobs").fetchall())

    def unended(self) -> list[str]:
        """Prompts of the jobs that are neither posted nor given back, nor given up as nobody can be shown them."""
        with closing(sqlite3.connect(self.folder / "nonet.db")) as database:
            ended = "('posted', 'cancelled', 'failed', 'deleted')"
            unended = f"SELECT prompt FROM jobs WHERE state NOT IN {ended} AND shown IS NULL"  # noqa: S608
            return [row[0] for row in database.execute(unended)]

    async def settled(self, *states: str, within: float = 60.0) -> None:
        """Wait until these are the states of all jobs."""
        end = time.monotonic() + within
        while sorted(self.jobs().values()) != sorted(states):
            assert time.monotonic() < end, f"{self.jobs()}, not {states}"
            await asyncio.sleep(0.05)


def finished(message: Message | None) -> bool:
    """A collage to pick from, or a letter, on which is nothing to press."""
    if message is None or message.deleted or not message.attachments:
        return False
    return bool(message.selects) or (message.channel.kind == DM and not message.buttons)


def shown(message: Message | None) -> str:
    return "nothing" if message is None else message.text


@asynccontextmanager
async def stage(
    folder: Path, engine: FakeEngine | None = None, *, clean: bool = True, begin: bool = True, **settings: Any
) -> AsyncIterator[Stage]:
    """`clean`: at the end, every broken rule of Discord's fails the test."""
    clock = Clock()
    async with Discord(clock) as fake:
        made = Stage(fake, engine or FakeEngine(seconds=0.2, chunks=2), folder, clock, **settings)
        if begin:
            await made.begin()
        try:
            yield made
        finally:
            await made.end()
        if clean:
            assert fake.violations == []

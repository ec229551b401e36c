"""A bot as chats know it: a real store in the test's own folder, the fake engine, and a clock that the test moves."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from databases import sqlite_url
from fakes.engine import FakeEngine

from bot.bot import Bot
from bot.commands import Command
from bot.context import BotContext
from bot.errors import Refused
from bot.handlers.command_list import COMMANDS
from bot.handlers.drawing import Imagine
from bot.input.buttons import pressed
from bot.input.parser import parse
from bot.member import Member
from bot.policy.quota import Day
from bot.policy.settings import Settings
from bot.reply import Reply
from bot.store import Store
from inference.api import Request

NOON = 1795435200.0
"""2026-11-23 12:00 UTC."""

ANN = Member("web", "here", "general", "ann", "Ann", channel_name="general")
BOB = Member("web", "here", "general", "bob", "Bob", channel_name="general")
MAY = Member("web", "here", "general", "may", "May", channel_name="general", moderator=True)
FAR = Member("web", "elsewhere", "general", "far", "Far", channel_name="general", moderator=True)


NAMED = re.compile(r"[a-z]+")
"""In these tests names are ids."""


@dataclass
class Clock:
    now: float = NOON

    def __call__(self) -> float:
        return self.now

    def pass_by(self, seconds: float) -> None:
        self.now += seconds


@dataclass
class Scene:
    """Args:
    notices: what the operator was told.
    """

    bot: Bot
    store: Store
    engine: FakeEngine
    clock: Clock
    notices: list[str] = field(default_factory=list)

    async def all(self, command: Command) -> list[Reply]:
        """Every reply; the chat shows the last one, and says so."""
        return [reply async for reply in self.shown(command)]

    async def shown(self, command: Command) -> AsyncIterator[Reply]:
        async for reply in self.bot.handle(command):
            yield reply
            if reply.state in ("drawn", "ended"):
                await self.bot.posted("web", reply.job, "there")

    async def last(self, command: Command) -> Reply:
        return (await self.all(command))[-1]

    async def line(self, member: Member, text: str) -> Reply:
        """What is typed in a text chat."""
        try:
            command = parse(COMMANDS, member, text, users=NAMED, channels=NAMED)
        except Refused as refusal:
            return await self.bot.refused(member, refusal)
        return await self.last(command)

    async def saved(self, member: Member, text: str) -> Reply:
        """A setting that is typed, and saved whatever its rehearsal says."""
        reply = await self.line(member, text)
        return await self.press(member, reply, "Save") if any(one.label == "Save" for one in reply.buttons) else reply

    async def press(self, member: Member, reply: Reply, label: str, delivery: str = "") -> Reply:
        """A button of a reply, by what stands on it."""
        press = next(button.press for button in reply.buttons if button.label == label)
        return await self.last(pressed(COMMANDS, member, press, delivery))

    async def grid(self, member: Member = ANN, prompt: str = "a cat", **options: Any) -> Reply:
        """A drawn one."""
        reply = await self.last(Imagine(member, prompt, **options))
        assert reply.state == "drawn", reply.text
        return reply

    async def grid_at_once(self, member: Member = ANN) -> Reply:
        """A drawn one, by an engine that is slow otherwise."""
        seconds, self.engine.seconds = self.engine.seconds, 0.0
        try:
            return await self.grid(member)
        finally:
            self.engine.seconds = seconds

    async def waiting(self, member: Member = ANN, prompt: str = "a dog", **options: Any) -> tuple[Any, Reply]:
        """One that is not drawn yet: its replies still to come, and the first one."""
        replies = self.bot.handle(Imagine(member, prompt, **options))
        return replies, await anext(replies)

    async def engine_asked(self, prompt: str) -> Request:
        """What the engine was asked for a grid."""
        await self.grid(prompt=prompt)
        return self.engine.asked[-1]

    def forget_tiles(self) -> None:
        """Grids are old: their pictures are decoded when somebody looks at them."""
        self.bot.context.tiles.clear()

    async def raise_cap(self, seconds: float) -> None:
        """Today's cap on device seconds is so much now, for what asks the store from now on."""
        admit = self.store.admit

        async def generous(wanted: Sequence[str], typical: float, day: Day, cap: float) -> list[str]:
            return await admit(wanted, typical, day, seconds)

        self.store.admit = generous  # type: ignore[method-assign]
        await self.bot._supervisor.check_time()

    async def used(self, member: Member = ANN) -> int:
        allowances = await self.bot.context.allowances(member, await self.bot.context.settings(member))
        return allowances[0].used


@asynccontextmanager
async def opened(
    folder: Path,
    *,
    engine: FakeEngine | None = None,
    clock: Clock | None = None,
    defaults: Settings | None = None,
    owner: str = "here",
    **options: Any,
) -> AsyncIterator[Scene]:
    """`options` are the context's."""
    clock = clock or Clock()
    store = await Store.open(sqlite_url(folder), owner=owner, clock=clock, defaults=defaults)
    engine = engine or FakeEngine()
    notices: list[str] = []
    bot = Bot(BotContext(store, engine, clock=clock, **options), notices.append)
    try:
        yield Scene(bot, store, engine, clock, notices)
    finally:
        engine.release()
        await bot.drain(0.0)
        await store.close()

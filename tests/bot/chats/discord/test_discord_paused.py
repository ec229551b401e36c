"""A process that stands still between the store's answer and Discord's call, while another one shows its job."""

from __future__ import annotations

import asyncio
import threading
from pathlib import Path
from typing import Any

import pytest
from discord.gateway import KeepAliveHandler
from fakes.discord import Message
from fakes.discord.stage import Stage, finished, stage
from fakes.engine import FakeEngine

from bot.chats.discord import transport


def with_pictures(s: Stage) -> list[Message]:
    """Also those that are deleted."""
    return [message for message in s.fake.world.messages.values() if message.attachments]


@pytest.mark.parametrize("remembered", [True, False])
async def test_a_grid_that_two_processes_post_is_there_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, remembered: bool
) -> None:
    """Discord remembers a nonce for some minutes; after that, the late message is taken away."""
    async with stage(tmp_path, engine := FakeEngine(), clean=False) as s:  # two identify within five seconds
        engine.hold()
        await (await s.imagine("a corgi")).says("corgi")
        s.clock.ahead += 15 * 60  # the interaction's token has ended: the grid is a new message
        post, reached, woken = transport.post_message, asyncio.Event(), asyncio.Event()

        async def late(*given: Any, **more: Any) -> Any:
            if not reached.is_set():
                reached.set()
                await woken.wait()
            return await post(*given, **more)

        monkeypatch.setattr(transport, "post_message", late)
        engine.release()
        await s.fake.until(reached.is_set)
        task, bot, store = s.task, s.bot, s.store
        s.owner = "other"
        s.clock.ahead += 120
        try:
            await s.begin(wait=False)  # Discord has two connections then
            await s.settled("posted")
            (grid,) = [message for message in s.fake.world.messages.values() if finished(message)]
            if not remembered:
                grid.nonce = None
            woken.set()
            await s.fake.until(lambda: not bot._supervisor.held_ids)
            await s.fake.until(lambda: [one for one in with_pictures(s) if not one.deleted] == [grid])
            assert (len(with_pictures(s)), list(s.jobs().values())) == (1 if remembered else 2, ["posted"])
        finally:
            for one in (task, s.task):
                while one is not None and not one.done():  # it may still be connecting, which swallows this
                    one.cancel()
                    await asyncio.wait({one}, timeout=0.5)
            for thread in threading.enumerate():  # of a connection that was cancelled before it stood
                if isinstance(thread, KeepAliveHandler):
                    thread.stop()
            await bot.drain(0)
            await store.close()

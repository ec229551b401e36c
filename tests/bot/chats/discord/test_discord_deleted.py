"""What is deleted while it is on its way to Discord: it is not shown after that, or taken away again."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from fakes.discord.stage import Stage, stage


async def asked(s: Stage, minutes: int) -> None:
    """So long ago; an interaction's token is dead after a quarter of an hour. It waits in the engine."""
    s.engine.hold()
    await (await s.imagine("my secret")).says("my secret")
    s.clock.ahead += minutes * 60


async def forget(s: Stage) -> None:
    await (await s.fake.slash(s.ann, s.general, "privacy", what="delete", sure=True)).says("1 grid and all data")


async def nothing_is_left(s: Stage, later: float = 3) -> None:
    """Also of what comes later, which is taken away again."""
    await asyncio.sleep(later)
    await s.fake.until(
        lambda: not [one for one in s.fake.world.messages.values() if not one.deleted and "my secret" in one.text]
    )
    async with asyncio.timeout(60):
        while await s.store.removals("discord"):
            await asyncio.sleep(0.05)


@pytest.mark.parametrize("minutes", [0, 16], ids=["token", "no token"])
async def test_forgotten_while_it_waits(tmp_path: Path, minutes: int) -> None:
    """Its end is told to nobody: without the interaction's token it would be a message of its own, and stay."""
    async with stage(tmp_path) as s:
        await asked(s, minutes)
        await forget(s)
        await nothing_is_left(s)


async def test_forgotten_while_the_picture_is_posted(tmp_path: Path) -> None:
    """The message is there before Discord's answer, and the asker is forgotten in between."""
    async with stage(tmp_path) as s:
        await asked(s, 16)
        slow = s.fake.fault("delay", "POST", r"/channels/\d+/messages", seconds=2)
        s.engine.release()
        await s.fake.until(lambda: slow.struck == 1)
        await forget(s)
        await nothing_is_left(s)


async def test_forgotten_after_an_answer_was_lost(tmp_path: Path) -> None:
    """The picture was posted, and we did not hear of it: it is looked for before anything else."""
    async with stage(tmp_path) as s:
        await asked(s, 16)
        lost = s.fake.fault("reset after", "POST", r"/channels/\d+/messages")
        s.fake.fault("delay", "GET", r"/channels/\d+/messages", seconds=2)
        s.engine.release()
        await s.fake.until(lambda: lost.struck == 1)
        await forget(s)
        await nothing_is_left(s)


async def test_deleted_while_it_is_edited(tmp_path: Path) -> None:
    """An edit that is tried again finds no message; the picture does not come as a letter instead."""
    async with stage(tmp_path) as s:
        await asked(s, 0)
        s.fake.fault("502", "PATCH", "/webhooks/", times=3)
        s.engine.release()
        await s.settled("drawn")
        await forget(s)
        await nothing_is_left(s, later=7)

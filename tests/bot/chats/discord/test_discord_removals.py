"""What is to be taken away goes as soon as Discord lets it go: nothing else waits for it, and no restart is needed."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest
from fakes.discord import Message
from fakes.discord.stage import QUICK, Stage, finished, stage
from fakes.discord.world import bits
from fakes.engine import FakeEngine

from bot.store import Store

DAY = 24 * 3600


async def old(s: Stage, *places: str) -> list[Message]:
    """A collage in each of these channels, from so long ago that only the bot's own token may delete them."""
    made = []
    for place in places:
        channel = s.guild.channel(place)
        await s.fake.gateway.dispatch("CHANNEL_CREATE", channel.json(), s.guild.id)
        made.append(await s.drawn(await s.fake.slash(s.ann, channel, "imagine", prompt="my secret")))
    await s.settled(*["posted"] * len(places))
    s.clock.ahead += 16 * 60
    return made


async def forget(s: Stage) -> None:
    await (await s.fake.slash(s.ann, s.general, "privacy", what="delete", sure=True)).says("deleted")


async def due(s: Stage, count: int) -> None:
    """Wait until so many messages are to go."""
    async with asyncio.timeout(60):
        while len(await s.store.removals("discord")) != count:
            await asyncio.sleep(0.05)


@pytest.mark.parametrize("kind", ["130000", "401", "reset before", "50035"])
async def test_one_that_cannot_go_now_blocks_none_and_goes_later(tmp_path: Path, kind: str) -> None:
    """However often Discord does not delete it, and also where it does not know the bot's token for a while."""
    async with stage(tmp_path) as s:
        first, second = await old(s, "one", "two")
        fault = s.fake.fault(kind, "DELETE", f"/messages/{first.id}", times=1000)
        await forget(s)
        await s.fake.until(lambda: second.deleted and fault.struck > 10, within=60)
        assert not first.deleted
        fault.times = 0
        await s.fake.until(lambda: first.deleted)
        await due(s, 0)


async def test_what_another_process_deletes_goes_without_a_restart(tmp_path: Path) -> None:
    """Nobody tells this one: it looks, now and then."""
    async with stage(tmp_path) as s:
        (message,) = await old(s, "one")
        (job,) = s.jobs()
        other = await Store.open(s.url, owner="another", clock=s.clock, defaults=s.settings)
        assert await other.deleted(job, "ann")
        await other.close()
        await s.fake.until(lambda: message.deleted)


async def test_a_closed_channel_keeps_what_is_due_until_it_is_open(tmp_path: Path) -> None:
    """The bot may not look there for a while; one that is deleted is done with, and so is one closed for a month."""
    async with stage(tmp_path) as s:
        messages = await old(s, "closed", "open", "dropped", "shut for ever")
        closed, _, dropped, shut = [message.channel for message in messages]
        closed.denied = shut.denied = bits("view_channel")
        await s.fake.drop(dropped)
        await forget(s)
        await s.fake.until(lambda: messages[1].deleted)
        await due(s, 2)
        closed.denied = 0
        await s.fake.until(lambda: messages[0].deleted)
        await due(s, 1)
        s.clock.ahead += 31 * DAY
        await due(s, 0)
        assert not messages[3].deleted


async def test_a_channel_that_is_closed_is_asked_once_for_all(tmp_path: Path) -> None:
    """Ten thousand refused requests in ten minutes, and Discord shuts the whole machine out."""
    async with stage(tmp_path, begin=False, member_per_day=None) as s:
        s.times = replace(QUICK, delivery=replace(QUICK.delivery, closed=60.0))
        await s.begin()
        for _ in range(4):
            await s.drawn(await s.imagine("my secret"))
        s.clock.ahead += 16 * 60
        s.general.denied = bits("view_channel")
        await forget(s)
        await asyncio.sleep(2)
        assert len(s.fake.requests("DELETE", "/messages/")) == 1
        await due(s, 4)


async def test_pictures_wait_for_a_good_token(tmp_path: Path) -> None:
    """The operator made a new one: what the old one could not post is neither lost nor written down as shown."""
    async with stage(tmp_path, engine := FakeEngine()) as s:
        engine.hold()
        await (await s.imagine("a corgi")).says("corgi")
        s.clock.ahead += 16 * 60
        fault = s.fake.fault("401", "POST", "/channels/", times=1000)
        engine.release()
        await s.fake.until(lambda: fault.struck > 1)
        assert list(s.jobs().values()) == ["drawn"]
        await s.kill()
        fault.times = 0
        await s.begin()
        await s.settled("posted")
        assert [one.channel for one in s.fake.world.messages.values() if finished(one)] == [s.general]

"""The number of votes on posted tiles: true in the end, at a bounded pace, whatever stops meanwhile."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
from scene import BOB, MAY
from test_delivery import Small, small, until

from bot.chats.common.failures import Unavailable, Undeliverable
from bot.chats.common.vote_counts import VoteCounts
from bot.handlers.gallery import Post
from bot.handlers.hall import Vote

PACE = 0.3


async def posted(chat: Small) -> str:
    """The id of a grid whose tile 7 is posted."""
    await chat.scene.line(MAY, "/settings hall-channel hall")
    grid = await chat.scene.grid()
    reply = await chat.scene.last(Post(BOB, grid.job, 7, "d1"))
    assert await chat.bot.shared("web", reply, "board")
    return grid.job


async def vote(chat: Small, job: str, name: str, value: str = "on") -> None:
    reply = await chat.scene.last(Vote(replace(BOB, user=name, name=name), job, 7, value))
    assert reply.voted


def counts(chat: Small, pace: float = PACE) -> VoteCounts:
    return VoteCounts(chat.bot, chat.platform, poll_seconds=0.05, pace_seconds=pace)


async def test_many_votes_are_few_edits(tmp_path: Path) -> None:
    """The last one has the true number."""
    async with small(tmp_path) as chat:
        job, worker = await posted(chat), counts(chat)
        task = asyncio.create_task(worker.run())
        began = asyncio.get_running_loop().time()
        for number in range(20):
            await vote(chat, job, f"v{number}")
            worker.due()
        await until(lambda: ("board", "▲ Vote (20)") in chat.platform.labels)
        took = asyncio.get_running_loop().time() - began
        assert len(chat.platform.labels) <= 2 + took / PACE
        await vote(chat, job, "v3", "off")
        await until(lambda: chat.platform.labels[-1] == ("board", "▲ Vote (19)"))
        await asyncio.sleep(2 * PACE)
        assert chat.platform.labels[-1] == ("board", "▲ Vote (19)")
        assert chat.platform.labels.count(("board", "▲ Vote (19)")) == 1
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def test_what_a_process_did_not_show_the_next_one_shows(tmp_path: Path) -> None:
    """A vote twice, and one that was never there, change nothing."""
    async with small(tmp_path) as chat:
        job = await posted(chat)
        await vote(chat, job, "v1")
        assert [count for _, count in await chat.bot.records.recounts("web", 50)] == [1]
        task = asyncio.create_task(counts(chat).run())
        await until(lambda: chat.platform.labels == [("board", "▲ Vote (1)")])
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await vote(chat, job, "v1")
        await vote(chat, job, "v2", "off")
        assert await chat.bot.records.recounts("web", 50) == []


@pytest.mark.parametrize(("trouble", "again"), [(Unavailable("not now"), True), (Undeliverable("never"), False)])
async def test_what_cannot_be_edited_is_left_alone(tmp_path: Path, trouble: Exception, again: bool) -> None:
    """What is unavailable comes later; where the bot may not edit, an hour passes before the next try."""
    async with small(tmp_path) as chat:
        job = await posted(chat)
        chat.platform.stuck["board"] = trouble
        await vote(chat, job, "v1")
        task = asyncio.create_task(counts(chat, 0.1).run())
        await asyncio.sleep(0.3)
        assert chat.platform.labels == []
        chat.platform.stuck.clear()
        await vote(chat, job, "v2")
        if again:
            await until(lambda: chat.platform.labels == [("board", "▲ Vote (2)")])
        else:
            await asyncio.sleep(0.4)
            assert chat.platform.labels == []
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def test_who_is_forgotten_votes_for_nothing(tmp_path: Path) -> None:
    """Their votes go, and posts show it."""
    async with small(tmp_path) as chat:
        job = await posted(chat)
        await vote(chat, job, "v1")
        ((share, count),) = await chat.bot.records.recounts("web", 50)
        await chat.bot.records.recounted(share.id, count)
        assert await chat.bot.records.recounts("web", 50) == []
        await chat.scene.store.forget("web", "v1")
        assert [(one.id, count) for one, count in await chat.bot.records.recounts("web", 50)] == [(share.id, 0)]

"""What is published of a job: the latest reply counts, and everybody who subscribes gets the last one."""

from __future__ import annotations

import asyncio

from bot.jobs.progress import JobProgress
from bot.reply import Reply


async def heard(progress: JobProgress) -> list[str]:
    return [reply.text async for reply in progress.subscribe()]


async def test_every_subscriber_gets_the_last_reply() -> None:
    """Also one that comes when all is over."""
    progress = JobProgress()
    early = asyncio.create_task(heard(progress))
    await asyncio.sleep(0)
    assert progress.subscribers == 1
    for text in ("one", "two"):
        progress.publish(Reply(text))
    await asyncio.sleep(0)
    progress.publish(Reply("three"), final=True)
    assert await early == ["two", "three"]
    assert await heard(progress) == ["three"]
    assert progress.subscribers == 0


async def test_after_the_last_reply_nothing_is_published() -> None:
    progress = JobProgress()
    progress.publish(Reply("last"), final=True)
    progress.publish(Reply("late"))
    assert await heard(progress) == ["last"]


async def test_what_is_closed_lets_its_subscribers_go() -> None:
    """Those that wait, and whoever waits for the first reply."""
    progress = JobProgress()
    waiting = asyncio.gather(heard(progress), progress.first_reply())
    await asyncio.sleep(0)
    progress.close()
    assert await waiting == [[], None]

"""A worker's loop: when it looks, and what ends with it."""

from __future__ import annotations

import asyncio

import pytest

from bot.chats.common.polling import poll

LONG = 3600.0


async def test_it_looks_when_it_is_told_and_after_a_failure() -> None:
    due, looks = asyncio.Event(), asyncio.Queue[int]()

    async def begin() -> float:
        looks.put_nowait(1)
        if looks.qsize() == 1:
            raise RuntimeError("the store is away")
        return LONG

    worker = asyncio.create_task(poll(begin, due, {}, 0.0, "nothing was read"))
    async with asyncio.timeout(30):
        while looks.qsize() < 2:  # the first one failed
            await asyncio.sleep(0)
        due.set()
        while looks.qsize() < 3:
            await asyncio.sleep(0)
    worker.cancel()
    await asyncio.gather(worker, return_exceptions=True)


async def test_what_it_began_ends_with_it() -> None:
    tasks: dict[str, asyncio.Task[None]] = {}

    async def begin() -> float:
        tasks["one"] = asyncio.create_task(asyncio.sleep(LONG))
        return LONG

    worker = asyncio.create_task(poll(begin, asyncio.Event(), tasks, LONG, "nothing was read"))
    async with asyncio.timeout(30):
        while not tasks:
            await asyncio.sleep(0)
    worker.cancel()
    with pytest.raises(asyncio.CancelledError):
        await worker
    assert tasks["one"].cancelled()

"""What was read a moment ago is read once, and forgotten as soon as it is changed."""

from __future__ import annotations

import asyncio

import pytest

from bot import caching
from bot.caching import ABANDONED_SECONDS, DOUBLE_CLICK_SECONDS, IdempotencyKeys, ReadThroughCache


class Reader:
    def __init__(self) -> None:
        self.times = 0

    async def __call__(self) -> int:
        self.times += 1
        now = self.times
        await asyncio.sleep(0)
        if now == 3:
            raise OSError("away")
        return now


async def test_many_who_ask_at_once_read_once() -> None:
    """And whoever asks within the second."""
    read, known = Reader(), ReadThroughCache[int]()
    assert await asyncio.gather(*(known.get("a", read) for _ in range(50))) == [1] * 50
    assert await known.get("a", read) == 1
    assert await known.get("b", read) == 2


async def test_what_changed_is_read_anew() -> None:
    """Also by whoever asks while an older reading is still under way."""
    read, known = Reader(), ReadThroughCache[int]()
    old = asyncio.create_task(known.get("a", read))
    await asyncio.sleep(0)
    known.clear()
    assert await known.get("a", read) == 2
    assert await old == 1
    assert await known.get("a", read) == 2


async def test_a_second_is_a_second(monkeypatch: pytest.MonkeyPatch) -> None:
    """After it, the store is asked again."""
    monkeypatch.setattr(caching, "TTL_SECONDS", 0.0)
    read, known = Reader(), ReadThroughCache[int]()
    assert [await known.get("a", read) for _ in range(2)] == [1, 2]


async def test_an_error_is_nobody_else_s() -> None:
    """It is not kept, and a reader who goes away takes nobody along."""
    read, known = Reader(), ReadThroughCache[int]()
    read.times = 2
    with pytest.raises(OSError, match="away"):
        await known.get("a", read)
    first = asyncio.create_task(known.get("a", read))
    second = asyncio.create_task(known.get("a", read))
    await asyncio.sleep(0)
    first.cancel()
    assert await second == 4


def test_the_first_time_comes_once() -> None:
    """Until it is forgotten, or taken back."""
    once = IdempotencyKeys(max_keys=2)
    assert [once.begin(key) for key in ("a", "a", "b", "c", "a")] == [True, False, True, True, True]
    once.release("a")
    assert once.begin("a")


def test_the_same_again_is_a_double_click_a_question_or_a_new_try() -> None:
    """Within seconds; then, while it may still be done; then, where nobody has said that it was."""
    now = [0.0]
    once = IdempotencyKeys(clock=lambda: now[0])
    assert once.begin("done")
    assert once.begin("given up")
    once.complete("done")
    assert once.just_begun("done")
    now[0] = DOUBLE_CLICK_SECONDS
    assert not once.just_begun("done")
    assert not once.begin("given up")
    now[0] = ABANDONED_SECONDS
    assert not once.begin("done")
    assert once.begin("given up")
    assert once.just_begun("given up")

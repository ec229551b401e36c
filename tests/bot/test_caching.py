"""What was read a moment ago is read once, and forgotten as soon as it is changed."""

from __future__ import annotations

import asyncio

import pytest

from bot import caching
from bot.caching import DOUBLE_CLICK, GIVEN_UP, SingleFlight, TTLCache


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
    read, known = Reader(), TTLCache[int]()
    assert await asyncio.gather(*(known.get("a", read) for _ in range(50))) == [1] * 50
    assert await known.get("a", read) == 1
    assert await known.get("b", read) == 2


async def test_what_changed_is_read_anew() -> None:
    """Also by whoever asks while an older reading is still under way."""
    read, known = Reader(), TTLCache[int]()
    old = asyncio.create_task(known.get("a", read))
    await asyncio.sleep(0)
    known.forget()
    assert await known.get("a", read) == 2
    assert await old == 1
    assert await known.get("a", read) == 2


async def test_a_second_is_a_second(monkeypatch: pytest.MonkeyPatch) -> None:
    """After it, the store is asked again."""
    monkeypatch.setattr(caching, "SECONDS", 0.0)
    read, known = Reader(), TTLCache[int]()
    assert [await known.get("a", read) for _ in range(2)] == [1, 2]


async def test_an_error_is_nobody_else_s() -> None:
    """It is not kept, and a reader who goes away takes nobody along."""
    read, known = Reader(), TTLCache[int]()
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
    once = SingleFlight(most=2)
    assert [once.first(key) for key in ("a", "a", "b", "c", "a")] == [True, False, True, True, True]
    once.again("a")
    assert once.first("a")


def test_the_same_again_is_a_double_click_a_question_or_a_new_try() -> None:
    """Within seconds; then, while it may still be done; then, where nobody has said that it was."""
    now = [0.0]
    once = SingleFlight(clock=lambda: now[0])
    assert once.first("done")
    assert once.first("given up")
    once.done("done")
    assert once.just_now("done")
    now[0] = DOUBLE_CLICK
    assert not once.just_now("done")
    assert not once.first("given up")
    now[0] = GIVEN_UP
    assert not once.first("done")
    assert once.first("given up")
    assert once.just_now("given up")

"""A channel is never written to faster than its platform likes, and progress holds up nothing that people wait for."""

from __future__ import annotations

import asyncio
import time
from contextlib import AbstractAsyncContextManager

from bot.chats.common.throttle import ChannelThrottle


async def test_a_slow_request_keeps_its_place() -> None:
    """Discord may count it at any moment until it has ended: never more than three from then on in a period."""
    throttle, spans = ChannelThrottle(3, 0.1), []

    async def request(seconds: float) -> None:
        async with throttle.turn("here"):
            began = time.monotonic()
            await asyncio.sleep(seconds)
            spans.append((began, time.monotonic()))

    await asyncio.gather(*(request(0.05 * (i % 4)) for i in range(12)))
    for began, _ in spans:
        assert sum(1 for other, ended in spans if other <= began < ended + 0.1) <= 3


def test_a_preview_goes_on_when_who_was_before_it_is_cancelled() -> None:
    """As when the bot stops: the loop has to come round, or nothing in this process ever moves again."""

    async def all_at_once() -> None:
        throttle = ChannelThrottle(1, 0.0)
        write = throttle.turn("C")
        await write.__aenter__()
        next_one = asyncio.create_task(_within(throttle.turn("C")))
        await asyncio.sleep(0)
        preview = asyncio.create_task(_within(throttle.progress("C")))
        next_one.cancel()
        await write.__aexit__(None, None, None)
        await preview

    asyncio.run(all_at_once())


async def _within(turn: AbstractAsyncContextManager[None]) -> None:
    async with turn:
        pass


async def test_progress_takes_half_of_the_places_and_waits_for_who_came_before() -> None:
    throttle, order = ChannelThrottle(2, 0.05), []

    async def show(what: str, turn: AbstractAsyncContextManager[None]) -> None:
        async with turn:
            order.append(what)

    async with throttle.progress("here"):
        more = asyncio.create_task(show("progress", throttle.progress("here")))
        await asyncio.sleep(0.01)
        ends = [asyncio.create_task(show("end", throttle.turn("here"))) for _ in range(2)]
        await asyncio.sleep(0.01)
        assert order == ["end"]  # the second place is not for progress
    await asyncio.gather(more, *ends)
    assert order == ["end", "end", "progress"]


async def test_a_request_without_an_answer_holds_up_its_channel_for_a_while_only() -> None:
    throttle = ChannelThrottle(1, 0.0, slow_seconds=0.05)
    async with throttle.turn("here"), asyncio.timeout(5):
        async with throttle.turn("elsewhere"):
            pass
        async with throttle.turn("here"):
            pass

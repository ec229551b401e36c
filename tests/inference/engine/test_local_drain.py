"""A stop: who waits is handed back, what draws is finished, and all of it within a limit."""

from __future__ import annotations

import asyncio

import pytest
from fakes.clock import VirtualThread, now, virtually
from fakes.device import FakeDevice, codes_of
from fakes.opened import SECOND, draw, first_waiting, opened, watch

from inference.api import Drawn, EngineClosed, Request
from inference.engine.device import DeviceOutOfMemory
from inference.engine.local import LocalEngine


def test_a_drain_finishes_what_draws() -> None:
    """Who waits is handed back at once, who draws gets pictures, and nobody else gets in."""

    async def story() -> None:
        async with opened(SECOND | {"slots": 2, "render_seconds": 0.5}) as (engine, _):
            asks = [asyncio.create_task(draw(engine, Request(letter))) for letter in "abcd"]
            await asyncio.sleep(1.5)
            start = now()
            draining = asyncio.create_task(engine.drain(60))
            await asyncio.sleep(0)
            with pytest.raises(EngineClosed):
                await asks[2]
            assert now() == start
            with pytest.raises(EngineClosed):
                await draw(engine, Request("late"))
            assert [type(await ask) for ask in asks[:2]] == [Drawn, Drawn]
            await draining
            assert now() - start < 10
            assert isinstance(asks[3].exception(), EngineClosed)
            assert engine.stats.interrupted == 2

    virtually(story())


def test_a_drain_has_a_limit() -> None:
    """What is not finished in time is handed back, too, renders included; only the chunk that runs is waited for."""

    async def story() -> None:
        async with opened(SECOND | {"slots": 2}) as (engine, _):
            asks = [asyncio.create_task(draw(engine, Request(letter))) for letter in "ab"]
            await asyncio.sleep(0.5)
            asks.append(asyncio.create_task(engine.render(codes_of(Request("old")))))
            await asyncio.sleep(0)
            start = now()
            await engine.drain(0.2)
            assert now() - start <= 1
            told = await asyncio.gather(*asks, return_exceptions=True)
            assert [type(each) for each in told] == [EngineClosed] * 3

    virtually(story())


@pytest.mark.parametrize("error", [RuntimeError, DeviceOutOfMemory])
def test_who_lost_a_slot_is_in_line_while_the_device_recovers(error: type[Exception]) -> None:
    """Others are told a place behind them, and a drain that ends meanwhile hands them back like everybody else."""

    async def story() -> None:
        async with opened(SECOND | {"slots": 2, "reset_seconds": 60}) as (engine, device):
            device.fault = lambda call, requests: error() if call == "step" else None
            asks = [asyncio.create_task(watch(engine, Request(letter))) for letter in "abc"]
            await asyncio.sleep(1.5)  # the chunk failed half a second ago
            assert engine.stats.queued == {"fast": 3, "relaxed": 0}
            assert (await first_waiting(engine)).place == 4
            draining = asyncio.create_task(engine.drain(0.2))
            async with asyncio.timeout(1):
                told = await asyncio.gather(*asks, return_exceptions=True)
            assert [type(each) for each in told] == [EngineClosed] * 3
            await draining
            assert sum(engine.stats.queued.values()) == 0

    virtually(story())


def test_a_drain_during_the_warm_up_hands_everything_back() -> None:
    """Nothing draws yet, so there is nothing to wait for."""

    async def story() -> None:
        thread = VirtualThread()
        engine = LocalEngine(FakeDevice(spend=thread.spend, compile_seconds=500), thread=thread, clock=now)
        engine.start()
        ask = asyncio.create_task(draw(engine, Request("a")))
        await asyncio.sleep(1)
        await engine.drain(100)
        assert now() <= 10
        with pytest.raises(EngineClosed):
            await ask

    virtually(story())


async def test_the_end_of_the_loop_is_not_the_end_of_the_asker() -> None:
    """Leaving the `async with` while somebody asks hands the request back, and ends the thread."""
    device = FakeDevice(chunk_seconds=lambda busy: 0.02)
    async with LocalEngine(device) as engine:
        ask = asyncio.create_task(draw(engine, Request("a cat")))
        await asyncio.sleep(0.05)
    with pytest.raises(EngineClosed):
        await ask
    assert device.taken == 0

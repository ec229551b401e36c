"""A stop: queued requests end undrawn, those in slots are completed, within a limit."""

from __future__ import annotations

import asyncio

import pytest
from fakes.clock import VirtualThread, now, virtually
from fakes.device import FakeDevice, codes_of
from fakes.opened import SECOND, draw, first_waiting, opened, watch

from inference.api import Drawn, EngineClosed, Request
from inference.engine.device import DeviceOutOfMemory
from inference.engine.local import LocalEngine


def test_a_drain_completes_what_is_in_slots() -> None:
    """Queued requests end at once, those in slots get pictures, and no new one is accepted."""

    async def story() -> None:
        async with opened(SECOND | {"slots": 2, "render_seconds": 0.5}) as (engine, _):
            tasks = [asyncio.create_task(draw(engine, Request(letter))) for letter in "abcd"]
            await asyncio.sleep(1.5)
            start = now()
            draining = asyncio.create_task(engine.drain(60))
            await asyncio.sleep(0)
            with pytest.raises(EngineClosed):
                await tasks[2]
            assert now() == start
            with pytest.raises(EngineClosed):
                await draw(engine, Request("late"))
            assert [type(await task) for task in tasks[:2]] == [Drawn, Drawn]
            await draining
            assert now() - start < 10
            assert isinstance(tasks[3].exception(), EngineClosed)
            assert engine.stats.interrupted == 2

    virtually(story())


def test_a_drain_has_a_limit() -> None:
    """What is not completed in time ends, too, renders included; only the running chunk is waited for."""

    async def story() -> None:
        async with opened(SECOND | {"slots": 2}) as (engine, _):
            tasks = [asyncio.create_task(draw(engine, Request(letter))) for letter in "ab"]
            await asyncio.sleep(0.5)
            tasks.append(asyncio.create_task(engine.render(codes_of(Request("old")))))
            await asyncio.sleep(0)
            start = now()
            await engine.drain(0.2)
            assert now() - start <= 1
            outcomes = await asyncio.gather(*tasks, return_exceptions=True)
            assert [type(each) for each in outcomes] == [EngineClosed] * 3

    virtually(story())


@pytest.mark.parametrize("error", [RuntimeError, DeviceOutOfMemory])
def test_requests_are_queued_while_the_device_recovers(error: type[Exception]) -> None:
    """A new one gets a place behind those that lost a slot, and a drain in the meantime ends them all."""

    async def story() -> None:
        async with opened(SECOND | {"slots": 2, "reset_seconds": 60}) as (engine, device):
            device.fault = lambda call, requests: error() if call == "step" else None
            tasks = [asyncio.create_task(watch(engine, Request(letter))) for letter in "abc"]
            await asyncio.sleep(1.5)  # the chunk failed half a second ago
            assert engine.stats.queued == {"fast": 3, "relaxed": 0}
            assert (await first_waiting(engine)).place == 4
            draining = asyncio.create_task(engine.drain(0.2))
            async with asyncio.timeout(1):
                outcomes = await asyncio.gather(*tasks, return_exceptions=True)
            assert [type(each) for each in outcomes] == [EngineClosed] * 3
            await draining
            assert sum(engine.stats.queued.values()) == 0

    virtually(story())


def test_a_drain_during_the_warm_up_ends_every_request() -> None:
    """Nothing is drawn yet, so there is nothing to wait for."""

    async def story() -> None:
        thread = VirtualThread()
        engine = LocalEngine(FakeDevice(spend=thread.spend, compile_seconds=500), thread=thread, clock=now)
        engine.start()
        task = asyncio.create_task(draw(engine, Request("a")))
        await asyncio.sleep(1)
        await engine.drain(100)
        assert now() <= 10
        with pytest.raises(EngineClosed):
            await task

    virtually(story())


async def test_leaving_the_engine_ends_requests() -> None:
    """At the end of the `async with` a running request gets EngineClosed, and the thread ends."""
    device = FakeDevice(chunk_seconds=lambda busy: 0.02)
    async with LocalEngine(device) as engine:
        task = asyncio.create_task(draw(engine, Request("a cat")))
        await asyncio.sleep(0.05)
    with pytest.raises(EngineClosed):
        await task
    assert device.taken == 0

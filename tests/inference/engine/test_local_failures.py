"""What goes wrong with a device goes wrong once: tried again, alone if need be, and nobody else notices."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

import numpy as np
import pytest
from fakes.clock import VirtualThread, now, virtually
from fakes.device import FakeDevice, Fault, codes_of, pictures_of
from fakes.opened import SECOND, draw, opened, places, watch

from inference.api import BadRequest, Drawn, EngineFailed, Request
from inference.engine.device import DeviceOutOfMemory
from inference.engine.local import LocalEngine

Told = list[Drawn | BaseException]


def fails(call: str, times: int = 1, prompt: str = "", error: Callable[[], BaseException] = RuntimeError) -> Fault:
    """The first `times` calls of that name, that have a request of that prompt in them."""
    left = times

    def fault(name: str, requests: tuple[Request, ...]) -> BaseException | None:
        nonlocal left
        # The engine measures with an empty prompt, before anybody asks.
        concerned = any(request.prompt and (not prompt or request.prompt == prompt) for request in requests)
        if name == call and left and (concerned or name in ("render", "compile")):
            left -= 1
            return error()
        return None

    return fault


async def all_of(engine: LocalEngine, prompts: str) -> Told:
    """One request for each letter, at the same time."""
    return await asyncio.gather(*(draw(engine, Request(letter)) for letter in prompts), return_exceptions=True)


def check_drawn(told: Told, prompts: str) -> None:
    for letter, drawn in zip(prompts, told, strict=True):
        assert isinstance(drawn, Drawn), f"{letter}: {drawn!r}"
        np.testing.assert_array_equal(drawn.codes, codes_of(Request(letter)))
        np.testing.assert_array_equal(drawn.pictures, pictures_of(drawn.codes))


@pytest.mark.parametrize("call", ["insert", "step", "take", "free"])
def test_a_failure_is_tried_again(call: str) -> None:
    """Whatever call fails once, everybody gets the same codes as ever."""

    async def story() -> None:
        async with opened(SECOND | {"fault": fails(call)}) as (engine, device):
            check_drawn(await all_of(engine, "abcdef"), "abcdef")
            assert len(device.called("reset")) == 1
            assert engine.stats.failed == 0
            assert engine.stats.retried >= 1

    virtually(story())


@pytest.mark.parametrize("call", ["insert", "step", "take"])
def test_a_poisonous_request_takes_others_down_once(call: str, caplog: pytest.LogCaptureFixture) -> None:
    """Who fails whenever it is drawn is given up with a reference that is in the log; the others are drawn."""

    async def story() -> None:
        fault = fails(call, times=99, prompt="poison")
        async with opened(SECOND | {"fault": fault}) as (engine, device):
            asks = (draw(engine, Request(prompt)) for prompt in ["a", "b", "c", "poison"])
            *others, poison = await asyncio.gather(*asks, return_exceptions=True)
            check_drawn(others, "abc")
            assert isinstance(poison, EngineFailed)
            assert poison.reference in caplog.text
            assert poison.reference in str(poison)
            assert len(device.called("reset")) == 2
            assert engine.stats.failed == 1
            together = [prompts for prompts in device.called(call) if "poison" in prompts]
            assert together[1:] == [("poison",)]  # the second time, alone
            assert device.called("insert").count(("a",)) <= 2  # lost once, and not again

    virtually(story())
    assert "poison" not in caplog.text  # whose prompts are nobody's business


def test_a_device_that_always_fails_gives_everybody_up() -> None:
    """Nobody waits for ever for a device that is broken, and each is tried twice at most."""

    async def story() -> None:
        async with opened(SECOND | {"fault": fails("step", times=999)}) as (engine, device):
            told = await all_of(engine, "abcdef")
            assert all(isinstance(each, EngineFailed) for each in told)
            assert len({each.reference for each in told if isinstance(each, EngineFailed)}) == 6
            tries = [letter for prompts in device.called("step") for letter in prompts]
            assert all(tries.count(letter) == 2 for letter in "abcdef")

    virtually(story())


def test_a_second_try_is_before_everybody_else() -> None:
    """Who lost a slot is next, in the order of arrival, and told so where it has to wait."""

    async def story() -> None:
        async with opened(SECOND | {"slots": 2, "fault": fails("step", prompt="b")}) as (engine, device):
            told = await asyncio.gather(*(watch(engine, Request(letter)) for letter in "abc"))
            assert device.called("insert") == [("a",), ("b",), ("a",), ("b",), ("c",)]
            assert device.called("step") == [("a", "b"), *[("a",)] * 4, *[("b",)] * 4, *[("c",)] * 4]
            heard = [type(progress).__name__ for progress in told[1]]
            assert heard == ["Waiting", "Waiting", "Drawing", "Waiting", "Waiting", *["Drawing"] * 5, "Drawn"]
            assert places(told[1]) == [2, 1, 2, 1]  # behind a, while the device is reset, and then alone

    virtually(story())


def test_a_request_refused_by_the_device_is_not_tried_again() -> None:
    """BadRequest is the asker's to mend."""

    async def story() -> None:
        fault = fails("insert", prompt="x", error=lambda: BadRequest("no"))
        async with opened(SECOND | {"fault": fault}) as (engine, _):
            *others, bad = await all_of(engine, "abx")
            check_drawn(others, "ab")
            assert isinstance(bad, BadRequest)
            assert engine.stats.failed == 0

    virtually(story())


def test_a_render_that_fails_is_painted_again_by_itself() -> None:
    """After a failed call every painting in it begins again, alone; who fails twice is given up."""

    async def story() -> None:
        failing: list[int] = []

        def fault(call: str, requests: tuple[Request, ...]) -> Exception | None:
            return RuntimeError() if call == "render" and failing and failing.pop(0) else None

        async with opened({"fault": fault, "pictures_at_once": 9}) as (engine, device):
            failing[:] = [1, 0, 0, 1]  # with everybody in it; then one by one, of which the third fails again
            codes = [codes_of(Request(f"{n}", tiles=2)) for n in range(4)]
            told = await asyncio.gather(*map(engine.render, codes), return_exceptions=True)
            for number in (0, 1, 3):
                np.testing.assert_array_equal(told[number], pictures_of(codes[number]))
            assert isinstance(told[2], EngineFailed)
            assert len(device.called("render")) == 5
            assert (engine.stats.retried, engine.stats.failed) == (4, 1)
            await engine.render(codes[2])

    virtually(story())


def test_a_preview_that_fails_harms_nobody() -> None:
    """The drawing goes on, and ends well."""

    async def story() -> None:
        drawing = False

        def fault(call: str, requests: tuple[Request, ...]) -> Exception | None:
            return RuntimeError() if call == "render" and drawing else None

        options = {"fault": fault, "render_seconds": 0.01, "pictures_at_once": 9}
        async with opened(SECOND | options) as (engine, device):
            asking = engine.generate(Request("a", previews=True))
            async for progress in asking:
                drawing = len(device.called("step")) < 4
                last = progress
            assert isinstance(last, Drawn)
            assert len(device.called("render")) == 4
            assert engine.stats.failed == 0

    virtually(story())


@pytest.mark.parametrize("call", ["compile", "insert", "step", "take", "render"])
def test_out_of_memory_means_fewer_slots(call: str) -> None:
    """Slots are halved, counted and kept so; everybody is drawn, and nobody is blamed."""

    async def story() -> None:
        fault = fails(call, times=2, error=DeviceOutOfMemory)
        async with opened(SECOND | {"fault": fault}) as (engine, device):
            check_drawn(await all_of(engine, "abcdefgh"), "abcdefgh")
            assert device.slots == engine.stats.slots == 1
            assert engine.stats.out_of_memory == 2
            assert engine.stats.failed == 0

    virtually(story())


@pytest.mark.parametrize("call", ["insert", "step", "render"])
def test_out_of_memory_with_one_slot_is_a_failure(call: str) -> None:
    """Where there are no fewer, it counts like any other: tried again once."""

    async def story() -> None:
        drawing = False

        def fault(name: str, requests: tuple[Request, ...]) -> Exception | None:
            return DeviceOutOfMemory() if drawing and name == call else None

        async with opened(SECOND | {"slots": 1, "fault": fault}) as (engine, _):
            drawing = True
            told = await all_of(engine, "ab")
            assert all(isinstance(each, EngineFailed) for each in told)
            assert engine.stats.out_of_memory == 4
            drawing = False
            check_drawn(await all_of(engine, "cd"), "cd")

    virtually(story())


@pytest.mark.parametrize("ending", [SystemExit, KeyboardInterrupt, GeneratorExit])
async def test_a_thread_that_dies_is_replaced(ending: type[BaseException]) -> None:
    """On real threads: the requests are kept and drawn, and the restart is counted."""
    device = FakeDevice(fault=fails("step", prompt="b", error=ending))
    async with LocalEngine(device) as engine:
        check_drawn(await all_of(engine, "abcdef"), "abcdef")
        assert engine.stats.thread_restarts == 1
        assert engine.stats.failed == 0
    assert device.violations == []


def test_a_device_that_does_not_start_fails_everybody() -> None:
    """The second failure of the warm-up ends it: who waits and who comes later hears EngineFailed."""

    async def story() -> None:
        thread = VirtualThread()
        device = FakeDevice(spend=thread.spend, compile_seconds=5, fault=fails("compile", times=2))
        async with LocalEngine(device, thread=thread, clock=now) as engine:
            early, late = (asyncio.create_task(draw(engine, Request(letter))) for letter in "ab")
            with pytest.raises(EngineFailed) as failed:
                await engine.warm()
            assert not engine.ready
            for ask in (early, late, asyncio.create_task(draw(engine, Request("c")))):
                with pytest.raises(EngineFailed, match=failed.value.reference):
                    await ask

    virtually(story())


def test_a_warm_up_that_fails_once_is_tried_again() -> None:
    """And nobody hears of it."""

    async def story() -> None:
        async with opened(SECOND | {"fault": fails("compile")}) as (engine, _):
            check_drawn(await all_of(engine, "ab"), "ab")

    virtually(story())


def test_a_mistake_of_ours_leaves_nobody_waiting(caplog: pytest.LogCaptureFixture) -> None:
    """A device that breaks its own contract in a way nobody foresaw is an EngineFailed, not a silence."""

    async def story() -> None:
        async with opened(SECOND) as (engine, device):
            device.render = lambda codes: None  # type: ignore[assignment,return-value]
            with pytest.raises(EngineFailed), caplog.at_level(logging.CRITICAL):
                await draw(engine, Request("a"))

    virtually(story())


def test_who_asked_for_a_picture_that_fails_may_be_gone() -> None:
    """An old grid cannot be painted, and its asker has left meanwhile: everybody else is drawn as ever."""

    async def story() -> None:
        async with opened(SECOND | {"render_seconds": 1.0}) as (engine, device):
            device.fault = fails("render", 2)
            asking = asyncio.create_task(engine.render(codes_of(Request("old"))))
            await asyncio.sleep(1.5)  # the second try is on its way
            asking.cancel()
            await asyncio.sleep(5)
            assert engine.ready
            check_drawn(await all_of(engine, "a"), "a")

    virtually(story())

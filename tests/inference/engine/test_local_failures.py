"""After a failure of the device requests are tried again, alone if necessary, and other requests are not affected."""

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

Outcomes = list[Drawn | BaseException]


def fails(call: str, times: int = 1, prompt: str = "", error: Callable[[], BaseException] = RuntimeError) -> Fault:
    """The first `times` calls of that name, that have a request of that prompt in them."""
    left = times

    def fault(name: str, requests: tuple[Request, ...]) -> BaseException | None:
        nonlocal left
        # The engine measures with an empty prompt, before the first request.
        concerned = any(request.prompt and (not prompt or request.prompt == prompt) for request in requests)
        if name == call and left and (concerned or name in ("render", "compile")):
            left -= 1
            return error()
        return None

    return fault


async def all_of(engine: LocalEngine, prompts: str) -> Outcomes:
    """One request for each letter, at the same time."""
    return await asyncio.gather(*(draw(engine, Request(letter)) for letter in prompts), return_exceptions=True)


def check_drawn(outcomes: Outcomes, prompts: str) -> None:
    for letter, drawn in zip(prompts, outcomes, strict=True):
        assert isinstance(drawn, Drawn), f"{letter}: {drawn!r}"
        np.testing.assert_array_equal(drawn.codes, codes_of(Request(letter)))
        np.testing.assert_array_equal(drawn.pictures, pictures_of(drawn.codes))


@pytest.mark.parametrize("call", ["insert", "step", "take", "free"])
def test_a_failure_is_tried_again(call: str) -> None:
    """Whatever call fails once, every request gets the same codes as without a failure."""

    async def story() -> None:
        async with opened(SECOND | {"fault": fails(call)}) as (engine, device):
            check_drawn(await all_of(engine, "abcdef"), "abcdef")
            assert len(device.called("reset")) == 1
            assert engine.stats.failed == 0
            assert engine.stats.retried >= 1

    virtually(story())


@pytest.mark.parametrize("call", ["insert", "step", "take"])
def test_a_bad_request_disturbs_others_once(call: str, caplog: pytest.LogCaptureFixture) -> None:
    """A request that always fails is given up, with a reference that is in the log; the others are drawn."""

    async def story() -> None:
        fault = fails(call, times=99, prompt="poison")
        async with opened(SECOND | {"fault": fault}) as (engine, device):
            draws = (draw(engine, Request(prompt)) for prompt in ["a", "b", "c", "poison"])
            *others, poison = await asyncio.gather(*draws, return_exceptions=True)
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
    assert "poison" not in caplog.text  # prompts are private


def test_a_device_that_always_fails_ends_every_request() -> None:
    """No request waits for ever for a broken device, and each is tried twice at most."""

    async def story() -> None:
        async with opened(SECOND | {"fault": fails("step", times=999)}) as (engine, device):
            outcomes = await all_of(engine, "abcdef")
            assert all(isinstance(each, EngineFailed) for each in outcomes)
            assert len({each.reference for each in outcomes if isinstance(each, EngineFailed)}) == 6
            tries = [letter for prompts in device.called("step") for letter in prompts]
            assert all(tries.count(letter) == 2 for letter in "abcdef")

    virtually(story())


def test_a_request_that_is_cancelled_while_the_device_recovers_has_not_failed() -> None:
    """Its caller left during the second recovery: it counts as cancelled, and as one retry."""

    async def story() -> None:
        async with opened(SECOND | {"reset_seconds": 10, "fault": fails("step", times=2)}) as (engine, _):
            drawing = asyncio.create_task(draw(engine, Request("a")))
            await asyncio.sleep(15)  # a chunk, the first recovery, a chunk, half of the second recovery
            drawing.cancel()
            await asyncio.sleep(15)
            assert (engine.stats.cancelled, engine.stats.failed, engine.stats.retried) == (1, 0, 1)

    virtually(story())


def test_renders_do_not_wait_for_a_step_that_succeeds() -> None:
    """While every step fails, old tiles are rendered all the same."""

    async def story() -> None:
        async with opened(SECOND | {"slots": 1, "fault": fails("step", times=999)}) as (engine, _):
            failing = [asyncio.create_task(draw(engine, Request(f"{number}"))) for number in range(20)]
            await asyncio.sleep(0.5)
            codes = codes_of(Request("old"))
            np.testing.assert_array_equal(await engine.render(codes), pictures_of(codes))
            assert engine.stats.queued["fast"] > 10
            outcomes = await asyncio.gather(*failing, return_exceptions=True)
            assert all(isinstance(each, EngineFailed) for each in outcomes)

    virtually(story())


def test_a_second_try_is_ahead_of_the_queue() -> None:
    """Requests that lost a slot are next, by arrival, and their place is reported while they wait."""

    async def story() -> None:
        async with opened(SECOND | {"slots": 2, "fault": fails("step", prompt="b")}) as (engine, device):
            outcomes = await asyncio.gather(*(watch(engine, Request(letter)) for letter in "abc"))
            assert device.called("insert") == [("a",), ("b",), ("a",), ("b",), ("c",)]
            assert device.called("step") == [("a", "b"), *[("a",)] * 4, *[("b",)] * 4, *[("c",)] * 4]
            kinds = [type(progress).__name__ for progress in outcomes[1]]
            assert kinds == ["Waiting", "Waiting", "Drawing", "Waiting", "Waiting", *["Drawing"] * 7, "Drawn"]
            assert places(outcomes[1]) == [2, 1, 2, 1]  # behind a, while the device is reset, and then alone

    virtually(story())


def test_a_request_refused_by_the_device_is_not_tried_again() -> None:
    """BadRequest is passed on at once."""

    async def story() -> None:
        fault = fails("insert", prompt="x", error=lambda: BadRequest("no"))
        async with opened(SECOND | {"fault": fault}) as (engine, _):
            *others, bad = await all_of(engine, "abx")
            check_drawn(others, "ab")
            assert isinstance(bad, BadRequest)
            assert engine.stats.failed == 0

    virtually(story())


def test_a_render_that_fails_is_tried_again_by_itself() -> None:
    """After a failed call every job in it starts over, alone; one that fails twice is given up."""

    async def story() -> None:
        failing: list[int] = []

        def fault(call: str, requests: tuple[Request, ...]) -> Exception | None:
            return RuntimeError() if call == "render" and failing and failing.pop(0) else None

        async with opened({"fault": fault, "pictures_at_once": 9}) as (engine, device):
            failing[:] = [1, 0, 0, 1]  # the call with all jobs; then, one by one, the third fails again
            codes = [codes_of(Request(f"{n}", tiles=2)) for n in range(4)]
            outcomes = await asyncio.gather(*map(engine.render, codes), return_exceptions=True)
            for number in (0, 1, 3):
                np.testing.assert_array_equal(outcomes[number], pictures_of(codes[number]))
            assert isinstance(outcomes[2], EngineFailed)
            assert len(device.called("render")) == 5
            assert (engine.stats.retried, engine.stats.failed) == (4, 1)
            await engine.render(codes[2])

    virtually(story())


@pytest.mark.parametrize("call", ["compile", "insert", "step", "take", "render"])
def test_out_of_memory_means_fewer_slots(call: str) -> None:
    """Slots are halved for good; every request is drawn, and none is blamed."""

    async def story() -> None:
        fault = fails(call, times=2, error=DeviceOutOfMemory)
        async with opened(SECOND | {"fault": fault}) as (engine, device):
            check_drawn(await all_of(engine, "abcdefgh"), "abcdefgh")
            assert device.slots == engine.stats.slots == 1
            assert engine.stats.out_of_memory == 2
            assert engine.stats.failed == 0

    virtually(story())


def test_renders_are_not_blamed_for_too_little_memory() -> None:
    """The same tiles may run out of memory twice, as long as the slots can be halved."""

    async def story() -> None:
        async with opened(SECOND | {"pictures_at_once": 9}) as (engine, device):
            device.fault = fails("render", times=2, error=DeviceOutOfMemory)
            check_drawn(await all_of(engine, "a"), "a")
            assert (engine.stats.out_of_memory, device.slots) == (2, 1)

    virtually(story())


@pytest.mark.parametrize(("halved", "slots", "resets"), [(True, 2, 0), (False, 8, 1)])
def test_halving_may_run_out_of_memory_too(halved: bool, slots: int, resets: int) -> None:
    """If that happens with half the slots, they are halved again; if with all of them, the device is only reset."""

    async def story() -> None:
        async with opened(SECOND | {"slots": 8, "fault": fails("step", error=DeviceOutOfMemory)}) as (engine, device):
            halve_slots, failures = device.halve_slots, iter([DeviceOutOfMemory()])

            def fail_once() -> bool:
                error = next(failures, None)
                fewer = halve_slots() if halved or not error else False
                if error:
                    raise error
                return fewer

            device.halve_slots = fail_once  # type: ignore[method-assign]
            check_drawn(await all_of(engine, "abcd"), "abcd")
            assert (device.slots, len(device.called("reset"))) == (slots, resets)

    virtually(story())


@pytest.mark.parametrize("call", ["insert", "step", "render"])
def test_out_of_memory_with_one_slot_is_a_failure(call: str) -> None:
    """It counts like any other failure: there is one more try."""

    async def story() -> None:
        drawing = False

        def fault(name: str, requests: tuple[Request, ...]) -> Exception | None:
            return DeviceOutOfMemory() if drawing and name == call else None

        async with opened(SECOND | {"slots": 1, "fault": fault}) as (engine, _):
            drawing = True
            outcomes = await all_of(engine, "ab")
            assert all(isinstance(each, EngineFailed) for each in outcomes)
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


def test_a_device_that_does_not_start_fails_every_request() -> None:
    """The second failure of the warm-up ends it: queued and later requests get EngineFailed."""

    async def story() -> None:
        thread = VirtualThread()
        device = FakeDevice(spend=thread.spend, compile_seconds=5, fault=fails("compile", times=2))
        async with LocalEngine(device, thread=thread, clock=now) as engine:
            early, late = (asyncio.create_task(draw(engine, Request(letter))) for letter in "ab")
            with pytest.raises(EngineFailed) as failed:
                await engine.warm()
            assert not engine.ready
            for task in (early, late, asyncio.create_task(draw(engine, Request("c")))):
                with pytest.raises(EngineFailed, match=failed.value.reference):
                    await task

    virtually(story())


def test_a_warm_up_that_fails_once_is_tried_again() -> None:
    """And no request fails."""

    async def story() -> None:
        async with opened(SECOND | {"fault": fails("compile")}) as (engine, _):
            check_drawn(await all_of(engine, "ab"), "ab")

    virtually(story())


def test_a_bug_leaves_no_request_waiting(caplog: pytest.LogCaptureFixture) -> None:
    """If a device breaks its contract in an unforeseen way, requests end with EngineFailed."""

    async def story() -> None:
        async with opened(SECOND) as (engine, device):
            device.render = lambda codes: None  # type: ignore[assignment,return-value]
            with pytest.raises(EngineFailed), caplog.at_level(logging.CRITICAL):
                await draw(engine, Request("a"))

    virtually(story())


def test_a_render_that_fails_after_its_caller_left_harms_no_request() -> None:
    """Old tiles cannot be rendered, and their caller has left: requests are drawn as before."""

    async def story() -> None:
        async with opened(SECOND | {"render_seconds": 1.0}) as (engine, device):
            device.fault = fails("render", 2)
            rendering = asyncio.create_task(engine.render(codes_of(Request("old"))))
            await asyncio.sleep(1.5)  # the second try is on its way
            rendering.cancel()
            await asyncio.sleep(5)
            assert engine.ready
            check_drawn(await all_of(engine, "a"), "a")

    virtually(story())

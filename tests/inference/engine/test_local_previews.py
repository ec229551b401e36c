"""Previews of unfinished requests: what they show, when they come, and what they may cost."""

from __future__ import annotations

import asyncio

import numpy as np
import pytest
from fakes.clock import now, virtually
from fakes.device import CELL, FakeDevice, codes_of, pictures_of
from fakes.opened import SECOND, draw, opened, watch

from inference.api import UNDRAWN, Drawing, Drawn, Pictures, Progress, Request
from inference.engine.device import DeviceOutOfMemory
from inference.engine.local import LocalEngine


def previews_in(progress: list[Progress]) -> list[Pictures]:
    return [each.preview for each in progress if isinstance(each, Drawing) and each.preview is not None]


async def learned(device: FakeDevice) -> None:
    while device.unlearned:
        await asyncio.sleep(0.1)


def test_a_preview_follows_every_chunk() -> None:
    """It shows the codes that there are, in their places, and one colour elsewhere; nothing is rendered for it."""

    async def story() -> None:
        async with opened(SECOND | {"chunk": 2, "pictures_at_once": 9}) as (engine, device):
            request = Request("a cat", previews=True, tiles=2)
            seen = previews_in(await watch(engine, request))
            assert len(seen) == 8
            final = pictures_of(codes_of(request))
            for number, preview in enumerate(seen, start=1):
                cells = np.arange(16).reshape(4, 4).repeat(CELL, 0).repeat(CELL, 1)[None, :, :, None]
                np.testing.assert_array_equal(preview, np.where(cells < 2 * number, final, UNDRAWN))
            assert len(device.called("render")) == 1

    virtually(story())


def test_a_slow_caller_still_gets_the_preview() -> None:
    """Later progress without a picture does not replace it."""

    async def story() -> None:
        def fault(name: str, requests: tuple[Request, ...]) -> Exception | None:
            return RuntimeError() if name == "preview" and len(device.called("step")) > 1 else None

        async with opened(SECOND | {"chunk": 2}) as (engine, device):
            device.fault = fault
            asking = engine.generate(Request("a cat", previews=True))
            await anext(asking)
            await asyncio.sleep(6.5)
            late = await anext(asking)
            assert isinstance(late, Drawing)
            assert late.done == 0.75
            assert late.preview is not None
            await asking.aclose()

    virtually(story())


@pytest.mark.parametrize(("chunk_seconds", "previews"), [(0.01, 2), (0.1, 21), (0.3, 64)])
def test_previews_are_no_more_than_people_see(chunk_seconds: float, previews: int) -> None:
    """At most four a second, however fast the device is, and at most one for each chunk."""

    async def story() -> None:
        options = {"chunk": 1, "length": 64, "chunk_seconds": lambda busy: chunk_seconds}
        async with opened(options) as (engine, device):
            await watch(engine, Request("a cat", previews=True))
            assert len(device.called("preview")) == previews

    virtually(story())


@pytest.mark.parametrize("error", [RuntimeError, DeviceOutOfMemory])
def test_a_failed_preview_costs_nothing_else(error: type[Exception]) -> None:
    """However often it fails: no slot is lost, no request starts over, and progress is reported."""

    async def story() -> None:
        def fault(name: str, requests: tuple[Request, ...]) -> Exception | None:
            return error() if name == "preview" else None

        async with opened(SECOND | {"slots": 2, "render_seconds": 0.01}) as (engine, device):
            device.fault = fault
            reports = await asyncio.gather(*(watch(engine, Request(letter, previews=True)) for letter in "ab"))
            assert len(device.called("preview")) > 2
            for progress in reports:
                assert isinstance(progress[-1], Drawn)
                assert previews_in(progress) == []
                assert sum(isinstance(each, Drawing) for each in progress) >= 4
            assert device.called("insert") == [("a",), ("b",)]
            assert device.called("reset") == device.called("halve_slots") == []
            assert (device.slots, engine.stats.retried, engine.stats.failed) == (2, 0, 0)

    virtually(story())


def test_no_previews_unless_they_are_wanted() -> None:
    """Without `previews` the device is not asked for any."""

    async def story() -> None:
        async with opened(SECOND) as (engine, device):
            await draw(engine, Request("a cat"))
            assert device.called("preview") == []

    virtually(story())


def test_codes_are_learned_while_there_is_nothing_else_to_do() -> None:
    """A request waits for one call of that at most, and is drawn without previews; those after it have some."""

    async def story() -> None:
        async with opened(SECOND | {"unlearned": 10, "learn_seconds": 0.5}) as (engine, device):
            await asyncio.sleep(1.2)
            start, progress = now(), await watch(engine, Request("a cat", previews=True))
            assert now() - start == pytest.approx(0.3 + 4.0)
            assert previews_in(progress) == []
            await asyncio.sleep(0.1)
            await asyncio.gather(*(engine.render(codes_of(Request("old"))) for _ in range(2)))
            names = [name for name, _ in device.calls]
            assert "learn_codes" not in names[names.index("insert") : names.index("free")]
            await learned(device)
            assert len(previews_in(await watch(engine, Request("a dog", previews=True)))) == 4
            calls = len(device.called("learn_codes"))
            await asyncio.sleep(100)
            assert len(device.called("learn_codes")) == calls  # there is no more to learn

    virtually(story())


@pytest.mark.parametrize("error", [RuntimeError, DeviceOutOfMemory])
def test_codes_that_cannot_be_learned_cost_only_the_previews(error: type[Exception]) -> None:
    """It is tried once; everything else goes on, with all slots."""

    async def story() -> None:
        tries = []

        def fault(name: str, requests: tuple[Request, ...]) -> Exception | None:
            if name != "learn_codes":
                return None
            tries.append(name)
            return error()

        async with opened(SECOND | {"unlearned": 3, "fault": fault}) as (engine, device):
            progress = await watch(engine, Request("a cat", previews=True))
            assert isinstance(progress[-1], Drawn)
            assert previews_in(progress) == []
            await asyncio.sleep(10)
            assert tries == ["learn_codes"]
            assert (device.slots, engine.stats.failed) == (4, 0)

    virtually(story())


async def test_a_stop_does_not_wait_for_codes_to_be_learned() -> None:
    """Only for the call that is running."""
    device = FakeDevice(unlearned=10**6, learn_seconds=0.001)
    async with LocalEngine(device) as engine:
        await engine.warm()
        while not device.called("learn_codes"):
            await asyncio.sleep(0)
        await engine.drain(0)
        assert device.unlearned > 0

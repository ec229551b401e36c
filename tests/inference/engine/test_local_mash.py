"""Mashes in the engine: their programs are compiled when they are needed, and they pay for what they take."""

from __future__ import annotations

import asyncio
import threading

import numpy as np
import pytest
from fakes.clock import virtually
from fakes.device import FakeDevice
from fakes.opened import SECOND, draw, opened

from inference.api import Drawn, EngineClosed, Request, Waiting
from inference.engine.local import LocalEngine


def test_a_mash_pays_for_one_and_a_half_of_a_chunk_s_shares() -> None:
    """Beside a plain request it takes three fifths of the time; alone, like any request, all of it."""

    async def story() -> None:
        async with opened(SECOND) as (engine, device):
            device.prepared = True
            mash = Request("a cat", mash="a teapot")
            both = await asyncio.gather(draw(engine, mash), draw(engine, Request("a dog")))
            assert [drawn.seconds for drawn in both] == pytest.approx([4 * 0.6, 4 * 0.4])
            assert (await draw(engine, mash)).seconds == pytest.approx(4.0)

    virtually(story())


async def test_the_first_mash_waits_for_its_programs_and_nobody_else_does() -> None:
    """They are compiled once, in a thread of their own."""
    compiling = threading.Event()

    class Slow(FakeDevice):
        def prepare(self, request: Request) -> None:
            compiling.wait(10)
            super().prepare(request)
            self.calls.append(("prepare", (request.prompt,)))

    device = Slow(slots=2)
    mash = Request("a cat", seed=4, mash="a teapot")
    async with LocalEngine(device) as engine:
        first, second = (asyncio.ensure_future(drawn_by(engine, mash)) for _ in range(2))
        plain = await drawn_by(engine, Request("a cat", seed=4))
        assert not first.done()
        compiling.set()
        np.testing.assert_array_equal((await first).codes, (await second).codes)
        assert ((await first).codes != plain.codes).any()
        assert [reading and reading.text for reading in ((await first).reading, (await first).second)] == [
            "a cat",
            "a teapot",
        ]
        assert plain.second is None
    assert len(device.called("prepare")) == 1
    assert device.violations == []


async def test_a_stop_does_not_wait_for_programs() -> None:
    """A mash that waits for them ends like any request that was not drawn."""
    compiling = threading.Event()

    class Slow(FakeDevice):
        def prepare(self, request: Request) -> None:
            compiling.wait(10)

    async with LocalEngine(Slow()) as engine:
        await engine.warm()
        updates = engine.generate(Request("a cat", mash="a teapot"))
        assert isinstance(await anext(updates), Waiting)
        waiting = asyncio.ensure_future(anext(updates))
        while engine._preparing is None:
            await asyncio.sleep(0)
        await engine.drain(0.0)
        with pytest.raises(EngineClosed):
            await waiting
        compiling.set()


async def drawn_by(engine: LocalEngine, request: Request) -> Drawn:
    last = [update async for update in engine.generate(request)][-1]
    assert isinstance(last, Drawn)
    return last

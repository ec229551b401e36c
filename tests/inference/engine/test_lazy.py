"""Requests are accepted before the weights are loaded."""

from __future__ import annotations

import asyncio

import pytest
from fakes.device import FakeDevice

from inference.api import Drawn, EngineBusy, EngineClosed, ModelError, Request, Waiting
from inference.engine.lazy import LazyEngine
from inference.engine.local import LocalEngine


class Loading:
    """Returns an engine once `go` is set."""

    def __init__(self) -> None:
        self.go = asyncio.Event()
        self.error: Exception | None = None

    async def __call__(self) -> LocalEngine:
        await self.go.wait()
        if self.error:
            raise self.error
        engine = LocalEngine(FakeDevice())
        engine.start()
        return engine


async def drawn(engine: LazyEngine, request: Request) -> Drawn:
    async for news in engine.generate(request):
        if isinstance(news, Drawn):
            return news
    raise AssertionError("an end without pictures")


async def test_an_early_request_waits_and_is_drawn() -> None:
    """It gets a place and a time at once, and the same pictures as a later one."""
    loading = Loading()
    engine = LazyEngine(loading)
    early = engine.generate(Request("a cat", seed=5))
    first = await anext(early)
    assert isinstance(first, Waiting)
    assert first.place == 1
    assert first.soonest < first.seconds < first.latest
    assert not engine.ready
    loading.go.set()
    last = [news async for news in early][-1]
    assert isinstance(last, Drawn)
    late = await drawn(engine, Request("a cat", seed=5))
    assert last.codes.tolist() == late.codes.tolist()
    assert engine.ready
    assert engine.stats.completed == 2
    assert (await engine.render(late.codes)).tolist() == late.pictures.tolist()
    await engine.drain(5)


async def test_early_requests_are_limited() -> None:
    """Further ones get EngineBusy."""
    engine = LazyEngine(Loading(), max_queued=1)
    first = engine.generate(Request("a cat"))
    await anext(first)
    with pytest.raises(EngineBusy):
        await anext(engine.generate(Request("a dog")))
    await first.aclose()
    assert isinstance(await anext(engine.generate(Request("a dog"))), Waiting)
    await engine.drain(0)


async def test_a_stop_ends_early_requests() -> None:
    """No request waits for weights that will never be loaded."""
    engine = LazyEngine(Loading())
    early = asyncio.create_task(drawn(engine, Request("a cat")))
    await asyncio.sleep(0.01)
    await engine.drain(0)
    with pytest.raises(EngineClosed):
        await early


async def test_weights_that_cannot_be_loaded_end_early_requests() -> None:
    """`loaded` raises the cause, and requests end with EngineClosed."""
    loading = Loading()
    loading.error = ModelError("no such model")
    engine = LazyEngine(loading)
    early = asyncio.create_task(drawn(engine, Request("a cat")))
    await asyncio.sleep(0.01)
    loading.go.set()
    with pytest.raises(ModelError, match="no such model"):
        await engine.loaded()
    with pytest.raises(EngineClosed):
        await early
    await engine.drain(0)

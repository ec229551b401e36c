"""The part "engine": what the engine adds to one grid alone, and how many grids it draws with all slots full."""

from __future__ import annotations

import asyncio
from statistics import median
from time import perf_counter

from inference.api import Drawn, Request
from inference.device.runner import Runner
from inference.engine.local import LocalEngine
from tests.bench.gpu.models import Setup, compile_together, request, timed
from tests.bench.gpu.results import Results

ROUNDS, TURNS = 7, 4
SLOTS, WIDTH = 8, 4


def measure(results: Results, setup: Setup) -> None:
    runner = Runner(setup.model(), slots=SLOTS, width=WIDTH)
    results.put(compile_seconds=compile_together(runner))
    asyncio.run(_measure(results, runner))


async def _measure(results: Results, runner: Runner) -> None:
    async with LocalEngine(runner, max_queued=1000) as engine:
        await engine.warm()
        loop, by_engine = [], []
        before = engine.stats.device_seconds
        for number in range(ROUNDS):
            some = request(number)
            # The engine is idle meanwhile.
            loop.append(await asyncio.to_thread(timed, lambda some=some: runner.draw(some)))
            by_engine.append(await _seconds(engine, some))
        results.put(
            loop_seconds=median(loop),
            engine_seconds=round(median(by_engine), 4),
            idle=round(1 - (engine.stats.device_seconds - before) / sum(by_engine), 4),
            overhead=round(median(b / a for a, b in zip(loop, by_engine, strict=True)) - 1, 4),
        )
    async with LocalEngine(runner, max_queued=1000) as engine:  # another, whose slots were never empty
        await engine.warm()
        count = TURNS * runner.slots
        began, before = perf_counter(), engine.stats.device_seconds
        each = await asyncio.gather(*(_seconds(engine, request(number)) for number in range(count)))
        took = perf_counter() - began
        results.put(
            slots=runner.slots,
            grids=count,
            grids_per_second=round(count / took, 3),
            filled=round(engine.stats.slot_utilization, 3),
            device_busy=round((engine.stats.device_seconds - before) / took, 3),
            median_seconds_of_a_request=round(median(each), 3),
        )


async def _seconds(engine: LocalEngine, some: Request) -> float:
    began = perf_counter()
    async for progress in engine.generate(some):
        last = progress
    assert isinstance(last, Drawn)
    return perf_counter() - began

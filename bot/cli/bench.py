"""`nonet bench`: how fast this machine draws: one grid alone, all slots full, against static batches and the floor."""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import statistics
import sys
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import asdict
from functools import partial
from typing import TYPE_CHECKING

from bot.cli import bench_report, roofline
from bot.cli.bench_report import AloneFigures, BenchLoad, Figures, Latency
from bot.cli.device_memory import in_use, memory
from bot.cli.progress_bar import bar
from bot.cli.static_batches import StaticBatches
from bot.operator import config
from inference.api import BadRequest, Codes, Drawn, Request
from inference.device import compile_cache
from inference.engine.local import LocalEngine

if TYPE_CHECKING:
    from inference.device.runner import Runner
    from inference.files.dalle_mini import DalleMini

Draw = Callable[[Request], Awaitable[object]]

ROUNDS, ENOUGH = 3, 20.0
"""A grid alone is drawn at least this many times in each way, and until this many seconds have passed."""

STEPS = 5
"""Chunks that are measured for the time of a step."""


def run(options: argparse.Namespace) -> None:
    """Raises NonetError if an option or the model cannot be used."""
    loads = _loads(options.loads)
    if options.grids < 2 or (options.slots is not None and options.slots < 1):
        raise BadRequest("--grids must be at least 2, and --slots at least 1.")
    settings = config.read(options.config).model

    # JAX is imported here, so that a mistyped option is refused at once.
    from inference.device.runner import Runner

    compile_cache.keep()
    runner = Runner(_model(options, settings), slots=options.slots)
    with bar("compiling") as move:
        runner.compile(move)
    figures = asyncio.run(_measure(runner, loads, options.grids))
    print(bench_report.table(figures))
    if options.json:
        options.json.write_text(json.dumps(asdict(figures), indent=2) + "\n")


def _model(options: argparse.Namespace, settings: config.ModelConfig) -> DalleMini:
    from inference.files import dalle_mini

    dtype = options.dtype or settings.dtype
    if options.shapes:
        from inference.files.random_weights import untrained

        return untrained(options.shapes, dalle_mini.locate("pocket").bart, dtype)
    vqgan = str(options.vqgan or ("" if options.model else settings.vqgan))
    place = dalle_mini.locate(options.model or settings.name, vqgan)
    with bar("loading") as move:
        return dalle_mini.load(place, dtype, lambda done, total: move(done / total))


def _loads(text: str) -> list[float]:
    try:
        loads = [float(percent) / 100 for percent in text.split(",")]
    except ValueError:
        loads = []
    if not loads or not all(0 < load <= 1 for load in loads):
        raise BadRequest(f"--loads are percents of the capacity, like 50,80,95, not {text!r}.")
    return loads


async def _measure(runner: Runner, shares: Sequence[float], grids: int) -> Figures:
    load_average = os.getloadavg()[0]
    _say("a step, and memory")
    by_slots, step_seconds = _fill(runner)
    at_floor = roofline.floor(runner.model, runner.devices[0], -(-runner.slots // len(runner.devices)), step_seconds)

    _say("one grid alone")
    async with LocalEngine(runner) as engine:
        await engine.warm()
        alone, codes = await _alone(runner, engine)

    async with LocalEngine(runner, max_queued=10**6) as engine:
        await engine.warm()
        _say("all slots full")
        # All slots stay full to the end, and the grids that were drawn alone are drawn again.
        count = runner.slots * max(2, -(-max(grids // 2, alone.rounds) // runner.slots))
        again: dict[int, Codes] = {}

        async def draw(request: Request) -> None:
            again[request.seed] = (await _draw(engine, request)).codes

        capacity = count / await _timed(_all(draw, [0.0] * count))
        filled = engine.stats.slot_utilization

        measured = []
        for share in shares:
            _say(f"{share:.0%} of the capacity")
            pauses = _pauses(share * capacity, grids)
            continuous = Latency.of(await _all(partial(_draw, engine), pauses))
            async with StaticBatches(runner) as static:  # the engine is idle meanwhile
                measured.append(BenchLoad(share, continuous, Latency.of(await _all(static.draw, pauses))))

    return Figures(
        model=runner.model.name,
        device=runner.name,
        load_average=round(load_average, 2),
        slots=runner.slots,
        alone=alone,
        grids_per_second=round(capacity, 4),
        filled=round(filled, 4),
        changed_codes=sum(int((codes[seed] != again[seed]).sum()) for seed in codes),
        loads=measured,
        floor=at_floor,
        memory=memory(runner, by_slots),
    )


def _fill(runner: Runner) -> tuple[list[float], float]:
    """Gigabytes with 0, 1, ... slots taken, and the seconds of a step with all of them."""

    def insert(slot: int) -> None:
        runner.insert(slot, _request(slot), runner.encode(_request(slot)))

    by_slots = [in_use(runner)]
    for slot in range(runner.slots):
        insert(slot)
        runner.step()
        by_slots.append(in_use(runner))
    seconds = []
    for _ in range(STEPS):
        for slot in range(runner.slots):
            runner.free(slot)
            insert(slot)
        for batch in runner.batches:
            batch.wait()
        start = time.perf_counter()
        drawn = runner.step()
        seconds.append(time.perf_counter() - start)
    runner.reset()
    return by_slots, statistics.median(seconds) / drawn[0]


async def _alone(runner: Runner, engine: LocalEngine) -> tuple[AloneFigures, dict[int, Codes]]:
    """The figures, and the codes of each grid by its seed."""
    loop, by_engine, codes = list[float](), list[float](), dict[int, Codes]()
    since, before = time.perf_counter(), engine.stats.device_seconds

    async def by_loop(request: Request) -> None:
        codes[request.seed] = await asyncio.to_thread(_loop, runner, request)  # the engine is idle meanwhile

    while len(loop) < ROUNDS or time.perf_counter() - since < ENOUGH:
        request = _request(len(loop))
        if len(loop) % 2:  # take turns in going first
            by_engine.append(await _timed(_draw(engine, request)))
            loop.append(await _timed(by_loop(request)))
        else:
            loop.append(await _timed(by_loop(request)))
            by_engine.append(await _timed(_draw(engine, request)))
    on_device = engine.stats.device_seconds - before
    return (
        AloneFigures(
            grid_seconds=round(statistics.median(loop), 4),
            engine_seconds=round(statistics.median(by_engine), 4),
            overhead=round(statistics.median(b / a for a, b in zip(loop, by_engine, strict=True)) - 1, 4),
            idle=round(1 - on_device / sum(by_engine), 4),
            rounds=len(loop),
        ),
        codes,
    )


def _loop(runner: Runner, request: Request) -> Codes:
    """A grid as fast as the programs allow: one call after the other, without waiting before the last one."""
    batch = runner.batches[0]
    batch.insert(0, request, runner.encode(request))
    while batch.step():
        pass
    codes = batch.take(0)
    batch.free(0)
    for _ in runner.pictures(codes):
        pass
    return codes


def _request(number: int) -> Request:
    return Request("a court sketch of a fox on trial", seed=number)


async def _draw(engine: LocalEngine, request: Request) -> Drawn:
    async for progress in engine.generate(request):
        last = progress
    assert isinstance(last, Drawn)  # noqa: S101 -- Engine.generate promises it
    return last


async def _timed(work: Awaitable[object]) -> float:
    start = time.perf_counter()
    await work
    return time.perf_counter() - start


def _pauses(rate: float, count: int) -> list[float]:
    """Seconds between independent arrivals: a Poisson process with a fixed seed."""
    numbers = random.Random(0)  # noqa: S311 -- no secret
    return [numbers.expovariate(rate) for _ in range(count)]


async def _all(draw: Draw, pauses: Sequence[float]) -> list[float]:
    """Starts a request after each pause; returns the seconds of each."""
    requests = []
    for number, pause in enumerate(pauses):
        await asyncio.sleep(pause)
        requests.append(asyncio.create_task(_timed(draw(_request(number)))))
    return list(await asyncio.gather(*requests))


def _say(what: str) -> None:
    print(f"measuring {what}", file=sys.stderr)

"""`nonet bench`: how fast this machine draws, alone and with company, against static batching and against its floor."""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import statistics
import sys
import time
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from bot import config, programs
from bot.terminal.bar import bar
from inference.api import BadRequest, Drawn, Request
from inference.device import Device
from inference.local import LocalEngine
from inference.thread import DeviceThread

if TYPE_CHECKING:
    from inference.dalle_mini import DalleMini
    from inference.runner import Runner

Draw = Callable[[Request], Awaitable[object]]

ROUNDS = 3
"""Times that a grid is drawn alone, by the engine and by the loop without it, in alternation."""


@dataclass(frozen=True)
class Latency:
    """Seconds from the ask to the pictures."""

    p50: float
    p95: float
    p99: float

    @classmethod
    def of(cls, seconds: Sequence[float]) -> Latency:
        return cls(*(round(float(np.percentile(seconds, percent)), 4) for percent in (50, 95, 99)))


@dataclass(frozen=True)
class Load:
    """Random arrivals at a share of the capacity; the same moments for both."""

    share: float
    continuous: Latency
    static: Latency


@dataclass(frozen=True)
class Floor:
    """What one step of all busy slots must read, at the rate at which this device reads."""

    gigabytes: float
    gigabytes_per_second: float
    step_seconds: float  # measured
    floor_seconds: float
    fraction: float  # of the measured step that the floor is


@dataclass(frozen=True)
class Figures:
    model: str
    device: str
    slots: int
    grid_seconds: float  # one alone, by the device's loop without an engine
    engine_seconds: float  # the same, asked of the engine
    overhead: float  # of the engine, as a share
    grids_per_second: float  # with all slots full
    filled: float  # share of the slots that drew meanwhile
    loads: list[Load]
    floor: Floor
    weights_gigabytes: float
    slot_gigabytes: float


def run(options: argparse.Namespace) -> None:
    """Raises NonetError if an option or the model cannot be used."""
    loads = _loads(options.loads)
    if options.grids < 2 or (options.slots is not None and options.slots < 1):
        raise BadRequest("--grids must be at least 2, and --slots at least 1.")
    settings = config.read(options.config).model

    # JAX is imported only now, so that a mistyped option is answered at once.
    from inference.runner import Runner

    programs.keep()
    runner = Runner(_model(options, settings), slots=options.slots)
    with bar("compiling") as move:
        runner.prepare(move)
    figures = asyncio.run(_measure(runner, loads, options.grids))
    print(_told(figures))
    if options.json:
        options.json.write_text(json.dumps(asdict(figures), indent=2) + "\n")


def _model(options: argparse.Namespace, settings: config.Model) -> DalleMini:
    from inference import dalle_mini

    dtype = options.dtype or settings.dtype
    if options.shapes:
        from inference.untrained import untrained

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
    async with LocalEngine(runner, longest=10**6) as engine:
        await engine.warm()
        _say("one grid alone")
        loop, asked = [], []
        for number in range(ROUNDS):
            # The engine has nothing to do meanwhile, so the device is ours.
            loop.append(await _timed(asyncio.to_thread(runner.draw, _request(number))))
            asked.append(await _timed(_draw(engine, _request(number))))
        grid, by_engine = statistics.median(loop), statistics.median(asked)

        _say("all slots full")
        count = max(grids // 2, 2 * runner.slots)
        full = await _timed(_all(partial(_draw, engine), [0.0] * count))
        step_seconds, filled = engine.stats.seconds_per_step, engine.stats.filled
        capacity = count / full

        measured = []
        for share in shares:
            _say(f"{share:.0%} of the capacity")
            pauses = _pauses(share * capacity, grids)
            continuous = Latency.of(await _all(partial(_draw, engine), pauses))
            async with StaticBatches(runner) as static:
                measured.append(Load(share, continuous, Latency.of(await _all(static.draw, pauses))))

    floor, weights, slot = _floor(runner, step_seconds)
    return Figures(
        model=runner.model.name,
        device=runner.name,
        slots=runner.slots,
        grid_seconds=round(grid, 4),
        engine_seconds=round(by_engine, 4),
        overhead=round(by_engine / grid - 1, 4),
        grids_per_second=round(capacity, 4),
        filled=round(filled, 4),
        loads=measured,
        floor=floor,
        weights_gigabytes=round(weights, 4),
        slot_gigabytes=round(slot, 4),
    )


def _request(number: int) -> Request:
    return Request("a court sketch of a fox on trial", seed=number)


async def _draw(engine: LocalEngine, request: Request) -> Drawn:
    async for progress in engine.generate(request):
        last = progress
    assert isinstance(last, Drawn)  # noqa: S101 -- the seam's promise
    return last


async def _timed(work: Awaitable[object]) -> float:
    start = time.perf_counter()
    await work
    return time.perf_counter() - start


def _pauses(rate: float, count: int) -> list[float]:
    """Between arrivals that know nothing of one another: a Poisson process, always the same."""
    numbers = random.Random(0)  # noqa: S311 -- no secret
    return [numbers.expovariate(rate) for _ in range(count)]


async def _all(draw: Draw, pauses: Sequence[float]) -> list[float]:
    """Ask after each pause; how long each took."""
    asks = []
    for number, pause in enumerate(pauses):
        await asyncio.sleep(pause)
        asks.append(asyncio.create_task(_timed(draw(_request(number)))))
    return list(await asyncio.gather(*asks))


class StaticBatches:
    """What most servers do, with the same programs: whoever comes while a batch is drawn waits for all of it."""

    def __init__(self, device: Device) -> None:
        self.device = device
        self._thread = DeviceThread()
        self._waiting: deque[tuple[Request, asyncio.Future[None]]] = deque()
        self._wake = asyncio.Event()

    async def __aenter__(self) -> StaticBatches:
        self._task = asyncio.create_task(self._run())
        return self

    async def __aexit__(self, *_: object) -> None:
        self._task.cancel()
        await self._thread.stop(60)

    async def draw(self, request: Request) -> None:
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((request, done))
        self._wake.set()
        await done

    async def _run(self) -> None:
        while True:
            await self._wake.wait()
            self._wake.clear()
            while self._waiting:
                batch = [self._waiting.popleft() for _ in range(min(self.device.slots, len(self._waiting)))]
                await self._thread.start(partial(self._batch, [request for request, _ in batch]))
                for _, done in batch:
                    done.set_result(None)

    def _batch(self, requests: list[Request]) -> None:
        device = self.device
        for slot, request in enumerate(requests):
            device.insert(slot, request, device.read(request))
        while min(device.step().values()) < device.length:
            pass
        tiles = np.concatenate([device.take(slot) for slot in range(len(requests))])
        for slot in range(len(requests)):
            device.free(slot)
        for start in range(0, len(tiles), device.pictures_at_once):
            device.render(tiles[start : start + device.pictures_at_once])


def _floor(runner: Runner, step_seconds: float) -> tuple[Floor, float, float]:
    """The floor of a step with all slots busy; and the gigabytes of all weights, and of a slot's caches."""
    import jax
    from flax import nnx

    from inference.api import TILES

    model = runner.model
    decoder, everything = (
        sum(leaf.nbytes for leaf in jax.tree.leaves(nnx.state(part)))
        for part in (model.bart.decoder, (model.bart, model.vqgan))
    )
    shape, width = model.config, model.bart.decoder.tokens.table.dtype.itemsize
    # Keys and values of two sides and nine tiles; and of the text, once for each side.
    cache = 2 * 2 * shape.decoder_layers * shape.d_model * width * (TILES * shape.image_length + shape.max_text_length)
    read, rate = decoder + runner.slots * cache, _bytes_per_second()
    floor = Floor(
        gigabytes=round(read / 1e9, 4),
        gigabytes_per_second=round(rate / 1e9, 2),
        step_seconds=step_seconds,
        floor_seconds=read / rate,
        fraction=round(read / rate / step_seconds, 4) if step_seconds else 0.0,
    )
    return floor, everything / 1e9, cache / 1e9


def _bytes_per_second() -> float:
    """At which the device adds up a quarter of a gigabyte, many times what its caches hold."""
    import jax
    import jax.numpy as jnp

    numbers = jnp.ones(2**26, jnp.float32)
    add = jax.jit(jnp.sum)
    add(numbers).block_until_ready()
    seconds = []
    for _ in range(7):
        start = time.perf_counter()
        add(numbers).block_until_ready()
        seconds.append(time.perf_counter() - start)
    return numbers.nbytes / min(seconds)


def _told(figures: Figures) -> str:
    floor = figures.floor
    lines = [
        f"{figures.model} on {figures.device}, slots: {figures.slots}",
        f"one grid alone      {figures.grid_seconds:.3f} s; with the engine {figures.overhead:+.1%}",
        f"all slots full      {figures.grids_per_second:.3f} grids/s, {figures.filled:.0%} of the slots drawing",
        f"a step              {1000 * floor.step_seconds:.2f} ms; the floor, {floor.gigabytes:.2f} GB at "
        f"{floor.gigabytes_per_second:.0f} GB/s, is {floor.fraction:.0%} of it",
        f"memory              weights {figures.weights_gigabytes:.2f} GB, each slot {figures.slot_gigabytes:.3f} GB",
        "load   p50 / p95 / p99 in seconds, continuous | static batches   p95 ratio",
    ]
    for load in figures.loads:
        both = " | ".join(f"{x.p50:.2f} / {x.p95:.2f} / {x.p99:.2f}" for x in (load.continuous, load.static))
        lines.append(f"{load.share:4.0%}   {both}   {load.continuous.p95 / load.static.p95:.2f}")
    return "\n".join(lines)


def _say(what: str) -> None:
    print(f"measuring {what}", file=sys.stderr)

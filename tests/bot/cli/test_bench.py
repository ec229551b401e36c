"""`nonet bench` says what it measured, and measures what it says."""

from __future__ import annotations

import asyncio
import json
import random
from collections.abc import Awaitable, Callable
from pathlib import Path
from unittest.mock import Mock

import jax.numpy as jnp
import numpy as np
import pytest
from fakes.clock import VirtualThread, now, virtually
from fakes.device import FakeDevice
from fakes.opened import draw, opened
from flax import nnx
from terminal import MODEL, Nonet, complaint

from bot.cli import roofline
from bot.cli.static_batches import StaticBatches
from inference.api import Request
from inference.files import random_weights
from inference.model.bart import Decoder

pytestmark = pytest.mark.usefixtures("remembered", "here")


def test_figures(nonet: Nonet, here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """For people on the screen, for programs as JSON; percentiles are in order, and shares are shares."""
    monkeypatch.setattr("bot.cli.bench.ENOUGH", 0.0)
    done = nonet("bench", *MODEL, "--slots", "2", "--grids", "4", "--loads", "50,90", "--json", here / "figures.json")
    assert done.code == 0, done.err
    figures = json.loads((here / "figures.json").read_text())
    assert "slots: 2" in done.out
    alone, floor, memory = figures["alone"], figures["floor"], figures["memory"]
    assert alone["rounds"] == 3
    assert min(alone["grid_seconds"], alone["engine_seconds"]) > 0
    assert 0 <= alone["idle"] < 1
    assert figures["grids_per_second"] > 0
    assert 0 < figures["filled"] <= 1
    assert figures["changed_codes"] == 0, "company changed what is drawn"
    assert 0 < floor["floor_seconds"] < floor["step_seconds"]
    assert len(memory["by_slots"]) == 3
    assert 0 < memory["weights"] < memory["by_slots"][0] <= memory["by_slots"][2] <= memory["peak"]
    assert [load["share"] for load in figures["loads"]] == [0.5, 0.9]
    for load in figures["loads"]:
        for way in ("continuous", "static"):
            assert 0 < load[way]["p50"] <= load[way]["p95"] <= load[way]["p99"]


def test_what_a_step_of_mega_costs() -> None:
    """In bfloat16 2.5 GB of weights, whoever draws, and 0.9 GB of keys and values for each slot."""
    decoder = nnx.eval_shape(lambda: Decoder(random_weights.MEGA, dtype=jnp.bfloat16, rngs=nnx.Rngs(0)))
    model = Mock(config=random_weights.MEGA, bart=Mock(decoder=decoder))
    width, inner, layers, codes = 2048, 4096, 24, 16416
    # Queries, keys, values and what comes of them; queries to the text, and what comes of them; the GLU's three.
    weights = layers * (4 * width**2 + 2 * width**2 + 3 * width * inner) + codes * width
    slot = 2 * layers * 2 * (9 * 256 + 64) * width * 2
    assert (weights * 2, slot) == (2_483_159_040, 931_135_488)
    assert [roofline.step(model, slots).bytes for slots in (0, 1, 8)] == [2 * weights + n * slot for n in (0, 1, 8)]
    attention = 18 * (256 + 64) * width * layers * 2
    assert roofline.step(model, 2).operations == 2 * 2 * (18 * weights + attention)


@pytest.mark.parametrize(
    "words", [["--loads", "fast"], ["--loads", "0"], ["--loads", "120"], ["--grids", "1"], ["--slots", "0"]]
)
def test_options_that_cannot_be(nonet: Nonet, words: list[str]) -> None:
    """They are refused before a model is looked for."""
    assert words[0] in complaint(nonet("bench", *words))


Draw = Callable[[Request], Awaitable[object]]


async def latencies(draw: Draw, rate: float) -> list[float]:
    """Seconds until each of 500 was there, who come at random at so many a second."""

    async def timed(request: Request) -> float:
        start = now()
        await draw(request)
        return now() - start

    numbers, asks = random.Random(0), []
    for number in range(500):
        await asyncio.sleep(numbers.expovariate(rate))
        asks.append(asyncio.create_task(timed(Request(f"{number}"))))
    return await asyncio.gather(*asks)


@pytest.mark.parametrize(("slots", "most"), [(8, 0.72), (24, 0.6)])
def test_nobody_waits_for_strangers(slots: int, most: float) -> None:
    """At 80 % of what a GPU can draw, 95 of 100 are served in `most` of the time that static batches need for that."""
    grid = {"slots": slots, "chunk_seconds": lambda busy: 1 / 32, "length": 256, "chunk": 8, "remember": False}

    async def continuous() -> list[float]:
        async with opened(grid, max_queued=1000) as (engine, _):
            return await latencies(lambda request: draw(engine, request), 0.8 * slots)

    async def static() -> list[float]:
        thread = VirtualThread()
        device = FakeDevice(spend=thread.spend, pictures_at_once=9 * slots, **grid)
        async with StaticBatches(device, thread) as batches:
            return await latencies(batches.draw, 0.8 * slots)

    ours, theirs = (np.percentile(virtually(story()), 95) for story in (continuous, static))
    assert ours <= most * theirs, (ours, theirs)


async def test_a_static_batch_ends_before_the_next_begins() -> None:
    """Who comes while it is drawn is in the next one: that is what continuous batching is compared with."""
    device = FakeDevice(slots=2, chunk_seconds=lambda busy: 0.02)
    async with StaticBatches(device) as static:
        asks = [asyncio.create_task(static.draw(Request(letter))) for letter in "abc"]
        await asyncio.gather(*asks)
    steps = device.called("step")
    assert steps == [("a", "b")] * 4 + [("c",)] * 4
    assert len(device.called("render")) == 5 + 3  # 18 tiles and 9, 4 at once
    assert device.taken == 0
    assert device.violations == []

"""The parts "mini" and "mega": compilation, steps, grids, pictures and memory, by the slots of a batch."""

from __future__ import annotations

from statistics import median
from time import perf_counter
from typing import Any

import jax
import numpy as np
from flax import nnx

from bot.cli import roofline
from inference.device.runner import Runner
from inference.device.slot_batch import CHUNK
from inference.files.dalle_mini import DalleMini
from tests.bench.gpu.models import Setup, compile_together, request, timed
from tests.bench.gpu.results import Results

WIDTHS = (1, 4, 8, 16, 2)
"""Slots of a batch; first what the engine uses."""

ROUNDS = 3


def measure(results: Results, setup: Setup) -> None:
    began = perf_counter()
    model = setup.model()
    weights = jax.tree.leaves(nnx.state((model.bart, model.vqgan)))
    jax.block_until_ready(weights)
    results.put(
        weights_gigabytes=round(sum(leaf.nbytes for leaf in weights) / 1e9, 3),
        weights_seconds=round(perf_counter() - began, 2),
        slot_gigabytes=round(roofline.cache(model) / 1e9, 3),
        slots={},
    )
    del weights
    for width in WIDTHS:
        what = f"{setup.shapes}, {width} slots in one batch"
        results.attempt(what, lambda width=width: _of_width(results, model, width))


def _of_width(results: Results, model: DalleMini, width: int) -> None:
    # Memory is written first: where the rest does not fit, it says why.
    figures: dict[str, Any] = {}

    def put(**more: Any) -> None:
        figures.update(more)
        results.put(slots=results.figures["slots"] | {str(width): figures})

    runner = Runner(model, slots=width, width=width)
    put(compile_seconds=compile_together(runner))
    put(temporary_gigabytes=round(_temporary(runner) / 1e9, 3))
    _round(runner, width)
    put(**_memory(runner))
    rounds = [_round(runner, width) for _ in range(ROUNDS)]
    work = roofline.step(model, width)
    put(
        insert_seconds=_middle(rounds, "insert"),
        step_seconds=_middle(rounds, "step"),
        round_seconds=_middle(rounds, "round"),
        pictures_seconds=_middle(rounds, "pictures"),
        grids_per_second=round(width / _middle(rounds, "round"), 3),
        step_gigabytes=round(work.bytes / 1e9, 4),
        step_gigaoperations=round(work.operations / 1e9, 3),
        unwaited_step_seconds=_unwaited(runner, width),
    )
    runner.reset()


def _round(runner: Runner, width: int) -> dict[str, float]:
    """`width` grids that begin and end together: seconds of one insertion, of a step, of nine pictures, and of all."""
    requests = [request(seed) for seed in range(width)]
    prompts = [runner.encode(each) for each in requests]
    began = perf_counter()
    for slot, (each, prompt) in enumerate(zip(requests, prompts, strict=True)):
        runner.insert(slot, each, prompt)
    inserted = perf_counter()
    chunks, drawn = [], 0
    while drawn < runner.length:
        chunks.append(timed(lambda: runner.step()))
        drawn += CHUNK
    rendering = perf_counter()
    for slot in range(width):
        for _ in runner.pictures(runner.take(slot)):
            pass
        runner.free(slot)
    ended = perf_counter()
    return {
        "insert": (inserted - began) / width,
        "step": median(chunks) / CHUNK,
        "pictures": (ended - rendering) / width,
        "round": ended - began,
    }


def _unwaited(runner: Runner, width: int) -> float:
    """Seconds of a step when the host waits only after the last chunk of a grid."""
    batch = runner.batches[0]
    for slot in range(width):
        batch.insert(slot, request(slot), runner.encode(request(slot)))
    batch.wait()
    began = perf_counter()
    while batch.step():
        pass
    batch.wait()
    seconds = perf_counter() - began
    batch.clear()
    return round(seconds / runner.length, 6)


def _memory(runner: Runner) -> dict[str, float]:
    """Gigabytes with all slots taken, now and at most; nothing where the device does not tell."""
    stats = runner.devices[0].memory_stats() or {}
    told = {"memory_gigabytes": "bytes_in_use", "peak_gigabytes": "peak_bytes_in_use"}
    return {name: round(stats[key] / 1e9, 3) for name, key in told.items() if key in stats}


def _temporary(runner: Runner) -> float:
    """Bytes that a step needs beside its arguments."""
    analysis = getattr(runner._programs[0].step, "memory_analysis", lambda: None)()
    return float(getattr(analysis, "temp_size_in_bytes", 0))


def _middle(rounds: list[dict[str, float]], name: str) -> float:
    return round(float(np.median([each[name] for each in rounds])), 6)

"""The figures of one run of `nonet bench`, as values and as a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bot.cli.device_memory import Memory
from bot.cli.roofline import Floor


@dataclass(frozen=True)
class Latency:
    """Seconds from a request to its pictures."""

    p50: float
    p95: float
    p99: float

    @classmethod
    def of(cls, seconds: Sequence[float]) -> Latency:
        return cls(*(round(float(np.percentile(seconds, percent)), 4) for percent in (50, 95, 99)))


@dataclass(frozen=True)
class BenchLoad:
    """Random arrivals at a share of the capacity, at the same times for both ways."""

    share: float
    continuous: Latency
    static: Latency


@dataclass(frozen=True)
class AloneFigures:
    """One grid alone: by a loop of the compiled programs and by the engine, in alternation."""

    grid_seconds: float  # by the loop
    engine_seconds: float
    overhead: float  # of the engine, as a share of the loop's seconds: the median of all rounds
    idle: float  # share of the engine's seconds in which no call of the device ran
    rounds: int


@dataclass(frozen=True)
class Figures:
    model: str
    device: str
    load_average: float  # of the machine at the start
    slots: int
    alone: AloneFigures
    grids_per_second: float  # with all slots full
    filled: float  # share of the slots that were drawing meanwhile
    changed_codes: int  # codes that differ from those of the same grids drawn alone
    loads: list[BenchLoad]
    floor: Floor
    memory: Memory


def table(figures: Figures) -> str:
    """The figures for people, one line each."""
    alone, step, used = figures.alone, figures.floor, figures.memory
    by_slots = ", ".join(f"{gigabytes:.2f}" for gigabytes in used.by_slots)
    company = f"{figures.changed_codes:,} codes differ" if figures.changed_codes else "the same codes"
    lines = [
        f"{figures.model} on {figures.device}, slots: {figures.slots}, load average before: {figures.load_average:.1f}",
        f"one grid alone      {alone.grid_seconds:.3f} s; with the engine {alone.overhead:+.1%}, "
        f"the device idle for {alone.idle:.1%} of it ({alone.rounds} rounds)",
        f"all slots full      {figures.grids_per_second:.3f} grids/s, {figures.filled:.0%} of the slots drawing; "
        f"{company} as alone",
        f"a step              {1000 * step.step_seconds:.2f} ms; the floor is {step.fraction:.0%} of it: "
        f"{step.gigabytes:.2f} GB at {step.gigabytes_per_second:.0f} GB/s, "
        f"{step.gigaoperations:.3g} billion operations at {step.gigaoperations_per_second:,.0f} a second",
        f"memory              weights {used.weights:.2f} GB, each slot {used.slot:.3f} GB; measured {by_slots} GB "
        f"with 0, 1, ... slots taken, {used.peak:.2f} at most",
        "load   p50 / p95 / p99 in seconds, continuous | static batches   p95 ratio",
    ]
    for load in figures.loads:
        both = " | ".join(f"{x.p50:.2f} / {x.p95:.2f} / {x.p99:.2f}" for x in (load.continuous, load.static))
        lines.append(f"{load.share:4.0%}   {both}   {load.continuous.p95 / load.static.p95:.2f}")
    return "\n".join(lines)

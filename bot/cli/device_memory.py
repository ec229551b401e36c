"""The memory of a model and its slots, computed and measured."""

from __future__ import annotations

import resource
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from bot.cli import roofline

if TYPE_CHECKING:
    from inference.device.runner import Runner


@dataclass(frozen=True)
class Memory:
    """Gigabytes. The first two are computed. The others are measured: of the devices, or on a CPU of the process."""

    weights: float
    slot: float  # keys and values of one slot
    by_slots: list[float]  # with 0, 1, 2, ... slots taken
    peak: float


def memory(runner: Runner, by_slots: list[float]) -> Memory:
    """`by_slots` are results of `in_use`."""
    import jax
    from flax import nnx

    model = runner.model
    weights = sum(leaf.nbytes for leaf in jax.tree.leaves(nnx.state((model.bart, model.vqgan))))
    return Memory(round(weights / 1e9, 4), round(roofline.cache(model) / 1e9, 4), by_slots, _peak(runner))


def in_use(runner: Runner) -> float:
    """Gigabytes in use now."""
    if (used := _of_devices(runner, "bytes_in_use")) is not None:
        return used
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[1])
    except OSError:  # no Linux
        return _peak(runner)
    return round(pages * resource.getpagesize() / 1e9, 4)


def _peak(runner: Runner) -> float:
    if (used := _of_devices(runner, "peak_bytes_in_use")) is not None:
        return used
    unit = 1 if sys.platform == "darwin" else 1024
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e9, 4)


def _of_devices(runner: Runner, figure: str) -> float | None:
    """Gigabytes of all devices together; None if one reports none, as a CPU does."""
    stats = [device.memory_stats() or {} for device in runner.devices]
    return round(sum(each[figure] for each in stats) / 1e9, 4) if all(figure in each for each in stats) else None

"""The roofline that is expected of H100 and H200: computed from bytes and the makers' bandwidths, not measured.

A step reads all weights of the decoder and the keys and values of all slots of its batch. Where its operations take
longer than that, they are its floor.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bot.cli import roofline
from inference.files.random_weights import SHAPES
from tests.bench.gpu.models import without_weights

BYTES_PER_SECOND = {"H100": 3.35e12, "H200": 4.8e12}
"""HBM3 and HBM3e of the SXM modules, from NVIDIA's data sheets."""

OPERATIONS_PER_SECOND = 989e12
"""Of both, in bfloat16 without sparsity, from the same sheets."""

SLOTS = (1, 2, 4, 8, 16)


@dataclass(frozen=True)
class Row:
    shapes: str
    slots: int
    bytes: int  # that a step reads
    operations: int  # of a step
    length: int  # steps of a grid

    def step_seconds(self, bytes_per_second: float) -> float:
        return max(self.bytes / bytes_per_second, self.operations / OPERATIONS_PER_SECOND)

    def grids_per_second(self, bytes_per_second: float) -> float:
        """Without prefill and pictures."""
        return self.slots / (self.length * self.step_seconds(bytes_per_second))


def rows() -> list[Row]:
    return list(_rows())


def _rows() -> Iterator[Row]:
    for shapes in SHAPES:
        model = without_weights(shapes)
        for slots in SLOTS:
            work = roofline.step(model, slots)
            yield Row(shapes, slots, work.bytes, work.operations, model.config.image_length)


def table(some: Iterable[Row]) -> str:
    lines = [
        "| shapes, bfloat16 | slots in a batch | GB a step | H100: step, steps of a grid, grids/s | H200 |",
        "|---|---|---|---|---|",
    ]
    for row in some:
        cells = []
        for rate in BYTES_PER_SECOND.values():
            step = row.step_seconds(rate)
            cells.append(f"{step * 1e3:.2f} ms, {step * row.length:.2f} s, {row.grids_per_second(rate):.1f}")
        lines.append(f"| {row.shapes.capitalize()} | {row.slots} | {row.bytes / 1e9:.2f} | {' | '.join(cells)} |")
    return "\n".join(lines)

"""The fastest possible decode step: its bytes and operations, at the rates measured on this device."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from inference.api import TILES

if TYPE_CHECKING:
    import jax

    from inference.files.dalle_mini import DalleMini

SIDES = 2
"""With the prompt and without; each side has nine tiles."""

TIMES = 7
"""Measurements of a rate; the best one counts."""


@dataclass(frozen=True)
class Work:
    """What one step needs of a device."""

    bytes: int  # read
    operations: int  # a multiplication and an addition are two


@dataclass(frozen=True)
class Floor:
    """One step with all slots busy, per device. The floor is the time to read the bytes or to compute, if longer."""

    gigabytes: float
    gigabytes_per_second: float
    gigaoperations: float
    gigaoperations_per_second: float
    step_seconds: float  # measured
    floor_seconds: float
    fraction: float  # the floor, as a share of the measured step


def floor(model: DalleMini, device: jax.Device, slots: int, step_seconds: float) -> Floor:
    """The floor of a step of `slots` slots on a device, beside the `step_seconds` that were measured."""
    work = step(model, slots)
    reading, computing = _bytes_per_second(device), _operations_per_second(model, device)
    seconds = max(work.bytes / reading, work.operations / computing)
    return Floor(
        gigabytes=round(work.bytes / 1e9, 4),
        gigabytes_per_second=round(reading / 1e9, 2),
        gigaoperations=round(work.operations / 1e9, 4),
        gigaoperations_per_second=round(computing / 1e9, 2),
        step_seconds=step_seconds,
        floor_seconds=seconds,
        fraction=round(seconds / step_seconds, 4) if step_seconds else 0.0,
    )


def step(model: DalleMini, slots: int) -> Work:
    """The work of a step: it reads every weight once, and the keys and values of `slots` slots.

    Of the embedding tables it reads one row. The text's keys and values are computed before the first step.
    """
    decoder, shape = model.bart.decoder, model.config
    dense = [decoder.head]
    for layer in decoder.layers:
        dense += [layer.attention_qkv, layer.attention_out, layer.cross_q, layer.cross_out]
        dense += [layer.glu.gate_and_linear, layer.glu.out]
    weights = sum(each.weight.size for each in dense)
    looked_at = SIDES * TILES * (shape.image_length + shape.max_text_length) * shape.d_model * shape.decoder_layers
    return Work(
        bytes=weights * decoder.head.weight.dtype.itemsize + slots * cache(model),
        # Each key is multiplied by a query, each value by a weight.
        operations=slots * (2 * weights * SIDES * TILES + 2 * 2 * looked_at),
    )


def cache(model: DalleMini) -> int:
    """Bytes of the keys and values of one slot: for each side nine tiles, and the text once."""
    shape = model.config
    positions = SIDES * (TILES * shape.image_length + shape.max_text_length)
    width: int = model.bart.decoder.head.weight.dtype.itemsize
    return 2 * shape.decoder_layers * positions * shape.d_model * width


def _bytes_per_second(device: jax.Device) -> float:
    """The rate at which the device sums an array that is much larger than its caches."""
    import jax
    import jax.numpy as jnp

    numbers = jax.device_put(jnp.ones(2**26 if device.platform == "cpu" else 2**28, jnp.float32), device)
    size: int = numbers.nbytes
    return size / _seconds(jax.jit(jnp.sum), numbers)


def _operations_per_second(model: DalleMini, device: jax.Device) -> float:
    """The rate at which the device multiplies large square matrices of the network's type."""
    import jax
    import jax.numpy as jnp

    side = 1024 if device.platform == "cpu" else 8192
    matrix = jax.device_put(jnp.ones((side, side), model.bart.decoder.head.weight.dtype), device)
    return 2 * side**3 / _seconds(jax.jit(jnp.matmul), matrix, matrix)


def _seconds(program: Callable[..., jax.Array], *arguments: jax.Array) -> float:
    program(*arguments).block_until_ready()
    seconds = []
    for _ in range(TIMES):
        start = time.perf_counter()
        program(*arguments).block_until_ready()
        seconds.append(time.perf_counter() - start)
    return min(seconds)

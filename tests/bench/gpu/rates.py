"""The part "device": what it is, how fast it reads, copies and multiplies, and what a call costs."""

from __future__ import annotations

import os
import platform
from collections.abc import Callable
from statistics import median
from time import perf_counter
from typing import Any

import flax
import jax
import jax.numpy as jnp
import jaxlib

from inference.device.runner import device_name
from tests.bench.gpu.models import Setup
from tests.bench.gpu.results import Results

TIMES = 10
KERNELS = 1000


def measure(results: Results, setup: Setup) -> None:
    device = jax.local_devices()[0]
    results.put(
        platform=device.platform,
        device=device_name(),
        devices=len(jax.local_devices()),
        memory_gigabytes=round((device.memory_stats() or {}).get("bytes_limit", 0) / 1e9, 2),
        python=platform.python_version(),
        jax=jax.__version__,
        jaxlib=jaxlib.__version__,
        flax=flax.__version__,
        client=device.client.platform_version.splitlines()[0],
        cores=os.cpu_count(),
    )
    count, side = (2**22, 256) if setup.small else (2**30, 8192)
    for dtype in (jnp.bfloat16, jnp.float32):
        name = jnp.dtype(dtype).name
        results.attempt(f"reading {name}", lambda dtype=dtype, name=name: _read(results, count, dtype, name))
    results.attempt("copying", lambda: _copy(results, count))
    for dtype, precision in ((jnp.bfloat16, None), (jnp.float32, None), (jnp.float32, "highest")):
        name = f"{jnp.dtype(dtype).name}{'-' + precision if precision else ''}"
        results.attempt(
            f"multiplying {name}",
            lambda dtype=dtype, precision=precision, name=name: _multiply(results, side, dtype, precision, name),
        )
    results.attempt("calls", lambda: _calls(results))


def _read(results: Results, count: int, dtype: Any, name: str) -> None:
    numbers = jnp.ones(count, dtype)
    seconds = best(jax.jit(lambda x: jnp.max(x)), numbers)
    results.put(**{f"read_{name}_gigabytes_per_second": round(numbers.nbytes / seconds / 1e9, 1)})


def _copy(results: Results, count: int) -> None:
    numbers = jnp.ones(count, jnp.bfloat16)
    seconds = best(jax.jit(lambda x: -x), numbers)
    results.put(copy_gigabytes_per_second=round(2 * numbers.nbytes / seconds / 1e9, 1))


def _multiply(results: Results, side: int, dtype: Any, precision: str | None, name: str) -> None:
    matrix = jax.random.normal(jax.random.key(0), (side, side), dtype)
    seconds = best(jax.jit(lambda a, b: jnp.matmul(a, b, precision=precision)), matrix, matrix)
    results.put(**{f"multiply_{name}_teraoperations_per_second": round(2 * side**3 / seconds / 1e12, 2)})


def _calls(results: Results) -> None:
    """A call from Python to its result; and one small kernel of a loop that is one program."""
    one = jax.jit(lambda x: x * 1.5)
    x = one(jnp.ones(8)).block_until_ready()
    each = []
    for _ in range(100):
        began = perf_counter()
        one(x).block_until_ready()
        each.append(perf_counter() - began)
    loop = jax.jit(lambda x: jax.lax.fori_loop(0, KERNELS, lambda i, y: jnp.roll(jnp.sort(y), i), x))
    results.put(
        call_microseconds=round(median(each) * 1e6, 1),
        turn_of_a_loop_microseconds=round(best(loop, jnp.arange(64.0)) / KERNELS * 1e6, 2),
    )


def best(program: Callable[..., jax.Array], *arguments: jax.Array) -> float:
    """The shortest of several calls, in seconds."""
    program(*arguments).block_until_ready()
    seconds = []
    for _ in range(TIMES):
        began = perf_counter()
        program(*arguments).block_until_ready()
        seconds.append(perf_counter() - began)
    return min(seconds)

"""The parts on one program's speed: codes that one call draws, and XLA's flags, with the batch that the engine uses."""

from __future__ import annotations

from functools import partial
from statistics import median
from time import perf_counter

import jax
import numpy as np
from jaxtyping import Array, Bool

from inference.device import decode
from inference.device.runner import Runner
from inference.device.slot_batch import Network, Parameters, compiled
from inference.files.dalle_mini import DalleMini
from tests.bench.gpu.models import Setup
from tests.bench.gpu.results import Results

WIDTH = 4
LENGTHS = (8, 2, 32, 128)
"""Codes of each tile that one call draws: the engine's first, so that every part tells it."""

ENOUGH = 256
"""Codes that are drawn for one figure, at least."""


def measure(results: Results, setup: Setup) -> None:
    model = setup.model()
    runner = Runner(model, slots=WIDTH, width=WIDTH)
    bart = Network(model.bart, runner.devices[0])
    results.put(flags=setup.flags, step_seconds={}, compile_seconds={})
    for length in LENGTHS[:1] if setup.flags else LENGTHS:
        results.attempt(f"chunks of {length}", partial(_of_length, results, runner, model, bart, length))


def _of_length(results: Results, runner: Runner, model: DalleMini, bart: Network, length: int) -> None:
    def step(parameters: Parameters, state: decode.DecodeState, active: Bool[Array, " slot"]) -> decode.DecodeState:
        return decode.decode_steps(bart.of(parameters), state, active, model.vqgan_config.n_embed, length)

    def begun(parameters: Parameters) -> decode.DecodeState:
        return decode.empty(bart.of(parameters), model.config, WIDTH)

    state = jax.jit(begun)(bart.parameters)
    # As after an insertion, without the pass of the encoder: what is in the caches does not change the time.
    state = state._replace(step=state.step * 0)
    active = np.ones(WIDTH, bool)
    began = perf_counter()
    program = compiled(bart.device, step, bart.parameters, state, active, donate=1)
    compiling = perf_counter() - began
    seconds = []
    for _ in range(2 + -(-ENOUGH // length)):
        began = perf_counter()
        state = program(bart.parameters, state, active)
        jax.block_until_ready(state.codes)
        seconds.append((perf_counter() - began) / length)
        state = state._replace(step=state.step * 0)  # never finished
    results.put(
        step_seconds=results.figures["step_seconds"] | {str(length): round(median(seconds[2:]), 6)},
        compile_seconds=results.figures["compile_seconds"] | {str(length): round(compiling, 2)},
    )

"""The parts "start": from an empty process to a model that can draw, with programs compiled, kept, or not tuned."""

from __future__ import annotations

from time import perf_counter

from inference.device.runner import Runner
from tests.bench.gpu.models import Setup, compile_seconds, request, timed
from tests.bench.gpu.results import Results


def measure(results: Results, setup: Setup) -> None:
    began = perf_counter()
    model = setup.model()
    results.put(weights_seconds=round(perf_counter() - began, 2))
    runner = Runner(model, slots=8, width=4)
    seconds = compile_seconds(runner)
    results.put(compile_seconds=seconds, compile_seconds_in_all=round(sum(seconds.values()), 2))
    results.put(first_grid_seconds=timed(lambda: runner.draw(request(0))))
    results.put(second_grid_seconds=timed(lambda: runner.draw(request(1))))

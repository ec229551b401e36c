"""Nonet with random weights in Mini's shapes; one grid per line read."""

from __future__ import annotations

import itertools
import json
import resource
import sys
import time
from pathlib import Path

import jax

from inference.api import Request
from inference.device.runner import Runner
from inference.device.slot_batch import CHUNK
from inference.files.random_weights import untrained

WORDS = Path(__file__).parent.parent / "golden" / "text"


def main() -> None:
    runner = Runner(untrained("mini", WORDS))
    print(json.dumps({"ready": f"jax {jax.__version__}"}), flush=True)
    for line in sys.stdin:
        chunks: list[float] = []
        start = time.perf_counter()
        codes = runner.codes(
            Request("a spaghetti parade", seed=int(line)), lambda _, chunks=chunks: chunks.append(time.perf_counter())
        )
        drawn = time.perf_counter()
        for _ in runner.pictures(codes):
            pass
        end = time.perf_counter()
        gaps = sorted(b - a for a, b in itertools.pairwise(chunks))
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
        step = gaps[len(gaps) // 2] / CHUNK
        print(json.dumps({"total": end - start, "step": step, "vqgan": end - drawn, "peak": peak}), flush=True)


if __name__ == "__main__":
    main()

"""The parts "determinism": the same request twice, in company, in other slots; its fingerprint, for other processes."""

from __future__ import annotations

import hashlib
from typing import Any

import numpy as np

from inference.api import Codes
from inference.device.runner import Runner
from tests.bench.gpu.models import Setup, compile_together, request
from tests.bench.gpu.results import Results

SLOTS, WIDTH = 8, 4
"""What the engine uses on a GPU: two batches of four."""

SEED, OTHERS = 7, 100
PLACES = (("again", 0, False), ("in company", 0, True), ("in the last slot of the batch", 3, True),
          ("in the other batch, alone", 5, False), ("in the other batch, in company", 6, True))  # fmt: skip


def measure(results: Results, setup: Setup) -> None:
    runner = Runner(setup.model(), slots=SLOTS, width=WIDTH)
    results.put(compile_seconds=compile_together(runner))
    alone = _drawn(runner, 0, company=False)
    pictures = _pictures(runner, alone)
    results.put(codes=_fingerprint(alone), pictures=_fingerprint(pictures), codes_in_all=alone.size, changed={})
    for name, slot, company in PLACES:

        def compare(name: str = name, slot: int = slot, company: bool = company) -> None:
            codes = _drawn(runner, slot, company=company)
            off = {"codes": int((codes != alone).sum()), "bytes": int((_pictures(runner, codes) != pictures).sum())}
            results.put(changed=results.figures["changed"] | {name: off})

        results.attempt(name, compare)


def _drawn(runner: Runner, slot: int, *, company: bool) -> Codes:
    """The codes of the request in this slot. Company comes before it and after it, and is in other places of a tile."""
    runner.reset()
    others = [other for other in range(runner.slots) if other != slot] if company else []
    for other in others[::2]:
        _insert(runner, other, OTHERS + other)
    if others:
        runner.step()
    _insert(runner, slot, SEED)
    drawn = runner.step()[slot]
    for other in others[1::2]:
        _insert(runner, other, OTHERS + other)
    while drawn < runner.length:
        drawn = runner.step()[slot]
    return runner.take(slot)


def _insert(runner: Runner, slot: int, seed: int) -> None:
    some = request(seed)
    runner.insert(slot, some, runner.encode(some))


def _pictures(runner: Runner, codes: Codes) -> np.ndarray[Any, Any]:
    return np.concatenate(list(runner.pictures(codes)))


def _fingerprint(array: np.ndarray[Any, Any]) -> str:
    return hashlib.sha256(np.ascontiguousarray(array).tobytes()).hexdigest()[:16]

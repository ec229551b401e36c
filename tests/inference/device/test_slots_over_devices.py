"""Slots dealt over devices: as many as there is memory for, and the weights on each device once."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from unittest.mock import Mock

import jax
import pytest
from flax import nnx
from goldens import CHECKPOINT, SUPPORT, VQGAN_CHECKPOINT

from inference.api import TILES
from inference.device.runner import Runner
from inference.files import dalle_mini
from inference.files.dalle_mini import DalleMini, Place

PLACE = Place("tiny", CHECKPOINT, VQGAN_CHECKPOINT, None)


@pytest.fixture(scope="module")
def model() -> DalleMini:
    return dalle_mini.load(PLACE)


def card(model: DalleMini, fit: int) -> jax.Device:
    """A GPU with room for so many slots and a half, beside the weights and a fifth of it for everything else."""
    config = model.config
    slot = 2 * 2 * config.decoder_layers * TILES * config.image_length * config.d_model * 4
    weights = sum(leaf.nbytes for leaf in jax.tree.leaves(nnx.state((model.bart, model.vqgan))))
    limit = (weights + (fit + 0.5) * slot) / 0.8
    return Mock(spec=jax.Device, platform="gpu", memory_stats=lambda: {"bytes_limit": limit})


def widths(runner: Runner) -> list[int]:
    return [each._programs.width for each in runner.batches]


@pytest.mark.parametrize(
    ("fit", "dealt"), [(1, [1]), (3, [3]), (4, [4]), (5, [4]), (6, [3, 3]), (7, [3, 3]), (8, [4, 4]), (20, [4, 4])]
)
def test_no_more_slots_are_made_than_fit(model: DalleMini, fit: int, dealt: list[int]) -> None:
    """A batch has memory for all its slots: there are as few batches as possible, and all are full."""
    runner = Runner(model, devices=[card(model, fit)])
    assert (widths(runner), runner.slots) == (dealt, sum(dealt))


@pytest.mark.parametrize(("slots", "dealt"), [(2, [2]), (5, [3, 3]), (6, [3, 3]), (7, [4, 4]), (9, [3, 3, 3])])
def test_slots_that_were_asked_for_are_made(model: DalleMini, slots: int, dealt: list[int]) -> None:
    """In batches of equal width, because each costs memory and time for its unused slots, too."""
    runner = Runner(model, slots=slots, devices=[card(model, 8)])
    assert (widths(runner), runner.slots) == (dealt, slots)


HELD = f"""
import json, sys
import jax
sys.path[:0] = [{str(SUPPORT)!r}, {str(Path(__file__).parent)!r}]
from test_slots_over_devices import PLACE, Runner, dalle_mini
from inference.api import Request
from inference.engine.device import DeviceOutOfMemory
from inference.device import slot_batch
def held():
    arrays = [array for array in jax.live_arrays() if array.devices() == {{jax.devices()[1]}}]
    return sum({{array.unsafe_buffer_pointer(): array.nbytes for array in arrays}}.values())
runner = Runner(dalle_mini.load(PLACE), slots=4, width=2)
runner.compile()
seen, compiled = [held()], slot_batch.compiled
def watching(*arguments, **options):
    seen.append(held())
    return compiled(*arguments, **options)
def full(*arguments):
    del arguments
    raise jax.errors.JaxRuntimeError("RESOURCE_EXHAUSTED")
slot_batch.compiled = watching
runner.batches[0]._programs.step = runner.batches[1]._programs.step = full
runner.insert(1, Request("a"), runner.encode(Request("a")))
try:
    runner.step()
except DeviceOutOfMemory:  # whose traceback holds the old programs
    runner.halve_slots()
print(json.dumps(seen))
"""


def test_weights_are_on_a_device_once() -> None:
    """Also on the second one, and while programs for narrower batches are compiled: memory has just run out."""
    flags = "--xla_force_host_platform_device_count=2 --xla_backend_optimization_level=0"
    environment = os.environ | {"JAX_PLATFORMS": "cpu", "XLA_FLAGS": flags}
    done = subprocess.run([sys.executable, "-c", HELD], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    before, *meanwhile = json.loads(done.stdout)
    assert before > 1e6
    assert len(meanwhile) == 6
    assert max(meanwhile) <= before

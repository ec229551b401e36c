"""The device with many slots: a request is drawn as if it were alone, by programs that were there before it came."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from typing import NamedTuple

import jax
import numpy as np
import pytest
from goldens import CHECKPOINT, GOLDEN, SUPPORT, VQGAN_CHECKPOINT
from hypothesis import given, settings
from hypothesis import strategies as st

from inference.api import BadRequest, Codes, Request
from inference.device import runner as runner_module
from inference.device import slot_batch
from inference.device.runner import Runner
from inference.device.slot_batch import Renderer
from inference.engine.device import Device, DeviceOutOfMemory
from inference.files import dalle_mini
from inference.files.dalle_mini import DalleMini, Place

pytestmark = pytest.mark.long

PLACE = Place("tiny", CHECKPOINT, VQGAN_CHECKPOINT, GOLDEN / "text" / "words-frequency.txt")
BEGINNING = tuple(tuple(5 * tile + i for i in range(5)) for tile in range(9))
REQUESTS = [
    Request("a cat", seed=4),
    Request("a dog", seed=5, negative="a cat", guidance=3, temperature=0.5, top_k=0, top_p=0.9, tiles=2),
    Request("a spaghetti parade", seed=2**32 - 1, top_k=1, guidance=0.0),
    Request("a cat", seed=4, prefix=BEGINNING),
    Request("a red fox", top_p=0.5, temperature=2, prefix=((1,),), tiles=1),
    Request("#catdog", seed=9, prefix=tuple(tile * 3 for tile in BEGINNING[:4]), tiles=4),
]


@pytest.fixture(scope="module")
def model() -> DalleMini:
    return dalle_mini.load(PLACE)


@pytest.fixture(scope="module", autouse=True)
def shared() -> Iterator[None]:
    """Runners of one model share their programs, so that each is compiled once in this file."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(runner_module, "Network", cache(slot_batch.Network))
        patch.setattr(runner_module, "Programs", cache(slot_batch.Programs))
        yield


@pytest.fixture(scope="module")
def compiled() -> list[str]:
    """A line for every program that is compiled from here on."""
    lines: list[str] = []
    jax.monitoring.register_event_duration_secs_listener(
        lambda event, seconds, **_: lines.append(event) if event.endswith("backend_compile_duration") else None
    )
    return lines


class Prepared(NamedTuple):
    """A runner, how many programs it compiled ahead, and what it told meanwhile."""

    runner: Runner
    programs: int
    told: list[float]


@pytest.fixture(scope="module")
def prepared(model: DalleMini, compiled: list[str]) -> dict[int, Prepared]:
    """By width: three slots that are banks of their own, as on a CPU, and three slots in two banks, as on a GPU."""
    by_width = {}
    for width in (1, 2):
        runner, before, told = Runner(model, slots=3, width=width), len(compiled), list[float]()
        runner.compile(told.append)
        by_width[width] = Prepared(runner, len(compiled) - before, told)
    return by_width


@pytest.fixture(scope="module", params=[1, 2], ids="width {}".format)
def width(request: pytest.FixtureRequest) -> int:
    return int(request.param)


@pytest.fixture
def runner(prepared: dict[int, Prepared], width: int) -> Runner:
    prepared[width].runner.reset()
    return prepared[width].runner


@pytest.fixture(scope="module")
def alone(prepared: dict[int, Prepared]) -> list[Codes]:
    """What each of REQUESTS is when nobody else draws. On this model, rounding does not depend on the width either."""
    return [prepared[1].runner.codes(request) for request in REQUESTS]


def test_a_runner_is_a_device(model: DalleMini) -> None:
    """Runner has what the engine asks of a device."""
    device: Device = Runner(model)
    assert (device.slots, device.length, device.pictures_at_once) == (1, 16, 1)
    assert re.fullmatch(r"cpu \(.+, \d+ cores\)", device.name)


@settings(max_examples=30)
@given(data=st.data())
def test_a_request_is_drawn_as_if_it_were_alone(
    prepared: dict[int, Prepared], width: int, alone: list[Codes], data: st.DataObject
) -> None:
    """Bit for bit the same codes in whatever slot, whoever comes, goes, is looked at, or is lost in a failed step."""
    runner = prepared[width].runner
    runner.reset()
    slots: dict[int, tuple[int, int]] = {}  # slot: number of the request, codes drawn
    for _ in range(data.draw(st.integers(1, 25), "events")):
        event = data.draw(st.sampled_from(["insert", "insert", "step", "step", "free", "look", "fail"]), "event")
        slot = data.draw(st.integers(0, runner.slots - 1), "slot")
        if event == "insert" and slot not in slots:
            number = data.draw(st.integers(0, len(REQUESTS) - 1), "request")
            runner.insert(slot, REQUESTS[number], runner.encode(REQUESTS[number]))
            slots[slot] = (number, len(REQUESTS[number].prefix[0]) if REQUESTS[number].prefix else 0)
        elif event == "step":
            expected = {slot: min(drawn + slot_batch.CHUNK, 16) for slot, (_, drawn) in slots.items() if drawn < 16}
            assert runner.step() == expected
            slots = {slot: (number, expected.get(slot, drawn)) for slot, (number, drawn) in slots.items()}
        elif event == "free":
            runner.free(slot)
            slots.pop(slot, None)
        elif event == "fail" and any(drawn < 16 for _, drawn in slots.values()):
            fail(runner)
            slots.clear()
        elif slot in slots:
            number, drawn = slots[slot]
            codes = runner.take(slot)
            np.testing.assert_array_equal(codes[:, :drawn], alone[number][:, :drawn])
            assert not codes[:, drawn:].any()
    while runner.step():
        pass
    for slot, (number, _) in slots.items():
        np.testing.assert_array_equal(runner.take(slot), alone[number])


def fail(runner: Runner) -> None:
    """A step that finds its buffers gone, and what the engine does then."""
    for leaf in jax.tree.leaves([each._state for each in runner.batches]):
        leaf.delete()
    with pytest.raises(RuntimeError, match="deleted"):
        runner.step()
    runner.reset()


def test_programs_are_compiled_ahead(
    prepared: dict[int, Prepared], runner: Runner, width: int, compiled: list[str]
) -> None:
    """Four programs are compiled by `compile`, and none after it, whatever is requested."""
    assert prepared[width].programs == 4
    assert prepared[width].told == [0.25, 0.5, 0.75, 1]
    before = len(compiled)
    for slot, request in enumerate(REQUESTS):
        runner.insert(slot % 3, request, runner.encode(request))
        runner.step()
        runner.take(slot % 3)
    runner.reset()
    for request in REQUESTS:
        runner.draw(request)
    assert len(compiled) == before


def test_the_state_is_given_not_copied(runner: Runner) -> None:
    """A chunk, and a request that begins, write into the buffers that are there: caches exist once."""
    request = REQUESTS[0]
    for _ in range(2):  # the first allocates the batch
        runner.insert(0, request, runner.encode(request))
    for act in (runner.step, lambda: runner.insert(0, request, runner.encode(request))):
        state = runner.batches[0]._state
        assert state is not None
        act()
        assert all(leaf.is_deleted() for leaf in jax.tree.leaves(state.cache))


def test_a_request_has_begun_when_insert_returns(runner: Runner) -> None:
    """What its beginning takes is measured as that, and is not the next chunk's."""
    for request in REQUESTS * 5:
        runner.insert(0, request, runner.encode(request))
        state = runner.batches[0]._state
        assert state is not None
        assert state.codes.is_ready()


def test_a_cancelled_request_asks_for_nothing_more(prepared: dict[int, Prepared]) -> None:
    """Beside others that go on, the slot of a request that was given up counts as finished from the next chunk on."""
    runner = prepared[2].runner
    runner.reset()
    for slot in (0, 1):
        runner.insert(slot, REQUESTS[1], runner.encode(REQUESTS[1]))
    runner.step()
    runner.free(0)
    runner.step()
    state = runner.batches[0]._state
    assert state is not None
    assert state.step.tolist() == [16, 16]
    assert not state.codes[0, :, 8:].any()
    assert state.codes[1, :, 8:].any()


@pytest.mark.parametrize("length", [1, 5, 8, 15])
def test_a_prefix_continues_as_it_began(runner: Runner, length: int) -> None:
    """The first codes of a grid, given back with the same seed, become the same grid."""
    for request in (Request("a cat", seed=4, top_k=1), Request("a cat", seed=4), Request("a dog", 8, tiles=3, top_k=0)):
        grid = runner.codes(request)
        prefix = tuple(tuple(tile[:length].tolist()) for tile in grid)
        np.testing.assert_array_equal(runner.codes(dataclasses.replace(request, prefix=prefix)), grid)


def test_another_prefix_is_another_picture(runner: Runner, alone: list[Codes]) -> None:
    """A prefix stands in the codes as it was given, and what follows depends on it."""
    np.testing.assert_array_equal(alone[3][:, :5], BEGINNING)
    assert (alone[3][:, 5:] != alone[0][:, 5:]).any()


def test_a_prefix_fills_the_cache_as_drawing_does(runner: Runner) -> None:
    """Keys and values of eight given codes are those of eight drawn ones, but for rounding."""
    request = Request("a cat", seed=4)
    runner.insert(0, request, runner.encode(request))
    runner.step()
    drawn = jax.device_get(runner.batches[0]._state)
    prefix = tuple(tuple(tile[:8].tolist()) for tile in drawn.codes[0])
    request = dataclasses.replace(request, prefix=prefix)
    runner.insert(0, request, runner.encode(request))
    given = jax.device_get(runner.batches[0]._state)
    for ours, theirs in zip(jax.tree.leaves(given.cache), jax.tree.leaves(drawn.cache), strict=True):
        np.testing.assert_allclose(ours[:2, ..., :8, :], theirs[:2, ..., :8, :], atol=1e-5, rtol=0)
        assert np.abs(ours[:2, ..., :8, :]).min(axis=-1).max() > 0
    np.testing.assert_array_equal(given.last[0], drawn.last[0])
    np.testing.assert_array_equal(given.codes[0], drawn.codes[0])


@pytest.mark.parametrize(
    ("prefix", "sentence"),
    [
        (((0,) * 16,), "A prefix must be shorter than a tile of 16 codes, not 16 codes long."),
        (((64,),), "A prefix has codes from 0 to 63, not 64."),
    ],
)
def test_a_prefix_must_fit_the_model(model: DalleMini, prefix: tuple[tuple[int, ...], ...], sentence: str) -> None:
    """A prefix as long as a tile, or of codes that have no picture, is refused before it is drawn."""
    with pytest.raises(BadRequest) as refused:
        model.encode(Request("a cat", prefix=prefix, tiles=1))
    assert str(refused.value) == sentence


def test_a_failed_step_costs_only_what_it_drew(runner: Runner, alone: list[Codes]) -> None:
    """After a failure in the middle of a step, `reset` gives slots that draw the same bytes as before."""
    runner.insert(1, REQUESTS[0], runner.encode(REQUESTS[0]))
    fail(runner)
    assert runner.step() == {}
    np.testing.assert_array_equal(runner.codes(REQUESTS[0]), alone[0])


def test_few_pictures_are_rendered_by_the_program_for_many(model: DalleMini, prepared: dict[int, Prepared]) -> None:
    """Three tiles, given to a program for four, are the three pictures."""
    codes = np.arange(48, dtype=np.int32).reshape(3, 16)
    three = np.asarray(Renderer(model, jax.devices()[0], 4).start(codes))[:3]
    one_by_one = np.concatenate(list(prepared[1].runner.pictures(codes)))
    assert np.abs(three.astype(int) - one_by_one).max() <= 1


def test_memory_that_ran_out_is_told_apart(model: DalleMini) -> None:
    """A batch that no machine has room for raises DeviceOutOfMemory."""
    runner = Runner(model, slots=2**24, width=2**24)
    with pytest.raises(DeviceOutOfMemory):
        runner.insert(0, REQUESTS[0], runner.encode(REQUESTS[0]))


def test_fewer_slots_until_one(model: DalleMini) -> None:
    """Slots are halved, free again, in narrower banks if these would not be full; the last one stays."""
    runner = Runner(model, slots=4, width=2)
    seen = []
    more = True
    while more:
        runner.insert(0, REQUESTS[0], runner.encode(REQUESTS[0]))
        more = runner.halve_slots()
        seen.append((more, runner.slots, runner._width))
        assert runner.step() == {}
        with pytest.raises(ValueError, match="slot"):
            runner.insert(runner.slots, REQUESTS[0], runner.encode(REQUESTS[0]))
    assert seen == [(True, 2, 2), (True, 1, 1), (False, 1, 1)]


def test_a_first_hashtag_reads_the_words_once(model: DalleMini) -> None:
    """Eight threads that read a hashtag at the same time read the word list once, and the same ids."""
    fresh = dalle_mini.load(PLACE)
    normalizer = fresh.tokenizer.normalizer
    assert normalizer is not None
    words, times = list(normalizer.words), []

    class Words:
        def __iter__(self) -> Iterator[str]:
            times.append(1)
            return iter(words)

    normalizer.words = Words()
    with ThreadPoolExecutor(8) as threads:
        read = list(threads.map(fresh.encode, [Request("#redfox")] * 8))
    assert sum(times) == 1
    for prompted in read:
        np.testing.assert_array_equal(prompted.ids, model.encode(Request("#redfox")).ids)


THREE = f"""
import json, sys
import jax, numpy as np
sys.path[:0] = [{str(SUPPORT)!r}, {str(Path(__file__).parent)!r}]
from test_runner import PLACE, REQUESTS, Runner, ThreadPoolExecutor, cache, dalle_mini, digest, runner_module
for name in ("Network", "Programs", "Renderer"):
    setattr(runner_module, name, cache(getattr(runner_module, name)))
model = dalle_mini.load(PLACE)
one, three = Runner(model, devices=jax.devices()[:1]), Runner(model, slots=4)
with ThreadPoolExecutor(3) as threads:  # compiling takes most of the time
    list(threads.map(lambda programs: (programs.empty, programs.insert, programs.step), three._used))
    list(threads.map(lambda renderer: renderer.program, three._renderers))
assert three.name.startswith("3 x cpu ("), three.name
requests = REQUESTS[:4]
for slot, request in enumerate(requests):
    three.insert(slot, request, three.encode(request))
assert list(three.step()) == list(range(4))
while three.step():
    pass
codes = three.take(0)
print(json.dumps({{
    "drawing": len({{batch._state.codes.device for batch in three.batches if batch._state}}),
    "painting": len({{renderer.start(codes[:1]).device for renderer in three._renderers}}),
    "codes": [[digest(one.codes(request)) for request in requests], [digest(three.take(slot)) for slot in range(4)]],
    "pictures": [digest(np.concatenate(list(runner.pictures(codes)))) for runner in (one, three)],
    "at once": three.pictures_at_once,
}}))
"""


def test_three_devices_draw_what_one_draws() -> None:
    """Slots and pictures dealt over three devices have the same bytes as on one, and are worked on side by side."""
    # Without optimisation: three compilations, in half of the time.
    flags = "--xla_force_host_platform_device_count=3 --xla_backend_optimization_level=0"
    environment = {**os.environ, "JAX_PLATFORMS": "cpu", "XLA_FLAGS": flags}
    done = subprocess.run([sys.executable, "-c", THREE], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    seen = json.loads(done.stdout)
    assert (seen["drawing"], seen["painting"], seen["at once"]) == (3, 3, 3)
    for one, three in (seen["codes"], seen["pictures"]):
        assert one == three
    assert len(set(seen["codes"][0])) == 4


def digest(array: np.ndarray) -> str:
    return hashlib.sha256(np.ascontiguousarray(array).tobytes()).hexdigest()

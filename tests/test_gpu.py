"""`make gpu` without a GPU: its parts, how they end, what they leave, and programs for a device that is not there."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jax
import pytest
from goldens import ROOT

from inference.device import slot_batch
from inference.device.runner import Runner
from inference.engine.device import DeviceOutOfMemory
from inference.files.random_weights import SHAPES
from tests.bench.gpu import __main__ as gpu
from tests.bench.gpu import expected, models, plan, report, results, wheels
from tests.bench.gpu.results import Results

pytestmark = pytest.mark.long


def read(folder: Path, name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / f"{name}.json").read_text())
    return found


def test_a_part_is_measured_once_and_goes_on_after_a_failure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A flag that XLA refuses is a sentence; the next call measures, and the one after that has nothing to do."""
    command = ["--small", "--parts", "device", "--minutes", "20", "--out", str(tmp_path)]
    with monkeypatch.context() as refused:
        refused.setenv("XLA_FLAGS", "--xla_gpu_no_such_flag=1")
        assert gpu.main(command) == 2
    assert "refuses the flag --xla_gpu_no_such_flag" in capsys.readouterr().err

    assert gpu.main(command) == 0
    first = (tmp_path / "device.json").stat()
    figures = read(tmp_path, "device")["figures"]
    assert figures["platform"] == "cpu"
    assert figures["read_bfloat16_gigabytes_per_second"] > 0
    assert read(tmp_path, "results")["device"]["state"] == results.FINISHED
    assert "read in bfloat16, GB/s" in (tmp_path / "results.md").read_text()

    assert gpu.main(command) == 0
    assert (tmp_path / "device.json").stat() == first


def run_of(monkeypatch: pytest.MonkeyPatch, folder: Path, code: str) -> gpu.Run:
    """A run whose parts are this Python code instead; FILE is the part's file of results."""
    start = gpu.subprocess.Popen

    def popen(command: list[str], **options: Any) -> Any:
        file = folder / f"{command[3]}.json"
        return start([command[0], "-c", f"FILE = {str(file)!r}\nNAME = {command[3]!r}\n{code}"], **options)

    monkeypatch.setattr(gpu.subprocess, "Popen", popen)
    return gpu.Run(folder, 600, small=True)


def test_a_part_that_fails_is_tried_after_those_that_were_never_begun(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One part dies, the next is measured; what was never begun comes before what has failed."""
    begun = tmp_path / "begun"
    code = f"""
import json, sys
open({str(begun)!r}, "a").write(NAME + "\\n")
if NAME == "a": sys.exit("CudaError: it fell over")
json.dump({{"key": KEY, "state": "finished", "figures": {{}}, "notes": []}}, open(FILE, "w"))
"""
    key = json.dumps(gpu.Run(tmp_path, 1, small=True).key)
    run = run_of(monkeypatch, tmp_path, f"KEY = {key.replace('true', 'True')}\n{code}")
    a, b, c = (plan.Part(name, "rates", 60) for name in "abc")
    assert run.all([a, b]) == 1
    assert read(tmp_path, "a")["state"] == results.FAILED
    assert "it fell over" in read(tmp_path, "a")["notes"][-1]
    assert run.all([a, b, c]) == 1
    assert begun.read_text().split() == ["a", "b", "c", "a"]


def test_a_part_that_hangs_is_ended_and_keeps_its_figures(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was written before the time was over stays, with the reason."""
    code = """
import json, time
json.dump({"key": {}, "state": "unfinished", "figures": {"step": 3}, "notes": []}, open(FILE, "w"))
time.sleep(600)
"""
    run_of(monkeypatch, tmp_path, code).one(plan.Part("a", "rates", 1), 1.0)
    found = read(tmp_path, "a")
    assert (found["state"], found["figures"]) == (results.FAILED, {"step": 3})
    assert found["notes"] == ["it took longer than 1 s"]


def test_a_lack_of_memory_is_a_note_and_the_next_thing_is_measured(tmp_path: Path) -> None:
    """With too little memory for 16 slots, 8 are measured; a device that is lost ends the part."""
    part = Results(tmp_path / "part.json", 60, {})

    def fails(error: Exception) -> None:
        raise error

    assert not part.attempt("16 slots", lambda: fails(DeviceOutOfMemory("RESOURCE_EXHAUSTED: 80 GB")))
    assert part.attempt("8 slots", lambda: part.put(slots=8))
    with pytest.raises(RuntimeError):
        part.attempt("4 slots", lambda: fails(RuntimeError("INTERNAL: CUDA_ERROR_ILLEGAL_ADDRESS")))
    found = read(tmp_path, "part")
    assert found["figures"] == {"slots": 8}
    assert found["notes"][0] == "16 slots: The device has too little memory: RESOURCE_EXHAUSTED: 80 GB"
    assert found["notes"][1].startswith("4 slots: The device is lost or has failed: ")


def test_a_part_without_time_measures_nothing_more(tmp_path: Path) -> None:
    part = Results(tmp_path / "part.json", 0, {})
    assert not part.attempt("16 slots", lambda: part.put(slots=16))
    assert read(tmp_path, "part")["notes"] == ["16 slots: no time was left."]


def test_half_of_the_figures_are_a_table(tmp_path: Path) -> None:
    """A part that was ended early has the lines that it has figures for."""
    slots = {"1": {"compile_seconds": 3.0}}
    table = report.markdown({"mini": {"figures": {"slots": slots, "weights_gigabytes": 1}, "notes": ["it was ended"]}})
    assert "| 1 | 3.0 | ? |" in table
    assert "* mini: it was ended" in table


def test_the_floor_is_what_bytes_need() -> None:
    """Mega's weights are 2.5 GB in bfloat16, each slot's keys and values 0.9; docs/benchmarks.md has the table."""
    every = expected.rows()
    rows = {(row.shapes, row.slots): row for row in every}
    one, two = rows["mega", 1], rows["mega", 2]
    assert two.bytes - one.bytes == pytest.approx(0.93e9, rel=0.01)
    assert one.bytes - (two.bytes - one.bytes) == pytest.approx(2.48e9, rel=0.01)
    assert one.step_seconds(expected.BYTES_PER_SECOND["H200"]) == one.bytes / 4.8e12
    assert expected.table(every) in (ROOT / "docs" / "benchmarks.md").read_text()


def test_wheels_are_those_of_the_lock() -> None:
    """Each package once, with its hashes, and nothing that belongs to the image's plugin for CUDA."""
    lines = wheels.requirements(wheels.LOCK.read_text())
    names = [line.partition("==")[0] for line in lines]
    assert names == list(wheels.PACKAGES)
    assert all("--hash=sha256:" in line for line in lines)
    assert not {"jax", "jaxlib", "numpy", "scipy", "ml-dtypes"} & set(names)


class LoweredProgram:
    """A program as text, in place of one that runs."""

    def __init__(self, lowered: jax.stages.Lowered) -> None:
        self.text = lowered.as_text()

    def __call__(self, *arguments: object) -> None:
        raise AssertionError("this program is for a device that is not there")


@pytest.fixture
def for_cuda(monkeypatch: pytest.MonkeyPatch) -> None:
    """Programs are lowered for CUDA and not compiled."""

    def lowered(device: object, function: Any, *arguments: object, donate: int | None = None) -> LoweredProgram:
        shapes = jax.tree.map(lambda x: jax.ShapeDtypeStruct(x.shape, x.dtype), arguments)
        traced = jax.jit(function, donate_argnums=donate).trace(*shapes)
        return LoweredProgram(traced.lower(lowering_platforms=("cuda",)))

    monkeypatch.setattr(slot_batch, "compiled", lowered)


def programs(runner: Runner) -> Iterator[tuple[str, Any]]:
    """Everything that requests need, mashes included."""
    for sides, some in (("plain", runner._programs[0]), ("mash", runner._mash_programs[0])):
        for name in ("empty", "insert", "step"):
            yield f"{sides} {name}", getattr(some, name)
    yield "vqgan", runner._renderers[0].program


def check(runner: Runner) -> None:
    for name, program in programs(runner):
        text = program.text
        assert text.startswith("module @jit"), name
        # What only a CPU has, such as LAPACK, would be called by name.
        called = set(re.findall(r"custom_call @([\w.]+)", text)) - {"Sharding", "annotate_device_placement"}
        assert not called, f"{name} calls {called}"


@pytest.mark.usefixtures("for_cuda")
def test_every_program_is_lowered_for_cuda() -> None:
    """With the reference's tiny model in bfloat16, in batches as a GPU has them."""
    check(Runner(models.tiny("bfloat16"), slots=8, width=4))


@pytest.mark.slow
@pytest.mark.usefixtures("for_cuda")
@pytest.mark.parametrize("shapes", SHAPES)
def test_mini_s_and_mega_s_programs_are_lowered_for_cuda(shapes: str) -> None:
    """In the published shapes, without weights."""
    runner = Runner(models.without_weights(shapes), slots=8, width=4)
    for network in (*runner._barts, *(renderer._vqgan for renderer in runner._renderers)):
        network.__dict__["parameters"] = tuple(network._parameters)  # shapes cannot be put on a device
    check(runner)


@pytest.mark.slow
def test_all_of_it_runs_on_a_cpu(tmp_path: Path) -> None:
    """Every part ends with figures and without a note, and the tables have a line of each."""
    assert gpu.main(["--small", "--minutes", "60", "--out", str(tmp_path)]) == 0
    for part in plan.PARTS:
        found = read(tmp_path, part.name)
        assert (part.name, found["state"], found["notes"]) == (part.name, results.FINISHED, [])
    table = (tmp_path / "results.md").read_text()
    for line in ("Mini's shapes", "Mega's shapes", "float32 highest", "in company", "start-kept", "overhead", "WHILE"):
        assert line in table, line
    figures = read(tmp_path, "results")
    assert figures["mini"]["figures"]["slots"].keys() == {"1", "2", "4", "8", "16"}
    assert figures["parity"]["figures"]["ways"]["float32 highest"]["greedy_codes_changed"]["changed"] == 0
    kept, empty = (figures[f"start-{name}"]["figures"]["compile_seconds_in_all"] for name in ("kept", "empty"))
    assert kept < empty

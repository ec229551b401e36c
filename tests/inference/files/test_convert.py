"""A converted model is the same model in one folder of its own, and the folder is there only when it is whole."""

from __future__ import annotations

import errno
import json
import os
import shutil
import subprocess
import sys
import time
from collections import namedtuple
from pathlib import Path

import numpy as np
import pytest
import safetensors.numpy
from flax import serialization
from folders import FLAX, OURS, folder_of, published_bytes
from goldens import CHECKPOINT, GOLDEN, TINY, VQGAN_CHECKPOINT

from inference.api import ModelError, Request
from inference.device.runner import Runner
from inference.files import checkpoint, convert, dalle_mini, native_layout, safetensors_file
from inference.files.checkpoint import Weights

WORDS = GOLDEN / "text" / "words-frequency.txt"
pytestmark = pytest.mark.usefixtures("remembered")

KINDS = ["scan", "unscan", "scan_sharded", "scan_fp16"]


def place(bart: Path = CHECKPOINT, words: Path | None = WORDS) -> dalle_mini.Place:
    return dalle_mini.Place("tiny", bart, VQGAN_CHECKPOINT, words)


def broken_place(tmp_path: Path, value: float) -> dalle_mini.Place:
    """A model with one weight that is out of the ordinary."""
    weights = serialization.msgpack_restore(published_bytes())
    kernel = weights["lm_head"]["kernel"] = weights["lm_head"]["kernel"].copy()
    kernel[3, 5] = value
    folder = folder_of(tmp_path / "source", weights)
    shutil.copy(CHECKPOINT / "tokenizer.json", folder)
    return place(folder)


def opened(folder: Path) -> tuple[Weights, Weights]:
    return checkpoint.open_bart(folder)[1], checkpoint.open_vqgan(folder / "vqgan")[1]


def names(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*"))


@pytest.mark.parametrize("kind", KINDS)
def test_float32_loses_nothing(tmp_path: Path, kind: str) -> None:
    """From every published layout: each parameter is bit for bit what the published file holds."""
    source = TINY / f"checkpoint_{kind}"
    convert.convert(place(source), tmp_path / "ours", dtype="float32")
    before = checkpoint.open_bart(source)[1], checkpoint.open_vqgan(VQGAN_CHECKPOINT)[1]
    for mine, theirs in zip(opened(tmp_path / "ours"), before, strict=True):
        assert mine.layout == "our layout"
        assert mine.parameters.keys() == theirs.parameters.keys()
        for path in mine.parameters:
            expected = theirs.read(path).astype(np.float32)
            assert mine.read(path).tobytes() == expected.tobytes(), path


@pytest.mark.parametrize("dtype", ["float16", "bfloat16"])
def test_narrow_files_are_rounded_once(tmp_path: Path, dtype: str) -> None:
    """Weights are the nearest narrow number; norms and biases stay as they were."""
    convert.convert(place(), tmp_path / "ours", dtype=dtype)
    for mine, theirs in zip(opened(tmp_path / "ours"), opened_published(), strict=True):
        for path, leaf in mine.parameters.items():
            expected = theirs.read(path).astype(dtype if len(leaf.shape) > 1 else "float32")
            found = mine.read(path)
            assert (found.dtype, found.tobytes()) == (expected.dtype, expected.tobytes()), path


def opened_published() -> tuple[Weights, Weights]:
    return checkpoint.open_bart(CHECKPOINT)[1], checkpoint.open_vqgan(VQGAN_CHECKPOINT)[1]


def test_our_files_are_safetensors(tmp_path: Path) -> None:
    """The format's own library reads them, and finds who wrote them."""
    convert.convert(place(), tmp_path / "ours", dtype="float32")
    ours, _ = opened(tmp_path / "ours")
    theirs = safetensors.numpy.load_file(tmp_path / "ours" / OURS)
    assert theirs.keys() == ours.index.keys()
    for key, tensor in ours.index.items():
        np.testing.assert_array_equal(theirs[key], tensor.read())
    with safetensors.safe_open(tmp_path / "ours" / OURS, "numpy") as file:
        assert file.metadata() == {"format": "nonet"}
    start = int.from_bytes((tmp_path / "ours" / OURS).read_bytes()[:8], "little")
    assert start % 8 == 0


def test_the_folder_is_all_that_a_picture_needs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Moved away from its source, which is gone, it draws the source's pictures, hashtags and all."""
    source = tmp_path / "source"
    shutil.copytree(CHECKPOINT, source)
    shutil.copytree(VQGAN_CHECKPOINT, source / "vqgan")
    shutil.copy(WORDS, source / "enwiki-words-frequency.txt")
    (source / "words.json").write_text('["fox", "red"]')
    request = Request("#sunsetbeach with a red fox", seed=5, tiles=2)
    before = Runner(dalle_mini.load(dalle_mini.locate(str(source)))).draw(request)
    convert.convert(dalle_mini.locate(str(source)), tmp_path / "ours", dtype="float32")
    shutil.rmtree(source)
    away = (tmp_path / "ours").rename(tmp_path / "elsewhere")
    assert names(away) == [
        "config.json",
        "enwiki-words-frequency.txt",
        "model.safetensors",
        "tokenizer.json",
        "vqgan",
        "vqgan/config.json",
        "vqgan/model.safetensors",
        "words.json",
    ]
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path / "no hub"))
    after = Runner(dalle_mini.load(dalle_mini.locate(str(away)))).draw(request)
    np.testing.assert_array_equal(after.codes, before.codes)
    np.testing.assert_array_equal(after.pictures, before.pictures)


def test_a_converted_model_converts_again(tmp_path: Path) -> None:
    """To the same bytes."""
    convert.convert(place(), tmp_path / "once", dtype="float32")
    convert.convert(dalle_mini.locate(str(tmp_path / "once")), tmp_path / "twice", dtype="float32")
    assert names(tmp_path / "once") == names(tmp_path / "twice")
    for name in names(tmp_path / "once"):
        if not (tmp_path / "once" / name).is_dir():
            assert (tmp_path / "once" / name).read_bytes() == (tmp_path / "twice" / name).read_bytes(), name


@pytest.mark.parametrize("limit", [1, 100_000])
def test_weights_are_cut_into_files(tmp_path: Path, limit: int) -> None:
    """None larger than asked, unless a single tensor is; none empty; together they hold what one file would."""
    convert.convert(place(), tmp_path / "one", dtype="float32")
    convert.convert(place(), tmp_path / "many", dtype="float32", max_file_bytes=limit)
    index = json.loads((tmp_path / "many" / f"{OURS}.index.json").read_text())
    (one, _), (many, _) = opened(tmp_path / "one"), opened(tmp_path / "many")
    assert len(many.index) == len(one.index)
    for key, tensor in many.index.items():
        assert tensor.file.name == index["weight_map"][key]
        assert tensor.read().tobytes() == one.index[key].read().tobytes()
    files = sorted({tensor.file for tensor in many.index.values()})
    assert [file.name for file in files] == [
        f"model-{n:05}-of-{len(files):05}.safetensors" for n in range(1, len(files) + 1)
    ]
    assert names(tmp_path / "many").count(f"{OURS}.index.json") == 1
    assert len(list((tmp_path / "many").glob("model-*.safetensors"))) == len(files)
    for file in files:
        sizes = [tensor.read().nbytes for tensor in many.index.values() if tensor.file == file]
        assert sum(sizes) <= limit or len(sizes) == 1
    assert index["metadata"]["total_size"] == sum(tensor.read().nbytes for tensor in one.index.values()) == 228_480 * 4


def test_progress_is_told_in_bytes(tmp_path: Path) -> None:
    """It never goes backwards, and ends at the size of all weights."""
    told: list[tuple[int, int]] = []
    convert.convert(place(), tmp_path / "ours", on_progress=lambda done, total: told.append((done, total)))
    assert told == sorted(told)
    ours = [tensor for weights in opened(tmp_path / "ours") for tensor in weights.index.values()]
    assert told[-1] == (sum(tensor.read().nbytes for tensor in ours),) * 2
    assert len(told) == len(ours)


# --- refused, and nothing left


@pytest.fixture
def refused(tmp_path: Path):
    """Converts, expects a ModelError, and that the target's folder is as it was; gives the sentence."""

    def attempt(source: dalle_mini.Place, target: Path | None = None, **options: object) -> str:
        before = names(tmp_path)
        with pytest.raises(ModelError) as caught:
            convert.convert(source, target or tmp_path / "ours", **options)
        assert names(tmp_path) == before
        return str(caught.value)

    return attempt


@pytest.mark.parametrize("what", ["folder", "file", "link to nothing"])
def test_a_target_that_exists_is_left_alone(tmp_path: Path, refused, what: str) -> None:
    """Even an empty folder: nothing is ever overwritten."""
    target = tmp_path / "ours"
    {"folder": target.mkdir, "file": target.touch, "link to nothing": lambda: target.symlink_to("nowhere")}[what]()
    assert refused(place()) == f"{target} exists already; name a folder that does not, and it will be made."


def test_a_target_in_a_missing_folder(tmp_path: Path, refused) -> None:
    """Only the last folder of the path is made."""
    target = tmp_path / "no" / "ours"
    assert refused(place(), target) == (
        f"{tmp_path / 'no'} is not a folder; make it, or choose another place for ours."
    )


def test_a_disk_without_room_is_noticed_first(tmp_path: Path, refused, monkeypatch: pytest.MonkeyPatch) -> None:
    """Before a byte is written, with what is needed and what is there."""
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage(10**9, 10**9 - 5, 5))
    monkeypatch.setattr(native_layout, "write_safetensors", None)
    assert refused(place()) == f"{tmp_path / 'ours'} needs 0.00 GB; the disk has 0.00 GB free."


def test_a_disk_that_fills_up_on_the_way(tmp_path: Path, refused, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody else took the room meanwhile: one sentence, and what was written is removed."""

    def full(*_: object) -> None:
        safetensors_file.write_safetensors(*_)
        assert len(names(tmp_path)) > 1
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(native_layout, "write_safetensors", full)
    assert refused(place()) == f"{tmp_path / 'ours'} cannot be written: the disk is full; it needs 0.00 GB."


def test_a_file_that_the_system_will_not_let_grow(tmp_path: Path) -> None:
    """A real write that fails, in a process that may write only so much: exit code 2, one sentence, nothing left."""
    program = (
        "import resource, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000));"
        "from bot.__main__ import main; sys.exit(main(sys.argv[1:]))"
    )
    target = tmp_path / "ours"
    words = ["model", "convert", str(CHECKPOINT), str(target), "--vqgan", str(VQGAN_CHECKPOINT)]
    done = subprocess.run([sys.executable, "-c", program, *words], capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == f"nonet: {target} cannot be written: File too large.\n"
    assert names(tmp_path) == []


@pytest.mark.parametrize(("dtype", "value"), [("float16", 70_000.0), ("float16", -1e30), ("bfloat16", 3.4e38)])
def test_a_weight_that_the_dtype_cannot_hold_is_named(tmp_path: Path, refused, dtype: str, value: float) -> None:
    """It would be infinite, and every picture black."""
    source = broken_place(tmp_path, value)
    assert refused(source, dtype=dtype) == (
        f"{source.bart / FLAX}: decoder.head.weight has values up to {abs(value):.3g}, "
        f"which {dtype} cannot hold; choose another dtype."
    )


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_a_weight_that_is_no_number_is_named(tmp_path: Path, refused, value: float) -> None:
    """No dtype helps against that."""
    source = broken_place(tmp_path, value)
    assert refused(source, dtype="float32") == (
        f"{source.bart / FLAX}: decoder.head.weight holds values that are not finite; get the file again."
    )


@pytest.mark.parametrize("stop", [KeyboardInterrupt, RuntimeError])
def test_stopped_on_the_way(tmp_path: Path, stop: type[BaseException]) -> None:
    """Whatever stops it in the middle, nothing half-written stays."""

    def interrupt(done: int, total: int) -> None:
        assert len(names(tmp_path)) > 1
        if done > total / 2:
            raise stop

    with pytest.raises(stop):
        convert.convert(place(), tmp_path / "ours", on_progress=interrupt)
    assert names(tmp_path) == []


def test_what_a_kill_left_is_removed_by_the_next(tmp_path: Path) -> None:
    """And not what another convert is writing at the same time, however long ago that began."""
    hour = time.time() - 3600
    for name, written in (("killed", hour), ("busy", time.time())):
        folder = tmp_path / f"{convert.MAKING}{name}"
        (folder / "vqgan").mkdir(parents=True)
        (folder / "vqgan" / OURS).write_bytes(b"half")
        for path in (folder / "vqgan" / OURS, folder / "vqgan", folder):
            os.utime(path, (hour, hour))
        os.utime(folder / "vqgan" / OURS, (written, written))
    convert.convert(place(), tmp_path / "ours")
    assert sorted(path.name for path in tmp_path.iterdir()) == [f"{convert.MAKING}busy", "ours"]


def test_a_broken_source_is_refused_first(tmp_path: Path, refused) -> None:
    """Weights, picture decoder, pair and tokenizer are checked before anything is written."""
    folder = folder_of(tmp_path / "a", published_bytes()[:-1])
    assert "is cut short" in refused(place(folder))
    folder = folder_of(tmp_path / "b")
    assert f"{folder / 'vocab.json'}" in refused(place(folder))
    larger = folder_of(tmp_path / "c", like=VQGAN_CHECKPOINT, resolution=32, attn_resolutions=[8])
    assert "do not belong together" in refused(dalle_mini.Place("tiny", CHECKPOINT, larger, None))
    assert "word list" in refused(place(words=tmp_path / "no words"))

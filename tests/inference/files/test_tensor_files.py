"""Files of weights, Flax's and ours: whole ones read as they were written, all others are refused with a sentence."""

from __future__ import annotations

import io
import json
import pickle
import time
import tracemalloc
import zipfile
from collections import Counter
from functools import cache
from pathlib import Path

import numpy as np
import pytest
import safetensors.numpy
from flax import serialization
from folders import FLAX, OURS, folder_of, published_bytes, refusal
from hypothesis import given, settings
from hypothesis import strategies as st

from inference.api import ModelError
from inference.files import checkpoint
from inference.files.flax_file import MAX_NAMES, index_flax
from inference.files.safetensors_file import index_safetensors
from inference.files.tensors import Index

pytestmark = pytest.mark.usefixtures("remembered")

INDEX = {FLAX: index_flax, OURS: index_safetensors}


@cache
def our_bytes() -> bytes:
    """A small file in our layout, as the format's own library writes it."""
    small = {"b.weight": np.arange(6, dtype=np.float32).reshape(2, 3), "a.bias": np.ones(4, np.float16)}
    return safetensors.numpy.save(small, {"format": "test"})


@cache
def small_flax_bytes() -> bytes:
    return serialization.msgpack_serialize({"a": {"kernel": np.ones((2, 3), np.float32)}, "b": np.ones(3, np.float16)})


def read_all(index: Index) -> dict[str, np.ndarray]:
    return {key: tensor.read() for key, tensor in index.items()}


# --- what was cut, or has grown


@pytest.mark.parametrize("part", ["1", "2", "30", "60", "100", "5000", "half", "last"])
def test_a_cut_flax_file_says_how_long_it_is(tmp_path: Path, part: str) -> None:
    """In the first name, in an array's header, in its data, or at the last byte: expected and found are said."""
    whole = published_bytes()
    length = {"half": len(whole) // 2, "last": len(whole) - 1}.get(part) or int(part)
    folder = folder_of(tmp_path, whole[:length])
    sentence = refusal(folder)
    start, end = f"{folder / FLAX} is cut short: expected at least ", f" bytes, found {length}. Get the file again."
    assert (sentence[: len(start)], sentence[-len(end) :]) == (start, end)
    assert int(sentence[len(start) : -len(end)]) > length


@pytest.mark.parametrize("length", [1, 7, 8])
def test_a_safetensors_file_cut_in_its_first_bytes_is_no_safetensors_file(tmp_path: Path, length: int) -> None:
    """So short, nothing shows what it was."""
    folder = folder_of(tmp_path, our_bytes()[:length], name=OURS)
    assert refusal(folder).startswith(f"{folder / OURS} is something else (it begins with ")


def test_a_cut_safetensors_file_says_so(tmp_path: Path) -> None:
    """From the ninth byte on, in the header or in the data; and one that goes on after its end."""
    whole = our_bytes()
    path = tmp_path / OURS
    data = 8 + int.from_bytes(whole[:8], "little")
    for length in (9, 20, data - 1, data, data + 1, len(whole) - 1):
        path.write_bytes(whole[:length])
        expected = f"expected at least {data} bytes, found {length}" if length < data else "file not fully covered"
        with pytest.raises(ModelError, match=f"cut short.*{expected}"):
            index_safetensors(path)
    path.write_bytes(whole + b"x")
    with pytest.raises(ModelError, match="file not fully covered"):
        index_safetensors(path)


def test_trailing_bytes_are_refused(tmp_path: Path) -> None:
    """A file that goes on after its end is not what was published."""
    whole = published_bytes()
    folder = folder_of(tmp_path, whole + b"x")
    assert f"{FLAX} ends at byte {len(whole)} but is {len(whole) + 1} bytes long" in refusal(folder)


def test_a_safetensors_file_that_is_cut_while_it_is_read(tmp_path: Path) -> None:
    """It is read, not mapped, so the process does not die of it."""
    path = tmp_path / OURS
    path.write_bytes(safetensors_bytes({"a": entry(end=4_000_000, shape=[1_000_000])}, bytes(4_000_000)))
    tensor = index_safetensors(path)["a"]
    assert tensor.read(3).shape == ()
    path.write_bytes(bytes(100))
    with pytest.raises(ModelError, match="became shorter while it was read"):
        tensor.read()


def test_a_file_that_is_cut_while_it_is_read(tmp_path: Path) -> None:
    """Sizes were checked when the file was opened; if it shrinks or goes after that, reading says so."""
    folder = folder_of(tmp_path)
    _, weights = checkpoint.open_bart(folder)
    path = ("decoder", "head", "weight")
    (folder / FLAX).write_bytes(published_bytes()[:1000])
    with pytest.raises(ModelError, match="became shorter while it was read"):
        weights.read(path)
    (folder / FLAX).unlink()
    with pytest.raises(ModelError, match=r"flax_model.msgpack cannot be read: No such file or directory\."):
        weights.read(path)


# --- what is something else


def zipped() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("archive/data.pkl", pickle.dumps({}))
    return file.getvalue()


FOREIGN = {
    "empty": (b"", "is empty"),
    "LFS pointer": (b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 9\n", "is a Git LFS pointer"),
    "PyTorch's zip": (zipped(), "is a PyTorch file or a pickle, which is never opened"),
    "pickle": (pickle.dumps({"a": [1.0] * 99}), "is a PyTorch file or a pickle, which is never opened"),
    "web page": (b"<!DOCTYPE html><html><body>404</body></html>", "is a web page, not the file itself"),
    "text": (b"Entry not found, and some more words", "is something else (it begins with b'Entry no')"),
    "JSON": (b'{"error": "Repository not found"}', "is something else (it begins with b'{\"error\"')"),
    "random": (np.random.default_rng(1).bytes(5000), "is something else (it begins with "),
}


@pytest.mark.parametrize("name", [FLAX, OURS])
@pytest.mark.parametrize(("content", "what"), FOREIGN.values(), ids=FOREIGN)
def test_a_foreign_file_is_recognised(tmp_path: Path, name: str, content: bytes, what: str) -> None:
    """The usual mistakes are called by their name."""
    folder = folder_of(tmp_path, content, name=name)
    sentence = refusal(folder)
    assert sentence.startswith(f"{folder / name} {what}")
    assert sentence.endswith(f"; expected a {'Flax msgpack' if name == FLAX else 'safetensors'} file.")


def test_random_bytes_that_look_like_a_map(tmp_path: Path) -> None:
    """A first byte that happens to be right changes nothing."""
    for seed in range(200):
        (tmp_path / FLAX).write_bytes(b"\x83" + np.random.default_rng(seed).bytes(300))
        with pytest.raises(ModelError):
            index_flax(tmp_path / FLAX)


# --- names


def test_a_name_may_be_there_once(tmp_path: Path) -> None:
    """Two tensors of one name, two maps of one name, or one name spelt in two ways: which is meant?"""
    array = serialization.msgpack_serialize({"k": np.ones(2, np.float32)})[1:]  # without the map around it
    path = tmp_path / FLAX
    for content, key in {
        b"\x82" + array + array: "k",
        b"\x82\xa1a\x81" + array + b"\xa1a\x80": "a",
        b"\x82\xa3a/k" + array[2:] + b"\xa1a\x81" + array: "a/k",
    }.items():
        path.write_bytes(content)
        with pytest.raises(ModelError) as caught:
            index_flax(path)
        assert str(caught.value) == f"{path} names {key} twice."


def safetensors_bytes(header: object, data: bytes = b"") -> bytes:
    text = header if isinstance(header, str | bytes) else json.dumps(header)
    raw = text.encode() if isinstance(text, str) else text
    return len(raw).to_bytes(8, "little") + raw + data


def entry(begin: object = 0, end: object = 8, dtype: object = "F32", shape: object = (2,)) -> dict[str, object]:
    return {"dtype": dtype, "shape": shape, "data_offsets": [begin, end]}


ONE = json.dumps(entry())
BROKEN_HEADERS = {
    "no object": ("{}]", 0),
    "a key twice in an entry": ('{"a": {"dtype": "F16", ' + ONE[1:] + "}", 8),
    "half a character": (b'{"\xff": 1}', 0),
    "entries that are none": ({"a": 5}, 0),
    "no dtype": ({"a": {"shape": [2], "data_offsets": [0, 8]}}, 8),
    "no shape": ({"a": {"dtype": "F32", "data_offsets": [0, 8]}}, 8),
    "no offsets": ({"a": {"dtype": "F32", "shape": [2]}}, 8),
    "three offsets": ({"a": {"dtype": "F32", "shape": [2], "data_offsets": [0, 4, 8]}}, 8),
    "a dtype that is a list": ({"a": entry(dtype=["F32"])}, 8),
    "an unknown dtype": ({"a": entry(dtype="F9")}, 8),
    "a fractional shape": ({"a": entry(shape=[2.0])}, 8),
    "a shape in words": ({"a": entry(shape="2")}, 8),
    "a true shape": ({"a": entry(shape=[2, True])}, 8),
    "a negative shape": ({"a": entry(shape=[-1, -2])}, 8),
    "an infinite shape": ('{"a": {"dtype": "F32", "shape": [Infinity], "data_offsets": [0, 8]}}', 8),
    "an offset in fractions": ({"a": entry(end=8.0)}, 8),
    "a negative offset": ({"a": entry(begin=-8, end=0)}, 0),
    "an offset backwards": ({"a": entry(begin=8, end=0)}, 8),
    "more bytes than its shape": ({"a": entry(shape=[1])}, 8),
    "fewer bytes than its shape": ({"a": entry(shape=[3])}, 8),
    "an overlap": ({"a": entry(), "b": entry()}, 8),
    "a partial overlap": ({"a": entry(), "b": entry(begin=4, end=12)}, 12),
    "a gap": ({"a": entry(), "b": entry(begin=12, end=20)}, 20),
    "a gap at the start": ({"a": entry(begin=4, end=12)}, 12),
    "depth": ('{"a": ' + "[" * 100_000, 0),
    "a number of thousands of digits": ('{"a": ' + "9" * 10_000 + "}", 0),
}


@pytest.mark.parametrize(("header", "size"), BROKEN_HEADERS.values(), ids=BROKEN_HEADERS)
def test_a_broken_safetensors_header_is_refused(tmp_path: Path, header: object, size: int) -> None:
    """What the format forbids is one sentence with the library's reason."""
    path = tmp_path / OURS
    path.write_bytes(safetensors_bytes(header, bytes(size)))
    with pytest.raises(ModelError) as caught:
        index_safetensors(path)
    assert str(caught.value).startswith(f"{path} is broken or cut short (Error while deserializing header: ")


def test_a_header_of_our_own_making_is_fine(tmp_path: Path) -> None:
    """What the broken ones are made from reads well, in any order and with an empty tensor in between."""
    path = tmp_path / OURS
    header = {"b": entry(begin=8, end=16), "none": entry(begin=8, end=8, shape=[0]), "a": entry()}
    path.write_bytes(safetensors_bytes(header, bytes(range(16))))
    read = read_all(index_safetensors(path))
    assert [read[key].tobytes() for key in ("a", "none", "b")] == [bytes(range(8)), b"", bytes(range(8, 16))]


# --- bombs: a few bytes that promise gigabytes

CHUNKED = b"\x81\xa1a\x83\xb9__msgpack_chunked_array__\xc3"
LONG = b"\xdf\x00\x00\x75\x30" + b"".join(b"\xd9%c%d\xcf" % (len(str(n)), n) + b"\xff" * 8 for n in range(30_000))
CHUNK = b"\xc7\x10\x01\x93\x90\xa7float32\xc4\x04" + bytes(4)
NAMES = range(2 * MAX_NAMES)
MANY = {str(n): {"dtype": "F16", "shape": [0], "data_offsets": [0, 0]} for n in range(20_000)}
BOMBS = {
    "a map of 4 billion": (FLAX, b"\xdf\xff\xff\xff\xff"),
    "a map of 65,535": (FLAX, b"\xde\xff\xff\xa1a\x80"),
    "a name of 4 GB": (FLAX, b"\x81\xdb\xff\xff\xff\xff"),
    "an array of 4 GB": (FLAX, b"\x81\xa1a\xc9\xff\xff\xff\xff\x01\x93"),
    "bytes of 4 GB": (FLAX, b"\x81\xa1a\xc7\x10\x01\x93\x91\x01\xa7float32\xc6\xff\xff\xff\xff"),
    "a shape of 2**64": (FLAX, b"\x81\xa1a\xc7\x19\x01\x93\x91\xcf" + b"\xff" * 8 + b"\xa7float32\xc4\x04" + bytes(4)),
    "maps in maps": (FLAX, b"\x81\xa1a" * 100_000),
    "too many names": (FLAX, b"\xdf\x00\xff\xff\xff" + b"".join(b"\xa6%06d\x80" % name for name in NAMES)),
    "chunks without end": (FLAX, CHUNKED + b"\xa6chunks\xdf\xff\xff\xff\xff"),
    "chunks of nothing": (FLAX, CHUNKED + b"\xa5shape\x80\xa6chunks\x80"),
    "chunks of something": (FLAX, CHUNKED + b"\xa5shape\x80\xa6chunks\x81\xa10\xff"),
    "a shape of thousands of numbers": (FLAX, CHUNKED + b"\xa5shape" + LONG + b"\xa6chunks\x81\xa10" + CHUNK),
    "our shape of thousands of numbers": (OURS, safetensors_bytes({"a": entry(shape=[9] * 200_000)}, bytes(8))),
    "a header of 2**60 bytes": (OURS, (2**60).to_bytes(8, "little") + b"{"),
    "too many of our names": (OURS, safetensors_bytes(MANY)),
    "a header of 100 MiB": (OURS, (100 * 2**20).to_bytes(8, "little") + b"{"),
    "a tensor of 2**60 bytes": (OURS, safetensors_bytes({"a": entry(end=2**60, shape=[2**58])})),
}  # fmt: skip


@pytest.mark.parametrize(("name", "content"), BOMBS.values(), ids=BOMBS)
def test_a_size_is_not_believed_before_the_file_is_that_long(tmp_path: Path, name: str, content: bytes) -> None:
    """Sizes that a file promises cost neither time nor memory; refused at once and within 20 MB."""
    (tmp_path / name).write_bytes(content)
    start = time.process_time()
    with pytest.raises(ModelError):
        INDEX[name](tmp_path / name)
    assert time.process_time() - start < 10
    tracemalloc.start()
    with pytest.raises(ModelError):
        INDEX[name](tmp_path / name)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 20e6


Edits = list[tuple[str, int, bytes]]
EDITS = st.lists(
    st.tuples(
        st.sampled_from(["replace", "cut", "insert", "truncate"]),
        st.integers(0, 400),
        st.binary(min_size=1, max_size=4),
    ),
    min_size=1,
    max_size=4,
)


def edited(content: bytes, edits: Edits) -> bytes:
    for kind, position, new in edits:
        position %= len(content) + 1
        if kind == "truncate":
            content = content[:position]
        else:
            taken = 0 if kind == "insert" else len(new)
            content = content[:position] + (b"" if kind == "cut" else new) + content[position + taken :]
    return content


@pytest.mark.parametrize("name", [FLAX, OURS])
def test_damage_never_surprises(tmp_path: Path, name: str) -> None:
    """Bytes changed, cut or inserted anywhere: the file loads, or it is refused as a ModelError, within a second."""
    path = tmp_path / name
    whole = small_flax_bytes() if name == FLAX else our_bytes()
    outcomes: Counter[str] = Counter()

    @settings(max_examples=600, deadline=10_000, database=None)
    @given(EDITS)
    def damage(edits: Edits) -> None:
        path.write_bytes(edited(whole, edits))
        try:
            read_all(INDEX[name](path))
        except ModelError as error:
            outcomes["refused" if str(path) in str(error) else "refused without its name"] += 1
        else:
            outcomes["loaded"] += 1

    damage()
    assert outcomes.keys() == {"refused", "loaded"}

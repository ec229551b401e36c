"""What flax and safetensors write reads back equal, in every dtype, and in chunks."""

from __future__ import annotations

from pathlib import Path

import msgpack
import numpy as np
import pytest
import safetensors.numpy
from flax import serialization
from folders import FLAX, OURS, Tree

from inference.api import ModelError
from inference.files.flax_file import index_flax
from inference.files.safetensors_file import index_safetensors
from inference.files.tensors import Index


def read_all(index: Index) -> dict[str, np.ndarray]:
    return {key: tensor.read() for key, tensor in index.items()}


DTYPES = ["float16", "bfloat16", "float32", "float64"]
SHAPES = [(), (1,), (1, 1), (3,), (0,), (3, 0), (5, 7), (2, 3, 4), (1, 2, 1, 3, 1)]


@pytest.mark.parametrize("dtype", DTYPES)
def test_what_flax_writes_reads_back_equal(tmp_path: Path, dtype: str) -> None:
    """Every float dtype and any shape, whole and row by row; some are so small that flax packs them differently."""
    random = np.random.default_rng(0)
    arrays = {
        "x".join(map(str, shape)) or "scalar": random.normal(size=shape).astype(np.dtype(dtype)) for shape in SHAPES
    }
    (tmp_path / FLAX).write_bytes(serialization.to_bytes({"top": {"in": arrays}}))
    index = index_flax(tmp_path / FLAX)
    assert list(index) == [f"top/in/{name}" for name in arrays]
    for name, array in arrays.items():
        tensor = index[f"top/in/{name}"]
        read = tensor.read()
        assert (read.dtype, read.shape, read.tobytes()) == (array.dtype, array.shape, array.tobytes())
        for row in range(len(array) if array.ndim else 0):
            assert tensor.read(row).tobytes() == array[row].tobytes()


@pytest.mark.parametrize("dtype", DTYPES)
def test_what_safetensors_writes_reads_back_equal(tmp_path: Path, dtype: str) -> None:
    """The same for files of the format's own library."""
    random = np.random.default_rng(0)
    arrays = {str(shape): random.normal(size=shape).astype(np.dtype(dtype)) for shape in SHAPES}
    (tmp_path / OURS).write_bytes(safetensors.numpy.save(arrays))
    read = read_all(index_safetensors(tmp_path / OURS))
    assert read.keys() == arrays.keys()
    for name, array in arrays.items():
        assert (read[name].dtype, read[name].shape) == (array.dtype, array.shape)
        assert read[name].tobytes() == array.tobytes()


@pytest.mark.parametrize("size", [4, 64, 1000, 2**20])
def test_chunks_of_large_arrays_are_put_together(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: int) -> None:
    """Flax cuts large arrays into chunks; wherever the cuts are, every array and every row of it reads the same."""
    monkeypatch.setattr(serialization, "MAX_CHUNK_SIZE", size)
    arrays = {str(n): np.arange(n * 6, dtype=np.float32).reshape(n, 2, 3) for n in (1, 2, 5, 40)}
    path = tmp_path / FLAX
    path.write_bytes(serialization.to_bytes({"a": arrays}))
    index = index_flax(path)
    assert [len(tensor.spans) > 1 for tensor in index.values()] == [array.nbytes > size for array in arrays.values()]
    for name, array in arrays.items():
        np.testing.assert_array_equal(index[f"a/{name}"].read(), array)
        for row in range(len(array)):
            np.testing.assert_array_equal(index[f"a/{name}"].read(row), array[row])


def packed(weights: Tree) -> bytes:
    """What flax would write, if it left names in the order that they are given in."""
    return msgpack.packb(weights, default=serialization._msgpack_ext_pack, strict_types=True)


def chunked(**changes: object) -> Tree:
    chunks = {"0": np.ones(4, np.float32), "1": np.ones(2, np.float32)}
    parts = {"__msgpack_chunked_array__": True, "shape": {"0": 2, "1": 3}, "chunks": chunks} | changes
    return {name: part for name, part in parts.items() if part is not None}


def test_chunks_may_come_before_the_shape(tmp_path: Path) -> None:
    """A file whose names were sorted on the way is as good."""
    path = tmp_path / FLAX
    path.write_bytes(packed({"a": dict(sorted(chunked().items()))}))
    np.testing.assert_array_equal(index_flax(path)["a"].read(), np.ones((2, 3), np.float32))


BROKEN_CHUNKS = {
    "a marker that is not true": {"__msgpack_chunked_array__": False},
    "too few": {"chunks": {"0": np.ones(4, np.float32)}},
    "another order": {"chunks": {"1": np.ones(2, np.float32), "0": np.ones(4, np.float32)}},
    "two dtypes": {"chunks": {"0": np.ones(4, np.float32), "1": np.ones(4, np.float16)}},
    "no arrays": {"chunks": {"0": 1.5}},
    "a list": {"chunks": [np.ones(6, np.float32)]},
    "a shape in words": {"shape": {"0": "6"}},
    "a negative shape": {"shape": {"0": -2, "1": -3}},
    "nothing": {"chunks": {}, "shape": {"0": 0}},
    "another part": {"chunks": None, "junk": {"0": np.ones(6, np.float32)}},
}


@pytest.mark.parametrize("changes", BROKEN_CHUNKS.values(), ids=BROKEN_CHUNKS)
def test_broken_chunks_are_refused(tmp_path: Path, changes: dict[str, object]) -> None:
    """Chunks that are not an array in pieces are refused by the key."""
    path = tmp_path / FLAX
    path.write_bytes(packed({"k": chunked(**changes)}))
    with pytest.raises(ModelError, match=r"\bk\b|neither map nor array"):
        index_flax(path)

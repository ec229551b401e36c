"""Our own layout's files: .safetensors, indexed without loading and written without holding more than one tensor.

Source: the safetensors format (8 bytes of header length, a JSON header, then the data).
"""

from __future__ import annotations

import json
import math
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from inference.api import ModelError
from inference.files.tensors import DTYPE_FROM_NAME, Index, Tensor, foreign, make, short, unreadable

DTYPE_FROM_CODE = {
    "F16": DTYPE_FROM_NAME["float16"],
    "F32": DTYPE_FROM_NAME["float32"],
    "F64": DTYPE_FROM_NAME["float64"],
    "BF16": DTYPE_FROM_NAME["bfloat16"],
}
CODE_FROM_DTYPE = {dtype: code for code, dtype in DTYPE_FROM_CODE.items()}
MAX_HEADER = 100 * 2**20
"""The format's own limit for its header, in bytes."""


def index_safetensors(path: Path) -> Index:
    """Key to tensor. Raises ModelError for a file that is truncated, broken or foreign."""
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            head = file.read(9)
            length = int.from_bytes(head[:8], "little")
            if head[8:] != b"{" or length > MAX_HEADER:
                raise foreign(path, head, "safetensors")
            start = 8 + length
            if start > size:
                raise short(path, start, size)
            file.seek(8)
            raw = file.read(length)
    except OSError as error:
        raise unreadable(path, error) from error
    try:
        entries = json.loads(raw, object_pairs_hook=_once)
        entries.pop("__metadata__", None)
        index = {key: _tensor(path, key, entry, start) for key, entry in entries.items()}
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ModelError(f"{path} has a broken header ({error!r}); expected a safetensors file.") from error
    # The format allows neither gaps nor overlaps, so a file is as long as its tensors.
    end = start
    for (offset, length), key in sorted((tensor.spans[0], key) for key, tensor in index.items()):
        if offset != end:
            raise ModelError(f"{path}: {key} begins at byte {offset}, expected {end}: no gap and no overlap.")
        end += length
    if end > size:
        raise short(path, end, size)
    if end < size:
        raise ModelError(f"{path} ends at byte {end} but is {size} bytes long; expected nothing after the tensors.")
    return index


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    values = dict(pairs)
    if len(values) < len(pairs):
        raise ValueError("a name is there twice")
    return values


def _tensor(path: Path, key: str, entry: Mapping[str, Any], start: int) -> Tensor:
    code, shape, (begin, end) = entry["dtype"], tuple(entry["shape"]), entry["data_offsets"]
    if code not in DTYPE_FROM_CODE:
        raise ModelError(f"{path}: {key} is stored as {code}; expected F16, BF16 or F32.")
    if not all(type(n) is int and n >= 0 for n in (*shape, begin, end)):
        raise ValueError(f"{key} has a shape or offset that is no whole number")
    return make(path, key, [(start + begin, end - begin)], DTYPE_FROM_CODE[code], shape)


Layout = Mapping[str, tuple[np.dtype[Any], tuple[int, ...]]]
"""Key to dtype and shape, in the order of the file."""


def size_of(layout: Layout) -> int:
    """Bytes of all tensors."""
    return sum(math.prod(shape) * dtype.itemsize for dtype, shape in layout.values())


def write_safetensors(
    path: Path, layout: Layout, tensors: Iterable[np.ndarray[Any, np.dtype[Any]]], metadata: Mapping[str, str]
) -> None:
    """Write `tensors`, which come in the order of `layout`, one after the other."""
    header: dict[str, Any] = {"__metadata__": dict(metadata)}
    offset = 0
    for key, (dtype, shape) in layout.items():
        end = offset + math.prod(shape) * dtype.itemsize
        header[key] = {"dtype": CODE_FROM_DTYPE[dtype], "shape": list(shape), "data_offsets": [offset, end]}
        offset = end
    raw = json.dumps(header, separators=(",", ":")).encode()
    raw += b" " * (-len(raw) % 8)  # the data begins at a multiple of eight, as the format advises
    with path.open("wb") as file:
        file.write(len(raw).to_bytes(8, "little") + raw)
        for (key, (dtype, shape)), tensor in zip(layout.items(), tensors, strict=True):
            if tensor.shape != shape or tensor.dtype != dtype:
                raise ValueError(f"{key} is {tensor.dtype}{tensor.shape}; announced {dtype}{shape}")
            file.write(np.ascontiguousarray(tensor).view(np.uint8).data)
        file.flush()
        os.fsync(file.fileno())

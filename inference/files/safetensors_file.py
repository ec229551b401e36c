"""Our own layout's files: .safetensors, read one tensor at a time, and written without holding more than one.

Source: the safetensors format (8 bytes of header length, a JSON header, then the data). The library checks the header
and reads; what it does not limit is checked here before it allocates anything.
"""

from __future__ import annotations

import json
import math
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from safetensors import SafetensorError, safe_open

from inference.api import ModelError
from inference.files.tensors import DTYPE_FROM_NAME, Array, Index, foreign, short, unreadable
from inference.regular_file import open_regular

DTYPE_FROM_CODE = {
    "F16": DTYPE_FROM_NAME["float16"],
    "F32": DTYPE_FROM_NAME["float32"],
    "F64": DTYPE_FROM_NAME["float64"],
    "BF16": DTYPE_FROM_NAME["bfloat16"],
}
CODE_FROM_DTYPE = {dtype: code for code, dtype in DTYPE_FROM_CODE.items()}
MAX_HEADER_BYTES = 2**20
"""About 10,000 names. Mega has 755 tensors; the format itself allows 100 MB, which are 1.3 million names."""


@dataclass(frozen=True)
class SafeTensor:
    """One array of a file that stays open. It is read, not mapped: mapped pages would count as memory twice."""

    file: Path
    key: str
    dtype: np.dtype[Any]
    shape: tuple[int, ...]
    opened: Any

    def read(self, layer: int | None = None) -> Array:
        """The whole array, or row `layer` of its first axis."""
        try:
            return np.asarray(
                self.opened.get_tensor(self.key) if layer is None else self.opened.get_slice(self.key)[layer]
            )
        except SafetensorError as error:
            raise ModelError(f"{self.file} became shorter while it was read.") from error


def index_safetensors(path: Path, *, ignoring: str = "") -> Index:
    """Key to tensor. Raises ModelError for a file that is truncated, broken or foreign.

    Args:
        ignoring: leave out keys that end like this.
    """
    try:
        with open_regular(path) as file:
            size, head = os.fstat(file.fileno()).st_size, file.read(9)
        length = int.from_bytes(head[:8], "little")
        if head[8:] != b"{" or length > 2**30:  # a gigabyte of header: these are not eight bytes of length
            raise foreign(path, head, "safetensors")
        if 8 + length > size:
            raise short(path, 8 + length, size)
        if length > MAX_HEADER_BYTES:
            raise ModelError(f"{path} has a header of {length:,} bytes; expected at most {MAX_HEADER_BYTES:,}.")
        opened: Any = safe_open(path, "numpy", backend="pread")
    except OSError as error:
        raise unreadable(path, error) from error
    except SafetensorError as error:
        raise ModelError(f"{path} is broken or cut short ({error}); get the file again.") from error
    keys = (key for key in opened.keys() if not ignoring or not key.endswith(ignoring))  # noqa: SIM118  (it is no mapping)
    return {key: _tensor(path, key, opened) for key in keys}


def _tensor(path: Path, key: str, opened: Any) -> SafeTensor:
    found = opened.get_slice(key)
    code, shape = found.get_dtype(), tuple(found.get_shape())
    if code not in DTYPE_FROM_CODE:
        raise ModelError(f"{path}: {key} is stored as {code}; expected F16, BF16 or F32.")
    return SafeTensor(path, key, DTYPE_FROM_CODE[code], shape, opened)


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

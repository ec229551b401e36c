"""One tensor in a checkpoint's files, and reading one piece of it at a time.

flax's own reader returns whole files, which is twice a model's size at the peak; with an index, the loader holds one
layer's weight at a time. Nothing in a file is executed, and no size in it is believed before the file is that long.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, TypeAlias

import ml_dtypes
import numpy as np

from inference.api import ModelError
from inference.regular_file import open_regular

Array: TypeAlias = np.ndarray[Any, np.dtype[Any]]

DTYPE_FROM_NAME: Mapping[str, np.dtype[Any]] = {
    "float16": np.dtype(np.float16),
    "float32": np.dtype(np.float32),
    "float64": np.dtype(np.float64),
    "bfloat16": np.dtype(ml_dtypes.bfloat16),
}

_BLOCK = 2**20
MAX_RANK = 15
"""Dimensions of an array, as many as flax packs in one byte; no model that we read has more than four."""


class StoredTensor(Protocol):
    """One array in a file, which is not read yet."""

    @property
    def file(self) -> Path: ...
    @property
    def dtype(self) -> np.dtype[Any]: ...
    @property
    def shape(self) -> tuple[int, ...]: ...

    def read(self, layer: int | None = None) -> Array:
        """The whole array, or row `layer` of its first axis without reading the others.

        Raises:
            ModelError: the file cannot be read any more, or became shorter.
        """
        ...


@dataclass(frozen=True)
class Tensor:
    """One array in a file: C order, little endian, in one or more spans of (offset, bytes)."""

    file: Path
    spans: tuple[tuple[int, int], ...]
    dtype: np.dtype[Any]
    shape: tuple[int, ...]

    def read(self, layer: int | None = None) -> Array:
        shape = self.shape if layer is None else self.shape[1:]
        size = math.prod(shape) * self.dtype.itemsize
        buffer = np.empty(size, np.uint8)
        wanted, filled = (0 if layer is None else layer * size), 0
        try:
            with open_regular(self.file) as file:
                for offset, length in self.spans:
                    if wanted < length and filled < size:
                        take = min(length - wanted, size - filled)
                        file.seek(offset + wanted)
                        if file.readinto(buffer[filled : filled + take].data) != take:
                            raise ModelError(f"{self.file} became shorter while it was read.")
                        filled += take
                    wanted = max(0, wanted - length)
        except OSError as error:
            raise unreadable(self.file, error) from error
        return buffer.view(self.dtype).reshape(shape)


Index = Mapping[str, StoredTensor]
"""Key, as the file spells it, to tensor. Keys of Flax files are joined with '/'."""


def make(path: Path, key: str, spans: list[tuple[int, int]], dtype: np.dtype[Any], shape: tuple[int, ...]) -> Tensor:
    """A tensor whose spans hold exactly what its shape needs, or a ModelError."""
    if len(shape) > MAX_RANK:  # a product of thousands takes seconds, and more digits than Python writes
        raise ModelError(f"{path}: {key} has {len(shape)} dimensions; expected at most {MAX_RANK}.")
    expected, found = math.prod(shape) * dtype.itemsize, sum(length for _, length in spans)
    if expected != found or any(length < 0 for _, length in spans):
        raise ModelError(f"{path}: {key} of shape {list(shape)} needs {expected} bytes; found {found}.")
    return Tensor(path, tuple(spans), dtype, shape)


def check_finite(file: Path, key: str, values: Array) -> None:
    """Raises ModelError for NaN and infinity, of which a network draws noise. Needs a few megabytes."""
    flat = values.reshape(-1)
    for start in range(0, flat.size, _BLOCK):
        if not np.isfinite(flat[start : start + _BLOCK].astype(np.float32)).all():
            raise ModelError(f"{file}: {key} holds values that are not finite; get the file again.")


def unreadable(path: Path, error: OSError) -> ModelError:
    return ModelError(f"{path} cannot be read: {error.strerror or error}.")


def short(path: Path, expected: int, found: int) -> ModelError:
    return ModelError(f"{path} is cut short: expected at least {expected} bytes, found {found}. Get the file again.")


def foreign(path: Path, head: bytes, expected: str) -> ModelError:
    if head.startswith(b"version "):
        what = "a Git LFS pointer, not the file itself (fetch it with `git lfs pull`)"
    elif head[:2] == b"PK" or head[:1] == b"\x80":
        what = "a PyTorch file or a pickle, which is never opened"
    elif not head:
        what = "empty"
    elif head.lstrip().startswith(b"<"):
        what = "a web page, not the file itself"
    else:
        what = f"something else (it begins with {head[:8]!r})"
    return ModelError(f"{path} is {what}; expected a {expected} file.")

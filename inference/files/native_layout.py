"""Parameters -> our own layout: safetensors whose keys are our modules' paths, one file or several."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from inference.api import ModelError
from inference.files import flax_layout
from inference.files.checkpoint import OUR_FILE, Parameters
from inference.files.safetensors_file import Layout, size_of, write_safetensors
from inference.files.tensors import DTYPE_FROM_NAME, check_finite

METADATA = {"format": "nonet"}
NO_LIMIT = 2**62


class Readable(Protocol):
    """Gives one parameter at a time; `file` is what a message about it names."""

    @property
    def file(self) -> Path: ...

    def read(self, path: flax_layout.Path) -> np.ndarray[Any, np.dtype[Any]]: ...


def layout_of(parameters: Parameters, dtype: np.dtype[Any]) -> Layout:
    """Matrices and kernels in `dtype`; norms and biases, a thousandth of all, in float32."""
    small = DTYPE_FROM_NAME["float32"]
    return {".".join(path): (dtype if len(leaf.shape) > 1 else small, leaf.shape) for path, leaf in parameters.items()}


def write(
    folder: Path,
    weights: Readable,
    layout: Layout,
    max_file_bytes: int = NO_LIMIT,
    tell: Callable[[int], None] = lambda size: None,
) -> None:
    """Write model.safetensors into `folder`, or shards of at most `max_file_bytes` with their index.

    Args:
        tell: called with the number of bytes of each tensor after it was written.

    Raises:
        ModelError: a value is not finite, or does not fit the dtype.
    """
    files = _cut(layout, max_file_bytes)
    if len(files) == 1:
        write_safetensors(folder / OUR_FILE, layout, _tensors(weights, layout, tell), METADATA)
        return
    file_from_key: dict[str, str] = {}
    for number, part in enumerate(files, 1):
        name = f"model-{number:05}-of-{len(files):05}.safetensors"
        write_safetensors(folder / name, part, _tensors(weights, part, tell), METADATA)
        file_from_key |= dict.fromkeys(part, name)
    index = {"metadata": {"total_size": size_of(layout)}, "weight_map": file_from_key}
    (folder / f"{OUR_FILE}.index.json").write_text(json.dumps(index, indent=1) + "\n", encoding="utf-8")


def _cut(layout: Layout, max_file_bytes: int) -> list[Layout]:
    files: list[dict[str, Any]] = [{}]
    for key, entry in layout.items():
        if files[-1] and size_of(files[-1]) + size_of({key: entry}) > max_file_bytes:
            files.append({})
        files[-1][key] = entry
    return list(files)


def _tensors(
    weights: Readable, layout: Layout, tell: Callable[[int], None]
) -> Iterator[np.ndarray[Any, np.dtype[Any]]]:
    for key, (dtype, _) in layout.items():
        tensor = weights.read(tuple(key.split(".")))
        with np.errstate(over="ignore"):
            cast = tensor.astype(dtype)
        if not np.isfinite(cast).all():
            check_finite(weights.file, key, tensor)
            raise ModelError(
                f"{weights.file}: {key} has values up to {np.abs(tensor).max():.3g}, "
                f"which {dtype} cannot hold; choose another dtype."
            )
        yield cast
        tell(cast.nbytes)

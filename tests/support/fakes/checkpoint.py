"""A published checkpoint of any size, written tensor by tensor, with weights that nobody trained."""

from __future__ import annotations

import json
import math
import struct
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Any

import numpy as np

MINI = {
    "d_model": 1024,
    "encoder_layers": 12,
    "decoder_layers": 12,
    "encoder_attention_heads": 16,
    "decoder_attention_heads": 16,
    "encoder_ffn_dim": 2730,
    "decoder_ffn_dim": 2730,
    "encoder_vocab_size": 50264,
    "image_vocab_size": 16384,
    "max_text_length": 64,
    "image_length": 256,
    "decoder_start_token_id": 16384,
    "normalize_text": True,
}
MEGA = MINI | {
    "d_model": 2048,
    "encoder_layers": 24,
    "decoder_layers": 24,
    "encoder_attention_heads": 32,
    "decoder_attention_heads": 32,
    "encoder_ffn_dim": 4096,
    "decoder_ffn_dim": 4096,
    "encoder_vocab_size": 50272,
    "image_vocab_size": 16415,
    "decoder_start_token_id": 16415,
}


def write(folder: Path, config: Mapping[str, Any], shapes: Mapping[str, tuple[int, ...]], dtype: str) -> int:
    """Write config.json and flax_model.msgpack with tensors of `shapes`; returns how many parameters they hold."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "config.json").write_text(json.dumps(dict(config)))
    tree: dict[str, Any] = {}
    for key, shape in shapes.items():
        *above, name = key.split("/")
        node = tree
        for part in above:
            node = node.setdefault(part, {})
        node[name] = tuple(shape)
    some = np.random.default_rng(0).standard_normal(1 << 20, np.float32).astype(dtype) * np.asarray(0.02, dtype)
    with (folder / "flax_model.msgpack").open("wb") as file:
        _write_map(file, tree, some)
    return sum(math.prod(shape) for shape in shapes.values())


def _write_map(file: IO[bytes], node: Mapping[str, Any], some: np.ndarray) -> None:
    file.write(struct.pack(">BI", 0xDF, len(node)))
    for name, value in node.items():
        _write_text(file, name)
        if isinstance(value, dict):
            _write_map(file, value, some)
        else:
            _write_array(file, value, some)


def _write_array(file: IO[bytes], shape: tuple[int, ...], some: np.ndarray) -> None:
    head = struct.pack(">BB", 0x93, 0x90 + len(shape)) + b"".join(struct.pack(">BI", 0xCE, n) for n in shape)
    name = some.dtype.name.encode()
    left = math.prod(shape)
    head += bytes([0xA0 + len(name)]) + name + struct.pack(">BI", 0xC6, left * some.itemsize)
    file.write(struct.pack(">BIB", 0xC9, len(head) + left * some.itemsize, 1) + head)
    while left:
        file.write(some[:left].data)
        left -= min(left, some.size)


def _write_text(file: IO[bytes], text: str) -> None:
    file.write(bytes([0xD9, len(text)]) + text.encode())

"""Model folders that are almost the golden ones, and the sentences with which they are refused."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from flax import serialization
from goldens import CHECKPOINT

from inference.api import ModelError
from inference.files import checkpoint

FLAX, OURS = checkpoint.FLAX_FILE, checkpoint.OUR_FILE
Tree = dict[str, Any]


@cache
def published_bytes(folder: Path = CHECKPOINT) -> bytes:
    return (folder / FLAX).read_bytes()


def folder_of(
    place: Path, weights: Tree | bytes | None = None, *, like: Path = CHECKPOINT, name: str = FLAX, **changes: object
) -> Path:
    """A folder like a golden one, but with other weights, or with changes to its config.json (None takes a key out)."""
    folder = place / "model"
    folder.mkdir(parents=True)
    config = json.loads((like / "config.json").read_text()) | changes
    (folder / "config.json").write_text(json.dumps({key: value for key, value in config.items() if value is not None}))
    if weights is None:
        weights = published_bytes(like)
    (folder / name).write_bytes(weights if isinstance(weights, bytes) else serialization.msgpack_serialize(weights))
    return folder


def refusal(folder: Path, network: str = "bart") -> str:
    """The sentence with which a folder is refused."""
    with pytest.raises(ModelError) as caught:
        getattr(checkpoint, f"open_{network}")(folder)
    return str(caught.value)

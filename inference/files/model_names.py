"""Models by their names: which are bundled, and which can show each other's pictures. Read without JAX."""

from __future__ import annotations

import hashlib
from pathlib import Path

BUNDLED = Path(__file__).parents[1] / "models"
"""Bundled models, each in a folder of its name."""


def bundled(name: str) -> Path | None:
    """The folder of the model that comes with the program under this name, if there is one.

    Names on the hub have an owner before a slash, so a plain name is always one of ours.
    """
    here = {config.parent.name: config.parent for config in BUNDLED.glob("*/config.json")}
    return here.get(name)


def same_painter(one: str, other: str) -> bool:
    """Whether one model can decode the codes that the other drew: Mini and Mega have the same picture decoder."""
    return one == other or all(name.startswith("dalle-mini/") for name in (one, other))


def full_name(name: str) -> str:
    """The name of a model with its revision, "pocket@1a2b3c4d", which is kept with everything that it draws.

    The next version may bring a bundled model that was trained again, whose codes mean other pictures; the revision is
    a fingerprint of its picture decoder. Names of other models contain their revision already.
    """
    folder = bundled(name)
    if folder is None or Path(name).is_dir():
        return name
    decoder = hashlib.blake2b(digest_size=4)
    for file in sorted((folder / "vqgan").glob("*.safetensors")):
        decoder.update(file.read_bytes())
    return f"{name}@{decoder.hexdigest()}"

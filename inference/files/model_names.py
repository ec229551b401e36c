"""Models by their names: which come with the program, and which understand one another. Read without JAX."""

from __future__ import annotations

import hashlib
from pathlib import Path

BUNDLED = Path(__file__).parents[1] / "models"
"""Models that come with the program, each in a folder of its name."""


def bundled(name: str) -> Path | None:
    """The folder of the model that comes with the program under this name, if there is one.

    Names on the hub have an owner before a slash; a plain name is one of ours, and nobody else can take it.
    """
    here = {config.parent.name: config.parent for config in BUNDLED.glob("*/config.json")}
    return here.get(name)


def same_painter(one: str, other: str) -> bool:
    """Whether the codes that one model drew are pictures to the other: Mini and Mega have one picture decoder."""
    return one == other or all(name.startswith("dalle-mini/") for name in (one, other))


def full_name(name: str) -> str:
    """The name of a model with its revision, "pocket@1a2b3c4d", by which what it drew is known as its own.

    A bundled model may come trained anew with the next version, and then its codes mean other pictures; the revision is
    a fingerprint of its picture decoder. Names of other models say themselves which revision they are.
    """
    folder = bundled(name)
    if folder is None or Path(name).is_dir():
        return name
    decoder = hashlib.blake2b(digest_size=4)
    for file in sorted((folder / "vqgan").glob("*.safetensors")):
        decoder.update(file.read_bytes())
    return f"{name}@{decoder.hexdigest()}"

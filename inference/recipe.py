"""How a model draws best, and which one it is. It is read without JAX, so that the bot can say it early.

Pocket needs less guidance than DALL·E Mini: what pulls a large model towards its prompt pushes a small one off the map.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from inference.api import BadRequest, ModelError, Request

BUNDLED = Path(__file__).with_name("models")
"""Models that come with the program, each in a folder of its name."""

SAMPLING = "sampling"
"""The key in our models' config.json under which Request's options stand; nobody else's files have it."""
OPTIONS = frozenset(["guidance", "temperature", "top_k", "top_p"])


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


def sampling(name: str) -> dict[str, Any]:
    """Request's options with which this model draws best: what its folder says; nothing for models of other makers.

    These have such names in their config.json, too, but there they say how transformers would sample.

    Args:
        name: a folder, which goes before a bundled model of that name, or a bundled model, or one on the hub.

    Raises:
        ModelError: the folder says what no request may ask.
    """
    folder = Path(name) if Path(name).is_dir() else bundled(name)
    if folder is None:
        return {}
    path = folder / "config.json"
    try:
        options = json.loads(path.read_text(encoding="utf-8")).get(SAMPLING, {})
    except (OSError, ValueError, AttributeError):
        return {}  # reading the model says what is wrong with the file
    if not isinstance(options, dict) or options.keys() - OPTIONS:
        raise ModelError(f"{path}: {SAMPLING!r} must name some of {', '.join(sorted(OPTIONS))}, not {options!r}.")
    try:
        Request("", **options)
    except BadRequest as error:
        raise ModelError(f"{path}: {SAMPLING!r}: {error}") from error
    return options

"""Where a model is, and with which settings it draws best. Read without JAX, so that the bot knows it early.

Pocket needs less guidance than DALL·E Mini: with the guidance of a large model, a small one draws nothing recognisable.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from inference.api import BadRequest, ModelError, Request
from inference.errors import shown
from inference.files import hub
from inference.files.model_names import bundled
from inference.regular_file import read_json

SAMPLING = "sampling"
"""The key for Request's options in our models' config.json; files of other makers do not have it."""
OPTIONS = frozenset(["guidance", "temperature", "top_k", "top_p"])


def folder_of(name: str) -> Path:
    """Where a model is: a folder, or a bundled model, or one on the hub that was pulled.

    Raises:
        ModelError: there is none.
    """
    try:
        path = Path(name).expanduser()
        is_folder = path.is_dir()
    except OSError as error:
        raise ModelError(f"{name} cannot be opened as a model's folder: {error.strerror}.") from error
    except RuntimeError as error:
        raise ModelError(f"{name} cannot be opened as a model's folder: nobody here has that name.") from error
    if is_folder or path.is_absolute() or name.startswith("."):
        if not is_folder:
            raise ModelError(f"{path} is not a folder; a model is one, with a config.json in it.")
        return path
    return bundled(name) or hub.folder_of(name)


def sampling(name: str) -> dict[str, Any]:
    """Request's options with which this model draws best: what its folder says; nothing for models of other makers.

    Their config.json has such names, too, but there they say how transformers would sample.

    Raises:
        ModelError: the folder says what no request may ask.
    """
    try:
        path = folder_of(name) / "config.json"
        options = read_json(path).get(SAMPLING, {})
    except (ModelError, OSError, ValueError, AttributeError):
        return {}  # loading the model says what is wrong
    if not isinstance(options, dict) or options.keys() - OPTIONS:
        raise ModelError(f"{path}: {SAMPLING!r} must name some of {', '.join(sorted(OPTIONS))}, not {shown(options)}.")
    try:
        Request("", **options)
    except BadRequest as error:
        raise ModelError(f"{path}: {SAMPLING!r}: {error}") from error
    return options

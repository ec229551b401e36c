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
CONFIG = "config.json"
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


def reads_latin(name: str) -> bool:
    """Whether prompts become Latin letters first (`normalize_text`); true of a model that nobody can open."""
    config = _config(name)
    return not config or bool(config.get("normalize_text", False))


def sampling(name: str) -> dict[str, Any]:
    """Request's options with which this model draws best: what its folder says; nothing for models of other makers.

    Their config.json has such names, too, but there they say how transformers would sample.

    Raises:
        ModelError: the folder says what no request may ask.
    """
    options = _config(name).get(SAMPLING, {})
    where = f"{folder_of(name) / CONFIG}: {SAMPLING!r}" if options else ""
    if not isinstance(options, dict) or options.keys() - OPTIONS:
        raise ModelError(f"{where} must name some of {', '.join(sorted(OPTIONS))}, not {shown(options)}.")
    try:
        Request("", **options)
    except BadRequest as error:
        raise ModelError(f"{where}: {error}") from error
    return options


def _config(name: str) -> dict[str, Any]:
    """What its folder says; nothing where that cannot be read: loading the model says what is wrong."""
    try:
        config = read_json(folder_of(name) / CONFIG)
    except (ModelError, OSError, ValueError, RecursionError):
        return {}
    return config if isinstance(config, dict) else {}

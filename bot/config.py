"""config.toml -> frozen settings. An unknown key is an error with a "did you mean"; secrets never live here."""

from __future__ import annotations

import difflib
import tomllib
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from inference.api import NonetError

CONFIG_FILE = "config.toml"


class ConfigError(NonetError):
    """config.toml cannot be used; the text names the file, the key and what is allowed."""


class _Section(BaseModel):
    # hide_input: a rejected value may be a secret that somebody put in the wrong place.
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, hide_input_in_errors=True)


class Model(_Section):
    """What draws."""

    name: str = "dalle-mini/dalle-mini"
    vqgan: str = ""
    dtype: Literal["float32", "bfloat16"] = "float32"


class Config(_Section):
    model: Model = Model()


def read(path: Path | None = None) -> Config:
    """The settings of `path`, or of config.toml in this folder if there is one, or the defaults.

    Raises:
        ConfigError: the file is missing, no TOML, or has a wrong key or value.
    """
    if path is None:
        path = Path(CONFIG_FILE)
        if not path.exists():
            return Config()
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigError(f"{path} cannot be read: {error.strerror}.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise ConfigError(f"{path} is not valid TOML: {error}.") from error
    try:
        return Config.model_validate(values)
    except ValidationError as error:
        raise ConfigError(" ".join(_sentence(path, problem) for problem in error.errors())) from None


def _sentence(path: Path, problem: Any) -> str:
    *sections, key = (str(part) for part in problem["loc"])
    where = f"[{'.'.join(sections)}] {key}" if sections else key
    if problem["type"] == "model_type":
        return f"{path}: {where} should be a section, [{where}]."
    if problem["type"] != "extra_forbidden":
        return f"{path}: {where}: {problem['msg']}."
    known: Any = Config
    for section in sections:
        known = known.model_fields[section].annotation
    close = difflib.get_close_matches(key, known.model_fields, n=1)
    hint = f" did you mean {close[0]}?" if close else f" known here: {', '.join(known.model_fields)}."
    return f"{path}: {where} is not a setting;{hint}"

"""Reads config.toml into frozen settings. An unknown key is an error with a suggestion. Secrets are in the environment.

Moderators' settings are in policy/settings.py; [quotas] holds the defaults of a community.
"""

from __future__ import annotations

import difflib
import os
import re
import stat
import tomllib
from pathlib import Path
from typing import Any, Literal
from zoneinfo import available_timezones

from pydantic import BaseModel, ConfigDict, Field, ValidationError, ValidationInfo, field_validator

from inference.errors import NonetError

CONFIG_FILE = "config.toml"
MAX_BYTES = 2**20
READ_ANYWAY = ("/dev/fd/", "/dev/null", "/dev/stdin", "/proc/self/fd/")
RENAMED = {"longest_line": "max_queued"}
MERGED = {"member_drawing": "member_unfinished", "member_waiting": "member_unfinished"}
"""Keys of earlier versions: their new names."""


class ConfigError(NonetError):
    """config.toml cannot be used; the text names the file, the key and what is allowed."""


class _Section(BaseModel):
    # hide_input: a rejected value may be a secret that somebody put in the wrong place.
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, hide_input_in_errors=True)


class ModelConfig(_Section):
    """The model."""

    name: str = "pocket"
    vqgan: str = ""
    dtype: Literal["float32", "bfloat16"] = "float32"


class ClipConfig(_Section):
    """What compares pictures with words; off while its names are empty."""

    name: str = ""
    safety: str = ""
    dtype: Literal["float32", "bfloat16"] = "float32"


class EngineConfig(_Section):
    """How the device is shared."""

    slots: int = Field(default=0, ge=0, le=64)
    max_queued: int = Field(default=50, ge=1, le=10_000)
    relaxed_minutes: float = Field(default=10.0, ge=0)


class StoreConfig(_Section):
    """The database."""

    url: str = "sqlite:///data/nonet.db"
    keep_days: int = Field(default=90, ge=1)


class WebConfig(_Section):
    """The local web chat."""

    on: bool = True
    host: str = "127.0.0.1"
    port: int = Field(default=8080, ge=0, le=65535)


class DiscordConfig(_Section):
    """Enabled by NONET_DISCORD_TOKEN."""

    shards: int = Field(default=0, ge=0)
    shard_ids: list[int] = []
    edits_per_5_seconds: int = Field(default=4, ge=1, le=5)


class SlackConfig(_Section):
    """Enabled by its tokens."""

    mode: Literal["socket", "http"] = "socket"
    host: str = "127.0.0.1"
    port: int = Field(default=3000, ge=0, le=65535)


class QuotasConfig(_Section):
    """Defaults of a community; its moderators change them."""

    member_per_day: int = Field(default=5, ge=0)
    channel_per_day: int = Field(default=200, ge=0)
    community_per_day: int = Field(default=300, ge=0)
    bot_per_day: int = Field(default=0, ge=0)
    member_unfinished: int = Field(default=3, ge=1, le=1000)
    reset: str = "00:00"
    timezone: str = "UTC"
    longest_prompt: int = Field(default=400, ge=1, le=4000)
    longest_wait_minutes: float = Field(default=20.0, gt=0)

    @field_validator("reset")
    @classmethod
    def _time(cls, value: str) -> str:
        if not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", value):
            raise ValueError(f'should be a time of day like "06:00", not "{value}"')
        return value

    @field_validator("timezone")
    @classmethod
    def _zone(cls, value: str) -> str:
        if value not in available_timezones():
            close = difflib.get_close_matches(value, available_timezones(), n=1)
            raise ValueError(f'should be a time zone like "{close[0] if close else "Europe/Berlin"}", not "{value}"')
        return value


class CostConfig(_Section):
    """The price of the device, and daily caps."""

    price_per_hour: float = Field(default=0.0, ge=0)
    currency: str = "USD"
    daily_cap: float = Field(default=0.0, ge=0)
    daily_device_minutes: float = Field(default=0.0, ge=0)

    @field_validator("currency")
    @classmethod
    def _code(cls, value: str) -> str:
        if not re.fullmatch("[A-Z]{3}", value):
            raise ValueError('should be a code of three capital letters like "EUR"')
        return value

    @field_validator("daily_cap")
    @classmethod
    def _reachable(cls, value: float, others: ValidationInfo) -> float:
        # A price that is wrong itself is not in `others`, and has a sentence of its own.
        if value > 0 and others.data.get("price_per_hour") == 0:
            raise ValueError(
                "is never reached while price_per_hour is 0: say what an hour of the device costs, or set "
                "daily_device_minutes instead"
            )
        return value


class OperationConfig(_Section):
    """Starting, stopping, logging."""

    drain_seconds: float = Field(default=30.0, ge=0)
    health_host: str = "127.0.0.1"
    health_port: int = Field(default=8081, ge=0, le=65535)
    log: Literal["text", "json"] = "text"
    log_level: Literal["debug", "info", "warning", "error"] = "info"


class Config(_Section):
    model: ModelConfig = ModelConfig()
    clip: ClipConfig = ClipConfig()
    engine: EngineConfig = EngineConfig()
    store: StoreConfig = StoreConfig()
    web: WebConfig = WebConfig()
    discord: DiscordConfig = DiscordConfig()
    slack: SlackConfig = SlackConfig()
    quotas: QuotasConfig = QuotasConfig()
    cost: CostConfig = CostConfig()
    operation: OperationConfig = OperationConfig()


def read(path: Path | None = None) -> Config:
    """The settings of `path`, or of config.toml in this folder if there is one, or the defaults.

    Raises:
        ConfigError: the file is missing, no TOML, or has a wrong key or value.
    """
    if path is None:
        path = Path(CONFIG_FILE)
        if not os.path.lexists(path):
            return Config()
    text = _text(path)
    try:
        values = tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # also a number of thousands of digits
        raise ConfigError(f"{path} is not valid TOML: {str(error).partition(';')[0]}.") from error
    try:
        return Config.model_validate(values)
    except ValidationError as error:
        raise ConfigError(" ".join(_sentence(path, text, problem) for problem in error.errors())) from None


def _text(path: Path) -> str:
    """Raises ConfigError: it is no file of a sensible size, or not UTF-8."""
    try:
        mode = path.stat().st_mode
        if stat.S_ISDIR(mode):
            raise ConfigError(f"{path} is a folder; name the file in it.")
        # A pipe that nobody writes to would be waited for; the shell's own, as in --config <(...), is written to.
        if not stat.S_ISREG(mode) and not str(path).startswith(READ_ANYWAY):
            raise ConfigError(f"{path} is not a file; name one.")
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise ConfigError(f"{path} cannot be read: {error.strerror}.") from error
    except ValueError as error:  # a null character
        raise ConfigError(f"{path} cannot be the name of a file.") from error
    if len(raw) > MAX_BYTES:
        raise ConfigError(f"{path} has more than {MAX_BYTES // 2**20} MiB; is it another file?")
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise ConfigError(f"{path} is UTF-16; save it as UTF-8.")
    text = raw.decode("utf-8-sig", errors="surrogateescape")
    if wrong := re.search("[\ud800-\udfff]", text):
        raise ConfigError(f"{path}, line {_line_number(text, wrong.start())}: not UTF-8; save the file as UTF-8.")
    return text


def _line_number(text: str, place: int) -> int:
    return text.count("\n", 0, place) + 1


def _sentence(path: Path, text: str, problem: Any) -> str:
    *sections, key = (str(part) for part in problem["loc"])
    where = f"[{'.'.join(sections)}] {key}" if sections else key
    line = _place(text, sections, key)
    file = f"{path}, line {line}" if line else f"{path}"
    if problem["type"] == "model_type":
        return f"{file}: {where} should be a section, [{where}]."
    if problem["type"] != "extra_forbidden":
        return f"{file}: {where}{_said(problem)}."
    known: Any = Config
    for section in sections:
        known = known.model_fields[section].annotation
    if (new := RENAMED.get(key)) in known.model_fields:
        return f"{file}: {where} is now called {new}; rename it."
    if (new := MERGED.get(key)) in known.model_fields:
        both = " and ".join(old for old, one in MERGED.items() if one == new)
        return f"{file}: {where}: {both} are now one setting, {new}; give it their sum."
    close = difflib.get_close_matches(key, known.model_fields, n=1)
    hint = f" did you mean {close[0]}?" if close else f" known here: {', '.join(known.model_fields)}."
    return f"{file}: {where} is not a setting;{hint}"


def _place(text: str, sections: list[str], key: str) -> int | None:
    """The line of a key in its section; None where it is written in a way that this does not look for."""
    section: list[str] = []
    for number, line in enumerate(text.splitlines(), 1):
        header = re.match(r"\s*\[+\s*([^\]]+?)\s*\]", line)
        if header:
            section = [part.strip(" \"'") for part in header[1].split(".")]
            if section == [*sections, key]:
                return number
        elif section == sections and re.match(rf"\s*[\"']?{re.escape(key)}[\"']?\s*[.=]", line):
            return number
    return None


def _said(problem: Any) -> str:
    # Our own validators continue the sentence; what pydantic says stands for itself.
    return f" {problem['ctx']['error']}" if problem["type"] == "value_error" else f": {problem['msg']}"

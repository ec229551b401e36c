"""The environment -> secrets. An unknown variable that begins with NONET_ is an error: no mistyped token is ignored."""

from __future__ import annotations

import difflib
import os
import re
from collections.abc import Mapping

from pydantic import BaseModel, ConfigDict, SecretStr

from bot.operator.config import Config, ConfigError

PREFIX = "NONET_"
NOT_SECRETS = frozenset({"NONET_HANDS", "NONET_RECORD_DIR"})
"""Read by other modules: where sets of drawings for training are, and where tests record requests to the platforms."""

SERVICE_LINK = re.compile(
    r"NONET_([A-Z0-9_]+_)?("
    r"SERVICE_HOST=[\w.:-]*"
    r"|SERVICE_PORT(_[A-Z0-9_]+)?=\d+"
    r"|PORT(_\d+_(TCP|UDP|SCTP))?=(tcp|udp|sctp)://\S+"
    r"|PORT_\d+_(TCP|UDP|SCTP)_(ADDR=[\w.:-]+|PORT=\d+|PROTO=[a-z]+)"
    r"|NAME=/\S+/\S+"
    r")"
)
"""NAME=value, for a Service or container called `nonet`, `nonet-web`, ..."""
DOCKER_NAME = re.compile(r"/\S+/\S+")

FREE_TEXT = frozenset({"NONET_DATABASE_URL", "NONET_ENCRYPTION_KEY"})
"""A password may hold anything, and keys are a list."""
AROUND = " \t\r\n\v\f\xa0\u200b\ufeff"
"""What copying and editors leave around a value."""

NO_CHAT = "No chat is configured: set [web] on = true, NONET_DISCORD_TOKEN, or Slack's tokens."


class Secrets(BaseModel):
    """Tokens, keys and the database URL. They are never in the repository, a log or an error; str() shows stars."""

    model_config = ConfigDict(frozen=True)

    discord_token: SecretStr | None = None
    slack_bot_token: SecretStr | None = None
    slack_app_token: SecretStr | None = None
    slack_signing_secret: SecretStr | None = None
    slack_client_id: SecretStr | None = None
    slack_client_secret: SecretStr | None = None
    encryption_key: SecretStr | None = None
    database_url: SecretStr | None = None


MAX_SHOWN_CHARACTERS = 60
"""Of a name that means nothing."""


def read(environment: Mapping[str, str] = os.environ) -> Secrets:
    """The secrets in the environment. White space and quotes around a value are dropped; an empty value is none.

    Raises:
        ConfigError: a variable begins with NONET_ and means nothing, or a value cannot be what it should be. Values
            are not shown.
    """
    known = {PREFIX + name.upper(): name for name in Secrets.model_fields}
    for variable, value in environment.items():
        ours = variable.upper().startswith(PREFIX) and variable not in known and variable not in NOT_SECRETS
        if ours and not _is_service_link(variable, value, environment):
            close = difflib.get_close_matches(variable.upper(), known, n=1)
            hint = f"did you mean {close[0]}?" if close else f"known are {', '.join(known)}."
            raise ConfigError(f"The environment sets {variable[:MAX_SHOWN_CHARACTERS]}, which is not a setting; {hint}")
    values = {
        name: _value(variable, environment[variable]) for variable, name in known.items() if variable in environment
    }
    return Secrets(**{name: SecretStr(value) for name, value in values.items() if value})


def _is_service_link(variable: str, value: str, environment: Mapping[str, str]) -> bool:
    """Kubernetes sets such variables for each Service in the namespace, and Docker for each link."""
    if SERVICE_LINK.fullmatch(f"{variable}={value}"):
        return True
    alias, found, _ = variable.partition("_ENV_")  # Docker's copy of the other container's variables
    return bool(found) and bool(DOCKER_NAME.fullmatch(environment.get(f"{alias}_NAME", "")))


def _value(variable: str, value: str) -> str:
    """Raises ConfigError: the value would fail later, in a library, with a traceback or a puzzling answer."""
    value = value.strip(AROUND)
    if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'":  # as in a file that no shell reads
        value = value[1:-1].strip(AROUND)
    if any("\ud800" <= character <= "\udfff" for character in value):
        raise ConfigError(f"{variable} holds bytes that are not UTF-8; set it again.")
    if any(not character.isprintable() for character in value):
        raise ConfigError(f"{variable} holds a line break or another control character; set it again in one line.")
    if variable not in FREE_TEXT:
        if " " in value:
            raise ConfigError(f"{variable} holds a space, which no token has; copy the token alone.")
        if not value.isascii():
            raise ConfigError(f"{variable} holds a character that no token has; copy the token again.")
    return value


def store_url(settings: Config, secrets: Secrets) -> str:
    """The URL of the store: NONET_DATABASE_URL, which may hold a password, or else the one in config.toml."""
    return secrets.database_url.get_secret_value() if secrets.database_url else settings.store.url


def any_chat(settings: Config, secrets: Secrets) -> bool:
    """Whether a chat is configured."""
    return bool(settings.web.on or secrets.discord_token or secrets.slack_bot_token or secrets.slack_client_id)

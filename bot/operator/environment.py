"""The environment -> secrets. A variable of ours that we do not know is an error: no mistyped token is ignored."""

from __future__ import annotations

import difflib
import os
from collections.abc import Mapping

from pydantic import BaseModel, ConfigDict, SecretStr

from bot.operator.config import Config, ConfigError

PREFIX = "NONET_"
NOT_SECRETS = frozenset({"NONET_EMOJI_FONT", "NONET_RECORD_DIR"})
"""Read elsewhere: the font of the training pictures, and where tests record what is said to the platforms."""

NO_CHAT = "No chat is configured: set [web] on = true, NONET_DISCORD_TOKEN, or Slack's tokens."


class Secrets(BaseModel):
    """What must never stand in a file of the repository, in a log or in a refusal. Printing one shows stars."""

    model_config = ConfigDict(frozen=True)

    discord_token: SecretStr | None = None
    slack_bot_token: SecretStr | None = None
    slack_app_token: SecretStr | None = None
    slack_signing_secret: SecretStr | None = None
    slack_client_id: SecretStr | None = None
    slack_client_secret: SecretStr | None = None
    encryption_key: SecretStr | None = None
    database_url: SecretStr | None = None


def read(environment: Mapping[str, str] = os.environ) -> Secrets:
    """The secrets of the environment; an empty variable is none.

    Raises:
        ConfigError: a variable begins with NONET_ and means nothing. Its value is not shown.
    """
    known = {PREFIX + name.upper(): name for name in Secrets.model_fields}
    for variable in environment:
        if variable.startswith(PREFIX) and variable not in known and variable not in NOT_SECRETS:
            close = difflib.get_close_matches(variable, known, n=1)
            hint = f"did you mean {close[0]}?" if close else f"known are {', '.join(known)}."
            raise ConfigError(f"The environment sets {variable}, which is not a setting; {hint}")
    values = {name: environment[variable].strip() for variable, name in known.items() if variable in environment}
    return Secrets(**{name: SecretStr(value) for name, value in values.items() if value})


def store_url(settings: Config, secrets: Secrets) -> str:
    """Where the store is; a URL in the environment, which may hold a password, goes before config.toml's."""
    return secrets.database_url.get_secret_value() if secrets.database_url else settings.store.url


def any_chat(settings: Config, secrets: Secrets) -> bool:
    """Whether there is anything to start; without a chat nobody could ask."""
    return bool(settings.web.on or secrets.discord_token or secrets.slack_bot_token or secrets.slack_client_id)

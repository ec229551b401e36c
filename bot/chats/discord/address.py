"""Where a command is answered. It is kept with the job, as JSON, and outlives this process."""

from __future__ import annotations

import dataclasses
import json
from dataclasses import dataclass, replace
from typing import Any

TOKEN_SECONDS = 15 * 60 - 10
"""An interaction's token lives for fifteen minutes; a little less, so that an upload ends before it does."""
DEFAULT_LIMIT = 10 * 2**20
"""Bytes of a file where Discord does not say otherwise."""


@dataclass(frozen=True)
class DiscordAddress:
    """Args:
    user: who asked; the last resort is a direct message to them.
    channel, guild: where; a thread is its own channel here. guild is 0 in direct messages.
    application, token, expires: the interaction's, for its fifteen minutes; token is "" when it has expired.
    message: the id of the job's message; 0 while it is unknown.
    own: the message was made with the bot's token, so it is edited with that.
    posting: the last reply was about to be posted with the bot's token, and may have been.
    limit: maximum bytes of a file there.
    locale: of the asker.
    adult: it is an age-restricted channel.
    closed: it is a private thread.
    """

    user: int
    channel: int
    guild: int = 0
    application: int = 0
    token: str = ""
    expires: float = 0.0
    message: int = 0
    own: bool = False
    posting: bool = False
    limit: int = DEFAULT_LIMIT
    locale: str = "en"
    adult: bool = False
    closed: bool = False

    def alive(self, now: float) -> bool:
        return bool(self.token) and now < self.expires

    def without_token(self) -> DiscordAddress:
        return replace(self, token="", expires=0.0)

    def json(self) -> str:
        """Only the fields that differ from their defaults."""
        defaults = {field.name: field.default for field in dataclasses.fields(self)}
        return json.dumps({key: value for key, value in dataclasses.asdict(self).items() if value != defaults[key]})


def parsed(text: str) -> DiscordAddress | None:
    """The address of a JSON text; None if it is none."""
    try:
        said: Any = json.loads(text)
        known = {field.name: said[field.name] for field in dataclasses.fields(DiscordAddress) if field.name in said}
        return DiscordAddress(**known)
    except (ValueError, TypeError):
        return None

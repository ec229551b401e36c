"""Discord's errors, by what to do about them. Errors of discord.py and aiohttp are translated here, in one place.

    again   the same request may succeed after a while
    done    it was answered already, by a try whose response was lost
    token   the interaction's token has expired: only the bot's own is left
    gone    the message was deleted
    place   the bot may not write there, or there is no such place
    large   the file is too large
    words   the text was blocked by the server's own rules
    wrong   we sent something that cannot be; trying again would not help

Source of codes: topics/opcodes-and-status-codes in Discord's documentation.
"""

from __future__ import annotations

import re
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Literal, TypeAlias

import aiohttp
import discord

Kind: TypeAlias = Literal["again", "done", "token", "gone", "place", "large", "words", "wrong"]

KINDS: dict[int, Kind] = {
    40060: "done",
    **dict.fromkeys((50027, 10015, 10062, 40094), "token"),
    10008: "gone",
    # unknown channel; no access, no permission, no direct messages (two codes); a closed thread; uploads switched off
    **dict.fromkeys((10003, 50001, 50013, 50007, 50278, 50083, 400001), "place"),
    **dict.fromkeys((40005, 50045), "large"),
    **dict.fromkeys((200000, 200001, 240000), "words"),
}

MAX_INVALID = 5_000
"""Responses of 401, 403 or 429 within ten minutes; after 10,000 Discord's proxy bans the machine for hours."""
INVALID_SECONDS = 600.0


_TOKEN = re.compile(r"(?<=/)[^/\s?]{20,}")
_INTERACTION = re.compile("/(interactions|webhooks)/")
"""In URLs with an interaction's token; all others are requested with the bot's own."""
_QUOTED = re.compile(r'"[^"]*"')
"""In an error's text: tokens in URLs are secrets, and quoted words may be a prompt. Neither belongs in the log."""


class ApiFailure(Exception):
    """A request that failed. `after`: seconds that Discord asks to wait. `code`: Discord's, or the HTTP status."""

    def __init__(self, kind: Kind, code: int = 0, after: float = 0.0, text: str = "") -> None:
        super().__init__(f"{kind} ({code}): {_QUOTED.sub('…', _TOKEN.sub('…', text))}")
        self.kind = kind
        self.code = code
        self.after = after


@contextmanager
def translated() -> Iterator[None]:
    """Raises ApiFailure for whatever can go wrong with a request."""
    try:
        yield
    except discord.RateLimited as error:
        raise ApiFailure("again", 429, error.retry_after) from error
    except discord.HTTPException as error:
        raise _of_answer(error) from error
    except discord.InteractionResponded as error:
        raise ApiFailure("done") from error
    except (discord.DiscordException, aiohttp.ClientError, OSError, ValueError) as error:
        # A lost connection, no response in time, half a body, or a body that is no JSON: it may have been done or not.
        raise ApiFailure("again", text=repr(error)) from error
    except (RuntimeError, LookupError, TypeError, AttributeError) as error:
        # The session was closed meanwhile, or discord.py looked for a key in a proxy's HTML page.
        raise ApiFailure("again", text=repr(error)) from error


def _of_answer(error: discord.HTTPException) -> ApiFailure:
    if error.code in KINDS:
        return ApiFailure(KINDS[error.code], error.code, text=error.text)
    if error.status == 413:
        return ApiFailure("large", 413)
    if error.status == 429 or error.status >= 500:
        after = error.response.headers.get("Retry-After", "0")
        return ApiFailure("again", error.status, float(after) if after.replace(".", "", 1).isdigit() else 0.0)
    if error.status == 401:
        # The bot's own token was revoked: replies wait for the next process, which has a valid one.
        own = not _INTERACTION.search(str(error.response.url))
        return ApiFailure("again" if own else "token", 401)
    kind: Kind = "place" if error.status in (403, 404) else "wrong"
    return ApiFailure(kind, error.code or error.status, text=error.text)


class InvalidRequests:
    """Counts the responses that Discord's proxy counts, so that the bot stops long before it is banned."""

    def __init__(self) -> None:
        self._times: deque[float] = deque()
        self.trace = aiohttp.TraceConfig()
        self.trace.on_request_end.append(self._ended)

    async def _ended(
        self, session: aiohttp.ClientSession, context: SimpleNamespace, end: aiohttp.TraceRequestEndParams
    ) -> None:
        if end.response.status in (401, 403, 429):
            self._times.append(time.monotonic())

    @property
    def pause(self) -> float:
        """Seconds in which no request should be made; 0 nearly always."""
        now = time.monotonic()
        while self._times and self._times[0] < now - INVALID_SECONDS:
            self._times.popleft()
        return 0.0 if len(self._times) < MAX_INVALID else self._times[0] + INVALID_SECONDS - now

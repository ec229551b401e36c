"""Request bodies: JSON objects whose values are checked one by one, with a sentence for each mistake."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from bot.replies.catalogs import ANYWHERE
from bot.replies.messages import say, span


class Rejected(Exception):
    """A request that cannot be done, for a reason that a person can act on: a message and its facts.

    Args:
        wait: seconds until it may be tried again.
    """

    def __init__(self, status: int, name: str, wait: int = 0, /, **facts: object) -> None:
        super().__init__(name)
        self.status, self.name, self.wait, self.facts = status, name, wait, facts

    def answer(self, request: web.Request) -> web.Response:
        """In the reader's language."""
        reader = locale(request)
        text = say(reader, self.name, ANYWHERE, **self.facts | ({"span": span(reader, self.wait)} if self.wait else {}))
        headers = {"Retry-After": str(self.wait)} if self.wait else None
        return web.Response(text=text, status=self.status, headers=headers)


@dataclass(frozen=True)
class RequestBody:
    values: Mapping[str, Any]
    locale: str

    def text(self, key: str, longest: int = 100) -> str:
        value = self.values.get(key, "")
        if not isinstance(value, str) or len(value) > longest:
            raise web.HTTPBadRequest(text=f"“{key}” should be text of at most {longest:,} characters.")
        return value

    def word(self, key: str) -> str:
        """An id that the page made."""
        value = self.text(key)
        if not re.fullmatch(r"[A-Za-z0-9_-]{1,64}", value):
            raise web.HTTPBadRequest(text=f"“{key}” should be letters and digits.")
        return value

    def number(self, key: str) -> int:
        value = self.values.get(key)
        if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= 1_000_000:
            raise web.HTTPBadRequest(text=f"“{key}” should be a whole number.")
        return value

    def flag(self, key: str) -> bool:
        value = self.values.get(key)
        if not isinstance(value, bool):
            raise web.HTTPBadRequest(text=f"“{key}” should be true or false.")
        return value

    def texts(self, key: str) -> Mapping[str, str]:
        value = self.values.get(key)
        if not isinstance(value, dict) or not all(isinstance(one, str) for one in value.values()) or len(value) > 50:
            raise web.HTTPBadRequest(text=f"“{key}” should be texts by their names.")
        return value


def number(text: str) -> int:
    """A number in a URL."""
    if not re.fullmatch(r"[0-9]{1,15}", text):
        raise web.HTTPBadRequest(text="That is no number.")
    return int(text)


async def read(request: web.Request) -> RequestBody:
    try:
        values = await request.json()
    except ValueError as error:
        raise web.HTTPBadRequest(text="The request is not JSON.") from error
    if not isinstance(values, dict):
        raise web.HTTPBadRequest(text="The request is no JSON object.")
    return RequestBody(values, locale(request))


def locale(request: web.Request) -> str:
    """The browser's preferred language, as in "pt-BR"."""
    first = request.headers.get("Accept-Language", "").split(",")[0].split(";")[0].strip()
    return first if first.isascii() and first.replace("-", "").isalnum() and len(first) <= 16 else "en"

"""Requests: bodies that are JSON objects, as pydantic models, with a sentence for each mistake; refusals; ETags."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Annotated, Any, TypeVar

from aiohttp import web
from pydantic import BaseModel, ConfigDict, Field, StrictBool, StrictInt, StrictStr, ValidationError, create_model

from bot.arguments import MAX_OPTION_CHARACTERS, Integer, Switch, Text
from bot.commands import CommandSpec
from bot.replies.catalogs import ANYWHERE
from bot.replies.messages import say, span

MAX_LINE_CHARACTERS = 11_000
"""Characters of what is typed: the longest prompt, and its options."""

Word = Annotated[StrictStr, Field(max_length=100)]
Value = Annotated[StrictStr, Field(max_length=MAX_OPTION_CHARACTERS)]
Name = Annotated[StrictStr, Field(max_length=200)]
"""Before it is cut to what a name may have."""
DeliveryId = Annotated[StrictStr, Field(pattern=r"^[A-Za-z0-9_-]{1,64}\z")]
"""Made by the page; the same one again is the same request."""


class RequestBody(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class SayBody(RequestBody):
    channel: Word
    text: Annotated[StrictStr, Field(max_length=MAX_LINE_CHARACTERS)]
    delivery: DeliveryId


class PressBody(RequestBody):
    channel: Word
    press: Word
    label: Word = ""
    delivery: DeliveryId
    on: Word = ""
    """The id of the message that has the button."""
    filled: Annotated[dict[Word, Value], Field(max_length=10)] | None = None
    """The fields of the form that the button has opened."""


class DismissBody(RequestBody):
    message: Word


class NameBody(RequestBody):
    name: Name


class FormBody(RequestBody):
    """A form of the moderators' pages: `do` says which one; `form_of` makes the model of its other fields."""

    model_config = ConfigDict(extra="allow", frozen=True)

    do: Word


class RoleBody(RequestBody):
    do: Word
    user: Word
    on: StrictBool


class RemovalBody(RequestBody):
    do: Word
    user: Word


class SettingsBody(RequestBody):
    do: Word
    changes: Annotated[dict[Word, Value], Field(max_length=50)]


@lru_cache(maxsize=256)
def form_of(spec: CommandSpec[Any]) -> type[RequestBody]:
    """The fields of a command's form; the command itself checks their values (`CommandSpec.check`)."""
    fields: dict[str, Any] = {"do": (Word, ...)}
    for name, kind in spec.kinds.items():
        of: Any = Word
        match kind:
            case Integer():
                of = Annotated[StrictInt, Field(ge=0, le=1_000_000)]
            case Switch():
                of = StrictBool
            case Text():
                of = Annotated[StrictStr, Field(max_length=MAX_OPTION_CHARACTERS)]
        fields[name] = (of, ...) if spec.required(name) else (of | None, None)
    made: type[RequestBody] = create_model(f"{spec.key}-form", __base__=RequestBody, **fields)
    return made


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


B = TypeVar("B", bound=RequestBody)


def parsed(raw: bytes, model: type[B]) -> B:
    """A request's body. Raises Rejected: it is no JSON object, or the first of its fields that is wrong."""
    try:
        return model.model_validate_json(raw)
    except ValidationError as error:
        wrong = error.errors(include_url=False, include_input=False)[0]
    field = str(wrong["loc"][0])[:40] if wrong["loc"] else ""
    match wrong["type"]:
        case "missing":
            raise Rejected(400, "web-field-missing", field=field)
        case "extra_forbidden":
            raise Rejected(400, "web-field-unknown", field=field)
        case "string_too_long" | "too_long":
            raise Rejected(400, "web-field-long", field=field, most=wrong["ctx"]["max_length"])
    raise Rejected(400, "web-field-wrong", field=field) if field else Rejected(400, "web-not-json")


def tagged(request: web.Request, body: bytes, mime: str, headers: Mapping[str, str]) -> web.Response:
    """An answer with a hash of it, so that a browser that has it need not read it again."""
    tag = hashlib.sha256(body).hexdigest()[:24]
    headers = {"ETag": f'"{tag}"', **headers}
    if tag in {etag.value for etag in request.if_none_match or ()}:
        return web.Response(status=304, headers=headers)
    text = mime.startswith("text/")
    response = web.Response(body=body, content_type=mime, charset="utf-8" if text else None, headers=headers)
    if text:
        response.enable_compression()
    return response


def number(text: str) -> int:
    """A number in a URL."""
    if not re.fullmatch(r"[0-9]{1,15}", text):
        raise Rejected(400, "web-no-number")
    return int(text)


def locale(request: web.Request) -> str:
    """The browser's preferred language, as in "pt-BR"."""
    first = request.headers.get("Accept-Language", "").split(",")[0].split(";")[0].strip()
    return first if first.isascii() and first.replace("-", "").isalnum() and len(first) <= 16 else "en"

"""The page itself, in its reader's language: index.html and the words that its scripts say."""

from __future__ import annotations

import hashlib
import html
import json
from collections.abc import Mapping
from functools import cache
from importlib import resources
from string import Template

from aiohttp import web

from bot.chats.web.requests import locale
from bot.replies.catalogs import ANYWHERE, ENGLISH, Fact, conventions, facts_of, language, messages, rendered

PREFIX = "web-"


class Page(Template):
    """index.html, where ${send} stands for the message web-send."""

    idpattern = "[a-z][a-z-]*"


@cache
def words(code: str) -> Mapping[str, str]:
    """The page's own words in one language; {names} are the page's to fill."""
    said = {}
    for name in messages(ENGLISH):
        if name.startswith(PREFIX):
            facts = {fact: Fact(f"{{{fact}}}") for fact in facts_of(name)}
            said[name.removeprefix(PREFIX)] = rendered(code, ANYWHERE, name, facts)
    return said


@cache
def page(code: str, region: str) -> bytes:
    """The whole page. `region` is how its reader writes numbers and dates."""
    template = Page((resources.files("bot.chats.web") / "static" / "index.html").read_text(encoding="utf-8"))
    known = words(code)
    data = json.dumps({"locale": region, "words": known}, ensure_ascii=False).replace("<", "\\u003c")
    shown = {name: html.escape(text) for name, text in known.items()}
    return template.substitute(shown, language=code, words=data).encode()


def answer(request: web.Request) -> web.Response:
    wanted = locale(request)
    body = page(language(wanted), str(conventions(wanted)).replace("_", "-"))
    tag = hashlib.sha256(body).hexdigest()[:24]
    headers = {"ETag": f'"{tag}"', "Cache-Control": "no-cache", "Vary": "Accept-Language"}
    if tag in {etag.value for etag in request.if_none_match or ()}:
        return web.Response(status=304, headers=headers)
    return web.Response(body=body, content_type="text/html", charset="utf-8", headers=headers)

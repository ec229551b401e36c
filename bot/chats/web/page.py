"""The page itself, in its reader's language: index.html and the words that its scripts say."""

from __future__ import annotations

import base64
import hashlib
import html
import json
from collections.abc import Mapping
from functools import cache
from importlib import resources
from pathlib import Path
from string import Template

from aiohttp import web

from bot.chats.web.requests import locale, tagged
from bot.replies.catalogs import ANYWHERE, ENGLISH, Fact, conventions, facts_of, language, messages, rendered

PREFIX = "web-"
STATIC = Path(str(resources.files("bot.chats.web") / "static"))
IN_THE_PAGE = frozenset({"index.html", "critical.css"})
"""Static files that are parts of the page itself."""


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
def style() -> str:
    """What the first paint needs; it is in the page itself."""
    return (STATIC / "critical.css").read_text(encoding="utf-8")


def style_source() -> str:
    """What the content security policy calls it."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(style().encode()).digest()).decode()}'"


@cache
def page(code: str, region: str) -> bytes:
    """The whole page. `region` is how its reader writes numbers and dates."""
    template = Page((STATIC / "index.html").read_text(encoding="utf-8"))
    known = words(code)
    data = json.dumps({"locale": region, "words": known}, ensure_ascii=False).replace("<", "\\u003c")
    shown = {name: html.escape(text) for name, text in known.items()}
    scripts = sorted(file.name for file in STATIC.glob("*.js"))
    modules = "\n  ".join(f'<link rel="modulepreload" href="/static/{name}">' for name in scripts)  # all at once
    return template.substitute(shown, language=code, words=data, critical=style(), modules=modules).encode()


def answer(request: web.Request) -> web.Response:
    wanted = locale(request)
    body = page(language(wanted), str(conventions(wanted)).replace("_", "-"))
    return tagged(request, body, "text/html", {"Cache-Control": "no-cache", "Vary": "Accept-Language"})

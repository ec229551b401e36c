"""The page's own words: every one that a script says is there, in every language, and the page is served with them."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from browser import chat, visitor
from fakes.engine import FakeEngine
from goldens import ROOT

from bot.chats.web.page import page, words
from bot.replies.catalogs import facts_of, languages, messages

STATIC = ROOT / "bot/chats/web/static"
SCRIPTS = "\n".join(file.read_text(encoding="utf-8") for file in sorted(STATIC.glob("*.js")))


BUTTONS = ("redo", "retry", "cancel", "edit", "edit-mash", "watch", "nine", "save", "again", "withdraw")
"""Their labels are chosen by what they do."""


def test_every_word_that_a_script_says_is_there() -> None:
    """And no word is there for nothing."""
    said = set(re.findall(r'(?:say|inParts)\("([a-z-]+)"', SCRIPTS))
    said |= set(re.findall(r"\$\{([a-z-]+)\}", (STATIC / "index.html").read_text(encoding="utf-8")))
    known = {name.removeprefix("web-") for name in messages("en") if name.startswith("web-")}
    assert said - known - {"language", "words", "critical", "modules"} == set()
    server = "\n".join(file.read_text(encoding="utf-8") for file in (ROOT / "bot/chats/web").glob("*.py"))
    unsaid = {name for name in known - said if f'"web-{name}"' not in server}
    made = {f"topic-{channel}" for channel in ("general", "memes", "moderators")} | {"on", "off"}
    made |= {f"tab-{tab}" for tab in ("settings", "line", "people", "words", "report", "audit")}
    made |= {"hint-commands", "hint-recall", "hint-line", *("press-" + key for key in BUTTONS)}
    assert unsaid == made


@pytest.mark.parametrize("code", languages())
def test_the_page_can_fill_in_its_facts(code: str) -> None:
    """A fact stands in a word as {name}, once or more; a script that fills it in sees no other braces."""
    for name, text in words(code).items():
        whole = f"web-{name}" if f"web-{name}" in messages("en") else name
        assert set(re.findall(r"\{(\w+)\}", text)) == facts_of(whole)
        assert not re.search(r"[{}]", re.sub(r"\{\w+\}", "", text))


@pytest.mark.parametrize("code", languages())
def test_the_page_is_in_its_readers_language(code: str) -> None:
    """It says which one it is, and holds its words where no browser takes them for a script or for markup."""
    text = page(code, code).decode()
    assert f'<html lang="{code}">' in text
    assert "${" not in text
    (data,) = re.findall(r'<script id="words" type="application/json">([^<]*)</script>', text)
    assert json.loads(data) == {"locale": code, "words": dict(words(code))}

    class Texts(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, Any]]) -> None:
            found.extend(value for key, value in attrs if key in ("placeholder", "aria-label"))

    found: list[str] = []
    Texts().feed(text)
    assert words(code)["show-channels"] in found


async def test_a_browser_gets_its_language_and_asks_no_second_time(tmp_path: Path) -> None:
    """With its own region for dates; one that asks again hears that nothing has changed."""
    async with chat(tmp_path, FakeEngine()) as here, visitor(here) as ann:

        async def asked(wanted: str, **headers: str) -> tuple[int, str, str]:
            headers["Accept-Language"] = wanted
            async with ann.session.get(here.address, headers=headers) as answer:
                assert answer.headers["Vary"] == "Accept-Language"
                return answer.status, answer.headers["ETag"], await answer.text()

        status, tag, german = await asked("de-CH,de;q=0.9,en;q=0.8")
        assert status == 200
        assert '<html lang="de">' in german
        assert '"locale": "de-CH"' in german
        assert (await asked("de-CH", **{"If-None-Match": tag}))[0] == 304
        assert (await asked("ja", **{"If-None-Match": tag}))[0] == 200
        assert '<html lang="en">' in (await asked("pt-BR"))[2]
        nothing = {"text": " ", "channel": "general", "delivery": "1"}
        refused, why = await ann.post("/api/say", nothing, **{"Accept-Language": "de"})
        assert (refused, why) == (400, "Schreib zuerst etwas.")

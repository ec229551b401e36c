"""What a stranger may send, changed at random: an answer in words each time, never a traceback, a 5xx or a second.

The short run is part of every `make test`; the long one, of many thousand inputs, is slow.
"""

from __future__ import annotations

import json
import resource
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import aiohttp
import pytest
from browser import chat, visitor
from browser import drawn as drawn_grid
from fakes.engine import FakeEngine
from fakes.slack.acme import acme_at
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from mutations import CHANGES, EDITS, SIGNS, drawn, edited, mutated
from scene import ANN, MAY, NAMED
from structlog.testing import capture_logs

from bot.chats.web import server
from bot.errors import Refused
from bot.handlers.command_list import COMMANDS
from bot.input.buttons import pressed
from bot.input.parser import parse
from bot.operator import config, environment
from bot.operator.config import ConfigError

MAX_SECONDS = 1.0
"""Of CPU: a busy machine is no failure."""
MAX_BYTES = 200e6
SHORT, LONG = 120, 20_000
LENGTHS = pytest.mark.parametrize("count", [SHORT, pytest.param(LONG, marks=pytest.mark.slow)])


@contextmanager
def cheap() -> Iterator[None]:
    """Less than a second of this process, and less than 200 MB more."""
    memory, start = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
    yield
    assert time.process_time() - start < MAX_SECONDS
    assert (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - memory) * 1024 < MAX_BYTES


def tried(strategy: st.SearchStrategy[Any], count: int, check: Callable[[Any], None]) -> None:
    @settings(max_examples=count, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(strategy)
    def one(value: Any) -> None:
        with cheap():
            check(value)

    one()


LINES = [
    "/imagine a cat in a rocket --seed 5 --no dogs --spoiler", "/caption k7f3q-5 top words --bottom below --style bar",
    "/vary k7f3q-5 half", "/edit k7f3q other words", "/again k7f3q-5", "/cancel k7f3q", "/settings reset 06:00",
    "/block add rude: darn heck", "/grant @ann 3", "/timeout @ann 90", "/channel off #memes", "/report 7",
    "/role 123 5 2", "/privacy delete", "/help imagine", "/audit 2", "/undo",
]  # fmt: skip
PRESSES = [
    "pick:k7f3q:5", "post:k7f3q:5", "caption:k7f3q:5:b2c3d", "post-caption:k7f3q:5:b2c3d", "vary:k7f3q:5:most",
    "enlarge:k7f3q:5:512", "edit:k7f3q", "cancelall:%3C%40%3A%25%C3%A9%3E", "audit:12", "help:cancel-all", "undo:12",
    "relaxed:Ab-_12345678", "export:2", "save-rehearsed:Ab-_12345678", "cancel-rehearsed:Ab-_12345678",
]  # fmt: skip


@LENGTHS
def test_a_typed_line_is_a_command_or_a_refusal(count: int) -> None:
    def check(case: tuple[str, list[Any]]) -> None:
        with suppress(Refused):
            parse(COMMANDS, MAY, edited(*case), users=NAMED, channels=NAMED)

    tried(st.tuples(st.sampled_from(LINES), EDITS), 3 * count, check)


@LENGTHS
def test_a_forged_button_is_a_command_or_a_refusal(count: int) -> None:
    def check(case: tuple[str, list[Any]]) -> None:
        with suppress(Refused):
            pressed(COMMANDS, ANN, edited(*case))

    tried(st.tuples(st.sampled_from(PRESSES), EDITS), 3 * count, check)


@LENGTHS
def test_a_config_file_is_read_or_refused_in_a_sentence(count: int, tmp_path: Path) -> None:
    text, path = (Path(__file__).parents[2] / "config.toml").read_text(encoding="utf-8"), tmp_path / "config.toml"

    def check(edits: list[Any]) -> None:
        path.write_bytes(edited(text, edits).encode("utf-8", "surrogatepass"))
        with suppress(ConfigError):
            config.read(path)

    tried(EDITS, count, check)


@LENGTHS
def test_an_environment_is_read_or_refused_in_a_sentence(count: int) -> None:
    known = [f"NONET_{name.upper()}" for name in environment.Secrets.model_fields]

    def check(case: tuple[str, list[Any], str]) -> None:
        name, edits, value = case
        with suppress(ConfigError):
            environment.read({edited(name, edits): value, name: value})

    tried(st.tuples(st.sampled_from(known), EDITS, SIGNS), count, check)


BODIES: list[tuple[str, Any]] = [
    ("/api/hello", {}),
    ("/api/say", {"channel": "general", "text": "/imagine a fox --seed 5", "delivery": "d1"}),
    ("/api/press", {"channel": "general", "press": "caption:k7f3q:5", "label": "Caption", "delivery": "d2",
                    "filled": {"top": "a", "bottom": "", "style": "bar", "alt": ""}}),
    ("/api/dismiss", {"message": "m1"}),
    ("/api/name", {"name": "Ann"}),
    ("/api/channels", {"name": "memes"}),
    ("/api/moderation", {"do": "settings", "changes": {"reset": "06:00", "member-per-day": "5"}}),
    ("/api/moderation", {"do": "role", "user": "u1", "on": True}),
    ("/api/moderation", {"do": "grant", "member": "u1", "grids": 3}),
]  # fmt: skip
PATHS = ["/", "/api/messages?channel=general&before=5", "/pictures/k7f3q-5.png", "/pictures/k7f3q-5-b2c3d.png",
         "/files/0123456789abcdef/1.webp", "/static/app.js", "/api/moderation/people", "/api/moderation/audit?page=2",
         "/api/live"]  # fmt: skip
HEADERS = {"Cookie": "nonet-1=abc", "Accept-Language": "de-AT,de;q=0.9", "Content-Type": "application/json",
           "If-None-Match": '"abc"', "Range": "bytes=0-5"}  # fmt: skip
REQUESTS = st.one_of(
    st.tuples(st.just("POST"), st.sampled_from(BODIES), CHANGES, EDITS, st.booleans()),
    st.tuples(st.just("GET"), st.sampled_from(PATHS), st.sampled_from(sorted(HEADERS)), EDITS, st.booleans()),
)


@LENGTHS
async def test_the_page_answers_anything_in_words(count: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Bodies, paths and headers; a refusal is a sentence, and nothing is logged with a traceback."""
    monkeypatch.setattr(server, "AT_ONCE", 10**9)
    async with chat(tmp_path, FakeEngine()) as here, visitor(here) as ann:
        await drawn_grid(ann)
        statuses: dict[int, int] = {}
        with capture_logs() as logs:
            for kind, seed, change, edits, whole in drawn(REQUESTS, count):
                try:
                    with cheap():
                        status = await _sent(here.address, ann, kind, seed, change, edits, whole)
                except (ValueError, aiohttp.ClientError):  # what no client would send
                    continue
                statuses[status] = statuses.get(status, 0) + 1
                assert status < 500 or status == 503, (kind, seed, change, edits)
        assert [line for line in logs if line.get("exc_info")] == []
        assert len(statuses) > 2, statuses
        assert (await drawn_grid(ann))["picture"]  # it is as well as before


async def _sent(address: str, ann: Any, kind: str, seed: Any, change: Any, edits: Any, whole: bool) -> int:
    headers = dict(ann.origin)
    if kind == "POST":
        path, body = seed
        data = json.dumps(mutated(body, change) if whole else body).encode()
        if not whole:
            data = edited(data.decode(), edits).encode("utf-8", "surrogatepass")
        headers["Content-Type"] = "application/json"
        async with ann.session.post(address + path[1:], data=data, headers=headers) as answer:
            await answer.read()
            return int(answer.status)
    path = seed
    if whole:
        headers[change] = edited(HEADERS[change], edits)
    else:
        path = "/" + edited(path[1:], edits)
    async with ann.session.get(address + path[1:], headers=headers, allow_redirects=False) as answer:
        await answer.read()
        return int(answer.status)


@LENGTHS
async def test_slack_s_door_answers_anything(count: int, tmp_path: Path) -> None:
    """Whatever is not signed is 401. What people write, press or forge in a signed request is never a 5xx; and the next
    request is answered as ever."""
    async with acme_at(tmp_path, "http") as acme:
        team, general = acme.team.id, acme.general.id

        def payload(**more: Any) -> bytes:
            who = {"user": {"id": acme.ann.id, "name": "ann", "team_id": team}, "team": {"id": team}}
            return urlencode({"payload": json.dumps(who | {"trigger_id": "t1"} | more)}).encode()

        def made(kind: str, text: str) -> bytes:
            match kind:
                case "press":
                    action = {"action_id": text[:200], "value": text, "type": "button"}
                    return payload(
                        type="block_actions", channel={"id": general, "name": "general"}, actions=[action],
                        container={"message_ts": "1.2"},
                    )  # fmt: skip
                case "form":
                    state = {"values": {"prompt": {"prompt": {"value": text}}}}
                    view = {
                        "id": "V1",
                        "type": "modal",
                        "callback_id": "imagine",
                        "private_metadata": text,
                        "state": state,
                    }
                    return payload(type="view_submission", view=view)
                case "shortcut":
                    said = {"text": text, "ts": "1.2"}
                    return payload(
                        type="message_action", callback_id="imagine_this", message=said, channel={"id": general}
                    )
            command = {
                "team_id": team, "channel_id": general, "user_id": acme.ann.id, "command": "/imagine", "text": text,
                "trigger_id": "t3", "response_url": "",
            }  # fmt: skip
            return urlencode(command, errors="replace").encode()

        seeds = st.sampled_from([*LINES, *PRESSES, "a corgi", f"<@{acme.ann.id}> & <#{general}|general>"])
        cases = st.tuples(st.sampled_from(["press", "form", "shortcut", "command"]), seeds, EDITS, st.booleans())
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        for kind, seed, edits, signed in drawn(cases, count):
            body = made(kind, edited(seed, edits))
            with cheap():
                status, _ = await acme.slack.doors.send(body, form, signature=None if signed else "v0=" + "0" * 64)
            assert status == (200 if signed else 401), (kind, seed, edits)
        acme.slack.violations.clear()  # what was good enough was answered at places that are none
        await acme.ann.command("/imagine", "a corgi", acme.general)
        await acme.drawn(acme.general)
        acme.slack.violations.clear()

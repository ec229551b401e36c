"""What the page sends: every field is checked, and what is wrong is answered in a sentence."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from browser import Chat, Visitor, chat, drawn, visitor
from fakes.engine import FakeEngine

from bot.chats.web import server
from bot.handlers.command_list import COMMANDS
from bot.policy.quota import days
from inference.api import Codes, EngineBusy, EngineClosed, Pictures

SAY = {"channel": "general", "text": "hi", "delivery": "1"}
PRESS = {"channel": "general", "press": "quota", "label": "Quota", "delivery": "2"}
FORMS: dict[str, dict[str, object]] = {
    "change": {"changes": {"member-per-day": "5"}},
    "timeout": {"user": "nobody", "minutes": 5},
    "grant": {"user": "nobody", "grids": 2},
    "why": {"user": "nobody", "channel": "general"},
    "cancel": {"job": "k7f3q"},
    "cancel-all": {"user": "nobody"},
    "block-add": {"name": "rude", "words": "oaf"},
    "block-remove": {"name": "rude"},
    "block-test": {"words": "oaf"},
    "channel": {"channel": "memes", "on": True},
    "report": {"days": 7},
    "undo": {},
    "save-rehearsed": {"rehearsal": "Ab-_12345678"},
    "cancel-rehearsed": {"rehearsal": "Ab-_12345678"},
    "moderator": {"user": "nobody", "on": True},
    "remove": {"user": "nobody"},
}
"""What the moderators' pages send, by `do`."""
BODIES = [
    ("say", SAY), ("press", PRESS), ("dismiss", {"message": "m1"}), ("name", {"name": "Ann"}),
    ("channels", {"name": "cats"}), *(("moderation", {"do": do} | form) for do, form in FORMS.items()),
]  # fmt: skip
OPTIONAL = {"label", "words", "name", "channel", "job", "days", "changes"}
"""Fields that one form or another can do without."""
NESTED: Any = json.loads("[" * 400 + "]" * 400)


async def sent(one: Visitor, path: str, body: bytes, **headers: str) -> tuple[int, str]:
    there = one.chat.address + f"api/{path}"
    async with one.session.post(there, data=body, headers=one.origin | headers) as answer:
        return answer.status, await answer.text()


async def test_every_field_of_every_request_is_checked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another kind of value, none, too much of it, deep nesting, NaN, half a character: 400, and which field it is."""
    monkeypatch.setattr(server, "AT_ONCE", 10_000)
    async with chat(tmp_path, FakeEngine()) as here, visitor(here) as ann:
        for path, good in BODIES:
            status, said = await sent(ann, path, json.dumps(good | {"more": 1}).encode())
            assert (status, said) == (400, "The request has an unknown field “more”. Reload the page."), (path, good)
            for field, value in good.items():
                wrongs = [5.5, [], NESTED, "\ud800", float("nan"), "x" * 20_000]
                wrongs += ["x", "7"] if isinstance(value, bool | int) else [5, True]
                wrongs += [-1, 10**9, 10**400] if isinstance(value, int) and not isinstance(value, bool) else []
                wrongs += [{"a": 5}, {"a": "x" * 9000}, {"x" * 200: "a"}] if isinstance(value, dict) else [{}]
                for wrong in wrongs:
                    status, said = await sent(ann, path, json.dumps(good | {field: wrong}).encode())
                    assert status == 400, (path, field, str(wrong)[:40], said)
                    assert field in said or "JSON" in said, (path, field, str(wrong)[:40], said)
                if field not in OPTIONAL:
                    status, said = await sent(
                        ann, path, json.dumps({key: good[key] for key in good if key != field}).encode()
                    )
                    assert (status, said) == (400, f"The request lacks “{field}”. Reload the page."), path
        assert await ann.history() == []
        log = (await ann.get("/api/moderation/audit"))[1]["entries"]
        assert log == []


def test_every_form_of_the_moderators_is_a_command() -> None:
    """By the name that /help calls it."""
    keys = {spec.key for spec in COMMANDS}
    assert set(FORMS) - keys == {"moderator", "remove"}


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[]", b"null", b"5", b"\xff\xfe", b"[" * 30_000, b'{"a":' * 10_000, b"NaN", '{"text":"ü'.encode()],
)
async def test_what_is_no_json_object_is_refused(tmp_path: Path, body: bytes) -> None:
    """However deep it is nested, and whatever charset it claims."""
    async with chat(tmp_path, FakeEngine()) as here, visitor(here) as ann:
        for kind in ("application/json", "application/json; charset=klingon", "text/plain; charset=utf-16"):
            status, said = await sent(ann, "say", body, **{"Content-Type": kind})
            assert status == 400, (body[:20], kind, said)
            assert said.endswith("Reload the page.")


@pytest.mark.parametrize("cookie", [b"\xff\xfe.\xc3", b"a.\xe9", "é.é".encode(), b"=;=\xff", b'"\\377.x"'])
async def test_a_cookie_of_any_bytes_is_nobodys(tmp_path: Path, cookie: bytes) -> None:
    """Also of bytes that are no letters."""
    async with chat(tmp_path, FakeEngine()) as here:
        host = here.address.removeprefix("http://").rstrip("/")
        reader, writer = await asyncio.open_connection(*host.split(":"))
        name = f"nonet-{host.partition(':')[2]}="
        lines = [b"GET /api/messages?channel=general HTTP/1.1", b"Host: " + host.encode(), b"Connection: close"]
        writer.write(b"\r\n".join([*lines, b"Cookie: " + name.encode() + cookie, b"", b""]))
        status = await reader.readline()
        writer.close()
        assert status.split()[1] in (b"401", b"400")


async def test_an_error_of_ours_is_a_sentence_with_a_reference(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with chat(tmp_path, FakeEngine()) as here, visitor(here) as ann:

        async def broken(*_: object, **__: object) -> None:
            raise RuntimeError("nobody foresaw this")

        monkeypatch.setattr(here.store.web_messages, "page", broken)
        status, said = await ann.get("/api/messages?channel=general")
        assert status == 500
        assert "Reference: " in said


# --- rights are those of the moment when all of the request is here ---------------------------------------------------


async def slowly(one: Visitor, path: str, body: dict[str, Any], meanwhile: Any) -> tuple[int, str]:
    """Sends half of a body, and the rest after `meanwhile`."""
    raw = json.dumps(body).encode()

    async def parts() -> AsyncIterator[bytes]:
        yield raw[:5]
        await asyncio.sleep(0.1)  # so that the server has begun with the request
        await meanwhile()
        yield raw[5:]

    there = one.chat.address + f"api/{path}"
    async with one.session.post(there, data=parts(), headers=one.origin) as answer:
        return answer.status, await answer.text()


async def test_who_loses_a_right_while_sending_has_lost_it(tmp_path: Path) -> None:
    """A moderator who is one no more changes nothing; who was removed says nothing; a time-out holds."""
    async with chat(tmp_path, FakeEngine()) as here, visitor(here) as ann, visitor(here) as bob, visitor(here) as eve:

        async def do(what: str, **values: Any) -> None:
            status, said = await ann.post("/api/moderation", {"do": what, **values})
            assert status == 200, said

        async def demoted() -> None:
            await do("moderator", user=bob.me["id"], on=False)

        async def timed_out() -> None:
            await do("timeout", user=bob.me["id"], minutes=30)

        async def removed() -> None:
            await do("remove", user=eve.me["id"])

        await do("moderator", user=bob.me["id"], on=True)
        change = {"do": "change", "changes": {"member-per-day": "1"}}
        status, said = await slowly(bob, "moderation", change, demoted)
        assert status == 403, said
        status, said = await slowly(bob, "say", SAY | {"channel": "moderators"}, demoted)
        assert status == 404, said
        status, said = await slowly(bob, "say", SAY | {"text": "/imagine a cat"}, timed_out)
        assert status == 200
        note = await bob.until(json.loads(said)["id"])
        assert note["private"]
        assert "time" in note["text"]
        status, said = await slowly(eve, "say", SAY | {"text": "still here"}, removed)
        assert status == 401, said
        assert await ann.history() == []


# --- answers stand in the order of the requests -----------------------------------------------------------------------


async def test_a_slow_answer_stands_where_it_was_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not below what was said while it was made; after a reload, too."""
    async with chat(tmp_path, FakeEngine()) as here, visitor(here) as ann:
        go_on = asyncio.Event()
        explain = here.bot.context.store.used

        async def slow(*args: Any) -> Any:
            await go_on.wait()
            return await explain(*args)

        monkeypatch.setattr(here.bot.context.store, "used", slow)
        reserve = here.bot.context.store.reserve

        async def slow_reserve(*args: Any) -> Any:
            await go_on.wait()
            return await reserve(*args)

        monkeypatch.setattr(here.bot.context.store, "reserve", slow_reserve)
        grid = await ann.say("/imagine a cat")
        note = await ann.say("/quota")
        hello = await ann.say("hello")
        go_on.set()
        await ann.until(grid, "drawn")
        await ann.until(note)
        assert [one["id"] for one in await ann.history()] == [grid, note, hello]
        assert ann.heard[grid]["at"] < ann.heard[note]["at"] < ann.heard[hello]["at"]


# --- looking at a picture ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("error", "wait"), [(EngineClosed("stopping"), "2"), (EngineBusy("full", retry_after=7.0), "7")]
)
async def test_a_picture_that_cannot_be_drawn_now_is_asked_for_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception, wait: str
) -> None:
    """While the bot stops or is busy it is not gone; and looking at a picture is no request that is refused."""
    async with chat(tmp_path, FakeEngine()) as here, visitor(here) as ann:
        grid = await drawn(ann)
        with monkeypatch.context() as stopping:

            async def render(codes: Codes) -> Pictures:
                raise error

            stopping.setattr(here.bot.context.engine, "render", render)
            here.bot.context.tiles.clear()
            for name in (f"{grid['job']}-3", f"{grid['job']}-4"):
                async with ann.session.get(here.address + f"pictures/{name}.png") as answer:
                    assert (answer.status, answer.headers["Retry-After"]) == (503, wait)
        for name in (f"{grid['job']}-3", "zzzzz", f"{grid['job']}-0"):
            expected = 200 if name.endswith("-3") else 404
            assert (await ann.get(f"/pictures/{name}.png"))[0] == expected
        assert await refusals(here) == {}


async def refusals(here: Chat) -> dict[str, int]:
    await here.bot._refusals.counted()
    found = await here.store.statistics.report("web:local", days("00:00", "UTC", here.bot.context.clock(), 1))
    return dict(found.total.refusals)

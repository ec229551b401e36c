"""The web chat's server: who may ask, how much and how fast."""

from __future__ import annotations

from pathlib import Path

import aiohttp
import pytest
from aiohttp import WSMsgType, web
from browser import chat, visitor
from fakes.engine import FakeEngine

from bot.chats.web import WebError, serve
from bot.chats.web.server import MAX_WINDOWS
from bot.chats.web.websocket import MAX_WAITING, Window
from bot.operator.config import Config

# --- who may ask at all -----------------------------------------------------------------------------------------------


async def test_only_this_machines_own_names_are_answered(tmp_path: Path) -> None:
    """A foreign name that points here gets nothing, whatever it asks for; localhost, 127.0.0.1 and [::1] are ours."""
    async with chat(tmp_path, FakeEngine()) as here, visitor(here) as ann:
        port = here.address.rstrip("/").rpartition(":")[2]
        for path in ("/", "/api/messages?channel=general", "/api/live", "/static/app.js", "/pictures/abcd2.png"):
            for host in ("evil.example", f"evil.example:{port}", "127.0.0.1", f"127.0.0.1:{int(port) % 65535 + 1}", ""):
                status, _ = await ann.get(path, headers={"Host": host})
                assert status == 421, (path, host)
        for host in (f"localhost:{port}", f"127.0.0.1:{port}", f"[::1]:{port}", f"LOCALHOST:{port}"):
            status, _ = await ann.get("/api/messages?channel=general", headers={"Host": host})
            assert status == 200, host


async def test_one_page_has_one_address(tmp_path: Path) -> None:
    """A browser keeps cookies of localhost and 127.0.0.1 apart, so that the page sends everybody to one of them."""
    async with chat(tmp_path, FakeEngine()) as here, visitor(here) as ann:
        port = here.address.rstrip("/").rpartition(":")[2]
        async with ann.session.get(
            here.address, headers={"Host": f"localhost:{port}"}, allow_redirects=False
        ) as answer:
            assert (answer.status, answer.headers["Location"]) == (307, here.address)


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "https://127.0.0.1", "", "http://127.0.0.1:1"])
async def test_what_another_site_asks_is_refused(tmp_path: Path, origin: str) -> None:
    """Only Nonet's own page may post or listen; a foreign Origin, or none, may not."""
    async with chat(tmp_path, FakeEngine()) as here, visitor(here) as ann:
        for path in ("/api/hello", "/api/say", "/api/press", "/api/name", "/api/channels", "/api/moderation"):
            status, _ = await ann.post(path, {}, Origin=origin)
            assert status == 403, path
        with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
            await ann.session.ws_connect(here.address + "api/live", headers={"Origin": origin})
        assert refused.value.status == 403


async def test_every_answer_tells_the_browser_to_be_careful(tmp_path: Path) -> None:
    """No inline code, no foreign sources, no sniffing, no referrer: on pages, on answers, on refusals."""
    async with chat(tmp_path, FakeEngine()) as here, visitor(here) as ann:
        for path, headers in (("/", {}), ("/static/app.js", {}), ("/nothing", {}), ("/", {"Host": "evil.example"})):
            async with ann.session.get(here.address + path[1:], headers=headers) as answer:
                policy = answer.headers["Content-Security-Policy"]
                assert "default-src 'none'" in policy
                assert "unsafe" not in policy
                assert answer.headers["X-Content-Type-Options"] == "nosniff"
                assert answer.headers["Referrer-Policy"] == "no-referrer"
                assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"


async def test_a_cookie_is_given_to_our_own_page_alone(tmp_path: Path) -> None:
    """A link from elsewhere comes without the cookie; opening the page by it must not make a new person."""
    async with chat(tmp_path, FakeEngine()) as here, visitor(here) as ann:
        async with aiohttp.ClientSession() as stranger, stranger.get(here.address) as page:
            assert "Set-Cookie" not in page.headers
        async with ann.session.post(here.address + "api/hello", json={}, headers=ann.origin) as again:
            assert "Set-Cookie" not in again.headers
        hello = here.address + "api/hello"
        async with aiohttp.ClientSession() as other, other.post(hello, json={}, headers=ann.origin) as first:
            cookie = first.headers["Set-Cookie"]
        assert "HttpOnly" in cookie
        assert "SameSite=Strict" in cookie


async def test_nobody_becomes_somebody_else_by_writing_a_cookie(tmp_path: Path) -> None:
    """The id in a cookie is signed; a changed id, a changed signature and none at all are nobody."""
    async with chat(tmp_path, FakeEngine()) as here, visitor(here) as ann, visitor(here) as bob:
        (mine,), (other,) = list(ann.session.cookie_jar), list(bob.session.cookie_jar)
        signature = other.value.partition(".")[2]
        for forged in (f"{ann.me['id']}.{signature}", ann.me["id"], f"{ann.me['id']}.", f"{mine.value}0", "é.é", "."):
            async with aiohttp.ClientSession() as eve:
                headers = {"Cookie": f"{mine.key}={forged}"}
                async with eve.get(here.address + "api/messages?channel=general", headers=headers) as answer:
                    assert answer.status == 401, forged


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.5", "::", "example.org", ""])
async def test_it_listens_on_this_machine_alone(tmp_path: Path, host: str) -> None:
    """A page without passwords is not for the network; the refusal names the line to mend."""
    config = Config.model_validate({"web": {"host": host, "port": 0}})
    with pytest.raises(WebError, match=r'\[web\] host should be "127.0.0.1"'):
        await serve(None, config, folder=tmp_path)  # type: ignore[arg-type]


async def test_a_port_that_is_taken_is_said(tmp_path: Path) -> None:
    async with chat(tmp_path, FakeEngine()) as here:
        port = int(here.address.rstrip("/").rpartition(":")[2])
        config = Config.model_validate({"web": {"port": port}})
        with pytest.raises(WebError, match=rf"running already\? 127.0.0.1:{port} is taken; choose another port"):
            await serve(here.bot, config, folder=tmp_path)


async def test_a_broken_file_of_people_is_said(tmp_path: Path) -> None:
    (tmp_path / "web.json").write_text('{"key": 5}')
    with pytest.raises(WebError, match=r"cannot be used .*; mend or remove it"):
        async with chat(tmp_path, FakeEngine()):
            pass


async def test_others_can_add_routes_of_their_own(tmp_path: Path) -> None:
    """Whoever starts the page may add /healthz and the like; they are behind the same guard."""

    async def healthz(request: web.Request) -> web.Response:
        return web.Response(text="ok")

    def extend(app: web.Application) -> None:
        app.router.add_get("/healthz", healthz)

    async with chat(tmp_path, FakeEngine(), extend=extend) as here, visitor(here) as ann:
        assert await ann.get("/healthz") == (200, "ok")
        assert (await ann.get("/healthz", headers={"Host": "evil.example"}))[0] == 421


# --- how much, how fast -----------------------------------------------------------------------------------------------


async def test_too_much_at_once_is_refused(tmp_path: Path) -> None:
    """Bodies have a size, texts have a length, and what is no JSON object is none."""
    async with chat(tmp_path, FakeEngine()) as here, visitor(here) as ann:
        assert (await ann.post("/api/say", {"text": "x" * 70_000}))[0] == 413
        assert (await ann.post("/api/say", {"channel": "general", "text": "x" * 12_000, "delivery": "1"}))[0] == 400
        assert (await ann.post("/api/say", {"channel": "general", "text": 5, "delivery": "2"}))[0] == 400
        assert (await ann.post("/api/say", {"channel": "general", "text": " \n ", "delivery": "3"}))[0] == 400
        assert (await ann.post("/api/say", ["general"]))[0] == 400
        async with ann.session.post(here.address + "api/say", data=b"{", headers=ann.origin) as answer:
            assert answer.status == 400
        assert await ann.history() == []


async def test_nonsense_in_an_address_is_answered_with_a_sentence(tmp_path: Path) -> None:
    """Numbers without end, and what is no number."""
    async with chat(tmp_path, FakeEngine()) as here, visitor(here) as ann:
        for value in ("x", "", "\0", "-1", "9" * 4000, "²", "../.."):
            for path in ("/api/messages?channel=general&before={}", "/api/moderation/audit?page={}", "/files/{}/x"):
                status, said = await ann.get(path.format(value))
                assert status in (400, 404, 414), (path, value)
                assert said


async def test_one_person_cannot_flood_the_rest(tmp_path: Path) -> None:
    """After a dozen messages at once a person is told when to go on; others do not notice."""
    async with chat(tmp_path, FakeEngine()) as here, visitor(here) as ann, visitor(here) as bob:
        bodies = [{"channel": "general", "text": f"{i}", "delivery": f"{i}"} for i in range(20)]
        answers = [await ann.post("/api/say", body) for body in bodies]
        statuses = [status for status, _ in answers]
        assert statuses[:12] == [200] * 12
        assert statuses[-1] == 429
        assert "nothing was lost" in answers[-1][1]
        await bob.say("hello")


@pytest.mark.parametrize("said", ["hello", "x" * 5000])
async def test_a_window_that_talks_back_is_closed(tmp_path: Path, said: str) -> None:
    """News go one way; whatever a window says there, and however long, ends it."""
    async with chat(tmp_path, FakeEngine()) as here, visitor(here) as ann:
        window = await ann.session.ws_connect(here.address + "api/live", headers=ann.origin)
        await window.receive()
        await window.send_str(said)
        closed = await window.receive(timeout=60)
        assert closed.type in (WSMsgType.CLOSE, WSMsgType.CLOSED, WSMsgType.ERROR)
        await window.close()


async def test_a_person_has_only_so_many_windows(tmp_path: Path) -> None:
    async with chat(tmp_path, FakeEngine()) as here, visitor(here) as ann:
        live = here.address + "api/live"
        windows = [await ann.session.ws_connect(live, headers=ann.origin) for _ in range(MAX_WINDOWS - 1)]
        with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
            await ann.session.ws_connect(live, headers=ann.origin)
        assert refused.value.status == 429
        for window in windows:
            await window.close()


def test_a_slow_window_misses_frames_and_never_the_newest() -> None:
    """Of one message only the latest frame waits; too many messages cut the window off, and it asks again."""
    window = Window("ann")
    for number in range(5):
        window.send("m1", {"number": number})
    assert list(window.waiting.values()) == [{"number": 4}]
    for number in range(MAX_WAITING - 1):
        window.send(f"other {number}", {})
    assert not window.lost
    window.send("m1", {"number": 6})
    assert not window.lost
    window.send("one more", {})
    assert window.lost
    assert len(window.waiting) == MAX_WAITING

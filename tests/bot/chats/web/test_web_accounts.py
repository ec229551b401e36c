"""The web chat's people and channels, and what a restart does not lose."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import secrets
import sqlite3
from collections.abc import Mapping
from http.cookies import SimpleCookie
from pathlib import Path

import pytest
from browser import chat, drawn, moved, served, visitor
from databases import sqlite_url
from fakes.engine import FakeEngine

from bot.bot import Bot
from bot.chats.web.accounts import Accounts
from bot.context import BotContext
from bot.policy.settings import Settings
from bot.store import Store, StoreError, WebMessage

MANY = Settings(member_per_day=100, member_unfinished=21)


# --- people and channels ----------------------------------------------------------------------------------------------


async def test_the_first_person_is_the_moderator(tmp_path: Path) -> None:
    """Whoever set Nonet up moderates; who comes later sees neither the moderators' channel nor their pages."""
    async with chat(tmp_path, FakeEngine()) as here, visitor(here) as ann, visitor(here) as bob:
        assert (ann.me["moderator"], bob.me["moderator"]) == (True, False)
        assert [channel["id"] for channel in ann.channels] == ["general", "memes", "moderators"]
        assert [channel["id"] for channel in bob.channels] == ["general", "memes"]
        for path in ("/api/moderation", "/api/moderation/people", "/api/moderation/audit"):
            assert (await ann.get(path))[0] == 200
            assert (await bob.get(path))[0] == 403
        for what in ("change", "undo", "moderator", "remove", "report", "cancel-all"):
            assert (await bob.post("/api/moderation", {"do": what, "changes": {}, "user": bob.me["id"]}))[0] == 403
        assert (await bob.get("/api/messages?channel=moderators"))[0] == 404
        assert (await bob.post("/api/say", {"channel": "moderators", "text": "hi", "delivery": "1"}))[0] == 404
        await ann.say("we could allow more", "moderators")
        await ann.say("hello", "general")
        await bob.when(lambda: bob.heard)
        assert [message["text"] for message in bob.heard.values()] == ["hello"]


async def test_a_moderator_makes_moderators_but_somebody_stays_one(tmp_path: Path) -> None:
    async with chat(tmp_path, FakeEngine()) as here, visitor(here) as ann, visitor(here) as bob:
        change = {"do": "moderator", "user": bob.me["id"], "on": True}
        assert (await ann.post("/api/moderation", change))[0] == 200
        await bob.when(lambda: bob.me["moderator"])
        assert (await bob.post("/api/moderation", change | {"user": ann.me["id"], "on": False}))[0] == 200
        status, why = await bob.post("/api/moderation", change | {"on": False})
        assert (status, why) == (409, "There must be a moderator. Make someone else a moderator first.")


async def test_people_choose_names_that_tell_them_apart(tmp_path: Path) -> None:
    """A name is one line that can be seen, and nobody else's; messages show the name of now."""
    async with chat(tmp_path, FakeEngine()) as here, visitor(here) as ann, visitor(here) as bob:
        await ann.say("hello")
        assert (await ann.post("/api/name", {"name": "  Ann\u202e \n of Cleves "}))[0] == 200
        assert (await ann.history())[0]["by"] == "Ann of Cleves"
        for taken in ("ann OF cleves", "Nonet", "\u200b ", ""):
            assert (await bob.post("/api/name", {"name": taken}))[0] == 409, taken


async def test_people_make_channels(tmp_path: Path) -> None:
    async with chat(tmp_path, FakeEngine()) as here, visitor(here) as ann, visitor(here) as bob:
        assert await bob.post("/api/channels", {"name": " Cats in Space! "}) == (200, {"id": "cats-in-space"})
        await ann.when(lambda: len(ann.channels) == 4)
        await ann.say("meow", "cats-in-space")
        for wrong in ("cats in space", "???", "", "general"):
            assert (await bob.post("/api/channels", {"name": wrong}))[0] in (409, 429), wrong


# --- restarts ---------------------------------------------------------------------------------------------------------


async def test_a_restart_loses_nothing_of_the_history(tmp_path: Path) -> None:
    """The same person with the same cookie, the same channels, the same messages, and yesterday's buttons work."""
    async with chat(tmp_path, FakeEngine(), settings=MANY) as here, visitor(here) as ann:
        await ann.post("/api/name", {"name": "Ann"})
        await ann.post("/api/channels", {"name": "cats"})
        await ann.say("hello")
        grid = await drawn(ann)
        before, cookies = await ann.history(), list(ann.session.cookie_jar)
    async with chat(tmp_path, FakeEngine(), settings=MANY) as here, visitor(here, moved(cookies, here)) as ann:
        assert (ann.me["name"], ann.me["moderator"]) == ("Ann", True)
        assert "cats" in [channel["id"] for channel in ann.channels]
        assert await ann.history() == before
        assert (await ann.until(await ann.press(f"pick:{grid['job']}:3")))["private"]


async def test_a_restarted_process_finishes_the_same_messages(tmp_path: Path) -> None:
    """One draws and one waits when the process ends; both are drawn by the next one, each in its own message, once."""
    held = FakeEngine(slots=1)
    held.hold()
    async with chat(tmp_path, held, settings=MANY) as here, visitor(here) as ann:
        first = await ann.say("/imagine a cat --seed 1")
        await ann.until(first, "drawing")
        second = await ann.say("/imagine a dog --seed 2")
        await ann.until(second, "waiting")
        cookies = list(ann.session.cookie_jar)
    engine = FakeEngine()
    async with chat(tmp_path, engine, settings=MANY) as here, visitor(here, moved(cookies, here)) as ann:
        for _ in range(500):
            history = await ann.history()
            if {message["state"] for message in history} == {"drawn"}:
                break
            await asyncio.sleep(0.02)
        assert [message["id"] for message in history] == [first, second]
        assert [message["said"] for message in history] == ["/imagine a cat --seed 1", "/imagine a dog --seed 2"]
        assert sorted(request.seed for request in engine.drawn) == [1, 2]


async def test_a_page_that_broke_shows_what_was_drawn_meanwhile(tmp_path: Path) -> None:
    """The bot goes on without it; the next page finds the grid that nobody had shown, and ends its message."""
    store, engine = await Store.open(sqlite_url(tmp_path), defaults=MANY), FakeEngine()
    bot = Bot(BotContext(store, engine))
    engine.hold()
    async with served(tmp_path, bot, store) as here, visitor(here) as ann:
        message = await ann.say("/imagine a cat --seed 1")
        await ann.until(message, "drawing")
        cookies = list(ann.session.cookie_jar)
    engine.release()
    async with asyncio.timeout(60):
        while not engine.drawn:
            await asyncio.sleep(0.02)
    async with served(tmp_path, bot, store) as here, visitor(here, moved(cookies, here)) as ann:
        async with asyncio.timeout(60):
            while [(one["id"], one["state"]) for one in await ann.history()] != [(message, "drawn")]:
                await asyncio.sleep(0.02)
    assert len(engine.drawn) == 1
    await bot.drain(0.1)
    await store.close()


async def test_a_stop_shows_what_was_drawn_last(tmp_path: Path) -> None:
    """The page ends when the pictures are there, and not before; what waits says that it goes on."""
    store, engine = await Store.open(sqlite_url(tmp_path), defaults=MANY), FakeEngine(0.1, slots=1)
    bot = Bot(BotContext(store, engine))
    engine.hold()
    async with served(tmp_path, bot, store) as here, visitor(here) as ann:
        drawing = await ann.say("/imagine a cat")
        await ann.until(drawing, "drawing")
        waiting = await ann.say("/imagine a dog")
        await ann.until(waiting, "waiting")
        stop = asyncio.create_task(bot.drain(5.0))
        await asyncio.sleep(0)
        engine.close()
        engine.release()
        await stop
    shown = {row.id: row.body for row in await store.web_messages.page("local", "general", "")}
    assert shown[drawing]["state"] == "drawn"
    assert "continues by itself" in shown[waiting]["text"]
    job = await store.job(str(shown[drawing]["job"]))
    assert job is not None
    assert job.state == "posted"
    await store.close()


async def test_a_conversation_that_broke_is_taken_up_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The store did not take the pictures' message; a moment later it does, and nobody was told of it."""
    async with chat(tmp_path, FakeEngine()) as here, visitor(here) as ann:
        update, tries = here.store.web_messages.update, []

        async def flaky(message: str, body: Mapping[str, object], *, job: str | None = None) -> WebMessage | None:
            if body["state"] == "drawn":
                tries.append(message)
                if len(tries) == 1:
                    raise StoreError("The database is restarting.")
            return await update(message, body, job=job)

        monkeypatch.setattr(here.store.web_messages, "update", flaky)
        message = await ann.say("/imagine a cat")
        await ann.until(message, "drawn")
        assert len(await ann.history()) == 1


async def test_who_is_forgotten_is_gone_from_every_window(tmp_path: Path) -> None:
    """After /privacy delete nobody finds what that person said or had drawn, and open windows read again."""
    async with chat(tmp_path, FakeEngine()) as here, visitor(here) as ann, visitor(here) as bob:
        await bob.post("/api/name", {"name": "Bob"})
        await bob.say("my name is Bob")
        grid = await drawn(bob)
        await ann.say("hello")
        await bob.until(await bob.say("/imagine my secret --seed x"))
        await bob.until(await bob.say("/privacy delete yes"))
        await ann.when(lambda: any(frame["event"] == "reload" for frame in ann.frames))
        assert [message["text"] for message in await ann.history()] == ["hello"]
        assert [message.get("said") for message in await bob.history()] == [None, "/privacy delete yes"]
        await bob.when(lambda: bob.me["name"] != "Bob")  # whose page knows their new name, too
        accounts = await here.store.web_people.all()
        assert accounts is not None
        assert "Bob" not in [person.name for person in accounts.people]
        assert (await ann.get(grid["picture"]["src"]))[0] == 404


async def test_history_comes_in_pages(tmp_path: Path) -> None:
    """Older messages come a page at a time, in order, without gaps."""
    async with chat(tmp_path, FakeEngine()) as here, visitor(here) as ann:
        store = here.store.web_messages
        for number in range(120):
            await store.add(_row(number))
        status, newest = await ann.get("/api/messages?channel=general")
        texts = [message["text"] for message in newest["messages"]]
        assert (status, newest["more"]) == (200, True)
        while newest["more"]:
            before = newest["messages"][0]["number"]
            _, newest = await ann.get(f"/api/messages?channel=general&before={before}")
            texts = [message["text"] for message in newest["messages"]] + texts
        assert texts == [str(number) for number in range(120)]
        assert (await ann.get("/api/messages?channel=general&before=x"))[0] == 400


def _row(number: int) -> WebMessage:
    return WebMessage(
        id=f"m{number}", community="local", channel="general", author="gone", author_name="Somebody",
        body={"kind": "said", "text": str(number)},
    )  # fmt: skip


# --- where people are kept --------------------------------------------------------------------------------------------


async def test_a_backup_of_the_database_has_the_page_s_people(tmp_path: Path) -> None:
    """Restored elsewhere, the moderator's cookie is theirs, authors have their names, and nobody new moderates."""
    old, new = tmp_path / "old", tmp_path / "new"
    old.mkdir()
    new.mkdir()
    async with chat(old, FakeEngine()) as here, visitor(here) as ann, visitor(here) as bob:
        await bob.post("/api/name", {"name": "Bob"})
        await bob.say("hello")
        cookies = list(ann.session.cookie_jar)
        source, copy = sqlite3.connect(old / "nonet.db"), sqlite3.connect(new / "nonet.db")
        source.backup(copy)
        source.close()
        copy.close()
    async with (
        chat(new, FakeEngine()) as here,
        visitor(here) as eve,
        visitor(here, moved(cookies, here)) as ann,
    ):
        assert (ann.me["moderator"], eve.me["moderator"]) == (True, False)
        assert [one["by"] for one in await eve.history()] == ["Bob"]


async def test_the_file_of_an_earlier_release_is_taken_over_once(tmp_path: Path) -> None:
    """The cookies that it signed are valid, its channels are there, and it is kept under another name."""
    key, ann_id = secrets.token_hex(32), "0123456789abcdef"
    people = [
        {"id": ann_id, "name": "Ann", "moderator": True},
        {"id": "fedcba9876543210", "name": "Amber Otter 12", "moderator": False},
        {"id": "1111111111111111", "name": "Amber Otter", "moderator": False},
    ]
    channels = [{"id": name, "topic": "", "moderators": False} for name in ("general", "cats")]
    file = tmp_path / "web.json"
    file.write_text(json.dumps({"key": key, "people": people, "channels": channels}))
    store = await Store.open(sqlite_url(tmp_path), owner="test")
    said = {"id": "m1", "community": "local", "channel": "general", "author": "1111111111111111", "author_name": "A"}
    await store.web_messages.add(WebMessage(**said, body={"kind": "said", "text": "hello"}))
    await store.close()
    signature = hmac.new(bytes.fromhex(key), b"nonet web person:" + ann_id.encode(), hashlib.sha256).hexdigest()
    cookie: SimpleCookie = SimpleCookie({"nonet": f"{ann_id}.{signature}"})
    for _ in range(2):
        async with chat(tmp_path, FakeEngine()) as here, visitor(here, moved([*cookie.values()], here)) as ann:
            assert (ann.me["name"], ann.me["moderator"]) == ("Ann", True)
            assert [channel["id"] for channel in ann.channels] == ["general", "cats"]
            kept = await here.store.web_people.all()
            assert kept is not None
            assert [(person.id, person.active) for person in kept.people] == [
                (ann_id, True), ("fedcba9876543210", False), ("1111111111111111", True),
            ]  # fmt: skip
        assert not file.exists()
        assert json.loads((tmp_path / "web.json.backup").read_text())["key"] == key


async def test_who_only_looked_is_forgotten_after_a_week(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """But nobody who chose a name, wrote or drew something, moderates, or has the page open."""
    store = await Store.open(sqlite_url(tmp_path), owner="test")
    accounts = await Accounts.open(store.web_people, tmp_path)
    now = [1_000_000.0]
    accounts.clock = lambda: now[0]
    mod, idle, here, back, named, wrote = [await accounts.welcome() for _ in range(6)]
    await accounts.rename(named, "Ann")
    await accounts.seen(wrote, active=True)
    now[0] += 5 * 86400
    await accounts.seen(back)
    now[0] += 3 * 86400
    await accounts.expire([here.id])
    left = {mod.id, here.id, back.id, named.id, wrote.id}
    kept = await store.web_people.all()
    assert kept is not None
    assert {person.id for person in kept.people} == accounts.people.keys() == left
    assert idle.id not in left
    await store.close()


async def test_a_moderator_removes_a_person(tmp_path: Path) -> None:
    """Their requests are refunded, their windows and cookie are nobody's, and what they wrote stays; it is logged."""
    engine = FakeEngine()
    async with chat(tmp_path, engine, settings=MANY) as here, visitor(here) as ann, visitor(here) as bob:
        await bob.say("hello")
        engine.hold()
        job = await bob.until(await bob.say("/imagine a cat"), "drawing")
        name = bob.me["name"]
        assert (await bob.post("/api/moderation", {"do": "remove", "user": ann.me["id"]}))[0] == 403
        said = await ann.post("/api/moderation", {"do": "remove", "user": ann.me["id"]})
        assert said == (409, "You cannot remove yourself. Ask another moderator.")
        status, reply = await ann.post("/api/moderation", {"do": "remove", "user": bob.me["id"]})
        assert (status, reply["text"]) == (200, f"{name} was removed.")
        assert (await ann.post("/api/moderation", {"do": "remove", "user": bob.me["id"]}))[0] == 404
        await ann.until(job["id"], "ended")
        assert (await bob.get("/api/messages?channel=general"))[0] == 401
        assert bob.listening
        await asyncio.wait_for(bob.listening, 10)
        assert (await ann.history())[0]["by"] == ""
        (entry, *_) = (await ann.get("/api/moderation/audit"))[1]["entries"]
        assert entry["changes"] == [[name, "", "removed"]]
        line = await ann.until(await ann.say("/audit"), "note")
        assert f"removed person: {name}: removed" in line["text"]

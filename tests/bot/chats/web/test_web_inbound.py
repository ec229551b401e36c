"""Asking for pictures on the web chat: one message that changes, private answers, forged buttons, old pictures."""

from __future__ import annotations

import io
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from browser import chat, drawn, moved, visitor
from fakes.engine import FakeEngine
from PIL import Image

from bot.chats.web import server
from bot.policy.settings import Settings
from bot.reply import Reply

MANY = Settings(member_per_day=100, member_unfinished=21)


# --- asking for pictures ----------------------------------------------------------------------------------------------


async def test_one_message_changes_from_waiting_to_nine_pictures(tmp_path: Path) -> None:
    """In line, drawing with previews, drawn: the same message; everybody in the channel hears the same."""
    engine = FakeEngine(seconds=0.4)
    engine.hold()
    async with chat(tmp_path, engine) as here, visitor(here) as ann, visitor(here) as bob:
        message = await ann.say("/imagine a cat in a rocket")
        await ann.until(message, "drawing")
        engine.release()
        await ann.when(lambda: ann.heard[message]["picture"])
        preview = ann.heard[message]["picture"]["src"]
        assert (await bob.get(preview))[0] == 200
        last = await ann.until(message, "drawn")
        seen = await bob.until(message, "drawn")
        assert seen == last | {"mine": False, "buttons": last["buttons"][:5], "report": f"report-picture:{last['job']}"}
        assert last["tiles"] == 9
        assert last["asked_by"] == ann.me["name"]
        assert last["picture"]["src"] == f"/pictures/{last['job']}.png"
        assert "a cat in a rocket" in last["picture"]["alt"]
        assert [button["label"] for button in last["buttons"]] == [
            "Redo",
            "All nine",
            "Edit",
            "Animation",
            "Save all",
            "Delete",
        ]
        assert [one["id"] for one in await bob.history()] == [message]
        states = [frame["message"]["state"] for frame in bob.frames if frame["event"] == "message"]
        assert states == sorted(states, key=["waiting", "drawing", "drawn"].index)
        job = await here.store.job(last["job"])
        assert job
        assert job.state == "posted"
        assert json.loads(job.address) == {"channel": "general", "message": message}


async def test_the_same_ask_sent_twice_is_one_job(tmp_path: Path) -> None:
    """A page that heard no answer asks again with the same delivery; somebody else's delivery is theirs alone."""
    async with chat(tmp_path, FakeEngine(seconds=0.1)) as here, visitor(here) as ann, visitor(here) as bob:
        first = await ann.say("/imagine a cat", delivery="same")
        again = await ann.say("/imagine a cat", delivery="same")
        await ann.until(first, "drawn")
        later = await ann.say("/imagine a cat", delivery="same")
        assert first == again == later
        assert await bob.say("/imagine a cat", delivery="same") != first
        assert len([one for one in await ann.history() if one["asked_by"] == ann.me["name"]]) == 1


async def test_nothing_becomes_something_else_by_its_delivery(tmp_path: Path) -> None:
    """Sending an old delivery with other words changes nothing: nobody puts words into the bot's mouth."""
    async with chat(tmp_path, FakeEngine()) as here, visitor(here) as ann, visitor(here) as bob:
        grid = await ann.until(await ann.say("/imagine a cat", delivery="mine"), "drawn")
        for words in ("Nonet says so", "/imagin", "/imagine a dog"):
            assert await ann.say(words, delivery="mine") == grid["id"]
        assert await ann.press("quota", delivery="mine") == grid["id"]
        note = await ann.until(await ann.press("quota"))
        await ann.post("/api/dismiss", {"message": note["id"]})
        assert await ann.history() == [grid]
        assert await bob.history() == [
            grid | {"mine": False, "buttons": grid["buttons"][:5], "report": f"report-picture:{grid['job']}"}
        ]


@pytest.mark.parametrize("how", ["deleted", "forgotten"])
async def test_what_is_gone_is_gone_from_private_notes(tmp_path: Path, how: str) -> None:
    """Also from those of others, who looked at it again or picked a tile of it; notes about other grids stay."""
    async with chat(tmp_path, FakeEngine()) as here, visitor(here) as ann, visitor(here) as bob:
        grid, other = await drawn(bob), await drawn(ann)
        again = await ann.until(await ann.say(f"/again {grid['job']}"))
        picked = await ann.until(await ann.press(f"pick:{grid['job']}:5"))
        kept = await ann.until(await ann.say(f"/again {other['job']}"))
        assert [one["private"] for one in (again, picked, kept)] == [True] * 3
        if how == "deleted":
            await bob.press(f"delete:{grid['job']}")
        else:
            note = await bob.until(await bob.say("/privacy delete"))
            await bob.press(note["buttons"][0]["press"])
        await ann.when(lambda: again["id"] not in ann.heard and picked["id"] not in ann.heard)
        assert [one["id"] for one in await ann.history()] == [other["id"], kept["id"]]


async def test_refusals_are_for_the_asker_alone(tmp_path: Path) -> None:
    """A mistake and a refusal are private notes: others do not hear them, and nothing is kept of them."""
    few = Settings(member_per_day=0)
    async with chat(tmp_path, FakeEngine(), settings=few) as here, visitor(here) as ann, visitor(here) as bob:
        for said in ("/imagin a cat", "/imagine", "/imagine a cat --sed 5", "/imagine a cat"):
            note = await ann.until(await ann.say(said))
            assert note["private"], said
            assert note["text"]
        await bob.say("done")
        await bob.when(lambda: bob.heard)
        assert [message["text"] for message in bob.heard.values()] == ["done"]
        assert len(await ann.history()) == 5
        await bob.post("/api/dismiss", {"message": note["id"]})
        assert len(await ann.history()) == 5
        await ann.post("/api/dismiss", {"message": note["id"]})
        assert len(await ann.history()) == 4
        assert [row.body["text"] for row in await here.store.web_messages.page("local", "general", ann.me["id"])] == [
            "done"
        ]


async def test_who_is_over_the_quota_may_wait_for_an_idle_device(tmp_path: Path) -> None:
    """The offer is a button in the private refusal; pressed, it is a message for everybody."""
    settings = Settings(member_per_day=1, relaxed=True)
    async with chat(tmp_path, FakeEngine(), settings=settings) as here, visitor(here) as ann, visitor(here) as bob:
        await drawn(ann)
        note = await ann.until(await ann.say("/imagine a dog"))
        (offer,) = note["buttons"]
        message = await ann.until(await ann.press(offer["press"]), "drawn")
        assert (await bob.until(await bob.press(offer["press"])))["private"]
        assert not message["private"]
        assert "a dog" in message["text"]


async def test_an_error_of_ours_is_said_with_a_reference(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What nobody foresaw is told to the asker alone, is in the log, and costs nobody else anything."""
    async with chat(tmp_path, FakeEngine()) as here, visitor(here) as ann, visitor(here) as bob:
        with monkeypatch.context() as broken:
            broken.setattr(here.bot, "handle", lambda command: _broken())
            await ann.say("/quota")
            await ann.when(lambda: ann.heard)
        (note,) = ann.heard.values()
        assert note["private"]
        assert "Reference: " in note["text"]
        assert (await bob.until(await bob.say("/quota")))["private"]
        assert bob.heard.keys().isdisjoint(ann.heard)


async def _broken() -> AsyncIterator[Reply]:
    raise RuntimeError("nobody foresaw this")
    yield Reply("never said")


async def test_a_picked_tile_is_private_until_it_is_posted(tmp_path: Path) -> None:
    """Pick answers the presser alone; Post shows it to everybody, once, also if the press comes twice."""
    async with chat(tmp_path, FakeEngine()) as here, visitor(here) as ann, visitor(here) as bob:
        grid = await drawn(ann)
        picked = await bob.until(await bob.press(f"pick:{grid['job']}:5"))
        assert picked["private"]
        assert picked["panel"]
        assert picked["picture"]["src"] == f"/pictures/{grid['job']}-5.png"
        assert picked["id"] not in ann.heard
        post = next(button["press"] for button in picked["buttons"] if button["label"].startswith("Post"))
        posted = {await bob.press(post, delivery="once"), await bob.press(post, delivery="once")}
        assert len(posted) == 1
        message = await ann.until(posted.pop())
        assert not message["private"]
        assert message["picture"]["name"] == f"{grid['job']}-5"
        assert bob.me["name"] in message["text"]
        assert len(await ann.history()) == 2


async def test_forged_buttons_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The bot decides, not the page: nobody cancels or deletes for others, and what is no button does nothing."""
    monkeypatch.setattr(server, "AT_ONCE", 100)
    engine = FakeEngine()
    engine.hold()
    async with chat(tmp_path, engine) as here, visitor(here) as ann, visitor(here) as bob:
        asked = await ann.until(await ann.say("/imagine a cat"), "drawing")
        for forged in (
            f"cancel:{asked['job']}", f"delete:{asked['job']}", f"cancelall:{ann.me['id']}", "undo:1", "audit:1",
            f"pick:{asked['job']}:0", f"pick:{asked['job']}:10", "relaxed:AAAAAAAA", "post:zzzzz:1", "", "settings",
            "x" * 100,
        ):  # fmt: skip
            note = await bob.until(await bob.press(forged))
            assert note["private"], forged
            assert note["id"] not in ann.heard
        assert ann.heard[asked["id"]]["state"] == "drawing"
        assert (await bob.post("/api/press", {"channel": "moderators", "press": "quota", "delivery": "1"}))[0] == 404
        assert (await bob.post("/api/press", {"channel": "general", "press": "x" * 200, "delivery": "2"}))[0] == 400
        engine.release()
        await ann.until(asked["id"], "drawn")


async def test_cancel_redo_and_delete_do_what_they_say(tmp_path: Path) -> None:
    engine = FakeEngine()
    async with chat(tmp_path, engine, settings=MANY) as here, visitor(here) as ann, visitor(here) as bob:
        grid = await drawn(ann)
        redone = await bob.until(await bob.press(f"redo:{grid['job']}"), "drawn")
        assert redone["job"] != grid["job"]
        assert redone["asked_by"] == bob.me["name"]
        await ann.press(f"delete:{grid['job']}")
        await bob.when(lambda: grid["id"] not in bob.heard)
        assert (await bob.get(grid["picture"]["src"]))[0] == 404
        assert grid["id"] not in [one["id"] for one in await bob.history()]
        engine.hold()
        asked = await bob.until(await bob.say("/imagine a dog"), "drawing")
        await bob.press(f"cancel:{asked['job']}")
        assert (await ann.until(asked["id"], "ended"))["buttons"] == []


async def test_who_is_forgotten_has_no_tile_of_others_on_the_page(tmp_path: Path) -> None:
    """What Bob posted of Ann's grid names him; hers stays, and what she posted herself."""
    async with chat(tmp_path, FakeEngine()) as here, visitor(here) as ann, visitor(here) as bob:
        grid = await drawn(ann)
        theirs = await bob.until(await bob.press(f"post:{grid['job']}:5"))
        hers = await ann.until(await ann.press(f"post:{grid['job']}:6"))
        assert bob.me["name"] in theirs["text"]
        await bob.until(await bob.say("/privacy delete yes"))
        await ann.when(lambda: theirs["id"] not in ann.heard)
        assert [one["id"] for one in await ann.history()] == [grid["id"], hers["id"]]


async def test_a_tile_that_is_posted_while_its_grid_goes_goes_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The picture was read before the deletion, and said after it."""
    async with chat(tmp_path, FakeEngine()) as here, visitor(here) as ann:
        grid = await drawn(ann)
        begin = here.store.shares.begin

        async def slow(*args: Any) -> Any:
            begun = await begin(*args)
            await ann.press(f"delete:{grid['job']}")
            await ann.when(lambda: grid["id"] not in ann.heard)
            return begun

        monkeypatch.setattr(here.store.shares, "begin", slow)
        posted = await ann.press(f"post:{grid['job']}:5")
        await ann.when(lambda: posted in ann.heard)
        await ann.when(lambda: posted not in ann.heard)


# --- pictures ---------------------------------------------------------------------------------------------------------


async def test_pictures_come_from_codes_and_never_change(tmp_path: Path) -> None:
    """The same bytes after a restart, nothing sent to a browser that has them, and how they were drawn inside."""
    async with chat(tmp_path, FakeEngine()) as here, visitor(here) as ann:
        grid = await drawn(ann, "a cat --seed 5")
        job, cookies = grid["job"], list(ann.session.cookie_jar)
        async with ann.session.get(here.address + f"pictures/{job}.png") as answer:
            first, tag = await answer.read(), answer.headers["ETag"]
            assert "immutable" in answer.headers["Cache-Control"]
        assert (await ann.get(f"/pictures/{job}.png", headers={"If-None-Match": tag}))[0] == 304
        for name in (f"{job}-0", f"{job}-10", "zzzzz", "..%2fweb", f"{job}-5-5"):
            assert (await ann.get(f"/pictures/{name}.png"))[0] == 404, name
        async with aiohttp.ClientSession() as stranger, stranger.get(here.address + f"pictures/{job}.png") as answer:
            assert answer.status == 401
    parameters = json.loads(Image.open(io.BytesIO(first)).info["nonet"])
    assert (parameters["prompt"], parameters["seed"]) == ("a cat", 5)
    async with chat(tmp_path, FakeEngine()) as here, visitor(here, moved(cookies, here)) as ann:
        assert await ann.get(f"/pictures/{job}.png") == (200, first)
        status, tile = await ann.get(f"/pictures/{job}-5.png")
        assert status == 200
        assert Image.open(io.BytesIO(tile)).size == (16, 16)


async def test_pictures_of_a_closed_channel_are_closed(tmp_path: Path) -> None:
    """What moderators draw among themselves is not to be seen by its address either."""
    async with chat(tmp_path, FakeEngine()) as here, visitor(here) as ann, visitor(here) as bob:
        grid = await drawn(ann, channel="moderators")
        assert (await ann.get(grid["picture"]["src"]))[0] == 200
        assert (await bob.get(grid["picture"]["src"]))[0] == 404

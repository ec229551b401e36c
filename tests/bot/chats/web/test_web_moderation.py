"""The moderators' pages of the web chat."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from browser import chat, drawn, moved, visitor
from fakes.engine import FakeEngine

from bot.policy.settings import Settings

MANY = Settings(member_per_day=100, member_unfinished=21)


async def test_a_moderator_sees_and_changes_everything_on_pages(tmp_path: Path) -> None:
    """Settings with their meanings, a change from the next ask on, undo, the log, and a value that cannot be."""
    async with chat(tmp_path, FakeEngine()) as here, visitor(here) as ann, visitor(here) as bob:

        async def value(key: str) -> str:
            _, page = await ann.get("/api/moderation")
            return next(str(one["value"]) for one in page["settings"] if one["key"] == key and one["meaning"])

        assert await value("member-per-day") == "5"
        _, said = await ann.post("/api/moderation", {"do": "change", "changes": {"member-per-day": "0"}})
        assert said["text"]
        assert await value("member-per-day") == "0"
        assert (await bob.until(await bob.say("/imagine a cat")))["private"]
        _, said = await ann.post("/api/moderation", {"do": "change", "changes": {"member-per-day": "lots"}})
        assert await value("member-per-day") == "0"
        await ann.post("/api/moderation", {"do": "undo"})
        assert await value("member-per-day") == "5"
        await drawn(bob)
        _, log = await ann.get("/api/moderation/audit")
        assert [entry["name"] for entry in log["entries"]] == [ann.me["name"]] * 2
        assert (await ann.post("/api/moderation", {"do": "fly"}))[0] == 400
        assert (await ann.post("/api/moderation", {"do": "change", "changes": {"reset": 5}}))[0] == 400


async def test_a_moderator_sees_the_line_and_empties_it(tmp_path: Path) -> None:
    engine = FakeEngine(slots=1)
    engine.hold()
    async with chat(tmp_path, engine) as here, visitor(here) as ann, visitor(here) as bob:
        first = await bob.until(await bob.say("/imagine a cat"), "drawing")
        second = await bob.until(await bob.say("/imagine a dog"), "waiting")
        _, page = await ann.get("/api/moderation")
        assert [(job["name"], job["prompt"]) for job in page["line"]] == [
            (bob.me["name"], "a cat"), (bob.me["name"], "a dog"),
        ]  # fmt: skip
        await ann.post("/api/moderation", {"do": "cancel", "job": second["job"]})
        await bob.until(second["id"], "ended")
        await ann.post("/api/moderation", {"do": "cancel-all", "user": bob.me["id"]})
        await bob.until(first["id"], "ended")
        assert (await ann.get("/api/moderation"))[1]["line"] == []


async def test_blocked_words_time_outs_grants_channels_and_the_report(tmp_path: Path) -> None:
    """Every page of the moderators does its work, and the report comes as a chart and as a table."""
    few = Settings(member_per_day=1)
    async with chat(tmp_path, FakeEngine(), settings=few) as here, visitor(here) as ann, visitor(here) as bob:

        async def do(what: str, **values: Any) -> dict[str, Any]:
            status, said = await ann.post("/api/moderation", {"do": what, **values})
            assert status == 200, said
            return dict(said)

        await drawn(bob, "a cat")
        await do("grant", user=bob.me["id"], grids=2)
        assert "cat" in (await do("block-test", words="cat"))["text"]
        await do("block-add", name="No dogs", words="dog, big dogs")
        assert "No dogs" in (await bob.until(await bob.say("/imagine a d o g")))["text"]
        assert (await ann.get("/api/moderation"))[1]["rules"] == [{"name": "No dogs", "words": ["dog", "big dogs"]}]
        await do("block-remove", name="No dogs")
        await drawn(bob, "a dog")
        assert bob.me["name"] in (await do("why", user=bob.me["id"], channel="general"))["text"]
        await do("timeout", user=bob.me["id"], minutes=30)
        assert (await bob.until(await bob.say("/imagine a dog")))["private"]
        _, page = await ann.get("/api/moderation/people")
        assert next(one["until"] for one in page["people"] if one["id"] == bob.me["id"])
        await do("timeout", user=bob.me["id"], minutes=0)
        _, log = await ann.get("/api/moderation/audit")
        assert log["entries"][0]["changes"] == [[bob.me["name"], "", "lifted"]]
        await do("channel", channel="memes", on=False)
        assert (await bob.until(await bob.say("/imagine a dog", "memes")))["private"]
        await drawn(bob, "a dog")
        report = await do("report", days=7)
        names = [file["name"] for file in report["files"]] + ([report["picture"]["name"]] if report["picture"] else [])
        assert any(name.endswith(".csv") for name in names)
        for file in report["files"]:
            assert (await ann.get(file["src"]))[0] == 200
            assert (await bob.get(file["src"]))[0] == 404


async def test_changes_are_told_in_the_log_channel(tmp_path: Path) -> None:
    """Typed, pressed, or made on the pages, each once; only where the moderators named a channel that there is."""
    async with chat(tmp_path, FakeEngine()) as here, visitor(here) as ann, visitor(here) as bob:

        async def told(channel: str = "moderators") -> list[str]:
            shared = (one["text"] for one in await ann.history(channel) if not one["private"])
            return [re.split(r"[AP]M [^,]*, ", text)[-1] for text in shared]

        nowhere = await ann.until(await ann.say("/settings log-channel #nowhere"))
        assert nowhere["text"] == "There is no channel #nowhere. Check the name."
        await ann.until(await ann.say("/settings log-channel moderators"))
        note = await ann.until(await ann.say("/settings member-per-day 7"))
        await ann.until(await ann.press(note["buttons"][0]["press"]))
        await ann.post("/api/moderation", {"do": "grant", "user": bob.me["id"], "grids": 2})
        await ann.until(await ann.say("/quota"))
        await bob.until(await bob.say("/undo"))
        await ann.post("/api/moderation", {"do": "moderator", "user": bob.me["id"], "on": True})
        assert await told() == [
            "settings: log-channel: moderators", "settings: member-per-day: 5 → 7",
            "undo: member-per-day: 7 → 5", f"grant: {bob.me['name']}: 2", f"moderator: {bob.me['name']}: off → on",
        ]  # fmt: skip
        note = await ann.until(await ann.say("/settings log-channel #Memes"))
        assert await told("memes") == (await told())[-1:]
        await ann.until(await ann.press(note["buttons"][0]["press"]))
        assert (await told())[-2:] == [
            "settings: log-channel: moderators → memes",
            "undo: log-channel: memes → moderators",
        ]
        await ann.until(await ann.say("/settings log-channel none"))
        assert (await told())[-1] == "settings: log-channel: moderators → none"
        await ann.until(await ann.say("/undo"))
        before, cookies = await told(), list(ann.session.cookie_jar)
    async with chat(tmp_path, FakeEngine()) as here, visitor(here, moved(cookies, here)) as ann:
        await ann.post("/api/moderation", {"do": "moderator", "user": bob.me["id"], "on": False})
        assert await told() == [*before, f"moderator: {bob.me['name']}: on → off"]  # and nothing of yesterday again

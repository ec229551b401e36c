"""What the page refuses by itself, in which words, and that it works once one does as they say."""

from __future__ import annotations

from pathlib import Path

import pytest
from browser import chat, visitor
from fakes.engine import FakeEngine

from bot.chats.web import accounts, guard, server


async def test_names_are_somebodys_alone(tmp_path: Path) -> None:
    """An empty one, and one that another person has; their own again is theirs."""
    async with chat(tmp_path, FakeEngine()) as here, visitor(here) as ann, visitor(here) as bob:
        assert (await ann.post("/api/name", {"name": "Ann"}))[0] == 200
        said = [await bob.post("/api/name", {"name": name}) for name in ("\u200b ", "ann", "Bob")]
        assert [status for status, _ in said] == [409, 409, 200]
        said_of_long = await bob.post("/api/name", {"name": "B" * 201})
        assert said_of_long == (400, "“name” is too long; the limit is 200.")
        assert said[0][1] == "Enter a name so that others know who you are."
        assert said[1][1] == "The name ann is taken. Choose another one."


async def test_what_is_not_there_is_said_by_name(tmp_path: Path) -> None:
    """Nothing written, a channel, a person and a picture that nobody knows, and a text that is too long."""
    async with chat(tmp_path, FakeEngine()) as here, visitor(here) as ann:
        line = {"channel": "general", "text": "hello", "delivery": "d1"}
        for body, sentence in (
            (line | {"text": "  "}, "Write something first."),
            (line | {"channel": "nowhere"}, "This channel does not exist. Choose another one."),
            (line | {"text": "x" * guard.MAX_BYTES}, "This is too much text. Send less at once."),
        ):
            assert (await ann.post("/api/say", body))[1] == sentence
        assert (await ann.post("/api/say", line))[0] == 200
        person = {"do": "moderator", "user": "nobody", "on": True}
        said = await ann.post("/api/moderation", person)
        assert (said[0], said[1]) == (404, "This person no longer exists. Reload the page.")
        said = await ann.get("/pictures/zzzzz.png")
        assert (said[0], said[1]) == (404, "This picture no longer exists.")


async def test_windows_and_people_are_limited(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As many as the sentence says, and no more."""
    monkeypatch.setattr(server, "MAX_WINDOWS", 1)
    monkeypatch.setattr(accounts, "MAX_PEOPLE", 2)
    async with chat(tmp_path, FakeEngine()) as here, visitor(here) as ann, visitor(here):
        said = await ann.get("/api/live", headers=ann.origin)
        assert said[1] == "This page is open in too many windows. Close one and reload."
        ann.session.cookie_jar.clear()
        said = await ann.post("/api/hello", {})
        assert said[1].startswith("The limit of 2 people is reached. A moderator can remove ")


async def test_channels_need_a_name_and_files_end(tmp_path: Path) -> None:
    async with chat(tmp_path, FakeEngine()) as here, visitor(here) as ann:
        said = await ann.post("/api/channels", {"name": "!!!"})
        assert said[1] == "A channel name needs letters or digits, for example cats-in-space."
        assert (await ann.post("/api/channels", {"name": "cats-in-space"}))[0] == 200
        said = await ann.get("/files/00ff/grids.csv")
        assert said == (404, "This file is no longer available. Run the command again.")


async def test_a_flood_is_held_off_for_as_long_as_it_says(tmp_path: Path) -> None:
    """Of lines of one person, and of new people."""
    async with chat(tmp_path, FakeEngine()) as here, visitor(here) as ann:
        line = {"channel": "general", "text": "hello"}
        said = [await ann.post("/api/say", line | {"delivery": f"d{number}"}) for number in range(80)]
        refused = [text for status, text in said if status == 429]
        assert refused
        assert set(refused) == {"You are sending too fast. Try again in 1 sec; nothing was lost."}
        ann.session.cookie_jar.clear()
        said = []
        for _ in range(40):
            ann.session.cookie_jar.clear()
            said.append(await ann.post("/api/hello", {}))
        assert "Too many people are opening this page. Try again in a moment." in [text for _, text in said]

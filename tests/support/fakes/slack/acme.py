"""Acme: a workspace with a channel, two members, one who reads German, an admin, and the bot in it."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from fakes.engine import FakeEngine
from fakes.slack.people import Person
from fakes.slack.running import Running, running, until
from fakes.slack.server import SECOND, FakeSlack
from fakes.slack.world import Channel, Json, Message, Workspace
from PIL import Image


class Acme:
    def __init__(self, slack: FakeSlack, run: Running, team: Workspace, engine: FakeEngine) -> None:
        self.slack, self.run, self.team, self.engine = slack, run, team, engine
        self.general = team.new_channel("general")
        self.ann = slack.person(team, "ann")
        self.bob = slack.person(team, "bob")
        self.karl = slack.person(team, "karl", locale="de-DE")
        self.eve = slack.person(team, "eve", admin=True)

    async def drawn(self, channel: Channel, count: int = 1) -> Message:
        """The newest of the app's messages here, once `count` of them hold their pictures."""
        done = await until(lambda: [said for said in channel.posted if finished(said)][count - 1 :], what="drawn")
        return done[-1]


def finished(message: Message) -> bool:
    return bool(message.pictures) and any(each["action_id"].startswith("redo:") for each in message.elements)


def picture(team: Workspace, message: Message) -> Image.Image:
    file = team.files[message.pictures[0]["slack_file"]["id"]]
    return Image.open(io.BytesIO(file.data))


async def picked(person: Person, words: str = "") -> Json:
    """The window with a tile, once it shows one whose text has these words."""

    def shown() -> bool:
        blocks = [block for block in (person.modal or {}).get("blocks", ()) if block["type"] != "actions"]
        return words in str(blocks) and any(block["type"] == "image" for block in blocks)

    await until(shown, what=f"a tile: {words}")
    assert person.modal is not None
    return person.modal


async def told(person: Person, words: str = "") -> Message:
    """The newest private message, once there is one with these words."""
    found = await until(lambda: [said for said in person.private if words.lower() in said.text.lower()], what=words)
    return found[-1]


@asynccontextmanager
async def acme_at(
    folder: Path,
    mode: str = "socket",
    *,
    engine: FakeEngine | None = None,
    second: float = SECOND,
    tiers: bool = True,
    processing: float = 0.03,
    **options: Any,
) -> AsyncIterator[Acme]:
    """It is checked at the end that Slack had nothing to complain about."""
    async with FakeSlack(second=second, tiers=tiers, processing=processing) as slack:
        team = slack.workspace("Acme")
        engine = engine or FakeEngine(0.15, slots=2)
        async with running(slack, team, engine, folder, mode=mode, **options) as run:
            yield Acme(slack, run, team, engine)
        assert not slack.violations, slack.violations

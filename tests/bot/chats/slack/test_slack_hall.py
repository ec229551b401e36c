"""The hall of fame in Slack: members vote under a posted picture, and the tile is in the channel of the moderators."""

from __future__ import annotations

from pathlib import Path

from fakes.engine import FakeEngine
from fakes.slack.acme import Acme, acme_at, told
from fakes.slack.running import until
from fakes.slack.world import Channel, Message
from test_slack_sharing import drawn, shared


def in_hall(hall: Channel) -> list[Message]:
    return [said for said in hall.posted if "▲" in said.text]


async def with_hall(acme: Acme, votes: int) -> Channel:
    hall = acme.team.new_channel("hall")
    for line in (f"settings hall-channel <#{hall.id}|hall>", f"settings hall-votes {votes}"):
        await acme.eve.command("/imagine-admin", line, acme.general)
        await told(acme.eve, line.split()[1])
    return hall


async def test_members_vote_a_tile_into_the_hall(tmp_path: Path) -> None:
    """Also those who do not see the channel where it was drawn; once, with maker and alt text; withdrawn, it leaves."""
    async with acme_at(tmp_path, engine=FakeEngine(0.1)) as acme:
        hall, memes = await with_hall(acme, 3), acme.team.new_channel("memes")
        message = await drawn(acme)
        post = await shared(acme.bob, message, memes)
        await acme.ann.press(post, "▲ Vote")
        await told(acme.ann, "This is your own picture")
        await acme.bob.press(post, "▲ Vote")
        await told(acme.bob, "It has 1 vote.")
        await acme.bob.press(post, "▲ Vote")
        await acme.karl.press(post, "▲ Vote")
        await told(acme.karl, "2 Stimmen")
        assert in_hall(hall) == []
        await acme.eve.press(post, "▲ Vote")
        await told(acme.eve, "enough for the hall of fame")
        (entered,) = in_hall(hall)
        assert "▲ “a corgi” made by ann" in entered.text
        assert "Picture 7 of 9" in entered.pictures[0]["alt_text"]
        await acme.bob.mentions("top ever", acme.general)
        await told(acme.bob, "▲ 3 · ann · a corgi")
        await acme.ann.press(entered, "Withdraw")
        await told(acme.ann, "1 post of")
        await until(lambda: entered in hall.deleted, what="withdrawn")
        await acme.karl.press(post, "▲ Vote")
        await told(acme.karl, "aus der Ruhmeshalle zurückgezogen")


def button(post: Message) -> str:
    return next(each["text"]["text"] for each in post.elements if each["value"].startswith("vote:"))


async def test_a_post_shows_how_many_votes_its_picture_has(tmp_path: Path) -> None:
    """Also after a restart; the picture and the other buttons stay, and no scope to read the channel is needed."""
    async with acme_at(tmp_path, engine=FakeEngine(0.1)) as acme:
        await with_hall(acme, 3)
        memes = acme.team.new_channel("memes")
        post = await shared(acme.bob, await drawn(acme), memes)
        assert button(post) == "▲ Vote"
        before = (post.text, post.pictures, [each["value"] for each in post.elements])
        await acme.bob.press(post, "▲ Vote")
        await until(lambda: button(post) == "▲ Vote (1)", what="one vote")
        assert (post.text, post.pictures, [each["value"] for each in post.elements]) == before


async def test_a_channel_without_the_app_costs_nobody_a_vote(tmp_path: Path) -> None:
    """It enters with the next vote, once the app may post there."""
    async with acme_at(tmp_path, engine=FakeEngine(0.1)) as acme:
        hall, memes = await with_hall(acme, 1), acme.team.new_channel("memes")
        post = await shared(acme.bob, await drawn(acme), memes)
        acme.slack.faults.next(
            "chat.postMessage", "error", "not_in_channel", when=lambda args: args["channel"] == hall.id
        )
        await acme.bob.press(post, "▲ Vote")
        said = await told(acme.bob, "It has 1 vote.")
        assert "enough" not in said.text
        await acme.eve.press(post, "▲ Vote")
        await told(acme.eve, "enough for the hall of fame")
        assert len(in_hall(hall)) == 1

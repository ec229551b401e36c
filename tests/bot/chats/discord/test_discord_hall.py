"""The hall of fame at Discord: five members vote, and the tile is in the channel that moderators chose, once."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
from fakes.discord import Channel, Message, User
from fakes.discord.stage import Stage, stage
from test_discord_sharing import added, changed, settled

from bot.chats.common import posts


async def with_hall(s: Stage, **options: Any) -> Channel:
    """Which needs two votes."""
    hall = await added(s, "hall", **options)
    for setting, value in (("hall-channel", "#hall"), ("hall-votes", "2")):
        asked = await s.fake.slash(s.mod, s.general, "nonet set", setting=setting, value=value)
        await asked.says("Saved")
    return hall


async def picked(s: Stage, user: User, message: Message) -> Message:
    return await (await s.fake.choose(user, message, "7")).says("Picture 7")


async def posted(s: Stage, message: Message) -> Message:
    asked = await s.fake.press(s.bob, await picked(s, s.bob, message), "Post here")
    return await asked.says("made by Ann")


def votes(message: Message) -> str:
    """What stands on the button of a post."""
    return next(label for label in message.buttons if label.startswith("▲"))


async def vote(s: Stage, user: User, message: Message, label: str = "") -> Message:
    """The answer, which only they see."""
    said = await (await s.fake.press(user, message, label or votes(message))).says("-7")
    assert said.seen_by is user
    return said


async def test_five_members_vote_a_tile_into_the_hall(tmp_path: Path) -> None:
    """It appears there once, with its maker, alt text and spoiler; the maker's own vote does not count; withdrawn, it
    leaves, and so does its place among the top."""
    async with stage(tmp_path) as s:
        hall = await with_hall(s)
        asked = await s.fake.slash(s.mod, s.general, "nonet set", setting="hall-votes", value="5")
        await asked.says("Saved")
        message = await s.drawn(await s.imagine("a corgi", spoiler=True))
        post = await posted(s, message)
        await (await s.fake.press(s.ann, post, votes(post))).says("This is your own picture")
        voters = [s.bob, *(s.fake.person(name, s.guild) for name in ("cid", "dee", "eve"))]
        for number, user in enumerate(voters, 1):
            assert f"{number} vote" in (await vote(s, user, post)).text
        back = await vote(s, s.bob, await vote(s, s.bob, post), "▲ Take back my vote")
        assert "3 votes" in back.text
        await vote(s, s.mod, await picked(s, s.mod, message), "▲ Vote (3)")
        assert s.fake.world.in_channel(hall) == []
        last = await (await s.fake.press(s.bob, back, "▲ Vote (3)")).says("enough for the hall of fame")
        assert "5 votes" in last.text
        await vote(s, s.fake.person("fay", s.guild), post)
        (entered,) = s.fake.world.in_channel(hall)
        assert "▲ “a corgi” made by Ann" in entered.text
        assert entered.spoiler
        assert "Picture 7 of 9" in entered.alts[0]
        assert list(entered.buttons) == ["Show grid", "Withdraw", "▲ Vote (5)"]
        top = await (await s.fake.slash(s.bob, s.general, "top", period="ever")).says("Most votes ever", "▲ 6 · Ann")
        assert top.seen_by is s.bob
        refused = await s.fake.press(s.bob, entered, "Withdraw")
        await refused.says("You cannot withdraw this")
        await (await s.fake.press(s.ann, entered, "Withdraw")).says("was withdrawn")
        await s.fake.until(lambda: entered.deleted)
        assert not post.deleted
        await (await s.fake.slash(s.bob, s.general, "top", period="ever")).says("Nobody has voted")
        await (await s.fake.press(s.bob, post, votes(post))).says("was withdrawn from the hall of fame")


async def test_pictures_for_adults_do_not_enter_an_open_hall(tmp_path: Path) -> None:
    """The votes count, and moderators hear of it once; they enter when the hall is for adults, too."""
    async with stage(tmp_path) as s:
        hall, log, adults = await with_hall(s), await added(s, "mod-log"), await added(s, "adults", nsfw=True)
        await (await s.fake.slash(s.mod, s.general, "nonet set", setting="log-channel", value="#mod-log")).says("log")
        message = await s.drawn(await s.fake.slash(s.ann, adults, "imagine", prompt="a cat"))
        shown = await posted(s, message)
        await vote(s, s.bob, shown)
        for count in (2, 2):
            assert f"{count} votes" in (await vote(s, s.mod, shown)).text
        announced = [m.text for m in s.fake.world.in_channel(log) if "has enough votes" in m.text]
        assert len(announced) == 1
        assert s.fake.world.in_channel(hall) == []
        await changed(s, hall, nsfw=True)
        await (await s.fake.press(s.mod, shown, votes(shown))).says("enough for the hall of fame")
        assert len(s.fake.world.in_channel(hall)) == 1


async def test_a_post_shows_how_many_votes_its_picture_has(tmp_path: Path) -> None:
    """Also after a restart, and long after the button was pressed; nothing else of the message changes."""
    async with stage(tmp_path) as s:
        await with_hall(s)
        message = await s.drawn(await s.imagine("a corgi", spoiler=True))
        post = await posted(s, message)
        before = (post.text, post.alts, post.spoiler, [file.filename for file in post.attachments])
        await vote(s, s.bob, await picked(s, s.bob, message))
        await s.fake.until(lambda: votes(post) == "▲ Vote (1)")
        assert (post.text, post.alts, post.spoiler, [file.filename for file in post.attachments]) == before
        assert len(post.edits) == 1
        await vote(s, s.mod, await picked(s, s.mod, message))  # the message rests for some seconds
        assert votes(post) == "▲ Vote (1)"
        await s.kill()
        s.clock.ahead += 3600
        await s.begin()
        await s.fake.until(lambda: votes(post) == "▲ Vote (2)")
        assert (post.text, post.alts, post.spoiler, [file.filename for file in post.attachments]) == before


@pytest.mark.parametrize("kind", ["50013", "10003"])
async def test_what_discord_refuses_enters_with_the_next_vote(tmp_path: Path, kind: str) -> None:
    """The voter's vote is confirmed."""
    async with stage(tmp_path) as s:
        hall, log = await with_hall(s), await added(s, "mod-log")
        await (await s.fake.slash(s.mod, s.general, "nonet set", setting="log-channel", value="#mod-log")).says("log")
        message = await s.drawn(await s.imagine("a corgi"))
        shown = await posted(s, message)
        await vote(s, s.bob, shown)
        s.fake.fault(kind, "POST", f"/channels/{hall.id}/messages")
        said = await vote(s, s.mod, shown)
        assert ("2 votes" in said.text, "enough" in said.text) == (True, False)
        await s.fake.until(lambda: any("has enough votes" in m.text for m in s.fake.world.in_channel(log)))
        await (await s.fake.press(s.mod, shown, votes(shown))).says("enough for the hall of fame")
        assert len(s.fake.world.in_channel(hall)) == 1


async def test_a_process_that_dies_posts_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between the post in the hall and its note: the message is found, and no vote posts another."""
    async with stage(tmp_path) as s:
        hall = await with_hall(s)
        message = await s.drawn(await s.imagine("a corgi"))
        shown = await posted(s, message)
        await vote(s, s.bob, shown)

        async def dies(*args: Any) -> bool:
            await asyncio.Event().wait()
            return True

        with monkeypatch.context() as patch:
            patch.setattr(s.bot, "shared", dies)
            await s.fake.press(s.mod, shown, votes(shown))
            await s.fake.until(lambda: s.fake.world.in_channel(hall))
            await s.kill()
        await s.begin()
        await vote(s, s.mod, shown)
        (job,) = s.jobs()
        s.clock.ahead += posts.UNSETTLED_SECONDS + 1
        await settled(s, job)
        await vote(s, s.fake.person("cid", s.guild), shown)
        (post,) = s.fake.world.in_channel(hall)
        *_, share = await s.store.shares.of(job)
        assert (str(post.id) in share.address, share.posted) == (True, True)

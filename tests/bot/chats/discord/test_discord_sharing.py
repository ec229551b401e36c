"""Tiles at Discord that go to another channel, come back, are reported, and survive what can go wrong meanwhile."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
from fakes.discord import Asked, Channel, Message, User
from fakes.discord.stage import Stage, stage
from fakes.discord.world import VOICE, bits
from fakes.engine import FakeEngine

from bot.chats.common import posts


async def added(s: Stage, name: str, **options: Any) -> Channel:
    """A channel that everybody's client knows of."""
    channel = s.guild.channel(name, nsfw=options.pop("nsfw", False), kind=options.pop("kind", 0))
    for key, value in options.items():
        setattr(channel, key, value)
    await s.fake.gateway.dispatch("CHANNEL_CREATE", channel.json(), s.guild.id)
    return channel


async def changed(s: Stage, channel: Channel, **options: Any) -> None:
    for key, value in options.items():
        setattr(channel, key, value)
    await s.fake.gateway.dispatch("CHANNEL_UPDATE", channel.json(), s.guild.id)


async def form(s: Stage, user: User, message: Message, tile: str = "7") -> Asked:
    """The form that asks for a channel."""
    picked = await (await s.fake.choose(user, message, tile)).says(f"Picture {tile}")
    asked = await s.fake.press(user, picked, "Share")
    await s.fake.until(lambda: asked.modal is not None)
    return asked


def offered(asked: Asked) -> list[str]:
    """The channels in a form."""
    assert asked.modal is not None
    (part,) = asked.modal["components"]
    return [option["label"] for option in part["component"]["options"]]


async def shared(s: Stage, user: User, message: Message, channel: Channel, tile: str = "7") -> Message:
    asked = await s.fake.submit(await form(s, user, message, tile), channel=str(channel.id))
    await asked.says("is shared in")
    return s.fake.world.in_channel(channel)[-1]


async def test_a_tile_is_shared_in_another_channel(tmp_path: Path) -> None:
    """With maker, sharer and id, its alt text and spoiler, and a button to its grid; nobody is pinged."""
    async with stage(tmp_path) as s:
        memes = await added(s, "memes")
        message = await s.drawn(await s.imagine("a corgi", spoiler=True))
        asked = await s.fake.submit(await form(s, s.bob, message), channel=str(memes.id))
        said = await asked.says("is shared in #memes")
        assert said.seen_by is s.bob
        (post,) = s.fake.world.in_channel(memes)
        (job,) = s.jobs()
        assert "“a corgi” made by Ann, shared by Bob" in post.text
        assert f"{job}-7" in post.text
        assert post.spoiler
        assert "Picture 7 of 9" in post.alts[0]
        assert post.attachments[0].filename.endswith("-7.png")
        again = await (await s.fake.press(s.bob, post, "Show grid")).says("a corgi")
        assert again.seen_by is s.bob
        assert again.selects


async def test_only_channels_where_it_may_be_shared_are_offered(tmp_path: Path) -> None:
    """The member sees them and may write, the bot may post files, moderators left it on, and pictures for adults stay
    among them."""
    async with stage(tmp_path) as s:
        await added(s, "memes")
        await added(s, "secret", hidden=True)
        await added(s, "news", forbidden=bits("send_messages"))
        await added(s, "no-files", denied=bits("attach_files"))
        await added(s, "unseen", denied=bits("view_channel"))
        await added(s, "lounge", kind=VOICE)
        adults = await added(s, "adults", nsfw=True)
        off = await added(s, "off")
        await (await s.fake.slash(s.mod, s.general, "nonet channel", channel=off, on=False)).says("off")
        message = await s.drawn(await s.imagine("a corgi"))
        assert set(offered(await form(s, s.bob, message))) == {"#general", "#memes", "#adults"}
        message = await s.drawn(await s.fake.slash(s.ann, adults, "imagine", prompt="a cat"))
        assert offered(await form(s, s.bob, message)) == ["#adults"]


async def test_a_forged_channel_is_refused_without_its_name(tmp_path: Path) -> None:
    """A hidden one, one of another server, one that is only read, no channel, and one that is not for adults."""
    async with stage(tmp_path) as s:
        secret = await added(s, "secret", hidden=True)
        news = await added(s, "news", forbidden=bits("send_messages"))
        adults = await added(s, "adults", nsfw=True)
        away = s.fake.world.id()
        message = await s.drawn(await s.imagine("a corgi"))
        for forged in (str(secret.id), str(news.id), str(away), "0", "x", "９" * 18):
            asked = await s.fake.submit(await form(s, s.bob, message), channel=forged)
            said = await asked.says("You cannot share in that channel. Choose one where you may write.")
            assert said.seen_by is s.bob
            assert not any(name in said.text for name in ("secret", "news"))
        message = await s.drawn(await s.fake.slash(s.ann, adults, "imagine", prompt="a cat"))
        asked = await s.fake.submit(await form(s, s.ann, message), channel=str(s.general.id))
        await asked.says("It can only be posted in another age-restricted channel")
        assert [m for m in s.fake.world.messages.values() if "shared by" in m.text] == []


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"forbidden": bits("send_messages")}, "You cannot share in that channel."),
        ({"denied": bits("attach_files")}, "I cannot post pictures in #memes, because I need these permissions there"),
        ({"hidden": True}, "You cannot share in that channel."),
        ({"deleted": True}, "You cannot share in that channel."),
    ],
)
async def test_what_changes_between_choosing_and_sharing_is_said(
    tmp_path: Path, change: dict[str, Any], says: str
) -> None:
    """One sentence, and the same press works once it is as before."""
    async with stage(tmp_path) as s:
        memes = await added(s, "memes")
        message = await s.drawn(await s.imagine("a corgi"))
        asked = await form(s, s.bob, message)
        if "deleted" in change:
            await s.fake.drop(memes)
        else:
            await changed(s, memes, **change)
        await (await s.fake.submit(asked, channel=str(memes.id))).says(says)
        assert s.fake.world.in_channel(memes) == []
        if "deleted" not in change:
            await changed(s, memes, hidden=False, forbidden=0, denied=0, name="renamed")
            await (await s.fake.submit(asked, channel=str(memes.id))).says("is shared in #renamed")


async def test_a_form_that_is_sent_twice_shares_once(tmp_path: Path) -> None:
    """At the same moment, and later; another channel is another share."""
    async with stage(tmp_path) as s:
        memes, art = await added(s, "memes"), await added(s, "art")
        message = await s.drawn(await s.imagine("a corgi"))
        asked = await form(s, s.bob, message)
        first, second = [await s.fake.submit(asked, channel=str(memes.id)) for _ in range(2)]
        await first.says("is shared in")
        await s.fake.until(lambda: second.answered is not None)
        s.clock.ahead += 10
        await (await s.fake.submit(asked, channel=str(art.id))).says("is shared in #art")
        assert len(s.fake.world.in_channel(memes)) == len(s.fake.world.in_channel(art)) == 1


async def test_a_picture_that_is_too_large_becomes_smaller(tmp_path: Path) -> None:
    """Where the server takes no file of its size, another encoding fits."""
    engine = FakeEngine()
    engine.edge = 256
    async with stage(tmp_path, engine) as s:
        memes = await added(s, "memes")
        message = await s.drawn(await s.imagine("a corgi"))
        s.fake.fault("40005", "POST", f"/channels/{memes.id}/messages")
        post = await shared(s, s.bob, message, memes)
        assert post.attachments


@pytest.mark.parametrize("kind", ["50013", "50001", "10003"])
async def test_what_discord_refuses_is_not_shared(tmp_path: Path, kind: str) -> None:
    """It is said, and the next press may share it."""
    async with stage(tmp_path) as s:
        memes = await added(s, "memes")
        message = await s.drawn(await s.imagine("a corgi"))
        s.fake.fault(kind, "POST", f"/channels/{memes.id}/messages")
        asked = await form(s, s.bob, message)
        await (await s.fake.submit(asked, channel=str(memes.id))).says("I could not post it there")
        await (await s.fake.submit(asked, channel=str(memes.id))).says("is shared in #memes")
        assert len(s.fake.world.in_channel(memes)) == 1


# --- withdrawn -------------------------------------------------------------------------------------------------------


async def test_a_shared_tile_is_withdrawn(tmp_path: Path) -> None:
    """By who shared it, by its maker with all other copies, or by a moderator, which is announced; nobody else."""
    async with stage(tmp_path) as s:
        memes, log = await added(s, "memes"), await added(s, "mod-log")
        await (await s.fake.slash(s.mod, s.general, "nonet set", setting="log-channel", value="#mod-log")).says("log")
        cid = s.fake.person("cid", s.guild)
        message = await s.drawn(await s.imagine("a corgi"))
        mine = await shared(s, s.bob, message, memes, "1")
        refused = await s.fake.press(cid, mine, "Withdraw")
        assert (await refused.says("You cannot withdraw this")).seen_by is cid
        said = await (await s.fake.press(s.bob, mine, "Withdraw")).says("was withdrawn")
        assert mine.deleted
        assert "still visible" not in said.text
        theirs = await shared(s, s.bob, message, memes, "2")
        await (await s.fake.press(s.mod, theirs, "Withdraw")).says("was withdrawn")
        await s.fake.until(lambda: any("withdrew picture" in m.text for m in s.fake.world.in_channel(log)))
        two = [await shared(s, user, message, memes, tile) for user, tile in ((s.bob, "3"), (cid, "4"))]
        (job,) = s.jobs()
        await (await s.fake.slash(s.ann, s.general, "withdraw", job=job)).says("2 posts")
        assert all(post.deleted for post in two)
        assert not message.deleted


async def test_what_cannot_be_removed_is_listed(tmp_path: Path) -> None:
    """The answer says where it is still visible, and so does the next one; it goes when the bot may act again."""
    async with stage(tmp_path) as s:
        memes = await added(s, "memes")
        message = await s.drawn(await s.imagine("a corgi"))
        post = await shared(s, s.bob, message, memes)
        fault = s.fake.fault("50001", "DELETE", f"/channels/{memes.id}/messages", times=99)
        said = await (await s.fake.press(s.bob, post, "Withdraw")).says("still visible in #memes")
        assert "1 post" in said.text
        (job,) = s.jobs()
        await (await s.fake.slash(s.ann, s.general, "withdraw", job=job)).says(
            "Nothing else", "still visible in #memes"
        )
        fault.times = fault.struck
        await s.kill()
        await s.begin()  # a new process asks anew
        await s.fake.until(lambda: post.deleted)


async def test_a_post_of_which_nobody_noted_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The process died between the post and its note: it is never posted twice, and it goes with its grid."""
    async with stage(tmp_path) as s:
        memes = await added(s, "memes")
        message = await s.drawn(await s.imagine("a corgi"))
        asked = await form(s, s.bob, message)

        async def dies(*args: Any) -> bool:
            await asyncio.Event().wait()
            return True

        with monkeypatch.context() as patch:
            patch.setattr(s.bot, "shared", dies)
            await s.fake.submit(asked, channel=str(memes.id))
            await s.fake.until(lambda: s.fake.world.in_channel(memes))
            await s.kill()
        await s.begin()
        await (await s.fake.submit(asked, channel=str(memes.id))).says("is already posted, or will be in a moment")
        (job,) = s.jobs()
        s.clock.ahead += posts.ORPHANED_SECONDS + 1
        await settled(s, job)
        (share,) = await s.store.shares.of(job)
        (post,) = s.fake.world.in_channel(memes)
        assert (str(post.id) in share.address, share.posted) == (True, True)
        await (await s.fake.press(s.ann, message, "Delete")).says("deleted")
        await s.fake.until(lambda: post.deleted)


async def settled(s: Stage, job: str) -> None:
    """Until somebody knows what came of each share."""
    while await s.store.shares.unsettled("discord", s.clock() + 1):
        await asyncio.sleep(0.02)


# --- reports ---------------------------------------------------------------------------------------------------------


async def test_a_report_on_a_shared_picture_leads_to_it(tmp_path: Path) -> None:
    """Also from somebody who does not see where its grid was drawn: to it, its grid, and who posted it."""
    async with stage(tmp_path) as s:
        memes, log = await added(s, "memes"), await added(s, "mod-log")
        await (await s.fake.slash(s.mod, s.general, "nonet set", setting="log-channel", value="#mod-log")).says("log")
        message = await s.drawn(await s.imagine("a corgi"))
        post = await shared(s, s.bob, message, memes)
        await changed(s, s.general, hidden=True)
        await (await s.fake.menu(s.ann, "Report picture", post)).says("Thank you")
        report = s.fake.world.in_channel(log)[-1]
        assert "posted by Bob" in report.text
        assert list(report.buttons) == ["Remove", "Remove grid", "Dismiss", "Time out for 60 minutes", "Show"]
        await (await s.fake.press(s.mod, report, "Time out for 60 minutes")).says("Bob")
        await (await s.fake.press(s.bob, report, "Remove grid")).says("There is no request")
        await (await s.fake.press(s.mod, report, "Remove")).says("was withdrawn")
        await s.fake.until(lambda: post.deleted and report.deleted)
        assert not message.deleted
        announced = [m.text for m in s.fake.world.in_channel(log)]
        assert any("withdrew picture" in text for text in announced)
        assert any("time-out" in text for text in announced)

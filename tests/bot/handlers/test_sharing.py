"""Tiles in other channels, and taken back, as the bot decides it; how each chat does it is tested with the chats."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Collection, Mapping
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa
from databases import sqlite_url
from fakes.engine import FakeEngine
from scene import ANN, BOB, FAR, MAY, Clock, Scene, opened

from bot.directory import Destination, Entry
from bot.errors import Closed, Mistake
from bot.handlers.captions import CaptionTile
from bot.handlers.gallery import Delete, Post
from bot.handlers.sharing import Share, Withdraw
from bot.input.buttons import pressed
from bot.member import Member
from bot.reply import Reply
from bot.store import Share as KeptShare
from bot.store import Store


class Channels:
    """The page's, as far as sharing goes: everybody may write everywhere."""

    async def destination(self, member: Member, channel: str, drawn_at: str, *, chosen: bool = False) -> Destination:
        if channel not in ("general", "memes"):
            raise Mistake("share-not-there")
        return Destination(channel, f"#{channel}", f"in {channel}")

    async def channel(self, member: Member, name: str) -> Entry:
        return Entry(name.removeprefix("#"), name)

    async def may_post(self, member: Member, channel: str, *, probe: bool) -> bool:
        return True

    async def names(self, member: Member, ids: Collection[str]) -> Mapping[str, str | None]:
        return {}

    async def destinations(self, member: Member, drawn_at: str) -> Mapping[str, str]:
        return {"general": "#general", "memes": "#memes"}


@pytest.fixture
async def scene(tmp_path: Path) -> AsyncIterator[Scene]:
    async with opened(tmp_path) as one:
        one.bot.directories["web"] = Channels()  # type: ignore[assignment]
        yield one


async def shared(scene: Scene, member: Member, job: str, tile: int = 5, delivery: str = "", **options: str) -> Reply:
    """A share that the chat has posted."""
    reply = await scene.last(Share(member, job, tile, delivery, channel="memes", **options))
    assert reply.post is not None, reply.text
    assert await scene.bot.shared("web", reply.post.reply, f"message {reply.post.reply.share}")
    return reply


async def addresses(scene: Scene) -> list[str]:
    return [removal.address for removal in await scene.store.removals("web")]


async def test_a_share_names_maker_sharer_and_picture(scene: Scene) -> None:
    """It is a spoiler where the grid is one, leads to its grid, and can be taken back."""
    grid = await scene.grid(prompt="a fox", spoiler=True, seed=5)
    reply = await shared(scene, BOB, grid.job)
    assert (reply.private, reply.text) == (True, f"Picture 5 of {grid.job} is shared in #memes.")
    assert reply.post is not None
    post = reply.post.reply
    assert reply.post.address == "in memes"
    assert (post.private, post.text) == (False, "“a fox” made by Ann, shared by Bob")
    assert post.footer == f"{grid.job}-5 · seed 5"
    assert post.picture is not None
    assert post.picture.spoiler
    pressed_ = [(button.label, button.press) for button in post.buttons]
    assert pressed_ == [("Show grid", f"again:{grid.job}"), ("Withdraw", f"withdraw:{grid.job}:{post.share}")]
    kept = await scene.store.shares.get(post.share)
    assert kept is not None
    assert (kept.channel, kept.channel_name, kept.user, kept.posted) == ("memes", "memes", "bob", True)
    exported = (await scene.store.export("web", "bob"))["posted"]
    assert [(one["job"], one["tile"], one["channel"]) for one in exported] == [(grid.job, 5, "memes")]  # type: ignore[attr-defined]


async def test_a_captioned_tile_is_shared_with_its_words(scene: Scene) -> None:
    """Others may see the caption once the chat has posted it, and no earlier."""
    grid = await scene.grid()
    preview = await scene.last(CaptionTile(BOB, grid.job, 5, "hello"))
    press = next(button.press for button in preview.buttons if button.label == "Share")
    caption = press.rpartition(":")[2]
    reply = await scene.last(replace(pressed(scene.bot.commands, BOB, press), channel="memes"))
    assert reply.post is not None
    assert reply.post.reply.picture is not None
    assert reply.post.reply.picture.alt == "Picture 5 of “a cat” with the caption “hello”."
    with pytest.raises(Mistake, match="no-such-caption"):
        await scene.bot.picture(ANN, f"{grid.job}-5-{caption}")
    await scene.bot.shared("web", reply.post.reply, "there")
    assert (await scene.bot.picture(ANN, f"{grid.job}-5-{caption}")).alt == reply.post.reply.picture.alt
    stolen = await scene.last(replace(pressed(scene.bot.commands, ANN, press), channel="memes"))
    assert stolen.text == "That caption is no longer available."


async def test_the_description_that_the_bot_writes_is_not_checked(scene: Scene) -> None:
    """A rule about one of its words, or of the prompt that was drawn before, blocks no caption; people's words do."""
    grid = await scene.grid(prompt="a darn cat")
    await scene.saved(MAY, "/block add plain: picture, darn")
    preview = await scene.last(CaptionTile(BOB, grid.job, 5, "hello"))
    post = await scene.press(BOB, preview, "Post here", "d1")
    assert post.picture is not None
    assert post.picture.alt == "Picture 5 of “a darn cat” with the caption “hello”."
    assert "plain" in (await scene.last(CaptionTile(BOB, grid.job, 5, "hello", alt="A picture."))).text


async def test_two_shares_of_one_press_are_one(tmp_path: Path) -> None:
    """At the same moment, later, and after the process died between the post and its note."""
    async with opened(tmp_path) as scene:
        scene.bot.directories["web"] = Channels()  # type: ignore[assignment]
        grid = await scene.grid()
        share = Share(BOB, grid.job, 5, "d1", channel="memes")
        replies = await asyncio.gather(*(scene.all(share) for _ in range(2)))
        assert sorted(map(len, replies)) == [0, 1]
    async with opened(tmp_path) as scene:  # it was killed before the chat said that it is there
        scene.bot.directories["web"] = Channels()  # type: ignore[assignment]
        again = await scene.last(share)
        assert again.text == f"Picture 5 of {grid.job} is already posted, or will be in a moment."
        (begun,) = await scene.store.shares.unsettled("web", scene.clock() + 1)
        assert (begun.job, begun.posted) == (grid.job, False)


async def test_what_another_process_withdrew_is_posted_again(tmp_path: Path) -> None:
    """By the same press, in the process that posted it."""
    async with opened(tmp_path) as scene, opened(tmp_path) as other:
        grid = await scene.grid()
        post = Post(BOB, grid.job, 5, "d1")
        reply = await scene.last(post)
        assert await scene.bot.shared("web", reply, "there")
        scene.bot.context.post_keys._clock = lambda: time.monotonic() + 10  # it is no double click
        assert (await scene.last(post)).text == f"Picture 5 of {grid.job} is already posted, or will be in a moment."
        await other.last(Withdraw(BOB, grid.job, reply.share))
        again = await scene.last(post)
        assert again.share not in ("", reply.share)


async def test_what_a_process_began_and_did_not_end_is_settled_by_the_next_one(tmp_path: Path) -> None:
    """Soon by one of the same installation, as it knows that the earlier one has ended; others wait for longer."""
    clock, url = Clock(), sqlite_url(tmp_path)
    stores = [await Store.open(url, owner=owner, clock=clock) for owner in ("here", "here", "elsewhere")]
    async with opened(tmp_path) as scene:
        grid = await scene.grid()
    row = KeptShare(
        platform="web", job=grid.job, tile=5, user="bob", name="Bob", channel="a", channel_name="a", address="b",
        delivery="d1",
    )  # fmt: skip
    assert await stores[0].shares.begin(row)
    clock.pass_by(30)
    began = clock.now - 29
    listed = [await store.shares.unsettled("web", began - 10, began) for store in stores]
    assert [len(found) for found in listed] == [0, 1, 0]
    for store in stores:
        assert len(await store.shares.unsettled("web", began)) == 1
        await store.close()


async def test_what_could_not_be_posted_is_shared_again(scene: Scene) -> None:
    """By the same press."""
    grid = await scene.grid()
    share = Share(BOB, grid.job, 5, "d1", channel="memes")
    reply = await scene.last(share)
    assert reply.post is not None
    await scene.bot.unshared(reply.post.reply)
    assert await scene.store.shares.of(grid.job) == []
    assert (await scene.last(share)).post is not None


async def test_a_channel_that_was_not_offered_is_refused(scene: Scene) -> None:
    """Forged, switched off by moderators meanwhile, or left out; and its grid may be of another community, or gone."""
    grid = await scene.grid()
    press = f"share:{grid.job}:5"
    command = pressed(scene.bot.commands, BOB, press)
    assert await scene.bot.offers(command) == {"general": "#general", "memes": "#memes"}
    forged = await scene.last(replace(command, channel="secret"))
    assert forged.text == "You cannot share in that channel. Choose one where you may write."
    assert (await scene.last(command)).text.startswith("Write it like this: /share")
    await scene.line(MAY, "/settings sharing off #memes")
    assert await scene.bot.offers(command) == {"general": "#general"}
    off = await scene.last(replace(command, channel="memes"))
    assert off.text == "Moderators switched pictures off in that channel. Choose another one."
    await scene.line(MAY, "/settings sharing on")
    await scene.line(MAY, "/channel off #memes")
    assert (await scene.last(replace(command, channel="memes"))).text == off.text
    far = await scene.last(Share(FAR, grid.job, 5, channel="memes"))
    assert far.text == f"There is no request {grid.job} here. Check its id."
    await scene.last(Delete(ANN, grid.job))
    assert (await scene.last(replace(command, channel="general"))).text == far.text
    nowhere = replace(BOB, community="dmbob")
    with pytest.raises((Closed, Mistake)):
        await scene.bot.offers(replace(command, member=nowhere))


async def test_a_caption_is_not_shared_where_captions_are_off(scene: Scene) -> None:
    """Nor is such a channel offered for it; the tile itself may be shared there."""
    grid = await scene.grid()
    preview = await scene.last(CaptionTile(BOB, grid.job, 5, "hello"))
    press = next(button.press for button in preview.buttons if button.label == "Share")
    await scene.line(MAY, "/settings captions off #memes")
    command = pressed(scene.bot.commands, BOB, press)
    assert await scene.bot.offers(command) == {"general": "#general"}
    refused = await scene.last(replace(command, channel="memes"))
    assert refused.text == "Moderators switched captions off in that channel. Choose another one."
    assert await scene.store.shares.of(grid.job) == []
    assert (await scene.last(Share(BOB, grid.job, 5, channel="memes"))).post is not None


async def test_there_may_be_no_channel_to_share_in(scene: Scene) -> None:
    """Said before a form opens."""
    grid = await scene.grid()
    await scene.saved(MAY, "/channel off #memes")
    await scene.saved(MAY, "/channel off #general")
    with pytest.raises(Closed, match="share-nowhere") as refused:
        await scene.bot.offers(pressed(scene.bot.commands, BOB, f"share:{grid.job}:5"))
    said = await scene.bot.refused(BOB, refused.value)
    assert said.text == "There is no channel here where you may write and I may post pictures."


async def test_pictures_of_another_model_are_not_shared(tmp_path: Path) -> None:
    """Nothing is begun, so nothing is to be cleared up."""
    async with opened(tmp_path, model="one@1") as scene:
        grid = await scene.grid()
    async with opened(tmp_path, engine=FakeEngine(), model="other@1") as scene:
        scene.bot.directories["web"] = Channels()  # type: ignore[assignment]
        reply = await scene.last(Share(BOB, grid.job, 5, "d1", channel="memes"))
        assert "was drawn by" in reply.text
        assert await scene.store.shares.of(grid.job) == []


# --- withdrawn -------------------------------------------------------------------------------------------------------


async def test_who_shared_it_takes_it_back(scene: Scene) -> None:
    """That one alone; twice is once."""
    grid = await scene.grid()
    first, second = [await shared(scene, BOB, grid.job, tile) for tile in (5, 6)]
    assert first.post is not None
    reply = await scene.press(BOB, first, "Withdraw")
    assert (reply.private, reply.gone, reply.withdrawn) == (True, True, grid.job)
    assert reply.text == f"1 post of {grid.job} was withdrawn."
    assert await addresses(scene) == [f"message {first.post.reply.share}"]
    again = await scene.press(BOB, first, "Withdraw")
    assert again.text.startswith("You cannot withdraw this. Either it is withdrawn already,")
    assert [share.tile for share in await scene.store.shares.of(grid.job)] == [6]
    assert second.post is not None


async def test_what_was_withdrawn_is_posted_again_by_the_same_button(scene: Scene) -> None:
    """Of Post here and of Share, whose presses in the same message are one delivery at Discord and in Slack."""
    grid = await scene.grid()
    post = Post(BOB, grid.job, 5, "d1")
    first = await scene.last(post)
    await scene.bot.shared("web", first, "there")
    await scene.press(BOB, first, "Withdraw")
    again = await scene.last(post)
    assert again.picture is not None, again.text
    await scene.bot.shared("web", again, "there")
    await shared(scene, BOB, grid.job, delivery="d2")
    await scene.last(Withdraw(BOB, grid.job))
    await shared(scene, BOB, grid.job, delivery="d2")
    assert [share.delivery for share in await scene.store.shares.of(grid.job)] == ["web:d2"]


async def test_its_maker_takes_all_copies_back(scene: Scene) -> None:
    """Whoever posted them; someone else takes back their own alone, and a stranger nothing."""
    grid = await scene.grid()
    for member, tile in ((BOB, 5), (replace(BOB, user="cid", name="Cid"), 6), (ANN, 7)):
        await shared(scene, member, grid.job, tile)
    (of_bob, *_) = await scene.store.shares.of(grid.job)
    cid = replace(BOB, user="cid")
    stolen = await scene.last(Withdraw(cid, grid.job, of_bob.id))
    assert stolen.text.startswith("You cannot withdraw this.")
    hidden = await scene.last(Withdraw(FAR, grid.job))
    assert hidden.text.startswith(f"Nothing of {grid.job} is posted that you can withdraw.")
    assert (await scene.last(Withdraw(cid, grid.job))).text == f"1 post of {grid.job} was withdrawn."
    assert (await scene.last(Withdraw(ANN, grid.job))).text == f"2 posts of {grid.job} were withdrawn."
    assert len(await addresses(scene)) == 3
    still = await scene.last(Withdraw(ANN, grid.job))
    assert still.text == f"Nothing else of {grid.job} is posted."  # and the chat says where it still is


async def test_a_moderator_who_takes_one_back_is_announced(scene: Scene) -> None:
    """With the name of who posted it; their own are nobody's business."""
    await scene.line(MAY, "/settings log-channel mods")
    grid = await scene.grid()
    mine, theirs = [await shared(scene, member, grid.job) for member in (MAY, BOB)]
    assert (await scene.press(MAY, mine, "Withdraw")).announce is None
    reply = await scene.press(MAY, theirs, "Withdraw")
    assert reply.announce is not None
    assert "withdrew picture" in reply.announce.text
    assert f"Bob → {grid.job}-5" in reply.announce.text or f"Bob: {grid.job}-5" in reply.announce.text
    assert "withdrew picture" in (await scene.line(MAY, "/audit")).text


async def test_a_guessed_post_is_answered_like_a_real_one(scene: Scene) -> None:
    """Of a grid that is there or not, in this community or another: nobody learns which posts there are."""
    grid, other = await scene.grid(), await scene.grid()
    await shared(scene, ANN, grid.job)
    (real,) = await scene.store.shares.of(grid.job)
    cid = replace(BOB, user="cid")
    answers = {
        (await scene.last(Withdraw(member, job, share))).text
        for member in (cid, FAR)
        for job, share in ((grid.job, real.id), (grid.job, "bbbbb"), (other.job, real.id), ("zzzzz", real.id))
    }
    assert len(answers) == 1, answers
    assert await scene.store.shares.of(grid.job) == [real]


async def test_what_is_withdrawn_while_it_is_posted_goes(scene: Scene) -> None:
    """The chat posted it a moment later: its message is listed, and the note is refused."""
    grid = await scene.grid()
    reply = await scene.last(Share(BOB, grid.job, 5, channel="memes"))
    assert reply.post is not None
    await scene.last(Withdraw(ANN, grid.job))
    assert not await scene.bot.shared("web", reply.post.reply, "there")
    assert await addresses(scene) == ["in memes", "there"]


async def test_shares_go_with_their_grid_and_with_who_posted_them(scene: Scene) -> None:
    """And with a caption that was withdrawn, its words are its writer's alone again."""
    grid, other = await scene.grid(), await scene.grid(BOB)
    await shared(scene, BOB, grid.job)
    await shared(scene, ANN, other.job)
    preview = await scene.last(CaptionTile(BOB, grid.job, 5, "hello"))
    caption = preview.buttons[0].press.rpartition(":")[2]
    captioned = await shared(scene, BOB, grid.job, caption=caption)
    await scene.press(BOB, captioned, "Withdraw")
    with pytest.raises(Mistake, match="no-such-caption"):
        await scene.bot.picture(ANN, f"{grid.job}-5-{caption}")
    await scene.last(Delete(ANN, grid.job))
    assert await scene.store.shares.of(grid.job) == []
    await scene.store.forget("web", "ann")
    assert await scene.store.shares.of(other.job) == []
    assert len(await addresses(scene)) >= 3


async def test_a_withdrawal_hides_no_other_caption(scene: Scene) -> None:
    """Not even one that was posted before posts were kept one by one."""
    grid = await scene.grid()
    captions = []
    for words in ("hello", "bye"):
        preview = await scene.last(CaptionTile(BOB, grid.job, 5, words))
        captions.append(preview.buttons[0].press.rpartition(":")[2])
    older, newer = captions
    await shared(scene, BOB, grid.job, caption=older)
    await scene.store._database.call(
        lambda connection: connection.execute(sa.text("UPDATE shares SET id = NULL, delivery = NULL, caption = ''"))
    )
    twice = [await shared(scene, BOB, grid.job, caption=newer) for _ in range(2)]
    await scene.press(BOB, twice[0], "Withdraw")
    assert await scene.bot.picture(ANN, f"{grid.job}-5-{newer}"), "it is posted once more"
    await scene.press(BOB, twice[1], "Withdraw")
    with pytest.raises(Mistake, match="no-such-caption"):
        await scene.bot.picture(ANN, f"{grid.job}-5-{newer}")
    assert await scene.bot.picture(ANN, f"{grid.job}-5-{older}")


async def test_an_open_press_is_no_double_post(scene: Scene) -> None:
    """Post here and Share are two presses, and two posts."""
    grid = await scene.grid()
    assert (await scene.last(Post(BOB, grid.job, 5, "d1"))).share
    assert (await scene.last(Share(BOB, grid.job, 5, "d2", channel="memes"))).post is not None
    assert len(await scene.store.shares.of(grid.job)) == 2

"""A tile that is posted at Discord: from one presser's picture to everybody's, and gone with its grid."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
from fakes.discord import Message, User
from fakes.discord.stage import Stage, stage

from bot.handlers import admission
from bot.store import Store


async def test_a_picked_tile_is_private_until_it_is_posted_once(tmp_path: Path) -> None:
    """Pick 7 shows picture 7 to the presser alone; Post shows it to everybody, and a repeated delivery does not."""
    async with stage(tmp_path) as s:
        message = await s.drawn(await s.imagine("a corgi"))
        before = message.json()
        picked = await (await s.fake.choose(s.bob, message, "7")).says("Picture 7")
        assert picked.seen_by is s.bob
        assert picked.attachments[0].filename.endswith("-7.png")
        assert "Picture 7 of 9" in picked.alts[0]
        assert message.json() == before
        posted = await (await s.fake.press(s.bob, picked, "Post here")).says("made by Ann, posted by Bob")
        assert posted.seen_by is None
        assert posted.attachments[0].data == picked.attachments[0].data


async def test_a_double_click_posts_once(tmp_path: Path) -> None:
    """Two presses on the same message are one picture for everybody."""
    async with stage(tmp_path) as s:
        message = await s.drawn(await s.imagine("a corgi"))
        picked = await (await s.fake.choose(s.bob, message, "7")).says("Picture 7")
        first, second = [await s.fake.press(s.bob, picked, "Post here") for _ in range(2)]
        await first.says("made by Ann, posted by Bob")
        await s.fake.until(lambda: second.answered is not None)
        assert not second.loading  # nor is another one on its way
        assert [said.seen_by for said in s.fake.world.messages.values()] == [None, s.bob, None]


async def test_nobody_is_left_thinking(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A second press of a slow moment posts nothing, and a post that Discord refuses is none: both take that back."""
    async with stage(tmp_path) as s:
        message = await s.drawn(await s.imagine("a corgi"))
        picked = await (await s.fake.choose(s.bob, message, "7")).says("Picture 7")
        check_member = admission.check_member

        async def slow(*args: Any) -> None:
            await asyncio.sleep(1)
            await check_member(*args)

        monkeypatch.setattr(admission, "check_member", slow)
        first, second = [await s.fake.press(s.bob, picked, "Post here") for _ in range(2)]
        await first.says("made by Ann, posted by Bob")
        await s.fake.until(lambda: second.original is not None and second.original.deleted)
        assert not second.loading
        picked = await (await s.fake.choose(s.bob, message, "8")).says("Picture 8")
        s.fake.fault("50013", "PATCH", "/webhooks/")
        refused = await s.fake.press(s.bob, picked, "Post here")
        assert (await refused.says("I could not post this")).seen_by is s.bob
        assert not refused.loading
        await (await s.fake.press(s.bob, picked, "Post here")).says("made by Ann, posted by Bob")


async def posted(s: Stage, presser: User, message: Message, tile: str) -> Message:
    picked = await (await s.fake.choose(presser, message, tile)).says(f"Picture {tile}")
    return await (await s.fake.press(presser, picked, "Post here")).says("made by Ann")


async def test_a_posted_tile_goes_when_its_grid_is_deleted(tmp_path: Path) -> None:
    """Whoever posted it, and also when nobody may edit it by its interaction's token any more."""
    async with stage(tmp_path) as s:
        message, kept = [await s.drawn(await s.imagine(words)) for words in ("a corgi", "a red fox")]
        tiles = [await posted(s, s.ann, message, "2"), await posted(s, s.bob, message, "7")]
        other = await posted(s, s.bob, kept, "7")
        s.clock.ahead += 16 * 60
        tiles.append(await posted(s, s.bob, message, "7"))
        await (await s.fake.press(s.ann, message, "Delete")).says("deleted")
        await s.fake.until(lambda: message.deleted and all(tile.deleted for tile in tiles))
        assert not other.deleted


async def test_posted_tiles_go_with_who_is_forgotten(tmp_path: Path) -> None:
    """Tiles of their grids that others posted, and those that they posted of others' grids: their name is on both."""
    async with stage(tmp_path) as s:
        mine = await s.drawn(await s.imagine("a corgi"))
        theirs = await s.drawn(await s.fake.press(s.bob, mine, "Redo"))
        tiles = [await posted(s, s.bob, mine, "7")]
        picked = await (await s.fake.choose(s.ann, theirs, "3")).says("Picture 3")
        tiles.append(await (await s.fake.press(s.ann, picked, "Post here")).says("made by Bob, posted by Ann"))
        picked = await (await s.fake.choose(s.bob, theirs, "4")).says("Picture 4")
        other = await (await s.fake.press(s.bob, picked, "Post here")).says("made by Bob")
        await (await s.fake.slash(s.ann, s.general, "privacy", what="delete", sure=True)).says("1 grid and all data")
        await s.fake.until(lambda: mine.deleted and all(tile.deleted for tile in tiles))
        assert not theirs.deleted
        assert not other.deleted


async def test_what_was_to_be_taken_away_goes_after_the_next_start(tmp_path: Path) -> None:
    """The process that deleted a grid died before it could tell Discord."""
    async with stage(tmp_path) as s:
        message = await s.drawn(await s.imagine("a corgi"))
        tile = await posted(s, s.bob, message, "7")
        (job,) = s.jobs()
        await s.kill()
        store = await Store.open(s.url, owner="stage", clock=s.clock, defaults=s.settings)
        assert await store.deleted(job, "ann")
        await store.close()
        s.clock.ahead += 16 * 60
        await s.begin()
        await s.fake.until(lambda: message.deleted and tile.deleted)
        while await s.store.removals("discord"):
            await asyncio.sleep(0.05)


async def test_whoever_posts_while_the_grid_goes_takes_it_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The picture was read before the deletion, and shown after it."""
    async with stage(tmp_path) as s:
        message = await s.drawn(await s.imagine("a corgi"))
        picked = await (await s.fake.choose(s.bob, message, "7")).says("Picture 7")
        (job,) = s.jobs()
        begin = s.store.shares.begin

        async def slow(*args: Any) -> Any:
            begun = await begin(*args)
            assert await s.store.deleted(job, "ann")
            return begun

        monkeypatch.setattr(s.store.shares, "begin", slow)
        asked = await s.fake.press(s.bob, picked, "Post here")
        tile = await asked.says("made by Ann")
        await s.fake.until(lambda: tile.deleted)

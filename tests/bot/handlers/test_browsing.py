"""/gallery: pages of one's own works, of a channel's, and of a search; only what the member may see."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from scene import ANN, BOB, FAR, MAY, Scene, opened

from bot.handlers import browsing
from bot.handlers.browsing import MAX_SEARCH_BYTES, Browse, Search
from bot.handlers.captions import CaptionTile
from bot.handlers.gallery import Delete, Pick, Post
from bot.input.buttons import pressed
from bot.member import Member, direct
from bot.policy.settings import Settings
from bot.reply import Reply


@pytest.fixture
async def scene(tmp_path: Path) -> AsyncIterator[Scene]:
    async with opened(tmp_path, defaults=Settings(None, {}, None, None), latin=False) as one:
        yield one


def ids(reply: Reply) -> list[str]:
    return [one.id for one in reply.sheet]


async def found(scene: Scene, member: Member, words: str) -> list[str]:
    return ids(await scene.last(Search(member, words)))


# --- pages -----------------------------------------------------------------------------------------------------------


async def test_pages_go_from_the_newest_to_the_oldest_and_back(scene: Scene) -> None:
    """Nine a page; what comes meanwhile moves nothing to another page."""
    grids = [(await scene.grid(prompt=f"cat {i}")).job for i in range(20)][::-1]
    first = await scene.line(ANN, "/gallery mine")
    assert (first.private, first.in_place, ids(first)) == (True, True, grids[:9])
    assert [button.label for button in first.buttons] == ["Older", "Your favourites"]
    second = await scene.press(ANN, first, "Older")
    await scene.grid(prompt="a dog")
    assert ids(second) == grids[9:18]
    third = await scene.press(ANN, second, "Older")
    assert ids(third) == grids[18:]
    assert [button.label for button in third.buttons] == ["Newer", "Your favourites"]
    back = await scene.press(ANN, third, "Newer")
    assert ids(back) == grids[9:18]
    assert ids(await scene.press(ANN, back, "Newer")) == grids[:9]


async def test_a_page_is_one_picture_of_numbered_thumbnails(scene: Scene) -> None:
    """Each with its id, and a line of text that names it; a number opens what it stands for."""
    grid = await scene.grid(prompt="a fox")
    tile = await scene.last(Pick(ANN, grid.job, 3))
    await scene.press(ANN, tile, "☆ Favourite")
    sheet = await scene.line(ANN, "/gallery")
    assert sheet.picture is not None
    assert sheet.picture.alt == f"Small pictures: {grid.job}-3: a fox; {grid.job}: a fox"
    assert sheet.text.splitlines() == ["Your pictures", f"1 · {grid.job}-3 ★ · a fox", f"2 · {grid.job} · a fox"]
    opened = [await scene.last(pressed(scene.bot.commands, ANN, one.press)) for one in sheet.sheet]
    assert [one.picture and one.picture.name for one in opened] == [f"{grid.job}-3", grid.job]


async def test_thumbnails_are_rendered_once(scene: Scene) -> None:
    """For all pages that show them; a grid costs one tile."""
    await scene.grid(prompt="a fox")
    await scene.grid(prompt="a cat")
    scene.forget_tiles()
    for _ in range(2):
        await scene.last(Browse(ANN, "mine"))
    assert scene.engine.rendered == 2


async def test_another_models_pictures_have_a_placeholder(tmp_path: Path) -> None:
    """The page is shown all the same."""
    async with opened(tmp_path, model="pocket@1") as scene:
        grid = await scene.grid(prompt="a fox")
    async with opened(tmp_path, model="mega@2") as scene:
        sheet = await scene.last(Browse(ANN, "mine"))
        assert [(one.id, one.lost) for one in sheet.sheet] == [(grid.job, True)]
        assert sheet.picture is not None
        assert np.ptp(sheet.picture.pixels) > 0
        marked = await scene.line(ANN, f"/favourite {grid.job} 5")
        assert marked.text.startswith("Marked with a star."), "although it cannot be shown"
        assert ids(await scene.last(Browse(ANN, "favourites"))) == [f"{grid.job}-5"]
        assert (await scene.line(ANN, f"/favourite {grid.job} 5 off")).text == "The star is taken away."


async def test_nothing_found_is_a_sentence(scene: Scene) -> None:
    assert (await scene.line(ANN, "/gallery mine")).text.startswith("Your pictures\nThere is nothing here yet.")
    assert "press “☆ Favourite”" in (await scene.line(ANN, "/gallery favourites")).text
    assert "drawn here" in (await scene.line(ANN, "/gallery here")).text


# --- what is in it ---------------------------------------------------------------------------------------------------


async def test_what_a_member_posted_captioned_or_marked_is_theirs_too(scene: Scene) -> None:
    """Also of others' grids, each tile once."""
    grid = (await scene.grid(ANN, "a fox")).job
    assert await scene.bot.shared("web", await scene.last(Post(BOB, grid, 2, "d1")), "there")
    for value in ("on", "on"):
        await scene.line(BOB, f"/favourite {grid} 2 {value}")
    await scene.last(CaptionTile(BOB, grid, 4, "hello there"))
    mine = await scene.last(Browse(BOB, "mine"))
    assert ids(mine) == [f"{grid}-4", f"{grid}-2"]
    assert [one.words for one in mine.sheet] == ["hello there", "a fox"]
    caption = await scene.last(pressed(scene.bot.commands, BOB, mine.sheet[0].press))
    assert [button.label for button in caption.buttons] == ["Post here", "Share", "Edit caption"]
    assert ids(await scene.last(Browse(BOB, "favourites"))) == [f"{grid}-2"]
    await scene.line(BOB, f"/favourite {grid} 2 off")
    assert ids(await scene.last(Browse(BOB, "favourites"))) == []
    assert ids(await scene.last(Browse(BOB, "mine"))) == [f"{grid}-4", f"{grid}-2"], "it was posted, too"


async def test_a_star_is_a_button_that_says_what_it_is_now(scene: Scene) -> None:
    """In the same place, and pressed twice it does nothing more."""
    grid = (await scene.grid(ANN, "a fox")).job
    first = await scene.last(Pick(BOB, grid, 2))
    marked = await scene.press(BOB, first, "☆ Favourite")
    assert marked.in_place
    await scene.press(BOB, first, "☆ Favourite")
    assert ids(await scene.last(Browse(BOB, "favourites"))) == [f"{grid}-2"]
    assert ids(await scene.last(Browse(ANN, "favourites"))) == [], "only they see it"
    await scene.press(BOB, marked, "★ Favourite")
    assert ids(await scene.last(Browse(BOB, "mine"))) == []


async def test_here_is_what_was_drawn_in_the_channel(scene: Scene) -> None:
    grid = (await scene.grid(ANN, "a fox")).job
    await scene.grid(replace(ANN, channel="memes"), "a cat")
    await scene.grid(FAR, "a far cat")
    await scene.line(BOB, f"/favourite {grid} 2")
    assert ids(await scene.last(Browse(BOB, "here"))) == [grid]


# --- only what the member may see ------------------------------------------------------------------------------------


async def test_a_search_finds_only_what_the_member_may_see(scene: Scene) -> None:
    """Not other communities, hidden channels, private threads, deleted grids, or captions that nobody posted."""
    secret = replace(ANN, channel="secret")
    here, hidden = (await scene.grid(ANN, "a fox")).job, (await scene.grid(secret, "a red fox")).job
    await scene.grid(FAR, "a far fox")
    closed = (await scene.grid(ANN, "a closed fox", address="closed")).job
    await scene.bot.context.store.readdress(closed, "closed")
    gone = (await scene.grid(ANN, "a gone fox")).job
    await scene.last(Delete(ANN, gone))
    await scene.last(CaptionTile(ANN, here, 1, "fox!"))
    sees = {"general": "general"}
    bob = replace(BOB, channels=sees, outside=lambda address: address == "closed")
    assert await found(scene, bob, "fox") == [here]
    assert await found(scene, replace(bob, channels=None), "fox") == [here]
    assert await found(scene, replace(bob, channels=sees | {"secret": "secret"}), "fox") == [hidden, here]
    assert await found(scene, MAY, "fox") == [closed, hidden, here]
    assert await found(scene, ANN, "fox") == [f"{here}-1", closed, hidden, here], "one's own is seen from everywhere"


async def test_hidden_works_do_not_even_make_pages(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many there are, nothing says so; what is behind them is found."""
    monkeypatch.setattr(browsing, "FIRST_BATCH", 2)
    old = (await scene.grid(BOB, "a fox")).job
    for _ in range(11):
        await scene.grid(replace(ANN, channel="secret"), "a fox")
    reply = await scene.last(Search(replace(BOB, channels={"general": "general"}), "fox"))
    assert ids(reply) == [old]
    assert reply.buttons == ()


async def test_a_direct_conversation_is_searched_by_those_in_it(scene: Scene) -> None:
    """What the people of a group drew there; each finds their own in all of their conversations."""
    ann = Member("discord", direct("ann"), "group", "ann", "Ann")
    bob = Member("discord", direct("bob"), "group", "bob", "Bob")
    shared = (await scene.grid(ann, "a fox")).job
    alone = (await scene.grid(replace(ann, channel="alone"), "a lone fox")).job
    assert await found(scene, ann, "fox") == [alone, shared]
    assert await found(scene, bob, "fox") == [shared]
    assert ids(await scene.last(Browse(bob, "here"))) == [shared]
    assert await found(scene, replace(bob, channel="elsewhere"), "fox") == []


async def test_a_channel_that_the_member_left_hides_their_favourites(scene: Scene) -> None:
    secret, bob = replace(ANN, channel="secret"), replace(BOB, channel="secret")
    grid = (await scene.grid(secret, "a fox")).job
    await scene.line(bob, f"/favourite {grid} 5")
    assert ids(await scene.last(Browse(bob, "favourites"))) == [f"{grid}-5"]
    assert ids(await scene.last(Browse(replace(BOB, channels={}), "favourites"))) == []
    reply = await scene.line(FAR, f"/favourite {grid} 5")
    assert reply.text == (await scene.line(FAR, "/favourite zzzzz 5")).text.replace("zzzzz", grid)
    assert ids(await scene.last(Browse(FAR, "favourites"))) == []


# --- words -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("prompt", "searches"),
    [
        ("a corgi in a Rocket", ["CORGI", "rock", "rocket corgi", "“corgi”, in!"]),
        ("東京タワーの猫", ["猫", "東京", "タワー", "東京 猫"]),
        ("แมวในจรวดสีแดง", ["จรวด", "แมว"]),
        ("在月球上的狐狸", ["狐狸", "月球"]),
        ("Ein Bär im Café", ["bar", "CAFE", "bär café"]),
        ("القِطّة الصغيرة", ["القطة"]),
        ("고양이가 달에", ["고양이"]),
        ("हिन्दी में बिल्ली", ["बिल्ली"]),
        ("a 🦊 at 4k", ["🦊", "4K"]),
    ],
)
async def test_words_of_any_language_are_found(scene: Scene, prompt: str, searches: list[str]) -> None:
    job = (await scene.grid(prompt=prompt)).job
    await scene.grid(prompt="nothing of it")
    for words in [*searches, job]:
        assert await found(scene, ANN, words) == [job], words


@pytest.mark.parametrize(
    "words",
    ['"', "'", "fox OR", "NOT fox", "fox* AND (", "words:fox", "^fox", "a NEAR(b)", "-", "fox & | ! <->", "\\", ":*",
     "_", "%", "fox\x00\x1b[0m", "\ud800", "x" * 10_000, "fox " * 2500, "\u202e", "''); DROP TABLE jobs", "_c0ffee"],
)  # fmt: skip
async def test_no_search_is_an_error(scene: Scene, words: str) -> None:
    """Whatever it has; and its pages can be turned."""
    await scene.grid(prompt="a dog")
    reply = await scene.last(Search(ANN, words))
    assert reply.text.startswith("Found for “"), reply.text
    assert len(reply.quoted[0].encode() if reply.quoted else b"") <= MAX_SEARCH_BYTES


async def test_the_words_of_a_search_are_in_its_buttons(scene: Scene) -> None:
    """So that they work months later; a forged button finds nothing, and breaks nothing."""
    for i in range(10):
        await scene.grid(prompt=f"狐狸 {i}")
    first = await scene.last(Search(ANN, "狐狸"))
    second = await scene.press(ANN, first, "Older")
    assert second.text.startswith("Found for “狐狸”")
    assert len(second.sheet) == 1
    for forged in ("a", "____", "AA", "_" * 64):
        reply = await scene.last(pressed(scene.bot.commands, ANN, f"gallery:search:0:0:{forged}"))
        assert reply.text.startswith("Found for “")


async def test_suggested_ids_are_the_members_latest(scene: Scene) -> None:
    """By their ids or words; tiles only where a tile may be given."""
    fox, cat = (await scene.grid(prompt="a Fox")).job, (await scene.grid(prompt="a cat")).job
    await scene.line(ANN, f"/favourite {fox} 5")
    assert await scene.bot.suggestions(ANN, "", tiles=True) == [(f"{fox}-5", "a Fox"), (cat, "a cat"), (fox, "a Fox")]
    assert await scene.bot.suggestions(ANN, "FO", tiles=False) == [(fox, "a Fox")]
    assert await scene.bot.suggestions(ANN, f"#{cat[:3]}", tiles=False) == [(cat, "a cat")]
    assert await scene.bot.suggestions(BOB, "", tiles=True) == []

"""What people make of a grid: captions, variations, other words, and files to keep."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from fakes.engine import GRID, FakeEngine, codes_of, pictures_of
from PIL import Image
from scene import ANN, BOB, FAR, Scene, opened

from bot.errors import Mistake
from bot.handlers.blocked_words import AddRule
from bot.handlers.captions import CaptionTile
from bot.handlers.downloads import Enlarge, Save, Watch
from bot.handlers.drawing import Redo
from bot.handlers.gallery import Again, Delete, Nine, Pick
from bot.handlers.variations import Edit, Vary
from bot.input.buttons import form_of, pressed
from bot.replies import caption_image
from inference.api import Request


@pytest.fixture
async def scene(tmp_path: Path) -> AsyncIterator[Scene]:
    async with opened(tmp_path) as one:
        yield one


# --- captions --------------------------------------------------------------------------------------------------------


async def test_a_caption_is_seen_by_its_writer_first(scene: Scene) -> None:
    """With the words on the picture, alt text that says them, and a button that posts it."""
    grid = await scene.grid(prompt="a fox", seed=5)
    reply = await scene.last(CaptionTile(BOB, grid.job, 5, "when you see it", "nobody"))
    assert reply.private
    assert reply.picture is not None
    tile = pictures_of(codes_of(Request("a fox", seed=5)))[4]
    np.testing.assert_array_equal(
        reply.picture.pixels[0], caption_image.captioned(tile, "when you see it", "nobody", "classic")
    )
    assert reply.picture.alt == "Picture 5 of “a fox” with the caption “when you see it” / “nobody”."
    assert [button.label for button in reply.buttons] == ["Post here", "Share", "Edit caption"]


async def test_a_posted_caption_names_maker_and_poster(scene: Scene) -> None:
    """Everybody sees it, with its own alt text; a spoiler stays one."""
    grid = await scene.grid(prompt="a fox", spoiler=True)
    preview = await scene.last(CaptionTile(BOB, grid.job, 5, "hello", alt="A fox says hello."))
    post = await scene.press(BOB, preview, "Post here", delivery="d1")
    assert not post.private
    assert post.text == "“a fox” made by Ann, posted by Bob"
    assert post.picture is not None
    assert preview.picture is not None
    assert post.picture.alt == "A fox says hello."
    assert post.picture.spoiler
    np.testing.assert_array_equal(post.picture.pixels, preview.picture.pixels)
    assert post.shared_by == "bob"
    assert await scene.all(pressed(scene.bot.commands, BOB, preview.buttons[0].press, "d1")) == []


@pytest.mark.parametrize(
    ("top", "bottom", "says"),
    [
        ("", "", "Write something above or below the picture."),
        ("\u200b \n\x00", "\u2060", "Write something above or below the picture."),
        ("x" * 101, "", "“top” has 101 characters; the limit is 100."),
        ("a \ue000 b", "", "No font here has"),
    ],
)
async def test_a_caption_that_cannot_be_drawn_is_refused(scene: Scene, top: str, bottom: str, says: str) -> None:
    grid = await scene.grid()
    reply = await scene.last(CaptionTile(ANN, grid.job, 5, top, bottom))
    assert reply.private
    assert says in reply.text
    assert reply.picture is None


async def test_blocked_words_are_blocked_in_captions(scene: Scene) -> None:
    """In each of its texts, also if the rule came after the caption was written."""
    grid = await scene.grid()
    preview = await scene.last(CaptionTile(ANN, grid.job, 5, "oh darn"))
    await scene.last(AddRule(replace(ANN, moderator=True), "darn", "rude"))
    for blocked in (("DARN it", "", ""), ("", "d4rn", ""), ("fine", "", "darn")):
        top, bottom, alt = blocked
        reply = await scene.last(CaptionTile(ANN, grid.job, 5, top, bottom, alt=alt))
        assert "rude" in reply.text
        assert reply.picture is None
    post = await scene.press(ANN, preview, "Post here")
    assert "rude" in post.text
    assert post.picture is None


async def test_a_caption_goes_with_its_grid(scene: Scene) -> None:
    """And a forged id, or one of another community, is as good as none."""
    grid = await scene.grid()
    preview = await scene.last(CaptionTile(ANN, grid.job, 5, "hello"))
    (press,) = (button.press for button in preview.buttons if button.label == "Post here")
    far = await scene.last(pressed(scene.bot.commands, FAR, press, "d2"))
    assert far.picture is None
    stolen = await scene.last(pressed(scene.bot.commands, BOB, press, "d5"))
    assert (stolen.text, stolen.picture) == ("That caption is no longer available.", None)
    await scene.last(Delete(ANN, grid.job))
    gone = await scene.last(pressed(scene.bot.commands, ANN, press, "d3"))
    assert gone.text == "That caption is no longer available."
    assert (
        await scene.last(pressed(scene.bot.commands, ANN, f"post-caption:{grid.job}:5:zzzzz", "d4"))
    ).picture is None


async def test_a_caption_s_form_begins_with_its_words(scene: Scene) -> None:
    """The button for a new one opens an empty form; others do not see what somebody wrote."""
    grid = await scene.grid()
    preview = await scene.last(CaptionTile(ANN, grid.job, 5, "above", "below", "bar", "Alt."))
    (press,) = (button.press for button in preview.buttons if button.label == "Edit caption")
    commands = scene.bot.commands
    spec = form_of(commands, press)
    assert spec is not None
    assert spec.form == ("top", "bottom", "style", "alt")
    words = await scene.bot.prefill(pressed(commands, ANN, press))
    assert words == {"top": "above", "bottom": "below", "style": "bar", "alt": "Alt."}
    assert await scene.bot.prefill(pressed(commands, ANN, f"caption:{grid.job}:5")) == {}
    with pytest.raises(Exception, match="no-such-caption"):
        await scene.bot.prefill(pressed(commands, BOB, press))
    edited = pressed(commands, ANN, press, filled={"top": "other", "bottom": "", "style": "classic", "alt": ""})
    reply = await scene.last(edited)
    assert reply.picture is not None
    assert reply.picture.alt == "Picture 5 of “a cat” with the caption “other”."
    (press,) = (button.press for button in reply.buttons if button.label == "Edit caption")
    again = await scene.bot.prefill(pressed(commands, ANN, press)) | {"top": "one more"}
    reply = await scene.last(pressed(commands, ANN, press, filled=again))
    assert reply.picture is not None
    assert reply.picture.alt == "Picture 5 of “a cat” with the caption “one more”."
    await scene.last(Delete(ANN, grid.job))
    with pytest.raises(Mistake, match="no-such-job"):
        await scene.bot.prefill(pressed(commands, ANN, f"caption:{grid.job}:5"))


async def test_a_caption_has_words_and_no_codes(scene: Scene) -> None:
    grid = await scene.grid()
    reply = await scene.last(CaptionTile(ANN, grid.job, 5, "hi <:pepe:123456789012345678>", "<@123456789012345678>"))
    assert reply.picture is not None
    assert reply.picture.alt == "Picture 5 of “a cat” with the caption “hi pepe” / “somebody”."


async def test_captions_are_exported_and_forgotten(scene: Scene) -> None:
    """They are what somebody wrote; a member who is forgotten takes them along."""
    grid = await scene.grid()
    await scene.last(CaptionTile(BOB, grid.job, 5, "bob was here"))
    exported = await scene.store.export("web", "bob")
    assert [caption["top"] for caption in exported["captions"]] == ["bob was here"]  # type: ignore[attr-defined]
    await scene.store.forget("web", "bob")
    assert (await scene.store.export("web", "bob"))["captions"] == []


# --- variations ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("change", "rows"), [("little", 3), ("half", 2), ("most", 1)])
async def test_a_variation_keeps_the_upper_rows(scene: Scene, change: str, rows: int) -> None:
    """Of the tile, in all nine, code by code; the presser pays, and the footer names the tile."""
    grid = await scene.grid(prompt="a fox", seed=5)
    reply = await scene.last(Vary(BOB, grid.job, 5, change))
    assert reply.state == "drawn"
    assert f"variation of {grid.job}-5" in reply.footer
    parent = codes_of(Request("a fox", seed=5))[4]
    child = await scene.store.job(reply.job)
    assert child is not None
    assert child.codes is not None
    assert child.user == "bob"
    assert await scene.used(BOB) == 1
    np.testing.assert_array_equal(child.codes[:, : rows * GRID], np.tile(parent[: rows * GRID], (9, 1)))
    assert len(np.unique(child.codes[:, rows * GRID :], axis=0)) == 9
    again = await scene.store.job((await scene.last(Redo(BOB, reply.job))).job)
    assert again is not None
    assert again.codes is not None
    np.testing.assert_array_equal(again.codes[:, : rows * GRID], child.codes[:, : rows * GRID])
    assert again.seed != child.seed


async def test_parent_and_child_name_one_another(scene: Scene) -> None:
    """The tile that was varied, its grid, and another tile: only children of its own, which the reader may see."""
    grid = await scene.grid(prompt="a fox", seed=5)
    before = (await scene.last(Again(ANN, grid.job))).footer
    varied, redone = await scene.last(Vary(BOB, grid.job, 5)), await scene.last(Redo(BOB, grid.job))
    secret = await scene.last(Vary(replace(ANN, channel="secret", channel_name="secret"), grid.job, 5))
    assert secret.state == "drawn"
    assert (await scene.last(Pick(BOB, grid.job, 5))).footer == f"{grid.job}-5 · seed 5\nmade from it: {varied.job}"
    assert (await scene.last(Pick(BOB, grid.job, 6))).footer == f"{grid.job}-6 · seed 5"
    whole = (await scene.last(Again(BOB, grid.job))).footer.removeprefix(f"{before}\nmade from it: ")
    assert sorted(whole.split(", ")) == sorted([varied.job, redone.job])
    assert f"variation of {grid.job}-5" in (await scene.last(Again(BOB, varied.job))).footer
    assert f"made from {grid.job}" in (await scene.last(Pick(BOB, redone.job, 1))).footer
    await scene.last(Delete(BOB, varied.job))
    assert (await scene.last(Pick(BOB, grid.job, 5))).footer == f"{grid.job}-5 · seed 5"


async def test_a_variation_outlives_a_restart(tmp_path: Path) -> None:
    """Its rows are kept with it, so it needs its parent no more."""
    engine = FakeEngine()
    async with opened(tmp_path, engine=engine) as scene:
        grid = await scene.grid(prompt="a fox", seed=5)
        engine.seconds = 60.0
        await anext(scene.bot.handle(Vary(BOB, grid.job, 5)))
        (begun,) = await scene.store.unfinished()
        await scene.last(Delete(ANN, grid.job))
    async with opened(tmp_path) as scene:
        (job,) = await scene.bot.adopt("web")
        assert job.id == begun.id
        *_, last = [reply async for reply in scene.bot.resume(job)]
        assert last.state == "drawn"
        child = await scene.store.job(job.id)
        assert child is not None
        assert child.codes is not None
        np.testing.assert_array_equal(
            child.codes[:, : 2 * GRID], np.tile(codes_of(Request("a fox", seed=5))[4, : 2 * GRID], (9, 1))
        )


async def test_other_words_keep_the_seed(scene: Scene) -> None:
    """The form begins with the words of before."""
    grid = await scene.grid(prompt="a fox", seed=5, no="dogs")
    command = pressed(scene.bot.commands, BOB, f"edit:{grid.job}")
    assert await scene.bot.prefill(command) == {"prompt": "a fox", "no": "dogs"}
    filled = {"prompt": "a red fox", "no": ""}
    reply = await scene.last(pressed(scene.bot.commands, BOB, f"edit:{grid.job}", filled=filled))
    job = await scene.store.job(reply.job)
    assert job is not None
    assert (job.prompt, job.no, job.seed, job.parent, job.user) == ("a red fox", "", 5, grid.job, "bob")
    empty = await scene.last(Edit(BOB, grid.job))
    assert empty.state == "note"
    varied = await scene.last(Vary(BOB, grid.job, 5))
    edited = await scene.last(Edit(BOB, varied.job, "a fox"))
    before, after = [await scene.store.job(reply.job) for reply in (varied, edited)]
    assert before is not None
    assert after is not None
    assert after.prefix == before.prefix != ()


# --- files -----------------------------------------------------------------------------------------------------------


async def test_a_tile_is_enlarged_honestly(scene: Scene) -> None:
    grid = await scene.grid(prompt="a fox")
    reply = await scene.last(Enlarge(BOB, grid.job, 5, "512"))
    assert reply.picture is not None
    assert reply.picture.pixels.shape == (1, 512, 512, 3)
    assert reply.text == ("Picture 5 of “a fox”, enlarged from 16 to 512 pixels. It is larger, not sharper.")


async def test_all_nine_are_saved_with_how_they_were_drawn(scene: Scene) -> None:
    grid = await scene.grid(prompt="a fox", seed=5)
    (file,) = (await scene.last(Save(BOB, grid.job))).files
    assert file.name == f"{grid.job}.zip"
    with zipfile.ZipFile(io.BytesIO(file.data)) as archive:
        names = [f"{grid.job}-{tile}.png" for tile in range(1, 10)] + [f"{grid.job}.json"]
        assert archive.namelist() == names
        drawn = pictures_of(codes_of(Request("a fox", seed=5)))
        for tile, name in enumerate(names[:-1]):
            np.testing.assert_array_equal(np.asarray(Image.open(io.BytesIO(archive.read(name)))), drawn[tile])
        assert json.loads(archive.read(names[-1]))["seed"] == 5


async def test_an_animation_ends_with_the_grid(scene: Scene) -> None:
    """It begins gray, and each frame shows more."""
    grid = await scene.grid(prompt="a fox", seed=5)
    (file,) = (await scene.last(Watch(BOB, grid.job))).files
    gif = Image.open(io.BytesIO(file.data))
    assert (gif.format, file.name) == ("GIF", f"{grid.job}.gif")
    gray = []
    for frame in range(gif.n_frames):  # type: ignore[attr-defined]
        gif.seek(frame)
        pixels = np.asarray(gif.convert("RGB")).astype(int)
        gray.append(int((np.abs(pixels - 127).max(-1) < 12).sum()))
    gif.seek(0)
    assert gif.convert("RGB").getpixel((gif.width // 2, gif.height - 2)) == (127, 127, 127)
    gif.seek(gif.n_frames - 1)  # type: ignore[attr-defined]
    assert gray == sorted(gray, reverse=True)
    assert gray[0] > 5 * gray[-1]
    assert grid.picture is not None
    last = np.asarray(gif.convert("RGB")).astype(int)
    assert np.abs(last - grid.picture.pixels[0].astype(int)).mean() < 8


@pytest.mark.parametrize("command", [Save(ANN, "zzzzz"), Watch(ANN, "zzzzz"), Enlarge(ANN, "zzzzz", 5)])
async def test_what_is_not_there_is_refused(scene: Scene, command: Save | Watch | Enlarge) -> None:
    reply = await scene.last(command)
    assert reply.text == (await scene.last(Pick(ANN, "zzzzz", 5))).text
    assert reply.files == ()


async def test_all_nine_are_pictures_of_their_own(scene: Scene) -> None:
    """For who asked alone, as the engine drew them; nobody sees those of a grid that is hidden from them."""
    grid = await scene.grid(prompt="a fox", seed=5, spoiler=True)
    reply = await scene.press(BOB, grid, "All nine")
    assert (reply.private, reply.tiles, reply.picture) == (True, 9, None)
    assert [one.name for one in reply.album] == [f"{grid.job}-{tile}" for tile in range(1, 10)]
    assert [one.alt for one in reply.album][4] == "Picture 5 of 9 of “a fox”; seed 5."
    assert all(one.spoiler for one in reply.album)
    pixels = np.concatenate([one.pixels for one in reply.album])
    np.testing.assert_array_equal(pixels, pictures_of(codes_of(Request("a fox", seed=5))))
    assert (await scene.last(Nine(FAR, grid.job))).album == ()
    await scene.last(Delete(ANN, grid.job))
    assert (await scene.last(Nine(ANN, grid.job))).album == ()


async def test_what_to_steer_away_from_has_an_effect_on_every_model(tmp_path: Path) -> None:
    """One that draws best without guidance would not look at it."""
    async with opened(tmp_path, options={"guidance": 1.0, "temperature": 0.5}) as scene:
        await scene.grid(prompt="a fox", seed=5)
        assert scene.engine.asked[-1].guidance == 1.0
        grid = await scene.grid(prompt="a fox", seed=5, no="dogs")
        assert (scene.engine.asked[-1].guidance, scene.engine.asked[-1].temperature) == (2.0, 0.5)
        job = await scene.store.job(grid.job)
        assert job is not None
        assert job.options["guidance"] == 2.0, "so that it can be drawn again"

"""What people make of a grid at Discord: forms that buttons open, and files."""

from __future__ import annotations

from pathlib import Path

from fakes.discord.stage import stage


async def test_a_caption_is_written_in_a_form_seen_and_posted(tmp_path: Path) -> None:
    """The form, the writer's own preview, and one message for everybody with the alt text that was written."""
    async with stage(tmp_path) as s:
        message = await s.drawn(await s.imagine("a corgi", spoiler=True))
        picked = await (await s.fake.choose(s.bob, message, "7")).says("Picture 7")
        form = await s.fake.press(s.bob, picked, "Caption")
        await s.fake.until(lambda: form.modal is not None)
        assert form.modal is not None
        assert [part["label"] for part in form.modal["components"]] == [
            "Words above", "Words below", "Style", "Alt text",
        ]  # fmt: skip
        said = await (await s.fake.submit(form, top="hi <:pepe:123456789012345678>")).says("with your caption")
        assert said.alts == ["Picture 7 of “a corgi” with the caption “hi pepe”."]
        sent = await s.fake.submit(form, top="when you see it", style="bar", alt="A corgi, waiting.")
        preview = await sent.says("with your caption")
        assert preview.seen_by is s.bob
        assert preview.alts == ["A corgi, waiting."]
        posted = await (await s.fake.press(s.bob, preview, "Post here")).says("made by Ann, posted by Bob")
        assert posted.seen_by is None
        assert posted.alts == ["A corgi, waiting."]
        assert posted.attachments[0].data == preview.attachments[0].data
        form = await s.fake.press(s.bob, preview, "Edit caption")
        await s.fake.until(lambda: form.modal is not None)
        assert form.modal is not None
        first, _, style, alt = (part["component"] for part in form.modal["components"])
        assert first["value"] == "when you see it"
        assert [one["value"] for one in style["options"] if one.get("default")] == ["bar"]
        assert alt["value"] == "A corgi, waiting."
        empty = await s.fake.submit(form, top="", alt="")
        assert "Write something above or below the picture." in (await empty.shown()).text


async def test_other_words_are_asked_for_in_a_form(tmp_path: Path) -> None:
    """With those of before in it."""
    async with stage(tmp_path) as s:
        message = await s.drawn(await s.imagine("a corgi", seed=5))
        form = await s.fake.press(s.bob, message, "Edit")
        await s.fake.until(lambda: form.modal is not None)
        assert form.modal is not None
        assert form.modal["components"][0]["component"]["value"] == "a corgi"
        drawn = await s.drawn(await s.fake.submit(form, prompt="a red corgi"))
        assert "seed 5" in drawn.text
        assert "“a red corgi” for Bob" in drawn.text


async def test_variations_and_files(tmp_path: Path) -> None:
    """A press on a tile draws nine more; an animation is shown like a picture, and all nine are in a zip."""
    async with stage(tmp_path) as s:
        message = await s.drawn(await s.imagine("a corgi"))
        (job,) = s.jobs()
        picked = await (await s.fake.choose(s.bob, message, "7")).says("Picture 7")
        varied = await s.drawn(await s.fake.press(s.bob, picked, "Vary half"))
        assert f"variation of {job}-7" in varied.text
        watched = await (await s.fake.press(s.bob, message, "Animation")).says(
            "How the pictures of “a corgi” appeared."
        )
        assert watched.seen_by is s.bob
        assert watched.attachments[0].filename == f"{job}.gif"
        assert watched.alts == ["The 9 pictures of “a corgi” as they appear."]
        saved = await (await s.fake.press(s.bob, message, "Save all")).says(f"All pictures of {job}")
        assert saved.attachments[0].filename == f"{job}.zip"
        larger = await (await s.fake.press(s.bob, picked, "Enlarge")).says("enlarged from 16 to 1024 pixels")
        assert larger.seen_by is s.bob


async def test_a_forged_form_is_refused(tmp_path: Path) -> None:
    """Another tile than there is, words that are too long, a style that is none."""
    async with stage(tmp_path) as s:
        message = await s.drawn(await s.imagine("a corgi"))
        picked = await (await s.fake.choose(s.bob, message, "7")).says("Picture 7")
        form = await s.fake.press(s.bob, picked, "Caption")
        await s.fake.until(lambda: form.modal is not None)
        for values in ({"top": "x" * 101}, {"top": "fox", "style": "huge"}):
            answer = await (await s.fake.submit(form, **values)).shown()
            assert answer.seen_by is s.bob
            assert not answer.attachments


async def test_a_mash_is_a_command_with_two_prompts(tmp_path: Path) -> None:
    """Its message names both and the dial, and Edit asks for all of them."""
    async with stage(tmp_path) as s:
        sent = await s.fake.slash(s.ann, s.general, "mash", a="a cat", b="a <:teapot:123456789012345678>", dial=30)
        message = await s.drawn(sent)
        assert "“a cat + a teapot” for Ann" in message.text
        assert "30 % of the way" in message.text
        form = await s.fake.press(s.bob, message, "Edit")
        await s.fake.until(lambda: form.modal is not None)
        assert form.modal is not None
        shown = [part["component"].get("value") for part in form.modal["components"]]
        assert shown[:3] == ["a cat", "a teapot", "30"]
        drawn = await s.drawn(await s.fake.submit(form, prompt="a cat", mash="a cup", dial="walk"))
        assert "“a cat + a cup” for Bob" in drawn.text
        assert "a walk from the first to the second" in drawn.text


async def test_another_number_changes_the_picked_message(tmp_path: Path) -> None:
    """It has the numbers, too; there is one message with one file, whichever picture it shows."""
    async with stage(tmp_path) as s:
        message = await s.drawn(await s.imagine("a corgi"))
        picked = await (await s.fake.choose(s.bob, message, "7")).says("Picture 7")
        (job,) = s.jobs()
        before, first = len(s.fake.world.messages), picked.attachments[0].data
        chosen = await s.fake.choose(s.bob, picked, "2")
        await s.fake.until(lambda: "Picture 2" in picked.text)
        assert chosen.original is picked
        assert picked.seen_by is s.bob
        assert len(s.fake.world.messages) == before
        assert [one.filename for one in picked.attachments] == [f"{job}-2.png"]
        assert picked.attachments[0].data != first
        grid = await (await s.fake.slash(s.bob, s.general, "again", id=job)).says("a corgi")
        other = await (await s.fake.choose(s.bob, grid, "3")).says("Picture 3")
        assert other is not grid, "a grid stays where it is"


async def test_all_nine_are_shown_in_their_full_size(tmp_path: Path) -> None:
    """To the presser alone: nine files in one gallery, each with its own alt text; a number picks one."""
    async with stage(tmp_path) as s:
        message = await s.drawn(await s.imagine("a corgi", spoiler=True))
        (job,) = s.jobs()
        nine = await (await s.fake.press(s.bob, message, "All nine")).says("a corgi")
        assert nine.seen_by is s.bob
        assert [one.filename for one in nine.attachments] == [f"{job}-{tile}.png" for tile in range(1, 10)]
        alts = [f"Picture {tile} of 9 of “a corgi”; seed" for tile in range(1, 10)]
        assert [alt.rpartition(" ")[0] for alt in nine.alts] == alts
        assert (await (await s.fake.choose(s.bob, nine, "3")).says("Picture 3")).seen_by is s.bob

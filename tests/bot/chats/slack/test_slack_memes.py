"""What people make of a grid in Slack: forms that buttons open, and files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from fakes.slack.acme import Acme, acme_at, finished, told
from fakes.slack.people import Person
from fakes.slack.running import until


async def window(person: Person, words: str) -> Any:
    """The window that is open, once it says so."""
    return await until(lambda: person.modal if words in str(person.modal) else None, what=words)


async def picked(acme: Acme, message: Any) -> None:
    await acme.bob.press(message, "7")
    await window(acme.bob, "Picture 7")


async def test_a_caption_is_written_in_a_form_seen_and_posted(tmp_path: Path) -> None:
    """The form lies on the window of the picked tile."""
    async with acme_at(tmp_path) as acme:
        await acme.ann.command("/imagine", "a corgi", acme.general)
        message = await acme.drawn(acme.general)
        await picked(acme, message)
        await acme.bob.press_in_modal("Caption")
        view = await window(acme.bob, "Words above")
        assert [block["label"]["text"] for block in view["blocks"]] == [
            "Words above",
            "Words below",
            "Style",
            "Alt text",
        ]
        assert view["blocks"][2]["element"]["initial_option"]["value"] == "classic"
        empty = await acme.bob.submit({"top": "", "style": "bar", "alt": ""})
        assert "Write something" in str((empty.said or {}).get("errors"))
        assert acme.bob.modal is view
        await acme.bob.submit({"top": "when you see it", "style": "bar", "alt": "A corgi, waiting."})
        assert "Picture 7" in str(acme.bob.modal)
        preview = await told(acme.bob, "with your caption")
        assert preview.pictures[0]["alt_text"] == "A corgi, waiting."
        await acme.bob.press(preview, "Edit caption")
        view = await window(acme.bob, "Words above")
        assert view["blocks"][0]["element"]["initial_value"] == "when you see it"
        assert view["blocks"][2]["element"]["initial_option"]["value"] == "bar"
        await acme.bob.press(preview, "Post here")
        await until(lambda: [said for said in acme.general.posted if "posted by" in said.text], what="posted")
        posted = [said for said in acme.general.posted if "posted by" in said.text][-1]
        assert posted.pictures[0]["alt_text"] == "A corgi, waiting."


async def test_other_words_variations_and_files(tmp_path: Path) -> None:
    async with acme_at(tmp_path) as acme:
        await acme.ann.command("/imagine", "a corgi --seed 5", acme.general)
        message = await acme.drawn(acme.general)
        job = acme.engine.drawn[0].id
        await acme.bob.press(message, "Edit")
        view = await window(acme.bob, "initial_value")
        assert view["blocks"][0]["element"]["initial_value"] == "a corgi"
        empty = await acme.bob.submit({"prompt": "", "no": ""})
        assert (empty.said or {}).get("errors", {}).keys() == {"prompt"}
        await acme.bob.submit({"prompt": "a red corgi", "no": ""})
        again = await acme.drawn(acme.general, 2)
        assert "a red corgi" in again.text
        assert acme.engine.drawn[-1].seed == 5
        await picked(acme, message)
        await acme.bob.press_in_modal("Vary most")
        varied = await acme.drawn(acme.general, 3)
        assert finished(varied)
        assert f"variation of {job}-7" in varied.text
        await acme.bob.press(message, "Save all")
        await told(acme.bob, f"All pictures of {job}")
        await acme.bob.press(message, "Animation")
        await told(acme.bob, "How the pictures of “a corgi” appeared.")
        names = {file.name for file in acme.team.files.values()}
        assert {f"{job}.zip", f"{job}.gif"} <= names


async def test_a_mash_is_asked_for_in_a_form_or_in_words(tmp_path: Path) -> None:
    """A wrong dial is said at its field. Edit shows both prompts and the dial."""
    async with acme_at(tmp_path) as acme:
        await acme.ann.command("/mash", "", acme.general)
        await until(lambda: acme.ann.modal, what="a form")
        wrong = await acme.ann.submit({"a": "a cat", "b": "a teapot", "dial": "101"})
        assert "from 0 (only the first)" in (wrong.said or {})["errors"]["dial"]
        await acme.ann.submit({"a": "a cat", "b": "a teapot", "dial": "30"})
        message = await acme.drawn(acme.general)
        assert "30 % of the way" in message.text
        drawn = acme.engine.drawn[0]
        assert (drawn.prompt, drawn.mash, drawn.dial) == ("a cat", "a teapot", 0.3)
        await acme.bob.press(message, "Edit")
        view = await window(acme.bob, "The second prompt")
        assert [block["element"].get("initial_value") for block in view["blocks"]] == ["a cat", "a teapot", "30", None]
        await acme.bob.command("/mash", "a cat + a teapot --walk", acme.general)
        await until(lambda: len(acme.engine.drawn) == 2, what="a walk")
        assert acme.engine.drawn[1].walk


async def test_all_nine_are_shown_in_their_full_size(tmp_path: Path) -> None:
    """To the presser alone: nine pictures in one message, each with its own alt text; a number picks one."""
    async with acme_at(tmp_path) as acme:
        await acme.ann.command("/imagine", "a corgi", acme.general)
        message = await acme.drawn(acme.general)
        await acme.bob.press(message, "All nine")
        nine = await told(acme.bob, "a corgi")
        alts = [f"Picture {tile} of 9 of “a corgi”; seed" for tile in range(1, 10)]
        assert [one["alt_text"].rpartition(" ")[0] for one in nine.pictures] == alts
        assert len({one["slack_file"]["id"] for one in nine.pictures}) == 9
        await acme.bob.press(nine, "3")
        await window(acme.bob, "Picture 3")

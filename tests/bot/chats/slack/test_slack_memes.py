"""What people make of a grid in Slack: forms that buttons open, and files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from fakes.slack.acme import Acme, acme_at, finished, told
from fakes.slack.running import until


async def form(acme: Acme, label: str, message: Any) -> Any:
    """The form that a button opens."""
    before = acme.bob.modal
    await acme.bob.press(message, label)
    return await until(lambda: acme.bob.modal if acme.bob.modal is not before else None, what="a form")


async def test_a_caption_is_written_in_a_form_seen_and_posted(tmp_path: Path) -> None:
    async with acme_at(tmp_path) as acme:
        await acme.ann.command("/imagine", "a corgi", acme.general)
        message = await acme.drawn(acme.general)
        await acme.bob.press(message, "7")
        picked = await told(acme.bob, "Picture 7")
        view = await form(acme, "Caption", picked)
        assert [block["label"]["text"] for block in view["blocks"]][:2] == ["Words above", "Words below"]
        assert view["blocks"][2]["element"]["initial_option"]["value"] == "classic"
        await acme.bob.submit({"top": "when you see it", "style": "bar", "alt": "A corgi, waiting."})
        preview = await told(acme.bob, "with your caption")
        assert preview.pictures[0]["alt_text"] == "A corgi, waiting."
        view = await form(acme, "Edit caption", preview)
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
        view = await form(acme, "Edit", message)
        assert view["blocks"][0]["element"]["initial_value"] == "a corgi"
        await acme.bob.submit({"prompt": "a red corgi", "no": ""})
        again = await acme.drawn(acme.general, 2)
        assert "a red corgi" in again.text
        assert acme.engine.drawn[-1].seed == 5
        await acme.bob.press(message, "7")
        picked = await told(acme.bob, "Picture 7")
        await acme.bob.press(picked, "Vary most")
        varied = await acme.drawn(acme.general, 3)
        assert finished(varied)
        assert f"variation of {job}-7" in varied.text
        await acme.bob.press(message, "Save all")
        await told(acme.bob, f"All pictures of {job}")
        await acme.bob.press(message, "Animation")
        await told(acme.bob, "How the pictures of “a corgi” appeared.")
        names = {file.name for file in acme.team.files.values()}
        assert {f"{job}.zip", f"{job}.gif"} <= names

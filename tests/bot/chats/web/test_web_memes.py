"""What people make of a grid on the page: a form that a button opens, and what comes of it."""

from __future__ import annotations

from pathlib import Path

from browser import chat, chromium, drawn, needs_chromium, opened, say, visitor
from fakes.engine import FakeEngine
from playwright.async_api import expect


async def test_a_button_opens_its_form(tmp_path: Path) -> None:
    """The server says what it asks for, in the reader's language; what comes back is checked like anything typed."""
    async with chat(tmp_path, FakeEngine()) as here, visitor(here) as ann:
        job = (await drawn(ann))["job"]
        press = {"channel": "general", "press": f"caption:{job}:5", "label": "Caption", "delivery": "d1"}
        status, said = await ann.post("api/press", press, **{"Accept-Language": "de"})
        assert status == 200
        assert said["form"]["title"] == "Beschriften"
        assert [field["label"] for field in said["form"]["fields"]] == [
            "Text oben", "Text unten", "Stil", "Alternativtext",
        ]  # fmt: skip
        filled = {"top": "when you see it", "bottom": "", "style": "bar", "alt": ""}
        status, said = await ann.post("api/press", press | {"filled": filled})
        assert status == 200
        message = await ann.until(said["id"], "note")
        assert message["picture"]["alt"] == "Picture 5 of “a cat in a rocket” with the caption “when you see it”."
        assert message["private"]
        for wrong in ({"top": 5}, {"top": "x" * 5000}, {"style": ["bar"]}, "top"):
            status, _ = await ann.post("api/press", press | {"delivery": "d2", "filled": wrong})
            assert status == 400
        status, said = await ann.post("api/press", press | {"delivery": "d3", "filled": {"top": "a", "style": "huge"}})
        assert (await ann.until(said["id"], "note"))["picture"] is None
        forged = press | {"press": "caption:zzzzz:5", "delivery": "d4"}
        status, said = await ann.post("api/press", forged)
        assert status == 200
        status, said = await ann.post("api/press", forged | {"filled": filled, "delivery": "d5"})
        assert (await ann.until(said["id"], "note"))["picture"] is None


@needs_chromium
async def test_a_caption_is_written_on_the_page(tmp_path: Path) -> None:
    """Pick, Caption, words, the preview beside the channel, and one message for everybody."""
    async with chat(tmp_path, FakeEngine()) as here, chromium() as browser, opened(browser, here.address) as page:
        await say(page, "/imagine a fox")
        await page.get_by_role("button", name="Pick picture 5").click()
        panel = page.locator("#panel")
        await panel.get_by_role("button", name="Caption").click()
        dialog = page.get_by_role("dialog", name="Caption")
        await dialog.get_by_label("Words above").fill("when you see it")
        await dialog.get_by_label("Alt text").fill("A fox, waiting.")
        await dialog.get_by_label("Words above").press("Enter")  # sends, as in every form
        await panel.get_by_alt_text("A fox, waiting.").wait_for()
        await panel.get_by_role("button", name="Edit caption").click()
        await page.get_by_role("dialog").press("Escape")
        await page.get_by_role("dialog").wait_for(state="detached")
        await panel.get_by_role("button", name="Post here").click()  # Escape closed the form alone
        await page.locator("#log").get_by_alt_text("A fox, waiting.").wait_for()
        await page.get_by_role("button", name="Edit").first.click()
        dialog = page.get_by_role("dialog", name="Edit")
        assert await dialog.get_by_label("What to draw").input_value() == "a fox"
        await dialog.get_by_role("button", name="Cancel").click()
        await dialog.wait_for(state="detached")


async def test_an_animation_says_what_it_shows(tmp_path: Path) -> None:
    """And a spoiler's stays covered: it is a file to open, as the grid is a picture to uncover."""
    async with chat(tmp_path, FakeEngine()) as here, visitor(here) as ann:
        for line, spoiler in (("/imagine a fox", False), ("/imagine a fox --spoiler", True)):
            job = (await ann.until(await ann.say(line), "drawn"))["job"]
            (file,) = (await ann.until(await ann.press(f"watch:{job}"), "note"))["files"]
            assert (file["alt"], file["spoiler"]) == ("The 9 pictures of “a fox” as they appear.", spoiler)


@needs_chromium
async def test_all_nine_are_shown_in_their_full_size(tmp_path: Path) -> None:
    """Each with its alt text, as large as it was drawn; a press picks it. A spoiler is uncovered first."""
    async with chat(tmp_path, FakeEngine()) as here, chromium() as browser, opened(browser, here.address) as page:
        await say(page, "/imagine a fox --spoiler")
        await page.get_by_role("button", name="All nine").click()
        nine = page.locator(".album").get_by_role("button")
        await expect(nine).to_have_count(9)
        await expect(page.get_by_alt_text("Picture 5 of 9")).to_have_count(0)
        await nine.nth(4).click()
        picture = page.locator(".album").get_by_alt_text("Picture 5 of 9")
        await expect(picture).to_have_js_property("naturalWidth", 16)
        await picture.click()
        await page.locator("#panel").get_by_text("Picture 5 of").wait_for()

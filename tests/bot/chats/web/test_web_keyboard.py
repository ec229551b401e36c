"""The web chat's page from a keyboard alone: everything is reached, has a name, and keeps the place where one was."""

from __future__ import annotations

import re
from pathlib import Path

from browser import NAMELESS, chat, chromium, needs_chromium, opened, say
from fakes.engine import FakeEngine
from playwright.async_api import expect

pytestmark = needs_chromium


async def test_everything_works_from_the_keyboard(tmp_path: Path) -> None:
    """A slash opens the commands, arrows and Tab choose, Escape closes, Up brings back what was typed before."""
    async with chat(tmp_path, FakeEngine()) as here, chromium() as browser, opened(browser, here.address) as ann:
        box, options = ann.get_by_role("combobox"), ann.get_by_role("option")
        await expect(box).to_be_focused()
        await box.press_sequentially("/q")
        await expect(options).to_have_count(1)
        await expect(options).to_contain_text("Show how many grids you have left")
        await expect(box).to_have_attribute("aria-activedescendant", "suggestion-0")
        await ann.keyboard.press("Tab")
        await expect(box).to_have_value("/quota")
        await ann.keyboard.press("Enter")
        await expect(ann.locator(".message.private")).to_contain_text("Only you see this")
        await box.press_sequentially("/")
        await ann.keyboard.press("ArrowDown")
        await expect(options.nth(1)).to_have_attribute("aria-selected", "true")
        await ann.keyboard.press("Escape")
        await expect(box).to_have_attribute("aria-expanded", "false")
        await box.fill("")
        await ann.keyboard.press("ArrowUp")
        await expect(box).to_have_value("/quota")
        await box.fill("a spaghetti parade")
        await ann.keyboard.press("Control+Enter")
        await expect(ann.locator(".tiles button")).to_have_count(9)
        await box.press("Shift+Tab")
        await ann.locator("#log").focus()
        await ann.keyboard.press("7")
        await expect(ann.locator("#panel-title")).to_have_text("Picture 7")
        await ann.keyboard.press("Escape")
        await expect(ann.locator("#panel")).to_be_hidden()
        await expect(ann.locator("#log")).to_be_focused()
        assert await ann.evaluate(NAMELESS) == []


async def test_the_keyboard_stays_where_it_was(tmp_path: Path) -> None:
    """Showing a spoiler, posting it, cancelling, dismissing and deleting never throw one back to the page's start."""
    engine = FakeEngine()
    async with chat(tmp_path, engine) as here, chromium() as browser, opened(browser, here.address) as ann:

        async def press(name: str) -> None:
            await ann.get_by_role("button", name=name).last.focus()
            await ann.keyboard.press("Enter")

        await say(ann, "/imagine a cat --spoiler")
        await expect(ann.locator(".stage img[src^='/pictures/']")).to_be_visible()
        await expect(ann.locator(".tiles")).to_have_count(0)
        await press("Spoiler: show it")
        await expect(ann.locator(".tiles button").first).to_be_focused()
        await ann.keyboard.press("1")
        await press("Post here")
        posted = ann.locator(".message").last
        await expect(posted.locator(".frame")).to_have_class(re.compile("sealed"))
        assert "blur" in await posted.locator("img.single").evaluate("(image) => getComputedStyle(image).filter")
        await expect(posted.locator(".footer")).to_be_in_viewport()
        box = await posted.locator(".frame").bounding_box()
        assert box
        assert (box["width"], box["height"]) == (320, 320)
        await press("Spoiler: show it")
        await expect(posted.locator(".frame")).not_to_have_class(re.compile("sealed"))
        await expect(posted).to_be_focused()
        engine.hold()
        await say(ann, "/imagine a dog")
        await press("Cancel")
        await expect(ann.locator(".message", has_text="Cancelled. It did not count")).to_be_focused()
        engine.release()
        await say(ann, "/quota")
        await press("Dismiss")
        await expect(ann.locator("#prompt")).to_be_focused()
        await press("Delete")
        await expect(ann.get_by_role("button", name="Keep")).to_be_focused()
        await ann.keyboard.press("Escape")
        await expect(ann.get_by_role("button", name="Delete").last).to_be_focused()
        await press("Delete")
        await ann.get_by_role("dialog").get_by_role("button", name="Delete").press("Enter")
        await expect(ann.locator(".stage")).to_have_count(0)
        await expect(ann.locator("#log")).to_be_focused()


async def test_the_keyboard_stays_on_the_moderators_pages(tmp_path: Path) -> None:
    """Every button says whose it is, and pressing it leaves the keyboard on it, or on its page if it is gone."""
    async with (
        chat(tmp_path, FakeEngine()) as here,
        chromium() as browser,
        opened(browser, here.address) as ann,
        opened(browser, here.address) as bob,
    ):
        name = await bob.locator("#me strong").inner_text()
        await ann.get_by_role("button", name="Moderation").click()
        await ann.get_by_role("tab", name="People").click()
        await ann.locator("summary", has_text=name).press("Enter")
        role = ann.get_by_role("switch", name=f"Moderator: {name}")
        await role.focus()
        await ann.keyboard.press("Enter")
        await expect(role).to_have_attribute("aria-checked", "true")
        await expect(role).to_be_focused()
        for before, after in (
            (f"Give {name}", f"Give {name}"),
            (f"Time out {name}", f"Lift the time-out of {name}"),
            (f"Cancel all requests of {name}", f"Cancel all requests of {name}"),
        ):
            await ann.get_by_role("button", name=before).focus()
            await ann.keyboard.press("Enter")
            await expect(ann.locator(".outcome")).to_contain_text("cancelled" if "Cancel" in before else name)
            await expect(ann.get_by_role("button", name=after)).to_be_focused()
        await ann.get_by_role("tab", name="Blocked words").click()
        await ann.fill("#rule-name", "Be kind")
        await ann.fill("#rule-words", "rude")
        await ann.get_by_role("button", name="Add the rule").click()
        await ann.get_by_role("button", name="Remove Be kind").focus()
        await ann.keyboard.press("Enter")
        await expect(ann.locator(".rules")).to_have_count(0)
        await expect(ann.locator("#moderation-page")).to_be_focused()

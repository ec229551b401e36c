"""What the page shows and when, in a real browser: Back, confirmations, covered spoilers, slow networks, languages."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path

import pytest
from browser import chat, chromium, drawn, needs_chromium, opened, say, visitor
from fakes.engine import FakeEngine
from playwright.async_api import Route, expect

from bot.policy.settings import Settings
from inference.api import Codes, EngineClosed, Pictures

pytestmark = [pytest.mark.long, needs_chromium]

PAINTED = "() => performance.getEntriesByName('first-contentful-paint').length"


async def test_back_goes_to_what_was_shown_before(tmp_path: Path) -> None:
    """From a page of Moderation, from a picked tile, from a channel; Forward and a reload show them again."""
    async with chat(tmp_path, FakeEngine()) as here, chromium() as browser, opened(browser, here.address) as ann:
        title, panel = ann.locator("#title"), ann.locator("#panel")
        await say(ann, "/imagine a cat")
        await ann.locator(".tiles button").nth(4).click()
        await expect(panel).to_be_visible()
        await ann.keyboard.press("ArrowRight")
        await expect(ann.locator("#panel-title")).to_have_text("Picture 6")
        await ann.go_back()
        await expect(panel).to_be_hidden()
        await ann.go_forward()
        await expect(ann.locator("#panel-title")).to_have_text("Picture 6")
        await ann.keyboard.press("Escape")
        await expect(panel).to_be_hidden()
        await ann.get_by_role("button", name="Moderation").click()
        await ann.get_by_role("tab", name="People").click()
        await ann.reload()
        await expect(ann.get_by_role("tab", name="People")).to_have_attribute("aria-selected", "true")
        await ann.go_back()
        await expect(ann.get_by_role("tab", name="Settings")).to_have_attribute("aria-selected", "true")
        await ann.go_back()
        await expect(title).to_have_text("# general")
        await expect(ann.locator("#composer")).to_be_visible()
        await ann.get_by_role("button", name="memes").click()
        await expect(title).to_have_text("# memes")
        await ann.go_back()
        await expect(title).to_have_text("# general")
        await expect(ann.locator(".tiles button")).to_have_count(9)


async def test_delete_is_offered_to_who_may_and_asks_first(tmp_path: Path) -> None:
    """On one's own grids, and to moderators on all; a grid that is kept is kept."""
    async with (
        chat(tmp_path, FakeEngine()) as here,
        chromium() as browser,
        opened(browser, here.address) as mod,
        opened(browser, here.address) as ann,
        opened(browser, here.address) as bob,
    ):
        await say(ann, "/imagine a cat")
        for page in (mod, ann, bob):
            await expect(page.locator(".tiles button")).to_have_count(9)
            await expect(page.get_by_role("button", name="Redo")).to_have_count(1)
        for page, offered in ((mod, 1), (ann, 1), (bob, 0)):
            await expect(page.get_by_role("button", name="Delete")).to_have_count(offered)
        await ann.get_by_role("button", name="Delete").click()
        await ann.get_by_role("dialog").get_by_role("button", name="Keep").click()
        await expect(ann.get_by_role("dialog")).to_have_count(0)
        await expect(bob.locator(".tiles button")).to_have_count(9)
        await ann.get_by_role("button", name="Delete").click()
        await ann.get_by_role("dialog").get_by_role("button", name="Delete").click()
        await expect(bob.locator(".tiles")).to_have_count(0)


async def test_a_complete_command_is_sent_with_one_enter(tmp_path: Path) -> None:
    """One that lacks something is only completed; one whose name begins another's is itself."""
    async with chat(tmp_path, FakeEngine()) as here, chromium() as browser, opened(browser, here.address) as ann:
        box = ann.get_by_role("combobox")
        for number, command in enumerate(("/privacy", "/help", "/quota", "/settings", "/cancel"), 1):
            await box.press_sequentially(command)
            await box.press("Enter")
            await expect(box).to_have_value("")
            await expect(ann.locator(".message.private")).to_have_count(number)
        for command in ("/again", "/grant", "/block"):
            await box.fill("")
            await box.press_sequentially(command)
            await box.press("Enter")
            await expect(box).to_have_value(f"{command} ")


async def test_a_number_uncovers_the_spoiler_and_opens_no_older_grid(tmp_path: Path) -> None:
    """The newest grid is covered: the first press shows it, the second picks from it."""
    async with chat(tmp_path, FakeEngine()) as here, chromium() as browser, opened(browser, here.address) as ann:
        await say(ann, "/imagine a cat")
        await expect(ann.locator(".tiles button")).to_have_count(9)
        await say(ann, "/imagine a dog --spoiler")
        await expect(ann.get_by_role("button", name="Delete")).to_have_count(2)
        await expect(ann.locator(".stage.sealed")).to_have_count(1)
        await ann.locator("#log").focus()
        await ann.keyboard.press("5")
        await expect(ann.locator(".stage.sealed")).to_have_count(0)
        await expect(ann.locator("#panel")).to_be_hidden()
        await ann.keyboard.press("5")
        await expect(ann.locator("#panel")).to_contain_text("a dog")


async def test_a_picture_that_comes_later_is_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The engine stops while a page opens: nothing is called deleted, and the picture is there when it can be drawn."""
    async with chat(tmp_path, FakeEngine()) as here, visitor(here) as ann:
        grid = await drawn(ann)
        await ann.until(await ann.press(f"post:{grid['job']}:5"))
    engine = FakeEngine()
    async with chat(tmp_path, engine) as here, chromium() as browser:
        bob = await browser.new_page(locale="en-GB")
        with monkeypatch.context() as stopping:

            async def render(codes: Codes) -> Pictures:
                raise EngineClosed("stopping")

            stopping.setattr(engine, "render", render)
            async with bob.expect_response(re.compile(f"{grid['job']}-5.png")) as answer:
                await bob.goto(here.address)
            assert (await answer.value).status == 503
            await bob.wait_for_timeout(1000)
            for place in (".stage", ".frame"):
                await expect(bob.locator(f"{place} .gone")).to_be_hidden()
        for image in (".stage img", "img.single"):
            await expect(bob.locator(image)).to_have_js_property("complete", True)
            await bob.wait_for_function("(image) => document.querySelector(image)?.naturalWidth > 0", arg=image)


async def test_people_are_found_and_removed(tmp_path: Path) -> None:
    """One line a person; the search keeps those whose name has these letters; who is removed is asked about first."""
    async with (
        chat(tmp_path, FakeEngine()) as here,
        chromium() as browser,
        opened(browser, here.address) as ann,
        visitor(here) as bob,
        visitor(here) as eve,
    ):
        await bob.post("/api/name", {"name": "Bob the Builder"})
        await eve.post("/api/name", {"name": "Eve"})
        await ann.get_by_role("button", name="Moderation").click()
        await ann.get_by_role("tab", name="People").click()
        rows = ann.locator(".people > li")
        await expect(rows).to_have_count(3)
        box = await rows.last.bounding_box()
        assert box
        assert box["height"] <= 48
        await ann.get_by_label("Find by name").fill("BUILD")
        await expect(ann.locator(".people > li:visible")).to_contain_text("Bob the Builder")
        await ann.get_by_label("Find by name").fill("nobody")
        await expect(ann.get_by_text("No one has this name.")).to_be_visible()
        await ann.get_by_label("Find by name").fill("eve")
        await ann.locator("summary:visible").click()
        await ann.get_by_role("button", name="Remove Eve").click()
        await ann.get_by_role("dialog").get_by_role("button", name="Keep").click()
        await ann.get_by_role("button", name="Remove Eve").click()
        await ann.get_by_role("dialog").get_by_role("button", name="Remove").click()
        await expect(ann.locator(".outcome")).to_have_text("Eve was removed.")
        await ann.get_by_label("Find by name").fill("")
        await expect(rows).to_have_count(2)


async def test_there_is_something_to_see_at_once(tmp_path: Path) -> None:
    """The page paints its frame before any script or style sheet has come, in its own colours."""
    async with chat(tmp_path, FakeEngine()) as here, chromium() as browser:
        context = await browser.new_context(color_scheme="dark", locale="de-DE")
        page = await context.new_page()
        held = asyncio.Event()

        async def later(route: Route) -> None:
            await held.wait()
            await route.continue_()

        await page.route(re.compile(r"\.(js|css)$"), later)
        await page.goto(here.address, wait_until="commit")
        await expect(page.locator(".wait")).to_be_visible()
        await page.wait_for_function(PAINTED)
        assert await page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(24, 22, 19)"
        await expect(page.get_by_role("navigation")).to_contain_text("Kanäle")
        held.set()
        await expect(page.locator(".welcome")).to_be_visible()
        await expect(page.locator(".wait")).to_have_count(0)
        await context.close()


async def test_a_german_page_is_german(tmp_path: Path) -> None:
    """Also the buttons of other people's grids, the names of settings and values, and the log."""
    async with (
        chat(tmp_path, FakeEngine(), settings=Settings(member_per_day=7)) as here,
        chromium() as browser,
        opened(browser, here.address, locale="de-DE") as ann,
        opened(browser, here.address) as bob,
    ):
        await say(bob, "/imagine a cat")
        await expect(ann.locator(".card .buttons .button")).to_have_text(
            [
                "Neu zeichnen",
                "Alle neun",
                "Bearbeiten",
                "Animation",
                "Alle speichern",
                "Löschen",
                "Speichern",
                "Melden",
            ]
        )
        await expect(bob.locator(".card .buttons .button")).to_have_text(
            ["Redo", "All nine", "Edit", "Animation", "Save all", "Delete", "Save"]
        )
        await ann.get_by_role("button", name="Moderation").click()
        await ann.get_by_label("Raster pro Mitglied").fill("")
        await ann.get_by_role("button", name="Änderungen speichern").click()
        await expect(ann.locator(".outcome:not(.wrong)")).to_be_visible()
        text = await ann.locator(".dials").inner_text()
        assert not re.search(r"[a-z]+-[a-z]+|waiting|drawing|\breset\b|grids?\b", text), text
        await ann.get_by_role("tab", name="Protokoll").click()
        await expect(ann.locator(".log li")).to_contain_text("Einstellungen")
        await expect(ann.locator(".change")).to_have_text("Raster pro Mitglied 7 → keine")


async def test_tiles_say_that_they_can_be_clicked(tmp_path: Path) -> None:
    """In words until somebody has done it in this browser, and by the pointer always."""
    async with chat(tmp_path, FakeEngine()) as here, chromium() as browser, opened(browser, here.address) as ann:
        await say(ann, "/imagine a cat")
        hint, tile = ann.get_by_text("Click a picture to see it larger"), ann.locator(".tiles button").first
        await expect(hint).to_be_visible()
        assert await tile.evaluate("(tile) => getComputedStyle(tile).cursor") == "zoom-in"
        await tile.click()
        await expect(hint).to_have_count(0)
        await ann.reload()
        await expect(ann.locator(".tiles button")).to_have_count(9)
        await expect(hint).to_have_count(0)

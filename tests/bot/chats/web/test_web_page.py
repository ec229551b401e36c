"""The web chat's page in a real browser: with a mouse, with a keyboard, on a phone, and when the server goes away."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path

import pytest
from browser import NAMELESS, chat, chromium, needs_chromium, opened, say
from fakes.engine import FakeEngine
from playwright.async_api import expect

from bot.replies.examples import SMALL

pytestmark = [pytest.mark.long, needs_chromium]

NASTY = (
    "<img src=x onerror=alert(1)> <script>alert(2)</script> @everyone <@&123> [x](http://example.invalid) "
    "**b** ||a|| \u202eabc\u202c z\u200be\u200bro 😀 ```"
)
CONTRAST = """() => {
  const parse = (text) => (text.match(/[\\d.]+/g) ?? []).map(Number)
  const light = (colour) => {
    const [r, g, b] = colour.map((v) => v / 255).map((v) => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b
  }
  const poor = []
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement
    if (!walker.currentNode.data.trim() || !element.checkVisibility({ opacityProperty: true })) continue
    if (element.closest(".unseen, .skip, noscript, :disabled, .sign, .face")) continue
    let behind = element
    while (behind && (parse(getComputedStyle(behind).backgroundColor)[3] ?? 1) === 0) behind = behind.parentElement
    const colours = [getComputedStyle(element).color, getComputedStyle(behind ?? document.body).backgroundColor]
    const [a, b] = colours.map((colour) => light(parse(colour).slice(0, 3)))
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05)
    if (ratio < 4.5) poor.push(`${ratio.toFixed(2)} ${element.className || element.id}: ${walker.currentNode.data}`)
  }
  return poor
}"""


async def test_the_first_minute(tmp_path: Path) -> None:
    """One click on an example draws nine pictures; a number picks one for me alone; one more key posts it for all."""
    async with (
        chat(tmp_path, FakeEngine(seconds=0.3)) as here,
        chromium() as browser,
        opened(browser, here.address) as ann,
        opened(browser, here.address) as bob,
    ):
        await expect(bob.locator(".welcome")).to_be_visible()
        await expect(ann.get_by_role("button", name="/imagine a cat in a rocket")).to_be_visible()
        await ann.get_by_role("button", name="/imagine a cat in a rocket").click()
        tiles = ann.get_by_role("group", name="Nine pictures").get_by_role("button")
        await expect(tiles).to_have_count(9)
        await expect(tiles.nth(4)).to_have_accessible_name("Pick picture 5")
        await expect(ann.locator("#announcer")).to_contain_text("Nine pictures are ready")
        await tiles.first.focus()
        await ann.keyboard.press("ArrowDown")
        await expect(tiles.nth(3)).to_be_focused()
        await ann.keyboard.press("5")
        panel = ann.locator("#panel")
        await expect(panel).to_contain_text("Only you see this")
        await expect(panel.locator("#panel-title")).to_be_focused()
        assert await bob.locator("#panel").is_hidden()
        await ann.keyboard.press("ArrowRight")
        await expect(panel.locator("#panel-title")).to_have_text("Picture 6")
        await panel.get_by_role("button", name="Post").click()
        await expect(panel).to_be_hidden()
        await expect(tiles.nth(3)).to_be_focused()
        await expect(bob.locator(".message")).to_have_count(2)
        await expect(bob.locator(".message").last.locator("img.single")).to_be_visible()
        await ann.reload()
        await expect(ann.locator(".message")).to_have_count(2)


async def test_the_examples_suit_the_model(tmp_path: Path) -> None:
    """A model of few words offers what it draws well; what the page says of the first step is how it goes."""
    engine = FakeEngine()
    async with (
        chat(tmp_path, engine, model="pocket@1a2b3c4d") as here,
        chromium() as browser,
        opened(browser, here.address) as ann,
    ):
        await expect(ann.locator(".welcome")).to_contain_text("Type /imagine and what you want to see")
        await expect(ann.locator(".example")).to_have_text([f"/imagine {prompt}" for prompt in SMALL])
        await ann.locator(".example").first.click()
        await expect(ann.locator(".tiles button")).to_have_count(9)


async def test_words_that_were_only_said_can_be_drawn(tmp_path: Path) -> None:
    """A message of my own has "Draw this"; somebody else's has not."""
    async with (
        chat(tmp_path, FakeEngine()) as here,
        chromium() as browser,
        opened(browser, here.address) as ann,
        opened(browser, here.address) as bob,
    ):
        await say(ann, "a fox on the moon")
        await expect(bob.locator(".message")).to_contain_text("a fox on the moon")
        assert await bob.get_by_role("button", name="Draw this").count() == 0
        await ann.get_by_role("button", name="Draw this").click()
        await expect(bob.locator(".stage img[src^='/pictures/']")).to_be_visible()
        await expect(bob.locator(".card .text")).to_contain_text("“a fox on the moon”")


async def test_what_people_write_stays_text(tmp_path: Path) -> None:
    """Markup, mentions and links are letters, in messages, in prompts, in alternative texts and in names."""
    async with chat(tmp_path, FakeEngine()) as here, chromium() as browser, opened(browser, here.address) as ann:
        await say(ann, NASTY)
        await expect(ann.locator(".message .text").first).to_contain_text("<img src=x onerror=alert(1)> <script>")
        await say(ann, f"/imagine {NASTY}")
        image = ann.locator(".stage img[src^='/pictures/']")
        await expect(image).to_be_visible()
        assert "<script>alert(2)</script>" in str(await image.get_attribute("alt"))
        await ann.click("#me button")
        await ann.fill("#me input", "<b>Ann</b>")
        await ann.press("#me input", "Enter")
        await expect(ann.locator("#me strong")).to_have_text("<b>Ann</b>")
        assert await ann.locator(".text *, .text a, script:not([src]):not(#words), .message b b").count() == 0
        for hidden in ("\u202e", "\u200b"):
            assert hidden not in await ann.locator("#log").inner_text()


async def test_every_word_has_its_language(tmp_path: Path) -> None:
    """The page's own are its reader's, the bot's are the asker's, and what people write is of none that we know."""
    async with (
        chat(tmp_path, FakeEngine()) as here,
        chromium() as browser,
        opened(browser, here.address, locale="de-DE") as ann,
    ):
        await say(ann, "Guten Tag")
        await say(ann, "/quota")
        note = ann.locator(".message.private")
        await expect(note.locator(":lang(de) > .text")).to_contain_text("verbraucht")
        await expect(note.locator(":lang(de) > .only-you")).to_have_text("Nur für dich sichtbar")
        await expect(ann.locator(".message .text[lang='']")).to_have_text("Guten Tag")
        await say(ann, "/imagine a cat")
        await ann.locator(".tiles button").first.click()
        await expect(ann.locator("#panel :lang(de) .primary")).to_be_visible()
        await ann.get_by_role("button", name="Moderation").click()
        await ann.get_by_role("button", name="Letzte Änderung rückgängig machen").click()
        await expect(ann.locator(".outcome:lang(de)")).to_be_visible()


async def test_a_channel_of_any_letters_opens(tmp_path: Path) -> None:
    """By its address, after a reload, and going back: a browser writes the letters of #café as numbers."""
    async with chat(tmp_path, FakeEngine()) as here, chromium() as browser, opened(browser, here.address) as ann:
        for name in ("日本", "café"):
            await ann.fill("#channel-name", name)
            await ann.press("#channel-name", "Enter")
            await expect(ann.locator("#title")).to_have_text(f"# {name}")
            await say(ann, f"Hello {name}")
            await expect(ann.locator(".message")).to_have_text(re.compile(f"Hello {name}"))
        await ann.reload()
        await expect(ann.locator("#title")).to_have_text("# café")
        await expect(ann.locator(".message")).to_have_text(re.compile("Hello café"))
        await ann.go_back()
        await expect(ann.locator("#title")).to_have_text("# 日本")
        await expect(ann.locator(".message")).to_have_text(re.compile("Hello 日本"))
        await ann.evaluate("location.hash = '%'")
        await expect(ann.locator("#title")).to_have_text("# 日本")


async def test_a_picked_picture_stays_with_its_channel(tmp_path: Path) -> None:
    """Going to another channel or to Moderation closes it: "Post here" posts where one looks."""
    async with chat(tmp_path, FakeEngine()) as here, chromium() as browser, opened(browser, here.address) as ann:
        await say(ann, "/imagine a cat")
        for elsewhere in ("memes", "Moderation"):
            await ann.locator(".tiles button").nth(4).click()
            await expect(ann.locator("#panel")).to_be_visible()
            button = ann.get_by_role("button", name=elsewhere)
            await button.click()
            await expect(ann.locator("#panel")).to_be_hidden()
            await expect(button).to_be_focused()
            await ann.get_by_role("button", name="general").click()


async def test_a_picture_that_is_gone_is_said_to_be(tmp_path: Path) -> None:
    """By somebody who comes when it is: nothing shimmers for ever, and there is nothing to pick."""
    async with chat(tmp_path, FakeEngine()) as here, chromium() as browser:
        ann = await browser.new_page()
        await ann.goto(here.address)
        await say(ann, "/imagine a cat --spoiler")
        grid = str(await ann.locator(".stage img[src^='/pictures/']").get_attribute("src"))[10:-4]
        while (job := await here.store.job(grid)) and job.state != "posted":  # else its message would go, too
            await asyncio.sleep(0.02)
        await here.bot.context.store.deleted(grid, "somebody")
        bob = await browser.new_page()
        await bob.goto(here.address)
        await expect(bob.get_by_text("This picture was deleted.")).to_be_visible()
        await expect(bob.locator(".tiles")).to_have_count(0)
        await expect(bob.locator(".stage")).to_have_class("stage still")
        await expect(bob.locator(".seal")).to_have_count(0)


async def test_a_private_grid_looks_private(tmp_path: Path) -> None:
    """/again is for me alone, says so, and goes away when it was seen; its buttons say which grid they are about."""
    async with chat(tmp_path, FakeEngine()) as here, chromium() as browser, opened(browser, here.address) as ann:
        await say(ann, "/imagine a cat")
        grid = str(await ann.locator(".stage img[src^='/pictures/']").get_attribute("src"))[10:-4]
        names = [await one.get_attribute("aria-label") for one in await ann.locator(".card .buttons .button").all()]
        assert names == [
            f"{what} {grid}" for what in ("Redo", "All nine", "Edit", "Animation", "Save all", "Delete", "Save")
        ]
        await say(ann, f"/again {grid}")
        note = ann.locator(".message.private")
        await expect(note.locator(".private-row")).to_contain_text("Only you see this")
        await note.get_by_role("button", name="Dismiss").click()
        await expect(note).to_have_count(0)


async def test_it_comes_back_by_itself(tmp_path: Path) -> None:
    """The server goes away: the page says so, keeps what was typed, and is up to date as soon as it is back."""
    async with chromium() as browser:
        async with chat(tmp_path, FakeEngine()) as here:
            port = int(here.address.rstrip("/").rpartition(":")[2])
            context = await browser.new_context(reduced_motion="reduce")
            ann = await context.new_page()
            await ann.goto(here.address)
            await ann.wait_for_selector("#me button", state="attached")  # what is typed before that is not sent
            await say(ann, "/imagine a cat --seed 5")
            await expect(ann.locator(".tiles button")).to_have_count(9)
        await expect(ann.locator("#trouble")).to_contain_text("The connection was lost. Trying again")
        await say(ann, "are you there?")
        await expect(ann.locator("#unsent")).to_contain_text("Your text is still here")
        await expect(ann.locator("#prompt")).to_have_value("are you there?")
        async with chat(tmp_path, FakeEngine(), port=port):
            await expect(ann.locator("#trouble")).to_be_hidden(timeout=60_000)
            await expect(ann.locator("#unsent:not(.wrong)")).to_contain_text("Connected again")
            await ann.press("#prompt", "Enter")
            await expect(ann.locator(".message")).to_have_count(2)
            await expect(ann.locator(".tiles button")).to_have_count(9)
            await context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_it_fits_a_phone_and_can_be_read(tmp_path: Path, scheme: str) -> None:
    """At 360 pixels nothing is cut off, in light and in dark; all text has a contrast of at least 4.5 to 1."""
    async with chat(tmp_path, FakeEngine()) as here, chromium() as browser:
        phone = {"viewport": {"width": 360, "height": 740}, "color_scheme": scheme, "has_touch": True}
        async with opened(browser, here.address, **phone) as ann:

            async def fits() -> None:
                assert await ann.evaluate("document.documentElement.scrollWidth") <= 360
                assert await ann.evaluate(CONTRAST) == []
                assert await ann.evaluate(NAMELESS) == []

            await fits()
            await say(ann, "/imagine " + "a very long prompt " * 15 + "x" * 80)
            await expect(ann.locator(".tiles button")).to_have_count(9)
            await say(ann, "/quota")
            await expect(ann.locator(".message.private")).to_be_visible()
            await fits()
            await ann.locator(".tiles button").nth(8).click()
            await expect(ann.locator("#panel img.tile")).to_be_visible()
            await fits()
            await ann.get_by_role("button", name="Close").click()
            await ann.get_by_role("button", name="Show channels").click()
            await expect(ann.locator("#channels [aria-current]")).to_be_focused()
            await ann.get_by_role("button", name="memes").click()
            await expect(ann.locator("#title")).to_have_text("# memes")
            await ann.get_by_role("button", name="Moderation").click()
            for tab in ("Settings", "Queue", "People", "Blocked words", "Report", "Log"):
                await ann.get_by_role("tab", name=tab).click()
                await expect(ann.locator("#moderation-page h2").first).to_be_visible()
                await fits()

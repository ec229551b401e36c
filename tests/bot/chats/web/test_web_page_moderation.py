"""The moderators' pages in a real browser: what is refused is seen, and what is logged can be read."""

from __future__ import annotations

import re
from pathlib import Path

from browser import chat, chromium, needs_chromium, opened, say
from fakes.engine import FakeEngine
from playwright.async_api import expect

from bot.policy.settings import Settings

pytestmark = needs_chromium


async def test_a_moderator_changes_a_setting_and_takes_it_back(tmp_path: Path) -> None:
    """A value that cannot be stays to be mended; a good one holds from the next ask on; undo takes it back."""
    async with (
        chat(tmp_path, FakeEngine(), settings=Settings(member_per_day=7)) as here,
        chromium() as browser,
        opened(browser, here.address) as ann,
        opened(browser, here.address) as bob,
    ):
        await expect(bob.get_by_role("button", name="Moderation")).to_be_hidden()
        await ann.get_by_role("button", name="Moderation").click()
        field = ann.get_by_label("Grids per member")
        await expect(field).to_have_value("7")
        await field.fill("lots")
        await ann.get_by_role("button", name="Save changes").click()
        await expect(ann.locator(".outcome.wrong")).to_have_text(
            re.compile("^Grids per member is a whole number .* not lots")
        )
        await expect(field).to_have_value("lots")
        await field.fill("0")
        await ann.get_by_role("button", name="Save changes").click()
        await expect(ann.locator(".outcome")).to_contain_text("member-per-day")
        await say(bob, "/imagine a cat")
        await expect(bob.locator(".message.private")).to_be_visible()
        await ann.get_by_role("button", name="Undo").click()
        await expect(field).to_have_value("7")
        await say(bob, "/imagine a cat")
        await expect(bob.locator(".tiles button")).to_have_count(9)
        await ann.get_by_role("tab", name="Log").click()
        await expect(ann.locator(".log li")).to_have_count(2)
        await ann.get_by_role("tab", name="Report").click()
        await expect(ann.locator(".chart-place img")).to_be_visible()
        chart = await ann.locator(".chart-place img").get_attribute("src")
        assert chart is not None
        assert chart.endswith(".svg")
        async with ann.expect_download() as download:
            await ann.locator(".chart-place a").first.click()
        assert (await download.value).suggested_filename.endswith((".csv", ".png"))


async def test_a_refusal_is_seen_where_it_happens(tmp_path: Path) -> None:
    """On the moderators' pages as well, and until its own time is over, not that of the one before it."""
    async with chat(tmp_path, FakeEngine()) as here, chromium() as browser:
        ann = await browser.new_page()
        await ann.clock.install()
        await ann.goto(here.address)
        await ann.get_by_role("button", name="Moderation").click()
        for name in ("memes", "general"):
            await ann.fill("#channel-name", name)
            await ann.press("#channel-name", "Enter")
            await expect(ann.locator("#unsent")).to_have_text(
                f"The channel #{name} exists already. Choose another name."
            )
            await ann.clock.run_for(4000)
        await expect(ann.locator("#unsent")).to_be_visible()
        await ann.clock.run_for(4000)
        await expect(ann.locator("#unsent")).to_be_hidden()


async def test_the_log_reads_as_sentences(tmp_path: Path) -> None:
    """A name and what was decided about it stand apart, and what was taken away became "none"."""
    async with chat(tmp_path, FakeEngine()) as here, chromium() as browser, opened(browser, here.address) as ann:
        for text in ("/settings log-channel moderators", "/undo"):
            await say(ann, text)
            await expect(ann.locator(".message").last).to_contain_text("log-channel")
        name = await ann.locator("#me strong").inner_text()
        await say(ann, f"/grant @{name} 3")
        await expect(ann.locator(".message").last).to_contain_text("3 more grids")
        await ann.get_by_role("button", name="Moderation").click()
        await ann.get_by_role("tab", name="Log").click()
        changes = ["Log channel moderators", "Log channel moderators → none", f"{name} 3"]
        await expect(ann.locator(".change")).to_have_text(changes[::-1])

"""The gallery on the page: thumbnails that are pictures of their own, pages in place, and who may see them."""

from __future__ import annotations

from pathlib import Path

from browser import chat, chromium, drawn, needs_chromium, opened, say, visitor
from fakes.engine import FakeEngine
from playwright.async_api import expect

from bot.policy.settings import Settings

FREE = Settings(None, {}, None, None)


async def test_a_page_replaces_the_one_before(tmp_path: Path) -> None:
    """In the same message, which only its asker sees; another person's press makes a message of their own."""
    async with chat(tmp_path, FakeEngine(), settings=FREE) as here, visitor(here) as ann, visitor(here) as bob:
        jobs = [(await drawn(ann, f"cat {number}"))["job"] for number in range(10)][::-1]
        first = await ann.until(await ann.say("/gallery mine"), "note")
        assert [one["id"] for one in first["sheet"]] == jobs[:9]
        assert (first["private"], first["text"], first["picture"]) == (True, "Your pictures", None)
        older = next(one["press"] for one in first["buttons"] if one["label"] == "Older")
        press = {"channel": "general", "press": older, "label": "Older", "on": first["id"]}
        _, said = await ann.post("/api/press", press | {"delivery": "d1"})
        assert said["id"] == first["id"]
        await ann.when(lambda: [one["id"] for one in ann.heard[first["id"]]["sheet"]] == jobs[9:])
        _, said = await bob.post("/api/press", press | {"delivery": "d2"})
        assert said["id"] != first["id"]
        assert (await bob.until(said["id"], "note"))["sheet"] == []


async def test_a_thumbnail_is_seen_by_those_who_may_see_the_grid(tmp_path: Path) -> None:
    """Also when it is rendered already, and never after the grid was deleted."""
    async with chat(tmp_path, FakeEngine()) as here, visitor(here) as ann, visitor(here) as bob:
        secret = (await drawn(ann, "a fox", "moderators"))["job"]
        job = (await drawn(ann, "a cat"))["job"]
        for name in (job, f"{job}-5"):
            status, data = await bob.get(f"/thumbnails/{name}.webp")
            assert (status, data[8:12]) == (200, b"WEBP")
        for name in (secret, f"{secret}-5", "zzzzz", f"{job}-5-zzzzz", f"{job}-0"):
            assert (await bob.get(f"/thumbnails/{name}.webp"))[0] == 404, name
        assert (await ann.get(f"/thumbnails/{secret}.webp"))[0] == 200
        assert (await bob.get(f"/thumbnails/{secret}.webp"))[0] == 404
        await ann.until(await ann.press(f"delete:{job}"))
        assert (await bob.get(f"/thumbnails/{job}.webp"))[0] == 404


@needs_chromium
async def test_the_gallery_is_used_on_the_page(tmp_path: Path) -> None:
    """A star on a picked picture, then the gallery, from which it is opened again beside the channel."""
    async with chat(tmp_path, FakeEngine()) as here, chromium() as browser, opened(browser, here.address) as page:
        await say(page, "/imagine a fox --spoiler")
        await page.get_by_role("button", name="Spoiler").click()
        await page.get_by_role("button", name="Pick picture 5").click()
        panel = page.locator("#panel")
        await panel.get_by_role("button", name="☆ Favourite").click()
        await panel.get_by_role("button", name="★ Favourite").wait_for()
        await panel.get_by_role("button", name="Close").click()
        await say(page, "/gallery mine")
        thumbnail = page.get_by_role("button", name="-5, favourite, a fox")
        await thumbnail.wait_for()
        for number in (0, 1):
            await expect(page.locator(".sheet img").nth(number)).to_have_js_property("naturalWidth", 192)
        assert await page.locator(".sheet button").count() == 2
        assert await page.locator(".sheet img.covered").count() == 2
        await thumbnail.click()
        await panel.get_by_role("heading", name="Picture 5").wait_for()
        await page.get_by_role("button", name="Your favourites").click()
        await expect(page.locator(".sheet button")).to_have_count(1)

"""The story, first to last, with nothing pretended: the page in a browser, the bundled model, the store, the clock."""

from __future__ import annotations

from pathlib import Path

import pytest
from browser import chat, chromium, needs_chromium, opened
from goldens import ROOT
from playwright.async_api import Page, expect

from bot.policy.settings import Settings
from inference.device import runner
from inference.device.previews import PreviewTable
from inference.engine import progress
from inference.engine.local import LocalEngine
from inference.files import dalle_mini

MODEL = ROOT / "inference" / "models" / "pocket"
PATIENCE = 120_000
"""Milliseconds: the programs may have to be compiled first, on a slow machine."""

pytestmark = [
    needs_chromium,
    pytest.mark.skipif(not (MODEL / "model.safetensors").exists(), reason="the bundled model is not here"),
]


async def ask(page: Page, text: str) -> None:
    await page.fill("#prompt", text)
    await page.press("#prompt", "Enter")


async def test_from_the_first_ask_to_a_moderators_change(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two people ask: each sees a place in line, the pictures growing, and nine tiles. One picks a tile and posts it.
    The second ask of the day is refused privately; a moderator allows more, and it is drawn."""
    monkeypatch.setattr(progress, "PREVIEW_SECONDS", 0.0)  # Pocket may have drawn before the first one is due
    model = dalle_mini.load(dalle_mini.locate("pocket"))
    device = runner.Runner(model, slots=1, previews=PreviewTable(model))
    while device.learn_codes():
        pass
    async with (
        LocalEngine(device) as engine,
        chat(tmp_path, engine, settings=Settings(member_per_day=1)) as here,
        chromium() as browser,
        opened(browser, here.address) as ann,
        opened(browser, here.address) as bob,
    ):
        looked_at: list[str] = []
        bob.on("request", lambda request: looked_at.append(request.url))

        # A place in line, what it costs, and a way out.
        await ask(ann, "/imagine a cat in a rocket --seed 7")
        await ask(bob, "/imagine a red house by the sea --seed 8")
        his = bob.locator(".message", has_text="a red house by the sea")
        await expect(his).to_contain_text("in the queue")
        await expect(his).to_contain_text("1 of 1")
        await expect(his.get_by_role("button", name="Cancel")).to_be_visible()

        # The pictures grow in the same message, and are nine.
        tiles = his.get_by_role("group", name="Nine pictures").get_by_role("button")
        await expect(tiles).to_have_count(9, timeout=PATIENCE)
        assert any(".webp" in url for url in looked_at)
        await expect(his.locator(".stage img[src^='/pictures/']")).to_have_js_property("naturalWidth", 582)
        await expect(bob.locator(".message")).to_have_count(2)
        hers = ann.locator(".message", has_text="a cat in a rocket")
        await expect(hers.locator(".tiles button")).to_have_count(9, timeout=PATIENCE)

        # One of them, for him alone; then for everybody.
        await tiles.nth(4).click()
        panel = bob.locator("#panel")
        await expect(panel).to_contain_text("Only you see this")
        await expect(panel.locator("img.tile")).to_have_js_property("naturalWidth", 192)
        await expect(ann.locator("#panel")).to_be_hidden()
        await panel.get_by_role("button", name="Post").click()
        await expect(ann.locator(".message")).to_have_count(3)
        await expect(ann.locator(".message").last.locator("img.single")).to_have_js_property("naturalWidth", 192)

        # The day is used up, which is nobody else's business.
        await ask(bob, "/imagine a blue house by the sea")
        refusal = bob.locator(".message.private")
        await expect(refusal).to_contain_text("1 of 1")
        await expect(ann.locator(".message")).to_have_count(3)

        # A moderator allows more, from the next ask on.
        await ann.get_by_role("button", name="Moderation").click()
        await ann.get_by_label("Grids per member").fill("2")
        await ann.get_by_role("button", name="Save changes").click()
        await expect(ann.locator(".outcome")).to_be_visible()
        await ask(bob, "/imagine a blue house by the sea")
        again = bob.locator(".message:not(.private)", has_text="a blue house by the sea")
        await expect(again.locator(".tiles button")).to_have_count(9, timeout=PATIENCE)

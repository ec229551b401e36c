"""The pictures of the page in README and docs/memes.md, drawn by the bundled model and taken by Chromium:

    python -m tests.support.page_pictures docs

Run it after a change of the page or of the model, and look at what comes.
"""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
from pathlib import Path

from PIL import Image
from playwright.async_api import Locator, Page, expect

PICKED, SEED = 5, 7
WIDE, MIDDLE, NARROW = (1280, 800), (1040, 860), (820, 720)
"""Pixels of a window."""
FIRST, MEME, MASHED = "a fox", "a cat", "a fox + a robot --walk"
CAPTION = ("when the code compiles", "on the first try")
OTHERS = ("a castle", "a robot", "an octopus", "a ghost", "a hamburger", "a unicorn")
"""What else the gallery shows."""
PATIENCE = 300_000
"""Milliseconds that a drawing may take, with what is compiled before it."""


async def ask(page: Page, text: str, words: str) -> Locator:
    """The message with nine pictures that `text` asks for; its prompt has these words."""
    await page.fill("#prompt", text)
    await page.press("#prompt", "Enter")
    message = page.locator(".message:has(.tiles)", has_text=words).last
    await expect(message.locator(".tiles button")).to_have_count(9, timeout=PATIENCE)
    return message


async def pick(message: Locator) -> Locator:
    """The panel with a picture of the message."""
    await message.locator(".tiles button").nth(PICKED - 1).click()
    panel = message.page.locator("#panel")
    await expect(panel.locator("img.tile")).to_be_visible()
    return panel


async def shot(page: Page, path: Path, size: tuple[int, int], of: Locator | None = None) -> None:
    """A PNG of the window, or of one part of it; of few colours, which is enough for a page."""
    await page.set_viewport_size({"width": size[0], "height": size[1]})
    await page.mouse.move(0, 0)
    await page.wait_for_timeout(400)  # what moves has come to rest
    await (of.screenshot(path=path) if of else page.screenshot(path=path))
    with Image.open(path) as taken:
        few = taken.convert("RGB").quantize(256, dither=Image.Dither.NONE)
    few.save(path, optimize=True)
    print(path, flush=True)


async def meme(page: Page, folder: Path) -> None:
    """Everything that can be done with one of the nine."""
    message = await ask(page, f"/imagine {MEME} --seed {SEED}", MEME)
    panel = await pick(message)
    await shot(page, folder / "memes" / "pick.png", NARROW)
    await panel.get_by_role("button", name="Caption").click()
    form = page.get_by_role("dialog", name="Caption")
    await form.get_by_label("Words above").fill(CAPTION[0])
    await form.get_by_label("Words below").fill(CAPTION[1])
    await shot(page, folder / "memes" / "caption-form.png", NARROW)
    await form.get_by_label("Words below").press("Enter")
    await expect(panel).to_contain_text("with your caption", timeout=PATIENCE)
    await shot(page, folder / "caption.png", MIDDLE)
    await panel.get_by_role("button", name="Share").click()
    await shot(page, folder / "memes" / "share.png", NARROW)
    await page.get_by_role("dialog", name="Share").press("Escape")
    await panel.get_by_role("button", name="Post here").click()
    await expect(page.locator(".message").last.locator("img.single")).to_be_visible()
    await page.keyboard.press("Escape")
    await message.get_by_role("button", name="All nine").click()
    nine = page.locator(".message.private:has(.album)")
    await expect(nine.locator(".album").get_by_role("button")).to_have_count(9, timeout=PATIENCE)
    await shot(page, folder / "memes" / "nine.png", (NARROW[0], 1000), nine)


async def main(folder: Path) -> int:
    sys.path.insert(0, str(Path(__file__).parent))  # as in tests
    from browser import chat, chromium, opened

    from bot.policy.settings import Settings
    from inference.device.runner import Runner
    from inference.engine.local import LocalEngine
    from inference.files import dalle_mini
    from inference.files.model_folder import sampling

    runner, quota = Runner(dalle_mini.load(dalle_mini.locate("pocket")), slots=1), Settings(member_per_day=50)
    with tempfile.TemporaryDirectory() as place:
        os.environ["XDG_CACHE_HOME"] = place  # where databases are prepared, as in tests
        async with (
            LocalEngine(runner) as engine,
            chat(Path(place), engine, model="pocket", settings=quota, options=sampling("pocket")) as here,
            chromium() as browser,
            opened(browser, here.address) as page,
        ):
            await page.set_viewport_size({"width": WIDE[0], "height": WIDE[1]})
            panel = await pick(await ask(page, f"/imagine {FIRST} --seed {SEED}", FIRST))
            await shot(page, folder / "web-chat.png", WIDE)
            await panel.get_by_role("button", name="Favourite").click()
            await page.keyboard.press("Escape")
            await meme(page, folder)
            mash = await ask(page, f"/mash {MASHED} --seed {SEED}", "robot")
            await shot(page, folder / "memes" / "mash.png", (NARROW[0], 1000), mash)
            for prompt in OTHERS:
                await ask(page, f"/imagine {prompt} --seed {SEED}", prompt)
            await page.fill("#prompt", "/gallery mine")
            await page.press("#prompt", "Enter")
            await shot(page, folder / "gallery.png", (NARROW[0], 1000), page.locator(".message.private").last)
    return 0


if __name__ == "__main__":
    sys.exit(asyncio.run(main(Path(sys.argv[1]))))

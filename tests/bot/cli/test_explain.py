"""`nonet explain`: a page that needs nothing else, tells the truth, and is written whole or not at all."""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import numpy as np
import pytest
from browser import NAMELESS, chromium, needs_chromium
from goldens import CHECKPOINT, VQGAN_CHECKPOINT
from PIL import Image
from playwright.async_api import Browser, Page, expect
from terminal import MODEL, Nonet, complaint, names, parameters_of

from bot.cli import explain, explanation_page
from bot.cli.explanation_page import Explanation
from bot.replies.messages import say
from inference.api import MAX_SEED, Request
from inference.device.replay import AS_SAMPLED
from inference.device.runner import Runner
from inference.files import dalle_mini
from inference.files.dalle_mini import Place
from inference.text.tokenizer import Word

pytestmark = pytest.mark.usefixtures("remembered", "here")

HOSTILE = "</script><b onclick=alert(1)> $prompt ${data} “fox” & <!--"
REQUEST = Request(HOSTILE, seed=7, negative="<i>snow", guidance=3.0, temperature=0.9, top_k=10)
FOX = ["explain", "a red fox", *MODEL, "--seed", "7"]


@pytest.fixture(scope="module")
def told() -> Explanation:
    """What there is to tell about one tile of the tiny model."""
    return explain.explained(Runner(dalle_mini.load(Place("tiny", CHECKPOINT, VQGAN_CHECKPOINT, None))), REQUEST, 2)


@pytest.fixture(scope="module")
def page(told: Explanation, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("page") / "page.html"
    path.write_bytes(explanation_page.page(told))
    return path


def data_of(page: Path) -> dict[str, object]:
    found = re.search(r'id="data">(.*?)</script>', page.read_text(encoding="utf-8"), re.DOTALL)
    data: dict[str, object] = json.loads(found[1])
    return data


def test_the_page_has_the_numbers_of_the_replay(told: Explanation, page: Path) -> None:
    """Every patch has its code with the chance that it had, and the attention of all words, which adds up to 1."""
    data = data_of(page)
    assert [patch["code"] for patch in data["patches"]] == told.codes.tolist()
    for position, patch in enumerate(data["patches"]):
        chances = {code: asked for code, *asked in patch["likely"]}
        assert chances[patch["code"]] == pytest.approx(told.replay.drawn[:, position], abs=1e-6)
        assert sum(patch["words"]) == pytest.approx(1, abs=1e-4)
        assert len(patch["words"]) == len(data["words"]) == len(told.words) + 2
        codes = {code for side in ("likely", "with", "without") for code, *_ in patch[side]}
        assert codes <= set(data["codes"])


def test_a_word_has_the_attention_of_its_tokens() -> None:
    """Between the marks for the start and the end."""
    words = [Word("fox", (9, 8), ("f", "ox")), Word("on", (7,), ("on",))]
    attention = np.array([[0.1, 0.2, 0.3, 0.15, 0.25, 0.0]])
    np.testing.assert_allclose(explanation_page.shares(words, attention), [[0.1, 0.5, 0.15, 0.25]])


def test_a_code_that_only_rounding_excludes_is_still_shown(told: Explanation) -> None:
    """The code that was picked is in the list, whatever its chance."""
    outside = next(code for code in range(64) if code not in told.replay.likeliest[AS_SAMPLED, 0])
    codes = told.codes.copy()
    codes[0] = outside
    replay = told.replay._replace(drawn=np.zeros_like(told.replay.drawn))
    other = Explanation(**{**vars(told), "codes": codes, "replay": replay})
    assert [outside, 0, 0, 0] in explanation_page._likely(other, 0)


def test_nothing_in_the_page_is_markup_but_ours(page: Path) -> None:
    """What somebody wrote is escaped, nothing is loaded, and there are exactly two script elements."""
    html = page.read_text(encoding="utf-8")
    assert html.count("<script") == 2
    assert html.count("</script>") == 2
    assert "<b onclick" not in html
    assert "<i>snow" not in html
    assert re.findall(r"""(?:src|href)=["'](?!data:)""", html) == []
    assert "http" not in html.replace("http-equiv", "")


@pytest.mark.long
def test_a_page_and_five_pictures_are_written(nonet: Nonet, here: Path) -> None:
    """In a folder that is made, with how they were drawn; a second time over the first. The page is only for those who
    ask for it, or ask for no pictures.
    """
    for _ in range(2):
        done = nonet(*FOX, "--pictures", "docs/how")
        assert (done.code, done.out) == (0, "docs/how  seed 7  tile 1\n")
    assert names(here) == ["docs", "docs/how", *(f"docs/how/{name}" for name in sorted(explain.PICTURES))]
    assert parameters_of(here / "docs" / "how" / "nine.png")["prompt"] == "a red fox"
    for name in explain.PICTURES:
        with Image.open(here / "docs" / "how" / name) as image:
            assert image.width >= 640
    assert nonet(*FOX, "--tile", "9").out == "explanation.html  seed 7  tile 9\n"
    assert "explanation.html" in names(here)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ([" "], "The prompt is empty: write what to draw."),
        (["?! …"], say("en", "unreadable-prompt")),
        (["fox", "--seed", "-1"], f"seed must be a whole number between 0 and {MAX_SEED}, not -1."),
        (["fox", "--tile", "0"], "tile must be a whole number between 1 and 9, not 0."),
        (["fox", "--tile", "10"], "tile must be a whole number between 1 and 9, not 10."),
        (["fox", "-o", "folder.html"], "folder.html is a folder; name a file."),
        (["fox", "-o", "no/a.html"], "no is not a folder; make it, or choose another output."),
        (["fox", "-o", "a.png"], "a.png should end in .html or .htm."),
        (["fox", "--pictures", "file"], "file is not a folder; name one for the pictures."),
        (["fox", "--pictures", "new", "-o", "a.png"], "a.png should end in .html or .htm."),
        (["fox", "--model", "./nowhere"], "nowhere is not a folder; a model is one, with a config.json in it."),
        (["a", "fox"], 'put quotes around the prompt, as in nonet explain "a fox"; see `nonet --help`.'),
    ],
)
def test_a_mistake_is_one_sentence(nonet: Nonet, here: Path, words: list[str], sentence: str) -> None:
    """Exit code 2, the sentence, and nothing is written."""
    (here / "folder.html").mkdir()
    (here / "file").touch()
    before = names(here)
    assert complaint(nonet("explain", *MODEL, *words)) == sentence
    assert names(here) == before


def test_a_full_disk_leaves_the_old_page(nonet: Nonet, here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And nothing half-written beside it."""
    (here / "page.html").write_text("old")

    def refuse(self: Path, target: Path) -> Path:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", refuse)
    assert complaint(nonet(*FOX, "-o", "page.html")) == "page.html cannot be written: No space left on device."
    assert names(here) == ["page.html"]
    assert (here / "page.html").read_text() == "old"


@asynccontextmanager
async def shown(browser: Browser, page: Path, **options: object) -> AsyncIterator[Page]:
    """The page from its file; it must not complain, nor ask anybody for anything."""
    context = await browser.new_context(**options)
    one = await context.new_page()
    complaints: list[str] = []
    one.on("pageerror", lambda error: complaints.append(str(error)))
    one.on("console", lambda line: complaints.append(line.text))
    one.on(
        "request", lambda asked: complaints.append(asked.url) if not asked.url.startswith(("file:", "data:")) else None
    )
    await one.goto(page.as_uri())
    await expect(one.locator("#chances tr").first).to_be_visible()
    yield one
    await context.close()
    assert complaints == []


@needs_chromium
@pytest.mark.long
async def test_in_a_browser(told: Explanation, page: Path) -> None:
    """Keys move through the patches, a word shows its heat map, play stops at the end, and a phone has no sideways
    scrolling; the policy lets the page's own script and style run, and every control has a name.
    """
    async with chromium() as browser, shown(browser, page, viewport={"width": 390, "height": 844}) as one:
        assert await one.evaluate("document.documentElement.scrollWidth") == 390
        assert await one.evaluate(NAMELESS) == []
        assert await one.inner_text("h1") == " ".join(HOSTILE.split())
        await one.focus("#patch")
        await one.press("#patch", "Home")
        await expect(one.locator("#where")).to_have_text("Patch 1 of 16: row 1, column 1")
        await one.press("#patch", "ArrowRight")
        await expect(one.locator("#where")).to_have_text("Patch 2 of 16: row 1, column 2")
        await expect(one.locator("tr.drawn .code")).to_contain_text(str(told.codes[1]))
        before = await painted(one)
        word = one.locator("#words button").nth(1)
        await word.focus()
        await one.keyboard.press("Enter")
        await expect(word).to_have_attribute("aria-pressed", "true")
        await expect(one.locator("#heat")).to_contain_text(f"“{told.words[0].text}”: most at row")
        assert await painted(one) != before
        await word.click()
        assert await painted(one) == before
        await one.check("#alone")
        assert await painted(one) != before
        await one.fill("#patch", "15")
        await one.click("#play")
        await expect(one.locator("#where")).to_contain_text("Patch 16 of 16")
        await expect(one.locator("#play")).to_have_text("Play")


async def painted(page: Page) -> str:
    pixels: str = await page.evaluate("document.getElementById('picture').toDataURL()")
    return pixels

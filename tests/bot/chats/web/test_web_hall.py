"""The hall of fame on the page."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from pathlib import Path

from browser import chat, chromium, drawn, needs_chromium, opened, say, visitor
from fakes.engine import FakeEngine

from bot.policy.settings import Settings


async def test_five_members_vote_a_tile_into_the_hall(tmp_path: Path) -> None:
    """It is in the channel that moderators chose, once, with its maker, alt text and spoiler; withdrawn, it leaves."""
    settings = Settings(hall_channel="memes")
    async with chat(tmp_path, FakeEngine(), settings=settings) as here, AsyncExitStack() as stack:
        ann, *voters = [await stack.enter_async_context(visitor(here)) for _ in range(6)]
        job = (await drawn(ann, "a fox --spoiler"))["job"]
        own = await ann.until(await ann.press(f"vote:{job}:7:on"), "note")
        assert own["text"] == "This is your own picture. Only votes of other members count."
        for voter in voters:
            said = await voter.until(await voter.press(f"vote:{job}:7:on"), "note")
        assert said["text"] == f"You voted for {job}-7. It has 5 votes. That was enough for the hall of fame."
        again = await voter.until(await voter.press(f"vote:{job}:7:on"), "note")
        assert again["text"] == f"You voted for {job}-7. It has 5 votes."
        (post,) = await ann.history("memes")
        assert post["text"] == f"▲ “a fox” made by {ann.me['name']}"
        assert (post["picture"]["alt"][:14], post["picture"]["spoiler"]) == ("Picture 7 of 9", True)
        labels = {who: [one["label"] for one in (await who.history("memes"))[0]["buttons"]] for who in (ann, voter)}
        assert labels == {ann: ["Show grid", "Withdraw", "▲ Vote (5)"], voter: ["Show grid", "▲ Vote (5)"]}
        top = await voter.until(await voter.say("/top"), "note")
        assert [(one["id"], one["words"]) for one in top["sheet"]] == [(f"{job}-7", f"▲ 5 · {ann.me['name']} · a fox")]
        press = next(one["press"] for one in post["buttons"] if one["label"] == "Withdraw")
        gone = await ann.until(await ann.press(press, "memes"), "note")
        assert gone["text"] == f"1 post of {job} was withdrawn."
        assert not [one for one in await ann.history("memes") if one["picture"]]
        late = await voter.until(await voter.press(f"vote:{job}:7:on"), "note")
        assert late["text"].startswith("This picture was withdrawn from the hall of fame")


async def test_a_post_shows_how_many_votes_its_picture_has(tmp_path: Path) -> None:
    """In every window, without a reload."""
    settings = Settings(hall_channel="memes")
    async with chat(tmp_path, FakeEngine(), settings=settings) as here, AsyncExitStack() as stack:
        ann, bob = [await stack.enter_async_context(visitor(here)) for _ in range(2)]
        job = (await drawn(ann, "a fox"))["job"]
        post = await ann.until(await ann.press(f"post:{job}:7"), "note")
        await bob.press(f"vote:{job}:7:on")
        async with asyncio.timeout(10):
            while "▲ Vote (1)" not in [one["label"] for one in post["buttons"]]:
                await asyncio.sleep(0.05)
                (post,) = [one for one in await ann.history("general") if one["id"] == post["id"]]


@needs_chromium
async def test_a_tile_is_voted_for_on_the_page(tmp_path: Path) -> None:
    """Another member picks it, votes, and takes the vote back; the top shows its thumbnail, which opens it."""
    settings = Settings(hall_channel="memes", hall_votes=2)
    async with chat(tmp_path, FakeEngine(), settings=settings) as here, visitor(here) as ann, chromium() as browser:
        job = (await drawn(ann, "a fox"))["job"]
        async with opened(browser, here.address) as page:
            await page.get_by_role("button", name="Pick picture 7").last.click()
            await page.locator("#panel").get_by_role("button", name="▲ Vote").click()
            await page.get_by_text(f"You voted for {job}-7. It has 1 vote.").first.wait_for()
            await say(page, "/top")
            await page.get_by_text(f"▲ 1 · {ann.me['name']} · a fox").first.wait_for()
            await page.get_by_role("button", name="▲ Take back my vote").last.click()
            await page.get_by_text("It has no votes.").first.wait_for()

"""Tiles on the page that go to another channel, and come back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from browser import Visitor, chat, chromium, drawn, needs_chromium, opened, say, visitor
from fakes.engine import FakeEngine


async def shared(one: Visitor, job: str, channel: str, tile: int = 5) -> dict[str, Any]:
    """The answer to a share that its form has sent."""
    press = {"channel": "general", "press": f"share:{job}:{tile}", "label": "Share", "delivery": f"s{channel}{tile}"}
    _, said = await one.post("api/press", press | {"filled": {"channel": channel}})
    return await one.until(said["id"], "note")


async def posts(one: Visitor, channel: str) -> list[dict[str, Any]]:
    return [message for message in await one.history(channel) if "shared" in message.get("text", "")]


async def test_a_tile_is_shared_in_another_channel(tmp_path: Path) -> None:
    """The form offers the channels that its reader sees; everybody there sees one message, also after two presses."""
    async with chat(tmp_path, FakeEngine()) as here, visitor(here) as ann, visitor(here) as bob:
        job = (await drawn(ann))["job"]
        press = {"channel": "general", "press": f"share:{job}:5", "label": "Share", "delivery": "d1"}
        _, said = await bob.post("api/press", press)
        assert said["form"]["title"] == "Share"
        assert [one["value"] for one in said["form"]["fields"][0]["choices"]] == ["memes", "general"]
        answers = [await shared(bob, job, "memes") for _ in range(2)]
        assert answers[0]["text"] == f"Picture 5 of {job} is shared in #memes."
        assert answers[0]["private"]
        (post,) = await posts(ann, "memes")
        assert post["text"].endswith(f"made by {ann.me['name']}, shared by {bob.me['name']}")
        assert post["footer"].startswith(f"{job}-5 · ")
        assert [button["label"] for button in post["buttons"]] == ["Show grid", "Withdraw"]
        assert (await bob.get(post["picture"]["src"]))[0] == 200
        forged = await shared(bob, job, "moderators")
        assert forged["text"] == "You cannot share in that channel. Choose one where you may write."


async def test_only_some_see_that_they_may_withdraw_it(tmp_path: Path) -> None:
    """Who made it, who shared it, and moderators; it is gone for everybody, and a forged press is refused."""
    async with (
        chat(tmp_path, FakeEngine()) as here,
        visitor(here) as mod,
        visitor(here) as ann,
        visitor(here) as bob,
        visitor(here) as cid,
    ):
        job = (await drawn(ann))["job"]
        await shared(bob, job, "memes")
        for reader, sees in ((mod, True), (ann, True), (bob, True), (cid, False)):
            (post,) = await posts(reader, "memes")
            withdraw = [button["press"] for button in post["buttons"] if button["label"] == "Withdraw"]
            assert bool(withdraw) == sees
            assert "own_to" not in post
        (press,) = [b["press"] for b in (await posts(ann, "memes"))[0]["buttons"] if b["label"] == "Withdraw"]
        refused = await cid.until(await cid.press(press, "memes"), "note")
        assert refused["text"].startswith("You cannot withdraw this")
        said = await ann.until(await ann.press(press, "memes"), "note")
        assert said["text"] == f"1 post of {job} was withdrawn."
        assert await posts(cid, "memes") == []


async def test_a_picture_is_seen_where_it_was_shared(tmp_path: Path) -> None:
    """Also by people who do not see the channel where it was drawn; its other tiles and its grid stay hidden."""
    async with chat(tmp_path, FakeEngine()) as here, visitor(here) as mod, visitor(here) as ann:
        job = (await drawn(mod, channel="moderators"))["job"]
        press = {"channel": "moderators", "press": f"share:{job}:5", "label": "Share", "delivery": "d1"}
        _, said = await mod.post("api/press", press | {"filled": {"channel": "general"}})
        await mod.until(said["id"], "note")
        (post,) = await posts(ann, "general")
        assert (await ann.get(post["picture"]["src"]))[0] == 200
        for hidden in (f"/pictures/{job}.png", f"/pictures/{job}-4.png"):
            assert (await ann.get(hidden))[0] == 404
        grid = await ann.until(await ann.press(f"again:{job}"), "note")
        assert grid["text"] == f"There is no request {job} here. Check its id."


async def test_a_withdrawn_caption_is_seen_by_its_writer_alone(tmp_path: Path) -> None:
    """Also by its address, which people may have kept."""
    async with chat(tmp_path, FakeEngine()) as here, visitor(here) as ann, visitor(here) as bob:
        job = (await drawn(ann))["job"]
        preview = await bob.until(await bob.say(f"/caption {job}-5 hello"), "note")
        (press,) = [one["press"] for one in preview["buttons"] if one["label"] == "Post here"]
        posted = await bob.until(await bob.press(press), "note")
        address, thumbnail = posted["picture"]["src"], posted["picture"]["src"].replace("pictures", "thumbnails")
        for one in (address, thumbnail.replace("png", "webp")):
            assert (await ann.get(one))[0] == 200
        (press,) = [one["press"] for one in posted["buttons"] if one["label"] == "Withdraw"]
        await bob.press(press)
        await ann.when(lambda: posted["id"] not in ann.heard)
        for one in (address, thumbnail.replace("png", "webp")):
            assert ((await ann.get(one))[0], (await bob.get(one))[0]) == (404, 200)
        caption = address.rpartition("-")[2].removesuffix(".png")
        await bob.until(await bob.press(f"show-caption:{job}:5:{caption}"), "note")
        assert ((await ann.get(address))[0], (await bob.get(address))[0]) == (404, 200), "while its writer looks at it"


@needs_chromium
async def test_a_tile_is_shared_on_the_page(tmp_path: Path) -> None:
    """Pick, Share, a channel; in that channel the picture has its grid and can be withdrawn."""
    async with chat(tmp_path, FakeEngine()) as here, chromium() as browser, opened(browser, here.address) as page:
        await say(page, "/imagine a fox")
        await page.get_by_role("button", name="Pick picture 5").click()
        await page.locator("#panel").get_by_role("button", name="Share").click()
        dialog = page.get_by_role("dialog", name="Share")
        await dialog.get_by_label("Channel").select_option(label="#memes")
        await dialog.get_by_role("button", name="Share").click()
        await page.get_by_text("is shared in #memes").first.wait_for()
        await page.get_by_role("link", name="memes").or_(page.get_by_role("button", name="memes")).first.click()
        post = page.locator("#log article").filter(has_text="made and shared by")
        await post.get_by_role("button", name="Show grid").click()
        await page.get_by_role("group", name="Nine pictures").last.wait_for()
        await post.get_by_role("button", name="Withdraw").click()
        await post.wait_for(state="detached")

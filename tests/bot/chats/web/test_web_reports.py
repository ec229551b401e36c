"""Pictures that people on the page report: moderators see them in a channel of their own, and act there."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from browser import Visitor, chat, chromium, drawn, needs_chromium, opened, visitor
from fakes.engine import FakeEngine


async def reports(moderator: Visitor) -> list[dict[str, Any]]:
    return [message for message in await moderator.history("moderators") if ", in #" in message.get("text", "")]


def presses(message: dict[str, Any]) -> dict[str, str]:
    return {button["label"]: button["press"] for button in message["buttons"]}


async def test_a_report_reaches_the_moderators_alone(tmp_path: Path) -> None:
    """Of a grid, of a tile, and of a post, once each; whoever made or posted it is offered none."""
    async with (
        chat(tmp_path, FakeEngine()) as here,
        visitor(here) as mod,
        visitor(here) as ann,
        visitor(here) as bob,
    ):
        grid = await drawn(ann)
        job = grid["job"]
        post = await bob.until(await bob.press(f"post:{job}:5", "general"), "note")

        async def offered(reader: Visitor) -> list[str]:
            return [one["report"] for one in await reader.history("general") if one.get("report")]

        share = presses(post)["Withdraw"].rpartition(":")[2]
        of_grid, of_post = f"report-picture:{job}", f"report-picture:{job}:{share}"
        assert await offered(mod) == [of_grid, of_post]
        assert await offered(bob) == [of_grid]
        assert await offered(ann) == []
        for press in (of_grid, of_grid, of_post):
            said = await mod.until(await mod.press(press, "general"), "note")
            assert (said["text"], said["private"]) == ("Thank you. The moderators will look at it.", True)
        picked = await bob.until(await bob.press(f"pick:{job}:3", "general"), "note")
        assert presses(picked)["Report"] == f"report-picture:{job}-3"
        await bob.until(await bob.press(presses(picked)["Report"], "general"), "note")
        texts = [one["text"] for one in await reports(mod)]
        assert len(texts) == 3
        assert texts[1].endswith(f"posted by {bob.me['name']}, in #general")
        assert f"{job}-3" in texts[2]
        assert (await bob.get("/api/messages?channel=moderators"))[0] == 404


async def test_a_moderator_acts_on_a_report(tmp_path: Path) -> None:
    """Dismiss takes the reports away, Remove the picture with them; a forged press of somebody else does nothing."""
    async with chat(tmp_path, FakeEngine()) as here, visitor(here) as mod, visitor(here) as ann, visitor(here) as bob:
        for prompt, act in (("a cat", "Dismiss"), ("a dog", "Remove")):
            job = (await drawn(ann, prompt))["job"]
            await bob.until(await bob.press(f"report-picture:{job}", "general"), "note")
            (report,) = await reports(mod)
            press = presses(report)[act]
            forged = await bob.until(await bob.press(press, "general"), "note")
            assert forged["text"].startswith("Only")
            shown = await mod.until(await mod.press(presses(report)["Show"], "moderators"), "note")
            assert (await mod.get(shown["picture"]["src"]))[0] == 200
            await mod.until(await mod.press(press, "moderators"), "note")
            await mod.when(
                lambda gone=report["id"]: gone in [one.get("id") for one in mod.frames if one["event"] == "gone"]
            )
            there = [one for one in await ann.history("general") if one.get("job") == job]
            assert bool(there) == (act == "Dismiss")
        _, log = await mod.get("/api/moderation/audit")
        assert [entry["what"] for entry in log["entries"]] == ["removed picture", "dismissed report"]
        assert (
            "timed out" in (await mod.until(await mod.press(f"timeout-reported:{job}", "moderators"), "note"))["text"]
        )


@needs_chromium
async def test_a_picture_is_reported_in_a_browser(tmp_path: Path) -> None:
    """Under somebody else's message, in its reader's language; moderators find it in their channel."""
    async with (
        chat(tmp_path, FakeEngine()) as here,
        visitor(here) as ann,
        chromium() as browser,
        opened(browser, here.address) as page,
    ):
        await drawn(ann)
        await page.locator(".message .buttons [data-press^='report-picture:']").click()
        await page.get_by_text("Thank you. The moderators will look at it.", exact=True).wait_for()
        (report,) = await reports(ann)
        assert report["text"].endswith(f"requested by {ann.me['name']}, in #general")

"""Pictures that members of a workspace report: admins see them in their log channel, and act there."""

from __future__ import annotations

from pathlib import Path

from fakes.slack.acme import Acme, acme_at, told
from fakes.slack.running import until
from fakes.slack.world import Channel, Message
from test_slack_memes import window

REPORT = "report_picture"
BUTTONS = ["Remove", "Dismiss", "Time out for 60 minutes"]


async def log_channel(acme: Acme) -> Channel:
    log = acme.team.new_channel("mod-log")
    await acme.eve.command("/imagine-admin", f"settings log-channel <#{log.id}|mod-log>", acme.general)
    await told(acme.eve, "log-channel")
    return log


async def reports(log: Channel, count: int = 1) -> list[Message]:
    return await until(
        lambda: (
            found
            if len(found := [m for m in log.posted if " reports " in m.text or " meldet " in m.text]) == count
            else []
        ),
        what="reports",
    )


async def gone(*messages: Message) -> None:
    await until(lambda: not any(one in one.channel.messages for one in messages), what="all are removed")


def labels(message: Message) -> list[str]:
    return [element["text"]["text"] for element in message.elements]


async def test_a_reported_picture_is_removed_by_an_admin(tmp_path: Path) -> None:
    """From the menu of its message or in the window of one tile: admins see it, and nobody else acts on it."""
    async with acme_at(tmp_path) as acme:
        await acme.ann.command("/imagine", "a corgi", acme.general)
        grid = await acme.drawn(acme.general)
        await acme.bob.shortcut(REPORT, grid)
        await told(acme.bob, "there is no channel for reports here")
        log, job = await log_channel(acme), acme.engine.drawn[0].id
        await acme.bob.shortcut(REPORT, grid)
        await told(acme.bob, "The moderators will look at it")
        await acme.karl.press(grid, "5")
        await window(acme.karl, "Bild 5")
        await acme.karl.press_in_modal("Melden")
        first, second = await reports(log, 2)
        assert first.text == f"bob reports {job}: “a corgi”, requested by ann, in #general"
        assert f"karl meldet {job}-5" in second.text
        assert labels(first) == ["Show", *BUTTONS]
        await acme.bob.press(first, "Remove")
        await told(acme.bob, f"There is no request {job}")
        await acme.eve.press(first, "Show")
        await until(lambda: [said for said in acme.eve.private if said.pictures], what="the picture")
        await acme.eve.press(first, "Time out")
        await told(acme.eve, "ann is timed out")
        await acme.eve.press(first, "Remove")
        await gone(grid, first, second)
        assert any("removed picture" in said.text for said in log.posted)
        await acme.bob.says("a corgi", acme.general)
        await acme.ann.shortcut(REPORT, acme.general.messages[-1])
        await told(acme.ann, "not one of my pictures")


async def test_a_report_is_dismissed(tmp_path: Path) -> None:
    """With all others of that picture; the picture stays, and the admin is in the log."""
    async with acme_at(tmp_path) as acme:
        log = await log_channel(acme)
        await acme.ann.command("/imagine", "a corgi", acme.general)
        grid, job = await acme.drawn(acme.general), acme.engine.drawn[0].id
        await acme.bob.press(grid, "7")
        await window(acme.bob, "Picture 7")
        await acme.bob.press_in_modal("Post here")
        (post,) = await until(lambda: [m for m in acme.general.posted if "posted by bob" in m.text], what="the post")
        await acme.karl.shortcut(REPORT, grid)
        (of_grid,) = await reports(log)
        await acme.ann.shortcut(REPORT, post)
        _, of_post = await reports(log, 2)
        assert "posted by bob" in of_post.text
        assert labels(of_post) == ["Show", "Remove", "Remove grid", *BUTTONS[1:]]
        await acme.eve.press(of_grid, "Verwerfen")
        await gone(of_grid, of_post)
        assert grid in acme.general.posted
        assert post in acme.general.posted
        await until(lambda: [m for m in log.posted if f"dismissed report: ann: {job}" in m.text], what="audited")


async def test_a_report_whose_note_was_lost_goes_with_its_press(tmp_path: Path) -> None:
    """Slack's answer to the post was lost: admins see it, and it is removed when one of them acts on it."""
    async with acme_at(tmp_path) as acme:
        log = await log_channel(acme)
        await acme.ann.command("/imagine", "a corgi", acme.general)
        grid = await acme.drawn(acme.general)
        acme.slack.faults.next("chat.postMessage", "reset_after", when=lambda args: " reports " in str(args["text"]))
        await acme.bob.shortcut(REPORT, grid)
        await told(acme.bob, "The moderators will look at it")
        (report,) = await reports(log)
        await acme.eve.press(report, "Remove")
        await gone(grid, report)

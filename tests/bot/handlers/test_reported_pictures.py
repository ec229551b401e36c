"""Pictures that members report, as the bot decides it. How each chat shows a report is tested with the chats."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from scene import ANN, BOB, FAR, MAY, Scene, opened

from bot.handlers.captions import CaptionTile
from bot.handlers.gallery import Again, Delete, Pick, Post
from bot.handlers.reported_pictures import Dismiss, ReportPicture, TimeOutReported
from bot.input.buttons import pressed
from bot.reply import Reply, Report
from bot.store import Moderator

THANKS = "Thank you. The moderators will look at it."
CID = replace(BOB, user="cid", name="Cid")
ART = replace(CID, channel="art", channel_name="art")


@pytest.fixture
async def scene(tmp_path: Path) -> AsyncIterator[Scene]:
    async with opened(tmp_path) as one:
        yield one


async def reported(scene: Scene, command: ReportPicture) -> Report:
    """A report that the chat has shown to moderators."""
    reply = await scene.last(command)
    assert (reply.private, reply.text) == (True, THANKS)
    assert reply.report is not None
    member, report = command.member, reply.report
    scene.bot.context.post_keys.release(report.key)
    assert await scene.bot.records.reported(report.job, member.user, f"report of {member.user}", report.about)
    return report


def presses(reply: Reply) -> dict[str, str]:
    return {button.label: button.press for button in reply.buttons}


async def removals(scene: Scene) -> list[str]:
    return [removal.address for removal in await scene.store.removals("web")]


async def test_a_report_on_a_tile_leads_to_it(scene: Scene) -> None:
    """By a button under somebody else's picture; the report says who, what and whose, and shows it again."""
    grid = await scene.grid(prompt="a fox")
    logged = partial(replace, log_channel="mod-log")
    await scene.store.decisions.change("web:here", logged, Moderator("may", "May"))
    scene.bot.context.changed()
    picked = await scene.last(Pick(BOB, grid.job, 5))
    assert presses(picked)["Report"] == f"report-picture:{grid.job}-5"
    assert "Report" not in presses(await scene.last(Pick(ANN, grid.job, 5)))
    command = pressed(scene.bot.commands, BOB, presses(picked)["Report"])
    assert isinstance(command, ReportPicture)
    report = await reported(scene, command)
    assert (report.channel, report.job, report.about) == ("mod-log", grid.job, "")
    assert report.reply.text == f"Bob reports {grid.job}-5: “a fox”, requested by Ann, in #general"
    assert presses(report.reply) == {
        "Show": f"again:{grid.job}-5", "Remove": f"delete:{grid.job}", "Dismiss": f"dismiss:{grid.job}",
        "Time out for 60 minutes": f"timeout-reported:{grid.job}",
    }  # fmt: skip
    assert (await scene.press(MAY, report.reply, "Show")).picture is not None


async def test_a_report_on_a_post_leads_to_it_and_to_who_posted_it(scene: Scene) -> None:
    """A captioned one is shown with its words; Remove takes that post away, and the grid stays."""
    grid = await scene.grid()
    preview = await scene.last(CaptionTile(BOB, grid.job, 5, "hello"))
    post = await scene.press(BOB, preview, "Post here", "d1")
    assert await scene.bot.shared("web", post, "the post")
    report = await reported(scene, ReportPicture(CID, grid.job, post.share))
    assert "posted by Bob" in report.reply.text
    assert list(presses(report.reply)) == ["Show", "Remove", "Remove grid", "Dismiss", "Time out for 60 minutes"]
    shown = await scene.press(MAY, report.reply, "Show")
    assert shown.picture is not None
    assert "hello" in shown.picture.alt
    assert "Bob is timed out" in (await scene.press(MAY, report.reply, "Time out for 60 minutes")).text
    assert "timed out" in (await scene.last(Post(BOB, grid.job, 6, "d2"))).text
    await scene.press(MAY, report.reply, "Remove")
    assert sorted(await removals(scene)) == ["report of cid", "the post"]
    assert (await scene.last(Again(ANN, grid.job))).picture is not None
    assert (await scene.press(MAY, report.reply, "Time out for 60 minutes")).text.startswith(
        "This button no longer works"
    )


async def test_the_same_report_comes_once(scene: Scene) -> None:
    """Also while the first one is being shown; another member's, and one of a post of it, are reports of their own."""
    grid = await scene.grid()
    first = await scene.last(ReportPicture(BOB, grid.job))
    assert first.report is not None
    assert (await scene.last(ReportPicture(BOB, grid.job))).report is None
    scene.bot.context.post_keys.release(first.report.key)  # the chat could not show it
    await reported(scene, ReportPicture(BOB, grid.job))
    again = await scene.last(ReportPicture(BOB, f"{grid.job}-3"))
    assert (again.text, again.report) == (THANKS, None)
    await reported(scene, ReportPicture(CID, grid.job))
    post = await scene.last(Post(ANN, grid.job, 5, "d1"))
    await scene.bot.shared("web", post, "the post")
    await reported(scene, ReportPicture(BOB, grid.job, post.share))


async def test_only_what_a_member_may_see_can_be_reported(scene: Scene) -> None:
    """By its grid, or where a tile of it is posted; a guess says no more than that there is no such grid."""
    grid = await scene.grid()
    post = await scene.last(Post(ANN, grid.job, 5, "d1"))
    await scene.bot.shared("web", post, "the post")
    hidden = f"There is no request {grid.job}"
    for command in (
        ReportPicture(ART, grid.job),
        ReportPicture(ART, grid.job, post.share),
        ReportPicture(ART, grid.job, "bbbbb"),
        ReportPicture(FAR, grid.job, post.share),
        ReportPicture(replace(FAR, moderator=False), grid.job),
    ):
        refused = await scene.last(command)
        assert (refused.text[: len(hidden)], refused.report) == (hidden, None)
    elsewhere = await scene.grid(ART)
    there = await scene.last(Post(ART, elsewhere.job, 5, "d2"))
    await scene.bot.shared("web", there, "there")
    assert (await scene.last(ReportPicture(ART, elsewhere.job, there.share))).report is not None
    other = await scene.last(ReportPicture(ART, grid.job, there.share))
    assert other.report is None, "a post of another grid"


async def test_dismissing_takes_all_reports_away_once(scene: Scene) -> None:
    """It is in the audit log once, however often it is pressed; members, and moderators elsewhere, dismiss nothing."""
    grid, kept = await scene.grid(), await scene.grid()
    for member in (BOB, CID):
        await reported(scene, ReportPicture(member, grid.job))
    await reported(scene, ReportPicture(BOB, kept.job))
    assert "Only moderators" in (await scene.last(Dismiss(BOB, grid.job))).text
    await scene.last(Dismiss(FAR, grid.job))
    assert await removals(scene) == []
    for _ in range(2):
        reply = await scene.last(Dismiss(MAY, grid.job))
        assert (reply.text, reply.gone) == (f"The reports of {grid.job} were dismissed.", True)
    assert sorted(await removals(scene)) == ["report of bob", "report of cid"]
    entries, _ = await scene.bot.records.audit("web:here")
    assert [(one.what, one.changes) for one in entries] == [("dismiss", (("ann", "", grid.job),))]
    assert await scene.store.shares.reports(kept.job)


async def test_a_time_out_is_of_who_is_reported(scene: Scene) -> None:
    """A forged button of another community's grid, or of a post that is not of this one, does nothing."""
    grid, other = await scene.grid(), await scene.grid(BOB)
    post = await scene.last(Post(BOB, other.job, 5, "d1"))
    for member, job, share in ((FAR, grid.job, ""), (MAY, grid.job, post.share), (MAY, "zzzzz", "")):
        assert (await scene.last(TimeOutReported(member, job, share))).text.startswith("This button no longer works")
    assert "Only moderators" in (await scene.last(TimeOutReported(BOB, grid.job))).text
    assert "Ann is timed out" in (await scene.last(TimeOutReported(MAY, grid.job))).text


async def test_reports_go_with_their_grid_and_with_who_reported_it(scene: Scene) -> None:
    grid, other = await scene.grid(), await scene.grid()
    await reported(scene, ReportPicture(BOB, grid.job))
    await reported(scene, ReportPicture(CID, other.job))
    assert (await scene.store.export("web", "bob"))["reported"] == [grid.job]
    await scene.last(Delete(ANN, grid.job))
    assert "report of bob" in await removals(scene)
    await scene.store.forget("web", "cid")
    assert "report of cid" in await removals(scene)

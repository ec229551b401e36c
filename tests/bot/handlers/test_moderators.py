"""What moderators may do: for their own community, from the next command on, and written down."""

from __future__ import annotations

import csv
import io
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from fakes.engine import FakeEngine
from scene import ANN, BOB, FAR, MAY, NOON, Scene, opened

from bot.commands import Command
from bot.handlers.activity_report import Report
from bot.handlers.blocked_words import AddRule, ListRules, RemoveRule, TryRule
from bot.handlers.cancel import CancelAll
from bot.handlers.command_list import COMMANDS
from bot.handlers.community_settings import (
    Audit,
    ChangeSettings,
    SetRole,
    SetSetting,
    ShowSettings,
    SwitchChannel,
    Undo,
)
from bot.handlers.drawing import Imagine
from bot.handlers.members import Grant, ShowQueue, TimeOut, Why
from bot.handlers.rehearsals import CancelRehearsed, SaveRehearsed
from bot.handlers.reported_pictures import Dismiss, TimeOutReported
from bot.policy.pricing import Pricing
from bot.policy.quota import days


@pytest.fixture
async def scene(tmp_path: Path) -> AsyncIterator[Scene]:
    async with opened(tmp_path, engine=FakeEngine(charge=3.6), pricing=Pricing(price_per_hour=2.0)) as one:
        yield one


FORGED: list[Command] = [
    ShowSettings(ANN), ChangeSettings(ANN, {"member-per-day": "100"}), Undo(ANN), Audit(ANN), ListRules(ANN),
    SwitchChannel(ANN, "general", False), TimeOut(ANN, "bob", 5), Grant(ANN, "ann", 100), Why(ANN, "bob"),
    AddRule(ANN, "cat"), ShowQueue(ANN), CancelAll(ANN, "bob"), Report(ANN), SetSetting(ANN, "member-per-day", "100"),
    SetRole(ANN, "1", 100), RemoveRule(ANN, "cats"), TryRule(ANN, "cat"), Dismiss(ANN, "abcde"),
    TimeOutReported(ANN, "abcde"), SaveRehearsed(ANN, "Ab-_12345678"), CancelRehearsed(ANN, "Ab-_12345678"),
]  # fmt: skip


def test_each_command_for_moderators_is_among_them() -> None:
    """A new one is tried below from its first day."""
    assert {type(command) for command in FORGED} == {spec.command for spec in COMMANDS if spec.moderators}


@pytest.mark.parametrize("command", FORGED, ids=lambda command: type(command).__name__)
async def test_forged_commands_are_refused(scene: Scene, command: Command, capsys: pytest.CaptureFixture[str]) -> None:
    """Whatever a client shows or sends; and it is in the log."""
    reply = await scene.last(command)
    assert (reply.text, reply.private) == ("Only moderators can do this.", True)
    assert await scene.store.decisions.audit("web:here") == ([], 1)
    assert "forbidden" in capsys.readouterr().out


async def test_settings_are_on_one_page(scene: Scene) -> None:
    """Numbers, channels, rules, and how to change them."""
    await scene.line(MAY, "/channel off #memes")
    await scene.line(MAY, "/block add be kind: oaf")
    reply = await scene.line(MAY, "/settings")
    assert reply.private
    lines = reply.text.splitlines()
    assert "member-per-day: 5 (grids per day for each member)" in lines
    assert "role-per-day: none (grids per day for members with a role)" in lines
    assert "log-channel: none (channel where changes are announced)" in lines
    assert "Channels where drawing is off: #memes" in lines
    assert "Rules on words: be kind" in lines


async def test_an_undo_button_takes_back_its_own_change(scene: Scene) -> None:
    """A double click takes back one; after another moderator's change it says so, and theirs holds."""
    await scene.line(MAY, "/settings member-per-day 7")
    hers = await scene.line(MAY, "/settings channel-per-day 50")
    await scene.line(replace(MAY, user="mia", name="Mia"), "/settings community-per-day 90")
    late = (await scene.press(MAY, hers, "Undo")).text
    assert late.startswith("This change no longer applies, or something else was changed after it")
    assert (await scene.line(MAY, "/undo")).text == "The change was undone.\ncommunity-per-day: 90 → 300"
    assert (await scene.press(MAY, hers, "Undo")).text == "The change was undone.\nchannel-per-day: 50 → 200"
    assert (await scene.press(MAY, hers, "Undo")).text == late
    assert (await scene.store.decisions.settings("web:here")).member_per_day == 7


async def test_a_change_holds_from_the_next_command_on(scene: Scene) -> None:
    """It is told as old and new, is in the audit log, and can be taken back."""
    for _ in range(5):
        await scene.grid()
    changed = await scene.line(MAY, "/settings member-per-day 6")
    assert changed.text == (
        "Saved. The change applies from now on.\nmember-per-day: 5 → 6\nNo one is refused more than before."
    )
    await scene.grid()
    scene.clock.pass_by(60)
    undone = await scene.press(MAY, changed, "Undo")
    assert undone.text == "The change was undone.\nmember-per-day: 6 → 5"
    assert undone.buttons == ()  # there is nothing before that
    assert (
        await scene.last(Imagine(ANN, "a cat"))
    ).text == "You have used 6 of 5 grids. Your quota resets at 12:00 AM UTC."
    assert (await scene.line(MAY, "/undo")).text == "There is no change to undo."
    assert (await scene.line(MAY, "/audit")).text.splitlines() == [
        "Who changed what, page 1 of 1:",
        "Nov 23, 2026, 12:01 PM May, undo: member-per-day: 6 → 5",
        "Nov 23, 2026, 12:00 PM May, settings: member-per-day: 5 → 6",
    ]


async def test_the_audit_log_has_pages(scene: Scene) -> None:
    """The newest first."""
    for number in range(12):
        await scene.line(MAY, f"/settings channel-per-day {number}")
    first = await scene.line(MAY, "/audit")
    assert "page 1 of 2" in first.text
    assert "10 → 11" in first.text
    second = await scene.press(MAY, first, "Older")
    assert "no limit" not in second.text
    assert second.text.splitlines()[-1].endswith("channel-per-day: 200 → 0")
    assert second.buttons == ()
    assert (await scene.line(MAY, "/audit 3")).text == "There are only 2 pages."


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("member-per-day -1", "member-per-day is a whole number from 0 to 1,000,000, not -1. Nothing was saved."),
        ("member-per-day five", "member-per-day is a whole number from 0 to 1,000,000, not five. Nothing was saved."),
        ("reset 25:00", "reset is a time such as 06:00, not 25:00. Nothing was saved."),
        (
            "timezone Europe/Berlyn",
            "timezone is a time zone such as Europe/Berlin, not Europe/Berlyn.",
        ),
        ("relaxed maybe", "relaxed is on or off, not maybe. Nothing was saved."),
        (
            "role-per-day x",
            "role-per-day is written as ROLE=NUMBER, with numbers from 0 to 1,000,000, not x.",
        ),
        ("member-per-dya 5", "There is no setting member-per-dya. The settings are member-per-day, "),
    ],
)
async def test_nonsense_is_refused_with_what_is_allowed(scene: Scene, line: str, said: str) -> None:
    """And nothing is saved."""
    before = await scene.store.decisions.settings("web:here")
    reply = await scene.line(MAY, f"/settings {line}")
    assert reply.text.startswith(said)
    assert await scene.store.decisions.settings("web:here") == before


async def test_what_was_probably_meant_is_said(scene: Scene) -> None:
    """For keys and for time zones."""
    assert (await scene.line(MAY, "/settings member-per-dya 5")).text.endswith("Did you mean member-per-day?")
    assert (await scene.line(MAY, "/settings timezone Europe/Berlyn")).text.endswith("Did you mean Europe/Berlin?")


async def test_a_day_begins_when_the_community_says(scene: Scene) -> None:
    """In its own time zone, also in what members are told."""
    await scene.line(MAY, "/settings reset 06:00")
    await scene.line(MAY, "/settings timezone Asia/Tokyo")
    assert (await scene.line(ANN, "/quota")).text.startswith("For you: 0 of 5 used, resets at 6:00 AM JST")


async def test_everything_is_per_community(scene: Scene) -> None:
    """A moderator of one changes nothing in another."""
    for line in (
        "/settings member-per-day 0",
        "/channel off",
        "/block add x: cat",
        "/timeout @ann 60",
        "/grant @ann 9",
    ):
        await scene.line(FAR, line)
    await scene.grid()
    assert await scene.used(FAR) == 0
    assert (await scene.line(MAY, "/audit")).text == "Nothing has been changed yet."
    assert (await scene.line(MAY, "/line")).text == "The queue is empty."


async def test_why_is_the_whole_calculation(scene: Scene) -> None:
    """Scope by scope, with where each number comes from."""
    await scene.line(MAY, "/settings role-per-day artist=20")
    await scene.line(MAY, "/settings community-per-day none")
    await scene.line(MAY, "/grant @ann 3")
    await scene.last(Imagine(ANN, "a cat"))
    plain = await scene.last(Why(MAY, "ann", "general", "Ann"))
    assert plain.text.splitlines() == [
        "Limits of Ann:",
        "For Ann: 1 of 8 used, resets at 12:00 AM UTC",
        "  3 of these were granted for today",
        "In this channel: 1 of 200 used, resets at 12:00 AM UTC",
        "In this community: 1 used, no limit",
        "For everyone: 1 used, no limit",
        "0 of 3 unfinished requests",
    ]
    artist = await scene.last(Why(MAY, "ann", "memes", "Ann", roles=frozenset({"artist"})))
    assert artist.text.splitlines()[1:5] == [
        "For Ann: 1 of 23 used, resets at 12:00 AM UTC",
        "  from the role artist",
        "  3 of these were granted for today",
        "In this channel: 0 of 200 used, resets at 12:00 AM UTC",
    ]
    await scene.line(MAY, "/timeout @ann 60")
    await scene.saved(MAY, "/channel off")
    stopped = await scene.line(MAY, "/why @ann")
    assert stopped.text.splitlines()[-2:] == ["Timed out until 1:00 PM UTC", "Drawing is off in this channel."]


async def test_a_grant_is_for_today(scene: Scene) -> None:
    """And only for that member."""
    for _ in range(5):
        await scene.grid()
    assert (await scene.line(MAY, "/grant @ann 1")).text == "ann has 1 more grid today."
    await scene.grid()
    assert (
        await scene.last(Imagine(ANN, "a cat"))
    ).text == "You have used 6 of 6 grids. Your quota resets at 12:00 AM UTC."
    scene.clock.pass_by(86400)
    assert (await scene.line(ANN, "/quota")).text.startswith("For you: 0 of 5 used")
    assert (await scene.line(MAY, "/grant @ann 0")).text == "Grids are a whole number from 1 to 1,000, not 0."


async def test_a_time_out_cancels_what_waits(scene: Scene) -> None:
    """And gives it back; lifting it lets the member ask again at once."""
    scene.engine.hold()
    replies = [await scene.waiting(ANN, f"dog {number}") for number in range(2)]
    other, _ = await scene.waiting(BOB)
    told = await scene.line(MAY, "/timeout @ann 90")
    assert told.text == "ann is timed out until 1:30 PM UTC. 2 queued requests were cancelled and refunded."
    for one, _ in replies:
        assert [reply async for reply in one][-1].text.endswith(
            "Cancelled by a moderator. It did not count against your quota."
        )
    assert await scene.used() == 0
    scene.engine.release()
    assert [reply async for reply in other][-1].state == "drawn"
    assert (await scene.line(MAY, "/lift @ann")).text == "ann is no longer timed out."
    assert (await scene.line(MAY, "/lift @ann")).text == "ann is not timed out; nothing was changed."
    assert (await scene.line(MAY, "/timeout @ann 90")).text == "ann is timed out until 1:30 PM UTC."
    assert (await scene.line(MAY, "/audit 2")).text == "There is only 1 page."
    await scene.line(MAY, "/lift @ann")
    await scene.grid()


async def test_the_line_says_who_since_when_and_where(tmp_path: Path) -> None:
    """With a button for each; and all of somebody can be cancelled."""
    async with opened(tmp_path, engine=FakeEngine(30, slots=1)) as scene:
        scene.engine.hold()
        drawing, first = await scene.waiting(ANN, "a cat")
        await anext(drawing)
        scene.clock.pass_by(200)
        _, second = await scene.waiting(BOB, "a dog\nwith a hat")
        line = await scene.line(MAY, "/line")
        assert line.text.splitlines() == [
            "2 in the queue:",
            f"{first.job} Ann: drawing for 3 min in #general: a cat",
            f"{second.job} Bob: waiting for 1 sec in #general: a dog with a hat",
        ]
        await scene.press(MAY, line, f"Cancel {second.job}")
        assert (await scene.line(MAY, "/cancel-all @ann")).text == "1 request was cancelled and refunded."
        assert (await scene.line(MAY, "/line")).text == "The queue is empty."


async def test_a_switched_channel_is_said_once(scene: Scene) -> None:
    """Switching off what is off changes nothing."""
    assert (await scene.line(MAY, "/channel off #memes")).text.splitlines()[
        0
    ] == "Saved. The change applies from now on."
    assert (
        await scene.line(MAY, "/channel off #memes")
    ).text == "Nothing was changed, because it is already set like this."


# --- the report ------------------------------------------------------------------------------------------------------


async def test_the_report_adds_up_to_the_ledger(scene: Scene) -> None:
    """In words, as a chart, and as CSV: grids, people, refusals by rule, waits, device seconds and money."""
    for day in range(3):
        for member in (ANN, BOB):
            for _ in range(day + 1):
                await scene.grid(member)
        scene.clock.pass_by(86400)
    await scene.line(MAY, "/block add =rude: oaf")
    await scene.last(Imagine(ANN, "an oaf"))
    await scene.grid(FAR)
    reply = await scene.line(MAY, "/report 7d")
    assert reply.private
    assert reply.text.splitlines() == [
        "The last 7 days: 12 grids by 2 people.",
        "Waits: half of them up to 0 sec, 95 of 100 up to 0 sec",
        "Device time: 45 sec; $0.02",
        "Refused: rule “=rude” (1)",
    ]
    assert reply.picture is not None
    assert reply.picture.pixels.shape == (1, 800, 1200, 3)
    assert reply.picture.alt == "A chart of the grids of each day from 2026-11-20 to 2026-11-26; 12 in total."
    (file,) = reply.files
    assert (file.name, file.mime) == ("nonet-2026-11-20-2026-11-26.csv", "text/csv")
    table = list(csv.DictReader(io.StringIO(file.data.decode("utf-8-sig"))))
    assert [row["day"] for row in table] == [f"2026-11-{day}" for day in range(20, 27)] + ["total"]
    assert [row["grids"] for row in table] == ["0", "0", "0", "2", "4", "6", "0", "12"]
    assert [row["people"] for row in table[3:]] == ["2", "2", "2", "0", "2"]
    assert table[-2]["refused: blocked: =rude"] == "1"
    spent = (await scene.store.statistics.report("web:here", days("00:00", "UTC", scene.clock(), 7))).total
    for column, expected in (("device s", spent.device_seconds), ("money", spent.money), ("grids", spent.grids)):
        assert sum(float(row[column]) for row in table[:-1]) == pytest.approx(expected, abs=1e-9)
        assert float(table[-1][column]) == pytest.approx(expected, abs=1e-9)
    assert spent.device_seconds == pytest.approx(12 * 3.6)
    assert spent.money == pytest.approx(12 * 3.6 * 2 / 3600)
    assert scene.clock() == NOON + 3 * 86400


@pytest.mark.parametrize("count", [0, 367])
async def test_a_report_has_at_most_a_year(scene: Scene, count: int) -> None:
    """And at least a day."""
    reply = await scene.last(Report(MAY, count))
    assert reply.text == f"Days are a whole number from 1 to 366, not {count}."


async def test_the_audit_log_is_in_the_readers_language(scene: Scene) -> None:
    """What kind of decision it was, and of what; only settings are named as they are typed."""
    may = replace(MAY, locale="de")
    for line in (
        "/settings relaxed on", "/channel off #art", "/block add rude: oaf", "/undo", "/grant @bob 3",
        "/timeout @bob 30", "/lift @bob",
    ):  # fmt: skip
        await scene.line(may, line)
    await scene.store.communities.removed("web:here")
    await scene.store.communities.back("web:here")
    lines = (await scene.line(may, "/audit")).text.splitlines()[1:]
    assert [line.rpartition(" May, ")[2].rpartition(" Nonet, ")[2] for line in lines] == [
        "zurück in der Community: Einstellungen: wie zuvor",
        lines[1].rpartition(" Nonet, ")[2],
        "Auszeit: bob: aufgehoben",
        "Auszeit: bob: 30 min",
        "Zusätzliche Raster: bob: 3",
        "Rückgängig: Regeln: - rude: oaf",
        "Wortregeln: Regeln: + rude: oaf",
        "Kanal: Kanäle ohne Zeichnen: keine → #art",
        "Einstellungen: relaxed: off → on",
    ]
    assert lines[1].rpartition(" Nonet, ")[2].startswith("aus der Community entfernt: aufbewahrt bis: 20")

"""What moderators read, in words that they understand."""

from __future__ import annotations

from pathlib import Path

from scene import MAY, opened


async def test_the_audit_log_tells_whom_it_was_about(tmp_path: Path) -> None:
    """By the name that people know, where there is one; and a lifted time-out is no endless one."""
    async with opened(tmp_path) as scene:
        await scene.grid()
        for line in ("/grant @ann 3", "/timeout @ann 90", "/lift @ann", "/grant @bob 1", "/channel off #memes"):
            await scene.line(MAY, line)
        assert [line.partition("M ")[2] for line in (await scene.line(MAY, "/audit")).text.splitlines()[1:]] == [
            "May, channel: channels where drawing is off: none → #memes",
            "May, grant: bob: 1",
            "May, time-out: Ann: lifted",
            "May, time-out: Ann: 90 min",
            "May, grant: Ann: 3",
        ]


async def test_one_setting_is_shown_alone(tmp_path: Path) -> None:
    """And stays as it is: a limit is not lost by looking at it."""
    async with opened(tmp_path) as scene:
        one = await scene.line(MAY, "/settings member-per-day")
        assert one.text.startswith(
            "member-per-day: 5 (grids per day for each member)\n/settings KEY VALUE changes a setting"
        )
        assert (await scene.line(MAY, "/settings member-per-dya")).text.endswith("Did you mean member-per-day?")
        assert (await scene.line(MAY, "/audit")).text == "Nothing has been changed yet."


async def test_one_person_is_a_person(tmp_path: Path) -> None:
    """And one grid is a grid."""
    async with opened(tmp_path) as scene:
        await scene.grid()
        assert (await scene.line(MAY, "/report 1d")).text.startswith("Today: 1 grid by 1 person.")

"""The gallery in Slack: a private message that changes in place, numbers that open what is on it."""

from __future__ import annotations

from pathlib import Path

from fakes.slack.acme import acme_at, told
from fakes.slack.running import until


async def test_pages_change_in_place_and_numbers_open(tmp_path: Path) -> None:
    """Tiles open in the window in which they are picked."""
    async with acme_at(tmp_path) as acme:
        for number in range(5):
            await acme.ann.command("/imagine", f"corgi {number}", acme.general)
            await acme.drawn(acme.general, number + 1)
        for number in range(1, 7):
            await acme.ann.mentions(f"favourite {acme.engine.drawn[0].id} {number}", acme.general)
            await told(acme.ann, f"Picture {number} of")
        await acme.ann.mentions("gallery", acme.general)
        sheet = await told(acme.ann, "Your pictures")
        assert "corgi 4" in sheet.text
        assert len(sheet.pictures) == 1
        count, first = len(acme.ann.private), sheet.pictures[0]["slack_file"]
        await acme.ann.press(sheet, "Older")
        await until(lambda: "corgi 0" in sheet.text and "corgi 4" not in sheet.text, what="older")
        assert len(acme.ann.private) == count
        assert sheet.pictures[0]["slack_file"] != first
        await acme.ann.press(sheet, "Newer")
        await until(lambda: "corgi 4" in sheet.text, what="newer")
        await acme.ann.press(sheet, "1")
        view = await until(lambda: acme.ann.modal if "Picture 6" in str(acme.ann.modal) else None, what="picked")
        assert "pick:" not in str(view["blocks"][:-1])
        await acme.ann.press_in_modal("★ Favourite")
        await until(lambda: "The star is taken away" in str(acme.ann.modal), what="in the window")

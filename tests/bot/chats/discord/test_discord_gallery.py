"""The gallery at Discord: a contact sheet that changes in place, a select of what is on it, ids that are suggested."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from fakes.discord.interactions import Asked
from fakes.discord.stage import Stage, stage
from fakes.discord.world import User

FREE: dict[str, Any] = {"member_per_day": None}


async def typing(s: Stage, user: User, command: str, option: str, typed: str) -> list[dict[str, str]]:
    """What is offered meanwhile."""
    found = s.fake._command(command, 1)
    assert next(one for one in found["options"] if one["name"] == option)["autocomplete"]
    options = [{"name": option, "type": 3, "value": typed, "focused": True}]
    asked = await s.fake.send(user, s.general, 4, {"id": found["id"], "name": command, "type": 1, "options": options})
    await s.fake.until(lambda: asked.answered is not None)
    return [dict(one) for one in asked.choices or []]


async def test_pages_change_in_place_and_what_is_chosen_opens(tmp_path: Path) -> None:
    """Only its asker sees it; there is one message with one file, whichever page it shows."""
    async with stage(tmp_path, **FREE) as s:
        for number in range(10):
            await s.drawn(await s.imagine(f"corgi {number}"))
        jobs = s.jobs()
        asked = await s.fake.slash(s.ann, s.general, "gallery mine")
        sheet = await asked.says("Your pictures", "corgi 9")
        assert sheet.seen_by is s.ann
        assert "corgi 0" not in sheet.text
        assert len(sheet.attachments) == 1
        before = len(s.fake.world.messages)
        pressed = await s.fake.press(s.ann, sheet, "Older")
        await s.fake.until(lambda: "corgi 0" in sheet.text)
        assert pressed.original is sheet
        assert len(sheet.attachments) == 1
        assert len(s.fake.world.messages) == before
        ((_, options),) = sheet.selects.items()
        again = await (await s.fake.choose(s.ann, sheet, *options)).says("corgi 0")
        assert again is not sheet
        assert again.attachments[0].filename.split(".")[0] in jobs


async def test_a_star_changes_the_message_of_the_tile(tmp_path: Path) -> None:
    async with stage(tmp_path) as s:
        message = await s.drawn(await s.imagine("a corgi"))
        picked = await (await s.fake.choose(s.bob, message, "7")).says("Picture 7")
        await s.fake.press(s.bob, picked, "☆ Favourite")
        await s.fake.until(lambda: "Marked with a star. /gallery favourites" in picked.text)
        assert "★ Favourite" in picked.buttons
        found = await (await s.fake.slash(s.bob, s.general, "gallery favourites")).says("★ · a corgi")
        assert found.seen_by is s.bob


async def test_a_forged_choice_is_refused(tmp_path: Path) -> None:
    async with stage(tmp_path) as s:
        message = await s.drawn(await s.imagine("a corgi"))
        for forged in ("gallery:mine:x:0", "gallery:nothing:0:0", "again:../x", "favourite:zzzzz:5:maybe", ""):
            answer: Asked = await s.fake.choose(s.bob, message, forged, custom_id="sheet")
            assert (await answer.says("This button")).seen_by is s.bob


async def test_ids_are_suggested_while_they_are_typed(tmp_path: Path) -> None:
    """The member's own latest, with their prompts; nobody else's."""
    async with stage(tmp_path) as s:
        await s.drawn(await s.imagine("a corgi"))
        (job,) = s.jobs()
        assert await typing(s, s.ann, "again", "id", "") == [{"name": f"{job} · a corgi", "value": job}]
        assert await typing(s, s.ann, "caption", "job", "COR") == [{"name": f"{job} · a corgi", "value": job}]
        assert await typing(s, s.ann, "again", "id", "zebra") == []
        assert await typing(s, s.bob, "again", "id", "") == []

"""What an honest client would not send is refused privately, logged, and changes nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from fakes.discord.stage import stage
from fakes.engine import FakeEngine
from structlog.testing import capture_logs


@pytest.mark.parametrize(
    "custom_id",
    [
        "x" * 101,
        "cancel:" + "k" * 93,
        "",
        "cancel:zzzzz",
        "pick:k7f3q:10",
        "tiles:",
        "post:k7f3q",
        "nonsense",
        "\u202e",
    ],
)
async def test_a_forged_press_is_refused(custom_id: str, tmp_path: Path) -> None:
    """Whatever its custom_id says, it gets a private answer."""
    async with stage(tmp_path, engine := FakeEngine()) as s:
        engine.hold()
        message = await (await s.imagine("a corgi")).says("corgi")
        if custom_id:
            answer = await (await s.fake.press(s.bob, message, "", custom_id=custom_id)).shown()
        else:
            data = {"custom_id": "", "component_type": 2, "id": 1}
            answer = await (await s.fake.send(s.bob, s.general, 3, data, message)).shown()
        assert answer.seen_by is s.bob
        assert len(s.jobs()) == 1
        assert set(s.jobs().values()) <= {"waiting", "drawing"}


async def test_a_job_of_another_community_cannot_be_touched(tmp_path: Path) -> None:
    """Its id is right, its server is not: moderators of one are nobody in another."""
    async with stage(tmp_path) as s:
        await s.drawn(await s.imagine("a corgi"))
        (job,) = s.jobs()
        other = s.fake.guild("Other")
        place = other.channel("else")
        other.join(s.mod, other.role("all", "manage_guild"))
        await s.fake.gateway.dispatch("GUILD_CREATE", other.json(), other.id)
        mine = s.fake.write(s.mod, place, "here")
        for press in (f"delete:{job}", f"redo:{job}", f"pick:{job}:1", f"cancel:{job}"):
            answer = await (await s.fake.press(s.mod, mine, "", custom_id=press)).shown()
            assert answer.seen_by is s.mod
            assert job in answer.text
            assert not answer.attachments
        assert s.jobs() == {job: "posted"}


async def test_members_do_not_see_moderators_commands_and_are_refused_when_they_forge_them(tmp_path: Path) -> None:
    """Discord hides the group by the permission to manage the server; the bot looks again, and logs it."""
    async with stage(tmp_path) as s:
        assert not s.fake.sees(s.ann, s.general, "nonet")
        assert s.fake.sees(s.mod, s.general, "nonet")
        with capture_logs() as logs:
            forged = await s.fake.slash(
                s.ann, s.general, "nonet set", forged=True, setting="member-per-day", value="99"
            )
            assert (await forged.says("Only moderators")).seen_by is s.ann
        assert [line["user"] for line in logs if line["event"] == "forbidden"] == [str(s.ann.id)]
        await (await s.fake.slash(s.ann, s.general, "quota")).says("of 5")


async def test_forged_values_of_options_are_refused(tmp_path: Path) -> None:
    """A prompt over every limit, a seed below zero, an option that there is not, a number for a text."""
    async with stage(tmp_path) as s:
        for values in ({"prompt": "x" * 6001}, {"prompt": "a", "seed": -1}, {"prompt": "a", "else": "b"}, {}):
            answer = await (await s.fake.slash(s.ann, s.general, "imagine", forged=True, **values)).shown()
            if "else" not in values:
                assert answer.seen_by is s.ann
        unknown = {"id": "1", "name": "unknown", "type": 1, "options": []}
        assert (await (await s.fake.send(s.ann, s.general, 2, unknown)).shown()).seen_by is s.ann
        assert len(s.jobs()) <= 1


async def test_an_interaction_that_comes_twice_is_one_ask(tmp_path: Path) -> None:
    """After a lost connection Discord may say again what it said before."""
    async with stage(tmp_path) as s:
        asked = await s.imagine("a corgi")
        await s.drawn(asked)
        sent = [p for session in s.fake.gateway.sessions for p in session.sent if p["t"] == "INTERACTION_CREATE"]
        await s.fake.gateway.dispatch("INTERACTION_CREATE", sent[-1]["d"], s.guild.id)
        await s.drawn(await s.imagine("a cat", s.bob))
        assert len(s.jobs()) == 2

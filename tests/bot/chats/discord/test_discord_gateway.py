"""Lost connections: resumed where Discord allows it, begun anew where not, and nobody's ask is lost meanwhile."""

from __future__ import annotations

import asyncio
import logging
import time
from pathlib import Path

import pytest
from fakes.discord.stage import stage
from fakes.engine import FakeEngine

from bot.chats.discord import DiscordError


def troubles(caplog: pytest.LogCaptureFixture) -> list[str]:
    """What an operator would be alarmed by."""
    loud = [one for one in caplog.records if one.levelno >= logging.ERROR or one.exc_info]
    return [f"{one.levelname} {one.name}: {one.getMessage()}" for one in loud]


@pytest.mark.parametrize("how", ["op 7", "op 9", "close 1001", "close 4000", "close 4008", "abort"])
async def test_a_lost_connection_is_resumed(how: str, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """What was asked meanwhile is answered after RESUME; what is drawing goes on. It is no error."""
    async with stage(tmp_path, engine := FakeEngine()) as s:
        engine.hold()
        before = await s.imagine("before")
        await before.says("before")
        gateway = s.fake.gateway
        match how.split():
            case ["op", number]:
                await gateway.say(int(number), True if number == "9" else None)
            case ["close", code]:
                await gateway.close(int(code))
            case _:
                gateway.abort()
        meanwhile = await s.imagine("meanwhile", s.bob)
        await meanwhile.says("meanwhile", within=60)
        engine.release()
        await s.drawn(before)
        await s.drawn(meanwhile)
        assert gateway.log[:3] == ["IDENTIFY", "RESUME", "RESUMED"]
        assert troubles(caplog) == []


async def test_an_outage_of_a_server_is_no_removal(tmp_path: Path) -> None:
    """Discord loses sight of a server for a while: what is in line there stays in line."""
    async with stage(tmp_path, engine := FakeEngine()) as s:
        engine.hold()
        asked = await s.imagine("a corgi")
        await asked.says("corgi")
        await s.fake.gateway.dispatch("GUILD_DELETE", {"id": str(s.guild.id), "unavailable": True}, s.guild.id)
        await s.fake.gateway.dispatch("GUILD_CREATE", s.guild.json(), s.guild.id)
        engine.release()
        await s.drawn(asked)
        await s.settled("posted")


async def test_a_gateway_that_refuses_is_tried_again(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """With a pause that is different each time; the story goes on meanwhile, by REST."""
    async with stage(tmp_path, engine := FakeEngine()) as s:
        engine.hold()
        asked = await s.imagine("a corgi")
        await asked.says("corgi")
        s.fake.gateway.refusing = 1
        s.fake.gateway.abort()
        engine.release()
        await s.drawn(asked)
        await s.fake.until(lambda: bool(s.fake.gateway.live), within=60, otherwise="it stays away")
        await s.drawn(await s.imagine("a cat"))
        assert troubles(caplog) == []


@pytest.mark.slow
async def test_an_invalid_session_begins_anew(tmp_path: Path) -> None:
    """IDENTIFY again, after the five seconds that Discord wants; the story goes on in the same message."""
    async with stage(tmp_path, engine := FakeEngine()) as s:
        engine.hold()
        asked = await s.imagine("a corgi")
        await asked.says("corgi")
        await s.fake.gateway.say(9, False)
        engine.release()
        await s.drawn(asked)
        await s.fake.until(lambda: len(s.fake.gateway.live) == 1 and "IDENTIFY" in s.fake.gateway.log[1:], within=60)
        await s.drawn(await s.imagine("a cat"))


async def test_a_message_that_the_library_cannot_read_costs_one_connection(tmp_path: Path) -> None:
    """Its client ends; the next one is there soon, and the story goes on."""
    async with stage(tmp_path, engine := FakeEngine()) as s:
        engine.hold()
        asked = await s.imagine("a corgi")
        await asked.says("corgi")
        await s.fake.gateway.dispatch("GUILD_MEMBER_ADD", {"no": "guild_id"}, s.guild.id)
        await s.fake.gateway.dispatch("INTERACTION_CREATE", {"id": "1", "broken": True}, s.guild.id)
        await s.fake.until(lambda: s.fake.gateway.log.count("IDENTIFY") == 2, within=60, otherwise="it stays away")
        engine.release()
        await s.drawn(asked)
        await s.drawn(await s.imagine("a cat"))


async def test_a_wrong_token_is_said_to_the_operator(tmp_path: Path) -> None:
    """Trying again would only count against us."""
    async with stage(tmp_path, begin=False) as s:
        s.token = "wrong"  # noqa: S105
        with pytest.raises(DiscordError, match="NONET_DISCORD_TOKEN"):
            await s.begin()
        assert s.fake.invalid == 1


@pytest.mark.slow  # what else a machine does meanwhile decides, so it is for a quiet one
async def test_heartbeats_are_never_late_while_it_draws(tmp_path: Path) -> None:
    """With an interval of a tenth of a second, and eight asks at once."""
    async with stage(tmp_path, FakeEngine(seconds=0.5, slots=8), begin=False) as s:
        s.fake.gateway.interval = 0.1
        await s.begin()
        channels = [s.guild.channel(f"c{i}") for i in range(8)]
        people = [s.fake.person(f"p{i}", s.guild) for i in range(8)]
        places = zip(people, channels, strict=True)
        for asked in [await s.fake.slash(user, place, "imagine", prompt="a corgi") for user, place in places]:
            await s.drawn(asked, within=60)
        assert s.fake.gateway.beats >= 4
        assert s.fake.gateway.late == []


@pytest.mark.slow
async def test_shards_wait_their_turn_and_resume_alone(tmp_path: Path) -> None:
    """Two shards IDENTIFY five seconds apart, as Discord wants it; each serves its servers."""
    async with stage(tmp_path, begin=False) as s:
        s.fake.gateway.shards = 2
        began = time.monotonic()
        await s.begin()
        assert time.monotonic() - began > 5
        await s.drawn(await s.imagine("a corgi"))


async def test_commands_are_registered_only_when_they_change(tmp_path: Path) -> None:
    """A restart says nothing new."""
    async with stage(tmp_path) as s:
        await s.kill()
        await s.begin()
        assert s.fake.synced == 1
        (tmp_path / "discord-commands.sha256").write_text("another version's")
        await s.kill()
        await s.begin()
        assert s.fake.synced == 2
        await asyncio.sleep(0)

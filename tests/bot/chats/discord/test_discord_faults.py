"""Every fault that Discord's REST is known for, at every step of a story: accepted = posted + given back, always."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path

import pytest
from fakes.discord.faults import BROKEN, EVERY, LIMITED, SERVER
from fakes.discord.stage import finished, stage
from fakes.engine import FakeEngine
from structlog.testing import capture_logs

from bot.chats.common.posts import UNSETTLED_SECONDS
from bot.chats.discord.api_errors import KINDS

STEPS = ("answer", "edit", "end", "post", "letter")
PASSING = {*LIMITED, *SERVER, *BROKEN, "130000"}
"""They pass by themselves, so in the end the pictures are where they were asked for."""


@pytest.mark.parametrize("step", STEPS)
async def test_no_fault_loses_or_doubles_an_ask(step: str, tmp_path: Path) -> None:
    """Each fault strikes somebody's ask at this step; each is shown once, or kept where nobody can be shown."""
    engine = FakeEngine(seconds=0.3, chunks=2, slots=64)
    with capture_logs() as logs:
        await campaign(step, engine, tmp_path)
    assert len(logs) > len(EVERY) / 2  # nothing is swallowed
    said = [str(line) for line in logs]
    assert [line for line in said if "a dog" in line or re.search(r"token\d", line)] == []


async def campaign(step: str, engine: FakeEngine, tmp_path: Path) -> None:
    async with stage(tmp_path, engine, channel_per_day=None, community_per_day=None) as s:
        engine.hold()
        asks, struck = {}, {}
        for kind in EVERY:
            user, channel = s.fake.person(f"u{kind}", s.guild), s.guild.channel(f"c{kind}")
            await s.fake.gateway.dispatch("CHANNEL_CREATE", channel.json(), s.guild.id)
            asked = asks[kind] = await s.fake.slash(user, channel, "imagine", prompt=f"a dog {kind}")
            if step in ("post", "letter"):
                s.fake.dead.add(asked.token)
            if step == "letter":
                s.fake.fault("50013", "POST", f"/channels/{channel.id}", times=9)
            method, path, says = {
                "answer": ("POST", f"/{asked.token}/callback", ""),
                "edit": ("PATCH", f"/{asked.token}/", ""),
                "end": ("PATCH", f"/{asked.token}/", "tiles:"),  # only the end can be picked from
                "post": ("POST", f"/channels/{channel.id}/", ""),
                "letter": ("POST", f"/channels/{s.fake.world.direct(user).id}/", ""),
            }[step]
            fault = struck[kind] = s.fake.fault(kind, method, path, says=says, seconds=0.4)
            # One after the other: on a slow machine three seconds are short for all at once, which is another test.
            heard = lambda asked=asked, fault=fault: asked.answered is not None or fault.struck  # noqa: E731
            await s.fake.until(heard, within=60, otherwise=f"{kind}: never answered")
        await s.fake.until(lambda: len(s.jobs()) == len(EVERY), within=60, otherwise="not all are accepted")
        engine.release()
        waiting = len(EVERY)
        end = asyncio.get_running_loop().time() + 240
        while waiting:
            assert asyncio.get_running_loop().time() < end, f"never ended: {s.unended()}"
            waiting = len(s.unended())
            await asyncio.sleep(0.05)
        for kind, asked in asks.items():
            seen = (asked.channel, s.fake.world.direct(asked.user))
            shown = [m for m in s.fake.world.messages.values() if m.channel in seen and finished(m)]
            assert len(shown) <= 1, f"{kind}: shown {len(shown)} times"
            assert shown or kind not in PASSING, f"{kind}: not shown"
        assert [kind for kind, fault in struck.items() if not fault.struck] == []
        assert s.fake.invalid < 6 * len(EVERY)  # Discord bans for 10,000 in ten minutes


async def test_no_fault_loses_or_doubles_a_share(tmp_path: Path) -> None:
    """Posted is recorded, also after a lost answer; and what is withdrawn is gone, or listed until it is."""
    engine = FakeEngine()
    async with stage(tmp_path, engine) as s:
        message = await s.drawn(await s.imagine("a dog"))
        picked = await (await s.fake.choose(s.bob, message, "7")).says("Picture 7")
        asked, sent, channels, struck = await s.fake.press(s.bob, picked, "Share"), {}, {}, {}
        await s.fake.until(lambda: asked.modal is not None)
        for kind in EVERY:
            channel = channels[kind] = s.guild.channel(f"c{kind}")
            await s.fake.gateway.dispatch("CHANNEL_CREATE", channel.json(), s.guild.id)
            struck[kind] = s.fake.fault(kind, "POST", f"/channels/{channel.id}/messages", seconds=0.2)
            sent[kind] = await s.fake.submit(asked, channel=str(channel.id))
            await sent[kind].shown()
        (job,) = s.jobs()
        s.clock.ahead += UNSETTLED_SECONDS + 1
        while await s.store.shares.unsettled("discord", s.clock()):
            await asyncio.sleep(0.02)
        kept = {share.channel: share for share in await s.store.shares.of(job)}
        posted = {}
        for kind, channel in channels.items():
            shown = s.fake.world.in_channel(channel)
            recorded = kept.get(str(channel.id))
            assert len(shown) == (recorded is not None) <= 1, kind
            assert shown or kind not in PASSING, f"{kind}: not shown"
            if recorded is not None:
                assert recorded.posted, kind
                assert f'"message": {shown[0].id}' in recorded.address, kind
                posted[kind] = shown[0]
        assert [kind for kind, fault in struck.items() if not fault.struck] == []
        for kind in posted:
            struck[kind] = s.fake.fault(kind, "DELETE", f"/channels/{channels[kind].id}/messages", seconds=0.2)
        said = await (await s.fake.slash(s.ann, s.general, "withdraw", job=job)).says("withdrawn")
        assert f"{len(posted)} posts" in said.text
        gone = [post for kind, post in posted.items() if KINDS.get(int(kind) if kind.isdecimal() else 0) != "gone"]
        await s.fake.until(lambda: all(post.deleted for post in gone), within=60)
        assert len(gone) > len(posted) / 2
        while await s.store.removals("discord"):
            await asyncio.sleep(0.02)

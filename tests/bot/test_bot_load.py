"""Too much traffic: everybody is answered or refused, and the limits are exact."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from fakes.engine import FakeEngine
from scene import ANN, Scene, opened
from stores import EVER

from bot.handlers.command_list import COMMANDS
from bot.input.parser import parse
from bot.policy.settings import Settings

ASKS, SECONDS, PEOPLE, CHANNELS = 1000, 5.0, 250, 4


async def test_a_thousand_asks_in_five_seconds(tmp_path: Path) -> None:
    """Through the text path: each is answered or refused, and the community's limit is used to the last grid."""
    assert len(await asked(tmp_path)) == ASKS


@pytest.mark.slow  # what else a machine does meanwhile decides, so it is for a quiet one
async def test_nobody_waits_for_an_answer(tmp_path: Path) -> None:
    """Each within 3 s, 99 of 100 within one."""
    answered = sorted(await asked(tmp_path))
    assert answered[-1] < 3
    assert answered[ASKS * 99 // 100] < 1


async def asked(tmp_path: Path) -> list[float]:
    """Seconds until each of the thousand was answered, after a look at the ledger."""
    defaults = Settings(community_per_day=300, member_per_day=3, member_unfinished=2)
    engine = FakeEngine(0.04, chunks=1, slots=16, longest_line=ASKS)
    answered: list[float] = []
    ends: Counter[str] = Counter()
    async with opened(tmp_path, engine=engine, defaults=defaults, previews=False) as scene:

        async def ask(number: int) -> None:
            await asyncio.sleep(number * SECONDS / ASKS)
            member = replace(ANN, user=f"u{number % PEOPLE}", channel=f"c{number % CHANNELS}")
            start = time.perf_counter()
            replies = scene.shown(parse(COMMANDS, member, f"/imagine cat {number}", f"d{number}"))
            reply = await anext(replies)
            answered.append(time.perf_counter() - start)
            async for reply in replies:  # noqa: B007 - the last one counts
                pass
            ends[reply.text.split(" has had")[0] if reply.state == "note" else reply.state] += 1

        await asyncio.gather(*(ask(number) for number in range(ASKS)))
        await exact(scene, ends)
    return answered


async def exact(scene: Scene, ends: Counter[str]) -> None:
    """What was drawn is what is counted, in the ledger and by the engine, and nothing is left over."""
    assert sum(ends.values()) == ASKS
    assert ends["drawn"] == len(scene.engine.drawn) == (await scene.store.statistics.spent(EVER)).grids == 300
    jobs = [await scene.store.job(request.id) for request in scene.engine.drawn]
    assert max(Counter(job.user for job in jobs if job is not None).values()) <= 3
    assert await scene.store.unfinished() == []
    assert await scene.store.adopt("web") == []

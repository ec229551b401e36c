"""A hundred people ask in the same second."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from fakes.engine import FakeEngine
from fakes.slack.acme import Acme, acme_at, finished
from fakes.slack.running import until

TRIES = 3
"""The machine may be busy with other things for a second; three times in a row it is us."""


@pytest.mark.slow  # its seconds are those of a machine that does nothing else
async def test_a_hundred_asks_in_one_second_are_all_heard_and_drawn_once(tmp_path: Path) -> None:
    """Over the socket: each acknowledged within three seconds, 99 of 100 within one, each in one message."""
    for attempt in range(TRIES):
        folder = tmp_path / str(attempt)
        folder.mkdir()
        async with acme_at(folder, engine=FakeEngine(0.1, slots=16, longest_line=200), second=1.0, tiers=False) as acme:
            seconds = await asks(acme)
        print(f"acknowledged: median {seconds[49]:.3f} s, p99 {seconds[98]:.3f} s, slowest {seconds[99]:.3f} s")
        if seconds[98] < 1:
            break
    assert seconds[98] < 1
    assert seconds[99] < 3


async def asks(acme: Acme) -> list[float]:
    """Seconds until each of a hundred asks was acknowledged, in order; every one has its one message with its grid."""
    channels = [acme.team.new_channel(f"c{number}") for number in range(25)]
    people = [acme.slack.person(acme.team, f"p{number}") for number in range(100)]

    async def ask(number: int) -> float:
        await asyncio.sleep(number / 100)
        delivery = await people[number].command("/imagine", f"corgi number {number}", channels[number % 25])
        assert delivery.seconds is not None, "not acknowledged"
        return delivery.seconds

    seconds = sorted(await asyncio.gather(*(ask(number) for number in range(100))))
    said = await until(lambda: [said for channel in channels for said in channel.posted][99:], seconds=30)
    await until(lambda: all(finished(said) for channel in channels for said in channel.posted), seconds=60)
    assert said
    assert sorted(request.prompt for request in acme.engine.drawn) == sorted(f"corgi number {n}" for n in range(100))
    assert all(len(channel.posted) == 4 for channel in channels)
    return seconds

"""Slack's rate limits, a minute and a method at a time: pictures are never late because of progress."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest
from fakes.engine import FakeEngine
from fakes.slack.acme import Acme, acme_at, finished
from fakes.slack.running import until

from bot.chats.slack.budgets import CallBudgets


async def late(acme: Acme, people: int, channels: int) -> list[float]:
    """Seconds from drawn to shown of each of the grids that `people` ask for at once."""
    rooms = [acme.team.new_channel(f"c{number}") for number in range(channels)]
    for number in range(people):
        person = acme.slack.person(acme.team, f"p{number}")
        await person.command("/imagine", f"corgi number {number}", rooms[number % channels])
    drawn: dict[str, float] = {}
    seconds: dict[str, float] = {}

    def all_shown() -> bool:
        now = time.monotonic()
        for request in acme.engine.drawn:
            drawn.setdefault(request.prompt, now)
        for room in rooms:
            for said in room.posted:
                prompt = next((one for one in drawn if re.search(rf"{one}\b", said.text)), "")
                if prompt and finished(said):
                    seconds.setdefault(prompt, now - drawn[prompt])
        return len(seconds) == people

    await until(all_shown, seconds=200, what="all shown")
    return sorted(seconds.values())


@pytest.mark.slow
async def test_pictures_are_not_late_because_of_progress(tmp_path: Path) -> None:
    """Twelve grids in three channels, with previews: Slack never has to say "too many", and everything that is drawn is
    shown within ten of its seconds (it takes one and a half of them to process a file)."""
    second = 0.1
    engine = FakeEngine(40 * second, slots=4, chunks=24)
    async with acme_at(tmp_path, engine=engine, second=second, processing=1.5 * second) as acme:
        seconds = await late(acme, people=12, channels=3)
        assert acme.slack.tiers.refused == []
        assert len(acme.slack.record.calls("chat.update")) > 24, "progress is shown, too"
    print(f"drawn to shown: {seconds[0] / second:.1f} to {seconds[-1] / second:.1f} seconds of Slack's")
    assert seconds[-1] < 10 * second


class Time:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_half_of_a_minute_is_kept_for_what_is_final() -> None:
    """Progress gets a fifth of its half in each fifth of a minute; a final reply waits for nobody but its equals."""
    clock = Time()
    budgets = CallBudgets(60.0, clock)
    progress = 0
    for _ in range(60):
        while not budgets.wait("T1", "chat.update", progress=True):
            budgets.count("T1", "chat.update")
            progress += 1
        clock.now += 1
    assert 20 <= progress <= 25
    assert budgets.wait("T1", "chat.update", progress=True) > 0
    for _ in range(25):
        assert budgets.wait("T1", "chat.update") == 0
        budgets.count("T1", "chat.update")
    assert budgets.wait("T1", "chat.update") > 0
    assert budgets.wait("T2", "chat.update", progress=True) == 0, "another workspace has its own"
    clock.now += 62
    assert budgets.wait("T1", "chat.update", progress=True) == 0


def test_never_more_than_the_limit_in_any_minute() -> None:
    """Who comes when it is used up gets the next moment that is free, in order of arrival."""
    clock = Time()
    budgets = CallBudgets(60.0, clock)
    times = []
    for _ in range(170):
        times.append(budgets.count("T1", "chat.update", budgets.wait("T1", "chat.update")).at)
        clock.now += 0.1
    assert times == sorted(times)
    assert all(sum(at <= other < at + 60 for other in times) <= 50 for at in times)


def test_slacks_own_word_counts_for_everybody() -> None:
    clock = Time()
    budgets = CallBudgets(60.0, clock)
    budgets.refused("T1", "chat.update", 7.0)
    assert budgets.wait("T1", "chat.update") == 7.0
    assert budgets.wait("T1", "files.info") == 0

"""Killed at any moment: what was accepted is posted or given back, nothing is posted twice, all counts are right."""

from __future__ import annotations

import asyncio
import json
import os
import random
import select
import signal
import subprocess
import sys
import time
from collections import Counter, defaultdict
from pathlib import Path

import pytest
from crash_worker import PEOPLE, QUOTA
from goldens import ROOT, SUPPORT

from bot.member import Member
from bot.policy.quota import BotLimits, Limits, limits
from bot.policy.settings import Settings
from bot.store import Store

KILLS = 25


class Life:
    """One process, from its start to its kill."""

    def __init__(self, url: str, tape: Path, seconds: float = 0.05) -> None:
        self.process = subprocess.Popen(
            [sys.executable, SUPPORT / "crash_worker.py", url, tape, str(seconds)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=os.environ | {"PYTHONPATH": os.pathsep.join([str(SUPPORT), str(ROOT)])},
        )

    def up(self) -> None:
        assert self.process.stdout is not None
        ready, _, _ = select.select([self.process.stdout], [], [], 60)
        assert ready
        assert self.process.stdout.readline() == b"up\n"

    def ask(self, delivery: int) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(f"{delivery}\n".encode())
        self.process.stdin.flush()

    def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)  # does nothing to one that has ended
        with self.process:
            pass

    def finish(self) -> None:
        """No more asks: it ends by itself when everything is done."""
        _, _ = self.process.communicate(timeout=60)
        assert self.process.returncode == 0


@pytest.mark.timeout(900)  # twenty-six starts of Python take their time on a busy machine
async def test_twenty_five_kills_lose_nothing(database_url: str, tmp_path: Path) -> None:
    """Under load, at random moments, with deliveries that come twice: on both databases."""
    tape = tmp_path / "tape.jsonl"
    await asyncio.to_thread(lives, database_url, tape, random.Random(7))
    await check(database_url, tape)


def lives(url: str, tape: Path, dice: random.Random) -> None:
    """Twenty-five that are cut short, and a last one that may finish."""
    delivery = 0
    for _ in range(KILLS):
        life = Life(url, tape)
        try:
            life.up()
            until = time.monotonic() + dice.uniform(0.0, 0.5)
            while time.monotonic() < until:
                life.ask(delivery)
                if dice.random() < 0.2:
                    life.ask(dice.randint(0, delivery))  # a platform that is not sure asks again
                delivery += 1
                time.sleep(dice.uniform(0.0, 0.03))
        finally:
            life.kill()
    last = Life(url, tape)
    try:
        last.up()
        last.finish()
    finally:
        last.kill()


async def check(url: str, tape: Path) -> None:
    said = [json.loads(line) for line in tape.read_text().splitlines()]
    said = [line for line in said if not line["private"]]  # refusals promise nothing
    jobs_of, ends_of = defaultdict(set), defaultdict(set)
    for line in said:
        jobs_of[line["address"]].add(line["job"])
        if line["state"] in ("drawn", "ended"):
            ends_of[line["address"]].add((line["state"], line["picture"]))
    assert len(jobs_of) > KILLS  # there was something to lose

    assert {address: jobs for address, jobs in jobs_of.items() if len(jobs) != 1} == {}  # a message is of one job
    jobs = [job for jobs in jobs_of.values() for job in jobs]
    assert len(jobs) == len(set(jobs))  # and a job has one message
    assert [address for address in jobs_of if len(ends_of[address]) != 1] == []  # which ended once, in one way

    store = await Store.open(url)
    try:
        assert await store.line() == []
        rows = [await store.job(job) for job in jobs]
        states = Counter(row.state for row in rows if row is not None)
        posted = {address for address, ends in ends_of.items() if next(iter(ends))[0] == "drawn"}
        assert states["posted"] == len(posted)
        total = (await store.report("web:home", [limits_of("u0").caps[0].day])).total
        assert total.grids == len(posted)
        accepted = total.grids + total.refunded
        assert accepted == states["posted"] + states["cancelled"] + states["failed"]
        for number in range(PEOPLE):
            mine = {address for address in posted if int(address) % PEOPLE == number}
            used = await store.used(limits_of(f"u{number}"))
            assert used.grids["member"] == len(mine)
            assert used.waiting == used.drawing == 0
    finally:
        await store.close()


def limits_of(user: str) -> Limits:
    settings = Settings(member_per_day=QUOTA, member_waiting=20, channel_per_day=None)
    return limits(settings, Member("web", "home", "general", user, user), 0, BotLimits(), time.time())

"""Killed at any moment: what was accepted is posted or given back, nothing is posted twice, all counts are right."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import random
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest
from crash_worker import PEOPLE, QUOTA
from goldens import ROOT, SUPPORT

from bot.member import Member
from bot.policy.quota import BotLimits, Limits, limits
from bot.policy.settings import Settings
from bot.store import Store

pytestmark = pytest.mark.long

KILLS = 25


class Life:
    """One process, from its start to its kill."""

    def __init__(self, nursery: Path, url: str, tape: Path, seconds: float = 0.05) -> None:
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.settimeout(120)
        self.socket.connect(str(nursery))
        self.says = self.socket.makefile("r")
        self.process = int(self.says.readline())
        self.write(f"{url} {tape} {seconds}")

    def write(self, line: object) -> None:
        self.socket.sendall(f"{line}\n".encode())

    def up(self) -> None:
        assert self.says.readline() == "up\n"

    def kill(self) -> None:
        os.kill(self.process, signal.SIGKILL)
        with contextlib.suppress(ConnectionResetError):  # asks that nobody reads any more
            assert self.says.read() == ""  # dead, then
        self.socket.close()

    def finish(self) -> None:
        """No more asks: it ends by itself when everything is done."""
        self.socket.shutdown(socket.SHUT_WR)
        assert self.says.read() == "done\n"
        self.socket.close()


@pytest.fixture
def nursery() -> Iterator[Path]:
    """A process that has imported everything, and forks a life for whoever connects to this socket."""
    with tempfile.TemporaryDirectory(prefix="nonet-", dir="/tmp") as folder:  # a socket's path has at most 107 bytes
        path = Path(folder) / "lives"
        command = [sys.executable, SUPPORT / "crash_worker.py", path]
        environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(SUPPORT), str(ROOT)])}
        with subprocess.Popen(command, stdout=subprocess.PIPE, env=environment) as process:
            try:
                assert process.stdout is not None
                assert process.stdout.readline() == b"listening\n"
                yield path
            finally:
                process.kill()


async def test_twenty_five_kills_lose_nothing(database_url: str, tmp_path: Path, nursery: Path) -> None:
    """Under load, at random moments, with deliveries that come twice: on both databases."""
    tape = tmp_path / "tape.jsonl"
    await asyncio.to_thread(lives, nursery, database_url, tape, random.Random(7))
    await check(database_url, tape)


def lives(nursery: Path, url: str, tape: Path, dice: random.Random) -> None:
    """Twenty-five that are cut short, and a last one that may finish."""
    delivery = 0
    for _ in range(KILLS):
        life = Life(nursery, url, tape)
        life.up()
        # Killed after so many messages, and not after so many seconds: on a busy machine, a second may show none.
        enough = shown(tape) + dice.randint(4, 16)
        while shown(tape) < enough:
            life.write(delivery)
            if dice.random() < 0.2:
                life.write(dice.randint(0, delivery))  # a platform that is not sure asks again
            delivery += 1
            time.sleep(dice.uniform(0.0, 0.03))
        time.sleep(dice.uniform(0.0, 0.03))  # anywhere between two messages
        life.kill()
    last = Life(nursery, url, tape)
    last.up()
    last.finish()


def shown(tape: Path) -> int:
    return tape.read_bytes().count(b"\n") if tape.exists() else 0


async def check(url: str, tape: Path) -> None:
    said = [json.loads(line) for line in tape.read_text().splitlines()]
    said = [line for line in said if not line["private"]]  # refusals promise nothing
    jobs_of, ends_of = defaultdict(set), defaultdict(set)
    for line in said:
        jobs_of[line["address"]].add(line["job"])
        if line["state"] in ("drawn", "ended"):
            ends_of[line["address"]].add((line["state"], line["picture"]))
    assert len(jobs_of) > KILLS // 2  # there was something to lose

    assert {address: jobs for address, jobs in jobs_of.items() if len(jobs) != 1} == {}  # a message is of one job
    jobs = [job for jobs in jobs_of.values() for job in jobs]
    assert len(jobs) == len(set(jobs))  # and a job has one message
    assert [address for address in jobs_of if len(ends_of[address]) != 1] == []  # which ended once, in one way

    store = await Store.open(url)
    try:
        assert await store.unfinished() == []
        rows = [await store.job(job) for job in jobs]
        states = Counter(row.state for row in rows if row is not None)
        posted = {address for address, ends in ends_of.items() if next(iter(ends))[0] == "drawn"}
        assert states["posted"] == len(posted)
        total = (await store.statistics.report("web:home", [limits_of("u0").caps[0].day])).total
        assert total.grids == len(posted)
        accepted = total.grids + total.refunded
        assert accepted == states["posted"] + states["cancelled"] + states["failed"]
        for number in range(PEOPLE):
            mine = {address for address in posted if int(address) % PEOPLE == number}
            used = await store.used(limits_of(f"u{number}"))
            assert used.grids["member"] == len(mine)
            assert used.unfinished == 0
    finally:
        await store.close()


def limits_of(user: str) -> Limits:
    settings = Settings(member_per_day=QUOTA, member_unfinished=21, channel_per_day=None)
    return limits(settings, Member("web", "home", "general", user, user), 0, BotLimits(), time.time())

"""SIGKILL at any moment: what was accepted is posted, given back, or taken up by the next start; nothing twice."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import sqlalchemy as sa
from goldens import ROOT, SUPPORT
from stores import EVER, Clock, allowed, codes

from bot.store import Store

KILLS = 10


def lived(log: Path, life: int) -> int:
    """Events of this life, which begins with "adopting"."""
    lives = log.read_text().split("adopting") if log.exists() else []
    return lives[life + 1].count("\n") if len(lives) > life + 1 else 0


def killed_lives(url: str, log: Path) -> None:
    """One life after the other, each killed while it works."""
    program = [sys.executable, str(SUPPORT / "crashing.py"), str(log)]
    environment = os.environ | {"PYTHONPATH": f"{ROOT}{os.pathsep}{SUPPORT}"}
    with subprocess.Popen(
        program, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1, env=environment
    ) as lives:
        assert lives.stdin is not None
        assert lives.stdout is not None
        chance = random.Random(7)
        for life in range(KILLS):
            lives.stdin.write(f"{url}\n")
            process = int(lives.stdout.readline())
            events, until = chance.randrange(40), time.monotonic() + 120
            while lived(log, life) <= events:
                assert time.monotonic() < until
                time.sleep(0.001)
            time.sleep(chance.uniform(0, 0.01))
            os.kill(process, signal.SIGKILL)
            assert lives.stdout.readline() == "dead\n"
        lives.stdin.close()


async def test_nothing_is_lost_doubled_or_charged_for_nothing(database_url: str, tmp_path: Path) -> None:
    """Ten kills under load, then one start that takes up what was left and finishes it."""
    log = tmp_path / "events"
    killed_lives(database_url, log)
    events = [tuple(line.split(" ")) for line in log.read_text().splitlines()]
    kinds = ("accepted", "drawn", "refunded", "told")
    seen = {kind: Counter(job for event, job in events if event == kind) for kind in kinds}
    for kind, jobs in seen.items():
        assert max(jobs.values()) == 1, f"{kind} twice"
    assert not seen["drawn"].keys() & seen["refunded"].keys()

    store = await Store.open(database_url, owner="here", clock=Clock())
    rows = await store._database.transaction(
        lambda one: list(one.execute(sa.text("SELECT id, state, shown FROM jobs")))
    )
    state_of = {row.id: row.state for row in rows}
    assert seen["accepted"].keys() <= state_of.keys()  # what was promised is there
    assert all(state_of[job] in ("drawn", "posted") for job in seen["drawn"])
    assert all(state_of[job] in ("failed", "cancelled") for job in seen["refunded"])
    assert all(state_of[job] in ("posted", "failed", "cancelled") for job in seen["told"])
    given_back = sum(state in ("failed", "cancelled") for state in state_of.values())
    assert (await store.used(allowed())).grids["member"] == len(rows) - given_back

    adopted = await store.adopt("web")
    assert {job.id for job in adopted} == {row.id for row in rows if row.shown is None}
    for job in adopted:
        if job.unfinished:
            assert await store.started(job.id)
            assert await store.drawn(job.id, codes(), 0.25, 0.125)
        assert await store.posted(job.id, "there")
    assert await store.unfinished() == []
    drawn = len(rows) - given_back
    spent = await store.statistics.spent(EVER)
    assert (spent.grids, spent.device_seconds, spent.money) == (drawn, drawn * 0.25, drawn * 0.125)
    await store.close()
    print(f"{len(rows)} jobs, {len(adopted)} taken up at the end")

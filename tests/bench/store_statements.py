"""Times every call of the store among a million jobs of 2,000 communities and 50,000 members, on both databases.

    python -m tests.bench.store_statements

SQLite's file and PostgreSQL's folder lie in $TMPDIR and go away; they take some gigabytes and minutes to make. Prints a
table for docs/benchmarks.md, the dearest calls first, in milliseconds of CPU: of SQLite's thread, which runs our code
around its statements, too, or of PostgreSQL's process.
"""
# ruff: noqa: S608 (its own SQL)

from __future__ import annotations

import argparse
import asyncio
import os
import statistics
import sys
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import sqlalchemy as sa
from sqlalchemy import event

sys.path.insert(0, str(Path(__file__).parents[1] / "support"))

import postgres
from databases import sqlite_url
from store_calls import BUTTONS, LOOPS, Place

from bot.member import Member
from bot.policy.settings import Settings
from bot.store import Store
from bot.store.database import Database
from bot.store.database_url import parsed_url
from bot.store.job import packed

NOW = 1_800_000_000.0
CODES = packed(np.zeros((9, 32), np.int32)).hex()
"""An eighth of a real grid's: enough that SQLite stores the end of a row on another page."""
MAX_CPU_MS, MAX_TRANSACTION_MS = 50, 200
ROUNDS = 5

NUMBERS = {
    "sqlite": "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < {last}) ",
    "postgresql": "WITH n(i) AS (SELECT generate_series(0::bigint, {last})) ",
}
BLOB = {"sqlite": f"x'{CODES}'", "postgresql": f"decode('{CODES}', 'hex')"}
WORDS = {
    "sqlite": "'_0 a corgi in a rocket number ' || i",
    "postgresql": "('_0 a corgi in a rocket number ' || i)::tsvector",
}
FALSE = {"sqlite": "0", "postgresql": "false"}
# A third of everything is one community's. The jobs are spread over a hundred days.
USER = "(i * 7919) % {members}"
COMMUNITY = "CASE WHEN (i * 7919) % {members} % 10 < 3 THEN 0 ELSE (i * 7919) % {members} % {communities} END"
ASKED = f"{NOW} - ({{jobs}} - i) * (100.0 * 86400 / {{jobs}})"
STATE = (
    "CASE WHEN i % 100 < 5 THEN 'failed' WHEN i % 100 < 7 THEN 'cancelled' WHEN i % 100 < 9 THEN 'deleted' "
    "ELSE 'posted' END"
)
KEEPS = """CASE WHEN i % 10 = 1 THEN '{"retention_days": 60}' ELSE '{}' END"""
WHAT = "CASE WHEN i % 200 = 1 THEN 'removed' WHEN i % 200 = 2 THEN 'back' ELSE 'grant' END"


def filling(dialect: str, jobs: int, communities: int, members: int) -> Iterator[str]:
    """Statements that fill the tables."""
    sizes = {"jobs": jobs, "communities": communities, "members": members}
    user, community, asked = (one.format(**sizes) for one in (USER, COMMUNITY, ASKED))
    numbers = NUMBERS[dialect]
    yield (
        'INSERT INTO jobs (id, platform, community, channel, channel_name, "user", name, locale, roles, prompt, no, '
        "seed, spoiler, tiles, lane, tag, weight, options, parent, address, delivery, state, asked, started, finished, "
        "shown, device_us, money_millionths, codes, model, reference, attempts, facts, ended_by, owner, run_id, "
        "lease_until) "
        f"{numbers.format(last=jobs - 1)} SELECT 'j' || i, 'discord', 'c' || ({community}), 'general', 'general', "
        f"'u' || ({user}), 'Name', 'en', '[]', 'a corgi in a rocket, number ' || i, '', i, "
        f"{FALSE[dialect]}, 9, 'fast', i, 1, '{{}}', '', 'address ' || i, 'd' || i, {STATE}, "
        f"{asked}, {asked} + 1, {asked} + 5, "
        f"CASE WHEN i % 1000 = 1 THEN NULL ELSE {asked} + 6 END, 5000000, 100, {BLOB[dialect]}, 'mini', '', 1, '{{}}', "
        f"CASE WHEN i % 100 IN (5, 7) THEN 'mod' || (i % 500) ELSE '' END, 'here', 'r1', {asked} + 60 FROM n"
    )
    yield (
        "INSERT INTO ledger (job, community, channel, member, lane, state, asked, waited, finished, device_us, "
        f"money_millionths) {numbers.format(last=jobs - 1)} SELECT 'j' || i, 'discord:c' || ({community}), 'general', "
        f"'m' || ({user}), 'fast', CASE WHEN i % 100 < 7 THEN 'refunded' ELSE 'settled' END, {asked}, 1, {asked} + 5, "
        "5000000, 100 FROM n"
    )
    for table, last, values in (
        ("communities (key, version, newest)", communities, "'discord:c' || i, 1, 1"),
        (
            'settings (community, version, previous, "values")',
            communities,
            f"'discord:c' || i, 1, 0, {KEEPS}",
        ),
        (
            'grants (community, "user", at, grids)',
            members,
            f"'discord:c' || (i % {communities}), 'u' || i, {NOW} - i * 10, 3",
        ),
        (
            'time_outs (community, "user", until)',
            members // 10,
            f"'discord:c' || (i % {communities}), 'u' || i, {NOW} - 50000 + i * 20",
        ),
        (
            'refused_requests (community, channel, "user", name, roles, relaxed, at)',
            jobs // 20,
            f"'discord:c' || (i % {communities}), 'general', 'u' || (i % {members}), 'Name', '[]', {FALSE[dialect]}, "
            f"{NOW} - i * 10",
        ),
        (
            "refusals (community, minute, rule, times)",
            jobs // 5,
            f"'discord:c' || (i % {communities}), {int(NOW // 60)} - i * 3, 'rude', 2",
        ),
        (
            'shares (number, job, "user", address)',
            jobs // 20,
            f"i, 'j' || (i * 20), 'u' || (i % {members}), 'tile ' || i",
        ),
        (
            'captions (id, job, tile, "user", name, top, bottom, style, alt, written, posted)',
            jobs // 20,
            f"'c' || i, 'j' || (i * 20), 5, 'u' || (i % {members}), 'Name', 'above', '', 'bar', 'Alt.', {NOW} - i, "
            f"{FALSE[dialect]}",
        ),
        (
            'votes (job, tile, "user", platform, community, at)',
            jobs // 5,
            f"'j' || i, 1 + i % 9, 'v' || ({user}), 'discord', 'c' || ({community}), {NOW} - i * 40",
        ),
        (
            "gallery",
            jobs,
            f"i + 1, 'j' || i, 0, '', 'discord', 'c' || ({community}), 'general', 'u' || ({user}), {FALSE[dialect]}, "
            f"{FALSE[dialect]}, {WORDS[dialect]}",
        ),
    ):
        yield f"INSERT INTO {table} {numbers.format(last=last - 1)} SELECT {values} FROM n"
    yield (
        f"INSERT INTO audit (id, community, at, who, name, what, changes, about) "
        f"{numbers.format(last=jobs // 20)} SELECT i, 'discord:c' || (i % {communities}), "
        f"{NOW} - ({jobs // 20} - i) * 700, 'mod' || (i % 500), 'Mo', "
        f"{WHAT}, '[]', 'u' || (i % 1000) FROM n"
    )
    yield (
        "INSERT INTO web_messages (number, id, community, channel, author, author_name, private_to, reply_to, job, "
        f"body, created, updated) {numbers.format(last=jobs // 50)} SELECT i, 'm' || i, 'here', 'general', "
        f"'w' || (i % 50), 'Name', '', '', 'none', '{{}}', {NOW} - i * 400, {NOW} FROM n"
    )
    yield "ANALYZE" if dialect == "postgresql" else "SELECT 1"  # SQLite gets no statistics, as in real life
    if dialect == "postgresql":
        for table, column in (("audit", "id"), ("shares", "number"), ("gallery", "number"), ("web_messages", "number")):
            sequence = f"pg_get_serial_sequence('{table}', '{column}')"
            yield f"SELECT setval({sequence}, (SELECT max({column}) FROM {table}) + 1)"


@dataclass
class Times:
    """Milliseconds, by call: CPU of each statement with what reads its rows, and CPU and time of each transaction."""

    statements: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    cpu: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    wall: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    dearest: dict[str, tuple[float, str]] = field(default_factory=dict)

    def spent(self, name: str, marks: list[tuple[float, str]], end: float) -> None:
        """`marks`: when each statement of a transaction began, in seconds of CPU."""
        for (start, statement), (after, _) in zip(marks, [*marks[1:], (end, "")], strict=True):
            self.statements[name].append((after - start) * 1e3)
            self.dearest[name] = max(self.dearest.get(name, (0.0, "")), ((after - start) * 1e3, statement))


@contextmanager
def timed(database: Database, name: str, times: Times) -> Iterator[None]:
    transaction = database.transaction

    async def measured(work: Any, seconds: float | None = None) -> Any:
        def run(connection: sa.Connection) -> Any:
            pid = 0
            if connection.dialect.name == "postgresql":
                pid = connection.exec_driver_sql("SELECT pg_backend_pid()").scalar_one()
            marks: list[tuple[float, str]] = []

            def mark(_: Any, __: Any, statement: str, *___: Any) -> None:
                marks.append((_cpu(pid), statement))

            event.listen(connection, "before_cursor_execute", mark)
            cpu, wall = _cpu(pid), time.perf_counter()
            try:
                return work(connection)
            finally:
                end = _cpu(pid)
                times.cpu[name].append((end - cpu) * 1e3)
                times.wall[name].append((time.perf_counter() - wall) * 1e3)
                times.spent(name, marks, end)
                event.remove(connection, "before_cursor_execute", mark)

        return await transaction(run, seconds)

    database.transaction = measured  # type: ignore[method-assign, assignment]
    try:
        yield
    finally:
        database.transaction = transaction  # type: ignore[method-assign]


async def _vacuum(url: str) -> None:
    """As the server does by itself in the hour between two clean-ups: entries of deleted rows leave the indexes."""
    import asyncpg

    connection = await asyncpg.connect(parsed_url(url).dsn)  # type: ignore[union-attr]
    await connection.execute("VACUUM")
    await connection.close()


def _cpu(pid: int) -> float:
    """Seconds of PostgreSQL's process, or of this thread."""
    if pid:
        return int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) / 1e9
    return time.clock_gettime(time.pthread_getcpuclockid(threading.get_ident()))


async def measure(url: str, jobs: int, communities: int, members: int) -> Times:
    began = time.monotonic()
    dialect = "sqlite" if url.startswith("sqlite") else "postgresql"
    database = await Database.open(url)
    if dialect == "sqlite":
        await database.transaction(lambda one: one.exec_driver_sql("PRAGMA cache_size = -1000000"))
    for statement in filling(dialect, jobs, communities, members):
        await database.transaction(lambda one, text=statement: one.exec_driver_sql(text), 3600)
    await database.close()
    print(f"{dialect}: filled in {time.monotonic() - began:.0f} s", file=sys.stderr)
    times = Times()
    now = [NOW]
    store = await Store.open(url, owner="here", clock=lambda: now[0], defaults=Settings(retention_days=90))
    for number in range(ROUNDS):
        if dialect == "postgresql" and number:
            await _vacuum(url)
        # The large community's member, then others.
        user = number * 10 + (0 if number % 2 == 0 else 5)
        community = 0 if user % 10 < 3 else user % communities
        member = Member("discord", f"c{community}", "general", f"u{user}", "Name")
        for name, call in {**LOOPS, **BUTTONS}.items():
            if name == "close" and number < ROUNDS - 1:
                continue
            now[0] += 1
            at = Place(replace(member), f"j{jobs - 1 - number}", now[0])
            with timed(store._database, name, times):
                await call(store, at)
    print(*table({dialect: times}), sep="\n", file=sys.stderr)
    return times


def table(of: dict[str, Times]) -> Iterator[str]:
    """Markdown, the dearest calls first."""
    names = sorted(next(iter(of.values())).cpu, key=lambda name: -max(max(times.cpu[name]) for times in of.values()))
    yield "| call | " + " | ".join(f"{one}: a transaction, the most, the dearest statement" for one in of) + " |"
    yield "|---|" + "---|" * len(of)
    for name in names:
        cells = [
            f"{statistics.median(times.cpu[name]):.1f}, {max(times.cpu[name]):.1f}, {max(times.statements[name]):.1f}"
            for times in of.values()
        ]
        yield f"| {name} | " + " | ".join(cells) + " |"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--jobs", type=int, default=1_000_000)
    parser.add_argument("--communities", type=int, default=2_000)
    parser.add_argument("--members", type=int, default=50_000)
    sizes = parser.parse_args()
    given = (sizes.jobs, sizes.communities, sizes.members)
    of = {}
    with tempfile.TemporaryDirectory() as folder:
        os.environ.setdefault("XDG_CACHE_HOME", folder)
        of["SQLite"] = asyncio.run(measure(sqlite_url(Path(folder)), *given))
    server = postgres.running()
    try:
        of["PostgreSQL"] = asyncio.run(measure(next(server).url("postgres"), *given))
    finally:
        server.close()
    print(*table(of), sep="\n")
    for times in of.values():
        for name, (most, statement) in sorted(times.dearest.items(), key=lambda one: -one[1][0])[:5]:
            print(f"{name}, {most:.1f} ms: {' '.join(statement.split())[:400]}", file=sys.stderr)
    slow = [name for times in of.values() for name in times.cpu if max(times.statements[name]) > MAX_CPU_MS]
    slow += [name for times in of.values() for name in times.cpu if max(times.cpu[name]) > MAX_TRANSACTION_MS]
    longest = ", ".join(f"{one} {max(map(max, times.wall.values())):.0f} ms" for one, times in of.items())
    print(f"Longest transaction on the clock: {longest}.")
    print(f"Too slow: {', '.join(sorted(set(slow))) or 'none'}.")
    return 1 if slow else 0


if __name__ == "__main__":
    sys.exit(main())

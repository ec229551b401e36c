"""Every statement of the store finds its rows by an index, on both databases. Their times among a million jobs are
measured by tests/bench/store_statements.py."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import event
from store_calls import BUTTONS, LOOPS, Place, request
from stores import ANN, MOD, NOON, Clock, Open, allowed, drawn

from bot.store import Store
from bot.store.attempts import Attempts
from bot.store.decisions import Decisions
from bot.store.gallery_pages import Gallery
from bot.store.schema import metadata
from bot.store.statistics import Statistics
from bot.store.votes import Votes
from tests.bench.store_statements import filling

SMALL = frozenset({"admissions", "removals"})
"""As many rows as jobs are being drawn just now, and as messages wait to be removed."""
SMALL_INDEXES = ("ix_jobs_undelivered", "ix_shares_recount")
"""As many entries as jobs were not shown yet, and as posts whose votes changed just now."""


def test_every_call_is_listed() -> None:
    """A new method of the store is explained and timed, too."""
    listed = set(re.findall(r"[\w.]+", " ".join([*LOOPS, *BUTTONS])))
    kinds = {"": Store, "decisions.": Decisions, "statistics.": Statistics, "gallery.": Gallery, "votes.": Votes}
    kinds |= {"attempts.": Attempts}
    for prefix, kind in kinds.items():
        calls = {prefix + name for name in vars(kind) if not name.startswith("_") and name != "open"}
        assert calls <= listed


@pytest.fixture
async def plans(opened: Open, clock: Clock) -> dict[str, str]:
    """Statement -> plan, of everything that all calls execute."""
    store = await opened()
    engine = store._database._backend._engine  # type: ignore[attr-defined]
    engine = getattr(engine, "sync_engine", engine)
    found: dict[str, str] = {}
    # Among a few rows, it does not matter to PostgreSQL's planner how they are read; SQLite's knows no numbers of rows.
    sizes = (5000, 100, 500) if engine.dialect.name == "postgresql" else (500, 10, 50)
    for filled in filling(engine.dialect.name, *sizes):
        ours = filled.replace("'discord", "'web")  # ANN's platform, which is not selective
        await store._database.call(lambda connection, one=ours: connection.exec_driver_sql(one))
    job = (await store.reserve(request(ANN), allowed())).job.id
    await drawn(store)
    await store.communities.removed("web:club")
    await store.decisions.grant("web:old", "ann", 1, MOD)
    clock.now += 1

    @event.listens_for(engine, "before_cursor_execute")
    def explain(connection: sa.Connection, _: Any, statement: str, parameters: Any, __: Any, many: bool) -> None:
        if statement in found or re.match(r"EXPLAIN|BEGIN|PRAGMA|SET|SELECT pg_advisory|INSERT", statement):
            return
        given = parameters[0] if many else parameters
        cursor = connection.connection.cursor()
        if connection.dialect.name == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off", ())  # as if the table was large
            cursor.execute(f"EXPLAIN (FORMAT JSON) {statement}", given)
            found[statement] = cursor.fetchone()[0]
        else:
            cursor.execute(f"EXPLAIN QUERY PLAN {statement}", given)
            found[statement] = "\n".join(row[-1] for row in cursor.fetchall())
        cursor.close()

    at = Place(ANN, job, NOON)
    for call in (*LOOPS.values(), *BUTTONS.values()):
        await call(store, at)
    assert len(found) > 60
    return found


def _reads(plan: str) -> Iterator[tuple[str, str]]:
    """Table and how it is read, of everything that is read without bounds."""
    if plan.startswith("["):
        yield from _nodes(json.loads(plan)[0]["Plan"], bounded=False)
        return
    for line in plan.splitlines():
        found = re.match(r"(SCAN|SEARCH) (\w+)", line)
        wide = found and (found[1] == "SCAN" or line.endswith(" (platform=?)"))
        if found and wide and found[2] in metadata.tables and not any(index in line for index in SMALL_INDEXES):
            yield found[2], line


def _nodes(node: dict[str, Any], *, bounded: bool) -> Iterator[tuple[str, str]]:
    kind = node["Node Type"]
    bounds = node.get("Index Cond", "")
    wide = not bounds or re.fullmatch(r"\(platform = '\w+'::text\)", bounds)
    unbounded = kind == "Seq Scan" or (kind in ("Index Scan", "Index Only Scan", "Bitmap Index Scan") and wide)
    if unbounded and not bounded and node.get("Index Name") not in SMALL_INDEXES:
        yield node.get("Relation Name", node.get("Index Name")), kind
    for inner in node.get("Plans", ()):
        yield from _nodes(inner, bounded=bounded or kind == "Limit")


async def test_no_statement_reads_a_whole_table(plans: dict[str, str]) -> None:
    """Nor everything of a platform, which may be everything."""
    wrong = {
        statement: (table, how, plan)
        for statement, plan in plans.items()
        for table, how in _reads(plan)
        if table not in SMALL
    }
    assert not wrong, "\n\n".join(f"{statement}\n{how}" for statement, how in wrong.items())


async def test_the_check_sees_a_scan(store: Store) -> None:
    """Of a column without an index."""
    sqlite = store._database._name.endswith(".db")

    def explained(connection: sa.Connection, statement: str) -> str:
        if sqlite:
            rows = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}")
            return "\n".join(row[-1] for row in rows)
        return str(connection.exec_driver_sql(f"EXPLAIN (FORMAT JSON) {statement}").scalar_one())

    for statement in ("SELECT id FROM jobs WHERE prompt = 'x'", "DELETE FROM audit WHERE name = 'x'"):
        assert list(_reads(await store._database.call(explained, statement)))

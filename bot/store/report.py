"""What happened: grids, people, refusals, waits and what they cost. Everything is added up from the ledger.

A grid counts when it is drawn, as its cost does: one that waits is none yet, in every one of these sums.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import sqlalchemy as sa

from bot.quota import Day
from bot.store.database import insert
from bot.store.schema import MILLION, ledger, refusals

QUARTER = 900
"""Seconds in which refusals are counted together; every time zone's day begins at a whole quarter of an hour."""


@dataclass(frozen=True)
class Spent:
    """Grids that were drawn, and the device's seconds and money: also of what failed or was cancelled."""

    grids: int = 0
    device_seconds: float = 0.0
    money: float = 0.0


@dataclass(frozen=True)
class Usage(Spent):
    """Of one community, by its key."""

    community: str = ""


@dataclass(frozen=True)
class Row:
    """One day, or all days together.

    Args:
        grids: drawn on that day.
        refunded: failed or cancelled on that day.
        people: who asked on that day.
        wait_p50, wait_p95: seconds from asking, on that day, until drawing began; None where nothing was.
    """

    day: Day
    grids: int
    refunded: int
    people: int
    refusals: Mapping[str, int]
    wait_p50: float | None
    wait_p95: float | None
    device_seconds: float
    money: float


@dataclass(frozen=True)
class Report:
    """Days, oldest first, and all of them together."""

    days: tuple[Row, ...]
    total: Row


@dataclass
class _Tally:
    grids: int = 0
    refunded: int = 0
    people: set[str] = field(default_factory=set)
    refusals: dict[str, int] = field(default_factory=dict)
    waits: list[float] = field(default_factory=list)
    device_us: int = 0
    money_millionths: int = 0

    def row(self, day: Day) -> Row:
        return Row(
            day, self.grids, self.refunded, len(self.people), dict(sorted(self.refusals.items())),
            _percentile(self.waits, 50), _percentile(self.waits, 95),
            self.device_us / MILLION, self.money_millionths / MILLION,
        )  # fmt: skip


def refused(connection: sa.Connection, community: str, rule: str, now: float, times: int = 1) -> None:
    row = insert(connection.dialect.name, refusals).values(
        community=community, quarter=int(now // QUARTER), rule=rule, times=times
    )
    connection.execute(
        row.on_conflict_do_update(
            index_elements=["community", "quarter", "rule"], set_={"times": refusals.c.times + row.excluded.times}
        )
    )


def report(connection: sa.Connection, community: str | None, days: Sequence[Day]) -> Report:
    whole = Day(days[0].start, days[-1].end)
    total, tallies = _Tally(), [_Tally() for _ in days]

    def of(time: float) -> list[_Tally]:
        return [total, *(tally for day, tally in zip(days, tallies, strict=True) if day.start <= time < day.end)]

    asked = sa.select(ledger).where(ledger.c.asked >= whole.start, ledger.c.asked < whole.end)
    for line in connection.execute(_here(asked, ledger, community)):
        for tally in of(line.asked):
            tally.people.add(f"{line.community} {line.member}")
            tally.waits += [] if line.waited is None else [line.waited]
    finished = sa.select(ledger).where(ledger.c.finished >= whole.start, ledger.c.finished < whole.end)
    for line in connection.execute(_here(finished, ledger, community)):
        for tally in of(line.finished):
            tally.grids += line.state == "settled"
            tally.refunded += line.state == "refunded"
            tally.device_us += line.device_us
            tally.money_millionths += line.money_millionths
    counted = sa.select(refusals).where(
        refusals.c.quarter >= whole.start // QUARTER, refusals.c.quarter < whole.end / QUARTER
    )
    for refusal in connection.execute(_here(counted, refusals, community)):
        for tally in of(max(whole.start, refusal.quarter * QUARTER)):
            tally.refusals[refusal.rule] = tally.refusals.get(refusal.rule, 0) + refusal.times
    return Report(tuple(tally.row(day) for day, tally in zip(days, tallies, strict=True)), total.row(whole))


def clocks(connection: sa.Connection) -> tuple[float | None, float | None]:
    """What time the database's server has (SQLite is nobody's server), and when the last ask came, by our clocks."""
    now = "SELECT extract(epoch FROM clock_timestamp())" if connection.dialect.name == "postgresql" else "SELECT NULL"
    server, last = connection.scalar(sa.text(now)), connection.scalar(sa.select(sa.func.max(ledger.c.asked)))
    return None if server is None else float(server), last


def spent(connection: sa.Connection, since: float, until: float | None) -> Spent:
    """By the whole bot."""
    end = float("inf") if until is None else until
    within = (ledger.c.finished >= since, ledger.c.finished < end)
    grids, us, money = connection.execute(sa.select(*_SUMS).where(*within)).one()
    return Spent(int(grids or 0), int(us or 0) / MILLION, int(money or 0) / MILLION)


def usage(connection: sa.Connection, since: float, until: float) -> list[Usage]:
    """By community, the dearest first."""
    rows = connection.execute(
        sa.select(ledger.c.community, *_SUMS)
        .where(ledger.c.finished >= since, ledger.c.finished < until)
        .group_by(ledger.c.community)
        .order_by(sa.desc("device_us"), ledger.c.community)
    )
    return [Usage(int(grids), int(us) / MILLION, int(money) / MILLION, key) for key, grids, us, money in rows]


_SUMS = (
    sa.func.sum(sa.case((ledger.c.state == "settled", 1), else_=0)),
    sa.func.sum(ledger.c.device_us).label("device_us"),
    sa.func.sum(ledger.c.money_millionths),
)


def _here(
    found: sa.Select[tuple[object, ...]], table: sa.Table, community: str | None
) -> sa.Select[tuple[object, ...]]:
    return found if community is None else found.where(table.c.community == community)


def _percentile(values: list[float], percent: int) -> float | None:
    """The nearest rank: a value that really occurred."""
    return sorted(values)[max(0, -(-len(values) * percent // 100) - 1)] if values else None

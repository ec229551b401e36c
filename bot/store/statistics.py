"""What happened: grids, people, refusals, waits and what they cost. Everything is added up from the ledger.

A grid counts when it is drawn, as its cost does: one that waits is none yet, in every one of these sums.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVarTuple

import sqlalchemy as sa

from bot.policy.quota import Day
from bot.store.column_types import insert
from bot.store.database import Database
from bot.store.ledger import community_key
from bot.store.schema import MILLION, ledger, refusals

Columns = TypeVarTuple("Columns")
MINUTE = 60
"""Seconds in which refusals are counted together; a day begins at a whole minute, in every time zone of these years."""


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
class CommunityRow:
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
class ActivityReport:
    """Days, oldest first, and all of them together."""

    days: tuple[CommunityRow, ...]
    total: CommunityRow


@dataclass
class RefusalCounts:
    """What is counted of one day. A person is their community and their number in the ledger."""

    grids: int = 0
    refunded: int = 0
    people: set[tuple[str, str]] = field(default_factory=set)
    refusals: Counter[str] = field(default_factory=Counter)
    waits: list[float] = field(default_factory=list)
    device_us: int = 0
    money_millionths: int = 0

    def add(self, other: RefusalCounts) -> None:
        self.grids += other.grids
        self.refunded += other.refunded
        self.people |= other.people
        self.refusals += other.refusals
        self.waits += other.waits
        self.device_us += other.device_us
        self.money_millionths += other.money_millionths

    def row(self, day: Day) -> CommunityRow:
        return CommunityRow(
            day, self.grids, self.refunded, len(self.people), dict(sorted(self.refusals.items())),
            _percentile(self.waits, 50), _percentile(self.waits, 95),
            self.device_us / MILLION, self.money_millionths / MILLION,
        )  # fmt: skip


class Statistics:
    """`Store.statistics`. Every method may raise StoreError.

    Args:
        secret: of this installation, as for `Store`.
    """

    def __init__(self, database: Database, secret: str, clock: Callable[[], float]) -> None:
        self._do = database.call
        self._secret = secret
        self._clock = clock

    async def refused(self, community: str, rule: str, times: int = 1) -> None:
        """Counts refusals for the report, by the name of their rule."""
        await self._do(refused, community_key(self._secret, community), rule, self._clock(), times)

    async def report(self, community: str | None, days: Sequence[Day]) -> ActivityReport:
        """These days (quota.days), oldest first; of one community's key, or of the whole bot.

        Each day is a transaction of its own, so that a long report does not delay other requests.
        """
        tallies = [await self._do(tally, community, day) for day in days]
        return await asyncio.to_thread(report, days, tallies)

    async def clocks(self) -> tuple[float | None, float | None]:
        """The time on the database server (None for SQLite), and of the latest request (None without one)."""
        return await self._do(clocks)

    async def spent(self, day: Day) -> Spent:
        """By the whole bot, for the day's cap."""
        return await self._do(spent, day)

    async def usage(self, span: Day) -> list[Usage]:
        """By community, most expensive first; a month is quota.month(…)."""
        return await self._do(usage, span)


def refused(connection: sa.Connection, community: str, rule: str, now: float, times: int = 1) -> None:
    row = insert(connection.dialect.name, refusals).values(
        community=community, minute=minute(now), rule=rule, times=times
    )
    connection.execute(
        row.on_conflict_do_update(
            index_elements=["community", "minute", "rule"], set_={"times": refusals.c.times + row.excluded.times}
        )
    )


def minute(at: float) -> int:
    """As an integer: PostgreSQL uses no index to compare an integer column with a float."""
    return int(at // MINUTE)


def tally(connection: sa.Connection, community: str | None, day: Day) -> RefusalCounts:
    asked = _here(sa.select(ledger.c.community, ledger.c.member, ledger.c.waited), ledger, community)
    lines = connection.execute(asked.where(ledger.c.asked >= day.start, ledger.c.asked < day.end)).all()
    finished = _here(sa.select(*_SUMS), ledger, community)
    sums = connection.execute(finished.where(_within(day))).one()
    grids, us, money, refunded = (int(one or 0) for one in sums)
    counted = _here(sa.select(refusals.c.rule, sa.func.sum(refusals.c.times)), refusals, community)
    counted = counted.where(refusals.c.minute >= minute(day.start), refusals.c.minute < minute(day.end))
    return RefusalCounts(
        grids, refunded, {(line.community, line.member) for line in lines},
        Counter({rule: int(times) for rule, times in connection.execute(counted.group_by(refusals.c.rule))}),
        [line.waited for line in lines if line.waited is not None], us, money,
    )  # fmt: skip


def report(days: Sequence[Day], tallies: Sequence[RefusalCounts]) -> ActivityReport:
    """Adds days up. Slow where they are many: call it in a thread."""
    total = RefusalCounts()
    for tally in tallies:
        total.add(tally)
    rows = tuple(tally.row(day) for day, tally in zip(days, tallies, strict=True))
    return ActivityReport(rows, total.row(Day(days[0].start, days[-1].end)))


def clocks(connection: sa.Connection) -> tuple[float | None, float | None]:
    now = "SELECT extract(epoch FROM clock_timestamp())" if connection.dialect.name == "postgresql" else "SELECT NULL"
    server, last = connection.scalar(sa.text(now)), connection.scalar(sa.select(sa.func.max(ledger.c.asked)))
    return None if server is None else float(server), last


def spent(connection: sa.Connection, day: Day) -> Spent:
    grids, us, money, _ = connection.execute(sa.select(*_SUMS).where(_within(day))).one()
    return Spent(int(grids or 0), int(us or 0) / MILLION, int(money or 0) / MILLION)


def usage(connection: sa.Connection, span: Day) -> list[Usage]:
    rows = connection.execute(
        sa.select(ledger.c.community, *_SUMS)
        .where(_within(span))
        .group_by(ledger.c.community)
        .order_by(sa.desc("device_us"), ledger.c.community)
    )
    return [Usage(int(grids), int(us) / MILLION, int(money) / MILLION, key) for key, grids, us, money, _ in rows]


_SUMS = (
    sa.func.sum(sa.case((ledger.c.state == "settled", 1), else_=0)),
    sa.func.sum(ledger.c.device_us).label("device_us"),
    sa.func.sum(ledger.c.money_millionths),
    sa.func.sum(sa.case((ledger.c.state == "refunded", 1), else_=0)),
)


def _within(day: Day) -> sa.ColumnElement[bool]:
    return sa.and_(ledger.c.finished >= day.start, ledger.c.finished < day.end)


def _here(found: sa.Select[*Columns], table: sa.Table, community: str | None) -> sa.Select[*Columns]:
    return found if community is None else found.where(table.c.community == community)


def _percentile(values: list[float], percent: int) -> float | None:
    """The nearest rank: a value that really occurred."""
    return sorted(values)[max(0, -(-len(values) * percent // 100) - 1)] if values else None

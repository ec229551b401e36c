"""What happened, added up: every sum equals the ledger's, on both databases."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import sqlalchemy as sa
from stores import ANN, BOB, DAY, EVER, NOON, Clock, Open, allowed, ask, codes, drawn

from bot.policy.quota import Day, days, month
from bot.store import Spent, Store, Usage
from bot.store.schema import ledger

CLUB = "web:club"


async def waited(store: Store, clock: Clock, seconds: float) -> None:
    """A job that waited so long, and then drew for a second."""
    job = (await store.reserve(ask(), allowed())).job.id
    clock.now += seconds
    await store.started(job)
    clock.now += 1
    await store.drawn(job, codes(), 1.0, 0.1)


async def test_a_report_counts_grids_people_refusals_and_costs(store: Store, clock: Clock) -> None:
    """Day by day and together; of one community, or of all."""
    for member in (ANN, ANN, BOB):
        await drawn(store, member, device_seconds=1.5, money=0.25)
    lost = (await store.reserve(ask(), allowed())).job.id
    await store.failed(lost, "ref", 0.5, 0.125)
    gone = (await store.reserve(ask(), allowed())).job.id
    await store.cancelled(gone, "ann")
    for rule in ("member-per-day", "member-per-day", "rude"):
        await store.statistics.refused(CLUB, rule)
    await drawn(store, replace(ANN, community="other"), device_seconds=9.0)
    await store.statistics.refused("web:other", "rude")
    clock.now += DAY
    await drawn(store, device_seconds=2.0, money=1.0)
    last = days("00:00", "UTC", clock.now, 3)
    report = await store.statistics.report(CLUB, last)
    assert [row.day for row in report.days] == last
    told = [
        (row.grids, row.refunded, row.people, row.device_seconds, row.money) for row in (*report.days, report.total)
    ]
    assert told == [(0, 0, 0, 0.0, 0.0), (3, 2, 2, 5.0, 0.875), (1, 0, 1, 2.0, 1.0), (4, 2, 2, 7.0, 1.875)]
    assert [dict(row.refusals) for row in report.days] == [{}, {"member-per-day": 2, "rude": 1}, {}]
    assert report.total.refusals == {"member-per-day": 2, "rude": 1}
    everywhere = (await store.statistics.report(None, last)).total
    assert (everywhere.grids, everywhere.people, everywhere.device_seconds) == (5, 3, 16.0)
    assert everywhere.refusals == {"member-per-day": 2, "rude": 2}


async def test_a_refusal_counts_to_the_day_it_was_in(store: Store, clock: Clock) -> None:
    """To the minute at which a day begins: that is any, and so is a time zone's."""
    for reset, timezone in (("06:01", "UTC"), ("23:59", "Asia/Kathmandu")):
        today = days(reset, timezone, NOON, 1)[0]
        for rule, at in (("before", today.start - 1), ("first", today.start), ("last", today.end - 1)):
            clock.now = at
            await store.statistics.refused(f"web:{reset}", rule)
        report = await store.statistics.report(f"web:{reset}", days(reset, timezone, today.start, 2))
        assert [dict(row.refusals) for row in report.days] == [{"before": 1}, {"first": 1, "last": 1}]


async def test_a_year_s_report_keeps_nobody_waiting(store: Store) -> None:
    """What others ask meanwhile is done before it; and every line is in one day, and in the sum."""
    year = days("00:00", "UTC", NOON, 366)
    first = {
        "community": CLUB, "channel": "general", "lane": "fast", "state": "settled", "waited": 3.0, "device_us": 1,
        "money_millionths": 2,
    }  # fmt: skip
    lines = [
        first | {"job": f"{day}-{n}", "member": f"m{n}", "asked": one.start + n, "finished": one.start + n}
        for day, one in enumerate(year)
        for n in range(20)
    ]
    await store._database.transaction(lambda one: one.execute(sa.insert(ledger), lines))
    for community in (CLUB, None):
        asked = asyncio.create_task(store.statistics.report(community, year))
        await asyncio.sleep(0)
        for _ in range(5):
            await store.unfinished()
        assert not asked.done()
        report = await asked
        assert {(row.grids, row.people, row.wait_p95, row.device_seconds) for row in report.days} == {
            (20, 20, 3.0, 2e-5)
        }
        assert (report.total.grids, report.total.people, report.total.money) == (7320, 20, 0.01464)


async def test_waits_are_told_as_they_were(store: Store, clock: Clock) -> None:
    """The median and the 95th percentile of the seconds until drawing began, each a wait that really was."""
    for seconds in [*range(1, 20), 100]:
        await waited(store, clock, float(seconds))
    total = (await store.statistics.report(CLUB, days("00:00", "UTC", clock.now, 1))).total
    assert (total.wait_p50, total.wait_p95) == (10.0, 19.0)
    nothing = (await store.statistics.report("web:other", days("00:00", "UTC", clock.now, 1))).total
    assert (nothing.wait_p50, nothing.wait_p95) == (None, None)


async def test_a_second_drawing_does_not_change_a_wait(opened: Open, clock: Clock) -> None:
    """How long somebody waited is until drawing began first, also where a crash made it begin again."""
    before = await opened()
    job = (await before.reserve(ask(), allowed())).job.id
    clock.now += 3
    await before.started(job)
    after = await opened()
    await after.adopt("web")
    clock.now += 60
    assert await after.started(job)
    assert (await after.statistics.report(CLUB, days("00:00", "UTC", clock.now, 1))).total.wait_p50 == 3.0


async def test_sums_equal_the_ledger_to_the_cent(store: Store) -> None:
    """Also of amounts that binary fractions cannot hold, in any order and any grouping."""
    members = [replace(ANN, community=f"c{number % 3}", user=f"u{number}") for number in range(30)]
    for number, member in enumerate(members):
        await drawn(store, member, device_seconds=0.1 * (number + 1), money=0.01 * (number + 1))
    spent = await store.statistics.spent(EVER)
    usage = await store.statistics.usage(EVER)
    total = (await store.statistics.report(None, days("00:00", "UTC", NOON, 2))).total
    assert spent == Spent(30, 46.5, 4.65)
    assert (total.device_seconds, total.money) == (46.5, 4.65)
    assert round(sum(round(one.money * 100) for one in usage)) == 465
    assert sum(one.grids for one in usage) == 30
    assert [one.community for one in usage] == ["web:c2", "web:c1", "web:c0"]


async def test_a_cost_counts_when_it_is_spent(store: Store, clock: Clock) -> None:
    """An ask of yesterday that is drawn today used up yesterday's quota; the grid and its money are today's, and until
    then it is none: in the sums, in the month's usage and in the report."""
    job = (await store.reserve(ask(), allowed())).job.id
    clock.now += DAY
    yesterday, today = days("00:00", "UTC", clock.now, 2)
    assert (await store.statistics.spent(EVER), await store.statistics.usage(Day(0, today.end))) == (Spent(), [])
    assert [row.grids for row in (await store.statistics.report(CLUB, [yesterday, today])).days] == [0, 0]
    await store.started(job)
    await store.drawn(job, codes(), 4.0, 2.0)
    assert await store.statistics.spent(yesterday) == Spent()
    assert await store.statistics.spent(today) == Spent(1, 4.0, 2.0)
    assert await store.statistics.usage(today) == [Usage(1, 4.0, 2.0, CLUB)]
    assert [row.grids for row in (await store.statistics.report(CLUB, [yesterday, today])).days] == [0, 1]


async def test_what_failed_was_paid_for_all_the_same(store: Store) -> None:
    """The member gets the grid back, the operator does not get the money back."""
    job = (await store.reserve(ask(), allowed())).job.id
    await store.started(job)
    await store.cancelled(job, "ann", 1.5, 0.5)
    assert await store.statistics.spent(EVER) == Spent(0, 1.5, 0.5)
    assert await store.statistics.usage(EVER) == [Usage(0, 1.5, 0.5, CLUB)]


async def test_usage_is_of_its_month(store: Store, clock: Clock) -> None:
    november, december = month("2023-11", "UTC"), month("2023-12", "UTC")
    clock.now = november.end - 1
    await drawn(store, device_seconds=1.0)
    clock.now = november.end
    await drawn(store, device_seconds=2.0)
    for span, seconds in ((november, 1.0), (december, 2.0)):
        assert await store.statistics.usage(span) == [Usage(1, seconds, 0.0, CLUB)]
    assert await store.statistics.usage(Day(0, november.start)) == []

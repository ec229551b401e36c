"""What is deleted with time, and that nobody waits for it."""

from __future__ import annotations

from dataclasses import replace

import pytest
import sqlalchemy as sa
from stores import ANN, DAY, MOD, NOON, Clock, Open, allowed, ask, drawn

from bot.errors import Mistake
from bot.policy.settings import Settings
from bot.store import Store, retention
from bot.store.schema import audit, jobs, metadata, refusals, settings
from bot.store.settings_history import VERSIONS_KEPT

CLUB = "web:club"


async def rows(store: Store, table: sa.Table) -> int:
    count = sa.select(sa.func.count()).select_from(table)
    return await store._database.transaction(lambda one: one.execute(count).scalar_one())


async def test_the_audit_log_and_refusals_go_after_four_hundred_days(store: Store, clock: Clock) -> None:
    """A report of 366 days still has all of its refusals."""
    await store.decisions.grant(CLUB, "ann", 1, MOD)
    await store.statistics.refused(CLUB, "rude")
    clock.now += 399 * DAY
    await store.decisions.grant(CLUB, "ann", 1, MOD)
    await store.statistics.refused(CLUB, "rude")
    await store.expire()
    assert [await rows(store, table) for table in (audit, refusals)] == [2, 2]
    clock.now += 2 * DAY
    await store.expire()
    assert [await rows(store, table) for table in (audit, refusals)] == [1, 1]


async def test_the_last_hundred_versions_of_settings_are_kept(store: Store) -> None:
    """Undo goes back through all of them, and then says that there is nothing more."""
    for number in range(VERSIONS_KEPT + 20):
        await store.decisions.change(CLUB, lambda old, number=number: replace(old, member_per_day=number + 100), MOD)
    assert await rows(store, settings) == VERSIONS_KEPT
    for _ in range(VERSIONS_KEPT - 1):
        await store.decisions.undo(CLUB, MOD)
    assert (await store.decisions.settings(CLUB)).member_per_day == 120
    with pytest.raises(Mistake, match="nothing-to-undo"):
        await store.decisions.undo(CLUB, MOD)
    assert (await store.decisions.settings(CLUB)).member_per_day == 120


async def test_locks_leave_no_rows(store: Store) -> None:
    """A request writes its job and its line in the ledger, and nothing that would stay for each member and channel."""
    before = {name: await rows(store, table) for name, table in metadata.tables.items()}
    await store.reserve(ask(), allowed(Settings()))
    after = {name: await rows(store, table) for name, table in metadata.tables.items()}
    assert after == before | {"jobs": 1, "ledger": 1}


@pytest.mark.parametrize("days", [None, 30])
async def test_long_clean_ups_are_many_short_transactions(
    store: Store, clock: Clock, monkeypatch: pytest.MonkeyPatch, days: int | None
) -> None:
    """Each deletes a few jobs, whether the retention is the operator's or the community's own."""
    monkeypatch.setattr(retention, "BATCH_ROWS", 3)
    store._defaults = Settings(retention_days=None if days else 30)
    if days:
        await store.decisions.change(CLUB, lambda old: replace(old, retention_days=days), MOD)
    await store.decisions.change("web:ever", lambda old: replace(old, retention_days=1000), MOD)
    for _ in range(10):
        await drawn(store)
    kept = await drawn(store, replace(ANN, community="ever"))
    clock.now += 31 * DAY
    left: list[int] = []
    call = store._database.call

    async def watched(work: object, *given: object) -> object:
        result = await call(work, *given)  # type: ignore[arg-type]
        left.append(await rows(store, jobs))
        return result

    monkeypatch.setattr(store._database, "call", watched)
    assert await store.expire() == 10
    assert left[-1] == 1
    assert max(before - after for before, after in zip([11, *left], left, strict=False)) == 3
    assert await store.job(kept) is not None


async def test_loops_do_not_read_what_nobody_is_told_any_more(opened: Open, clock: Clock) -> None:
    """A failure that was never shown is adopted within a day; after that it is as if it was shown."""
    lost = await opened("lost")
    job = (await lost.reserve(ask(), allowed())).job.id
    await lost.failed(job, "E1")
    clock.now = NOON + 23 * 3600
    other = await opened("other")
    assert [one.id for one in await other.adopt("web")] == [job]
    clock.now = NOON + 25 * 3600
    await other.expire()
    undelivered = sa.select(sa.func.count()).select_from(jobs).where(jobs.c.shown.is_(None))
    assert await other._database.transaction(lambda one: one.execute(undelivered).scalar_one()) == 0
    assert await other.adopt("web") == []

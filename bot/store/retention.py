"""Retention: what is old is deleted, a few rows per transaction, so that no request waits for it."""

from __future__ import annotations

from collections.abc import Mapping

import sqlalchemy as sa

from bot.policy.settings import Settings
from bot.store import personal_data, settings_history, uninstalls
from bot.store.attempts import KEPT_DAYS
from bot.store.database import Database
from bot.store.leases import NOTIFY_SECONDS, REFUNDED, undelivered
from bot.store.schema import audit, communities, grants, jobs, refusals, refused_requests, settings, time_outs
from bot.store.statistics import minute
from bot.store.web_tables import web_messages

DAY = 24 * 3600.0
BATCH_ROWS = 100
HISTORY_DAYS = 400
"""For refusals and the audit log: the longest report has 366 days."""
GRANT_DAYS = 10
"""A grant is for one day, whose start may be changed; and the days of a week are replayed (bot/store/attempts.py)."""

Key = tuple[str, str]
"""Platform and community."""


async def expire(database: Database, defaults: Settings, now: float) -> int:
    """As Store.expire."""
    own = await _own_retention(database)
    count = 0
    for key in await database.call(uninstalls.gone, now, uninstalls.KEPT_SECONDS):
        community = _split(key)
        count += await _in_batches(database, jobs, _of(jobs, community))
        for table in (settings, audit, grants, time_outs, refusals, refused_requests):
            await _in_batches(database, table, table.c.community == key)
        await database.call(_delete_batch, communities, communities.c.key == key)
    for community, days in own.items():
        if days is not None:
            old = now - days * DAY
            count += await _in_batches(
                database, jobs, sa.and_(_of(jobs, community), jobs.c.asked < old, ~undelivered(now))
            )
            if community[0] == "web":
                said = sa.and_(web_messages.c.community == community[1], web_messages.c.created < old)
                await _in_batches(database, web_messages, said)
    if defaults.retention_days is not None:
        count += await _expire_others(database, own, now - defaults.retention_days * DAY, now)
    while await database.call(_close_batch, now) == BATCH_ROWS:
        pass
    for table, old_rows in (
        (grants, grants.c.at < now - GRANT_DAYS * DAY),
        (time_outs, time_outs.c.until < now),
        (refused_requests, refused_requests.c.at < now - KEPT_DAYS * DAY),
        (refusals, refusals.c.minute < minute(now - HISTORY_DAYS * DAY)),
        (audit, audit.c.at < now - HISTORY_DAYS * DAY),
    ):
        await _in_batches(database, table, old_rows)
    return count


async def _own_retention(database: Database) -> dict[Key, int | None]:
    """The days of communities that have set them; None keeps jobs for ever."""
    own: dict[Key, int | None] = {}
    after = ""
    while page := await database.call(settings_history.page, after):
        own |= {_split(key): values["retention_days"] for key, values in page if "retention_days" in values}
        after = page[-1][0]
    return own


async def _expire_others(database: Database, own: Mapping[Key, object], old: float, now: float) -> int:
    """Jobs and messages from before `old`, except those of the communities in `own`."""
    count, after = 0, (float("-inf"), "")
    while True:
        deleted, last = await database.call(_expire_page, own, old, now, after)
        count += deleted
        if last is None:
            break
        after = last
    web = [community for platform, community in own if platform == "web"]
    said = sa.and_(web_messages.c.created < old, web_messages.c.community.not_in(web))
    await _in_batches(database, web_messages, said)
    return count


def _expire_page(
    connection: sa.Connection, own: Mapping[Key, object], old: float, now: float, after: tuple[float, str]
) -> tuple[int, tuple[float, str] | None]:
    """The next page of old jobs: how many were deleted, and where the following page begins, if there is one."""
    place = sa.tuple_(jobs.c.asked, jobs.c.id)
    page = (
        sa.select(jobs.c.id, jobs.c.asked, jobs.c.platform, jobs.c.community, undelivered(now).label("undelivered"))
        .where(jobs.c.asked < old, place > sa.tuple_(*map(sa.literal, after)))
        .order_by(jobs.c.asked, jobs.c.id)
        .limit(BATCH_ROWS)
    )
    rows = connection.execute(page).all()
    ids = [row.id for row in rows if not row.undelivered and (row.platform, row.community) not in own]
    personal_data.delete_jobs(connection, ids)
    return len(ids), (rows[-1].asked, rows[-1].id) if len(rows) == BATCH_ROWS else None


async def _in_batches(database: Database, table: sa.Table, which: sa.ColumnElement[bool]) -> int:
    """Deletes these rows, a batch per transaction; how many."""
    count = 0
    while deleted := await database.call(_delete_batch, table, which):
        count += deleted
        if deleted < BATCH_ROWS:
            break
    return count


def _delete_batch(connection: sa.Connection, table: sa.Table, which: sa.ColumnElement[bool]) -> int:
    if table is jobs:
        ids = list(connection.scalars(sa.select(jobs.c.id).where(which).limit(BATCH_ROWS)))
        personal_data.delete_jobs(connection, ids)
        return len(ids)
    key = table.primary_key.columns
    rows = connection.execute(sa.select(*key).where(which).limit(BATCH_ROWS)).all()
    if rows:
        one = table.delete().where(*(column == sa.bindparam(f"its_{column.name}") for column in key))
        connection.execute(one, [{f"its_{name}": value for name, value in row._mapping.items()} for row in rows])
    return len(rows)


def _close_batch(connection: sa.Connection, now: float) -> int:
    """Of jobs whose requester is no longer told that they failed or were cancelled; loops do not read them again."""
    stale = sa.select(jobs.c.id).where(
        jobs.c.shown.is_(None), jobs.c.state.in_(REFUNDED), jobs.c.finished <= now - NOTIFY_SECONDS
    )
    ids = list(connection.scalars(stale.limit(BATCH_ROWS)))
    connection.execute(jobs.update().where(jobs.c.id.in_(ids)).values(shown=jobs.c.finished))
    return len(ids)


def _of(table: sa.Table, key: Key) -> sa.ColumnElement[bool]:
    return sa.and_(table.c.platform == key[0], table.c.community == key[1])


def _split(key: str) -> Key:
    platform, _, community = key.partition(":")
    return platform, community

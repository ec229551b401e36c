"""What is kept of a person: all of it for them to read, gone when they say so, and gone with time."""

from __future__ import annotations

from dataclasses import fields

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.settings import Settings
from bot.store import decisions
from bot.store.job import UNFINISHED, Job, job_of
from bot.store.jobs import LISTED, cancelled
from bot.store.leases import owed
from bot.store.schema import audit, grants, jobs, time_outs, web_messages

DAY = 24 * 3600.0


async def export(connection: AsyncConnection, platform: str, user: str) -> dict[str, object]:
    found = await connection.execute(
        sa.select(jobs).where(jobs.c.platform == platform, jobs.c.user == user).order_by(jobs.c.asked, jobs.c.id)
    )
    said = sa.select(web_messages).where(_said(user)).order_by(web_messages.c.number)
    return {
        "platform": platform,
        "user": user,
        "jobs": [_told(job_of(row)) for row in found],
        "messages": [dict(row._mapping) for row in await connection.execute(said)] if platform == "web" else [],
        "grants": await _rows(connection, grants, grants.c.user == user, platform),
        "time_outs": await _rows(connection, time_outs, time_outs.c.user == user, platform),
        "decisions": await _rows(connection, audit, audit.c.who == user, platform),
    }


async def forget(connection: AsyncConnection, platform: str, user: str, now: float) -> list[Job]:
    mine = sa.and_(jobs.c.platform == platform, jobs.c.user == user)
    begun = sa.select(jobs.c.id).where(mine, jobs.c.state.in_(UNFINISHED)).order_by(jobs.c.id)
    for job_id in list(await connection.scalars(begun)):
        await cancelled(connection, job_id, now, user)
    gone = await _delete(connection, mine)
    if platform == "web":
        await connection.execute(web_messages.delete().where(_said(user)))
    return sorted(gone, key=lambda job: (job.asked, job.id))


async def expire(connection: AsyncConnection, defaults: Settings, now: float) -> int:
    places = await connection.execute(sa.select(jobs.c.platform, jobs.c.community).distinct())
    count = 0
    for platform, community in list(places):
        days = (await decisions.settings(connection, f"{platform}:{community}", defaults)).retention_days
        if days is None:
            continue
        here = sa.and_(jobs.c.platform == platform, jobs.c.community == community)
        count += len(await _delete(connection, sa.and_(here, jobs.c.asked < now - days * DAY, sa.not_(owed(now)))))
        if platform == "web":
            old = sa.and_(web_messages.c.community == community, web_messages.c.created < now - days * DAY)
            await connection.execute(web_messages.delete().where(old))
    await connection.execute(grants.delete().where(grants.c.at < now - 3 * DAY))
    await connection.execute(time_outs.delete().where(time_outs.c.until < now))
    return count


async def _delete(connection: AsyncConnection, which: sa.ColumnElement[bool]) -> list[Job]:
    """Jobs, and what the web chat said of them."""
    ids = sa.select(jobs.c.id).where(which)
    await connection.execute(web_messages.delete().where(web_messages.c.job.in_(ids)))
    return [job_of(row) for row in await connection.execute(jobs.delete().where(which).returning(*LISTED))]


def _said(user: str) -> sa.ColumnElement[bool]:
    return sa.or_(web_messages.c.author == user, web_messages.c.private_to == user)


async def _rows(
    connection: AsyncConnection, table: sa.Table, theirs: sa.ColumnElement[bool], platform: str
) -> list[dict[str, object]]:
    here = table.c.community.startswith(f"{platform}:", autoescape=True)
    return [dict(row._mapping) for row in await connection.execute(sa.select(table).where(theirs, here))]


def _told(job: Job) -> dict[str, object]:
    """As JSON can say it: codes become lists."""
    values = {field.name: getattr(job, field.name) for field in fields(Job)}
    return values | {
        "roles": sorted(job.roles),
        "options": dict(job.options),
        "facts": dict(job.facts),
        "codes": None if job.codes is None else job.codes.tolist(),
    }

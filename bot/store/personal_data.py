"""What is kept of a person: all of it for them to read, gone when they say so, and gone with time."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import fields

import sqlalchemy as sa

from bot.policy.settings import Settings
from bot.store import pending_removals, saved_captions, settings_history, uninstalls
from bot.store.job import UNFINISHED, Job, job_of, smallest
from bot.store.jobs import LISTED, cancelled
from bot.store.leases import owed
from bot.store.schema import audit, captions, grants, jobs, shares, time_outs, web_messages
from inference.api import Codes

DAY = 24 * 3600.0


def export(connection: sa.Connection, platform: str, user: str) -> dict[str, object]:
    found = connection.execute(
        sa.select(jobs).where(jobs.c.platform == platform, jobs.c.user == user).order_by(jobs.c.asked, jobs.c.id)
    )
    posted = sa.select(shares.c.job).where(pending_removals.by(platform, user)).order_by(shares.c.number)
    said = sa.select(web_messages).where(_said(user)).order_by(web_messages.c.number)
    written = sa.select(captions).where(saved_captions.written_by(platform, user)).order_by(captions.c.written)
    return {
        "platform": platform,
        "user": user,
        "jobs": [_told(job_of(row)) for row in found],
        "posted": list(connection.scalars(posted)),
        "messages": [dict(row._mapping) for row in connection.execute(said)] if platform == "web" else [],
        "captions": [dict(row._mapping) for row in connection.execute(written)],
        "grants": _rows(connection, grants, grants.c.user == user, platform),
        "time_outs": _rows(connection, time_outs, time_outs.c.user == user, platform),
        "decisions": _rows(connection, audit, audit.c.who == user, platform),
    }


def forget(connection: sa.Connection, platform: str, user: str, now: float) -> list[Job]:
    mine = sa.and_(jobs.c.platform == platform, jobs.c.user == user)
    begun = sa.select(jobs.c.id).where(mine, jobs.c.state.in_(UNFINISHED)).order_by(jobs.c.id)
    for job_id in list(connection.scalars(begun)):
        cancelled(connection, job_id, "", now, user)
    pending_removals.due(
        connection, platform, pending_removals.unshared(connection, pending_removals.by(platform, user))
    )
    connection.execute(captions.delete().where(saved_captions.written_by(platform, user)))
    gone = _delete(connection, sa.and_(mine, jobs.c.state.not_in(UNFINISHED)))  # what they ask for just now goes on
    pending_removals.due(connection, platform, (job.address for job in gone if job.state != "deleted"))
    for job in gone:
        pending_removals.due(connection, platform, pending_removals.unshared(connection, shares.c.job == job.id))
    if platform == "web":
        connection.execute(web_messages.delete().where(_said(user)))
    return sorted(gone, key=lambda job: (job.asked, job.id))


def expire(connection: sa.Connection, defaults: Settings, now: float) -> int:
    own = settings_history.own(connection, "retention_days")
    count = sum(_expire(connection, now, days, only=[key]) for key, days in own.items())
    gone = uninstalls.forget(connection, now)
    count += len(_delete(connection, (jobs.c.platform + ":" + jobs.c.community).in_(gone)))
    connection.execute(grants.delete().where(grants.c.at < now - 3 * DAY))
    connection.execute(time_outs.delete().where(time_outs.c.until < now))
    count += _expire(connection, now, defaults.retention_days, but=list(own))
    connection.execute(shares.delete().where(shares.c.job.not_in(sa.select(jobs.c.id))))
    return count


def _expire(
    connection: sa.Connection, now: float, days: int | None, *, only: Sequence[str] = (), but: Sequence[str] = ()
) -> int:
    """Where `days` hold: in these communities only, or in all but these."""
    if days is None:
        return 0

    def here(key: sa.ColumnElement[str]) -> sa.ColumnElement[bool]:
        return key.in_(only) if only else key.not_in(but)

    old = now - days * DAY
    said = sa.and_(web_messages.c.created < old, here("web:" + web_messages.c.community))
    connection.execute(web_messages.delete().where(said))
    key = jobs.c.platform + ":" + jobs.c.community
    return len(_delete(connection, sa.and_(jobs.c.asked < old, here(key), sa.not_(owed(now)))))


def _delete(connection: sa.Connection, which: sa.ColumnElement[bool]) -> list[Job]:
    """Jobs, their captions, and what the web chat said of them."""
    ids = sa.select(jobs.c.id).where(which)
    connection.execute(captions.delete().where(captions.c.job.in_(ids)))
    connection.execute(web_messages.delete().where(web_messages.c.job.in_(ids)))
    return [job_of(row) for row in connection.execute(jobs.delete().where(which).returning(*LISTED))]


def _said(user: str) -> sa.ColumnElement[bool]:
    return sa.or_(web_messages.c.author == user, web_messages.c.private_to == user)


def _rows(
    connection: sa.Connection, table: sa.Table, theirs: sa.ColumnElement[bool], platform: str
) -> list[dict[str, object]]:
    here = table.c.community.startswith(f"{platform}:", autoescape=True)
    return [dict(row._mapping) for row in connection.execute(sa.select(table).where(theirs, here))]


def _told(job: Job) -> dict[str, object]:
    """As JSON can say it. Where its message is stays here: it may hold a key to post there."""
    values = {field.name: getattr(job, field.name) for field in fields(Job) if field.name != "address"}
    return values | {
        "roles": sorted(job.roles),
        "options": dict(job.options),
        "facts": dict(job.facts),
        "codes": None if job.codes is None else _written(job.codes),
    }


def _written(codes: Codes) -> dict[str, object]:
    """6 KB for DALL·E Mini, with what it takes to read them; as decimal numbers they would be four times as long."""
    numbers = codes.astype(smallest(codes).newbyteorder("<"))
    return {"dtype": numbers.dtype.str, "shape": codes.shape, "base64": base64.b64encode(numbers.tobytes()).decode()}

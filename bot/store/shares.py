"""Where tiles were posted for everybody: their messages go when their grid goes, or who posted them."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from bot.store.job import Job
from bot.store.schema import jobs, shares

MOST_NAMED = 500
"""Ids in one statement; databases take some ten thousand."""


def shared(connection: sa.Connection, job_id: str, user: str, address: str) -> bool:
    """False, and nothing is kept: the grid went meanwhile, and the message has to."""
    # Who deletes the grid waits for us, and then finds what we write.
    there = sa.select(jobs.c.id).where(jobs.c.id == job_id, jobs.c.codes.is_not(None)).with_for_update()
    if connection.execute(there).first() is None:
        return False
    connection.execute(shares.insert().values(job=job_id, user=user, address=address))
    return True


def by(platform: str, user: str) -> sa.ColumnElement[bool]:
    """Those that this person posted, whoever asked for the grid."""
    return sa.and_(shares.c.user == user, shares.c.job.in_(sa.select(jobs.c.id).where(jobs.c.platform == platform)))


def unshared(connection: sa.Connection, which: sa.ColumnElement[bool]) -> list[str]:
    """Kept no more; the addresses of their messages."""
    return list(connection.scalars(shares.delete().where(which).returning(shares.c.address)))


def unshared_of(connection: sa.Connection, gone: Sequence[Job]) -> list[str]:
    """The same, of grids whose rows are gone in this transaction."""
    ids = [job.id for job in gone]
    some = [ids[i : i + MOST_NAMED] for i in range(0, len(ids), MOST_NAMED)]
    return [address for part in some for address in unshared(connection, shares.c.job.in_(part))]

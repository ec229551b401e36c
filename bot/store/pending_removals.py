"""Messages that have to go with what is deleted: where tiles were posted, and what a chat has yet to take away.

What is to go is written down in the transaction that deletes it, and crossed out when the chat has done it: a promise
to take a hundred messages away outlives the process that gave it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import sqlalchemy as sa

from bot.store.schema import captions, jobs, removals, shares

_KEPT = jobs.c.state != "deleted"


class Removal(NamedTuple):
    number: int
    address: str


def shared(connection: sa.Connection, job_id: str, user: str, address: str) -> bool:
    # Who deletes the grid waits for us, and then finds what we write.
    there = sa.select(jobs.c.id).where(jobs.c.id == job_id, jobs.c.codes.is_not(None)).with_for_update()
    if connection.execute(there).first() is None:
        return False
    connection.execute(shares.insert().values(job=job_id, user=user, address=address))
    return True


def deleted(connection: sa.Connection, job_id: str, by: str) -> bool:
    """The grid is gone, its line in the ledger stays: it was drawn."""
    gone = (
        jobs.update()
        .where(jobs.c.id == job_id, jobs.c.state.in_(("drawn", "posted")))
        .values(state="deleted", ended_by=by, codes=None)
        .returning(jobs.c.platform, jobs.c.address)
    )
    row = connection.execute(gone).first()
    if row is not None:
        connection.execute(captions.delete().where(captions.c.job == job_id))
        due(connection, row.platform, [row.address, *unshared(connection, shares.c.job == job_id)])
    return row is not None


def late(connection: sa.Connection, platform: str, job_id: str, address: str) -> bool:
    """Whoever deleted the job could not know of this message yet."""
    if not address or connection.execute(sa.select(jobs.c.id).where(jobs.c.id == job_id, _KEPT)).first() is not None:
        return False
    due(connection, platform, [address])
    return True


def by(platform: str, user: str) -> sa.ColumnElement[bool]:
    """Tiles that this person posted, whoever asked for the grid."""
    return sa.and_(shares.c.user == user, shares.c.job.in_(sa.select(jobs.c.id).where(jobs.c.platform == platform)))


def unshared(connection: sa.Connection, which: sa.ColumnElement[bool]) -> list[str]:
    """Kept no more; the addresses of their messages."""
    return list(connection.scalars(shares.delete().where(which).returning(shares.c.address)))


def due(connection: sa.Connection, platform: str, addresses: Iterable[str]) -> None:
    rows = [{"platform": platform, "address": address} for address in addresses if address]
    if rows:
        connection.execute(removals.insert(), rows)


def listed(connection: sa.Connection, platform: str) -> list[Removal]:
    found = sa.select(removals.c.number, removals.c.address).where(removals.c.platform == platform)
    return [Removal(*row) for row in connection.execute(found.order_by(removals.c.number))]


def done(connection: sa.Connection, number: int, address: str) -> None:
    # SQLite gives the number of a deleted row to the next one: the address says whether it still is the same.
    connection.execute(removals.delete().where(removals.c.number == number, removals.c.address == address))

"""Messages to remove: where tiles were posted, and which messages of deleted jobs a chat has still to remove.

A message is listed in the transaction that deletes its job, and unlisted when the chat has removed it, so that the
removal of a hundred messages survives a restart.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple, Protocol

import sqlalchemy as sa

from bot.store import gallery_entries, vote_entries
from bot.store.schema import captions, jobs, removals, shares

_KEPT = jobs.c.state != "deleted"


class Removal(NamedTuple):
    """Args: share, since: of a posted tile whose message may have to be looked for: its id, and when it was posted."""

    number: int
    address: str
    share: str = ""
    since: float = 0.0


class Posted(Protocol):
    """A posted tile: bot.store.shares.Share, or a row of the table."""

    @property
    def job(self) -> str: ...
    @property
    def id(self) -> str: ...
    @property
    def address(self) -> str: ...
    @property
    def channel_name(self) -> str: ...
    @property
    def channel(self) -> str: ...
    @property
    def at(self) -> float: ...


def shared(
    connection: sa.Connection, job_id: str, user: str, address: str, *, report: bool = False, about: str = ""
) -> bool:
    # Locked: a deletion of the grid waits for this transaction, and then finds the row.
    kept = _KEPT if report else jobs.c.codes.is_not(None)
    there = sa.select(jobs.c.id).where(jobs.c.id == job_id, kept).with_for_update()
    if connection.execute(there).first() is None:
        return False
    connection.execute(shares.insert().values(job=job_id, user=user, address=address, report=report, about=about))
    return True


def dismissed(connection: sa.Connection, platform: str, job_id: str) -> None:
    due(connection, platform, unshared(connection, sa.and_(shares.c.job == job_id, shares.c.report)))


def taken_back(connection: sa.Connection, platform: str, which: sa.ColumnElement[bool]) -> None:
    """Deletes these records, and lists their messages for removal."""
    gone = connection.execute(shares.delete().where(which).returning(shares)).all()
    due_shares(connection, platform, gone)


def deleted(connection: sa.Connection, job_id: str, by: str) -> bool:
    """Its line in the ledger stays: it was drawn, or else refunded already."""
    gone = (
        jobs.update()
        .where(jobs.c.id == job_id, jobs.c.state.in_(("drawn", "posted", "failed", "cancelled")))
        .values(state="deleted", ended_by=by, codes=None)
        .returning(jobs.c.platform, jobs.c.address)
    )
    row = connection.execute(gone).first()
    if row is not None:
        connection.execute(captions.delete().where(captions.c.job == job_id))
        gallery_entries.delete_of(connection, [job_id])
        vote_entries.delete_of(connection, [job_id])
        due(connection, row.platform, [row.address])
        taken_back(connection, row.platform, shares.c.job == job_id)
    return row is not None


def late(connection: sa.Connection, platform: str, job_id: str, address: str) -> bool:
    """Whether the job's deletion could not know of this message."""
    kept = sa.select(jobs.c.id).where(jobs.c.id == job_id, jobs.c.state != "deleted")
    if not address or connection.execute(kept).first() is not None:
        return False
    due(connection, platform, [address])
    return True


def by(platform: str, user: str) -> sa.ColumnElement[bool]:
    """Tiles that this person posted and reports of theirs, of anybody's grid."""
    return sa.and_(shares.c.user == user, sa.exists().where(jobs.c.id == shares.c.job, jobs.c.platform == platform))


def unshared(connection: sa.Connection, which: sa.ColumnElement[bool]) -> list[str]:
    """Deletes these records; returns the addresses of their messages."""
    return list(connection.scalars(shares.delete().where(which).returning(shares.c.address)))


def due(connection: sa.Connection, platform: str, addresses: Iterable[str], job: str = "") -> None:
    rows = [{"platform": platform, "address": address, "job": job} for address in addresses if address]
    if rows:
        connection.execute(removals.insert(), rows)


def due_shares(connection: sa.Connection, platform: str, gone: Iterable[Posted]) -> None:
    """They are looked for where their message is unknown."""
    rows = [
        {"platform": platform, "address": one.address, "job": one.job, "share": one.id or "",
         "place": (one.channel_name or one.channel) if one.id else "", "since": one.at}
        for one in gone if one.address
    ]  # fmt: skip
    if rows:
        connection.execute(removals.insert(), rows)


def listed(connection: sa.Connection, platform: str) -> list[Removal]:
    found = sa.select(*(removals.c[name] for name in Removal._fields)).where(removals.c.platform == platform)
    return [Removal(*row) for row in connection.execute(found.order_by(removals.c.number))]


def done(connection: sa.Connection, number: int, address: str) -> None:
    # SQLite reuses the number of a deleted row; the address says whether it is still the same message.
    connection.execute(removals.delete().where(removals.c.number == number, removals.c.address == address))

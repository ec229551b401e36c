"""Whose job it is. An installation that starts again takes up its own jobs at once, in a new life; those of another
one only when its lease has ended: then nobody is there any more to finish them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import sqlalchemy as sa

from bot.store.job import UNFINISHED, Job, job_of
from bot.store.schema import jobs

TELL_WITHIN = 24 * 3600.0
"""Seconds after which nobody needs to be told any more that a job was cancelled or failed."""


@dataclass(frozen=True)
class Lease:
    owner: str  # the installation: the same after a restart
    life: str  # this run of it
    seconds: float

    def columns(self, now: float) -> dict[str, str | float]:
        return {"owner": self.owner, "life": self.life, "lease_until": now + self.seconds}


def owed(now: float) -> sa.ColumnElement[bool]:
    """Jobs whose asker has not seen the end of it."""
    promised = (*UNFINISHED, "drawn")
    return sa.and_(
        # The first two say what an index can find: everything else was shown long ago.
        jobs.c.state.in_((*promised, "failed", "cancelled")),
        jobs.c.shown.is_(None),
        sa.or_(jobs.c.state.in_(promised), jobs.c.finished > now - TELL_WITHIN),
    )


def adopt(connection: sa.Connection, platform: str, lease: Lease, now: float, known: Collection[str]) -> list[Job]:
    earlier = sa.and_(jobs.c.owner == lease.owner, jobs.c.life != lease.life)
    free = (
        sa.select(jobs.c.id)
        .where(jobs.c.platform == platform, jobs.c.id.not_in(known), owed(now))
        .where(sa.or_(earlier, jobs.c.lease_until < now))
        .with_for_update(skip_locked=True)
    )
    rows = connection.execute(
        jobs.update()
        .where(jobs.c.id.in_(free.scalar_subquery()))
        .values(
            **lease.columns(now),
            state=sa.case((jobs.c.state == "drawing", "waiting"), else_=jobs.c.state),
        )
        .returning(jobs)
    )
    return sorted(map(job_of, rows), key=lambda job: (job.tag, job.asked, job.id))


def renew(connection: sa.Connection, lease: Lease, now: float, known: Collection[str]) -> int:
    """Says that this life goes on with these jobs; how many there are."""
    mine = jobs.update().where(jobs.c.life == lease.life, jobs.c.id.in_(known), owed(now))
    return connection.execute(mine.values(lease_until=now + lease.seconds)).rowcount


def release(connection: sa.Connection, lease: Lease, now: float, job: str | None = None) -> None:
    """Gives jobs back as they are: whoever comes next may take them."""
    mine = jobs.update().where(jobs.c.life == lease.life, owed(now))
    connection.execute((mine if job is None else mine.where(jobs.c.id == job)).values(life="", lease_until=0.0))

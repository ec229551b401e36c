"""Leases: which process holds a job. An installation that starts again adopts the jobs of its earlier run at once, and
those of other installations when their leases have ended."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import sqlalchemy as sa

from bot.store.job import UNFINISHED, Job, State, job_of
from bot.store.schema import jobs

REFUNDED: tuple[State, ...] = ("failed", "cancelled")
NOTIFY_SECONDS = 24 * 3600.0
"""After that, requesters are no longer told that a job was cancelled or failed."""
MAX_LEASE_SECONDS = 3600.0
"""A lease that ends later than that was written by a clock that is wrong."""


@dataclass(frozen=True)
class Lease:
    owner: str  # the installation; the same after a restart
    run_id: str  # this process
    seconds: float

    def columns(self, now: float) -> dict[str, str | float]:
        return {"owner": self.owner, "run_id": self.run_id, "lease_until": now + self.seconds}


def undelivered(now: float) -> sa.ColumnElement[bool]:
    """Jobs whose requester has not been shown how they ended. The index on undelivered jobs finds them."""
    return sa.and_(
        # The first two say what the index can find.
        jobs.c.shown.is_(None),
        jobs.c.state.in_((*UNFINISHED, "drawn", *REFUNDED)),
        sa.or_(jobs.c.state.not_in(REFUNDED), jobs.c.finished > now - NOTIFY_SECONDS),
    )


def adopt(connection: sa.Connection, platform: str, lease: Lease, now: float, known: Collection[str]) -> list[Job]:
    earlier = sa.and_(jobs.c.owner == lease.owner, jobs.c.run_id != lease.run_id)
    ended = sa.or_(jobs.c.lease_until < now, jobs.c.lease_until > now + MAX_LEASE_SECONDS + lease.seconds)
    free = (
        sa.select(jobs.c.id)
        .where(jobs.c.platform == platform, jobs.c.id.not_in(known), undelivered(now))
        .where(sa.or_(earlier, ended))
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


def renew(connection: sa.Connection, lease: Lease, now: float, known: Collection[str]) -> list[str]:
    """Returns those of these jobs that this process still holds."""
    mine = jobs.update().where(jobs.c.run_id == lease.run_id, jobs.c.id.in_(known), undelivered(now))
    return list(connection.scalars(mine.values(lease_until=now + lease.seconds).returning(jobs.c.id)))


def hold(connection: sa.Connection, lease: Lease, now: float, job: str) -> bool:
    ours = jobs.update().where(jobs.c.id == job, jobs.c.run_id == lease.run_id, jobs.c.state != "deleted")
    return connection.execute(ours.values(lease_until=now + lease.seconds)).rowcount == 1


def overwritten(connection: sa.Connection, job: str) -> None:
    ended = jobs.update().where(jobs.c.id == job, jobs.c.shown.is_not(None), jobs.c.state.in_(("posted", *REFUNDED)))
    state = sa.case((jobs.c.state == "posted", "drawn"), else_=jobs.c.state)
    connection.execute(ended.values(state=state, shown=None, run_id="", lease_until=0.0))


def release(connection: sa.Connection, lease: Lease, now: float, job: str | None = None) -> None:
    """Ends the leases of our jobs, or of one: the next process may adopt them."""
    mine = jobs.update().where(jobs.c.run_id == lease.run_id, undelivered(now))
    connection.execute((mine if job is None else mine.where(jobs.c.id == job)).values(run_id="", lease_until=0.0))

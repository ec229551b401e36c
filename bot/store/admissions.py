"""Admissions: the jobs, over all processes, that may be drawn within the day's budget, until the ledger has their cost.

An admission counts while its job is unfinished and held by the same process, so after a crash until the lease ends. A
job that finishes moves its cost to the ledger in one transaction. The next call deletes what no longer counts.
"""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from bot.policy.quota import Day
from bot.store import ledger
from bot.store.job import UNFINISHED
from bot.store.schema import admissions, jobs
from bot.store.schema import ledger as lines


def admit(
    connection: sa.Connection, wanted: Sequence[str], run_id: str, now: float, *, seconds: float, day: Day, cap: float
) -> list[str]:
    """The first ones of `wanted` that fit into the budget.

    Args:
        seconds: the device seconds that one will probably take; 0 if unknown here: then the largest of the others.
        day, cap: device seconds that may be spent within that day.
    """
    ledger.hold(connection, ["money"])
    # Jobs that ask have no admission; one may be left of a call whose answer was lost.
    connection.execute(_SWEEP, {"wanted": list(wanted)})
    row = connection.execute(_TAKEN, {"day_start": day.start, "day_end": day.end, "its_now": now}).one()
    expected = ledger.whole(seconds) or int(row.dearest or 0)
    taken = int(row.spent or 0) + int(row.drawing or 0) + int(row.unknown or 0) * expected
    admitted: list[str] = []
    for job in wanted:
        # If no process knows what a grid takes, one is drawn alone to measure it.
        if taken >= ledger.whole(cap) or (not expected and (row.under_way or admitted)):
            break
        admitted.append(job)
        taken += expected
    if admitted:
        rows = [{"job": job, "run_id": run_id, "device_us": ledger.whole(seconds)} for job in admitted]
        connection.execute(admissions.insert(), rows)
    return admitted


_HOLDS = sa.and_(jobs.c.id == admissions.c.job, jobs.c.run_id == admissions.c.run_id, jobs.c.state.in_(UNFINISHED))
_SWEEP = admissions.delete().where(
    sa.or_(admissions.c.job.in_(sa.bindparam("wanted", expanding=True)), ~sa.select(jobs.c.id).where(_HOLDS).exists())
)
_DRAWING = (
    sa.select(admissions.c.device_us)
    .where(_HOLDS, jobs.c.lease_until > sa.bindparam("its_now", type_=sa.Double))
    .subquery()
)
_SPENT = sa.select(sa.func.sum(lines.c.device_us)).where(
    lines.c.finished >= sa.bindparam("day_start", type_=sa.Double),
    lines.c.finished < sa.bindparam("day_end", type_=sa.Double),
)
# One statement, so that a job that ends meanwhile counts once: as drawing or as spent.
_TAKEN = sa.select(
    _SPENT.scalar_subquery().label("spent"),
    sa.func.count().label("under_way"),
    sa.func.sum(_DRAWING.c.device_us).label("drawing"),
    sa.func.max(_DRAWING.c.device_us).label("dearest"),
    sa.func.sum(sa.case((_DRAWING.c.device_us == 0, 1), else_=0)).label("unknown"),
).select_from(_DRAWING)

"""Admissions: which jobs have money to be drawn with, over all processes, until the ledger has what they really took.

An admission counts as long as its job is unfinished and in the same hands: who dies holds money until their lease ends,
and who finishes hands it to the ledger in the same moment. What counts no more is swept by the next one who asks.
"""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from bot.store import ledger
from bot.store.job import UNFINISHED
from bot.store.schema import admissions, jobs
from bot.store.schema import ledger as lines


def admit(
    connection: sa.Connection, wanted: Sequence[str], life: str, now: float, *, seconds: float, since: float, cap: float
) -> list[str]:
    """The first ones of `wanted` for whom there is money.

    Args:
        seconds: what one of them will probably take; 0 where nobody here knows, and then others may.
        since, cap: device seconds that may be spent from then on.
    """
    ledger.hold(connection, ["money"])
    # Who asks has nothing: they may have been admitted before, in a process that did not hear of it.
    connection.execute(_SWEEP, {"wanted": list(wanted)})
    row = connection.execute(_TAKEN, {"since": since, "its_now": now}).one()
    expected = ledger.whole(seconds) or int(row.dearest or 0)
    taken = int(row.spent or 0) + int(row.drawing or 0) + int(row.unknown or 0) * expected
    admitted: list[str] = []
    for job in wanted:
        # Where nobody knows what a grid takes, one is drawn, and then they do.
        if taken >= ledger.whole(cap) or (not expected and (row.under_way or admitted)):
            break
        admitted.append(job)
        taken += expected
    if admitted:
        rows = [{"job": job, "life": life, "device_us": ledger.whole(seconds)} for job in admitted]
        connection.execute(admissions.insert(), rows)
    return admitted


_HOLDS = sa.and_(jobs.c.id == admissions.c.job, jobs.c.life == admissions.c.life, jobs.c.state.in_(UNFINISHED))
_SWEEP = admissions.delete().where(
    sa.or_(admissions.c.job.in_(sa.bindparam("wanted", expanding=True)), ~sa.select(jobs.c.id).where(_HOLDS).exists())
)
_DRAWING = (
    sa.select(admissions.c.device_us)
    .where(_HOLDS, jobs.c.lease_until > sa.bindparam("its_now", type_=sa.Double))
    .subquery()
)
_SPENT = sa.select(sa.func.sum(lines.c.device_us)).where(lines.c.finished >= sa.bindparam("since", type_=sa.Double))
# In one statement: what ends meanwhile is counted either as drawing or as spent.
_TAKEN = sa.select(
    _SPENT.scalar_subquery().label("spent"),
    sa.func.count().label("under_way"),
    sa.func.sum(_DRAWING.c.device_us).label("drawing"),
    sa.func.max(_DRAWING.c.device_us).label("dearest"),
    sa.func.sum(sa.case((_DRAWING.c.device_us == 0, 1), else_=0)).label("unknown"),
).select_from(_DRAWING)

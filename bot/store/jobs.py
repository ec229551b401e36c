"""Jobs, from accepted to shown. Each step is one guarded UPDATE: of two simultaneous calls one has an effect."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields

import sqlalchemy as sa

from bot.errors import OverLimit
from bot.member import Member
from bot.policy.quota import Limits, Used, check, explain
from bot.store import gallery_entries, ledger
from bot.store.column_types import plain
from bot.store.job import UNFINISHED, Job, NewJob, Reserved, job_of, new_id, packed
from bot.store.leases import Lease
from bot.store.schema import jobs
from bot.store.schema import ledger as lines
from inference.api import Codes

LISTED = [column for column in jobs.c if column.name != "codes"]
"""Lists are read without codes, which are 5 KB per job."""


def reserve(
    connection: sa.Connection, request: NewJob, limits: Limits, member: str, lease: Lease, now: float, attempt: int
) -> Reserved:
    ledger.lock(connection, limits, member)
    old = _delivered(connection, request)
    used = ledger.used(connection, limits, member)
    if old is not None:
        return Reserved(old, False, explain(limits, used))
    try:
        check(limits, used, request.lane)
    except OverLimit as refusal:
        refusal.at = now
        raise
    asked = {field.name: plain(getattr(request, field.name)) for field in fields(NewJob)}
    job = Job(**asked, id=new_id(attempt), state="waiting", asked=now)
    kept = asked | {
        "roles": sorted(request.roles),
        "prefix": list(request.prefix),
        "delivery": request.delivery or None,
        "options": dict(request.options),
    }
    connection.execute(_RESERVE, kept | {"id": job.id, "asked": now} | lease.columns(now))
    ledger.enter(connection, job.id, request, member, now)
    counted = {scope: grids + (scope != "member" or request.lane == "fast") for scope, grids in used.grids.items()}
    return Reserved(job, True, explain(limits, Used(counted, used.unfinished + 1)))


def started(connection: sa.Connection, job_id: str, run_id: str, now: float) -> bool:
    row = connection.execute(_START, {"its_id": job_id, "its_run_id": run_id, "started": now}).first()
    if row is None:
        return False
    connection.execute(_WAITED, {"its_job": job_id, "waited": max(0.0, now - row.asked)})
    return True


def drawn(
    connection: sa.Connection, job_id: str, run_id: str, now: float, codes: Codes, device_seconds: float, money: float,
    facts: Mapping[str, object], model: str,
) -> bool:  # fmt: skip
    what = {"its_run_id": run_id, "state": "drawn", "codes": packed(codes), "facts": dict(facts), "model": model}
    return _finish(connection, _FINISH_OURS, job_id, now, device_seconds, money, what)


def failed(
    connection: sa.Connection, job_id: str, run_id: str, now: float, reference: str, device_seconds: float, money: float
) -> bool:
    what = {"its_run_id": run_id, "state": "failed", "reference": reference}
    return _finish(connection, _FINISH_OURS, job_id, now, device_seconds, money, what)


def cancelled(
    connection: sa.Connection,
    job_id: str,
    run_id: str,
    now: float,
    by: str,
    device_seconds: float = 0,
    money: float = 0,
) -> bool:
    """On behalf of a user, whichever process holds the job: that process learns of it when `drawn` returns False.

    Without a user only if we hold the job: another process may have adopted it while this one was suspended.
    """
    what = {"state": "cancelled", "ended_by": by} | ({} if by else {"its_run_id": run_id})
    return _finish(connection, _FINISH if by else _FINISH_OURS, job_id, now, device_seconds, money, what)


def posted(connection: sa.Connection, job_id: str, run_id: str, now: float, address: str) -> bool:
    """The chat shows the end of the job: the picture, or why there is none."""
    shown = {"its_id": job_id, "its_run_id": run_id, "shown": now} | ({"address": address} if address else {})
    return connection.execute(_POSTED, shown).rowcount == 1


def unseen(connection: sa.Connection, job_id: str, now: float) -> None:
    """Nobody can be shown how the job ended, and it is not tried again; its state stays what it is."""
    given_up = jobs.update().where(jobs.c.id == job_id, jobs.c.shown.is_(None))
    connection.execute(given_up.values(shown=now))


def readdress(connection: sa.Connection, job_id: str, run_id: str, address: str) -> bool:
    ours = jobs.update().where(jobs.c.id == job_id, jobs.c.run_id == run_id, jobs.c.state != "deleted")
    return connection.execute(ours.values(address=address)).rowcount == 1


def job(connection: sa.Connection, job_id: str) -> Job | None:
    row = connection.execute(_JOB, {"its_id": job_id}).first()
    return None if row is None else job_of(row)


def prompts(connection: sa.Connection, community: str, since: float, most: int) -> list[str]:
    """Of the newest `most` requests; a mash has two."""
    both = sa.select(jobs.c.prompt, jobs.c.mash)
    found = both.where(_of(community), jobs.c.asked >= since).order_by(jobs.c.asked.desc()).limit(most)
    return [text for row in connection.execute(found) for text in row if text]


def channels(connection: sa.Connection, community: str, user: str) -> dict[str, str]:
    last = sa.func.max(jobs.c.asked)
    seen = sa.select(jobs.c.channel, jobs.c.channel_name).where(_of(community), jobs.c.user == user)
    found: dict[str, str] = {}
    for row in connection.execute(seen.group_by(jobs.c.channel, jobs.c.channel_name).order_by(last.desc())):
        found.setdefault(row.channel, row.channel_name)
    return found


def newest(connection: sa.Connection, member: Member, unfinished_only: bool) -> Job | None:
    if unfinished_only:
        mine = unfinished(connection, f"{member.platform}:{member.community}", member.user)
        return max(mine, key=lambda job: (job.asked, job.id), default=None)
    found = (
        sa.select(*LISTED)
        .where(jobs.c.platform == member.platform, jobs.c.community == member.community, jobs.c.user == member.user)
        .order_by(jobs.c.asked.desc(), jobs.c.id.desc())
        .limit(1)
    )
    row = connection.execute(found).first()
    return None if row is None else job_of(row)


def unfinished(connection: sa.Connection, community: str | None, user: str | None) -> list[Job]:
    # Only the states are in the statement: with a community, SQLite would read all of its jobs instead of these few.
    found = sa.select(*LISTED).where(jobs.c.state.in_(UNFINISHED), jobs.c.shown.is_(None))
    ordered = found.order_by(jobs.c.state, jobs.c.lane, jobs.c.tag, jobs.c.asked, jobs.c.id)  # drawing, fast: first
    return [
        job_of(row)
        for row in connection.execute(ordered)
        if community in (None, f"{row.platform}:{row.community}") and user in (None, row.user)
    ]


def _of(community: str) -> sa.ColumnElement[bool]:
    platform, _, place = community.partition(":")
    return sa.and_(jobs.c.platform == platform, jobs.c.community == place)


def _delivered(connection: sa.Connection, request: NewJob) -> Job | None:
    if not request.delivery:
        return None
    row = connection.execute(_DELIVERED, {"platform": request.platform, "delivery": request.delivery}).first()
    return None if row is None else job_of(row)


def _finish(
    connection: sa.Connection, statement: sa.Update, job_id: str, now: float, device_seconds: float, money: float,
    what: Mapping[str, object],
) -> bool:  # fmt: skip
    """Ends an unfinished job and its line in the ledger.

    True also if this process ended it in the same way before: a caller who lost the answer to the commit tries again.
    """
    costs = {"device_us": ledger.whole(device_seconds), "money_millionths": ledger.whole(money)}
    if connection.execute(statement, {**what, **costs, "its_id": job_id, "finished": now}).rowcount != 1:
        ended = {"its_id": job_id} | {name: what[name] for name in ("its_run_id", "state") if name in what}
        row = connection.execute(_ENDED, ended).first() if "its_run_id" in what else None
        return row is not None and all(what.get(name, kept) == kept for name, kept in row._mapping.items())
    if what["state"] == "drawn":
        gallery_entries.grid_drawn(connection, job_id)
    ledger.close(connection, job_id, "settled" if what["state"] == "drawn" else "refunded", now, **costs)
    return True


# --- statements, built once: building them costs more than running them -----------------------------------------------

_ITS = jobs.c.id == sa.bindparam("its_id")
_OURS = jobs.c.run_id == sa.bindparam("its_run_id")
_RESERVE = jobs.insert().values(
    state="waiting", device_us=0, money_millionths=0, model="", reference="", attempts=0, facts={}, ended_by=""
)
_START = (
    jobs.update()
    .where(_ITS, _OURS, jobs.c.state == "waiting")
    .values(state="drawing", attempts=jobs.c.attempts + 1)
    .returning(jobs.c.asked)
)
_WAITED = lines.update().where(lines.c.job == sa.bindparam("its_job"), lines.c.waited.is_(None))
_FINISH = jobs.update().where(_ITS, jobs.c.state.in_(UNFINISHED))
_FINISH_OURS = _FINISH.where(_OURS)
_POSTED = (
    jobs.update()
    .where(_ITS, _OURS, jobs.c.shown.is_(None), jobs.c.state.in_(("drawn", "failed", "cancelled")))
    .values(state=sa.case((jobs.c.state == "drawn", "posted"), else_=jobs.c.state))
)
_ENDED = sa.select(jobs.c.codes, jobs.c.reference).where(_ITS, _OURS, jobs.c.state == sa.bindparam("state"))
_DELIVERED = sa.select(jobs).where(
    jobs.c.platform == sa.bindparam("platform"), jobs.c.delivery == sa.bindparam("delivery")
)
_JOB = sa.select(jobs).where(_ITS)

"""Jobs, from accepted to shown. Every step is one guarded UPDATE: of two that come at once, one finds it done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.commands import Member
from bot.quota import Limits, explain
from bot.store import ledger
from bot.store.job import UNFINISHED, Ask, Job, Reserved, job_of, new_id, packed
from bot.store.leases import Lease
from bot.store.schema import jobs
from bot.store.schema import ledger as lines
from inference.api import Codes

ASK = tuple(field.name for field in fields(Ask) if field.name not in ("roles", "delivery", "options"))
LISTED = [column for column in jobs.c if column.name != "codes"]
"""Lists do without codes: five thousand bytes a job."""


async def reserve(
    connection: AsyncConnection, ask: Ask, limits: Limits, member: str, lease: Lease, now: float, attempt: int
) -> Reserved:
    await ledger.lock(connection, limits, member)
    old = await _delivered(connection, ask)
    used = await ledger.used(connection, limits, member)
    if old is not None:
        return Reserved(old, False, explain(limits, used))
    ledger.check(limits, used, ask)
    job_id = new_id(attempt)
    row = (
        await connection.execute(
            jobs.insert()
            .values(
                id=job_id, **{name: getattr(ask, name) for name in ASK}, roles=sorted(ask.roles),
                delivery=ask.delivery or None, options=dict(ask.options), state="waiting", asked=now, device_us=0,
                money_millionths=0, model="", reference="", attempts=0, facts={}, ended_by="", **lease.columns(now),
            )
            .returning(*LISTED)
        )
    ).one()  # fmt: skip
    await ledger.enter(connection, job_id, ask, member, now)
    counted = {scope: grids + (scope != "member" or ask.lane == "fast") for scope, grids in used.grids.items()}
    return Reserved(job_of(row), True, explain(limits, type(used)(counted, used.drawing, used.waiting + 1)))


async def started(connection: AsyncConnection, job_id: str, life: str, now: float) -> bool:
    step = jobs.update().where(jobs.c.id == job_id, jobs.c.life == life, jobs.c.state == "waiting")
    row = (
        await connection.execute(
            step.values(state="drawing", started=now, attempts=jobs.c.attempts + 1).returning(jobs.c.asked)
        )
    ).first()
    if row is None:
        return False
    await connection.execute(
        lines.update().where(lines.c.job == job_id, lines.c.waited.is_(None)).values(waited=max(0.0, now - row.asked))
    )
    return True


async def drawn(
    connection: AsyncConnection, job_id: str, life: str, now: float, codes: Codes, device_seconds: float, money: float,
    facts: Mapping[str, object], model: str,
) -> bool:  # fmt: skip
    if not await _finish(
        connection, job_id, now, jobs.c.life == life, state="drawn", codes=packed(codes), model=model,
        facts=dict(facts), device_us=ledger.whole(device_seconds), money_millionths=ledger.whole(money),
    ):  # fmt: skip
        return False
    await ledger.close(connection, job_id, "settled", now, device_seconds, money)
    return True


async def failed(
    connection: AsyncConnection, job_id: str, life: str, now: float, reference: str, device_seconds: float, money: float
) -> bool:
    if not await _finish(
        connection, job_id, now, jobs.c.life == life, state="failed", reference=reference,
        device_us=ledger.whole(device_seconds), money_millionths=ledger.whole(money),
    ):  # fmt: skip
        return False
    await ledger.close(connection, job_id, "refunded", now, device_seconds, money)
    return True


async def cancelled(
    connection: AsyncConnection, job_id: str, now: float, by: str, device_seconds: float = 0, money: float = 0
) -> bool:
    """Whoever draws it: they learn it when `drawn` tells them that they are too late."""
    if not await _finish(
        connection, job_id, now, sa.true(), state="cancelled", ended_by=by,
        device_us=ledger.whole(device_seconds), money_millionths=ledger.whole(money),
    ):  # fmt: skip
        return False
    await ledger.close(connection, job_id, "refunded", now, device_seconds, money)
    return True


async def posted(connection: AsyncConnection, job_id: str, life: str, now: float, address: str) -> bool:
    """The chat shows the end of the job: the picture, or why there is none."""
    return await _changed(
        connection,
        jobs.update()
        .where(jobs.c.id == job_id, jobs.c.life == life, jobs.c.shown.is_(None))
        .where(jobs.c.state.in_(("drawn", "failed", "cancelled")))
        .values(
            state=sa.case((jobs.c.state == "drawn", "posted"), else_=jobs.c.state),
            shown=now,
            address=address or jobs.c.address,
        ),
    )


async def readdress(connection: AsyncConnection, job_id: str, address: str) -> bool:
    return await _changed(connection, jobs.update().where(jobs.c.id == job_id).values(address=address))


async def deleted(connection: AsyncConnection, job_id: str, by: str) -> bool:
    """The grid is gone, its line in the ledger stays: it was drawn."""
    return await _changed(
        connection,
        jobs.update()
        .where(jobs.c.id == job_id, jobs.c.state.in_(("drawn", "posted")))
        .values(state="deleted", ended_by=by, codes=None),
    )


async def job(connection: AsyncConnection, job_id: str) -> Job | None:
    row = (await connection.execute(sa.select(jobs).where(jobs.c.id == job_id))).first()
    return None if row is None else job_of(row)


async def prompts(connection: AsyncConnection, community: str, since: float) -> list[str]:
    found = sa.select(jobs.c.prompt).where(_of(community), jobs.c.asked >= since).order_by(jobs.c.asked.desc())
    return list(await connection.scalars(found))


async def channels(connection: AsyncConnection, community: str) -> dict[str, str]:
    last = sa.func.max(jobs.c.asked)
    seen = sa.select(jobs.c.channel, jobs.c.channel_name).where(_of(community))
    rows = await connection.execute(seen.group_by(jobs.c.channel, jobs.c.channel_name).order_by(last))
    return {row.channel: row.channel_name for row in rows}


async def newest(connection: AsyncConnection, member: Member, unfinished: bool) -> Job | None:
    mine = (
        sa.select(*LISTED)
        .where(jobs.c.platform == member.platform, jobs.c.community == member.community, jobs.c.user == member.user)
        .order_by(jobs.c.asked.desc(), jobs.c.id.desc())
        .limit(1)
    )
    row = (await connection.execute(mine.where(jobs.c.state.in_(UNFINISHED)) if unfinished else mine)).first()
    return None if row is None else job_of(row)


async def unfinished(connection: AsyncConnection, community: str | None, user: str | None) -> list[Job]:
    found = sa.select(*LISTED).where(jobs.c.state.in_(UNFINISHED))
    if community is not None:
        found = found.where(_of(community))
    if user is not None:
        found = found.where(jobs.c.user == user)
    ordered = found.order_by(jobs.c.state, jobs.c.lane, jobs.c.tag, jobs.c.asked, jobs.c.id)  # drawing, fast: first
    return [job_of(row) for row in await connection.execute(ordered)]


def _of(community: str) -> sa.ColumnElement[bool]:
    platform, _, place = community.partition(":")
    return sa.and_(jobs.c.platform == platform, jobs.c.community == place)


async def _delivered(connection: AsyncConnection, ask: Ask) -> Job | None:
    if not ask.delivery:
        return None
    same = sa.select(jobs).where(jobs.c.platform == ask.platform, jobs.c.delivery == ask.delivery)
    row = (await connection.execute(same)).first()
    return None if row is None else job_of(row)


async def _finish(
    connection: AsyncConnection, job_id: str, now: float, mine: sa.ColumnElement[bool], **values: object
) -> bool:
    return await _changed(
        connection,
        jobs.update().where(jobs.c.id == job_id, mine, jobs.c.state.in_(UNFINISHED)).values(finished=now, **values),
    )


async def _changed(connection: AsyncConnection, statement: sa.Update) -> bool:
    return (await connection.execute(statement)).rowcount == 1

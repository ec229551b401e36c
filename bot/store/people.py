"""What moderators decided about single members: grids given for today, and time-outs."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.database import insert
from bot.store.decisions import Moderator, log
from bot.store.schema import grants, time_outs


async def grant(connection: AsyncConnection, community: str, user: str, grids: int, by: Moderator, now: float) -> None:
    row = insert(connection, grants).values(community=community, user=user, at=now, grids=grids)
    await connection.execute(
        row.on_conflict_do_update(
            index_elements=["community", "user", "at"], set_={"grids": grants.c.grids + row.excluded.grids}
        )
    )
    await log(connection, community, by, "grant", [(user, "", str(grids))], now)


async def granted(connection: AsyncConnection, community: str, user: str, since: float) -> int:
    total = await connection.scalar(
        sa.select(sa.func.sum(grants.c.grids)).where(
            grants.c.community == community, grants.c.user == user, grants.c.at >= since
        )
    )
    return int(total or 0)


async def time_out(
    connection: AsyncConnection, community: str, user: str, until: float, by: Moderator, now: float
) -> None:
    if until <= now:
        await connection.execute(time_outs.delete().where(time_outs.c.community == community, time_outs.c.user == user))
        await log(connection, community, by, "time-out", [(user, "", "none")], now)
        return
    row = insert(connection, time_outs).values(community=community, user=user, until=until)
    await connection.execute(
        row.on_conflict_do_update(index_elements=["community", "user"], set_={"until": row.excluded.until})
    )
    await log(connection, community, by, "time-out", [(user, "", f"{(until - now) / 60:.0f} min")], now)


async def timed_out(connection: AsyncConnection, community: str, user: str, now: float) -> float | None:
    until = await connection.scalar(
        sa.select(time_outs.c.until).where(
            time_outs.c.community == community, time_outs.c.user == user, time_outs.c.until > now
        )
    )
    return None if until is None else float(until)

"""What moderators decided about single members: grids given for today, and time-outs."""

from __future__ import annotations

import sqlalchemy as sa

from bot.store.database import insert
from bot.store.decisions import Moderator, log
from bot.store.schema import grants, time_outs


def grant(connection: sa.Connection, community: str, user: str, grids: int, by: Moderator, now: float) -> None:
    row = insert(connection.dialect.name, grants).values(community=community, user=user, at=now, grids=grids)
    connection.execute(
        row.on_conflict_do_update(
            index_elements=["community", "user", "at"], set_={"grids": grants.c.grids + row.excluded.grids}
        )
    )
    log(connection, community, by, "grant", [(user, "", str(grids))], now)


def granted(connection: sa.Connection, community: str, user: str, since: float) -> int:
    total = connection.scalar(
        sa.select(sa.func.sum(grants.c.grids)).where(
            grants.c.community == community, grants.c.user == user, grants.c.at >= since
        )
    )
    return int(total or 0)


def time_out(connection: sa.Connection, community: str, user: str, until: float, by: Moderator, now: float) -> None:
    if until <= now:
        connection.execute(time_outs.delete().where(time_outs.c.community == community, time_outs.c.user == user))
        log(connection, community, by, "time-out", [(user, "", "none")], now)
        return
    row = insert(connection.dialect.name, time_outs).values(community=community, user=user, until=until)
    connection.execute(
        row.on_conflict_do_update(index_elements=["community", "user"], set_={"until": row.excluded.until})
    )
    log(connection, community, by, "time-out", [(user, "", f"{(until - now) / 60:.0f} min")], now)


def timed_out(connection: sa.Connection, community: str, user: str, now: float) -> float | None:
    until = connection.scalar(
        sa.select(time_outs.c.until).where(
            time_outs.c.community == community, time_outs.c.user == user, time_outs.c.until > now
        )
    )
    return None if until is None else float(until)

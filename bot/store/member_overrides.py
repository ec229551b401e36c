"""What moderators decided about single members: extra grids for today, and time-outs."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from bot.policy.quota import Day
from bot.store.column_types import insert
from bot.store.schema import grants, time_outs
from bot.store.settings_history import AuditEntry, Moderator, log


@dataclass(frozen=True)
class Standing:
    """Of one member: grids granted for the day, and the end of their time-out (seconds since 1970)."""

    granted: int
    timed_out_until: float | None


def grant(connection: sa.Connection, community: str, user: str, grids: int, by: Moderator, now: float) -> AuditEntry:
    row = insert(connection.dialect.name, grants).values(community=community, user=user, at=now, grids=grids)
    connection.execute(
        row.on_conflict_do_update(
            index_elements=["community", "user", "at"], set_={"grids": grants.c.grids + row.excluded.grids}
        )
    )
    return log(connection, community, by, "grant", [(user, "", str(grids))], now, user)


def time_out(
    connection: sa.Connection, community: str, user: str, until: float, by: Moderator, now: float
) -> AuditEntry:
    if until <= now:
        connection.execute(time_outs.delete().where(time_outs.c.community == community, time_outs.c.user == user))
        return log(connection, community, by, "time-out", [(user, "", "none")], now, user)
    row = insert(connection.dialect.name, time_outs).values(community=community, user=user, until=until)
    connection.execute(
        row.on_conflict_do_update(index_elements=["community", "user"], set_={"until": row.excluded.until})
    )
    return log(connection, community, by, "time-out", [(user, "", f"{(until - now) / 60:.0f} min")], now, user)


def standing(connection: sa.Connection, community: str, user: str, day: Day) -> Standing:
    row = connection.execute(
        _STANDING, {"place": community, "their_id": user, "start": day.start, "end": day.end}
    ).one()
    return Standing(int(row.granted or 0), row.timed_out_until)


def timed_out(connection: sa.Connection, community: str, now: float) -> dict[str, float]:
    found = sa.select(time_outs.c.user, time_outs.c.until)
    return {
        row.user: row.until
        for row in connection.execute(found.where(time_outs.c.community == community, time_outs.c.until > now))
    }


def _of(table: sa.Table) -> sa.ColumnElement[bool]:
    return sa.and_(table.c.community == sa.bindparam("place"), table.c.user == sa.bindparam("their_id"))


_STANDING = sa.select(  # built once, and one statement: every request begins with it
    sa.select(sa.func.sum(grants.c.grids))
    .where(
        _of(grants),
        grants.c.at >= sa.bindparam("start", type_=sa.Double),
        grants.c.at < sa.bindparam("end", type_=sa.Double),
    )
    .scalar_subquery()
    .label("granted"),
    sa.select(time_outs.c.until).where(_of(time_outs)).scalar_subquery().label("timed_out_until"),
)

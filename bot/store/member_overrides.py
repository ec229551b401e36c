"""What moderators decided about single members: grids given for today, and time-outs."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from bot.store.schema import grants, insert, time_outs
from bot.store.settings_history import AuditEntry, Moderator, log


@dataclass(frozen=True)
class Standing:
    """Of one member: grids given since the day began, and until when (seconds since 1970) they may not ask."""

    granted: int
    out_until: float | None


def grant(connection: sa.Connection, community: str, user: str, grids: int, by: Moderator, now: float) -> AuditEntry:
    row = insert(connection.dialect.name, grants).values(community=community, user=user, at=now, grids=grids)
    connection.execute(
        row.on_conflict_do_update(
            index_elements=["community", "user", "at"], set_={"grids": grants.c.grids + row.excluded.grids}
        )
    )
    return log(connection, community, by, "grant", [(user, "", str(grids))], now)


def time_out(
    connection: sa.Connection, community: str, user: str, until: float, by: Moderator, now: float
) -> AuditEntry:
    if until <= now:
        connection.execute(time_outs.delete().where(time_outs.c.community == community, time_outs.c.user == user))
        return log(connection, community, by, "time-out", [(user, "", "none")], now)
    row = insert(connection.dialect.name, time_outs).values(community=community, user=user, until=until)
    connection.execute(
        row.on_conflict_do_update(index_elements=["community", "user"], set_={"until": row.excluded.until})
    )
    return log(connection, community, by, "time-out", [(user, "", f"{(until - now) / 60:.0f} min")], now)


def standing(connection: sa.Connection, community: str, user: str, since: float) -> Standing:
    row = connection.execute(_STANDING, {"place": community, "their_id": user, "since": since}).one()
    return Standing(int(row.granted or 0), row.out_until)


def out(connection: sa.Connection, community: str, now: float) -> dict[str, float]:
    """User -> until when, of those who have a time-out."""
    found = sa.select(time_outs.c.user, time_outs.c.until)
    return {
        row.user: row.until
        for row in connection.execute(found.where(time_outs.c.community == community, time_outs.c.until > now))
    }


def _of(table: sa.Table) -> sa.ColumnElement[bool]:
    return sa.and_(table.c.community == sa.bindparam("place"), table.c.user == sa.bindparam("their_id"))


_STANDING = sa.select(  # made once, and one statement: every ask begins with it
    sa.select(sa.func.sum(grants.c.grids))
    .where(_of(grants), grants.c.at >= sa.bindparam("since", type_=sa.Double))
    .scalar_subquery()
    .label("granted"),
    sa.select(time_outs.c.until).where(_of(time_outs)).scalar_subquery().label("out_until"),
)

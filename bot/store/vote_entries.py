"""Votes go with their grid and with their member; a tile that is withdrawn from the hall of fame loses them, for good.

Its post there is one of the posted tiles (shares.py), with a delivery of its own, so that there is one of each tile.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import sqlalchemy as sa

from bot.store.column_types import insert
from bot.store.schema import shares
from bot.store.votes_table import hall, votes


def delivery_of(platform: str, job_id: str, tile: int) -> str:
    """Of the tile's post in the hall of fame."""
    return f"{platform}:hall:{job_id}-{tile}"


def recount(connection: sa.Connection, job_id: str, tile: int) -> None:
    """Posts of this tile have a button with another number. Before the votes are written: posts are locked first, as by
    a withdrawal."""
    posts = sa.and_(shares.c.job == job_id, shares.c.tile == tile, shares.c.id.is_not(None))
    connection.execute(shares.update().where(posts).values(recount=True))


def withdrawn(connection: sa.Connection, job_id: str, tile: int) -> None:
    """From the hall of fame."""
    recount(connection, job_id, tile)
    mark(connection, job_id, tile, "withdrawn")
    connection.execute(votes.delete().where(votes.c.job == job_id, votes.c.tile == tile))


def forget(connection: sa.Connection, platform: str, user: str) -> None:
    """All votes of a person."""
    theirs = sa.select(votes.c.job, votes.c.tile).where(given_by(platform, user)).order_by(votes.c.job, votes.c.tile)
    for job_id, tile in connection.execute(theirs).all():
        recount(connection, job_id, tile)
    connection.execute(votes.delete().where(given_by(platform, user)))


def mark(connection: sa.Connection, job_id: str, tile: int, what: Literal["withdrawn", "announced"]) -> None:
    values = {"job": job_id, "tile": tile, "withdrawn": False, "announced": False, what: True}
    once = insert(connection.dialect.name, hall).values(values)
    connection.execute(once.on_conflict_do_update(index_elements=["job", "tile"], set_={what: True}))


def delete_of(connection: sa.Connection, job_ids: Sequence[str]) -> None:
    connection.execute(votes.delete().where(votes.c.job.in_(job_ids)))
    connection.execute(hall.delete().where(hall.c.job.in_(job_ids)))


def given_by(platform: str, user: str) -> sa.ColumnElement[bool]:
    return sa.and_(votes.c.user == user, votes.c.platform == platform)

"""Votes go with their grid and with their member; a tile that is withdrawn from the hall of fame loses them, for good.

Its post there is one of the posted tiles (shares.py), with a delivery of its own, so that there is one of each tile.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import sqlalchemy as sa

from bot.store.column_types import insert
from bot.store.votes_table import hall, votes


def delivery_of(platform: str, job_id: str, tile: int) -> str:
    """Of the tile's post in the hall of fame."""
    return f"{platform}:hall:{job_id}-{tile}"


def withdrawn(connection: sa.Connection, job_id: str, tile: int) -> None:
    """From the hall of fame."""
    mark(connection, job_id, tile, "withdrawn")
    connection.execute(votes.delete().where(votes.c.job == job_id, votes.c.tile == tile))


def mark(connection: sa.Connection, job_id: str, tile: int, what: Literal["withdrawn", "announced"]) -> None:
    values = {"job": job_id, "tile": tile, "withdrawn": False, "announced": False, what: True}
    once = insert(connection.dialect.name, hall).values(values)
    connection.execute(once.on_conflict_do_update(index_elements=["job", "tile"], set_={what: True}))


def delete_of(connection: sa.Connection, job_ids: Sequence[str]) -> None:
    connection.execute(votes.delete().where(votes.c.job.in_(job_ids)))
    connection.execute(hall.delete().where(hall.c.job.in_(job_ids)))


def given_by(platform: str, user: str) -> sa.ColumnElement[bool]:
    return sa.and_(votes.c.user == user, votes.c.platform == platform)

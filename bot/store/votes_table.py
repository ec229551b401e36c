"""The tables of the hall of fame: who voted for which tile, and what became of tiles that had enough votes."""

from __future__ import annotations

import sqlalchemy as sa

from bot.store.column_types import Plain
from bot.store.schema import metadata

votes = sa.Table(
    "votes",
    metadata,
    sa.Column("job", sa.String(16), primary_key=True),
    sa.Column("tile", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("user", Plain, primary_key=True),
    sa.Column("platform", Plain, nullable=False),
    sa.Column("community", Plain, nullable=False),  # the grid's
    sa.Column("at", sa.Double, nullable=False),
    sa.Index(None, "platform", "community", "at"),
    sa.Index(None, "user"),
)

hall = sa.Table(
    "hall",
    metadata,
    sa.Column("job", sa.String(16), primary_key=True),
    sa.Column("tile", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("withdrawn", sa.Boolean, nullable=False),  # it is not posted there again
    sa.Column("announced", sa.Boolean, nullable=False),  # moderators were told that it could not be posted there
)

"""The gallery's table: what was drawn, chosen and captioned, in the order in which it came.

SQLite has an index of its words in a table of its own, gallery_words (FTS5), which triggers keep; PostgreSQL has a GIN
index. The migration makes both; they are not in here, as each is on one database only.
"""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import event

from bot.store.column_types import Plain, SearchWords
from bot.store.schema import metadata

FAVOURITE = sa.text("favourite")
WHOLE_GRID = sa.text("tile = 0")
"""Statements that use the index of these rows repeat the condition."""

gallery = sa.Table(
    "gallery",
    metadata,
    sa.Column("number", sa.Integer, primary_key=True),  # their order
    sa.Column("job", sa.String(16), nullable=False),
    sa.Column("tile", sa.Integer, nullable=False),  # 0 is a whole grid
    sa.Column("caption", sa.String(16), nullable=False),  # the id of one on that tile, or ""
    sa.Column("platform", Plain, nullable=False),
    sa.Column("community", Plain, nullable=False),  # in which the user did it
    sa.Column("channel", Plain, nullable=False),  # the job's
    sa.Column("user", Plain, nullable=False),  # who requested the grid, chose the tile or wrote the caption
    sa.Column("favourite", sa.Boolean, nullable=False),
    sa.Column("posted", sa.Boolean, nullable=False),  # a chosen tile, by this user
    sa.Column("words", SearchWords, nullable=False),  # of a grid's prompt or of a caption; see gallery_words.py
    sa.UniqueConstraint("job", "tile", "user", "caption"),
    sa.Index(None, "user", "platform", "community", "number"),
    sa.Index(
        "ix_gallery_favourites", "user", "platform", "community", "number",
        sqlite_where=FAVOURITE, postgresql_where=FAVOURITE,
    ),
    sa.Index("ix_gallery_grids", "platform", "channel", "number", sqlite_where=WHOLE_GRID, postgresql_where=WHOLE_GRID),
)  # fmt: skip


@event.listens_for(gallery, "before_drop")
def _drop_index(_: sa.Table, connection: sa.Connection, **__: object) -> None:
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("DROP TABLE IF EXISTS gallery_words")

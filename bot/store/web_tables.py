"""The tables of the page: its messages, people and channels."""

from __future__ import annotations

import sqlalchemy as sa

from bot.store.column_types import Json, Plain
from bot.store.schema import metadata

web_messages = sa.Table(
    "web_messages",
    metadata,
    sa.Column("number", sa.Integer, primary_key=True),  # their order
    sa.Column("id", Plain, nullable=False),
    sa.Column("community", Plain, nullable=False),
    sa.Column("channel", Plain, nullable=False),
    sa.Column("author", Plain, nullable=False),
    sa.Column("author_name", Plain, nullable=False),
    sa.Column("private_to", Plain, nullable=False),
    sa.Column("reply_to", Plain, nullable=False),
    sa.Column("job", Plain, nullable=False),
    sa.Column("body", Json, nullable=False),
    sa.Column("created", sa.Double, nullable=False),
    sa.Column("updated", sa.Double, nullable=False),
    sa.UniqueConstraint("id"),
    sa.Index(None, "community", "channel", "number"),
    sa.Index(None, "job"),
    sa.Index(None, "created"),
    sa.Index(None, "author"),
    sa.Index(None, "private_to"),
)

web_people = sa.Table(
    "web_people",
    metadata,
    sa.Column("number", sa.Integer, primary_key=True),  # the order in which they came
    sa.Column("id", Plain, nullable=False),
    sa.Column("name", Plain, nullable=False),
    sa.Column("moderator", sa.Boolean, nullable=False),
    sa.Column("active", sa.Boolean, nullable=False),
    sa.Column("seen", sa.Double, nullable=False),
    sa.UniqueConstraint("id"),
)

web_channels = sa.Table(
    "web_channels",
    metadata,
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("id", Plain, nullable=False),
    sa.Column("topic", Plain, nullable=False),
    sa.Column("moderators", sa.Boolean, nullable=False),
    sa.UniqueConstraint("id"),
)

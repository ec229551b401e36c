"""The web chat's people and channels, which were in a file of their own."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "web_people",
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("moderator", sa.Boolean, nullable=False),
        sa.Column("active", sa.Boolean, nullable=False),
        sa.Column("seen", sa.Double, nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_web_people"),
        sa.UniqueConstraint("id", name="uq_web_people_id"),
    )
    op.create_table(
        "web_channels",
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("topic", sa.Text, nullable=False),
        sa.Column("moderators", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_web_channels"),
        sa.UniqueConstraint("id", name="uq_web_channels_id"),
    )

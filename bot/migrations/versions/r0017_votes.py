"""Votes for tiles, and what became of those that had enough for the hall of fame."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "votes",
        sa.Column("job", sa.String(16), nullable=False),
        sa.Column("tile", sa.Integer, nullable=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("user", "platform", "community")),
        sa.Column("at", sa.Double, nullable=False),
        sa.PrimaryKeyConstraint("job", "tile", "user", name="pk_votes"),
    )
    op.create_index("ix_votes_platform_community_at", "votes", ["platform", "community", "at"])
    op.create_index("ix_votes_user", "votes", ["user"])
    op.create_table(
        "hall",
        sa.Column("job", sa.String(16), nullable=False),
        sa.Column("tile", sa.Integer, nullable=False),
        *(sa.Column(name, sa.Boolean, nullable=False) for name in ("withdrawn", "announced")),
        sa.PrimaryKeyConstraint("job", "tile", name="pk_hall"),
    )

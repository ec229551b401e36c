"""Requests that a quota refused, so that moderators can try other quotas on the last days."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "refused_requests",
        sa.Column("number", sa.Integer, primary_key=True),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("community", "channel", "user", "name", "roles")),
        sa.Column("relaxed", sa.Boolean, nullable=False),
        sa.Column("at", sa.Double, nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_refused_requests"),
    )
    op.create_index("ix_refused_requests_community_at", "refused_requests", ["community", "at"])
    op.create_index("ix_refused_requests_user", "refused_requests", ["user"])
    op.create_index("ix_refused_requests_at", "refused_requests", ["at"])

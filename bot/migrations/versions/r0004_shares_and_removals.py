"""Where tiles were posted, and which messages are to be taken away."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "shares",
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("job", sa.String(16), nullable=False),
        sa.Column("user", sa.Text, nullable=False),
        sa.Column("address", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_shares"),
    )
    op.create_index("ix_shares_job", "shares", ["job"])
    op.create_index("ix_shares_user", "shares", ["user"])
    op.create_table(
        "removals",
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("platform", sa.Text, nullable=False),
        sa.Column("address", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_removals"),
    )

"""Captions on tiles, and the codes with which a variation begins."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "captions",
        sa.Column("id", sa.String(16), nullable=False),
        sa.Column("job", sa.String(16), nullable=False),
        sa.Column("tile", sa.Integer, nullable=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("user", "name", "top", "bottom")),
        sa.Column("style", sa.String(16), nullable=False),
        sa.Column("alt", sa.Text, nullable=False),
        sa.Column("written", sa.Double, nullable=False),
        sa.Column("posted", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_captions"),
    )
    op.create_index("ix_captions_job", "captions", ["job"])
    op.create_index("ix_captions_user", "captions", ["user"])
    op.add_column("jobs", sa.Column("prefix", sa.Text, nullable=False, server_default="[]"))

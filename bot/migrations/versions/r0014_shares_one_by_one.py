"""What is posted of each tile: which one, where, by whom, and whether the chat has said that it is there."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name in ("id", "delivery"):
        op.add_column("shares", sa.Column(name, sa.Text))
    op.add_column("shares", sa.Column("tile", sa.Integer, nullable=False, server_default="0"))
    for name in ("platform", "caption", "name", "channel", "channel_name", "about"):
        op.add_column("shares", sa.Column(name, sa.Text, nullable=False, server_default=sa.text("''")))
    op.add_column("shares", sa.Column("at", sa.Double, nullable=False, server_default="0"))
    op.add_column("shares", sa.Column("posted", sa.Boolean, nullable=False, server_default=sa.true()))
    op.create_index("ix_shares_id", "shares", ["id"], unique=True)
    op.create_index("ix_shares_delivery", "shares", ["delivery"], unique=True)
    rows = sa.text("NOT posted")
    op.create_index("ix_shares_unsettled", "shares", ["platform", "at"], sqlite_where=rows, postgresql_where=rows)
    for name in ("job", "share", "place"):
        op.add_column("removals", sa.Column(name, sa.Text, nullable=False, server_default=sa.text("''")))
    op.add_column("removals", sa.Column("since", sa.Double, nullable=False, server_default="0"))
    op.create_index("ix_removals_job", "removals", ["job"])

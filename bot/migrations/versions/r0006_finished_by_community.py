"""A community's day is found without reading all its days."""

from __future__ import annotations

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_ledger_community_finished", "ledger", ["community", "finished"])

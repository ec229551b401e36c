"""Where grids were reported to the moderators."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("shares", sa.Column("report", sa.Boolean, nullable=False, server_default=sa.false()))

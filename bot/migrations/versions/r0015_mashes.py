"""A mash's second prompt, its dial, and whether its nine pictures walk from one to the other."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("jobs", sa.Column("mash", sa.Text, nullable=False, server_default=""))
    op.add_column("jobs", sa.Column("dial", sa.Double, nullable=False, server_default="0.5"))
    op.add_column("jobs", sa.Column("walk", sa.Boolean, nullable=False, server_default=sa.false()))

"""Which posted tiles show an old number of votes, what a chat needs to change it, and which process posts a tile; and
which grids were made from another one."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name in ("locale", "shown", "owner", "run_id"):
        op.add_column("shares", sa.Column(name, sa.Text, nullable=False, server_default=sa.text("''")))
    op.add_column("shares", sa.Column("recount", sa.Boolean, nullable=False, server_default=sa.false()))
    children = sa.text("parent <> ''")
    op.create_index("ix_jobs_parent", "jobs", ["parent", "asked"], sqlite_where=children, postgresql_where=children)
    rows = sa.text("recount")
    op.create_index("ix_shares_recount", "shares", ["platform", "at"], sqlite_where=rows, postgresql_where=rows)

"""Which jobs have money to be drawn with: the day's cap holds over all processes together."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "admissions",
        sa.Column("job", sa.String(16), nullable=False),
        sa.Column("life", sa.Text, nullable=False),
        sa.Column("device_us", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("job", name="pk_admissions"),
    )

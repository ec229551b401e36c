"""Refusals are counted by the minute: a community's day may begin at any."""

from __future__ import annotations

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE refusals RENAME COLUMN quarter TO minute")  # it was of an hour
    op.execute("UPDATE refusals SET minute = minute * 15")

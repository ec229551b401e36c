"""Jobs, the ledger, what moderators decided, and what they did."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "jobs",
        sa.Column("id", sa.String(16), nullable=False),
        sa.Column("platform", sa.Text, nullable=False),
        sa.Column("community", sa.Text, nullable=False),
        sa.Column("channel", sa.Text, nullable=False),
        sa.Column("channel_name", sa.Text, nullable=False),
        sa.Column("user", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("locale", sa.Text, nullable=False),
        sa.Column("roles", sa.Text, nullable=False),
        sa.Column("prompt", sa.Text, nullable=False),
        sa.Column("no", sa.Text, nullable=False),
        sa.Column("seed", sa.BigInteger, nullable=False),
        sa.Column("spoiler", sa.Boolean, nullable=False),
        sa.Column("tiles", sa.Integer, nullable=False),
        sa.Column("lane", sa.String(16), nullable=False),
        sa.Column("tag", sa.Double, nullable=False),
        sa.Column("weight", sa.Double, nullable=False),
        sa.Column("options", sa.Text, nullable=False),
        sa.Column("parent", sa.Text, nullable=False),
        sa.Column("address", sa.Text, nullable=False),
        sa.Column("delivery", sa.Text),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("asked", sa.Double, nullable=False),
        sa.Column("started", sa.Double),
        sa.Column("finished", sa.Double),
        sa.Column("shown", sa.Double),
        sa.Column("device_us", sa.BigInteger, nullable=False),
        sa.Column("money_millionths", sa.BigInteger, nullable=False),
        sa.Column("codes", sa.LargeBinary),
        sa.Column("model", sa.Text, nullable=False),
        sa.Column("reference", sa.Text, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("facts", sa.Text, nullable=False),
        sa.Column("ended_by", sa.Text, nullable=False),
        sa.Column("owner", sa.Text, nullable=False),
        sa.Column("life", sa.Text, nullable=False),
        sa.Column("lease_until", sa.Double, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_jobs"),
        sa.UniqueConstraint("platform", "delivery", name="uq_jobs_platform_delivery"),
    )
    op.create_index("ix_jobs_platform_community_user_state", "jobs", ["platform", "community", "user", "state"])
    op.create_index("ix_jobs_platform_user", "jobs", ["platform", "user"])
    op.create_index("ix_jobs_platform_community_asked", "jobs", ["platform", "community", "asked"])
    op.create_index("ix_jobs_asked", "jobs", ["asked"])
    op.create_index("ix_jobs_state_shown", "jobs", ["state", "shown"])

    op.create_table(
        "ledger",
        sa.Column("job", sa.String(16), nullable=False),
        sa.Column("community", sa.Text, nullable=False),
        sa.Column("channel", sa.Text, nullable=False),
        sa.Column("member", sa.String(32), nullable=False),
        sa.Column("lane", sa.String(16), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("asked", sa.Double, nullable=False),
        sa.Column("waited", sa.Double),
        sa.Column("finished", sa.Double),
        sa.Column("device_us", sa.BigInteger, nullable=False),
        sa.Column("money_millionths", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("job", name="pk_ledger"),
    )
    op.create_index("ix_ledger_community_member_asked", "ledger", ["community", "member", "asked"])
    op.create_index("ix_ledger_community_asked_state", "ledger", ["community", "asked", "state"])
    op.create_index("ix_ledger_asked_state", "ledger", ["asked", "state"])
    op.create_index("ix_ledger_finished", "ledger", ["finished"])

    op.create_table(
        "scopes", sa.Column("key", sa.Text, nullable=False), sa.PrimaryKeyConstraint("key", name="pk_scopes")
    )
    op.create_table(
        "secrets",
        sa.Column("name", sa.String(32), nullable=False),
        sa.Column("value", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_secrets"),
    )
    op.create_table(
        "communities",
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("newest", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_communities"),
    )
    op.create_table(
        "settings",
        sa.Column("community", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("previous", sa.Integer, nullable=False),
        sa.Column("values", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("community", "version", name="pk_settings"),
    )
    op.create_table(
        "audit",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("community", sa.Text, nullable=False),
        sa.Column("at", sa.Double, nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("what", sa.Text, nullable=False),
        sa.Column("changes", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_audit"),
    )
    op.create_index("ix_audit_community_at", "audit", ["community", "at"])
    op.create_table(
        "grants",
        sa.Column("community", sa.Text, nullable=False),
        sa.Column("user", sa.Text, nullable=False),
        sa.Column("at", sa.Double, nullable=False, autoincrement=False),
        sa.Column("grids", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("community", "user", "at", name="pk_grants"),
    )
    op.create_table(
        "time_outs",
        sa.Column("community", sa.Text, nullable=False),
        sa.Column("user", sa.Text, nullable=False),
        sa.Column("until", sa.Double, nullable=False),
        sa.PrimaryKeyConstraint("community", "user", name="pk_time_outs"),
    )
    op.create_table(
        "refusals",
        sa.Column("community", sa.Text, nullable=False),
        sa.Column("quarter", sa.BigInteger, nullable=False, autoincrement=False),
        sa.Column("rule", sa.Text, nullable=False),
        sa.Column("times", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("community", "quarter", "rule", name="pk_refusals"),
    )

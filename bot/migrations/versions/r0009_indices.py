"""Every statement has an index, also among a million jobs; locks are the database's own; `life` is `run_id`."""

from __future__ import annotations

import json

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

ABOUT_MEMBERS = ("grant", "time-out")


def upgrade() -> None:
    for table in ("jobs", "admissions"):
        op.execute(f"ALTER TABLE {table} RENAME COLUMN life TO run_id")
    op.drop_table("scopes")
    op.drop_index("ix_jobs_state_shown", "jobs")
    op.drop_index("ix_jobs_asked", "jobs")
    op.create_index("ix_jobs_asked_id", "jobs", ["asked", "id"])
    for name, columns, rows in (
        ("ix_jobs_undelivered", ["state", "platform", "finished"], sa.text("shown IS NULL")),
        ("ix_jobs_ended_by", ["ended_by", "platform"], sa.text("ended_by <> ''")),
    ):
        op.create_index(name, "jobs", columns, sqlite_where=rows, postgresql_where=rows)
    op.add_column("audit", sa.Column("about", sa.Text, nullable=False, server_default=sa.text("''")))
    _fill_about()
    op.drop_index("ix_audit_community_at", "audit")
    for table, *columns in (
        ("audit", "community", "id"),
        ("audit", "what", "community", "id"),
        ("audit", "at"),
        ("audit", "who"),
        ("audit", "about"),
        ("grants", "user"),
        ("grants", "at"),
        ("time_outs", "user"),
        ("time_outs", "until"),
        ("refusals", "minute"),
        ("web_messages", "author"),
        ("web_messages", "private_to"),
        ("removals", "platform"),
    ):
        op.create_index(f"ix_{table}_{'_'.join(columns)}", table, columns)


def _fill_about() -> None:
    """The member stands in the first change: [[member, "", "3"]]."""
    audit = sa.table("audit", sa.column("id"), sa.column("what"), sa.column("changes"), sa.column("about"))
    found = sa.select(audit.c.id, audit.c.changes).where(audit.c.what.in_(ABOUT_MEMBERS))
    rows = [{"its_id": row.id, "member": json.loads(row.changes)[0][0]} for row in op.get_bind().execute(found)]
    if rows:
        update = audit.update().where(audit.c.id == sa.bindparam("its_id")).values(about=sa.bindparam("member"))
        op.get_bind().execute(update, rows)

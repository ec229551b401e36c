"""One setting says how many unfinished requests a member may have: the sum of the two that it was."""

from __future__ import annotations

import json

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

DEFAULTS = {"member_drawing": 1, "member_waiting": 2}
"""Of a community that decided on one of the two only."""
MOST = 100


def upgrade() -> None:
    settings = sa.table("settings", sa.column("community"), sa.column("version"), sa.column("values"))
    rows = op.get_bind().execute(sa.select(settings.c.community, settings.c.version, settings.c["values"]))
    for community, version, text in rows.all():
        kept = json.loads(text)
        if not DEFAULTS.keys() & kept.keys():
            continue
        total = sum(kept.pop(name, default) for name, default in DEFAULTS.items())
        kept["member_unfinished"] = min(MOST, total)
        this = (settings.c.community == community, settings.c.version == version)
        op.execute(settings.update().where(*this).values({"values": json.dumps(kept, sort_keys=True)}))

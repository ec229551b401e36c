"""A direct conversation has its person's number in the ledger: Discord's were called by the person's id."""

from __future__ import annotations

import hashlib

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

DIRECT = "discord:dm"


def upgrade() -> None:
    connection = op.get_bind()
    ledger = sa.table("ledger", sa.column("community"), sa.column("channel"), sa.column("member"))
    theirs = ledger.c.community.startswith(DIRECT)
    seen = sa.select(ledger.c.member, ledger.c.channel).where(theirs).distinct()
    for member, channel in connection.execute(seen).all():
        op.execute(
            ledger.update()
            .where(theirs, ledger.c.member == member, ledger.c.channel == channel)
            .values(community=DIRECT + member, channel=_keyed(channel, member.encode()))
        )
    refusals = sa.table("refusals", sa.column("community"))
    secret = connection.scalar(sa.text("SELECT value FROM secrets WHERE name = 'ledger'")) or ""
    for key in connection.scalars(
        sa.select(refusals.c.community).where(refusals.c.community.startswith(DIRECT)).distinct()
    ).all():
        user = key.removeprefix(DIRECT)
        member = _keyed(f"discord\0dm{user}\0{user}", bytes.fromhex(secret))
        op.execute(refusals.update().where(refusals.c.community == key).values(community=DIRECT + member))
    scopes = sa.table("scopes", sa.column("key"))
    locked = (scopes.c.key.startswith(f"{scope}:{DIRECT}") for scope in ("community", "channel"))
    op.execute(scopes.delete().where(sa.or_(*locked)))  # whoever counts makes them again


def _keyed(text: str, key: bytes) -> str:
    return hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=16, key=key).hexdigest()

"""The tables. Migrations make them; a test compares the two.

Times are seconds since 1970. Device time and money are integers, in millionths of a second and of the operator's
currency, so that sums do not depend on the order.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from bot.store.column_types import Json, Plain

MILLION = 1_000_000


metadata = sa.MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    }
)

ENDED_BY_PERSON = "ended_by <> ''"
HAS_PARENT = "parent <> ''"
UNSETTLED = "NOT posted"
"""Of shares: no chat has said whether the message is there."""
RECOUNT = "recount"
"""Of shares: the number of votes on the button may be an old one."""


def _texts(*names: str) -> list[sa.Column[str]]:
    """Columns that were added later; "" in rows from before."""
    return [sa.Column(name, Plain, nullable=False, server_default=sa.text("''")) for name in names]


def _only(rows: str) -> dict[str, Any]:
    """For an index on some rows; statements that use it repeat the condition."""
    return {"sqlite_where": sa.text(rows), "postgresql_where": sa.text(rows)}


jobs = sa.Table(
    "jobs",
    metadata,
    sa.Column("id", sa.String(16), primary_key=True),
    sa.Column("platform", Plain, nullable=False),
    sa.Column("community", Plain, nullable=False),
    sa.Column("channel", Plain, nullable=False),
    sa.Column("channel_name", Plain, nullable=False),
    sa.Column("user", Plain, nullable=False),
    sa.Column("name", Plain, nullable=False),
    sa.Column("locale", Plain, nullable=False),
    sa.Column("roles", Json, nullable=False),
    sa.Column("prompt", Plain, nullable=False),
    sa.Column("no", Plain, nullable=False),
    sa.Column("seed", sa.BigInteger, nullable=False),
    sa.Column("spoiler", sa.Boolean, nullable=False),
    sa.Column("tiles", sa.Integer, nullable=False),
    sa.Column("lane", sa.String(16), nullable=False),
    sa.Column("tag", sa.Double, nullable=False),
    sa.Column("weight", sa.Double, nullable=False),
    sa.Column("options", Json, nullable=False),
    sa.Column("parent", Plain, nullable=False),
    sa.Column("prefix", Json, nullable=False, server_default="[]"),  # codes that each tile begins with
    sa.Column("mash", Plain, nullable=False, server_default=sa.text("''")),  # the second prompt, or ""
    sa.Column("dial", sa.Double, nullable=False, server_default=sa.text("0.5")),
    sa.Column("walk", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("address", Plain, nullable=False),
    sa.Column("delivery", Plain),  # NULL is no delivery: NULLs are never equal
    sa.Column("state", sa.String(16), nullable=False),
    sa.Column("asked", sa.Double, nullable=False),
    sa.Column("started", sa.Double),
    sa.Column("finished", sa.Double),
    sa.Column("shown", sa.Double),
    sa.Column("device_us", sa.BigInteger, nullable=False),
    sa.Column("money_millionths", sa.BigInteger, nullable=False),
    sa.Column("codes", sa.LargeBinary),
    sa.Column("model", Plain, nullable=False),
    sa.Column("reference", Plain, nullable=False),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("facts", Json, nullable=False),
    sa.Column("ended_by", Plain, nullable=False),
    # The lease: the installation (the same after a restart), the process, and until when it holds the job.
    sa.Column("owner", Plain, nullable=False),
    sa.Column("run_id", Plain, nullable=False),
    sa.Column("lease_until", sa.Double, nullable=False),
    sa.UniqueConstraint("platform", "delivery"),
    sa.Index(None, "platform", "community", "user", "state"),
    sa.Index(None, "platform", "user"),
    sa.Index(None, "platform", "community", "asked"),
    sa.Index(None, "asked", "id"),
    # Two small ones: of jobs whose end was not shown yet, and of jobs that a person ended.
    sa.Index("ix_jobs_undelivered", "state", "platform", "finished", **_only("shown IS NULL")),
    sa.Index("ix_jobs_ended_by", "ended_by", "platform", **_only(ENDED_BY_PERSON)),
    sa.Index("ix_jobs_parent", "parent", "asked", **_only(HAS_PARENT)),  # and of what was made from another one
)

ledger = sa.Table(
    "ledger",
    metadata,
    sa.Column("job", sa.String(16), primary_key=True),
    # Its key, "discord:123"; that of a direct conversation has the member's hash.
    sa.Column("community", Plain, nullable=False),
    sa.Column("channel", Plain, nullable=False),
    sa.Column("member", sa.String(32), nullable=False),  # a keyed hash, which does not name the person
    sa.Column("lane", sa.String(16), nullable=False),
    sa.Column("state", sa.String(16), nullable=False),  # reserved, settled or refunded
    sa.Column("asked", sa.Double, nullable=False),
    sa.Column("waited", sa.Double),  # seconds until drawing began
    sa.Column("finished", sa.Double),
    sa.Column("device_us", sa.BigInteger, nullable=False),
    sa.Column("money_millionths", sa.BigInteger, nullable=False),
    sa.Index(None, "community", "member", "asked"),
    sa.Index(None, "community", "asked", "state"),
    sa.Index(None, "asked", "state"),  # with the state: counting reads the index alone
    sa.Index(None, "finished"),
    sa.Index(None, "community", "finished"),
)

admissions = sa.Table(
    "admissions",
    metadata,
    sa.Column("job", sa.String(16), primary_key=True),  # that may be drawn within the budget
    sa.Column("run_id", Plain, nullable=False),  # of the process that was admitted; another one asks again
    sa.Column("device_us", sa.BigInteger, nullable=False),  # that it will probably take; 0 is unknown
)

secrets = sa.Table(
    "secrets",
    metadata,
    sa.Column("name", sa.String(32), primary_key=True),
    sa.Column("value", sa.String(64), nullable=False),
)

communities = sa.Table(
    "communities",
    metadata,
    sa.Column("key", Plain, primary_key=True),
    sa.Column("version", sa.Integer, nullable=False),  # the current one; 0 is the defaults
    sa.Column("newest", sa.Integer, nullable=False),  # the highest so far
)

settings = sa.Table(
    "settings",
    metadata,
    sa.Column("community", Plain, primary_key=True),
    sa.Column("version", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("previous", sa.Integer, nullable=False),  # that undo restores
    sa.Column("values", Json, nullable=False),  # that were set here; the rest are the operator's
)

audit = sa.Table(
    "audit",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("community", Plain, nullable=False),
    sa.Column("at", sa.Double, nullable=False),
    sa.Column("who", Plain, nullable=False),
    sa.Column("name", Plain, nullable=False),
    sa.Column("what", Plain, nullable=False),
    sa.Column("changes", Json, nullable=False),
    sa.Column("about", Plain, nullable=False, server_default=sa.text("''")),  # the member it is about, or ""
    sa.Index(None, "community", "id"),
    sa.Index(None, "what", "community", "id"),
    sa.Index(None, "at"),
    sa.Index(None, "who"),
    sa.Index(None, "about"),
)

grants = sa.Table(
    "grants",
    metadata,
    sa.Column("community", Plain, primary_key=True),
    sa.Column("user", Plain, primary_key=True),
    sa.Column("at", sa.Double, primary_key=True, autoincrement=False),  # not the day: its start may be changed
    sa.Column("grids", sa.Integer, nullable=False),
    sa.Index(None, "user"),
    sa.Index(None, "at"),
)

time_outs = sa.Table(
    "time_outs",
    metadata,
    sa.Column("community", Plain, primary_key=True),
    sa.Column("user", Plain, primary_key=True),
    sa.Column("until", sa.Double, nullable=False),
    sa.Index(None, "user"),
    sa.Index(None, "until"),
)

refusals = sa.Table(
    "refusals",
    metadata,
    sa.Column("community", Plain, primary_key=True),
    # Since 1970; a day may begin at any minute.
    sa.Column("minute", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("rule", Plain, primary_key=True),
    sa.Column("times", sa.Integer, nullable=False),
    sa.Index(None, "minute"),
)

refused_requests = sa.Table(
    "refused_requests",
    metadata,
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("community", Plain, nullable=False),
    sa.Column("channel", Plain, nullable=False),
    sa.Column("user", Plain, nullable=False),
    sa.Column("name", Plain, nullable=False),
    sa.Column("roles", Json, nullable=False),
    sa.Column("relaxed", sa.Boolean, nullable=False),  # they had taken the offer to wait for an idle device
    sa.Column("at", sa.Double, nullable=False),  # when a quota refused it
    sa.Index(None, "community", "at"),
    sa.Index(None, "user"),
    sa.Index(None, "at"),
)

shares = sa.Table(
    "shares",
    metadata,
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("job", sa.String(16), nullable=False),
    sa.Column("user", Plain, nullable=False),  # who posted the tile, or reported the grid
    sa.Column("address", Plain, nullable=False),
    sa.Column("report", sa.Boolean, nullable=False, server_default=sa.false()),  # of the grid to the moderators
    sa.Column("id", Plain),  # in buttons; NULL for reports, and for messages that no press posted
    sa.Column("delivery", Plain),  # of the press; NULLs are never equal
    sa.Column("tile", sa.Integer, nullable=False, server_default="0"),
    # The caption's id, the name of the user, and the share that a report is about.
    *_texts("platform", "caption", "name", "channel", "channel_name", "about"),
    *_texts("locale", "shown"),  # of its buttons; what the chat keeps to change them
    *_texts("owner", "run_id"),  # the installation and the process that began to post it
    sa.Column("at", sa.Double, nullable=False, server_default="0"),
    sa.Column("posted", sa.Boolean, nullable=False, server_default=sa.true()),
    sa.Column("recount", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Index(None, "job"),
    sa.Index(None, "user"),
    sa.Index("ix_shares_id", "id", unique=True),
    sa.Index("ix_shares_delivery", "delivery", unique=True),
    sa.Index("ix_shares_unsettled", "platform", "at", **_only(UNSETTLED)),
    sa.Index("ix_shares_recount", "platform", "at", **_only(RECOUNT)),
)

captions = sa.Table(
    "captions",
    metadata,
    sa.Column("id", sa.String(16), primary_key=True),
    sa.Column("job", sa.String(16), nullable=False),
    sa.Column("tile", sa.Integer, nullable=False),
    sa.Column("user", Plain, nullable=False),  # who wrote it
    sa.Column("name", Plain, nullable=False),
    sa.Column("top", Plain, nullable=False),
    sa.Column("bottom", Plain, nullable=False),
    sa.Column("style", sa.String(16), nullable=False),
    sa.Column("alt", Plain, nullable=False),
    sa.Column("written", sa.Double, nullable=False),
    sa.Column("posted", sa.Boolean, nullable=False),  # until then its writer alone sees it
    sa.Index(None, "job"),
    sa.Index(None, "user"),
)

removals = sa.Table(
    "removals",
    metadata,
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("platform", Plain, nullable=False),
    sa.Column("address", Plain, nullable=False),  # of a message of ours to remove
    # The grid, the id of the posted tile, by which the message may be found, and the channel's name.
    *_texts("job", "share", "place"),
    sa.Column("since", sa.Double, nullable=False, server_default="0"),  # when it was posted
    sa.Index(None, "platform"),
    sa.Index(None, "job"),
)

slack_installations = sa.Table(
    "slack_installations",
    metadata,
    sa.Column("team", Plain, primary_key=True),
    sa.Column("sealed", sa.LargeBinary, nullable=False),  # a token, encrypted with a key that is not in the database
)

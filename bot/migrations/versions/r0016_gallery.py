"""The gallery: what was drawn, chosen and captioned, in the order in which it came, with an index of its words."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from bot.text.search_words import words

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

DIRECT = "dm"
PAGE_ROWS = 1000
"""In memory at a time."""
FTS = """CREATE VIRTUAL TABLE gallery_words USING fts5(
    words, content='gallery', content_rowid='number', detail='none', columnsize=0, tokenize="ascii tokenchars '_'"
)"""
ADD = "INSERT INTO gallery_words (rowid, words) SELECT new.number, new.words WHERE new.words <> ''"
REMOVE = """INSERT INTO gallery_words (gallery_words, rowid, words)
    SELECT 'delete', old.number, old.words WHERE old.words <> ''"""


def upgrade() -> None:
    server = op.get_bind().dialect.name == "postgresql"
    op.create_table(
        "gallery",
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("job", sa.String(16), nullable=False),
        sa.Column("tile", sa.Integer, nullable=False),
        sa.Column("caption", sa.String(16), nullable=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("platform", "community", "channel", "user")),
        *(sa.Column(name, sa.Boolean, nullable=False) for name in ("favourite", "posted")),
        sa.Column("words", postgresql.TSVECTOR() if server else sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_gallery"),
        sa.UniqueConstraint("job", "tile", "user", "caption", name="uq_gallery_job_tile_user_caption"),
    )
    if not server:
        op.execute(FTS)
        op.execute(f"CREATE TRIGGER gallery_added AFTER INSERT ON gallery BEGIN {ADD}; END")
        op.execute(f"CREATE TRIGGER gallery_removed AFTER DELETE ON gallery BEGIN {REMOVE}; END")
        op.execute(f"CREATE TRIGGER gallery_changed AFTER UPDATE OF words ON gallery BEGIN {REMOVE}; {ADD}; END")
    _fill(op.get_bind())
    place = ["user", "platform", "community", "number"]
    op.create_index("ix_gallery_user_platform_community_number", "gallery", place)
    for name, columns, rows in (
        ("ix_gallery_favourites", place, sa.text("favourite")),
        ("ix_gallery_grids", ["platform", "channel", "number"], sa.text("tile = 0")),
    ):
        op.create_index(name, "gallery", columns, sqlite_where=rows, postgresql_where=rows)
    if server:
        op.create_index("ix_gallery_words", "gallery", ["words"], postgresql_using="gin")


def _fill(connection: sa.Connection) -> None:
    """With all grids in the order of their requests, then all captions."""
    columns = ("id", "platform", "community", "channel", "user", "prompt", "mash", "asked", "codes")
    jobs = sa.table("jobs", *map(sa.column, columns))
    captions = sa.table("captions", *map(sa.column, ("id", "job", "tile", "user", "top", "bottom", "written")))
    place = (jobs.c.platform, jobs.c.community, jobs.c.channel)
    own = (jobs.c.id, jobs.c.user, jobs.c.prompt, jobs.c.mash)
    grids = sa.select(*own, *place, jobs.c.asked.label("at"), jobs.c.id.label("job"))
    for rows in _pages(connection, grids.where(jobs.c.codes.is_not(None)), jobs.c.asked, jobs.c.id):
        _add(connection, rows, lambda row: f"{row.prompt} {row.mash}")
    written = (captions.c.id, captions.c.tile, captions.c.top, captions.c.bottom, captions.c.written.label("at"))
    with_words = sa.select(*written, captions.c.user, jobs.c.id.label("job"), *place).where(captions.c.job == jobs.c.id)
    for rows in _pages(connection, with_words, captions.c.written, captions.c.id):
        _add(connection, rows, lambda row: f"{row.top} {row.bottom}")


def _pages(
    connection: sa.Connection, select: sa.Select[Any], at: sa.ColumnElement[Any], key: sa.ColumnElement[Any]
) -> Iterator[Sequence[sa.Row[Any]]]:
    page = select.order_by(at, key).limit(PAGE_ROWS)
    rows = connection.execute(page).all()
    while rows:
        yield rows
        after = sa.tuple_(sa.literal(rows[-1].at, sa.Double), sa.literal(rows[-1].id, sa.Text))
        rows = connection.execute(page.where(sa.tuple_(at, key) > after)).all()


def _add(connection: sa.Connection, rows: Sequence[sa.Row[Any]], text_of: Any) -> None:
    names = "job tile caption platform community channel user favourite posted words".split()  # noqa: SIM905
    table = sa.table("gallery", *map(sa.column, names))
    server = connection.dialect.name == "postgresql"
    kept = sa.bindparam("words", type_=postgresql.TSVECTOR() if server else sa.Text())
    values = [
        {
            "job": row.job,
            "tile": tile,
            "caption": row.id if tile else "",
            "platform": row.platform,
            "community": row.community,
            "channel": row.channel,
            "user": row.user,
            "favourite": False,
            "posted": False,
            "words": " ".join(dict.fromkeys([*_places(row), row.job, *words(text_of(row))])),
        }
        for row in rows
        for tile in (getattr(row, "tile", 0),)
    ]
    connection.execute(table.insert().values(words=kept), values)


def _places(row: sa.Row[Any]) -> list[str]:
    """The community; in a direct conversation, where each person is one, also the channel that they share."""
    here = [f"{row.platform}:{row.community}"]
    if row.community.startswith(DIRECT):
        here.append(f"{row.platform}:{DIRECT}:{row.channel}")
    return ["_" + hashlib.blake2b(one.encode("utf-8", "replace"), digest_size=8).hexdigest() for one in here]

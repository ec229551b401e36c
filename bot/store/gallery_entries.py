"""Entries of the gallery, in the transaction that makes them: a grid is drawn, a caption written, a tile chosen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

import sqlalchemy as sa

from bot.member import DIRECT, Member, direct
from bot.store.column_types import insert
from bot.store.gallery_table import gallery
from bot.store.gallery_words import words_of
from bot.store.schema import jobs


def grid_drawn(connection: sa.Connection, job_id: str) -> None:
    row = connection.execute(_JOB, {"its_id": job_id}).one()
    _enter(connection, row, row.user, f"{row.prompt} {row.mash}")


def caption_written(connection: sa.Connection, caption: str, job_id: str, tile: int, user: str, text: str) -> None:
    """Args: caption: its id."""
    row = connection.execute(_JOB, {"its_id": job_id}).one()
    _enter(connection, row, user, text, tile, caption)


def favour(connection: sa.Connection, member: Member, job_id: str, tile: int) -> bool:
    """False: its grid is deleted."""
    return _choose(connection, member.platform, member.user, job_id, tile, "favourite")


def post(connection: sa.Connection, platform: str, user: str, job_id: str, tile: int) -> None:
    """This person has posted the tile."""
    _choose(connection, platform, user, job_id, tile, "posted")


def unpost(connection: sa.Connection, platform: str, user: str, job_id: str, tile: int) -> None:
    """None of this person's posts of the tile is left."""
    its = chosen(platform, user, job_id, tile)
    connection.execute(gallery.delete().where(its, sa.not_(gallery.c.favourite)))
    connection.execute(gallery.update().where(its).values(posted=False))


def _choose(
    connection: sa.Connection, platform: str, user: str, job_id: str, tile: int, as_what: Literal["favourite", "posted"]
) -> bool:
    """In the community of the grid, which is each person's own in a direct conversation."""
    # Who deletes the grid waits for us, and then finds what we write.
    there = (
        sa.select(jobs.c.channel, jobs.c.community)
        .where(jobs.c.id == job_id, jobs.c.codes.is_not(None))
        .with_for_update()
    )
    row = connection.execute(there).first()
    if row is None:
        return False
    values: dict[str, object] = {"job": job_id, "tile": tile, "caption": "", "user": user, "words": ""}
    community = direct(user) if row.community.startswith(DIRECT) else row.community
    values |= {"platform": platform, "community": community, "channel": row.channel}
    values |= {"favourite": False, "posted": False, as_what: True}
    once = insert(connection.dialect.name, gallery).values(values)
    connection.execute(
        once.on_conflict_do_update(index_elements=["job", "tile", "user", "caption"], set_={as_what: True})
    )
    return True


def unfavour(connection: sa.Connection, member: Member, job_id: str, tile: int) -> None:
    its = chosen(member.platform, member.user, job_id, tile)
    connection.execute(gallery.delete().where(its, sa.not_(gallery.c.posted)))
    connection.execute(gallery.update().where(its).values(favourite=False))


def delete_of(connection: sa.Connection, job_ids: Sequence[str]) -> None:
    connection.execute(gallery.delete().where(gallery.c.job.in_(job_ids)))


def chosen(platform: str, user: str, job_id: str, tile: int) -> sa.ColumnElement[bool]:
    """The entry of a tile that this person posted or made a favourite."""
    same = (gallery.c.job == job_id, gallery.c.tile == tile, gallery.c.user == user, gallery.c.caption == "")
    return sa.and_(*same, gallery.c.platform == platform)


def chosen_by(platform: str, user: str) -> sa.ColumnElement[bool]:
    """Tiles that this person posted, made favourites or captioned, of anybody's grid."""
    return sa.and_(gallery.c.user == user, gallery.c.platform == platform, gallery.c.tile > 0)


def _enter(connection: sa.Connection, place: Any, user: str, text: str, tile: int = 0, caption: str = "") -> None:
    words = words_of(place.platform, place.community, place.channel, text, place.id)
    values = {"job": place.id, "tile": tile, "caption": caption, "platform": place.platform, "words": words}
    values |= {"community": place.community, "channel": place.channel, "user": user}
    connection.execute(_ENTER, values)


_JOB = sa.select(
    jobs.c.id, jobs.c.platform, jobs.c.community, jobs.c.channel, jobs.c.user, jobs.c.prompt, jobs.c.mash
).where(jobs.c.id == sa.bindparam("its_id"))
_ENTER = gallery.insert().values(favourite=False, posted=False)

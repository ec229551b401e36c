"""The gallery: what was drawn, chosen and captioned, newest first, page by page; and what a search finds of it.

An entry is a grid, a tile that a member posted or made a favourite, or a caption. It is written in the transaction that
makes it one, and goes with its grid. Whether a member may see it is decided by the caller (bot/policy/access.py).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import TSQUERY

from bot.member import DIRECT, Member
from bot.store import gallery_entries
from bot.store.database import Database
from bot.store.gallery_table import FAVOURITE, WHOLE_GRID, gallery
from bot.store.gallery_words import query
from bot.store.job import Job, job_with, unpacked
from bot.store.jobs import LISTED
from bot.store.saved_captions import Caption
from bot.store.schema import HAS_PARENT, captions, jobs
from bot.text.search_words import Wanted
from inference.api import Codes

What = Literal["mine", "favourites", "here", "search"]
NEWEST = 2**31 - 1


@dataclass(frozen=True, eq=False)
class Entry:
    """Args:
    number: its place; later ones are greater.
    job: without its codes.
    tile: 0 is the whole grid.
    user: who requested the grid, chose the tile or wrote the caption.
    """

    number: int
    job: Job
    tile: int
    caption: Caption | None
    user: str
    favourite: bool


@dataclass(frozen=True)
class Listing:
    """What a member looks at.

    Args:
        wanted: the words of a search.
        hidden: channels of which only the member's own entries are listed.
        only_here: likewise of all channels but this one.
    """

    what: What
    member: Member
    wanted: tuple[Wanted, ...] = ()
    hidden: frozenset[str] = frozenset()
    only_here: bool = False


class Gallery:
    """`Store.gallery`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def page(self, listing: Listing, limit: int, *, before: int = 0, after: int = 0) -> list[Entry]:
        """At most `limit` entries from `before`, or the newest, on to older ones; with `after`, on to newer ones."""
        return await self._database.call(_page, listing, limit, before or NEWEST, after)

    async def children(self, job: Job, tile: int, limit: int) -> list[Job]:
        """Drawn grids that were made from this grid or any of its tiles, or from one tile; the newest first."""
        return await self._database.call(_children, job, tile, limit)

    async def codes(self, job_ids: Collection[str]) -> dict[str, Codes]:
        """Of those that have any."""
        return await self._database.call(_codes, job_ids)

    async def favour(self, member: Member, job: str, tile: int, favourite: bool) -> bool:
        """This tile is one of the member's favourites now, or no more. False: its grid is deleted."""
        if favourite:
            return await self._database.call(gallery_entries.favour, member, job, tile)
        await self._database.call(gallery_entries.unfavour, member, job, tile)
        return True

    async def is_favourite(self, member: Member, job: str, tile: int) -> bool:
        return await self._database.call(_is_favourite, member, job, tile)


# --- statements ------------------------------------------------------------------------------------------------------


def _children(connection: sa.Connection, job: Job, tile: int, limit: int) -> list[Job]:
    parents = [f"{job.id}-{tile}"] if tile else [job.id, *(f"{job.id}-{number}" for number in range(1, job.tiles + 1))]
    # After a deletion another job may have its id: what was made before it was made from that one.
    made = (sa.text(HAS_PARENT), jobs.c.parent.in_(parents), jobs.c.asked >= job.asked, jobs.c.codes.is_not(None))
    found = sa.select(*LISTED).where(*made, jobs.c.platform == job.platform, jobs.c.community == job.community)
    rows = connection.execute(found.order_by(jobs.c.asked.desc(), jobs.c.id).limit(limit))
    return [job_with(dict(row._mapping)) for row in rows]


def _page(connection: sa.Connection, listing: Listing, limit: int, before: int, after: int) -> list[Entry]:
    which: sa.ColumnElement[bool]
    if listing.what == "search":
        which = gallery.c.number.in_(_found(connection.dialect.name, listing, limit, before, after))
    else:
        which = sa.and_(_listed(listing), _side(gallery.c.number, before, after))
    rows = connection.execute(_ENTRIES.where(which).order_by(_order(gallery.c.number, after)).limit(limit)).all()
    ids = [row.its_caption for row in rows if row.its_caption]
    found = connection.execute(sa.select(captions).where(captions.c.id.in_(ids))) if ids else ()
    written = {row.id: Caption(**row._mapping) for row in found}
    return [_entry(row, written) for row in rows]


def _side(number: sa.ColumnElement[int], before: int, after: int) -> sa.ColumnElement[bool]:
    return number > after if after else number < before


def _order(number: sa.ColumnElement[int], after: int) -> sa.ColumnElement[int]:
    return number.asc() if after else number.desc()


def _listed(listing: Listing) -> sa.ColumnElement[bool]:
    member, direct = listing.member, listing.member.community.startswith(DIRECT)
    here: sa.ColumnElement[bool] = gallery.c.community == member.community
    if listing.what == "here":
        if direct:  # there each person is a community
            here = gallery.c.community.startswith(DIRECT)
        place = sa.and_(gallery.c.platform == member.platform, gallery.c.channel == member.channel)
        return sa.and_(place, here, WHOLE_GRID)
    own = sa.and_(gallery.c.user == member.user, gallery.c.platform == member.platform, here)
    return sa.and_(own, FAVOURITE) if listing.what == "favourites" else own


def _found(dialect: str, listing: Listing, limit: int, before: int, after: int) -> sa.Select[tuple[int]]:
    """The numbers of a search's entries. SQLite reads its index in their order and stops at the last one; PostgreSQL
    finds all, as otherwise its planner may read the table in their order until it has enough."""
    member = listing.member
    asked = query(dialect, member.platform, member.community, member.channel, listing.wanted)
    own = gallery.c.user == member.user
    seen = [sa.or_(gallery.c.channel == member.channel, own)] if listing.only_here else []
    if listing.hidden:
        seen.append(sa.or_(gallery.c.channel.not_in(listing.hidden), own))
    number: sa.ColumnElement[int]
    matches: sa.ColumnElement[bool]
    if dialect == "postgresql":
        matches = gallery.c.words.op("@@")(sa.cast(asked, TSQUERY))
        side = _side(gallery.c.number, before, after)
        found = sa.select(gallery.c.number).where(matches, side, *seen).cte("found").prefix_with("MATERIALIZED")
        number, select = found.c.number, sa.select(found.c.number)
    else:
        number = _INDEX.c.rowid
        matches = sa.and_(_INDEX.c.gallery_words.op("MATCH")(asked), _side(number, before, after))
        select = sa.select(number).where(matches)
        if seen:
            select = select.join_from(_INDEX, gallery, gallery.c.number == number).where(*seen)
    return select.order_by(_order(number, after)).limit(limit)


def _entry(row: sa.Row[Any], written: Mapping[str, Caption]) -> Entry:
    values = dict(row._mapping)
    number, tile, caption, user, favourite = (values.pop(column.name) for column in _OF_ENTRY)
    return Entry(number, job_with(values), tile, written.get(caption), user, favourite)


def _codes(connection: sa.Connection, job_ids: Collection[str]) -> dict[str, Codes]:
    found = sa.select(jobs.c.id, jobs.c.codes).where(jobs.c.id.in_(job_ids), jobs.c.codes.is_not(None))
    return {row.id: unpacked(row.codes) for row in connection.execute(found)}


def _is_favourite(connection: sa.Connection, member: Member, job_id: str, tile: int) -> bool:
    its = sa.select(gallery.c.favourite).where(gallery_entries.chosen(member.platform, member.user, job_id, tile))
    return bool(connection.scalar(its))


_INDEX = sa.table("gallery_words", sa.column("rowid", sa.Integer), sa.column("gallery_words", sa.Text))
_OF_ENTRY = [
    column.label(f"its_{column.name}")
    for column in (gallery.c.number, gallery.c.tile, gallery.c.caption, gallery.c.user, gallery.c.favourite)
]
_ENTRIES = sa.select(*_OF_ENTRY, *LISTED).join_from(gallery, jobs, jobs.c.id == gallery.c.job)

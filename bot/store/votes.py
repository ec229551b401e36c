"""Votes of members for tiles, and the tiles that have most of them."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

import sqlalchemy as sa

from bot.member import Member
from bot.store import vote_entries
from bot.store.column_types import insert
from bot.store.database import Database
from bot.store.job import Job, job_with
from bot.store.jobs import LISTED
from bot.store.schema import RECOUNT, jobs, shares
from bot.store.shares import COLUMNS, Share
from bot.store.votes_table import hall, votes


@dataclass(frozen=True)
class Tally:
    """Args: own: this member's vote is among them. withdrawn: it was in the hall of fame, and is not any more."""

    count: int
    own: bool
    withdrawn: bool = False


@dataclass(frozen=True, eq=False)
class Voted:
    """A tile with its votes. Args: job: without its codes."""

    job: Job
    tile: int
    count: int


class Votes:
    """`Store.votes`."""

    def __init__(self, database: Database, clock: Callable[[], float]) -> None:
        self._database = database
        self._clock = clock

    async def give(self, member: Member, job: Job, tile: int) -> Tally | None:
        """One vote of this member, however often. None: the grid is deleted."""
        return await self._database.call(_give, member, job.id, job.community, tile, self._clock())

    async def take_back(self, member: Member, job: str, tile: int) -> Tally:
        return await self._database.call(_take_back, member, job, tile)

    async def tally(self, member: Member, job: str, tile: int) -> Tally:
        return await self._database.call(_tally, member, job, tile)

    async def top(self, member: Member, since: float, limit: int) -> list[Voted]:
        """The tiles of this community with most votes since then; of equal ones, the one that had them first."""
        return await self._database.call(_top, member, since, limit)

    async def recounts(self, platform: str, limit: int, but: Collection[str] = ()) -> list[tuple[Share, int]]:
        """Posted tiles whose button shows an old number of votes, the newest posts first, each with the number now.

        Args: but: ids of posts that are left out.
        """
        return await self._database.call(_recounts, platform, limit, but)

    async def recounted(self, share_id: str, count: int) -> None:
        """Its button shows this number. If there are more or fewer votes by now, it is listed again."""
        await self._database.call(_recounted, share_id, count)

    async def unannounced(self, job: str, tile: int) -> bool:
        """True once: moderators hear now that this tile could not be posted in the hall of fame."""
        return await self._database.call(_unannounced, job, tile)


# --- statements ------------------------------------------------------------------------------------------------------


def _give(connection: sa.Connection, member: Member, job: str, community: str, tile: int, now: float) -> Tally | None:
    # Who deletes the grid waits for us, and then finds what we write. Votes at the same moment come one by one, so that
    # the last of them counts all.
    there = sa.select(jobs.c.id).where(jobs.c.id == job, jobs.c.codes.is_not(None)).with_for_update()
    if connection.execute(there).first() is None:
        return None
    gone = sa.select(hall.c.job).where(hall.c.job == job, hall.c.tile == tile, hall.c.withdrawn)
    if connection.execute(gone).first() is not None:
        return Tally(0, own=False, withdrawn=True)
    if not _tally(connection, member, job, tile).own:
        vote_entries.recount(connection, job, tile)
    vote = {"job": job, "tile": tile, "user": member.user, "platform": member.platform, "community": community}
    once = insert(connection.dialect.name, votes).values(vote | {"at": now})
    connection.execute(once.on_conflict_do_nothing(index_elements=["job", "tile", "user"]))
    return _tally(connection, member, job, tile)


def _take_back(connection: sa.Connection, member: Member, job: str, tile: int) -> Tally:
    own = sa.and_(vote_entries.given_by(member.platform, member.user), votes.c.job == job, votes.c.tile == tile)
    if _tally(connection, member, job, tile).own:
        vote_entries.recount(connection, job, tile)
    connection.execute(votes.delete().where(own))
    return _tally(connection, member, job, tile)


def _tally(connection: sa.Connection, member: Member, job: str, tile: int) -> Tally:
    own = sa.func.sum(sa.case((votes.c.user == member.user, 1), else_=0))
    found = sa.select(sa.func.count(), own).where(votes.c.job == job, votes.c.tile == tile)
    count, mine = connection.execute(found).one()
    return Tally(count, bool(mine))


def _top(connection: sa.Connection, member: Member, since: float, limit: int) -> list[Voted]:
    here = (votes.c.platform == member.platform, votes.c.community == member.community, votes.c.at >= since)
    count, last = sa.func.count().label("its_count"), sa.func.max(votes.c.at).label("its_last")
    best = (
        sa.select(votes.c.job, votes.c.tile.label("its_tile"), count, last)
        .where(*here)
        .group_by(votes.c.job, votes.c.tile)
        .order_by(count.desc(), last, votes.c.job, votes.c.tile)
        .limit(limit)
        .subquery()
    )
    order = (best.c.its_count.desc(), best.c.its_last, best.c.job, best.c.its_tile)
    found = sa.select(best.c.its_tile, best.c.its_count, *LISTED).join_from(best, jobs, jobs.c.id == best.c.job)
    rows = []
    for row in connection.execute(found.order_by(*order)):
        values = dict(row._mapping)
        tile, votes_ = values.pop("its_tile"), values.pop("its_count")
        rows.append(Voted(job_with(values), tile, votes_))
    return rows


_COUNT = (
    sa.select(sa.func.count())
    .where(votes.c.job == shares.c.job, votes.c.tile == shares.c.tile)
    .correlate(shares)
    .scalar_subquery()
)


def _recounts(connection: sa.Connection, platform: str, limit: int, but: Collection[str]) -> list[tuple[Share, int]]:
    due = (sa.text(RECOUNT), shares.c.platform == platform, shares.c.posted, shares.c.id.not_in(but))
    found = sa.select(*COLUMNS, _COUNT.label("its_count")).where(*due).order_by(shares.c.at.desc()).limit(limit)
    rows = [dict(row._mapping) for row in connection.execute(found)]
    return [(Share(**{key: row[key] for key in row if key != "its_count"}), row["its_count"]) for row in rows]


def _recounted(connection: sa.Connection, share_id: str, count: int) -> None:
    # Locked before the votes are counted: a vote at the same moment marks the post first, and is counted then.
    connection.execute(sa.select(shares.c.number).where(shares.c.id == share_id).with_for_update())
    shown = shares.update().where(shares.c.id == share_id, sa.literal(count) == _COUNT).values(recount=False)
    connection.execute(shown)


def _unannounced(connection: sa.Connection, job: str, tile: int) -> bool:
    there = sa.select(jobs.c.id).where(jobs.c.id == job, jobs.c.codes.is_not(None)).with_for_update()
    known = sa.select(hall.c.job).where(hall.c.job == job, hall.c.tile == tile, hall.c.announced)
    if connection.execute(there).first() is None or connection.execute(known).first() is not None:
        return False
    vote_entries.mark(connection, job, tile, "announced")
    return True

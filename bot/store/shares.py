"""Tiles that members posted: written down before a chat posts one, confirmed when it is there, deleted when withdrawn.

A row that is not confirmed belongs to a process that is posting it, or that died meanwhile; its delivery is not posted
again. The chat looks whether the message is there once no process can be posting it any more.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass, fields, replace
from functools import partial

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from bot.store import gallery_entries, pending_removals, vote_entries
from bot.store.database import MAX_TRIES, Database
from bot.store.database_url import StoreError
from bot.store.job import new_id
from bot.store.leases import Lease
from bot.store.schema import UNSETTLED, captions, jobs, removals, shares

MAX_UNSETTLED = 20
"""That are looked up at a time."""


@dataclass(frozen=True, kw_only=True)
class Share:
    """Args:
    job, tile: the picture, as in k7f3q-5.
    caption: its id, "" for the tile as it was drawn.
    user, name: who posted it, on their platform.
    channel, channel_name: where.
    address: of its message; before `posted` of the place where it is about to be.
    delivery: of the press; the same one again posts nothing. None: it is no repeatable one.
    id: "" before it is kept.
    at: seconds since 1970.
    posted: it is there, or may be for ever.
    locale: of its buttons.
    shown: what its chat keeps to change them.
    """

    platform: str
    job: str
    tile: int
    user: str
    name: str
    channel: str
    channel_name: str
    address: str
    caption: str = ""
    delivery: str | None = None
    id: str = ""
    at: float = 0.0
    posted: bool = False
    locale: str = ""
    shown: str = ""

    @property
    def picture(self) -> str:
        """Its name, as in k7f3q-5, or k7f3q-5-b2c3d with a caption."""
        return "-".join(filter(None, (self.job, str(self.tile), self.caption)))


class Shares:
    """`Store.shares`."""

    def __init__(self, database: Database, lease: Lease, clock: Callable[[], float]) -> None:
        self._database = database
        self._lease = lease
        self._clock = clock

    async def begin(self, share: Share) -> tuple[Share, bool] | None:
        """As it is kept, and whether it is new; otherwise it is that of an earlier press of the same delivery.
        None: its grid was deleted meanwhile."""
        for attempt in range(3 * MAX_TRIES):
            new = replace(share, id=new_id(attempt), at=self._clock())
            try:
                kept = await self._database.transaction(partial(_begin, share=new, lease=self._lease))
            except IntegrityError:  # the id is taken, or the delivery was kept just now: look again
                continue
            return None if kept is None else (kept, kept.id == new.id)
        raise StoreError("No free share id was found.")

    async def posted(self, platform: str, job_id: str, share_id: str, address: str, shown: str = "") -> bool:
        """It is there, and its caption with it; `shown` as in Share. False: it was withdrawn, or its grid deleted, so
        its message is now listed for removal."""
        return await self._database.call(_posted, platform, job_id, share_id, address, shown)

    async def dropped(self, share_id: str) -> None:
        """It is not there and will not be: the same delivery may begin again."""
        gone = shares.delete().where(shares.c.id == share_id)
        await self._database.transaction(lambda connection: connection.execute(gone))

    async def get(self, share_id: str) -> Share | None:
        found = sa.select(*COLUMNS).where(shares.c.id == share_id)
        return await self._database.transaction(lambda connection: _share(connection.execute(found).first()))

    async def of(self, job_id: str) -> list[Share]:
        """Of a grid, the oldest first."""
        found = sa.select(*COLUMNS).where(shares.c.job == job_id, shares.c.id.is_not(None)).order_by(shares.c.at)
        return await self._database.transaction(lambda one: [_of(row) for row in one.execute(found)])

    async def withdrawn(self, platform: str, job_id: str, share_id: str = "", user: str = "") -> list[Share]:
        """Those of a grid, of one user, or one of them: they are no longer shared, and their messages, with reports of
        them, are listed for removal."""
        return await self._database.call(_withdrawn, platform, job_id, share_id, user)

    async def reports(self, job_id: str, user: str = "", about: str = "") -> bool:
        """Whether a grid is reported to the moderators; with `user`: whether that person reported it, or one post of it
        (`about`)."""
        found = sa.select(shares.c.number).where(shares.c.job == job_id, shares.c.report)
        if user:
            found = found.where(shares.c.user == user, shares.c.about == about)
        return await self._database.transaction(lambda one: one.scalar(found.limit(1)) is not None)

    async def visible(self, job_id: str) -> list[str]:
        """Channels, by name, where a message of this grid is still to be removed."""
        left = sa.select(removals.c.place).where(removals.c.job == job_id, removals.c.place != "").distinct()
        return await self._database.transaction(lambda connection: sorted(connection.scalars(left)))

    async def pressed(self, delivery: str) -> bool:
        """Whether there is a post of this delivery, or one that is being made."""
        found = sa.select(shares.c.number).where(shares.c.delivery == delivery)
        return await self._database.transaction(lambda connection: connection.scalar(found) is not None)

    async def unsettled(self, platform: str, before: float, orphaned: float = 0.0) -> list[Share]:
        """Those of which no chat has said what came of them; some of them, the oldest first.

        Args:
            before: they were begun before that time.
            orphaned: or before that one, by an earlier process of this installation, which has ended.
        """
        dead = sa.and_(shares.c.owner == self._lease.owner, shares.c.run_id != self._lease.run_id)
        old = sa.and_(
            shares.c.at < max(before, orphaned),  # what the index finds
            sa.or_(shares.c.at < before, sa.and_(shares.c.at < orphaned, dead)),
        )
        found = (
            sa.select(*COLUMNS)
            .where(sa.text(UNSETTLED), shares.c.platform == platform, old)
            .order_by(shares.c.at)
            .limit(MAX_UNSETTLED)
        )
        return await self._database.transaction(lambda one: [_of(row) for row in one.execute(found)])


COLUMNS = tuple(shares.c[field.name] for field in fields(Share))
"""Of a Share."""


def _of(row: sa.Row[tuple[object, ...]]) -> Share:
    return Share(**row._mapping)


def _share(row: sa.Row[tuple[object, ...]] | None) -> Share | None:
    return None if row is None else _of(row)


def _begin(connection: sa.Connection, share: Share, lease: Lease) -> Share | None:
    # Locked: a deletion of the grid waits for this transaction, and then finds the row.
    there = sa.select(jobs.c.id).where(jobs.c.id == share.job, jobs.c.codes.is_not(None)).with_for_update()
    if connection.execute(there).first() is None:
        return None
    if share.delivery:
        before = _share(connection.execute(sa.select(*COLUMNS).where(shares.c.delivery == share.delivery)).first())
        if before is not None:
            return before
    connection.execute(shares.insert().values(asdict(share) | {"owner": lease.owner, "run_id": lease.run_id}))
    return share


def _posted(connection: sa.Connection, platform: str, job_id: str, share_id: str, address: str, shown: str) -> bool:
    # The grid first, then its posts: as a deletion of the grid locks them.
    connection.execute(sa.select(jobs.c.id).where(jobs.c.id == job_id).with_for_update())
    there = shares.update().where(shares.c.id == share_id).values(address=address, posted=True, shown=shown)
    share = _share(connection.execute(there.returning(*COLUMNS)).first())
    if share is None:
        pending_removals.due(connection, platform, [address], job_id)
    elif share.caption:
        connection.execute(captions.update().where(captions.c.id == share.caption).values(posted=True))
    else:
        gallery_entries.post(connection, platform, share.user, job_id, share.tile)
    return share is not None


def _withdrawn(connection: sa.Connection, platform: str, job_id: str, share_id: str, user: str) -> list[Share]:
    which = sa.and_(shares.c.job == job_id, shares.c.id.is_not(None))
    if share_id:
        which = sa.and_(which, shares.c.id == share_id)
    if user:
        which = sa.and_(which, shares.c.user == user)
    gone = [_of(row) for row in connection.execute(shares.delete().where(which).returning(*COLUMNS))]
    if not gone:
        return []
    pending_removals.due_shares(connection, platform, gone)
    about = sa.and_(shares.c.job == job_id, shares.c.about.in_([share.id for share in gone]))
    pending_removals.due(connection, platform, pending_removals.unshared(connection, about))
    elsewhere = sa.exists().where(shares.c.job == job_id, shares.c.caption == captions.c.id)
    _unpost(connection, gone)
    its = captions.c.id.in_([share.caption for share in gone if share.caption])
    connection.execute(captions.update().where(its, sa.not_(elsewhere)).values(posted=False))
    for share in gone:
        if share.delivery == vote_entries.delivery_of(share.platform, share.job, share.tile):
            vote_entries.withdrawn(connection, share.job, share.tile)
    return sorted(gone, key=lambda share: share.at)


def _unpost(connection: sa.Connection, gone: list[Share]) -> None:
    """Tiles of which this person has no post left are no longer among what they posted."""
    for share in gone:
        same = (shares.c.job == share.job, shares.c.tile == share.tile, shares.c.user == share.user)
        left = sa.select(shares.c.id).where(*same, shares.c.caption == "").limit(1)
        if not share.caption and connection.scalar(left) is None:
            gallery_entries.unpost(connection, share.platform, share.user, share.job, share.tile)

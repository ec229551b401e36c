"""Captions that members wrote on tiles: their words are kept, and the picture is made again whenever it is shown."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from functools import partial

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from bot.store import gallery_entries
from bot.store.database import MAX_TRIES, Database
from bot.store.database_url import StoreError
from bot.store.job import new_id
from bot.store.schema import captions, jobs


@dataclass(frozen=True, kw_only=True)
class Caption:
    """Args:
    job, tile: the picture, as in k7f3q-5.
    user, name: who wrote it.
    style: "classic" or "bar".
    alt: for people who do not see the picture, in the writer's words; "" where the bot describes it.
    id: of the caption; "" before it is kept.
    written: seconds since 1970.
    posted: others may see it.
    """

    job: str
    tile: int
    user: str
    name: str
    top: str
    bottom: str
    style: str
    alt: str
    id: str = ""
    written: float = 0.0
    posted: bool = False


class Captions:
    """`Store.captions`."""

    def __init__(self, database: Database, clock: Callable[[], float]) -> None:
        self._database = database
        self._clock = clock

    async def add(self, caption: Caption) -> Caption | None:
        """As it is kept, with its id and time. None: its grid was deleted meanwhile."""
        for attempt in range(3 * MAX_TRIES):
            kept = replace(caption, id=new_id(attempt), written=self._clock())
            try:
                there = await self._database.transaction(partial(_add, caption=kept))
            except IntegrityError:  # the id is taken
                continue
            return kept if there else None
        raise StoreError("No free caption id was found.")

    async def get(self, caption_id: str) -> Caption | None:
        def get(connection: sa.Connection) -> Caption | None:
            row = connection.execute(sa.select(captions).where(captions.c.id == caption_id)).first()
            return None if row is None else Caption(**row._mapping)

        return await self._database.transaction(get)


def _add(connection: sa.Connection, caption: Caption) -> bool:
    # Who deletes the grid waits for us, and then finds what we write.
    there = sa.select(jobs.c.id).where(jobs.c.id == caption.job, jobs.c.codes.is_not(None)).with_for_update()
    if connection.execute(there).first() is None:
        return False
    connection.execute(captions.insert().values(asdict(caption)))
    words = f"{caption.top} {caption.bottom}"
    gallery_entries.caption_written(connection, caption.id, caption.job, caption.tile, caption.user, words)
    return True


def written_by(platform: str, user: str) -> sa.ColumnElement[bool]:
    """Ids of people are a platform's, and a caption is where its job is."""
    on_platform = sa.select(jobs.c.id).where(jobs.c.id == captions.c.job, jobs.c.platform == platform).exists()
    return sa.and_(captions.c.user == user, on_platform)

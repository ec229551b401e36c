"""Communities that removed the bot: their settings are kept for thirty days, in case it was a mistake.

The audit log says when that was, so that the community's next moderators can read it, too.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import sqlalchemy as sa

from bot.store import settings_history
from bot.store.database import Database
from bot.store.schema import audit, communities, jobs, ledger
from bot.store.settings_history import Moderator

KEPT_SECONDS = 30 * 24 * 3600.0
GRACE_SECONDS = 60.0
"""After a removal, in which a request may still arrive that was sent before it."""
PAGE_ROWS = 500
REMOVED, BACK = "removed", "back"
NONET = Moderator("", "Nonet")


class Communities:
    """`Store.communities`; a community's key is "platform:community"."""

    def __init__(self, database: Database, clock: Callable[[], float]) -> None:
        self._database = database
        self._clock = clock

    async def known(self, platform: str) -> dict[str, bool]:
        """Those with stored data, by their id on the platform; True: they removed the bot."""
        return await known(self._database, platform, self._clock())

    async def removed(self, community: str) -> bool:
        """The bot was removed: in thirty days `expire` deletes all but the ledger. False: that was known."""
        return await self._database.call(removed, community, self._clock())

    async def back(self, community: str) -> bool:
        """The bot was added again: settings hold as before. False: it was not removed."""
        return await self._database.call(back, community, self._clock())


async def known(database: Database, platform: str, now: float) -> dict[str, bool]:
    """A platform's communities with stored data, by their ids there, and whether they removed the bot.

    Read in pages, each in a transaction of its own.
    """
    start, ids = f"{platform}:", set[str]()
    after = ""
    while keys := await database.call(_with_settings, after):
        ids |= {key.removeprefix(start) for key in keys if key.startswith(start)}
        after = keys[-1]
    after = ""
    while found := await database.call(_with_jobs, platform, after):
        ids |= set(found)
        after = found[-1]
    away = await database.call(gone, now)
    return {one: start + one in away for one in ids}


def removed(connection: sa.Connection, community: str, now: float) -> bool:
    """False: that was known already."""
    if _is_away(connection, community, now):
        return False
    until = f"{datetime.fromtimestamp(now + KEPT_SECONDS, UTC):%Y-%m-%d}"
    settings_history.log(connection, community, NONET, REMOVED, [("kept until", "", until)], now)
    return True


def back(connection: sa.Connection, community: str, now: float) -> bool:
    """False: it had not removed the bot, as far as is known."""
    if not _is_away(connection, community, now):
        return False
    settings_history.log(connection, community, NONET, BACK, [("settings", "", "as before")], now)
    return True


def gone(connection: sa.Connection, now: float, seconds: float = 0.0) -> list[str]:
    """The keys of communities that removed the bot at least so many seconds ago."""
    return [key for key, at in connection.execute(_away(now)) if at <= now - seconds]


def _with_settings(connection: sa.Connection, after: str) -> list[str]:
    """The next page of keys."""
    page = sa.select(communities.c.key).where(communities.c.key > after).order_by(communities.c.key).limit(PAGE_ROWS)
    return list(connection.scalars(page))


def _with_jobs(connection: sa.Connection, platform: str, after: str) -> list[str]:
    """The next page of communities, each found by one step in the index, however many jobs it has."""
    return list(connection.scalars(_WITH_JOBS, {"its_platform": platform, "after": after}))


def _away(now: float) -> sa.Select[str, float]:
    """Each community that removed the bot, and when."""
    last = sa.select(sa.func.max(audit.c.id)).where(audit.c.what.in_((REMOVED, BACK))).group_by(audit.c.community)
    # A request since then shows that it is back, although its return was missed (during a restart or an outage).
    asked = sa.exists().where(
        ledger.c.community == audit.c.community,
        ledger.c.asked > audit.c.at + GRACE_SECONDS,
        ledger.c.asked < now + GRACE_SECONDS,
    )
    return sa.select(audit.c.community, audit.c.at).where(audit.c.id.in_(last), audit.c.what == REMOVED, ~asked)


def _is_away(connection: sa.Connection, community: str, now: float) -> bool:
    return connection.execute(_away(now).where(audit.c.community == community)).first() is not None


def _next(after: sa.ColumnElement[str]) -> sa.ScalarSelect[str]:
    platform = jobs.c.platform == sa.bindparam("its_platform", type_=sa.Text)
    return sa.select(sa.func.min(jobs.c.community)).where(platform, jobs.c.community > after).scalar_subquery()


_FOUND = sa.select(_next(sa.bindparam("after", type_=sa.Text)).label("community")).cte("found", recursive=True)
_FOUND = _FOUND.union_all(sa.select(_next(_FOUND.c.community)).where(_FOUND.c.community.is_not(None)))
_WITH_JOBS = sa.select(_FOUND.c.community).where(_FOUND.c.community.is_not(None)).limit(PAGE_ROWS)

"""Communities that have removed the bot: what was decided there is kept for thirty days, in case it was a mistake.

The audit log says when that was, so its next moderators can read it, too.
"""

from __future__ import annotations

from datetime import UTC, datetime

import sqlalchemy as sa

from bot.store import settings_history
from bot.store.schema import audit, communities, grants, jobs, ledger, refusals, settings, time_outs
from bot.store.settings_history import Moderator

KEPT = 30 * 24 * 3600.0
ON_ITS_WAY = 60.0
"""Seconds after a removal in which an ask may still come that was sent before it."""
REMOVED, BACK = "removed", "back"
US = Moderator("", "Nonet")


def known(connection: sa.Connection, platform: str) -> dict[str, bool]:
    """Communities of a platform of which something is kept, by their ids there, and whether the bot was removed."""
    start = f"{platform}:"
    here = sa.select(communities.c.key).where(communities.c.key.startswith(start, autoescape=True))
    drawn = sa.select(jobs.c.community).where(jobs.c.platform == platform).distinct()
    ids = {key.removeprefix(start) for key in connection.scalars(here)} | set(connection.scalars(drawn))
    away = {key.removeprefix(start) for key, _ in connection.execute(_away())}
    return {one: one in away for one in ids}


def removed(connection: sa.Connection, community: str, now: float) -> bool:
    """False: that was known already."""
    if _is_away(connection, community):
        return False
    until = f"{datetime.fromtimestamp(now + KEPT, UTC):%Y-%m-%d}"
    settings_history.log(connection, community, US, REMOVED, [("kept until", "", until)], now)
    return True


def back(connection: sa.Connection, community: str, now: float) -> bool:
    """False: it was not away, as far as anybody knew."""
    if not _is_away(connection, community):
        return False
    settings_history.log(connection, community, US, BACK, [("settings", "", "as before")], now)
    return True


def forget(connection: sa.Connection, now: float) -> list[str]:
    """Deletes what was decided where the bot was removed too long ago; which communities they were."""
    gone = [key for key, at in connection.execute(_away()) if at < now - KEPT]
    for table in (settings, audit, grants, time_outs, refusals):
        connection.execute(table.delete().where(table.c.community.in_(gone)))
    connection.execute(communities.delete().where(communities.c.key.in_(gone)))
    return gone


def _away() -> sa.Select[str, float]:
    """Of each community that the bot was removed from, and since when."""
    last = sa.select(sa.func.max(audit.c.id)).where(audit.c.what.in_((REMOVED, BACK))).group_by(audit.c.community)
    # Where somebody has asked since, it is back, also if we missed its coming (a restart, a store that was away).
    asked = sa.exists().where(ledger.c.community == audit.c.community, ledger.c.asked > audit.c.at + ON_ITS_WAY)
    return sa.select(audit.c.community, audit.c.at).where(audit.c.id.in_(last), audit.c.what == REMOVED, ~asked)


def _is_away(connection: sa.Connection, community: str) -> bool:
    return connection.execute(_away().where(audit.c.community == community)).first() is not None

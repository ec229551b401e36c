"""Attempts: what was requested in the last days and what became of it, read page by page for a replay.

Accepted requests are in the ledger. Of those that a quota refused a row is kept for some days, without the prompt.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache
from heapq import merge
from math import inf
from typing import NamedTuple

import sqlalchemy as sa

from bot.policy.quota_replay import Attempt, Week
from bot.store.database import Database
from bot.store.ledger import member_key
from bot.store.schema import grants, jobs, ledger, refused_requests

PAGE_ROWS = 2000
"""A transaction reads so many, in some milliseconds: others wait for it in SQLite."""
KEPT_DAYS = 9
"""A week, and the day in which it begins."""
MAX_REFUSED = 20_000
"""The newest refused requests of a community that are kept."""
EARLIER_SECONDS = 2 * 24 * 3600.0
"""What was requested in so many seconds before the week may count in its first day, or be unfinished then."""


@dataclass(frozen=True)
class RefusedRequest:
    """Args:
    community: its key.
    relaxed: they had taken the offer to wait for an idle device.
    at: seconds since 1970.
    """

    community: str
    channel: str
    user: str
    name: str
    roles: frozenset[str]
    relaxed: bool
    at: float


class Asked(NamedTuple):
    """What an accepted request said; `asked` is seconds since 1970."""

    asked: float
    id: str
    channel: str
    prompt: str
    no: str
    mash: str


class Attempts:
    """`Store.attempts`. Every method may raise StoreError.

    Args:
        secret: of this installation, as for `Store`.
    """

    def __init__(self, database: Database, secret: str) -> None:
        self._do = database.call
        self._secret = secret

    async def refused(self, requests: Sequence[RefusedRequest]) -> None:
        """Keeps them. Of a community, the newest MAX_REFUSED stay."""
        await self._do(add_refused, requests)

    async def week(self, community: str, since: float, until: float, *, elsewhere: bool) -> Week:
        """Everything for a replay of a community, by its key; a page per transaction.

        Args:
            since, until: what is counted. Unfinished requests from before are in it, too.
            elsewhere: also what other communities drew, which only counts where the whole bot has a limit.
        """
        begin = since - EARLIER_SECONDS
        accepted: list[Attempt] = []
        after = (begin, "")
        while True:
            rows, after = await self._do(accepted_page, community, after, until)
            accepted += rows
            if len(rows) < PAGE_ROWS:
                break
        refused: list[Attempt] = []
        place = (begin, 0)
        while True:
            read, place = await self._do(refused_page, community, place, until, self._secret)
            refused += read
            if len(read) < PAGE_ROWS:
                break
        given = await self._do(given_grants, community, begin, self._secret)
        others = await self._elsewhere(community, begin, until) if elsewhere else []
        met = await asyncio.to_thread(lambda: list(merge(accepted, refused, key=lambda one: one.asked)))
        return Week(since, met, given, others)

    async def _elsewhere(self, community: str, begin: float, until: float) -> list[tuple[float, float]]:
        found: list[tuple[float, float]] = []
        after = (begin, "")
        while True:
            rows, after = await self._do(elsewhere_page, after, until)
            found += [(asked, gone) for asked, gone, where in rows if where != community]
            if len(rows) < PAGE_ROWS:
                return found

    async def asked(self, community: str, since: float, most: int) -> list[Asked]:
        """The newest `most` accepted requests, newest first; those that were deleted are missing."""
        found: list[Asked] = []
        before = (inf, "")
        while len(found) < most:
            page = await self._do(asked_page, community, since, before)
            found += page
            if len(page) < PAGE_ROWS:
                break
            before = page[-1].asked, page[-1].id
        return found[:most]

    async def names(self, ids: Collection[str]) -> dict[str, str]:
        """Job -> its requester's name; those that were deleted are missing."""
        return await self._do(requesters, ids)


def add_refused(connection: sa.Connection, requests: Sequence[RefusedRequest]) -> None:
    rows = [
        {
            "community": one.community, "channel": one.channel, "user": one.user, "name": one.name,
            "roles": sorted(one.roles), "relaxed": one.relaxed, "at": one.at,
        }
        for one in requests
    ]  # fmt: skip
    if rows:
        connection.execute(refused_requests.insert(), rows)
    for community in sorted({one.community for one in requests}):
        here = refused_requests.c.community == community
        newest = sa.select(refused_requests.c.at).where(here).order_by(refused_requests.c.at.desc())
        oldest = connection.scalar(newest.limit(1).offset(MAX_REFUSED))
        if oldest is not None:
            connection.execute(refused_requests.delete().where(here, refused_requests.c.at <= oldest))


def accepted_page(
    connection: sa.Connection, community: str, after: tuple[float, str], until: float
) -> tuple[list[Attempt], tuple[float, str]]:
    """The requests after that place, and the place of the last one."""
    rows = connection.execute(
        _ACCEPTED, {"key": community, "after": after[0], "after_job": after[1], "until": until}
    ).all()
    found = [
        Attempt(
            asked, member, channel, None if roles is None else _roles(roles), lane == "relaxed", True, finished,
            state == "refunded", job,
        )
        for job, asked, channel, member, lane, state, finished, roles in rows
    ]  # fmt: skip
    return found, (found[-1].asked, found[-1].id) if found else after


def refused_page(
    connection: sa.Connection, community: str, after: tuple[float, int], until: float, secret: str
) -> tuple[list[Attempt], tuple[float, int]]:
    """As `accepted_page`; their members are those of the ledger."""
    rows = connection.execute(
        _REFUSED, {"key": community, "after": after[0], "after_number": after[1], "until": until}
    ).all()
    platform, _, place = community.partition(":")
    number = lru_cache(maxsize=None)(lambda user: member_key(secret, platform, place, user))
    found = [
        Attempt(row.at, number(row.user), row.channel, _roles(row.roles), row.relaxed, accepted=False, name=row.name)
        for row in rows
    ]
    return found, (rows[-1].at, rows[-1].number) if rows else after


def elsewhere_page(
    connection: sa.Connection, after: tuple[float, str], until: float
) -> tuple[list[tuple[float, float, str]], tuple[float, str]]:
    """Of all communities: when it was accepted, when it was refunded (`inf`: it was not), and in which one."""
    rows = connection.execute(_ALL, {"after": after[0], "after_job": after[1], "until": until}).all()
    found = [
        (row.asked, row.finished if row.state == "refunded" and row.finished is not None else inf, row.community)
        for row in rows
    ]
    return found, (rows[-1].asked, rows[-1].job) if rows else after


def given_grants(
    connection: sa.Connection, community: str, since: float, secret: str
) -> dict[str, list[tuple[float, int]]]:
    """The ledger's member -> grids that were given, and when."""
    platform, _, place = community.partition(":")
    found: dict[str, list[tuple[float, int]]] = {}
    given = sa.select(grants).where(grants.c.community == community, grants.c.at >= since)
    for row in connection.execute(given):
        found.setdefault(member_key(secret, platform, place, row.user), []).append((row.at, row.grids))
    return found


def asked_page(connection: sa.Connection, community: str, since: float, before: tuple[float, str]) -> list[Asked]:
    """Those before that place, newest first."""
    platform, _, place = community.partition(":")
    rows = connection.execute(
        _ASKED, {"on": platform, "place": place, "since": since, "before": before[0], "before_job": before[1]}
    )
    return [Asked(*row) for row in rows]


def requesters(connection: sa.Connection, ids: Collection[str]) -> dict[str, str]:
    rows = connection.execute(sa.select(jobs.c.id, jobs.c.name).where(jobs.c.id.in_(sorted(ids))))
    return {row.id: row.name for row in rows}


@lru_cache(maxsize=10_000)
def _roles(text: str) -> frozenset[str]:
    """As they are written in a row: most members have one of a few sets of them."""
    return frozenset(json.loads(text))


# --- statements, built once ------------------------------------------------------------------------------------------

_AFTER, _UNTIL = sa.bindparam("after", type_=sa.Double), sa.bindparam("until", type_=sa.Double)


def _beyond(at: sa.ColumnElement[float], key: sa.ColumnElement[object], name: str) -> sa.ColumnElement[bool]:
    """After a place, in the order of time. The first condition is the one that an index finds."""
    return sa.and_(at >= _AFTER, at <= _UNTIL, sa.or_(at > _AFTER, key > sa.bindparam(name)))


_ACCEPTED = (
    sa.select(
        ledger.c.job, ledger.c.asked, ledger.c.channel, ledger.c.member, ledger.c.lane, ledger.c.state,
        ledger.c.finished, sa.type_coerce(jobs.c.roles, sa.Text).label("roles"),
    )
    .outerjoin_from(ledger, jobs, jobs.c.id == ledger.c.job)
    .where(ledger.c.community == sa.bindparam("key"), _beyond(ledger.c.asked, ledger.c.job, "after_job"))
    .order_by(ledger.c.asked, ledger.c.job)
    .limit(PAGE_ROWS)
)  # fmt: skip
_REFUSED = (
    sa.select(
        refused_requests.c.number, refused_requests.c.channel, refused_requests.c.user, refused_requests.c.name,
        sa.type_coerce(refused_requests.c.roles, sa.Text).label("roles"), refused_requests.c.relaxed,
        refused_requests.c.at,
    )
    .where(
        refused_requests.c.community == sa.bindparam("key"),
        _beyond(refused_requests.c.at, refused_requests.c.number, "after_number"),
    )
    .order_by(refused_requests.c.at, refused_requests.c.number)
    .limit(PAGE_ROWS)
)  # fmt: skip
_BEFORE = sa.bindparam("before", type_=sa.Double)
_ASKED = (
    sa.select(jobs.c.asked, jobs.c.id, jobs.c.channel, jobs.c.prompt, jobs.c.no, jobs.c.mash)
    .where(
        jobs.c.platform == sa.bindparam("on"),
        jobs.c.community == sa.bindparam("place"),
        jobs.c.asked >= sa.bindparam("since", type_=sa.Double),
        jobs.c.asked <= _BEFORE,
        sa.or_(jobs.c.asked < _BEFORE, jobs.c.id < sa.bindparam("before_job")),
    )
    .order_by(jobs.c.asked.desc(), jobs.c.id.desc())
    .limit(PAGE_ROWS)
)
_ALL = (
    sa.select(ledger.c.job, ledger.c.asked, ledger.c.state, ledger.c.finished, ledger.c.community)
    .where(_beyond(ledger.c.asked, ledger.c.job, "after_job"))
    .order_by(ledger.c.asked, ledger.c.job)
    .limit(PAGE_ROWS)
)

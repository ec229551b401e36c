"""The ledger: one line for every accepted ask, that counts from the moment of asking and is given back on failure.

It stays when prompts go. Whoever counts and then adds holds the rows of `scopes` that the count is about, so that of
many simultaneous asks exactly as many get in as there is room for.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from functools import cache
from typing import Any

import sqlalchemy as sa

from bot.errors import OverLimit
from bot.member import direct
from bot.policy.quota import SCOPES, Limits, Scope, Used
from bot.store.job import UNFINISHED, NewJob
from bot.store.schema import MILLION, insert, jobs, ledger, scopes
from bot.store.schema import secrets as secret_table


def member_key(secret: str, platform: str, community: str, user: str) -> str:
    """Counts a person without naming them; without the installation's secret nobody can find out who it was."""
    return _keyed("\0".join((platform, community, user)), bytes.fromhex(secret))


def community_key(secret: str, key: str) -> str:
    """A community's key as it is counted: a direct conversation is called by its person's number, not by their id."""
    platform, _, community = key.partition(":")
    user = community.removeprefix(direct(""))
    if community != direct(user):
        return key
    return f"{platform}:{direct(member_key(secret, platform, community, user))}"


def _place(of: NewJob | Limits, member: str) -> tuple[str, str]:
    """Community and channel as they stand here: those of a direct conversation would name who it is with."""
    if of.community != direct(of.user):
        return f"{of.platform}:{of.community}", of.channel
    return f"{of.platform}:{direct(member)}", _keyed(of.channel, member.encode())


def _keyed(text: str, key: bytes) -> str:
    return hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=16, key=key).hexdigest()


def secret(connection: sa.Connection) -> str:
    """This installation's, made at its first start."""
    connection.execute(
        insert(connection.dialect.name, secret_table)
        .values(name="ledger", value=secrets.token_hex(32))
        .on_conflict_do_nothing(index_elements=["name"])
    )
    found = connection.execute(sa.select(secret_table.c.value).where(secret_table.c.name == "ledger"))
    return str(found.scalar_one())


def lock(connection: sa.Connection, limits: Limits, member: str) -> None:
    """Takes the rows of everything that `limits` counts, nearest first, until the transaction ends."""
    capped = {cap.scope for cap in limits.caps if cap.limit is not None}
    community, channel = _place(limits, member)
    keys = [f"member:{member}"]  # always: unfinished jobs are counted, too
    keys += [f"channel:{community}:{channel}"] if "channel" in capped else []
    keys += [f"community:{community}"] if "community" in capped else []
    keys += ["bot"] if "bot" in capped else []
    hold(connection, keys)


def hold(connection: sa.Connection, keys: Sequence[str]) -> None:
    """Nobody else counts these until the transaction ends."""
    connection.execute(_lock(connection.dialect.name), [{"key": key} for key in keys])


def used(connection: sa.Connection, limits: Limits, member: str) -> Used:
    """What counts against `limits` now."""
    community, channel = _place(limits, member)
    row = connection.execute(
        _USED,
        {
            "platform": limits.platform, "place": limits.community, "user": limits.user, "member": member,
            "community": community, "channel": channel,
            **{f"{cap.scope}_since": cap.day.start for cap in limits.caps},
        },
    ).one()  # fmt: skip
    grids: dict[Scope, int] = {scope: row._mapping[scope] for scope in SCOPES}
    return Used(grids, row.unfinished)


def check(limits: Limits, used: Used, ask: NewJob) -> None:
    """Raises OverLimit where one more does not fit: Store.reserve says which ones there are."""
    if used.unfinished >= limits.at_once:
        raise OverLimit("at-once", used=used.unfinished, limit=limits.at_once)
    full = [cap for cap in limits.caps if cap.limit is not None and used.grids[cap.scope] >= cap.limit]
    if ask.lane == "relaxed":
        full = [cap for cap in full if cap.scope != "member"]
    if full:
        first = full[0]
        raise OverLimit(
            f"{first.scope}-per-day",
            until=first.day.end if first.limit else None,  # a limit of 0 does not end with the day
            used=used.grids[first.scope],
            limit=first.limit,
            source=first.source,
            role=first.role,
            offer_relaxed=limits.relaxed and bool(first.limit) and [cap.scope for cap in full] == ["member"],
        )


def enter(connection: sa.Connection, job: str, ask: NewJob, member: str, now: float) -> None:
    community, channel = _place(ask, member)
    connection.execute(
        _ENTER,
        {"job": job, "community": community, "channel": channel, "member": member, "lane": ask.lane, "asked": now},
    )


def close(connection: sa.Connection, job: str, state: str, now: float, device_us: int, money_millionths: int) -> None:
    """Settles or refunds a line; what the device did is paid for either way. Its job is guarded, so it happens once."""
    connection.execute(
        _CLOSE,
        {"its_job": job, "state": state, "finished": now, "device_us": device_us, "money_millionths": money_millionths},
    )


def whole(amount: float) -> int:
    """Seconds or money as it is added up."""
    return round(amount * MILLION)


# --- statements, made once: making them costs more than running them -------------------------------------------------


@cache
def _lock(dialect: str) -> Any:
    row = insert(dialect, scopes)
    # Nothing is written, and the row is locked all the same: so says PostgreSQL's documentation of ON CONFLICT.
    return row.on_conflict_do_update(index_elements=["key"], set_={"key": row.excluded.key}, where=sa.false())


def _grids(scope: Scope, *inside: sa.ColumnElement[bool]) -> sa.Label[int]:
    since = ledger.c.asked >= sa.bindparam(f"{scope}_since", type_=sa.Double)
    counted = sa.select(sa.func.count()).where(ledger.c.state != "refunded", since, *inside)
    return counted.scalar_subquery().label(scope)


_UNFINISHED = sa.select(sa.func.count()).where(
    jobs.c.platform == sa.bindparam("platform"),
    jobs.c.community == sa.bindparam("place"),
    jobs.c.user == sa.bindparam("user"),
    jobs.c.state.in_(UNFINISHED),
)
_HERE = ledger.c.community == sa.bindparam("community")
_USED = sa.select(
    # What an idle device drew did not use up anybody's day.
    _grids("member", _HERE, ledger.c.member == sa.bindparam("member"), ledger.c.lane == "fast"),
    _grids("channel", _HERE, ledger.c.channel == sa.bindparam("channel")),
    _grids("community", _HERE),
    _grids("bot"),
    _UNFINISHED.scalar_subquery().label("unfinished"),
)
_ENTER = ledger.insert().values(state="reserved", device_us=0, money_millionths=0)
_CLOSE = ledger.update().where(ledger.c.job == sa.bindparam("its_job"))

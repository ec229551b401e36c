"""The ledger: one line for every accepted request. It counts from the request on, and is refunded if the job fails.

Lines stay when prompts are deleted. A transaction that counts and then adds a line locks everything that it counts, so
that of many simultaneous requests exactly as many are accepted as the limits allow.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence

import sqlalchemy as sa

from bot.member import direct
from bot.policy.quota import SCOPES, Limits, Scope, Used
from bot.store.column_types import insert
from bot.store.job import UNFINISHED, NewJob
from bot.store.schema import MILLION, jobs, ledger
from bot.store.schema import secrets as secret_table


def member_key(secret: str, platform: str, community: str, user: str) -> str:
    """A number for a person, which does not name them: finding out who it is takes the installation's secret."""
    return _keyed("\0".join((platform, community, user)), bytes.fromhex(secret))


def community_key(secret: str, key: str) -> str:
    """A community's key in the ledger: a direct conversation has its person's number instead of their id."""
    platform, _, community = key.partition(":")
    user = community.removeprefix(direct(""))
    if community != direct(user):
        return key
    return f"{platform}:{direct(member_key(secret, platform, community, user))}"


def _place(of: NewJob | Limits, member: str) -> tuple[str, str]:
    """Community and channel in the ledger: in a direct conversation they do not name the person."""
    if of.community != direct(of.user):
        return f"{of.platform}:{of.community}", of.channel
    return f"{of.platform}:{direct(member)}", _keyed(of.channel, member.encode())


def _keyed(text: str, key: bytes) -> str:
    return hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=16, key=key).hexdigest()


def secret(connection: sa.Connection) -> str:
    """The installation's secret, made at its first start."""
    connection.execute(
        insert(connection.dialect.name, secret_table)
        .values(name="ledger", value=secrets.token_hex(32))
        .on_conflict_do_nothing(index_elements=["name"])
    )
    found = connection.execute(sa.select(secret_table.c.value).where(secret_table.c.name == "ledger"))
    return str(found.scalar_one())


def lock(connection: sa.Connection, limits: Limits, member: str) -> None:
    """Locks everything that `limits` counts, nearest first, until the transaction ends."""
    capped = {cap.scope for cap in limits.caps if cap.limit is not None}
    community, channel = _place(limits, member)
    keys = [f"member:{member}"]  # always, since unfinished jobs are counted
    keys += [f"channel:{community}:{channel}"] if "channel" in capped else []
    keys += [f"community:{community}"] if "community" in capped else []
    keys += ["bot"] if "bot" in capped else []
    hold(connection, keys)


def hold(connection: sa.Connection, keys: Sequence[str]) -> None:
    """No other transaction holds one of these until this one ends. SQLite has only one transaction at a time."""
    if connection.dialect.name == "postgresql":
        for key in keys:
            number = hashlib.blake2b(key.encode("utf-8", "replace"), digest_size=8).digest()
            connection.execute(_LOCK, {"number": int.from_bytes(number, "big", signed=True)})


def used(connection: sa.Connection, limits: Limits, member: str) -> Used:
    """What counts against `limits` now."""
    community, channel = _place(limits, member)
    row = connection.execute(
        _USED,
        {
            "platform": limits.platform, "place": limits.community, "user": limits.user, "member": member,
            "community": community, "channel": channel,
            **{f"{cap.scope}_start": cap.day.start for cap in limits.caps},
            **{f"{cap.scope}_end": cap.day.end for cap in limits.caps},
        },
    ).one()  # fmt: skip
    grids: dict[Scope, int] = {scope: row._mapping[scope] for scope in SCOPES}
    return Used(grids, row.unfinished)


def enter(connection: sa.Connection, job: str, request: NewJob, member: str, now: float) -> None:
    community, channel = _place(request, member)
    connection.execute(
        _ENTER,
        {"job": job, "community": community, "channel": channel, "member": member, "lane": request.lane, "asked": now},
    )


def close(connection: sa.Connection, job: str, state: str, now: float, device_us: int, money_millionths: int) -> None:
    """Settles or refunds a line; device time is paid for either way. The job's guarded UPDATE makes it happen once."""
    connection.execute(
        _CLOSE,
        {"its_job": job, "state": state, "finished": now, "device_us": device_us, "money_millionths": money_millionths},
    )


def whole(amount: float) -> int:
    """Seconds or money in millionths."""
    return round(amount * MILLION)


# --- statements, built once: building them costs more than running them -----------------------------------------------


_LOCK = sa.select(sa.func.pg_advisory_xact_lock(sa.bindparam("number", type_=sa.BigInteger)))


def _grids(scope: Scope, *inside: sa.ColumnElement[bool]) -> sa.Label[int]:
    within = (
        ledger.c.asked >= sa.bindparam(f"{scope}_start", type_=sa.Double),
        ledger.c.asked < sa.bindparam(f"{scope}_end", type_=sa.Double),
    )
    counted = sa.select(sa.func.count()).where(ledger.c.state != "refunded", *within, *inside)
    return counted.scalar_subquery().label(scope)


_UNFINISHED = sa.select(sa.func.count()).where(
    jobs.c.platform == sa.bindparam("platform"),
    jobs.c.community == sa.bindparam("place"),
    jobs.c.user == sa.bindparam("user"),
    jobs.c.state.in_(UNFINISHED),
)
_HERE = ledger.c.community == sa.bindparam("community")
_USED = sa.select(
    # The relaxed lane does not count against the member.
    _grids("member", _HERE, ledger.c.member == sa.bindparam("member"), ledger.c.lane == "fast"),
    _grids("channel", _HERE, ledger.c.channel == sa.bindparam("channel")),
    _grids("community", _HERE),
    _grids("bot"),
    _UNFINISHED.scalar_subquery().label("unfinished"),
)
_ENTER = ledger.insert().values(state="reserved", device_us=0, money_millionths=0)
_CLOSE = ledger.update().where(ledger.c.job == sa.bindparam("its_job"))

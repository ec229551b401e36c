"""The ledger: one line for every accepted ask, that counts from the moment of asking and is given back on failure.

It stays when prompts go. Whoever counts and then adds holds the rows of `scopes` that the count is about, so that of
many simultaneous asks exactly as many get in as there is room for.
"""

from __future__ import annotations

import hashlib
import secrets

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.errors import OverLimit
from bot.quota import Cap, Limits, Scope, Used
from bot.store.database import insert
from bot.store.job import UNFINISHED, Ask
from bot.store.schema import MILLION, jobs, ledger, scopes
from bot.store.schema import secrets as secret_table


def member_key(secret: str, platform: str, community: str, user: str) -> str:
    """Counts a person without naming them; without the installation's secret nobody can find out who it was."""
    person = "\0".join((platform, community, user)).encode("utf-8", "replace")
    return hashlib.blake2b(person, digest_size=16, key=bytes.fromhex(secret)).hexdigest()


async def secret(connection: AsyncConnection) -> str:
    """This installation's, made at its first start."""
    await connection.execute(
        insert(connection, secret_table)
        .values(name="ledger", value=secrets.token_hex(32))
        .on_conflict_do_nothing(index_elements=["name"])
    )
    found = await connection.execute(sa.select(secret_table.c.value).where(secret_table.c.name == "ledger"))
    return str(found.scalar_one())


async def lock(connection: AsyncConnection, limits: Limits, member: str) -> None:
    """Takes the rows of everything that `limits` counts, nearest first, until the transaction ends."""
    capped = {cap.scope for cap in limits.caps if cap.limit is not None}
    community = f"{limits.platform}:{limits.community}"
    keys = [f"member:{member}"]  # always: unfinished jobs are counted, too
    keys += [f"channel:{community}:{limits.channel}"] if "channel" in capped else []
    keys += [f"community:{community}"] if "community" in capped else []
    keys += ["bot"] if "bot" in capped else []
    row = insert(connection, scopes).values([{"key": key} for key in keys])
    await connection.execute(row.on_conflict_do_update(index_elements=["key"], set_={"key": row.excluded.key}))


async def used(connection: AsyncConnection, limits: Limits, member: str) -> Used:
    """What counts against `limits` now."""
    mine = sa.and_(jobs.c.platform == limits.platform, jobs.c.community == limits.community, jobs.c.user == limits.user)
    row = (
        await connection.execute(
            sa.select(
                *(_grids(cap, limits, member).label(cap.scope) for cap in limits.caps),
                *(
                    sa.select(sa.func.count()).where(mine, jobs.c.state == state).scalar_subquery().label(state)
                    for state in UNFINISHED
                ),
            )
        )
    ).one()
    grids: dict[Scope, int] = {cap.scope: row._mapping[cap.scope] for cap in limits.caps}
    return Used(grids, drawing=row._mapping["drawing"], waiting=row._mapping["waiting"])


def check(limits: Limits, used: Used, ask: Ask) -> None:
    """Raises OverLimit where one more does not fit: Store.reserve says which ones there are."""
    if used.drawing + used.waiting >= limits.at_once:
        raise OverLimit(
            "at-once", used=used.drawing + used.waiting, limit=limits.at_once, drawing=limits.drawing,
            waiting=limits.waiting,
        )  # fmt: skip
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


async def enter(connection: AsyncConnection, job: str, ask: Ask, member: str, now: float) -> None:
    await connection.execute(
        ledger.insert().values(
            job=job, community=ask.key, channel=ask.channel, member=member, lane=ask.lane, state="reserved",
            asked=now, device_us=0, money_millionths=0,
        )
    )  # fmt: skip


async def close(
    connection: AsyncConnection, job: str, state: str, now: float, device_seconds: float = 0, money: float = 0
) -> None:
    """Settles or refunds a reserved line; what the device did is paid for either way."""
    await connection.execute(
        ledger.update()
        .where(ledger.c.job == job, ledger.c.state == "reserved")
        .values(state=state, finished=now, device_us=whole(device_seconds), money_millionths=whole(money))
    )


def whole(amount: float) -> int:
    return round(amount * MILLION)


def _grids(cap: Cap, limits: Limits, member: str) -> sa.ScalarSelect[int]:
    community = f"{limits.platform}:{limits.community}"
    counted = sa.select(sa.func.count()).where(ledger.c.state != "refunded", ledger.c.asked >= cap.day.start)
    match cap.scope:
        case "member":  # what an idle device drew did not use up anybody's day
            counted = counted.where(ledger.c.community == community, ledger.c.member == member, ledger.c.lane == "fast")
        case "channel":
            counted = counted.where(ledger.c.community == community, ledger.c.channel == limits.channel)
        case "community":
            counted = counted.where(ledger.c.community == community)
        case "bot":
            pass
    return counted.scalar_subquery()

"""What the store's tests share: a clock that they move, an ask with everything that it needs, and limits."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Protocol

import numpy as np
import pytest
from postgres import database_url, empty_database_url, migrated_postgres, postgres  # noqa: F401

from bot.member import Member
from bot.policy.quota import BotLimits, Day, Limits, limits
from bot.policy.settings import Settings
from bot.store import Moderator, NewJob, Store
from inference.api import Codes

NOON = 1_700_049_600.0
"""2023-11-15 12:00 UTC."""
DAY = 24 * 3600.0
EVER = Day(0, float("inf"))
ANN = Member("web", "club", "general", "ann", "Ann")
BOB = replace(ANN, user="bob", name="Bob")
MOD = Moderator("mod", "Mo")
PLENTY = Settings(None, {}, None, None, member_unfinished=10_000)


class Clock:
    """Stands still until it is moved; seconds since 1970."""

    def __init__(self, now: float = NOON) -> None:
        self.now = now

    def __call__(self) -> float:
        return self.now


class Open(Protocol):
    """Opens one more store on the test's database; the fixtures close it."""

    async def __call__(self, owner: str = "here", *, lease_seconds: float = 60.0) -> Store: ...


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def opened(database_url: str, clock: Clock) -> AsyncIterator[Open]:  # noqa: F811
    stores = []

    async def opened(owner: str = "here", *, lease_seconds: float = 60.0) -> Store:
        stores.append(await Store.open(database_url, owner=owner, clock=clock, lease_seconds=lease_seconds))
        return stores[-1]

    yield opened
    for store in stores:
        await store.close()


@pytest.fixture
async def store(opened: Open) -> Store:
    return await opened()


def ask(member: Member = ANN, **other: object) -> NewJob:
    values: dict[str, object] = {
        "platform": member.platform, "community": member.community, "channel": member.channel, "user": member.user,
        "name": member.name, "channel_name": member.channel_name, "roles": member.roles, "prompt": "a corgi", "seed": 7,
    }  # fmt: skip
    return NewJob(**(values | other))  # type: ignore[arg-type]


def allowed(
    settings: Settings = PLENTY, member: Member = ANN, *, grants: int = 0, bot: BotLimits | None = None,
    now: float = NOON,
) -> Limits:  # fmt: skip
    return limits(settings, member, grants, bot or BotLimits(), now)


def codes(seed: int = 0) -> Codes:
    """Nine tiles as DALL·E Mini draws them, all different."""
    return np.random.default_rng(seed).integers(0, 16384, (9, 256)).astype(np.int32)


async def drawn(store: Store, member: Member = ANN, *, device_seconds: float = 1.0, money: float = 0.0) -> str:
    """The id of a job that went all the way."""
    job = (await store.reserve(ask(member), allowed(member=member))).job
    assert await store.started(job.id)
    assert await store.drawn(job.id, codes(), device_seconds, money)
    assert await store.posted(job.id, "there")
    return job.id

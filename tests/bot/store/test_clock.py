"""A clock that was wrong for a while: what happened then counts for its own days alone."""

from __future__ import annotations

from dataclasses import replace

import pytest
from stores import ANN, DAY, MOD, NOON, PLENTY, Clock, Open, allowed, ask, codes

from bot.errors import OverLimit
from bot.policy.quota import BotLimits, Day, Scope
from bot.store import Store

TODAY = Day(NOON - DAY / 2, NOON + DAY / 2)


@pytest.mark.parametrize("scope", ["member", "channel", "community", "bot"])
async def test_grids_of_a_clock_that_was_ahead_lock_nobody_out(store: Store, clock: Clock, scope: Scope) -> None:
    """Five of five were drawn forty days ahead; set right, today has five again, and then no more."""
    limits = {"member": "member_per_day", "channel": "channel_per_day", "community": "community_per_day"}
    settings = replace(PLENTY, **{limits[scope]: 5}) if scope in limits else PLENTY
    bot = BotLimits(5 if scope == "bot" else None)
    for now in (NOON + 40 * DAY, NOON):
        clock.now = now
        today = allowed(settings, bot=bot, now=now)
        for _ in range(5):
            await store.reserve(ask(), today)
        with pytest.raises(OverLimit) as full:
            await store.reserve(ask(), today)
        assert full.value.rule == f"{scope}-per-day"
        assert full.value.facts["used"] == 5


async def test_money_of_a_clock_that_was_ahead_is_not_todays(store: Store, clock: Clock) -> None:
    clock.now = NOON + 40 * DAY
    job = (await store.reserve(ask(), allowed())).job.id
    await store.started(job)
    await store.drawn(job, codes(), 100.0)
    clock.now = NOON
    assert (await store.statistics.spent(TODAY)).device_seconds == 0
    waiting = (await store.reserve(ask(), allowed())).job.id
    assert await store.admit([waiting], 10.0, TODAY, 50.0) == [waiting]


async def test_a_grant_of_a_clock_that_was_ahead_is_not_todays(store: Store, clock: Clock) -> None:
    clock.now = NOON + 40 * DAY
    await store.decisions.grant("web:club", "ann", 5, MOD)
    assert (await store.decisions.standing("web:club", "ann", TODAY)).granted == 0


async def test_a_lease_of_a_clock_that_was_ahead_ends(opened: Open, clock: Clock) -> None:
    """The process that wrote it is gone; another one does not wait for forty days."""
    clock.now = NOON + 40 * DAY
    lost = await opened("lost")
    job = (await lost.reserve(ask(), allowed(now=clock.now))).job.id
    clock.now = NOON
    assert [one.id for one in await (await opened("other")).adopt("web")] == [job]


async def test_a_removal_holds_although_requests_came_from_the_future(store: Store, clock: Clock) -> None:
    """They do not show that the community has the bot again."""
    clock.now = NOON + 20 * DAY
    await store.reserve(ask(replace(ANN)), allowed(now=clock.now))
    clock.now = NOON
    await store.communities.removed("web:club")
    assert await store.communities.known("web") == {"club": True}

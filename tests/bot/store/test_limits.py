"""Caps, counted on both databases: exactly as many get in as there is room for, however many ask at once."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest
from stores import ANN, BOB, DAY, MOD, NOON, PLENTY, Clock, Open, allowed, ask, codes

from bot.errors import OverLimit
from bot.member import Member
from bot.policy.quota import BotLimits, Day, Limits, explain
from bot.policy.settings import Settings
from bot.store import Store


async def refused(store: Store, limits: Limits, member: Member = ANN, **other: object) -> OverLimit:
    with pytest.raises(OverLimit) as caught:
        await store.reserve(ask(member, **other), limits)
    return caught.value


async def accepted(store: Store, limits: Limits, member: Member = ANN, **other: object) -> str:
    return (await store.reserve(ask(member, **other), limits)).job.id


@pytest.mark.parametrize(
    ("scope", "settings", "bot"),
    [
        ("member", replace(PLENTY, member_per_day=2), BotLimits()),
        ("channel", replace(PLENTY, channel_per_day=2), BotLimits()),
        ("community", replace(PLENTY, community_per_day=2), BotLimits()),
        ("bot", PLENTY, BotLimits(grids_per_day=2)),
    ],
)
async def test_a_cap_holds_in_its_scope(store: Store, scope: str, settings: Settings, bot: BotLimits) -> None:
    """It counts who and what is in it, and nobody else; the refusal says which one it was, and until when."""
    limits = allowed(settings, bot=bot)
    for _ in range(2):
        await accepted(store, limits)
    refusal = await refused(store, limits)
    assert refusal.rule == f"{scope}-per-day"
    assert refusal.until == NOON + DAY / 2
    assert (refusal.facts["used"], refusal.facts["limit"], refusal.facts["offer_relaxed"]) == (2, 2, False)
    neighbours = [
        BOB, replace(BOB, channel="art"), replace(BOB, community="other"), replace(BOB, platform="slack"),
    ]  # fmt: skip
    inside = {"member": 0, "channel": 1, "community": 2, "bot": 4}[scope]
    for number, other in enumerate(neighbours):
        theirs = allowed(settings, other, bot=bot)
        if number < inside:
            assert (await refused(store, theirs, other)).rule == f"{scope}-per-day"
        else:
            await accepted(store, theirs, other)


async def test_of_many_asks_at_once_exactly_the_cap_gets_in(opened: Open) -> None:
    """300 asks, a cap of 100: 100 jobs, 200 refusals, through two processes."""
    stores = [await opened("here"), await opened("there")]
    limits = [
        allowed(replace(PLENTY, community_per_day=100), replace(ANN, user=f"member {number}")) for number in range(300)
    ]

    asks = (stores[number % 2].reserve(ask(replace(ANN, user=one.user)), one) for number, one in enumerate(limits))
    results = await asyncio.gather(*asks, return_exceptions=True)
    refusals = [result for result in results if isinstance(result, OverLimit)]
    assert [refusal.rule for refusal in refusals] == ["community-per-day"] * 200
    assert (await stores[0].used(limits[0])).grids["community"] == 100
    assert len(await stores[1].unfinished("web:club")) == 100


@pytest.mark.parametrize("scope", ["member_per_day", "channel_per_day", "community_per_day"])
async def test_with_one_left_exactly_one_is_accepted(opened: Open, scope: str) -> None:
    stores = [await opened("here"), await opened("there")]
    limits = allowed(replace(PLENTY, **{scope: 1}))  # type: ignore[arg-type]
    asks = (stores[number % 2].reserve(ask(), limits) for number in range(20))
    results = await asyncio.gather(*asks, return_exceptions=True)
    assert sum(isinstance(result, OverLimit) for result in results) == 19


async def test_a_member_has_three_unfinished_jobs_at_most(store: Store) -> None:
    """One that draws and two that wait, in whatever mixture; a finished one makes room."""
    limits = allowed(Settings())
    first, *_ = [await accepted(store, limits) for _ in range(3)]
    refusal = await refused(store, limits)
    assert (refusal.rule, refusal.until) == ("at-once", None)
    assert refusal.facts == {"used": 3, "limit": 3}
    await store.started(first)
    assert (await refused(store, limits)).rule == "at-once"
    used = await store.used(limits)
    assert used.unfinished == 3
    await store.drawn(first, codes())
    await accepted(store, limits)


async def test_a_member_asks_many_times_at_once(store: Store) -> None:
    """Three get in, not one more."""
    results = await asyncio.gather(
        *(store.reserve(ask(), allowed(Settings())) for _ in range(20)), return_exceptions=True
    )
    assert sum(not isinstance(result, BaseException) for result in results) == 3


async def test_nothing_of_a_refused_ask_stays(store: Store) -> None:
    limits = allowed(replace(PLENTY, channel_per_day=0))
    refusal = await refused(store, limits)
    assert refusal.facts["limit"] == 0
    assert refusal.until is None  # it is not used up, it is off
    assert await store.unfinished() == []
    assert (await store.used(limits)).grids == {"member": 0, "channel": 0, "community": 0, "bot": 0}


async def test_lowering_a_limit_below_what_is_used(store: Store) -> None:
    """Reads 4 of 3 with none left, never a negative number; nothing that was accepted is taken away."""
    for _ in range(4):
        await accepted(store, allowed())
    lower = allowed(replace(PLENTY, member_per_day=3))
    line = explain(lower, await store.used(lower))[0]
    assert (line.used, line.limit, line.left) == (4, 3, 0)
    assert (await refused(store, lower)).facts["used"] == 4


async def test_the_relaxed_lane_is_beside_the_members_cap(store: Store) -> None:
    """It is offered when only that one is reached, is not counted in it, and is counted in all the others."""
    settings = Settings(1, {}, 3, 10, relaxed=True)
    limits = allowed(settings)
    await accepted(store, limits)
    assert (await refused(store, limits)).facts["offer_relaxed"] is True
    for _ in range(2):
        await accepted(store, limits, lane="relaxed")
    counted = await store.used(limits)
    assert counted.grids == {"member": 1, "channel": 3, "community": 3, "bot": 3}
    for job in await store.unfinished():
        await store.cancelled(job.id, "ann")
    for _ in range(2):
        await accepted(store, limits, lane="relaxed")
    await accepted(store, limits)
    assert (await refused(store, replace(limits, at_once=11), lane="relaxed")).rule == "channel-per-day"
    refusal = await refused(store, replace(limits, at_once=11))
    assert (refusal.rule, refusal.facts["offer_relaxed"]) == ("member-per-day", False)


async def test_the_relaxed_lane_is_not_offered_where_it_is_off(store: Store) -> None:
    limits = allowed(Settings(1))
    await accepted(store, limits)
    assert (await refused(store, limits)).facts["offer_relaxed"] is False


async def test_a_new_day_begins_with_everything(store: Store, clock: Clock) -> None:
    """At the reset, to the second; what is given back later does not count for the new day."""
    settings = replace(PLENTY, member_per_day=1, reset="18:00", timezone="Asia/Tokyo")  # 09:00 UTC
    job = await accepted(store, allowed(settings))
    clock.now = NOON + DAY - 3 * 3600 - 1
    assert (await refused(store, allowed(settings, now=clock.now))).until == clock.now + 1
    clock.now += 1
    await accepted(store, allowed(settings, now=clock.now))
    await store.cancelled(job, "ann")
    assert (await store.used(allowed(settings, now=clock.now))).grids["member"] == 1


async def test_another_reset_time_counts_from_there(store: Store, clock: Clock) -> None:
    """A moderator who moves the reset frees nothing that was drawn since."""
    clock.now = NOON - 5 * 3600
    await accepted(store, allowed())
    clock.now = NOON
    await accepted(store, allowed())
    assert (await store.used(allowed(replace(PLENTY, reset="08:00")))).grids["member"] == 1
    assert (await store.used(allowed(replace(PLENTY, reset="06:00")))).grids["member"] == 2


async def test_a_grant_lasts_until_the_day_ends(store: Store, clock: Clock) -> None:
    settings = replace(PLENTY, member_per_day=0)
    assert (await refused(store, allowed(settings))).rule == "member-per-day"
    for grids in (1, 2):
        await store.decisions.grant("web:club", "ann", grids, MOD)
    today = allowed(settings).caps[0].day
    tomorrow = Day(today.end, today.end + DAY)
    grants = (await store.decisions.standing("web:club", "ann", today)).granted
    assert grants == 3
    assert (await store.decisions.standing("web:club", "bob", today)).granted == 0
    assert (await store.decisions.standing("web:club", "ann", tomorrow)).granted == 0
    for _ in range(3):
        await accepted(store, allowed(settings, grants=grants))
    assert (await refused(store, allowed(settings, grants=grants))).facts["limit"] == 3


async def test_forgetting_oneself_gives_no_more_grids(store: Store) -> None:
    """The ledger names nobody, and still counts."""
    limits = allowed(replace(PLENTY, member_per_day=1))
    job = await accepted(store, limits)
    await store.started(job)
    await store.drawn(job, codes())
    await store.forget("web", "ann")
    assert (await refused(store, limits)).rule == "member-per-day"


async def test_a_person_with_many_roles_has_the_best_of_them(store: Store) -> None:
    settings = replace(PLENTY, member_per_day=1, role_per_day={"artist": 3, "friend": 2, "none": 0})
    artist = replace(ANN, roles=frozenset({"artist", "friend", "none"}))
    for _ in range(3):
        await accepted(store, allowed(settings, artist), artist)
    refusal = await refused(store, allowed(settings, artist), artist)
    assert (refusal.facts["limit"], refusal.facts["role"]) == (3, "artist")

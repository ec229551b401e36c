"""A community that removes the bot: what was decided there is kept for thirty days, then all goes but the sums."""

from __future__ import annotations

from dataclasses import replace

from stores import ANN, BOB, DAY, EVER, MOD, Clock, allowed, ask, drawn

from bot.store import Store

FAR = replace(BOB, community="far")


async def test_settings_outlive_a_removal_by_thirty_days(store: Store, clock: Clock) -> None:
    """Of that community alone; who comes back in time finds everything as it was."""
    for key in ("web:club", "web:far"):
        await store.decisions.change(key, lambda old: replace(old, member_per_day=9), MOD)
        await store.decisions.grant(key, "ann", 2, MOD)
    kept, gone = await drawn(store, ANN), await drawn(store, FAR)
    assert await store.communities.known("web") == {"club": False, "far": False}
    assert [await store.communities.removed("web:far"), await store.communities.removed("web:far")] == [True, False]
    assert await store.communities.known("web") == {"club": False, "far": True}
    clock.now += 29 * DAY
    assert await store.expire() == 0
    assert [await store.communities.back("web:far"), await store.communities.back("web:far")] == [True, False]
    clock.now += 29 * DAY
    await store.expire()
    assert (await store.decisions.settings("web:far")).member_per_day == 9
    assert await store.communities.removed("web:far")
    clock.now += 30 * DAY + 1
    assert await store.expire() == 1
    assert (await store.decisions.settings("web:far")).member_per_day == 5
    assert (await store.decisions.audit("web:far"))[0] == []
    assert await store.job(gone) is None
    assert (await store.decisions.settings("web:club")).member_per_day == 9
    assert await store.job(kept) is not None
    assert await store.communities.known("web") == {"club": False}
    assert {usage.community for usage in await store.statistics.usage(EVER)} == {"web:club", "web:far"}


async def test_who_asks_again_is_back_also_if_nobody_said_so(store: Store, clock: Clock) -> None:
    """The bot was stopped, or its store away, when they came; an ask that was under way at the removal says nothing."""
    for key in ("web:club", "web:far"):
        await store.decisions.change(key, lambda old: replace(old, member_per_day=9), MOD)
        await store.communities.removed(key)
    clock.now += 5
    await store.reserve(ask(FAR), allowed(member=FAR))
    clock.now += DAY
    await store.reserve(ask(ANN), allowed(member=ANN))
    assert await store.communities.known("web") == {"club": False, "far": True}
    clock.now += 31 * DAY
    await store.expire()
    assert (await store.decisions.settings("web:club")).member_per_day == 9
    assert (await store.decisions.settings("web:far")).member_per_day == 5
    assert await store.communities.removed("web:club")
    clock.now += 31 * DAY
    await store.expire()
    assert (await store.decisions.settings("web:club")).member_per_day == 5

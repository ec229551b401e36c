"""What moderators decided is kept with every version, undone exactly, and told in the audit log, on both databases."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest
from stores import EVER, MOD, NOON, Clock, Open

from bot.errors import Mistake
from bot.policy.blocklist import Rule
from bot.policy.settings import Settings, changed
from bot.store import AuditEntry, Moderator, Store

CLUB, OTHER = "web:club", "web:other"


async def set_to(store: Store, community: str, **changes: str) -> Settings:
    typed = {key.replace("_", "-"): value for key, value in changes.items()}
    return (await store.decisions.change(community, lambda settings: changed(settings, typed), MOD)).settings


async def test_a_change_holds_from_then_on(store: Store) -> None:
    """In its community alone; everything that settings can hold comes back as it was."""
    assert await store.decisions.settings(CLUB) == Settings()
    rich = Settings(
        None, {"artist": 9}, 0, 7, 2, {"artist": 2.5}, "06:30", "Asia/Kathmandu", True, {"C1": "art"},
        {"C2": "fun"}, (Rule("rude", ("a", "ü b")), Rule("two", ("c",))), "C3", 200, 30,
    )  # fmt: skip
    assert (await store.decisions.change(CLUB, lambda _: rich, MOD)).settings == rich
    assert await store.decisions.settings(CLUB) == rich
    assert await store.decisions.settings(OTHER) == Settings()


async def test_undo_goes_back_exactly_and_again(store: Store) -> None:
    """Step by step to the defaults; after a new change, that one is the last."""
    versions = [await store.decisions.settings(CLUB)]
    for number in ("7", "8", "9"):
        versions.append(await set_to(store, CLUB, member_per_day=number, reset=f"0{number}:00"))
    for version in (versions[2], versions[1]):
        undone = await store.decisions.undo(CLUB, MOD)
        assert undone.settings == version == await store.decisions.settings(CLUB)
    await set_to(store, CLUB, relaxed="on")
    assert (await store.decisions.undo(CLUB, MOD)).settings == versions[1]
    assert (await store.decisions.undo(CLUB, MOD)).settings == versions[0] == Settings()
    with pytest.raises(Mistake) as caught:
        await store.decisions.undo(CLUB, MOD)
    assert caught.value.rule == "nothing-to-undo"


async def test_undo_of_one_version_is_of_no_other(opened: Open) -> None:
    """Asked twice at once it is done once; after another change it is not done, and nothing is."""
    store, other = await opened(), await opened()
    first = (await store.decisions.change(CLUB, lambda old: changed(old, {"member-per-day": "7"}), MOD)).version
    last = (await store.decisions.change(CLUB, lambda old: changed(old, {"member-per-day": "8"}), MOD)).version
    with pytest.raises(Mistake, match="changed-since"):
        await store.decisions.undo(CLUB, MOD, first)
    said = await asyncio.gather(
        *(one.decisions.undo(CLUB, MOD, last) for one in (store, other)), return_exceptions=True
    )
    assert sorted(type(one).__name__ for one in said) == ["Changed", "Mistake"]
    assert (await store.decisions.settings(CLUB)).member_per_day == 7
    undone = await store.decisions.undo(CLUB, MOD, first)  # now it is the last one
    assert (undone.settings, undone.version) == (Settings(), 0)


async def test_the_audit_log_tells_who_changed_what(store: Store, clock: Clock) -> None:
    """Old, new, who and when; the newest first, page by page; of this community alone."""
    await set_to(store, CLUB, member_per_day="7", relaxed="on")
    clock.now += 60
    await store.decisions.undo(CLUB, Moderator("ann", "Ann"))
    await store.decisions.log(CLUB, MOD, "cancel-all", (("bob", "", ""),))
    await set_to(store, OTHER, member_per_day="9")
    entries, pages = await store.decisions.audit(CLUB)
    assert pages == 1
    assert entries == [
        AuditEntry(NOON + 60, "mod", "Mo", "cancel-all", (("bob", "", ""),)),
        AuditEntry(NOON + 60, "ann", "Ann", "undo", (("member-per-day", "7", "5"), ("relaxed", "on", "off"))),
        AuditEntry(NOON, "mod", "Mo", "settings", (("member-per-day", "5", "7"), ("relaxed", "off", "on"))),
    ]
    assert [await store.decisions.audit(CLUB, page, 2) for page in (1, 2, 3)] == [
        (entries[:2], 2),
        (entries[2:], 2),
        ([], 2),
    ]


async def test_a_change_that_changes_nothing_is_none(store: Store) -> None:
    await set_to(store, CLUB, member_per_day="7")
    assert (await store.decisions.change(CLUB, lambda settings: settings, MOD)).differences == ()
    assert len((await store.decisions.audit(CLUB))[0]) == 1
    assert (await store.decisions.undo(CLUB, MOD)).settings == Settings()


async def test_a_mistake_changes_nothing(store: Store) -> None:
    with pytest.raises(Mistake):
        await set_to(store, CLUB, member_per_day="9", reset="soon")
    assert await store.decisions.settings(CLUB) == Settings()
    assert await store.decisions.audit(CLUB) == ([], 1)


async def test_changes_at_once_are_all_kept(opened: Open) -> None:
    """Of twenty moderators in two processes, each adds a rule: there are twenty."""
    stores = [await opened("here"), await opened("there")]

    async def add(number: int) -> None:
        rule = Rule(f"rule {number}", ("word",))
        await stores[number % 2].decisions.change(CLUB, lambda old: replace(old, rules=(*old.rules, rule)), MOD)

    await asyncio.gather(*map(add, range(20)))
    assert len((await stores[0].decisions.settings(CLUB)).rules) == 20
    assert len((await stores[1].decisions.audit(CLUB, size=50))[0]) == 20


async def test_what_nobody_touched_follows_the_operator(database_url: str) -> None:
    """Of the defaults, only what a community changed is its own."""
    store = await Store.open(database_url)
    await set_to(store, CLUB, member_per_day="7")
    await store.close()
    store = await Store.open(database_url, defaults=Settings(3, {}, 50))
    assert await store.decisions.settings(CLUB) == Settings(7, {}, 50)
    assert await store.decisions.settings(OTHER) == Settings(3, {}, 50)
    await store.close()


async def test_what_a_community_decided_stays_its_own(database_url: str) -> None:
    """Also while the operator says the same, and something else is changed meanwhile."""
    for default in (5, 10, 3):
        store = await Store.open(database_url, defaults=Settings(default))
        if default == 5:
            await set_to(store, CLUB, member_per_day="10")
        if default == 10:
            await set_to(store, CLUB, relaxed="on")
        assert (await store.decisions.settings(CLUB)).member_per_day == 10
        await store.close()


async def test_a_time_out_ends_by_itself(opened: Open, clock: Clock) -> None:
    """It holds in its community, survives a restart, and can be lifted."""
    store = await opened()
    await store.decisions.time_out(CLUB, "ann", NOON + 600, MOD)
    again = await opened()
    assert await again.decisions.timed_out(CLUB) == {"ann": NOON + 600}
    assert (await again.decisions.standing(CLUB, "ann", EVER)).timed_out_until == NOON + 600
    assert (await again.decisions.standing(CLUB, "bob", EVER)).timed_out_until is None
    assert await again.decisions.timed_out(OTHER) == {}
    clock.now += 600
    assert await again.decisions.timed_out(CLUB) == {}
    await store.decisions.time_out(CLUB, "ann", clock.now + 60, MOD)
    await store.decisions.time_out(CLUB, "ann", clock.now, MOD)
    assert await again.decisions.timed_out(CLUB) == {}
    assert (await again.decisions.standing(CLUB, "ann", EVER)).timed_out_until is None
    entries, _ = await store.decisions.audit(CLUB)
    assert [(entry.what, entry.changes) for entry in entries] == [
        ("time-out", (("ann", "", "none"),)),
        ("time-out", (("ann", "", "1 min"),)),
        ("time-out", (("ann", "", "10 min"),)),
    ]


async def test_grants_are_in_the_audit_log(store: Store) -> None:
    await store.decisions.grant(CLUB, "ann", 3, MOD)
    entries, _ = await store.decisions.audit(CLUB)
    assert [(entry.what, entry.who, entry.changes) for entry in entries] == [("grant", "mod", (("ann", "", "3"),))]
    assert (await store.decisions.standing(CLUB, "ann", EVER)).granted == 3

"""Money is given to one job after the other, whichever process asks for it."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest
from stores import ANN, NOON, Clock, Open, allowed, ask, codes, drawn

from bot.policy.quota import Day
from bot.store import Store

TODAY = Day(NOON - 12 * 3600, NOON + 12 * 3600)


async def waiting(store: Store, number: int = 1) -> list[str]:
    """Jobs that wait, of so many people."""
    members = [replace(ANN, user=f"u{one}") for one in range(number)]
    return [(await store.reserve(ask(member), allowed(member=member))).job.id for member in members]


async def admit(store: Store, wanted: list[str], cap: float, seconds: float = 10.0) -> list[str]:
    return await store.admit(wanted, seconds, TODAY, cap)


async def finish(store: Store, job: str, device_seconds: float = 10.0) -> None:
    assert await store.started(job)
    assert await store.drawn(job, codes(), device_seconds, 0.0)


async def test_the_first_ones_get_it(store: Store) -> None:
    """Until what was spent and what draws reach the cap."""
    await drawn(store, device_seconds=70.0)
    jobs = await waiting(store, 5)
    assert await admit(store, jobs, 95) == jobs[:3]
    assert await admit(store, jobs[3:], 95) == []
    assert await admit(store, jobs[3:], 101) == jobs[3:4]


async def test_a_cap_of_nothing_draws_nothing(store: Store) -> None:
    """Also where nobody knows what a grid takes."""
    jobs = await waiting(store)
    assert await admit(store, jobs, 0, 0) == await admit(store, jobs, 0) == []


async def test_processes_share_it(opened: Open) -> None:
    """Of many that ask at once as many get in as there is money for; what ends is counted as what it took."""
    stores = [await opened(owner) for owner in "abcd"]
    jobs = [await waiting(store, 5) for store in stores]
    everything = [(store, job) for store, mine in zip(stores, jobs, strict=True) for job in mine]
    admitted = await asyncio.gather(*(admit(store, [job], 95) for store, job in everything))
    assert sum(map(len, admitted)) == 10
    for store, job in everything:
        if [job] in admitted:
            await finish(store, job, 9.0)
    late = [(store, job) for store, job in everything if [job] not in admitted]
    assert [len(await admit(store, [job], 95)) for store, job in late[:2]] == [1, 0]


async def test_without_a_grid_one_is_drawn_to_see(opened: Open) -> None:
    """By one process. Whoever knows what a grid takes counts it as that, and who does not takes others' word for it."""
    store, other = await opened("here"), await opened("there")
    (first, second), (third, fourth, fifth) = await waiting(store, 2), await waiting(other, 3)
    assert await admit(store, [first, second], 100, 0) == [first]
    assert await admit(other, [third], 100, 0) == []
    assert await admit(other, [third, fourth, fifth], 25) == [third, fourth]
    await finish(store, first)
    assert await admit(store, [second], 30, 0) == []
    assert await admit(store, [second], 31, 0) == [second]


@pytest.mark.parametrize("end", ["cancelled", "failed", "forgotten"])
async def test_what_ends_undrawn_frees_its_money(store: Store, end: str) -> None:
    """At once."""
    first, second = await waiting(store, 2)
    assert await admit(store, [first, second], 10) == [first]
    if end == "cancelled":
        await store.cancelled(first, "ann")
    elif end == "failed":
        await store.failed(first, "e7x1")
    else:
        await store.forget(ANN.platform, "u0")
    assert await admit(store, [second], 10) == [second]


async def test_who_asks_again_is_not_counted_twice(store: Store) -> None:
    """A process that was cancelled in the middle did not hear that it has money."""
    (job,) = await waiting(store)
    assert await admit(store, [job], 10) == await admit(store, [job], 10) == [job]


async def test_a_dead_process_holds_money_until_its_lease_ends(opened: Open, clock: Clock) -> None:
    """Then it is others'; who adopts the job asks for it anew."""
    dead, store = await opened("dead"), await opened("here")
    (lost,), (job, other) = await waiting(dead), await waiting(store, 2)
    assert await admit(dead, [lost], 10) == [lost]
    await dead.started(lost)
    clock.now += 59
    await store.renew([job, other])
    assert await admit(store, [job], 10) == []
    clock.now += 2
    assert await admit(store, [job], 10) == [job]
    assert [one.id for one in await store.adopt(ANN.platform)] == [lost]
    assert await admit(store, [other], 20) == [other]
    assert await admit(store, [lost], 20) == []
    assert await admit(store, [lost], 21) == [lost]

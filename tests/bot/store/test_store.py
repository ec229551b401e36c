"""A job's way through the store, on both databases: each step once, by whoever holds it, and never lost."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import numpy as np
import pytest
from stores import ANN, BOB, DAY, EVER, NOON, Clock, Open, allowed, ask, codes, drawn

from bot.policy.quota import Scope
from bot.store import Store
from bot.store.job import ALPHABET, new_id


async def used(store: Store, scope: Scope = "member") -> int:
    return (await store.used(allowed())).grids[scope]


async def test_an_ask_comes_back_as_it_was_asked(store: Store) -> None:
    """Everything of it is kept, and counted in every scope."""
    asked = ask(
        roles=frozenset({"b", "a"}), seed=2**32 - 1, no="dogs", spoiler=True, tiles=3, tag=1.25, weight=2.5,
        address='{"message": 1}', delivery="d1", options={"guidance": 7.5}, parent="k7f3q-5", locale="pt-BR",
        channel_name="general",
    )  # fmt: skip
    reserved = await store.reserve(asked, allowed())
    job = await store.job(reserved.job.id)
    assert job is not None
    for name in asked.__dataclass_fields__:
        assert getattr(job, name) == getattr(asked, name) == getattr(reserved.job, name)
    assert (job.state, job.asked, job.codes, job.attempts, reserved.new) == ("waiting", NOON, None, 0, True)
    assert [(one.scope, one.used) for one in reserved.allowances] == [
        ("member", 1), ("channel", 1), ("community", 1), ("bot", 1),
    ]  # fmt: skip


async def test_a_job_goes_from_waiting_to_posted(store: Store, clock: Clock) -> None:
    """With its times, its cost and the very codes that were drawn."""
    job = (await store.reserve(ask(), allowed())).job
    clock.now += 5
    assert await store.started(job.id)
    clock.now += 10
    assert await store.drawn(job.id, codes(), 2.5, 0.0125, {"read": "a corgi", "unread": 0}, "pocket")
    found = await store.job(job.id)
    assert found is not None
    assert found.codes is not None
    assert found.codes.dtype == np.int32
    assert np.array_equal(found.codes, codes())
    assert (found.state, found.started, found.finished, found.shown) == ("drawn", NOON + 5, NOON + 15, None)
    assert (found.device_seconds, found.money, found.model) == (2.5, 0.0125, "pocket")
    assert found.facts == {"read": "a corgi", "unread": 0}
    assert await store.posted(job.id, "message 2")
    posted = await store.job(job.id)
    assert posted is not None
    assert (posted.state, posted.shown, posted.address) == ("posted", NOON + 15, "message 2")


async def test_every_step_happens_once(store: Store) -> None:
    """Whoever comes second, or too late, learns it and changes nothing."""
    job = (await store.reserve(ask(), allowed())).job
    assert [await store.started(job.id) for _ in range(2)] == [True, False]
    assert [await store.drawn(job.id, codes(seed), 1.0) for seed in (0, 0, 1)] == [True, True, False]  # said again
    assert not await store.started(job.id)
    assert not await store.failed(job.id, "ref")
    assert not await store.cancelled(job.id, "ann")
    assert [await store.posted(job.id, "there") for _ in range(2)] == [True, False]
    assert [await store.deleted(job.id, "ann") for _ in range(2)] == [True, False]
    assert await used(store) == 1


async def test_a_failure_and_a_cancel_give_back(store: Store) -> None:
    """At once, and only once, whether it drew or waited."""
    first, second, third = [(await store.reserve(ask(), allowed())).job.id for _ in range(3)]
    assert await used(store) == 3
    await store.started(first)
    assert [await store.failed(first, reference) for reference in ("K7-1", "K7-1", "K7-2")] == [True, True, False]
    assert await used(store) == 2
    assert [await store.cancelled(second, "mod") for _ in range(2)] == [True, False]
    await store.started(third)
    assert await store.cancelled(third, "ann")
    assert await used(store) == 0
    jobs = [await store.job(one) for one in (first, second, third)]
    assert [(job.state, job.reference, job.ended_by) for job in jobs if job] == [
        ("failed", "K7-1", ""), ("cancelled", "", "mod"), ("cancelled", "", "ann"),
    ]  # fmt: skip
    assert not await store.drawn(third, codes())
    assert [await store.posted(third) for _ in range(2)] == [True, False]


async def test_a_drawing_and_a_cancel_at_once_end_one_way(store: Store) -> None:
    """Either it is drawn and charged, or cancelled and given back."""
    for _ in range(10):
        job = (await store.reserve(ask(), allowed())).job
        await store.started(job.id)
        before = await used(store)
        ends = await asyncio.gather(store.drawn(job.id, codes()), store.cancelled(job.id, "ann"))
        assert sorted(ends) == [False, True]
        assert await used(store) == before - ends[1]


async def test_the_same_delivery_is_one_job(store: Store) -> None:
    """However often and however simultaneously it comes; on another platform it is another."""
    asked = ask(delivery="event-1")
    reserved = await asyncio.gather(*(store.reserve(asked, allowed()) for _ in range(10)))
    assert len({one.job.id for one in reserved}) == 1
    assert sorted(one.new for one in reserved) == [False] * 9 + [True]
    assert await used(store) == 1
    other = replace(ANN, platform="slack")
    assert (await store.reserve(ask(other, delivery="event-1"), allowed(member=other))).new
    assert [(await store.reserve(ask(), allowed())).new for _ in range(2)] == [True, True]  # "" is no delivery


async def test_the_same_delivery_in_two_names_is_one_job(store: Store) -> None:
    """Also where it is said to come from two members, who are counted apart."""
    asks = [(ask(member, delivery="event-1"), allowed(member=member)) for member in (ANN, BOB)]
    reserved = await asyncio.gather(*(store.reserve(*one) for one in asks * 5))
    assert len({one.job.id for one in reserved}) == 1
    assert await used(store, "community") == 1


async def test_ids_are_short_plain_and_unique(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Five characters without vowels; longer when it gets crowded."""
    assert len(new_id(0)) == 5
    assert set(new_id(0)) <= set(ALPHABET)
    assert not set(ALPHABET) & set("aeiouyAEIOUYl01")
    monkeypatch.setattr("bot.store.job.ALPHABET", "bc")
    ids = [(await store.reserve(ask(), allowed())).job.id for _ in range(40)]
    assert len(set(ids)) == 40
    assert max(map(len, ids)) > 5


async def test_any_text_is_kept_as_it_is(store: Store) -> None:
    """Quotes, other scripts and 10,000 characters; what no database can keep becomes a replacement sign."""
    prompt = "'; DROP TABLE jobs; -- \\ %s :name {x} \N{SMILING FACE WITH SUNGLASSES} \u202eabc\u200b\n" + "x" * 10_000
    job = (await store.reserve(ask(prompt=prompt, no="a\0b\ud800c"), allowed())).job
    found = await store.job(job.id)
    assert found is not None
    assert (found.prompt, found.no) == (job.prompt, job.no)
    assert found.prompt == prompt
    assert found.no == "a\N{REPLACEMENT CHARACTER}b?c"


async def test_larger_codes_survive(store: Store) -> None:
    """A codebook past 65,536 entries is kept as it is, too."""
    job = (await store.reserve(ask(), allowed())).job
    await store.started(job.id)
    large = np.array([[70_000, 1], [2, 3]], np.int32)
    await store.drawn(job.id, large)
    found = await store.job(job.id)
    assert found is not None
    assert found.codes is not None
    assert np.array_equal(found.codes, large)


async def test_deleted_grids_are_gone_and_charged(store: Store) -> None:
    job = await drawn(store)
    assert await store.deleted(job, "mod")
    found = await store.job(job)
    assert found is not None
    assert (found.state, found.codes, found.ended_by) == ("deleted", None, "mod")
    assert await used(store) == 1


async def test_the_line_shows_who_draws_and_who_waits(store: Store) -> None:
    """In the order in which they will be drawn; of one community or one of its members, or of all."""
    elsewhere = replace(ANN, community="other")
    places = [(ANN, 3.0, "fast"), (BOB, 1.0, "fast"), (ANN, 0.0, "relaxed"), (elsewhere, 2.0, "fast")]
    ids = [(await store.reserve(ask(who, tag=tag, lane=lane), allowed(member=who))).job.id for who, tag, lane in places]
    finished = await drawn(store)
    await store.started(ids[0])
    assert [job.id for job in await store.unfinished()] == [ids[0], ids[1], ids[3], ids[2]]
    assert [job.id for job in await store.unfinished("web:club")] == [ids[0], ids[1], ids[2]]
    assert [job.id for job in await store.unfinished("web:club", "bob")] == [ids[1]]
    assert finished not in [job.id for job in await store.unfinished()]


async def test_the_newest_job_of_a_member(store: Store, clock: Clock) -> None:
    """Of this community, and unfinished unless all are asked for."""
    assert await store.newest(ANN) is None
    first = (await store.reserve(ask(), allowed())).job.id
    clock.now += 1
    last = await drawn(store)
    newest = [await store.newest(ANN), await store.newest(ANN, unfinished=False)]
    assert [job.id for job in newest if job] == [first, last]
    assert await store.newest(replace(ANN, community="other"), unfinished=False) is None


async def test_prompts_and_channels_are_read_back(store: Store, clock: Clock) -> None:
    """For a rule's tester, newest first, and to name a channel that is on."""
    await store.reserve(ask(prompt="old"), allowed())
    clock.now += DAY
    await store.reserve(ask(prompt="new", channel_name="before"), allowed())
    clock.now += 1
    await store.reserve(ask(prompt="newer", channel_name="after"), allowed())
    assert await store.prompts_since("web:club", NOON + DAY, 9) == ["newer", "new"]
    assert await store.prompts_since("web:club", NOON, 1) == ["newer"]
    elsewhere = replace(ANN, channel="art", channel_name="art")
    await store.reserve(ask(replace(elsewhere, user="bob")), allowed())
    assert await store.channels("web:club", "ann") == {"general": "after"}
    clock.now += 1
    await store.reserve(ask(elsewhere), allowed())
    assert list(await store.channels("web:club", "ann")) == ["art", "general"]
    assert await store.prompts_since("web:other", 0, 9) == []


# --- leases ----------------------------------------------------------------------------------------------------------


async def test_a_restart_takes_its_own_jobs_up_at_once(opened: Open) -> None:
    """Waiting, drawing and drawn ones, each once; what was posted stays posted."""
    before = await opened("here")
    waiting, drawing, done = [(await before.reserve(ask(tag=tag), allowed())).job.id for tag in (3.0, 2.0, 1.0)]
    await drawn(before)
    for job in (drawing, done):
        await before.started(job)
    await before.drawn(done, codes())
    after = await opened("here")  # the one before was killed: it closed nothing
    adopted = await after.adopt("web")
    assert [(job.id, job.state, job.codes is not None) for job in adopted] == [
        (done, "drawn", True), (drawing, "waiting", False), (waiting, "waiting", False),
    ]  # fmt: skip
    assert await after.adopt("web") == []
    assert await after.adopt("slack") == []
    assert await after.started(drawing)
    found = await after.job(drawing)
    assert found is not None
    assert found.attempts == 2


async def test_the_life_before_has_no_say_any_more(opened: Open) -> None:
    """A process that was thought dead and is not draws for nobody: it is told so, and nothing is charged twice."""
    before = await opened("here")
    job = (await before.reserve(ask(), allowed())).job.id
    await before.started(job)
    after = await opened("here")
    await after.adopt("web")
    assert not await before.drawn(job, codes())
    assert not await before.failed(job, "late")
    assert await after.started(job)
    assert await after.drawn(job, codes(1), 3.0)
    assert not await before.posted(job, "mine")
    assert await after.posted(job, "theirs")
    assert (await after.statistics.spent(EVER)).device_seconds == 3.0


async def test_a_live_process_keeps_its_jobs(opened: Open, clock: Clock) -> None:
    """Until its lease has ended without a renewal."""
    here, there = await opened("here"), await opened("there")
    job = (await here.reserve(ask(), allowed())).job.id
    assert await there.adopt("web") == []
    clock.now += 50
    assert await here.renew([job]) == [job]
    clock.now += 50
    assert await there.adopt("web") == []
    clock.now += 11
    assert [job.id for job in await there.adopt("web")] == [job]
    assert await here.renew([job]) == []


async def test_a_stop_hands_jobs_back(opened: Open) -> None:
    """Another process need not wait for the lease to end."""
    here, there = await opened("here"), await opened("there")
    job = (await here.reserve(ask(), allowed())).job.id
    await here.close()
    assert [job.id for job in await there.adopt("web")] == [job]


async def test_two_processes_never_adopt_the_same_job(opened: Open, clock: Clock) -> None:
    gone = await opened("gone")
    for _ in range(20):
        await gone.reserve(ask(), allowed())
    clock.now += 61
    here, there = await opened("here"), await opened("there")
    adopted = await asyncio.gather(*(store.adopt("web") for store in (here, there) * 3))
    ids = [job.id for jobs in adopted for job in jobs]
    assert len(ids) == len(set(ids)) == 20


async def test_a_job_that_ended_untold_is_told_after_a_restart(opened: Open, clock: Clock) -> None:
    """So that no message says "waiting" for ever; once it is told, or a day later, it is left alone."""
    before = await opened("here")
    failed, cancelled, told = [(await before.reserve(ask(), allowed())).job.id for _ in range(3)]
    await before.failed(failed, "ref")
    for job in (cancelled, told):
        await before.cancelled(job, "ann")
    assert await before.posted(told)
    after = await opened("here")
    assert {(job.id, job.state) for job in await after.adopt("web")} == {(failed, "failed"), (cancelled, "cancelled")}
    assert await after.posted(failed)
    found = await after.job(failed)
    assert found is not None
    assert (found.state, found.shown) == ("failed", NOON)
    clock.now += DAY + 1
    assert await (await opened("here")).adopt("web") == []


async def test_an_accepted_ask_whose_caller_is_gone_is_not_lost(opened: Open) -> None:
    """It is given back for whoever adopts next, and counts once."""
    store = await opened("here")
    told = set()
    for turns in range(12):
        work = asyncio.create_task(store.reserve(ask(delivery=str(turns)), allowed()))
        for _ in range(turns):
            await asyncio.sleep(0)
        work.cancel()
        await asyncio.wait([work])
        told |= set() if work.cancelled() else {work.result().job.id}
    kept = {job.id for job in await store.unfinished()}
    assert await used(store) == len(kept)
    assert len(kept) > len(told)  # some of them were in the middle of it
    assert {job.id for job in await store.adopt("web")} == kept - told

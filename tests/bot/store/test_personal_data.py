"""What is kept of a person can be read by them, and goes when they say so, or with time; sums stay."""

from __future__ import annotations

import asyncio
import base64
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import sqlalchemy as sa
from stores import ANN, BOB, DAY, EVER, MOD, NOON, Clock, Open, allowed, ask, codes, drawn

from bot.member import Member, direct
from bot.policy.quota import days
from bot.policy.settings import Settings, changed
from bot.store import Store, WebAccounts, WebMessage, WebPerson
from bot.store.schema import metadata

HER_WORDS = "a corgi that only ann would think of"


async def everything(store: Store) -> str:
    """All rows of all tables, as text."""
    tables = [table for table in metadata.sorted_tables if table.name != "secrets"]
    rows = [
        await store._database.transaction(lambda one, table=table: list(one.execute(sa.select(table))))
        for table in tables
    ]
    return repr(rows)


async def asked_and_said(store: Store) -> None:
    """One job that was posted, one that waits, one that failed; and what the web chat showed of them."""
    first = (await store.reserve(ask(prompt=HER_WORDS, delivery="1"), allowed())).job.id
    await store.started(first)
    await store.drawn(first, codes(), 2.0, 0.5, {"read": HER_WORDS})
    await store.posted(first, "there")
    await store.reserve(ask(prompt=HER_WORDS, no=HER_WORDS), allowed())
    failed = (await store.reserve(ask(prompt=HER_WORDS), allowed())).job.id
    await store.failed(failed, "ref")
    said = {"community": "club", "channel": "general"}
    for message in (
        WebMessage(id="m1", author="ann", author_name="Ann", body={"text": HER_WORDS}, **said),
        WebMessage(id="m2", author="nonet", author_name="Nonet", job=first, body={"text": HER_WORDS}, **said),
        WebMessage(id="m3", author="nonet", author_name="Nonet", private_to="ann", body={"text": HER_WORDS}, **said),
    ):
        await store.web_messages.add(message)


async def test_a_person_reads_everything_that_is_kept_of_them(store: Store) -> None:
    """Prompts, codes, messages, grants, time-outs and what they decided; and nothing of others."""
    await asked_and_said(store)
    await drawn(store, BOB)
    await store.decisions.grant("web:club", "ann", 2, MOD)
    await store.decisions.time_out("web:club", "ann", NOON + 60, MOD)
    told = json.loads(json.dumps(await store.export("web", "ann")))
    assert sorted(job["state"] for job in told["jobs"]) == ["failed", "posted", "waiting"]
    assert {job["prompt"] for job in told["jobs"]} == {HER_WORDS}
    (kept,) = [job["codes"] for job in told["jobs"] if job["codes"]]
    numbers = np.frombuffer(base64.b64decode(kept["base64"]), kept["dtype"]).reshape(kept["shape"])
    np.testing.assert_array_equal(codes(), numbers)
    assert [message["id"] for message in told["messages"]] == ["m1", "m3"]
    assert [grant["grids"] for grant in told["grants"]] == [2]
    assert [one["until"] for one in told["time_outs"]] == [NOON + 60]
    assert told["decisions"] == []
    assert "bob" not in json.dumps(told)
    assert len((await store.export("web", "mod"))["decisions"]) == 2  # type: ignore[arg-type]


async def test_who_is_on_the_page_is_told_and_forgotten_by_name(store: Store) -> None:
    """Their cookie stays theirs, under a name that the page makes up; others keep their names."""
    first = WebAccounts("0" * 64, [WebPerson("ann", "Ann", moderator=True, active=True), WebPerson("bob", "Bob")], [])
    await store.web_people.begin(first)
    await store.web_people.begin(WebAccounts("1" * 64, (), ()))  # another process, a moment later
    (told,) = (await store.export("web", "ann"))["people"]  # type: ignore[misc, attr-defined]
    assert (told["name"], told["moderator"]) == ("Ann", True)
    assert (await store.export("discord", "ann"))["people"] == []
    await store.forget("discord", "ann")
    assert await store.web_people.all() == first
    await store.forget("web", "ann")
    assert "Ann" not in await everything(store)
    kept = await store.web_people.all()
    assert kept is not None
    assert kept.people == [WebPerson("ann", "", moderator=True), WebPerson("bob", "Bob")]


async def test_forgotten_is_gone(store: Store) -> None:
    """No word, name or code of theirs is in any table; what was not finished is given back; others keep theirs."""
    await asked_and_said(store)
    bobs = await drawn(store, BOB)
    spent = await store.statistics.spent(EVER)
    gone = await store.forget("web", "ann")
    assert sorted(job.state for job in gone) == ["cancelled", "failed", "posted"]
    assert [one.address for one in await store.removals("web")] == ["there"]  # a chat takes it away
    left = await everything(store)
    for trace in (HER_WORDS, "'ann'", "Ann", "'m1'", "'m2'", "'m3'"):
        assert trace not in left
    assert bobs in left
    assert await store.export("web", "ann") == {
        "platform": "web", "user": "ann", "jobs": [], "posted": [], "reported": [], "messages": [], "grants": [],
        "time_outs": [], "decisions": [], "decisions_about_you": [], "people": [], "captions": [], "chosen": [],
        "votes": [], "refused": [],
    }  # fmt: skip
    assert (await store.statistics.spent(EVER)).device_seconds == spent.device_seconds == 3.0
    assert (await store.used(allowed())).grids == {"member": 1, "channel": 2, "community": 2, "bot": 2}
    assert await store.unfinished() == []


async def test_forgetting_is_of_one_platform(store: Store) -> None:
    """The same id elsewhere is another person."""
    elsewhere = replace(ANN, platform="slack")
    job = await drawn(store, elsewhere)
    await drawn(store)
    assert len(await store.forget("web", "ann")) == 1
    assert await store.job(job) is not None


async def due(store: Store, platform: str = "web") -> list[str]:
    """What is to be taken away, as if it was done at once."""
    found = await store.removals(platform)
    for one in found:
        await store.removal_done(one.number, one.address)
    assert await store.removals(platform) == []
    return sorted(one.address for one in found)


async def test_posted_tiles_are_known_until_they_go(store: Store) -> None:
    """With their grid, with who asked for it, or with who posted them; and none is noted of a grid that is gone."""
    first, second, third = [await drawn(store, member) for member in (ANN, BOB, BOB)]
    elsewhere = await drawn(store, replace(BOB, platform="slack"))
    posted = ((first, "bob"), (second, "ann"), (second, "bob"), (third, "bob"), (elsewhere, "ann"))
    for number, (job, user) in enumerate(posted, 1):
        assert await store.shared(job, user, str(number))
    posted = (await store.export("web", "bob"))["posted"]
    assert [share["job"] for share in posted] == [first, second, third]  # type: ignore[attr-defined]
    await store.deleted(third, "bob")
    assert not await store.shared(third, "bob", "6")
    assert await due(store) == ["4", "there"]
    await store.forget("web", "ann")
    assert await due(store) == ["1", "2", "there"]
    await store.forget("web", "bob")
    assert await due(store) == ["3", "there"]
    assert not await store.shared(second, "bob", "7")
    await store.forget("slack", "ann")
    assert await due(store, "slack") == ["5"]


@pytest.mark.parametrize("deletes_first", [True, False])
async def test_no_posted_tile_is_missed(opened: Open, deletes_first: bool) -> None:
    """Posting and deleting at the same moment: either the deletion finds the tile, or who posted it learns."""
    ours, others = await opened(), await opened()
    for _ in range(20):
        job = await drawn(ours)
        tasks = [others.deleted(job, "ann"), ours.shared(job, "bob", "tile")]
        done = await asyncio.gather(*(tasks if deletes_first else reversed(tasks)))
        _, noted = done if deletes_first else reversed(done)
        assert await due(ours) == ["there", *(["tile"] if noted else [])]


async def test_the_export_holds_no_key(store: Store) -> None:
    """An address may have what posts in our name for some minutes; the file goes through many hands."""
    job = await drawn(store)
    await store.readdress(job, "SECRET")
    await store.shared(job, "ann", "SECRET")
    assert "SECRET" not in json.dumps(await store.export("web", "ann"))


async def test_old_grids_forget_where_their_tiles_were_posted(store: Store, clock: Clock) -> None:
    """What time took stays in the chat, like the grid itself."""
    await store.decisions.change("web:club", lambda old: changed(old, {"retention-days": "30"}), MOD)
    await store.shared(await drawn(store), "bob", "SECRET")
    clock.now += 31 * DAY
    assert await store.expire() == 1
    assert await due(store) == []
    assert "SECRET" not in await everything(store)


async def test_a_forgotten_person_stays_timed_out(store: Store) -> None:
    await store.decisions.time_out("web:club", "ann", NOON + 60, MOD)
    await store.forget("web", "ann")
    assert await store.decisions.timed_out("web:club") == {"ann": NOON + 60}


async def test_the_ledger_names_nobody(opened: Open) -> None:
    """Its members are the same for the same person, different in every community, and no hash of the id alone."""
    store = await opened()
    for member in (ANN, ANN, BOB, replace(ANN, community="other")):
        await drawn(store, member)
    again = await opened()
    await drawn(again)
    members = await store._database.transaction(lambda one: list(one.scalars(sa.text("SELECT member FROM ledger"))))
    assert len(members) == 5
    assert len(set(members)) == 3
    assert not any("ann" in member for member in members)


DIRECT = Member("discord", direct("424242"), "989898", "424242", "Ann")


async def test_a_direct_conversation_is_counted_without_a_name(store: Store) -> None:
    """Its community and channel are called by a person; what is left of them is not, and counts as before."""
    held = allowed(Settings(), DIRECT)
    elsewhere = replace(DIRECT, channel="979797")  # brought to a strange server
    for member in (DIRECT, elsewhere):
        job = (await store.reserve(ask(member), allowed(Settings(), member))).job.id
        await store.started(job)
        await store.drawn(job, codes(), 1.0)
    await store.statistics.refused("discord:dm424242", "member-per-day", 3)
    before = await store.used(held)
    assert before.grids == {"member": 2, "channel": 1, "community": 2, "bot": 2}
    await store.forget("discord", "424242")
    left = await everything(store)
    for trace in ("424242", "989898", "979797"):
        assert trace not in left
    assert await store.used(held) == before
    (usage,) = await store.statistics.usage(EVER)
    assert (usage.grids, usage.device_seconds) == (2, 2.0)
    assert (await store.statistics.report(None, days("00:00", "UTC", NOON, 1))).total.refusals == {"member-per-day": 3}


async def test_old_jobs_go_where_the_community_says_so(store: Store, clock: Clock) -> None:
    """After its days, and not where nothing was said; what somebody is still owed stays, and so do the sums."""
    await store.decisions.change("web:club", lambda old: changed(old, {"retention-days": "30"}), MOD)
    await asked_and_said(store)
    kept = await drawn(store, replace(ANN, community="other"))
    clock.now += 30 * DAY
    assert await store.expire() == 0
    clock.now += 1
    assert await store.expire() == 2  # the posted one, and the failure that nobody needs to be told any more
    assert [job.state for job in await store.unfinished()] == ["waiting"]
    assert await store.job(kept) is not None
    assert await store.web_messages.page("club", "general", "ann") == []
    assert (await store.statistics.spent(EVER)).device_seconds == 3.0
    assert (await store.job((await store.unfinished())[0].id)) is not None


async def test_the_operators_days_hold_where_a_community_has_none(database_url: str, clock: Clock) -> None:
    """And a community that keeps everything, or keeps it longer, does."""
    store = await Store.open(database_url, clock=clock, defaults=Settings(retention_days=10))
    await store.decisions.change("web:longer", lambda old: changed(old, {"retention-days": "20"}), MOD)
    await store.decisions.change("web:ever", lambda old: changed(old, {"retention-days": "none"}), MOD)
    places = [replace(ANN, community=community) for community in ("club", "longer", "ever")]
    for member in places:
        await drawn(store, member)
        said = WebMessage(
            id=member.community, community=member.community, channel="general", author="nonet", author_name="Nonet"
        )
        await store.web_messages.add(said)
    left = []
    for _ in range(3):
        clock.now += 10 * DAY + 1
        await store.expire()
        jobs = [bool(await store.prompts_since(f"web:{member.community}", 0, 1)) for member in places]
        messages = [bool(await store.web_messages.page(one.community, "general", "")) for one in places]
        assert messages == jobs
        left.append(jobs)
    assert left == [[False, True, True], [False, False, True], [False, False, True]]
    await store.close()


async def test_a_deleted_persons_id_does_not_stand_in_other_peoples_jobs(store: Store) -> None:
    """They had cancelled Bob's request as a moderator, which stays cancelled by somebody."""
    bobs = (await store.reserve(ask(BOB), allowed(member=BOB))).job.id
    await store.cancelled(bobs, "ann")
    await store.forget("web", "ann")
    assert "'ann'" not in await everything(store)
    job = await store.job(bobs)
    assert job is not None
    assert job.ended_by
    assert job.ended_by != BOB.user


async def test_decisions_about_a_person_are_in_their_export(store: Store) -> None:
    """Grants and time-outs of the audit log, and whatever else names them; not those about others."""
    await store.decisions.grant("web:club", "ann", 2, MOD)
    await store.decisions.time_out("web:club", "ann", NOON + 600, MOD)
    await store.decisions.time_out("web:club", "bob", NOON + 600, MOD)
    await store.decisions.log("web:club", MOD, "remove", (("k7f3q", "", ""),), about="ann")
    await store.decisions.grant("slack:club", "ann", 2, MOD)
    about = (await store.export("web", "ann"))["decisions_about_you"]
    assert [entry["what"] for entry in about] == ["grant", "time-out", "remove"]  # type: ignore[attr-defined]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_deleted_words_are_in_no_file(store: Store, tmp_path: Path) -> None:
    """Neither in the free pages of SQLite's file, nor in the log beside it."""
    await drawn(store)
    for number in range(100):
        await store.reserve(ask(prompt=f"a very secret corgi {number}", user="cy"), allowed())
    for job in await store.unfinished():
        await store.cancelled(job.id, "cy")
    assert b"secret corgi" in b"".join(path.read_bytes() for path in tmp_path.glob("nonet.db*"))
    await store.forget("web", "cy")
    assert b"secret corgi" not in b"".join(path.read_bytes() for path in tmp_path.glob("nonet.db*"))

"""Migrations lead to the tables that the store expects, from nothing and from every step, on both databases."""

from __future__ import annotations

import asyncio
import inspect
import json
import re
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from stores import ANN, BOB, NOON, Clock, allowed, ask, codes, drawn

from bot import migrations
from bot.member import Member
from bot.policy.quota import days
from bot.policy.settings import Settings
from bot.store import Listing, Moderator, Store, StoreError
from bot.store.database import Database
from bot.store.schema import jobs, metadata
from bot.text.search_words import wanted

SCRIPTS = ScriptDirectory(str(Path(inspect.getfile(migrations)).parent))
REVISIONS = [script.revision for script in reversed(list(SCRIPTS.walk_revisions()))]


def differences(connection: sa.Connection) -> list[object]:
    """Between the tables that are there and those that the store expects, also in types and defaults."""

    def known(name: str | None, kind: str, _: object) -> bool:
        return not re.match(r"gallery_words|ix_gallery_words", name or "")  # on one of the databases only

    options = {"compare_type": True, "compare_server_default": True, "include_name": known}
    return compare_metadata(MigrationContext.configure(connection, opts=options), metadata)


def rows(connection: sa.Connection, table: str) -> list[tuple[object, ...]]:
    return [tuple(row) for row in connection.execute(sa.select(metadata.tables[table]))]


def back_to(connection: sa.Connection, revision: str) -> None:
    """The database as that revision left it."""
    metadata.drop_all(connection)
    connection.execute(sa.text("DELETE FROM alembic_version"))
    migrations.upgrade(connection, revision)


async def test_an_empty_database_becomes_what_the_store_expects(empty_database_url: str) -> None:
    database = await Database.open(empty_database_url)
    try:
        assert await database.transaction(differences) == []
    finally:
        await database.close()


@pytest.mark.parametrize("revision", REVISIONS)
async def test_every_older_database_becomes_it_too(empty_database_url: str, revision: str) -> None:
    """And what was in it stays."""
    database = await Database.open(empty_database_url)
    await database.transaction(lambda connection: back_to(connection, revision))
    await database.transaction(
        lambda connection: connection.execute(sa.text("INSERT INTO secrets VALUES ('ledger', 'it was here')"))
    )
    await database.close()
    database = await Database.open(empty_database_url)
    try:
        assert await database.transaction(differences) == []
        kept = await database.transaction(lambda one: list(one.scalars(sa.text("SELECT value FROM secrets"))))
        assert kept == ["it was here"]
    finally:
        await database.close()


async def test_refusals_of_before_are_counted_by_the_minute(empty_database_url: str) -> None:
    """What was counted by quarter of an hour stands at its beginning."""
    database = await Database.open(empty_database_url)
    await database.transaction(lambda connection: back_to(connection, "0006"))
    old = f"INSERT INTO refusals VALUES ('web:club', {int(NOON // 900)}, 'rude', 3)"  # noqa: S608
    await database.transaction(lambda connection: connection.execute(sa.text(old)))
    await database.close()
    store = await Store.open(empty_database_url)
    report = await store.statistics.report("web:club", days("12:00", "UTC", NOON, 2))
    assert [dict(row.refusals) for row in report.days] == [{}, {"rude": 3}]
    await store.close()


async def test_direct_conversations_of_before_lose_their_names(empty_database_url: str) -> None:
    """What was counted of them still counts."""
    ann = Member("discord", "dm424242", "989898", "424242", "Ann")
    limits = allowed(Settings(), ann)
    store = await Store.open(empty_database_url, clock=Clock())
    await store.reserve(ask(ann), limits)
    await store.statistics.refused("discord:dm424242", "rude")
    new = {
        table: await store._database.transaction(lambda one, table=table: rows(one, table))
        for table in ("ledger", "refusals")
    }

    kept = {name: await store._database.call(rows, name) for name in ("ledger", "refusals", "secrets")}

    def old(connection: sa.Connection) -> None:
        back_to(connection, "0007")
        for name, values in kept.items():
            connection.execute(metadata.tables[name].insert().values(values))
        connection.execute(sa.text("UPDATE ledger SET community = 'discord:dm424242', channel = '989898'"))
        connection.execute(sa.text("UPDATE refusals SET community = 'discord:dm424242'"))

    await store._database.call(old)
    again = await Store.open(empty_database_url, clock=Clock())
    assert (await again.used(limits)).grids == {"member": 1, "channel": 1, "community": 1, "bot": 1}
    for table in ("ledger", "refusals"):
        assert await again._database.transaction(lambda one, table=table: rows(one, table)) == new[table]
    for one in (store, again):
        await one.close()


async def test_two_settings_of_before_are_their_sum(empty_database_url: str) -> None:
    """In every version, so that undo leads to it, too; what was not decided counts as the default, up to the limit."""
    decided = [{"member_drawing": 4, "member_waiting": 6}, {"member_drawing": 20, "member_waiting": 100}]
    decided += [{"member_waiting": 0, "relaxed": True}, {"member_drawing": 2}, {"relaxed": True}]
    database = await Database.open(empty_database_url)

    def old(connection: sa.Connection) -> None:
        back_to(connection, "0008")
        connection.execute(sa.text("INSERT INTO communities (key, version, newest) VALUES ('web:club', 5, 5)"))
        row = sa.text("INSERT INTO settings (community, version, previous, \"values\") VALUES ('web:club', :v, :p, :s)")
        for version, values in enumerate(decided, 1):
            connection.execute(row, {"v": version, "p": version - 1, "s": json.dumps(values)})

    await database.transaction(old)
    await database.close()
    store = await Store.open(empty_database_url, defaults=Settings(member_unfinished=7))
    seen = [await store.decisions.settings("web:club")]
    for _ in decided:
        seen.append((await store.decisions.undo("web:club", Moderator("m", "May"), None)).settings)
    expected = [(7, True), (4, False), (1, True), (100, False), (10, False), (7, False)]
    assert [(one.member_unfinished, one.relaxed) for one in seen] == expected
    await store.close()


async def test_the_comparison_sees_a_difference(empty_database_url: str) -> None:
    """A column too few, and an index too few."""
    database = await Database.open(empty_database_url)
    try:
        await database.transaction(lambda one: one.execute(sa.text("DROP INDEX ix_ledger_finished")))
        await database.transaction(lambda one: one.execute(sa.text("ALTER TABLE jobs DROP COLUMN reference")))
        assert len(await database.transaction(differences)) == 2
    finally:
        await database.close()


async def test_a_migration_happens_wholly_or_not_at_all(
    empty_database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A start that fails in the middle leaves the database as it was, and the next one succeeds."""
    from alembic import op

    def fail(*_: object, **__: object) -> None:
        raise OSError("the disk is full")

    with monkeypatch.context() as patch:
        patch.setattr(op, "create_index", fail)
        with pytest.raises(StoreError, match="disk is full"):
            await Database.open(empty_database_url)
    database = await Database.open(empty_database_url)
    try:
        assert await database.transaction(differences) == []
    finally:
        await database.close()


async def test_two_processes_start_at_once(empty_database_url: str) -> None:
    """One migrates, the other waits for it; both can work, and agree about the installation's secret."""
    stores = await asyncio.gather(*(Store.open(empty_database_url, owner=name, clock=Clock()) for name in "ab"))
    for store in stores:
        await store.reserve(ask(), allowed())
    assert (await stores[0].used(allowed())).grids["member"] == 2
    for store in stores:
        await store.close()


async def test_a_newer_database_is_left_alone(empty_database_url: str) -> None:
    """After going back to an older release: a sentence says what to do, and nothing is touched."""
    store = await Store.open(empty_database_url, owner="here")
    newer = sa.text("UPDATE alembic_version SET version_num = '9999'")
    await store._database.transaction(lambda connection: connection.execute(newer))
    with pytest.raises(StoreError, match=r"was made by a later release of Nonet: start that one, or .* before it\.$"):
        await Store.open(empty_database_url)
    version = sa.text("SELECT version_num FROM alembic_version")
    assert await store._database.transaction(lambda connection: connection.scalar(version)) == "9999"
    await store.close()


JOB = {
    "id": "k7f3q", "platform": "web", "community": "club", "channel": "general", "channel_name": "general",
    "user": "ann", "name": "Ann", "locale": "en", "roles": "[]", "prompt": "a corgi", "no": "", "seed": 7,
    "spoiler": False, "tiles": 9, "lane": "fast", "tag": 0.0, "weight": 1.0, "options": "{}", "parent": "",
    "address": "there", "delivery": "d1", "state": "drawing", "asked": NOON, "device_us": 0, "money_millionths": 0,
    "model": "", "reference": "", "attempts": 1, "facts": "{}", "ended_by": "", "owner": "here", "life": "before",
    "lease_until": NOON + 60,
}  # fmt: skip
OTHERS = {
    "ledger": {
        "job": "k7f3q", "community": "web:club", "channel": "general", "member": "m", "lane": "fast",
        "state": "reserved", "asked": NOON, "device_us": 0, "money_millionths": 0,
    },
    "communities": {"key": "web:club", "version": 1, "newest": 1},
    "settings": {"community": "web:club", "version": 1, "previous": 0, "values": '{"member_per_day": 7}'},
    "audit": {
        "community": "web:club", "at": NOON, "who": "mod", "name": "Mo", "what": "grant",
        "changes": '[["ann", "", "3"]]',
    },
    "grants": {"community": "web:club", "user": "ann", "at": NOON, "grids": 3},
    "time_outs": {"community": "web:club", "user": "ann", "until": NOON + 600},
}  # fmt: skip


@pytest.mark.parametrize("revision", REVISIONS)
async def test_what_an_older_release_kept_is_carried_over(empty_database_url: str, revision: str) -> None:
    """An unfinished job is adopted, settings hold, and what was decided about somebody is theirs to read."""
    database = await Database.open(empty_database_url)
    renamed = {"run_id": JOB["life"]} if revision >= "0009" else {"life": JOB["life"]}
    values = {name: value for name, value in JOB.items() if name != "life"} | renamed

    def fill(connection: sa.Connection) -> None:
        back_to(connection, revision)
        for table, row in {"jobs": values, **OTHERS}.items():
            columns = [sa.column(name) for name in row]
            connection.execute(sa.insert(sa.table(table, *columns)).values(row))

    await database.call(fill)
    await database.close()
    store = await Store.open(empty_database_url, owner="here", clock=Clock())
    try:
        (job,) = await store.adopt("web")
        assert (job.id, job.prompt, job.state, job.attempts) == ("k7f3q", "a corgi", "waiting", 1)
        assert await store.started(job.id)
        assert (await store.decisions.settings("web:club")).member_per_day == 7
        assert (await store.used(allowed())).grids["community"] == 1
        assert await store.decisions.timed_out("web:club") == {"ann": NOON + 600}
        about = (await store.export("web", "ann"))["decisions_about_you"]
        assert len(about) == (revision < "0009")  # type: ignore[arg-type]
    finally:
        await store.close()


async def test_posts_and_captions_of_before_are_carried_over(empty_database_url: str) -> None:
    """They are exported, found by their words, and go with their grid; a report of before is no post."""
    store = await Store.open(empty_database_url, clock=Clock())
    job = await drawn(store)

    def old(connection: sa.Connection) -> None:
        row = dict(connection.execute(sa.select(jobs).where(jobs.c.id == job)).one()._mapping)
        back_to(connection, "0013")
        columns = [sa.column(name, jobs.c[name].type) for name in row if name not in ("mash", "dial", "walk")]
        connection.execute(sa.insert(sa.table("jobs", *columns)).values({one.name: row[one.name] for one in columns}))
        caption = {"id": "c1234", "job": job, "tile": 5, "user": "bob", "name": "Bob", "top": "hello", "bottom": ""}
        caption |= {"style": "bar", "alt": "A.", "written": NOON, "posted": True}
        connection.execute(sa.insert(sa.table("captions", *map(sa.column, caption))).values(caption))
        for address, report in (("posted", False), ("reported", True)):
            share = {"job": job, "user": "bob", "address": address, "report": report}
            connection.execute(sa.insert(sa.table("shares", *map(sa.column, share))).values(share))

    await store._database.call(old)
    await store.close()
    store = await Store.open(empty_database_url, clock=Clock())
    try:
        exported = await store.export("web", "bob")
        assert [one["job"] for one in exported["posted"]] == exported["reported"] == [job]  # type: ignore[attr-defined]
        assert await store.shares.of(job) == await store.shares.unsettled("web", NOON + 1) == []
        assert await store.shares.withdrawn("web", job) == []
        (caption, grid) = await store.gallery.page(Listing("search", BOB, tuple(wanted(job))), 10)
        assert (caption.tile, caption.caption and caption.caption.posted, grid.tile) == (5, True, 0)
        assert (grid.job.mash, grid.job.dial, grid.job.walk) == ("", 0.5, False)
        await store.deleted(job, "ann")
        assert {one.address for one in await store.removals("web")} == {"there", "posted", "reported"}
        assert await store.gallery.page(Listing("mine", BOB), 10) == []
    finally:
        await store.close()


async def test_both_prompts_of_a_mash_are_filled_into_the_gallery(empty_database_url: str) -> None:
    """Of one that was drawn before there was a gallery."""
    store = await Store.open(empty_database_url, clock=Clock())
    mash = (await store.reserve(ask(prompt="a cat", mash="a teapot"), allowed())).job.id
    await store.started(mash)
    await store.drawn(mash, codes())

    def old(connection: sa.Connection) -> None:
        row = dict(connection.execute(sa.select(jobs).where(jobs.c.id == mash)).one()._mapping)
        back_to(connection, "0015")
        connection.execute(jobs.insert().values(row))

    await store._database.call(old)
    await store.close()
    store = await Store.open(empty_database_url, clock=Clock())
    found = await store.gallery.page(Listing("search", ANN, tuple(wanted("teapot cat"))), 10)
    await store.close()
    assert [one.job.id for one in found] == [mash]

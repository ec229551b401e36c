"""The gallery's entries and the index of their words: written with what they show, gone with it, on both databases."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa
from stores import ANN, BOB, DAY, Clock, Open, allowed, ask, codes

from bot.member import Member
from bot.policy.settings import Settings
from bot.store import Caption, Listing, Store
from bot.store.gallery_table import gallery
from bot.text.search_words import wanted


@pytest.fixture
async def store(opened: Open) -> Store:
    one = await opened()
    one._defaults = Settings(retention_days=365)
    return one


async def grid(store: Store, prompt: str, member: Member = ANN) -> str:
    job = (await store.reserve(ask(member, prompt=prompt), allowed(member=member))).job.id
    assert await store.started(job)
    assert await store.drawn(job, codes())
    assert await store.posted(job, "there")
    return job


async def found(store: Store, words: str, member: Member = ANN) -> list[str]:
    return [one.job.id for one in await store.gallery.page(Listing("search", member, tuple(wanted(words))), 100)]


async def checked(store: Store) -> None:
    """The index has the words of the entries, and no others."""

    def check(connection: sa.Connection) -> None:
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("INSERT INTO gallery_words (gallery_words, rank) VALUES ('integrity-check', 1)")
        kept = connection.scalar(sa.select(sa.func.count()).select_from(gallery).where(gallery.c.tile == 0))
        jobs = connection.scalar(sa.text("SELECT count(*) FROM jobs WHERE codes IS NOT NULL"))
        assert kept == jobs

    await store._database.call(check)


async def test_a_grid_is_in_the_gallery_when_it_is_drawn(store: Store) -> None:
    """Once, also if the answer to the commit was lost; never if it failed."""
    job = (await store.reserve(ask(prompt="a fox"), allowed())).job.id
    await store.started(job)
    assert await found(store, "fox") == []
    for _ in range(2):
        assert await store.drawn(job, codes())
    assert await found(store, "fox") == [job]
    failed = (await store.reserve(ask(prompt="a fox"), allowed())).job.id
    await store.started(failed)
    await store.failed(failed, "E1")
    assert await found(store, "fox") == [job]
    await checked(store)


async def test_what_is_deleted_is_not_found(store: Store, clock: Clock) -> None:
    """By its button, by its member, and by time; with all favourites and captions of it."""
    by_button, by_member = await grid(store, "a fox"), await grid(store, "a fox", BOB)
    for job in (by_button, by_member):
        assert await store.gallery.favour(ANN, job, 5, True)
        words = Caption(job=job, tile=5, user="ann", name="Ann", top="fox!", bottom="", style="bar", alt="A.")
        assert await store.captions.add(words)
    await store.deleted(by_button, "ann")
    assert await found(store, "fox") == [by_member, by_member]
    assert [one.job.id for one in await store.gallery.page(Listing("mine", ANN), 10)] == [by_member, by_member]
    assert not await store.gallery.favour(ANN, by_button, 5, True)
    await store.forget("web", "ann")
    assert await found(store, "fox", BOB) == [by_member], "the grid is Bob's"
    await checked(store)
    await store.forget("web", "bob")
    assert await found(store, "fox", BOB) == []
    old = await grid(store, "a fox")
    clock.now += 400 * DAY
    assert await store.expire() == 1
    assert old not in await found(store, "fox")
    await checked(store)


async def test_favourites_are_exported(store: Store) -> None:
    """And whose tiles were posted."""
    job = await grid(store, "a fox", BOB)
    await store.gallery.favour(ANN, job, 5, True)
    await store.gallery.posted(ANN, job, 6)
    exported = await store.export("web", "ann")
    assert exported["chosen"] == [
        {"job": job, "tile": 5, "favourite": True, "posted": False},
        {"job": job, "tile": 6, "favourite": False, "posted": True},
    ]


async def test_people_of_other_platforms_with_the_same_id_are_others(store: Store) -> None:
    far = replace(ANN, platform="slack", community="T1", channel="C1")
    here, there = await grid(store, "a fox"), await grid(store, "a fox", far)
    assert await found(store, "fox") == [here]
    assert await found(store, "fox", far) == [there]
    await store.forget("slack", "ann")
    assert await found(store, "fox") == [here]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_deleted_words_are_gone_from_the_file(store: Store, tmp_path: Path) -> None:
    """Also from the index, which keeps deleted words until its parts are merged."""
    await grid(store, "something", replace(ANN, user="cy"))
    for number in range(20):
        await grid(store, f"zyxomma {number}", BOB if number % 2 else ANN)
    await store.forget("web", "ann")
    await store.forget("web", "bob")
    files = "".join(str(path.read_bytes()) for path in tmp_path.glob("nonet.db*"))
    assert "something" in files
    assert "zyxomma" not in files


async def test_grids_and_captions_of_before_are_filled_in(empty_database_url: str) -> None:
    """In the order of their requests; what has no pictures is not."""
    clock = Clock()
    store = await Store.open(empty_database_url, clock=clock)
    jobs = []
    for number in range(3):
        clock.now += 1
        jobs.append(await grid(store, f"fox {number}"))
    await store.deleted(jobs[1], "ann")
    words = Caption(job=jobs[0], tile=5, user="bob", name="Bob", top="hello", bottom="there", style="bar", alt="A.")
    await store.captions.add(words)
    direct = Member("discord", "dmann", "group", "ann", "Ann")
    shared = await grid(store, "a fox", direct)
    await store._database.call(before_the_gallery)
    await store.close()
    store = await Store.open(empty_database_url, clock=clock)
    try:
        assert await found(store, "fox") == [jobs[2], jobs[0]]
        assert await found(store, "hello there") == [jobs[0]]
        assert await found(store, "fox", replace(direct, community="dmbob", user="bob")) == [shared]
        (caption,) = await store.gallery.page(Listing("mine", BOB), 10)
        assert (caption.job.id, caption.tile, caption.caption and caption.caption.top) == (jobs[0], 5, "hello")
        await checked(store)
        await grid(store, "a new fox")
        assert len(await found(store, "fox")) == 3
    finally:
        await store.close()


def before_the_gallery(connection: sa.Connection) -> None:
    gallery.drop(connection)
    connection.execute(sa.text("UPDATE alembic_version SET version_num = '0013'"))

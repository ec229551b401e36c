"""The gallery's entries and the index of their words: written with what they show, gone with it, on both databases."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa
from stores import ANN, BOB, DAY, Clock, Open, allowed, ask, codes

from bot.member import Member, direct
from bot.policy.settings import Settings
from bot.store import Caption, Listing, Share, Store
from bot.store.gallery_pages import What
from bot.store.gallery_table import gallery
from bot.store.schema import metadata
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


async def posted(store: Store, job: str, tile: int, by: Member = ANN, caption: str = "") -> Share:
    """A post of this tile in the channel of its grid."""
    share = Share(
        platform=by.platform, job=job, tile=tile, user=by.user, name=by.name, channel=by.channel,
        channel_name="general", address="", caption=caption,
    )  # fmt: skip
    begun = await store.shares.begin(share)
    assert begun is not None
    assert await store.shares.posted(by.platform, job, begun[0].id, "posted")
    return begun[0]


async def mine(store: Store, member: Member, what: What = "mine") -> list[tuple[str, int]]:
    return [(one.job.id, one.tile) for one in await store.gallery.page(Listing(what, member), 10)]


async def test_a_posted_tile_is_its_posters_until_the_last_post_is_withdrawn(store: Store) -> None:
    """Not while it is being posted, and no more when nothing of it is there; a favourite stays one."""
    job = await grid(store, "a fox", BOB)
    first, second = [await posted(store, job, 5) for _ in range(2)]
    await posted(store, job, 5, replace(BOB, user="cy"))
    begun = await store.shares.begin(replace(first, id="", tile=6))
    assert begun is not None
    assert await mine(store, ANN) == [(job, 5)]
    await store.shares.withdrawn("web", job, first.id)
    assert await mine(store, ANN) == [(job, 5)]
    await store.gallery.favour(ANN, job, 5, True)
    await store.gallery.favour(ANN, job, 5, False)
    assert await mine(store, ANN) == [(job, 5)], "it is still posted"
    await store.shares.withdrawn("web", job, user="ann")
    assert await mine(store, ANN) == []
    assert await mine(store, replace(BOB, user="cy")) == [(job, 5)]
    await posted(store, job, 5)
    await store.gallery.favour(ANN, job, 5, True)
    await store.shares.withdrawn("web", job)
    assert await mine(store, ANN) == await mine(store, ANN, "favourites") == [(job, 5)]
    assert not await store.shares.posted("web", job, second.id, "posted"), "it came too late"
    await store.gallery.favour(ANN, job, 5, False)
    assert await mine(store, ANN) == []


async def test_a_posted_tile_goes_with_its_grid_and_with_its_poster(store: Store) -> None:
    job, other = await grid(store, "a fox", BOB), await grid(store, "a cat", BOB)
    late = [await posted(store, one, 5) for one in (job, other)]
    await store.deleted(job, "bob")
    assert await mine(store, ANN) == [(other, 5)]
    assert not await store.shares.posted("web", job, late[0].id, "posted")
    await store.forget("web", "ann")
    assert not await store.shares.posted("web", other, late[1].id, "posted")
    assert await mine(store, ANN) == []
    assert await mine(store, BOB) == [(other, 0)]


async def test_what_the_people_of_a_group_post_and_mark_is_their_own(store: Store) -> None:
    """In a direct conversation each of them is a community."""
    ann, bob = [Member("slack", direct(name), "group", name, name) for name in ("ann", "bob")]
    job = await grid(store, "a fox", ann)
    await posted(store, job, 5, bob)
    assert await mine(store, bob) == [(job, 5)]
    await store.gallery.favour(bob, job, 5, True)
    assert await mine(store, bob, "favourites") == [(job, 5)]
    assert await mine(store, ann) == [(job, 0)]


@pytest.mark.parametrize("seed", range(4))
async def test_a_post_and_what_removes_it_come_at_the_same_moment(opened: Open, seed: int) -> None:
    """From two processes: either the post is noted and then gone, or it is listed for removal."""
    one, two = await opened("one"), await opened("two")
    job = await grid(one, "a fox", BOB)
    begun = await one.shares.begin(
        Share(
            platform="web", job=job, tile=5, user="ann", name="Ann", channel="general", channel_name="general",
            address="",
        )
    )  # fmt: skip
    assert begun is not None
    removal = (
        lambda: two.deleted(job, "bob"),
        lambda: two.forget("web", "ann"),
        lambda: two.forget("web", "bob"),
        lambda: two.shares.withdrawn("web", job),
    )[seed]
    await asyncio.gather(one.shares.posted("web", job, begun[0].id, "posted"), removal())
    assert await mine(one, ANN) == []
    assert await one.shares.of(job) == []
    assert "posted" in [removal.address for removal in await one.removals("web")]


async def test_favourites_are_exported(store: Store) -> None:
    """And whose tiles were posted."""
    job = await grid(store, "a fox", BOB)
    await store.gallery.favour(ANN, job, 5, True)
    await posted(store, job, 6)
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
    for name in ("gallery", "votes", "hall", "refused_requests"):
        metadata.tables[name].drop(connection)
    for index in ("ix_jobs_parent", "ix_shares_recount"):
        connection.execute(sa.text(f"DROP INDEX {index}"))
    for column in ("locale", "shown", "owner", "run_id", "recount"):
        connection.execute(sa.text(f"ALTER TABLE shares DROP COLUMN {column}"))
    connection.execute(sa.text("UPDATE alembic_version SET version_num = '0015'"))

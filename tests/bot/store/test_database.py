"""Which databases there are, what is said where one cannot be used, and that passwords are never in it."""

from __future__ import annotations

import asyncio
import sqlite3
import stat
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
import sqlalchemy as sa
from postgres import Server
from sqlalchemy import event
from stores import NOON, Clock, allowed, ask

from bot.errors import Mistake
from bot.store import Store, StoreError, database, postgresql
from bot.store.database import Database
from inference.api import NonetError

SECRET = "hunter2"  # noqa: S105


async def test_nobody_else_on_the_machine_reads_the_prompts(tmp_path: Path) -> None:
    """The file and those beside it are for whoever started the program alone."""
    store = await Store.open(f"sqlite:///{tmp_path}/data/nonet.db")
    modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in (tmp_path / "data").glob("nonet.db*")}
    await store.close()
    assert modes == dict.fromkeys(("nonet.db", "nonet.db-wal", "nonet.db-shm"), 0o600)


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("", "cannot be read"),
        ("data/nonet.db", "cannot be read"),
        (f"postgresql://nonet:{SECRET}@host:many/nonet", "cannot be read"),
        (f"mysql://nonet:{SECRET}@host/nonet", "begins with 'mysql'"),
        (f"redis://:{SECRET}@host", "begins with 'redis'"),
        (f"postgresql://nonet:{SECRET}@127.0.0.1:1/nonet", "cannot be used"),
        (f"postgres://nonet:{SECRET}@/nonet?host=/nowhere&password={SECRET}", "cannot be used"),
        ("sqlite:////proc/nonet/nonet.db", "cannot be made"),
        ("sqlite:////proc/nonet.db", "cannot be used"),
    ],
)
async def test_a_database_that_cannot_be_used_is_named_in_a_sentence(url: str, said: str) -> None:
    with pytest.raises(StoreError, match=said) as caught:
        await Store.open(url)
    sentence = str(caught.value)
    assert isinstance(caught.value, NonetError)
    assert SECRET not in sentence
    assert sentence.endswith(".")
    assert "\n" not in sentence


async def test_a_file_that_is_no_database_is_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "holiday.jpg"
    file.write_bytes(b"\xff\xd8" * 5000)
    with pytest.raises(StoreError, match="not a database"):
        await Store.open(f"sqlite:///{file}")
    assert file.read_bytes() == b"\xff\xd8" * 5000


async def test_sqlite_makes_its_folder(tmp_path: Path) -> None:
    """And takes the URL also with a driver's name in it."""
    store = await Store.open(f"sqlite+aiosqlite:///{tmp_path}/new/folder/nonet.db")
    await store.close()
    assert (tmp_path / "new/folder/nonet.db").exists()


async def test_a_closed_store_says_so(tmp_path: Path) -> None:
    """And can be closed twice."""
    store = await Store.open(f"sqlite:///{tmp_path}/nonet.db")
    await store.close()
    await store.close()
    with pytest.raises(StoreError, match="closed"):
        await store.unfinished()


async def test_a_backup_made_while_it_runs_is_whole(tmp_path: Path) -> None:
    """SQLite's own backup, taken in the middle of asks, opens elsewhere with every job and count it had."""
    store = await Store.open(f"sqlite:///{tmp_path}/nonet.db", clock=Clock(NOON), owner="here")

    async def back_up() -> None:
        await asyncio.sleep(0.02)

        def copy() -> None:
            with sqlite3.connect(tmp_path / "nonet.db") as source, sqlite3.connect(tmp_path / "copy.db") as target:
                source.backup(target)
            source.close()
            target.close()

        await asyncio.to_thread(copy)

    await asyncio.gather(back_up(), *(store.reserve(ask(), allowed()) for _ in range(50)))
    copied = await Store.open(f"sqlite:///{tmp_path}/copy.db", clock=Clock(NOON), owner="elsewhere")
    jobs = await copied.unfinished()
    assert (await copied.used(allowed())).grids["member"] == len(jobs)
    for one in (store, copied):
        await one.close()


async def test_a_cancelled_caller_leaves_no_transaction_open(empty_database_url: str) -> None:
    """What was begun is done to its end; the next one finds the database free."""
    database = await Database.open(empty_database_url)
    try:
        await database.transaction(lambda one: one.execute(sa.text("CREATE TABLE counted (n INTEGER)")))
        tasks = [
            asyncio.create_task(
                database.transaction(lambda one: one.execute(sa.text("INSERT INTO counted VALUES (1)")).rowcount)
            )
            for _ in range(30)
        ]
        await asyncio.sleep(0.005)
        for task in tasks[::2]:
            task.cancel()
        await asyncio.wait(tasks)
        assert await database.transaction(lambda one: one.scalar(sa.text("SELECT count(*) FROM counted"))) == 30
    finally:
        await database.close()


async def together(database: Database, works: Sequence[Callable[[sa.Connection], object]]) -> list[object]:
    """What comes of each, all asked while the one before them is at work."""
    busy, go = threading.Event(), threading.Event()

    def first(connection: sa.Connection) -> None:
        busy.set()
        assert go.wait(30)

    tasks = [asyncio.create_task(database.transaction(first))]
    await asyncio.to_thread(busy.wait, 30)
    tasks += [asyncio.create_task(database.transaction(work)) for work in works]
    await asyncio.sleep(0)  # each has asked
    await asyncio.sleep(0)
    go.set()
    return (await asyncio.gather(*tasks, return_exceptions=True))[1:]


def counted(number: int) -> Callable[[sa.Connection], object]:
    return lambda connection: connection.execute(sa.text("INSERT INTO counted VALUES (:n)"), {"n": number}).rowcount


async def test_one_commit_is_for_all_who_wait(tmp_path: Path) -> None:
    """SQLite waits for the disk once; who fails in there is told why, and undoes nobody else's."""
    database = await Database.open(f"sqlite:///{tmp_path}/nonet.db")
    commits = []

    def regretted(connection: sa.Connection) -> None:
        counted(99)(connection)
        raise Mistake("nothing-to-undo")

    try:
        await database.transaction(lambda one: one.execute(sa.text("CREATE TABLE counted (n INTEGER)")))
        event.listen(database._backend._engine, "commit", commits.append)  # type: ignore[attr-defined]
        said = await together(database, [counted(1), regretted, counted(2), lambda one: 1 / 0, counted(3)])
        assert [type(one) for one in said] == [int, Mistake, int, ZeroDivisionError, int]
        assert len(commits) == 2
        rows = await database.transaction(lambda one: list(one.scalars(sa.text("SELECT n FROM counted"))))
        assert rows == [1, 2, 3]
    finally:
        await database.close()


async def test_a_full_disk_is_said_to_all_who_wait(tmp_path: Path) -> None:
    """SQLite itself takes everything back then, also what stood before in the same commit."""
    database = await Database.open(f"sqlite:///{tmp_path}/nonet.db")

    def filled(connection: sa.Connection) -> None:
        pages = connection.scalar(sa.text("PRAGMA page_count"))
        connection.execute(sa.text(f"PRAGMA max_page_count = {pages}"))
        connection.execute(sa.text("INSERT INTO counted VALUES (zeroblob(1000000))"))

    try:
        await database.transaction(lambda one: one.execute(sa.text("CREATE TABLE counted (n)")))
        said = await together(database, [counted(1), filled, counted(2)])
        assert [type(one) for one in said] == [StoreError] * 3
        assert "full" in str(said[0])
        assert await database.transaction(lambda one: list(one.scalars(sa.text("SELECT n FROM counted")))) == []
    finally:
        await database.close()


async def test_a_commit_that_fails_is_nobodys(tmp_path: Path) -> None:
    """All who waited for it hear so, nothing of it is kept, and the next one works."""
    database = await Database.open(f"sqlite:///{tmp_path}/nonet.db")
    engine = database._backend._engine  # type: ignore[attr-defined]

    def full(connection: sa.Connection) -> None:
        raise OSError("No space left on device")

    try:
        await database.transaction(lambda one: one.execute(sa.text("CREATE TABLE counted (n INTEGER)")))
        event.listen(engine, "commit", full)
        said = await together(database, [counted(1), counted(2)])
        assert [type(one) for one in said] == [StoreError, StoreError]
        event.remove(engine, "commit", full)
        assert await database.transaction(counted(3)) == 1
        rows = await database.transaction(lambda one: list(one.scalars(sa.text("SELECT n FROM counted"))))
        assert rows == [3]
    finally:
        await database.close()


@pytest.mark.parametrize("empty_database_url", ["postgresql"], indirect=True)
async def test_a_deadlock_is_tried_again(empty_database_url: str) -> None:
    """Two transactions that wait for one another: PostgreSQL ends one of them, and it begins again."""
    database = await Database.open(empty_database_url)
    tries = []

    def both(first: str, second: str) -> Callable[[sa.Connection], None]:
        def work(connection: sa.Connection) -> None:
            tries.append(first)
            for key in (first, second):
                connection.execute(sa.text("UPDATE secrets SET value = value WHERE name = :name"), {"name": key})
                connection.execute(sa.text("SELECT pg_sleep(0.1)"))

        return work

    try:
        await database.transaction(lambda one: one.execute(sa.text("INSERT INTO secrets VALUES ('a', ''), ('b', '')")))
        await asyncio.gather(
            database.transaction(both("a", "b")),
            database.transaction(both("b", "a")),
        )
        assert len(tries) >= 3
    finally:
        await database.close()


@pytest.mark.parametrize("empty_database_url", ["postgresql"], indirect=True)
async def test_a_lost_connection_is_made_again(empty_database_url: str) -> None:
    """The server restarts, or a firewall forgets: the next transaction finds another connection."""
    database = await Database.open(empty_database_url)
    others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()"
    try:
        with pytest.raises(StoreError, match=r"terminat|closed"):
            await database.transaction(lambda one: list(one.execute(sa.text(others))))
        assert await database.transaction(lambda one: one.scalar(sa.text("SELECT 1"))) == 1
    finally:
        await database.close()


def impatient(monkeypatch: pytest.MonkeyPatch, **seconds: float) -> None:
    """In seconds that a test can wait for."""
    for name, value in seconds.items():
        module = database if name == "transaction" else postgresql
        monkeypatch.setattr(module, f"{name.upper()}_SECONDS", value)


async def test_a_silent_connection_is_replaced(postgres: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """A firewall or a failover that forgets to say so: the next transactions are done, on new connections."""
    impatient(monkeypatch, ping=0.5)
    with postgres.database() as url:
        used = await Database.open(url)
        sleep = sa.text("SELECT pg_sleep(0.1)")
        await asyncio.gather(*(used.transaction(lambda one: list(one.execute(sleep))) for _ in range(3)))
        with postgres.silent(url):
            for _ in range(4):
                assert await used.transaction(lambda one: one.scalar(sa.text("SELECT 1"))) == 1
        await used.close()


async def test_a_silent_server_is_given_up(postgres: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """With a sentence, in a time that somebody waits: from the start, in the middle of a transaction, and at the end.
    What was begun there is not half done later, and its connection does nobody else's work."""
    impatient(monkeypatch, transaction=3.0, connect=2.0, ping=0.5)
    with postgres.database() as url:
        used = await Database.open(url)
        await used.transaction(lambda one: one.execute(sa.text("CREATE TABLE counted (n INTEGER)")))

        def silenced(connection: sa.Connection) -> None:
            counted(1)(connection)
            silence.__enter__()
            counted(2)(connection)

        silence = postgres.silent(url, also_new=True)
        begun = time.monotonic()
        try:
            with pytest.raises(StoreError, match=r"cannot be used: it does not answer\.$"):
                await used.transaction(silenced)
            for asked in (used.transaction(counted(3)), Database.open(url)):
                with pytest.raises(StoreError, match=r"it does not answer\.$"):
                    await asked
            assert time.monotonic() - begun < 120
        finally:
            silence.__exit__(None, None, None)
        await used.transaction(counted(4))
        assert await used.transaction(lambda one: list(one.scalars(sa.text("SELECT n FROM counted")))) == [4]
        with postgres.silent(url, also_new=True):
            begun = time.monotonic()
            await used.close()
            assert time.monotonic() - begun < 120

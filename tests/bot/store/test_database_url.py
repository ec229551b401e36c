"""The store's URL: what libpq writes works, a mistake is a sentence, and what stands before the @ is never shown."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from postgres import Server
from stores import allowed, ask

from bot.store import Store, StoreError
from bot.store.database import Database
from bot.store.database_url import PostgresqlUrl, SqliteUrl, parsed_url

SECRET = "hunter2"  # noqa: S105
NOWHERE = "127.0.0.1:1/nonet"


@pytest.mark.parametrize(
    "parameters",
    [
        "sslmode=disable",
        "sslmode=prefer&channel_binding=prefer&gssencmode=disable",
        "sslmode=allow&application_name=a%20fox&target_session_attrs=read-write",
        "connect_timeout=5&keepalives=1&keepalives_idle=30&tcp_user_timeout=5000",
        "options=-c%20statement_timeout%3D7000&client_encoding=UTF8",
        "target_session_attrs=any&connect_timeout=0&fallback_application_name=x&",
    ],
)
@pytest.mark.parametrize("scheme", ["postgresql", "postgres", "postgresql+asyncpg"])
@pytest.mark.usefixtures("migrated_postgres")
async def test_what_libpq_understands_works(postgres: Server, scheme: str, parameters: str) -> None:
    url = f"{scheme}://nonet:{SECRET}@/migrated?host={postgres.folder}&port=5432&{parameters}"
    store = await Store.open(url)
    await store.close()


async def test_parameters_reach_the_server(postgres: Server, migrated_postgres: str) -> None:
    more = "application_name=a%20fox&options=-c%20statement_timeout%3D7000"
    database = await Database.open(f"postgresql://nonet@/migrated?host={postgres.folder}&{more}")
    show = "SELECT current_setting('application_name'), current_setting('statement_timeout')"
    row = await database.transaction(lambda one: one.execute(sa.text(show)).one())
    await database.close()
    assert tuple(row) == ("a fox", "7s")


async def test_several_hosts_are_tried_in_turn(postgres: Server, migrated_postgres: str) -> None:
    store = await Store.open(f"postgresql://nonet@/migrated?host=127.0.0.1,{postgres.folder}&port=1,5432")
    await store.close()


@pytest.mark.parametrize(
    ("password", "read"),
    [
        ("a%40b%3Ac%2Fd%3F%23%25%20e", "a@b:c/d?#% e"),
        ("a#b?c/d:e [f]é", "a#b?c/d:e [f]é"),
        ("a+b&c=d", "a+b&c=d"),
        ("", ""),
    ],
)
def test_passwords_of_all_signs(password: str, read: str) -> None:
    """As they are, or percent-encoded; only @ and % must be."""
    from asyncpg.connect_utils import _parse_connect_dsn_and_args as asyncpg_reads

    parsed = parsed_url(f"postgresql://ann:{password}@[::1]:5433/fox%20db?application_name=x")
    assert isinstance(parsed, PostgresqlUrl)
    assert parsed.name == "postgresql://[::1]:5433/fox%20db"
    assert password not in repr(parsed) or not password
    names = (
        "host", "port", "user", "password", "passfile", "database", "ssl", "service", "servicefile", "direct_tls",
        "server_settings", "target_session_attrs", "krbsrvname", "gsslib",
    )  # fmt: skip
    nothing: dict[str, Any] = dict.fromkeys(names)
    places, found = asyncpg_reads(**nothing | {"dsn": parsed.dsn})
    assert places == [("::1", 5433)]
    assert (found.user, found.password or "", found.database) == ("ann", read, "fox db")


@pytest.mark.parametrize(
    ("url", "said"),
    [
        (f"postgresql://nonet:2@{SECRET}@{NOWHERE}", "write %40"),
        (f"postgresql://nonet:x@{NOWHERE}?password=2@{SECRET}", "write %40"),
        (f"postgresql://{NOWHERE}?password=2@{SECRET}", "write %40"),
        (f"postgresql://nonet:100%{SECRET}@{NOWHERE}", "write %25"),
        (f"postgresql://nonet:{SECRET}@{NOWHERE}?sslmode=require", "nobody listens there"),
        (f"postgresql://nonet:{SECRET}@{NOWHERE}?sslmode=verify-full&sslrootcert=/nowhere.crt", "no such file"),
        (f"postgresql://nonet:{SECRET}@{NOWHERE}?sslmode=verify-full&sslrootcert=system", "write the path"),
        (f"postgresql://nonet:{SECRET}@{NOWHERE}?sslmode={SECRET[:3]}", "sslmode is one of disable, allow,"),
        (f"postgresql://nonet:{SECRET}@{NOWHERE}?sslmode=REQUIRE", "sslmode is one of disable, allow,"),
        (f"postgresql://nonet:{SECRET}@{NOWHERE}?target_session_attrs=bogus", "target_session_attrs is one of any,"),
        (f"postgresql://nonet:{SECRET}@{NOWHERE}?ssl_min_protocol_version=TLSv9", "is one of TLSv1, TLSv1.1,"),
        (f"postgresql://nonet:{SECRET}@{NOWHERE}?sslcert=/dev/null", "sslcert=/dev/null, and there is no such file"),
        (f"postgresql://nonet:{SECRET}@{NOWHERE}?service=fox", "service=fox, and no such service is described"),
        (f"postgresql://nonet:{SECRET}@{NOWHERE}?connect_timeout=²", "number of seconds"),
        (f"postgresql://nonet:{SECRET}@{NOWHERE}?port=²", "a port is a number"),
        (f"postgresql://nonet:{SECRET}@127.0.0.1:²/nonet", "a port is a number"),
        (f"postgresql://nonet:{SECRET}@127.0.0.1:0/nonet", "a port is a number"),
        (f"postgresql://nonet:{SECRET}@{NOWHERE}%00", "NUL"),
        (f"postgresql://nonet:{SECRET}@/nonet?host=/nowhere", "no socket of PostgreSQL's is in that folder"),
        (f"postgresql://nonet:{SECRET}@%2Fnowhere/nonet", "no socket of PostgreSQL's is in that folder"),
        ("sqlite:///~/nonet.db", "no shell reads"),
        ("sqlite:///~fox/nonet.db", "no shell reads"),
        ("sqlite:///$HOME/nonet.db", "no shell reads"),
        ("sqlite:///${HOME}/nonet.db", "no shell reads"),
        (f"postgresql://nonet:{SECRET}@{NOWHERE}?channel_binding=require", "channel_binding=require"),
        (f"postgresql://nonet:{SECRET}@{NOWHERE}?gssencmode=require", "gssencmode=require"),
        (f"postgresql://nonet:{SECRET}@{NOWHERE}?client_encoding=LATIN1", "client_encoding=LATIN1"),
        (f"postgresql://nonet:{SECRET}@{NOWHERE}?pgbouncer=true", "'pgbouncer', which is not known"),
        (f"postgresql://nonet:{SECRET}@{NOWHERE}?connect_timeout=2s", "number of seconds"),
        (f"postgresql://nonet:{SECRET}@{NOWHERE}?target_session_attrs=x", "target_session_attrs"),
        (f"postgresql://nonet:{SECRET}@127.0.0.1:99999/nonet", "a number from 1 to 65535"),
        (f"postgresql://nonet:{SECRET}@[::1/nonet", "IPv6"),
        (f"postgresql://nonet:{SECRET}@nowhere.invalid/nonet", "cannot be used"),
        (f"postgresql://nonet:{SECRET}@/nonet?host=/var/nowhere", "no socket of PostgreSQL"),
        (f"nonet:{SECRET}", "cannot be read"),
        (f"postgresql:/nonet:{SECRET}@host/nonet", "cannot be read"),
        ("sqlite:///", "names no file"),
        ("sqlite://", "names no file"),
        ("sqlite:///:memory:", "names no file"),
        ("sqlite://data/nonet.db", "sqlite:///data/nonet.db"),
        ("sqlite:///nonet.db?timeout=3", "has parameters"),
        ("sqlite:///nonet.db?mode=ro&uri=true", "has parameters"),
        ("sqlite:///" + "x" * 5000, "too long"),
        ("sqlite:///a\0b", "NUL"),
        ("s\nqlite:///x", "cannot be read"),
    ],
)
async def test_a_mistake_is_one_sentence(url: str, said: str) -> None:
    with pytest.raises(StoreError, match=said) as caught:
        await Store.open(url)
    sentence = str(caught.value)
    assert SECRET not in sentence
    assert "nonet:" not in sentence.replace("nonet:password", "")
    assert sentence.endswith(".")
    assert "\n" not in sentence
    assert len(sentence) < 500


def test_a_service_is_one_that_is_described(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A password in its file is in no sentence."""
    monkeypatch.setenv("PGSERVICEFILE", str(tmp_path / "services"))
    (tmp_path / "services").write_text("[fox]\nhost=127.0.0.1\n")
    assert isinstance(parsed_url("postgresql:///?service=fox"), PostgresqlUrl)
    with pytest.raises(StoreError, match="no such service"):
        parsed_url("postgresql:///?service=owl")
    for wrong in (f"[fox]\npassword=%{SECRET}\n", f"{SECRET}\n", f"[fox\n{SECRET}"):
        (tmp_path / "services").write_text(wrong)
        with pytest.raises(StoreError, match="cannot be read; a % in it is written %%") as caught:
            parsed_url("postgresql:///?service=fox")
        assert SECRET not in str(caught.value)


async def test_the_servers_refusals_are_sentences(postgres: Server) -> None:
    for url, said in (
        (postgres.url("no_such_database"), "does not exist"),
        (postgres.url("postgres").replace("nonet@", "stranger@"), "does not exist"),
        (f"{postgres.url('postgres')}&options=-c%20no_such=1", "no_such"),
    ):
        with pytest.raises(StoreError, match=said) as caught:
            await Store.open(url)
        assert str(caught.value).count("cannot be used") == 1
        assert "<class" not in str(caught.value)


@pytest.mark.parametrize("name", ["a #b@c%20:d é日.db", "what?.db", "x&y=z.db", "-", "file:x.db"])
async def test_a_path_may_have_any_sign(tmp_path: Path, name: str) -> None:
    store = await Store.open(f"sqlite:///{tmp_path}/{name}")
    await store.reserve(ask(), allowed())
    await store.close()
    assert (tmp_path / name).read_bytes().startswith(b"SQLite format 3")
    assert parsed_url(f"sqlite:///{tmp_path}/{name}") == SqliteUrl(tmp_path / name)


def _folder(path: Path) -> None:
    path.mkdir()


def _loop(path: Path) -> None:
    path.symlink_to(path)


def _garbage(path: Path) -> None:
    path.write_bytes(b"\xff\xd8" * 500)


def _foreign(path: Path) -> None:
    engine = sa.create_engine(f"sqlite:///{path}")
    with engine.begin() as connection:
        connection.execute(sa.text("CREATE TABLE bookmarks (url TEXT)"))
    engine.dispose()


def _damaged(path: Path) -> None:
    path.write_bytes(b"SQLite format 3\0" + b"\x10\0\x01\x01\0\x40\x20\x20" + b"\xff" * 5000)


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (_folder, "is a folder"),
        (os.mkfifo, "not a regular file"),
        (_loop, "symbolic links"),
        (lambda path: path.symlink_to("/dev/full"), "not a regular file"),
        (lambda path: path.symlink_to("/nowhere/nonet.db"), "no such file"),
        (_garbage, "is not a database"),
        (_foreign, "tables of another program"),
        (_damaged, "damaged|not a database"),
    ],
)
async def test_a_file_that_cannot_be_a_database_is_left_as_it_is(tmp_path: Path, make: Any, said: str) -> None:
    file = tmp_path / "nonet.db"
    make(file)
    before = file.read_bytes() if file.is_file() and not file.is_symlink() else b""
    with pytest.raises(StoreError, match=said) as caught:
        await Store.open(f"sqlite:///{file}")
    assert str(file) in str(caught.value)
    assert not before or file.read_bytes() == before
    assert [one.name for one in tmp_path.iterdir()] == ["nonet.db"]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may run a program as somebody else")
@pytest.mark.parametrize("part", ["file", "folder"])
def test_missing_rights_name_the_owner_and_the_user(tmp_path: Path, part: str) -> None:
    """In a process of its own, as somebody who may read but not write."""
    with tempfile.TemporaryDirectory(dir="/tmp") as name:
        folder = Path(name)
        folder.chmod(0o777 if part == "file" else 0o755)
        file = folder / "nonet.db"
        file.touch()
        file.chmod(0o644 if part == "file" else 0o666)

        check = (
            "import os\nfrom pathlib import Path\nfrom bot.store.sqlite_file import check_file\n"
            "os.setgid(65534); os.setuid(65534)\n"
            f"try: check_file(Path({str(file)!r}))\nexcept Exception as error: print(error)\n"
        )
        said = subprocess.run([sys.executable, "-c", check], capture_output=True, text=True, check=True).stdout
    assert f"the {part} " in said
    assert "belongs to root, and Nonet runs as nobody" in said


async def test_a_full_disk_is_a_sentence(tmp_path: Path) -> None:
    """The file may not grow beyond so many pages, as on a full disk; what was kept is still there."""
    store = await Store.open(f"sqlite:///{tmp_path}/nonet.db")
    job = (await store.reserve(ask(), allowed())).job

    def fill(connection: sa.Connection) -> None:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count={pages}")

    await store._database.call(fill)
    with pytest.raises(StoreError, match="disk is full; free some space"):
        await store.reserve(ask(prompt="x" * 300_000), allowed())
    assert await store.job(job.id) is not None
    await store.close()

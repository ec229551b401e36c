"""A PostgreSQL server of the tests' own, in a folder that goes away, reached through a socket in it alone."""

from __future__ import annotations

import asyncio
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest
import sqlalchemy as sa
from databases import sqlite_url

from bot.store.database import Database

PORT = 5432
"""It names the socket's file; nobody listens on it."""
EMPTY = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()
  AND backend_type = 'client backend' \\g /dev/null
DO $$ DECLARE name text; BEGIN
  SET LOCAL session_replication_role = replica; -- in any order
  FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version' LOOP
    EXECUTE format('DELETE FROM %I', name);
  END LOOP;
  PERFORM setval(quote_ident(sequencename)::regclass, 1, false) FROM pg_sequences WHERE schemaname = 'public';
END $$
"""
"""Every row goes, and numbers begin at one again; TRUNCATE would make sixty new files."""


@dataclass(frozen=True)
class Server:
    programs: Path
    folder: Path
    run_as: tuple[str, ...]
    started: int
    psql: subprocess.Popen[str]

    @contextmanager
    def database(self) -> Iterator[str]:
        """A new, empty database: its URL."""
        name = f"nonet_{uuid.uuid4().hex[:12]}"
        self.sql(f"CREATE DATABASE {name}")
        try:
            yield self.url(name)
        finally:
            self.sql(f"DROP DATABASE {name} WITH (FORCE)")  # seven megabytes each

    def url(self, name: str) -> str:
        return f"postgresql+asyncpg://nonet@/{name}?host={self.folder}&port={PORT}"

    @contextmanager
    def silent(self, url: str, *, also_new: bool = False) -> Iterator[None]:
        """Nobody answers on the connections to this database, and nobody hangs up; nor do new ones, where said."""
        name = str(sa.make_url(url).database)
        running = subprocess.run(["ps", "-eo", "pid,args"], check=True, capture_output=True, text=True).stdout
        stopped = [int(line.split()[0]) for line in running.splitlines() if f" nonet {name} " in line]
        assert stopped, running
        if also_new:
            stopped.append(int((self.folder / "data" / "postmaster.pid").read_text().splitlines()[0]))
        try:
            for process in stopped:
                os.kill(process, signal.SIGSTOP)
            yield
        finally:
            for process in (*stopped, self.started):  # runuser stops when what it runs does
                with suppress(ProcessLookupError):
                    os.kill(process, signal.SIGCONT)

    def sql(self, statement: str) -> None:
        """Done, when this returns: psql says so after it."""
        assert self.psql.stdin is not None
        assert self.psql.stdout is not None
        self.psql.stdin.write(f"{statement};\n\\echo done\n")
        self.psql.stdin.flush()
        said = self.psql.stdout.readline()
        assert said == "done\n", said + self.psql.stdout.read()


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    yield from running()


def running() -> Iterator[Server]:
    """Started once, where PostgreSQL is installed; without fsync, for nobody needs its data after the tests."""
    programs = _programs()
    root = os.geteuid() == 0
    if programs is None:
        pytest.skip("PostgreSQL is not installed (apt install postgresql): its half of the store's tests is left out")
    if root and not _is_user("postgres"):
        pytest.skip("PostgreSQL does not run as root, and there is no user postgres to run it as")
    run_as = ("runuser", "-u", "postgres", "--") if root else ()
    folder = Path(tempfile.mkdtemp(prefix="nonet-pg-", dir="/tmp"))  # short: a socket's path has at most 107 bytes
    server = None
    try:
        folder.chmod(0o755)
        if root:
            shutil.chown(folder, "postgres")
        data = str(folder / "data")
        initdb = [programs / "initdb", "-D", data, "-U", "nonet", "-A", "trust", "-E", "UTF8", "--locale=C", "-N"]
        subprocess.run([*run_as, *map(str, initdb)], check=True, capture_output=True, cwd=folder)
        settings = {
            "listen_addresses": "", "unix_socket_directories": str(folder), "port": str(PORT), "fsync": "off",
            "synchronous_commit": "off", "full_page_writes": "off", "max_connections": "60", "shared_buffers": "32MB",
        }  # fmt: skip
        options = [option for name, value in settings.items() for option in ("-c", f"{name}={value}")]
        server = subprocess.Popen(
            [*run_as, str(programs / "postgres"), "-D", data, *options],
            cwd=folder,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        socket = folder / f".s.PGSQL.{PORT}"
        ready = [*run_as, str(programs / "pg_isready"), "-q", "-h", str(folder), "-U", "nonet"]
        until = time.monotonic() + 120
        while not socket.exists() or subprocess.run(ready, check=False, cwd=folder).returncode:
            assert server.poll() is None, "PostgreSQL ended at its start"
            assert time.monotonic() < until, "PostgreSQL did not start within 120 s"
            time.sleep(0.05)
        psql = [*run_as, programs / "psql", "-qX", "-v", "ON_ERROR_STOP=1", "-h", folder, "-U", "nonet", "postgres"]
        with subprocess.Popen(
            list(map(str, psql)),
            cwd=folder,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        ) as session:
            yield Server(programs, folder, run_as, server.pid, session)
    finally:
        if server is not None:
            stop = [*run_as, str(programs / "pg_ctl"), "-D", str(folder / "data"), "-m", "immediate", "-w", "stop"]
            subprocess.run(stop, check=False, capture_output=True, cwd=folder)
            server.wait(120)
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def migrated_postgres(postgres: Server) -> str:
    """The URL of a database that went through all migrations. Who uses it empties it: a new one takes a second."""
    name = "migrated"
    postgres.sql(f"CREATE DATABASE {name}")

    async def migrate() -> None:
        await (await Database.open(postgres.url(name))).close()

    with ThreadPoolExecutor(1) as thread:  # pytest-asyncio has its own ideas of this thread's loop
        thread.submit(asyncio.run, migrate()).result()
    postgres.sql(f"\\connect {name}")
    return postgres.url(name)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A migrated database without a row, on both that the store knows."""
    if request.param == "sqlite":
        yield sqlite_url(tmp_path)
    else:
        server: Server = request.getfixturevalue("postgres")
        yield request.getfixturevalue("migrated_postgres")
        server.sql(EMPTY)


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database without a table."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/nonet.db"
    else:
        server: Server = request.getfixturevalue("postgres")
        with server.database() as url:
            yield url


def _programs() -> Path | None:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda path: int(path.parts[-3]))
    on_path = shutil.which("postgres")
    return found[-1].parent if found else Path(on_path).parent if on_path else None


def _is_user(name: str) -> bool:
    try:
        pwd.getpwnam(name)
    except KeyError:
        return False
    return True

"""A PgBouncer of the tests' own, in transaction mode, before the tests' PostgreSQL; reached through a socket."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from postgres import Server

SERVER_CONNECTIONS = 3
CONFIG = """
[databases]
* = host={server} port=5432

[pgbouncer]
unix_socket_dir = {folder}
listen_addr =
listen_port = 6432
auth_type = trust
auth_file = {folder}/users.txt
pool_mode = transaction
default_pool_size = {connections}
max_client_conn = 200
logfile = {folder}/log
pidfile = {folder}/pid
"""


@contextmanager
def pgbouncer(server: Server, database: str, folder: Path) -> Iterator[str]:
    """The URL of this database behind it. Skips where PgBouncer is not installed."""
    program = shutil.which("pgbouncer", path=f"{os.environ['PATH']}:/usr/sbin")
    if program is None:
        pytest.skip("PgBouncer is not installed (apt install pgbouncer)")
    config = folder / "pgbouncer.ini"
    users = folder / "users.txt"
    users.write_text('"nonet" ""\n')
    config.write_text(CONFIG.format(server=server.folder, folder=folder, connections=SERVER_CONNECTIONS))
    for path in (folder, config, users):
        path.chmod(0o777)
    with subprocess.Popen(
        [*server.run_as, program, str(config)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    ) as run:
        try:
            until = time.monotonic() + 30
            while not (folder / ".s.PGSQL.6432").exists():
                assert run.poll() is None, (folder / "log").read_text()
                assert time.monotonic() < until
                time.sleep(0.02)
            yield f"postgresql://nonet@/{database}?host={folder}&port=6432"
        finally:
            run.terminate()

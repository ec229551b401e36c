"""Behind PgBouncer in transaction mode, where each transaction may run on another connection of the server."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from pgbouncer import pgbouncer
from postgres import Server
from stores import ANN, Clock, allowed, ask, codes

from bot.store import Store

pytestmark = pytest.mark.slow


@pytest.fixture
def pooled_url(postgres: Server) -> Iterator[str]:
    folder = Path(tempfile.mkdtemp(prefix="nonet-pb-", dir="/tmp"))
    try:
        with postgres.database() as url:
            name = url.partition("/nonet_")[2].partition("?")[0]
            with pgbouncer(postgres, f"nonet_{name}", folder) as pooled:
                yield pooled
    finally:
        shutil.rmtree(folder, ignore_errors=True)


async def test_every_request_is_accepted_and_drawn(pooled_url: str) -> None:
    """Two processes, more connections than the pooler has, eighty requests at once; then a second start adopts."""
    clock = Clock()
    stores = [await Store.open(pooled_url, owner=name, clock=clock) for name in "ab"]
    people = [replace(ANN, user=f"u{number % 20}") for number in range(80)]
    reserved = await asyncio.gather(
        *(stores[n % 2].reserve(ask(person), allowed(member=person)) for n, person in enumerate(people))
    )
    assert len({one.job.id for one in reserved}) == 80

    async def draw(store: Store, job: str) -> bool:
        return await store.started(job) and await store.drawn(job, codes(), 1.0) and await store.posted(job, "there")

    ours = [draw(stores[n % 2], one.job.id) for n, one in enumerate(reserved) if n < 60]
    assert await asyncio.gather(*ours) == [True] * 60
    assert (await stores[0].used(allowed())).grids["community"] == 80
    for store in stores:
        await store.close()
    again = await Store.open(pooled_url, owner="a", clock=clock)
    assert len(await again.adopt("web")) == 20
    await again.expire()
    await again.close()

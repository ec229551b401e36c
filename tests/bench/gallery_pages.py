"""Times the gallery among many grids, on both databases: pages, searches, and the migration that fills the index.

    python -m tests.bench.gallery_pages

The figures are the median and the 95th of many pages and the median of their CPU time, in milliseconds: as the store
answers, and as the bot does, with a contact sheet of thumbnails from a fake engine. Then: thumbnails of the bundled
model. SQLite's file and PostgreSQL's folder lie in $TMPDIR and go away. Prints a table for docs/benchmarks.md.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
import sqlalchemy as sa

sys.path.insert(0, str(Path(__file__).parents[1] / "support"))

import postgres
from fakes.engine import FakeEngine

from bot import migrations
from bot.bot import Bot
from bot.context import BotContext
from bot.handlers.browsing import Browse, Search
from bot.member import Member
from bot.replies.contact_sheet import thumbnail
from bot.store import Listing, Store
from bot.store.database import Database
from bot.store.job import packed
from bot.store.postgresql import Postgresql
from bot.store.schema import jobs
from bot.text.search_words import wanted
from inference.api import Request

NOW = 1_800_000_000.0
ROUNDS = 40
WORDS = 3000
"""Different ones; the n-th is in every n-th prompt or so, as in real languages."""
ANN = Member("discord", "c0", "ch0", "u0", "Name", channels={f"ch{i}": "" for i in range(5)})
SEARCHES = {"a word in half of all prompts": "w0001", "a rare word": "w2500", "three words": "w0002 w0003 w0005",
            "the beginning of many words": "w00", "nothing": "zebra"}  # fmt: skip


async def filled(url: str, count: int) -> str:
    """Fills a database of the release before, a third of it one community's; how long the migration took."""
    first = await Database.open(url)
    await first.transaction(lambda one: _back(one))
    random, codes = np.random.default_rng(7), packed(np.zeros((9, 256), np.int32))
    for start in range(0, count, 5000):
        rows = [_job(random, number, count, codes) for number in range(start, min(count, start + 5000))]
        await first.transaction(lambda one, rows=rows: one.execute(jobs.insert(), rows), 600)
    began, busy = time.perf_counter(), time.process_time()
    await first.transaction(migrations.upgrade, 3600)
    took = (
        f"{time.perf_counter() - began:.1f} s, of which {time.process_time() - busy:.1f} s are this process's CPU time"
    )
    if url.startswith("postgresql"):
        await first.transaction(lambda one: one.exec_driver_sql("ANALYZE"))
    await first.close()
    return took


def _back(connection: sa.Connection) -> None:
    from bot.store.schema import metadata

    metadata.drop_all(connection)
    connection.execute(sa.text("DELETE FROM alembic_version"))
    migrations.upgrade(connection, "0013")


def _job(random: np.random.Generator, number: int, count: int, codes: bytes) -> dict[str, object]:
    words = " ".join(f"w{int(1 / (1 - one)):04d}" for one in random.random(8) * (1 - 1 / WORDS))
    community = 0 if number % 3 == 0 else number % 1000
    return {
        "id": f"j{number}", "platform": "discord", "community": f"c{community}", "channel": f"ch{number % 7}",
        "channel_name": "", "user": f"u{0 if number % 20 == 0 else number % 5000}", "name": "Name", "locale": "en",
        "roles": [], "prompt": words, "no": "", "seed": number, "spoiler": False, "tiles": 9, "lane": "fast",
        "tag": 0.0, "weight": 1.0, "options": {}, "parent": "", "prefix": [], "address": "", "delivery": None,
        "state": "posted", "asked": NOW - count + number, "started": NOW, "finished": NOW, "shown": NOW,
        "device_us": 0, "money_millionths": 0, "codes": codes, "model": "", "reference": "", "attempts": 1,
        "facts": {}, "ended_by": "", "owner": "", "run_id": "", "lease_until": 0.0,
    }  # fmt: skip


async def measured(url: str, count: int) -> dict[str, tuple[str, str]]:
    store = await Store.open(url, clock=lambda: NOW)
    engine = FakeEngine()
    bot = Bot(BotContext(store, engine, clock=lambda: NOW))
    for number in range(300):
        await store.gallery.favour(ANN, f"j{number * 60}", 5, True)
    found: dict[str, tuple[str, str]] = {}
    for what in ("mine", "favourites", "here"):
        listing = Listing(what, ANN)  # type: ignore[arg-type]
        entries = await store.gallery.page(listing, 10)
        found[f"/gallery {what}"] = (
            await _timed(store, partial(store.gallery.page, listing, 36)),
            await _timed(store, partial(_told, bot, Browse(ANN, what))),
        )
        deep = entries[-1].number // 2
        found[f"/gallery {what}, half way back"] = (
            await _timed(store, partial(store.gallery.page, listing, 36, before=deep)),
            await _timed(store, partial(_told, bot, Browse(ANN, what, before=deep))),
        )
    for name, words in SEARCHES.items():
        listing = Listing("search", ANN, tuple(wanted(words)))
        found[f"search: {name}"] = (
            await _timed(store, partial(store.gallery.page, listing, 36)),
            await _timed(store, partial(_told, bot, Search(ANN, words))),
        )
    shy = replace(ANN, channels={"ch6": ""}, channel="ch6", user="u1")
    found["search: half of all, one channel of seven"] = (
        "",
        await _timed(store, partial(_told, bot, Search(shy, "w0001"))),
    )
    found["suggested ids"] = ("", await _timed(store, partial(bot.suggestions, ANN, "w2", tiles=True)))
    await bot.drain(0)
    await store.close()
    return found


async def _told(bot: Bot, command: Browse | Search) -> None:
    async for reply in bot.handle(command):
        assert reply.private, reply.text


async def _timed(store: Store, call: Callable[[], Awaitable[object]]) -> str:
    """Median and 95th of the wall clock, and the median of the CPU's time in this process and the server's."""
    server = await store._database.transaction(_backends) if isinstance(store._database._backend, Postgresql) else []
    times, cpu = [], []
    for _ in range(ROUNDS):
        began, busy = time.perf_counter(), _cpu(server)
        await call()
        times.append((time.perf_counter() - began) * 1e3)
        cpu.append((_cpu(server) - busy) * 1e3)
    times.sort()
    return f"{statistics.median(times):.1f}, {times[ROUNDS * 95 // 100]:.1f}, {statistics.median(cpu):.1f}"


def _backends(connection: sa.Connection) -> list[int]:
    return list(connection.scalars(sa.text("SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend'")))


def _cpu(server: list[int]) -> float:
    return time.process_time() + sum(int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) for pid in server) / 1e9


def rendering() -> str:
    """Of the nine tiles of a page by the bundled model, on this machine's device."""
    from inference.device.runner import Runner, device_name
    from inference.files import dalle_mini

    model = dalle_mini.load(dalle_mini.locate("pocket", ""), "float32", lambda *_: None)
    runner = Runner(model)
    codes = runner.codes(Request("a red fox", seed=5), lambda *_: None)
    times = []
    for _ in range(ROUNDS // 5):
        began = time.perf_counter()
        list(runner.pictures(codes))
        times.append((time.perf_counter() - began) * 1e3 / len(codes))
    return f"{statistics.median(times):.1f} ms on {device_name()}"


def composition() -> str:
    """Of a thumbnail from a picture."""
    picture = np.random.default_rng(0).integers(0, 255, (256, 256, 3)).astype(np.uint8)
    times = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        thumbnail(picture)
        times.append((time.perf_counter() - began) * 1e3)
    return f"{statistics.median(times):.2f} ms"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--grids", type=int, default=100_000)
    count = parser.parse_args().grids
    of: dict[str, dict[str, tuple[str, str]]] = {}
    with tempfile.TemporaryDirectory() as folder:
        os.environ.setdefault("XDG_CACHE_HOME", folder)
        url = f"sqlite:///{folder}/nonet.db"
        print(f"SQLite: migrated in {asyncio.run(filled(url, count))}", flush=True)
        of["SQLite"] = asyncio.run(measured(url, count))
    server = postgres.running()
    try:
        url = next(server).url("postgres")
        print(f"PostgreSQL: migrated in {asyncio.run(filled(url, count))}", flush=True)
        of["PostgreSQL"] = asyncio.run(measured(url, count))
    finally:
        server.close()
    print("| page | " + " | ".join(f"{name}: store | {name}: bot, with thumbnails" for name in of) + " |")
    print("|---|" + "---|" * 2 * len(of))
    for page in of["SQLite"]:
        print(f"| {page} | " + " | ".join(" | ".join(found[page]) for found in of.values()) + " |")
    print(f"A thumbnail: {rendering()} for its tile, {composition()} to make it small.")
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""Times buttons that draw nothing, with the bundled model: each alone, and many at once.

    python -m tests.bench.buttons

From a press to its reply by `Bot.handle`, without the chat that makes a file of its picture. "Just drawn": the tiles
are in memory. "Old": nothing is, as after a restart. SQLite's file lies in $TMPDIR and goes away. Prints a table for
docs/benchmarks.md, in milliseconds, with the machine and how busy it is. CPU time is that of the whole process, all
threads together: on a busy machine it says more than the clock does.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import platform
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from itertools import cycle, islice
from pathlib import Path

from bot.bot import Bot
from bot.commands import Command
from bot.context import BotContext
from bot.handlers.browsing import Browse
from bot.handlers.captions import CaptionTile
from bot.handlers.downloads import Enlarge
from bot.handlers.drawing import Imagine
from bot.handlers.favourites import Favourite
from bot.handlers.gallery import Again, Pick, Post
from bot.member import Member
from bot.policy.settings import Settings
from bot.store import Store
from inference.device import compile_cache
from inference.engine.local import LocalEngine
from inference.engine.thread import DeviceThread

ANN = Member("web", "here", "general", "ann", "Ann", channel_name="general")
KINDS: dict[str, Callable[[str, int, int], Command]] = {
    "Pick": lambda grid, tile, number: Pick(ANN, grid, tile),
    "Post here": lambda grid, tile, number: Post(ANN, grid, tile, f"d{number}"),
    "Caption, the preview": lambda grid, tile, number: CaptionTile(ANN, grid, tile, "when the fox", "finds your pizza"),
    "Enlarge": lambda grid, tile, number: Enlarge(ANN, grid, tile),
    "Show grid": lambda grid, tile, number: Again(ANN, grid),
    "Favourite": lambda grid, tile, number: Favourite(ANN, grid, tile, "on" if number % 2 else "off"),
    "Gallery, a page": lambda grid, tile, number: Browse(ANN, "mine"),
}
MACHINES = Path("/proc/cpuinfo")


class Bench:
    def __init__(self, bot: Bot) -> None:
        self.bot = bot
        self.number = 0

    async def grid(self, words: str) -> str:
        replies = [reply async for reply in self.bot.handle(Imagine(ANN, words))]
        assert replies[-1].state == "drawn", replies[-1].text
        await self.bot.posted("web", replies[-1].job, "there")
        return replies[-1].job

    async def press(self, kind: str, grid: str, tile: int) -> float:
        """Seconds to the reply."""
        self.number += 1
        began = time.perf_counter()
        replies = [reply async for reply in self.bot.handle(KINDS[kind](grid, tile, self.number))]
        assert replies[-1].picture is not None, replies[-1].text
        return time.perf_counter() - began

    async def at_once(self, grids: list[str], count: int) -> list[float]:
        """Mixed, of many tiles."""
        presses = zip(islice(cycle(KINDS), count), cycle(grids), cycle(range(1, 10)), strict=False)
        return sorted(await asyncio.gather(*(self.press(*press) for press in presses)))

    def forget(self) -> None:
        self.bot.context.tiles.clear()
        self.bot.context.thumbnails.clear()


def _ms(seconds: float) -> str:
    return f"{seconds * 1e3:,.0f}"


def _machine() -> str:
    names = [line.partition(": ")[2] for line in MACHINES.read_text().splitlines() if line.startswith("model name")]
    return f"{names[0] if names else platform.processor()}, {os.cpu_count()} cores"


async def measured(folder: str, grids: int, count: int, rounds: int) -> None:
    from inference.device.runner import Runner
    from inference.files import dalle_mini

    device = DeviceThread()
    runner = await device.start(lambda: Runner(dalle_mini.load(dalle_mini.locate("pocket", ""), "float32")))
    await device.stop(5.0)
    engine = LocalEngine(runner[0])
    engine.start()
    store = await Store.open(f"sqlite:///{folder}/nonet.db", defaults=Settings(None, {}, None, None))
    bot = Bot(BotContext(store, engine))
    bench = Bench(bot)
    try:
        drawn = [await bench.grid(f"a fox, number {number}") for number in range(grids)]
        print(f"{_machine()}; load average {os.getloadavg()[0]:.1f}")
        print("| button | just drawn: median, most, CPU | old: median, most, CPU |\n|---|---|---|")
        for kind in KINDS:
            figures = []
            for old in (False, True):
                times, busy = [], []
                for turn in range(rounds):
                    if old:
                        bench.forget()
                    before = time.process_time()
                    times.append(await bench.press(kind, drawn[turn % grids], turn % 9 + 1))
                    busy.append(time.process_time() - before)
                figures.append(f"{_ms(statistics.median(times))}, {_ms(max(times))}, {_ms(statistics.median(busy))}")
                for grid in drawn:
                    await bench.press("Show grid", grid, 1)
            print(f"| {kind} | {figures[0]} | {figures[1]} |", flush=True)
        print(f"\n| {count} at once | median | 95th | last |\n|---|---|---|---|")
        for name, of, old in (
            (f"of {grids} grids just drawn", drawn, False), (f"of {grids} old grids", drawn, True),
            ("of one old grid", drawn[:1], True),
        ):  # fmt: skip
            if old:
                bench.forget()
            busy, load = time.process_time(), os.getloadavg()[0]
            times = await bench.at_once(of, count)
            spent = time.process_time() - busy
            print(
                f"| {name} | {_ms(statistics.median(times))} | {_ms(times[count * 95 // 100 - 1])} | {_ms(times[-1])} |"
                f" ({spent:.1f} s of CPU, load average {load:.1f})", flush=True,
            )  # fmt: skip
    finally:
        await bot.drain(0)
        await engine.drain(0)
        await store.close()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--grids", type=int, default=10)
    parser.add_argument("--presses", type=int, default=100)
    parser.add_argument("--rounds", type=int, default=9)
    options = parser.parse_args()
    compile_cache.keep()
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(measured(folder, options.grids, options.presses, options.rounds))
    return 0


if __name__ == "__main__":
    sys.exit(main())

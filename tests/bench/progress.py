"""How true the progress is that people see: the seconds that are told at half of the way, against those it took then.

    python -m tests.bench.progress

Draws requests with the bundled model, and makes each collage's file as the page does. What is told is what the bot
writes into a message, before rounding. Prints a row for docs/benchmarks.md, with the machine and how busy it is.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import statistics
import sys
import time
from contextlib import aclosing

import numpy as np

from bot.jobs.posting_time import PostingTime
from bot.replies.collage import collage, encode
from bot.reply import Picture
from inference.api import Drawing, Drawn, Request
from inference.device import compile_cache
from inference.engine.local import LocalEngine
from inference.files.model_folder import sampling

HALF, NEAR = 0.5, 0.2
PLATFORM = "web"


async def told_and_true(engine: LocalEngine, posting: PostingTime, request: Request) -> tuple[float, float]:
    """The seconds that were told when half of the way was first reported, and those that were left then."""
    told = reported_at = drawn_at = best = 0.0
    async with aclosing(engine.generate(request)) as updates:
        async for update in updates:
            if isinstance(update, Drawing):
                shown = posting.whole(PLATFORM, update)
                best = max(best, shown.done)
                if best >= HALF and not reported_at:
                    reported_at, told = time.perf_counter(), shown.seconds
            elif isinstance(update, Drawn):
                drawn_at = time.perf_counter()
                image = await asyncio.to_thread(collage, update.pictures)
                await asyncio.to_thread(encode, Picture(np.asarray(image)[None], "collage", ""))
    posting.add(PLATFORM, time.perf_counter() - drawn_at)
    return told, time.perf_counter() - reported_at


async def measured(options: argparse.Namespace) -> None:
    from inference.device.runner import Runner
    from inference.files import dalle_mini

    runner = Runner(dalle_mini.load(dalle_mini.locate(options.model)))
    posting, room = PostingTime(), asyncio.Semaphore(options.at_once)
    pairs: list[tuple[float, float]] = []
    async with LocalEngine(runner, max_queued=options.requests) as engine:
        await engine.warm()

        async def one(number: int) -> None:
            async with room:
                request = Request(f"a fox, number {number}", seed=number, previews=True, **sampling(options.model))
                pairs.append(await told_and_true(engine, posting, request))
                if not len(pairs) % 10:
                    _print(runner.name, options.at_once, pairs)

        await asyncio.gather(*(one(number) for number in range(options.requests)))
    print("| machine, load | requests, at once | within 20 % | median of told / true | middle nine tenths |")
    print("|---|---|---|---|---|")
    _print(runner.name, options.at_once, pairs)


def _print(machine: str, at_once: int, pairs: list[tuple[float, float]]) -> None:
    near = sum(abs(told - true) <= NEAR * true for told, true in pairs) / len(pairs)
    ratios = sorted(told / true for told, true in pairs)
    low, high = (ratios[round(share * (len(ratios) - 1))] for share in (0.05, 0.95))
    print(
        f"| {machine}, {os.getloadavg()[0]:.1f} | {len(pairs)}, {at_once} | {near:.0%} "
        f"| {statistics.median(ratios):.2f} | {low:.2f} to {high:.2f} |",
        flush=True,
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", default="pocket")
    parser.add_argument("--requests", type=int, default=200)
    parser.add_argument("--at-once", type=int, default=1, help="how many wait or draw at the same time")
    options = parser.parse_args()
    compile_cache.keep()
    asyncio.run(measured(options))
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""Lives of a busy bot's store, to be killed at any moment: each line of stdin (a URL) begins one, in a process of its
own; what it saw done goes to the file named on the command line, an event a line."""

from __future__ import annotations

import asyncio
import os
import random
import sys

import alembic.command  # noqa: F401  # before the fork: it takes a while
from stores import Clock, allowed, ask, codes

from bot.store import Job, Store

TASKS = 6


async def live(url: str, log: int) -> None:
    """Goes on with what the life before left, then asks, draws, posts, cancels and fails until it is killed."""
    store = await Store.open(url, owner="here", clock=Clock())
    chance = random.Random(os.getpid())

    def tell(event: str, job: str) -> None:
        os.write(log, f"{event} {job}\n".encode())

    async def finish(job: Job) -> None:
        end = chance.random()
        if job.unfinished:
            if end < 0.1:
                if await store.cancelled(job.id, "ann"):
                    tell("refunded", job.id)
            elif await store.started(job.id):
                await asyncio.sleep(chance.random() * 0.01)
                if end < 0.2:
                    if await store.failed(job.id, "ref"):
                        tell("refunded", job.id)
                elif await store.drawn(job.id, codes(), 0.25, 0.125):
                    tell("drawn", job.id)
        if await store.posted(job.id, "there"):
            tell("told", job.id)

    async def work() -> None:
        while True:
            job = (await store.reserve(ask(), allowed())).job
            tell("accepted", job.id)
            await finish(job)

    tell("adopting", "")
    async with asyncio.TaskGroup() as group:
        for job in await store.adopt("web"):
            group.create_task(finish(job))
        for _ in range(TASKS):
            group.create_task(work())


def main() -> None:
    log = os.open(sys.argv[1], os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    for line in sys.stdin:
        child = os.fork()  # nothing was started here yet: no thread, no loop
        if child == 0:
            asyncio.run(live(line.strip(), log))
        print(child, flush=True)
        os.waitpid(child, 0)
        print("dead", flush=True)


if __name__ == "__main__":
    main()

"""How long the event loop leaves others waiting, as a task of its own notices."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path


@asynccontextmanager
async def heartbeat() -> AsyncIterator[list[float]]:
    """The seconds of all stalls while the block runs.

    Where other programs want the processor, too, a thread waits for it however fast our own code is. Linux counts that
    time, and it is not ours: it is left out.
    """
    stalls: list[float] = []

    async def beat() -> None:
        while True:
            start, queued = time.perf_counter(), seconds_in_the_queue()
            await asyncio.sleep(0)
            await asyncio.sleep(0.001)
            stalls.append(time.perf_counter() - start - (seconds_in_the_queue() - queued))

    beating = asyncio.create_task(beat())
    yield stalls
    beating.cancel()


def seconds_in_the_queue() -> float:
    """That this thread was ready to run, and another one ran (Documentation/scheduler/sched-stats.rst)."""
    with contextlib.suppress(OSError):
        return int(Path("/proc/thread-self/schedstat").read_text().split()[1]) / 1e9
    return 0.0

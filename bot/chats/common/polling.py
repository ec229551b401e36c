"""The loop of a worker: it looks for work in the store when it is told to, and now and then."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from typing import Any

import structlog

log = structlog.get_logger(__name__)


async def poll(
    begin: Callable[[], Awaitable[float]],
    due: asyncio.Event,
    tasks: Mapping[Any, asyncio.Task[None]],
    poll_seconds: float,
    failure: str,
) -> None:
    """Until it is cancelled, which cancels the tasks, too.

    Args:
        begin: starts tasks for what there is to do; returns the seconds until the next look.
        due: set when there may be something to do sooner.
        tasks: those that `begin` started and that have not ended.
        poll_seconds: until the next look after `begin` failed.
        failure: what the log says then.
    """
    try:
        while True:
            due.clear()
            try:
                pause = await begin()
            except Exception as error:  # the store, as a rule
                log.error(failure, exc_info=error)
                pause = poll_seconds
            with suppress(TimeoutError):
                async with asyncio.timeout(pause):
                    await due.wait()
    finally:
        ending = list(tasks.values())
        for task in ending:
            task.cancel()
        await asyncio.gather(*ending, return_exceptions=True)

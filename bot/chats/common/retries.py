"""The one policy for what is tried again: soon, then ever later, never sooner than the platform allows."""

from __future__ import annotations

import asyncio
import math
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeVar

import structlog
from tenacity import (
    AsyncRetrying,
    RetryCallState,
    retry_if_exception,
    stop_after_attempt,
    stop_before_delay,
    stop_never,
)

from bot.chats.common.failures import Unavailable

log = structlog.get_logger(__name__)

FIRST_PAUSE_SECONDS = 0.5
MAX_PAUSE_SECONDS = 60.0

T = TypeVar("T")


def passing(error: BaseException) -> bool:
    """Whether the same request may succeed later."""
    return isinstance(error, Unavailable)


@dataclass(frozen=True)
class RetryPolicy:
    """Pauses double from `first_seconds` to `longest_seconds`; a random half keeps requests from coming together."""

    first_seconds: float = FIRST_PAUSE_SECONDS
    longest_seconds: float = MAX_PAUSE_SECONDS

    def pause(self, tries: int, after: float = 0.0) -> float:
        """Seconds before the next try. Args: tries: failed before the last one. after: at least so many seconds."""
        grown = min(self.longest_seconds, self.first_seconds * 2.0 ** min(tries, 20))
        return max(after, grown * random.uniform(0.5, 1.0))  # noqa: S311, nobody gains by guessing it

    async def call(
        self,
        work: Callable[[], Awaitable[T]],
        what: str,
        *,
        tries: int | None = None,
        seconds: float = math.inf,
        again: Callable[[BaseException], bool] = passing,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> T:
        """What `work` returns, tried again for as long as it raises what passes.

        Args:
            what: for the log.
            tries: at most so many; None is no limit.
            seconds: no try begins later than this.

        Raises:
            Whatever `work` raised last.
        """

        def failed(state: RetryCallState) -> None:
            pause = round(state.next_action.sleep, 2) if state.next_action else 0.0
            log.info("trying again", what=what, tries=state.attempt_number, seconds=pause, why=str(_error(state)))

        retrying = AsyncRetrying(
            wait=lambda state: self.pause(state.attempt_number - 1, getattr(_error(state), "after", 0.0)),
            stop=(stop_after_attempt(tries) if tries else stop_never) | stop_before_delay(seconds),
            retry=retry_if_exception(again),
            before_sleep=failed,
            sleep=sleep,
            reraise=True,
        )
        async for attempt in retrying:
            with attempt:
                return await work()
        raise AssertionError("tenacity returns, or raises what came last")


def _error(state: RetryCallState) -> BaseException | None:
    return state.outcome.exception() if state.outcome else None

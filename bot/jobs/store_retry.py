"""Retries while the store is unavailable for a moment, so that what was drawn is not thrown away for that."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

import structlog
from tenacity import RetryCallState, retry, retry_if_exception_type, stop_after_attempt, wait_exponential

from bot.store import StoreError

log = structlog.get_logger(__name__)

MAX_TRIES = 8
"""Over 75 seconds or so."""

T = TypeVar("T")


def _log(state: RetryCallState) -> None:
    error = state.outcome and state.outcome.exception()
    log.warning("store unavailable, retrying", why=str(error), again_in=state.upcoming_sleep)


@retry(
    retry=retry_if_exception_type(StoreError),
    wait=wait_exponential(multiplier=0.1, exp_base=3, max=40),  # seconds: 0.1, 0.3, 0.9 …
    stop=stop_after_attempt(MAX_TRIES),
    sleep=asyncio.sleep,
    before_sleep=_log,
    reraise=True,
)
async def retried(call: Callable[[], Awaitable[T]]) -> T:
    """The result of `call` as soon as the store answers. Raises StoreError after the last try."""
    return await call()

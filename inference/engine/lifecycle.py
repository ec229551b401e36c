"""Where an engine is between its start and its end: one value, which never goes back."""

from __future__ import annotations

import asyncio
from enum import IntEnum, auto


class Stage(IntEnum):
    CREATED = auto()
    WARMING = auto()  # requests are accepted and wait
    READY = auto()
    DRAINING = auto()  # no new requests; those in slots are completed
    STOPPED = auto()  # every request has ended; the call that still runs on the device is the last
    BROKEN = auto()  # the device does not start, or the scheduler has a bug: nothing will ever be drawn


class Lifecycle:
    def __init__(self) -> None:
        self.stage = Stage.CREATED
        self._warmed_up = asyncio.Event()

    @property
    def accepting(self) -> bool:
        return self.stage in (Stage.WARMING, Stage.READY)

    def advance(self, stage: Stage) -> None:
        """Go on to `stage`; nothing happens if that is behind."""
        self.stage = max(self.stage, stage)
        if self.stage >= Stage.READY:
            self._warmed_up.set()

    async def warmed_up(self) -> None:
        """Wait until the warm-up is over, whatever came after it."""
        await self._warmed_up.wait()

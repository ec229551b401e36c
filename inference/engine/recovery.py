"""After a failed call of the device: what is lost, and how the device becomes usable again."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Iterable
from typing import Any

from inference.engine.device import Device, DeviceOutOfMemory
from inference.engine.render_queue import RenderBatch
from inference.engine.request import ActiveRequest
from inference.engine.stats import EngineStats
from inference.engine.thread import Timed

logger = logging.getLogger(__name__)


class SlotsLost(Exception):
    """A call to the device failed and cost all slots.

    Args:
        error: what the call raised.
        suspects: the requests that may have caused it.
        batch: the renders that the call was for.
    """

    def __init__(
        self, error: Exception, suspects: Iterable[ActiveRequest] = (), batch: RenderBatch | None = None
    ) -> None:
        self.error, self.suspects, self.batch = error, list(suspects), batch


class Recovery:
    """`call` runs a function on the device's thread."""

    def __init__(
        self, device: Device, call: Callable[[Callable[[], Any]], Awaitable[Timed[Any]]], stats: EngineStats
    ) -> None:
        self.device, self.call, self.stats = device, call, stats

    async def restore(self, error: Exception) -> bool:
        """Free all slots after `error`. Returns whether the device has fewer slots now.

        If even that fails, so will the next calls, and their requests are given up.
        """
        while isinstance(error, DeviceOutOfMemory):
            self.stats.out_of_memory += 1
            slots = self.device.slots
            try:
                halved: bool = (await self.call(self.device.halve_slots))[0]
                return halved
            except Exception as again:
                if self.device.slots == slots or not isinstance(again, DeviceOutOfMemory):
                    logger.exception("slots could not be halved")
                    break
        try:
            await self.call(self.device.reset)
        except Exception:
            logger.exception("device reset failed")
        return False

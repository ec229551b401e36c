"""After a failed call: the device can be used again, as it was or with fewer slots. It knows nobody who draws."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from typing import Any

from inference.engine.device import Device, DeviceOutOfMemory
from inference.engine.stats import EngineCounters
from inference.engine.thread import Timed

logger = logging.getLogger(__name__)


class Recovery:
    """`call` runs something on the device's thread."""

    def __init__(
        self, device: Device, call: Callable[[Callable[[], Any]], Awaitable[Timed[Any]]], tally: EngineCounters
    ) -> None:
        self.device, self.call, self.tally = device, call, tally

    async def fewer(self) -> bool:
        """Memory ran out: half the slots, or half of those if even they are too many. False if there was only one."""
        while True:
            self.tally.out_of_memory += 1
            slots = self.device.slots
            try:
                halved: bool = (await self.call(self.device.fewer))[0]
                return halved
            except Exception as error:
                if not isinstance(error, DeviceOutOfMemory) or self.device.slots == slots:
                    logger.exception("the device could not be made smaller")
                    await self.reset()
                    return False

    async def reset(self) -> None:
        """If even that fails, so will the next calls, and requests are given up."""
        try:
            await self.call(self.device.reset)
        except Exception:
            logger.exception("the device could not be reset")

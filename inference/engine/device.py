"""What the engine asks of a device: slots to draw in, one chunk of steps at a time, and pictures of finished codes.

It knows the seam alone; importing it costs no JAX. `inference.device.runner` is the real one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from jaxtyping import Bool, Int32

from inference.api import Codes, Pictures, Read, Request


class DeviceOutOfMemory(Exception):
    """The device has not enough memory for what it was asked; with `fewer` slots it may have."""


@dataclass(frozen=True, eq=False)
class Prompted:
    """A request as the encoder takes it: side 0 is without the prompt, side 1 with it."""

    ids: Int32[np.ndarray, "side token"]
    mask: Bool[np.ndarray, "side token"]
    read: Read


class Device(Protocol):
    """Draws up to `slots` requests at once. One thread calls everything here but `read`, which any thread may call.

    Any method may raise DeviceOutOfMemory. When `insert` or `step` failed, for that reason or another, all slots are
    lost, and `reset` or `fewer` must come before the next call; when anything else failed, nothing is lost.
    """

    @property
    def slots(self) -> int:
        """How many requests are drawn at once; slots are numbered from 0."""
        ...

    @property
    def length(self) -> int:
        """Codes of a tile, which is the steps of a request without a prefix."""
        ...

    @property
    def vocabulary(self) -> int:
        """How many codes there are: each is below this."""
        ...

    @property
    def pictures_at_once(self) -> int:
        """Tiles that one call of `render` takes."""
        ...

    @property
    def name(self) -> str:
        """Such as "cpu (AMD EPYC)", for people."""
        ...

    def prepare(self, on_progress: Callable[[float], None]) -> None:
        """Compile every program that will ever run, telling what part of them is done, 0 to 1."""
        ...

    def read(self, request: Request) -> Prompted:
        """The request's words as ids.

        Raises:
            BadRequest: its prefix is as long as a tile, or has codes that this model does not know.
        """
        ...

    def insert(self, slot: int, request: Request, prompted: Prompted) -> None:
        """Start a request in a free slot: the encoder's pass, and the prefix, if it has one."""
        ...

    def step(self) -> Mapping[int, int]:
        """Draw a chunk of codes in every slot that is taken and unfinished, and wait until the device is done.

        Returns:
            For each of these slots the codes drawn so far; `length` when it is finished.
        """
        ...

    def take(self, slot: int) -> Codes:
        """The codes of the wanted tiles, 0 where not yet drawn. The slot stays as it is."""
        ...

    def free(self, slot: int) -> None:
        """Forget what is in the slot, finished or not."""
        ...

    def render(self, codes: Codes) -> Pictures:
        """The pictures of at most `pictures_at_once` tiles, whose codes are below `vocabulary`."""
        ...

    def reset(self) -> None:
        """Forget all slots and begin again; the buffers of a failed step may be gone."""
        ...

    def fewer(self) -> bool:
        """Half the slots, all of them free; False, and nothing changes but a `reset`, if there is only one."""
        ...

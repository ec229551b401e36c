"""What the engine needs from a device: slots that draw codes, a chunk of steps at a time, and rendering of codes.

Importing it costs no JAX. `inference.device.runner` implements it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from jaxtyping import Bool, Int32

from inference.api import Codes, Pictures, PromptReading, Request


class DeviceOutOfMemory(Exception):
    """The device has too little memory for this call; after `halve_slots` it may have enough."""


@dataclass(frozen=True, eq=False)
class EncodedPrompt:
    """A request's prompts as token ids: side 0 is the negative or empty prompt, side 1 the prompt, and side 2 a
    mash's second one."""

    ids: Int32[np.ndarray, "side token"]
    mask: Bool[np.ndarray, "side token"]
    reading: PromptReading
    second: PromptReading | None = None


class Device(Protocol):
    """Draws up to `slots` requests at once. Only one thread calls it, except where a method says otherwise.

    Every method may raise DeviceOutOfMemory. After `insert` or `step` has failed, for whatever reason, all slots are
    lost, and the next call must be `reset` or `halve_slots`. A failure of any other method loses nothing.
    """

    @property
    def slots(self) -> int:
        """Requests that are drawn at once; slots are numbered from 0."""
        ...

    @property
    def length(self) -> int:
        """Codes of a tile, which is the number of steps of a request without a prefix."""
        ...

    @property
    def vocabulary(self) -> int:
        """The number of codes: each is below this."""
        ...

    @property
    def pictures_at_once(self) -> int:
        """Tiles that one call of `render` takes at most."""
        ...

    @property
    def name(self) -> str:
        """For people, such as "cpu (AMD EPYC)"."""
        ...

    def compile(self, on_progress: Callable[[float], None]) -> None:
        """Compile what every request needs; `on_progress` is called with the share that is done, 0 to 1."""
        ...

    def ready_for(self, request: Request) -> bool:
        """Whether the programs that it needs are compiled; if not, call `prepare`. Any thread may call both."""
        ...

    def prepare(self, request: Request) -> None:
        """Compile what `compile` left out, because few requests need it: the programs for mashes."""
        ...

    def encode(self, request: Request) -> EncodedPrompt:
        """Tokenize the request's prompts; any thread may call it.

        Raises:
            BadRequest: its prefix is as long as a tile, or has codes that this model does not have.
        """
        ...

    def insert(self, slot: int, request: Request, prompt: EncodedPrompt) -> None:
        """Start a request in a free slot: run the encoder, and the decoder over the prefix if there is one."""
        ...

    def step(self) -> Mapping[int, int]:
        """Draw a chunk of codes in every taken, unfinished slot, and wait until the device is done.

        Returns:
            The codes of each tile drawn so far, by slot; `length` when it is finished.
        """
        ...

    def take(self, slot: int) -> Codes:
        """The codes of the wanted tiles, 0 where not drawn yet. The slot stays as it is."""
        ...

    def preview(self, slot: int) -> Pictures | None:
        """How the wanted tiles look so far, UNDRAWN where nothing is drawn; small, and at no cost worth speaking of.
        None until `learn_codes` is done."""
        ...

    def learn_codes(self) -> bool:
        """Learn how codes look, for previews: about as much as one call of `render` takes. Returns whether more is to
        be learned. Called while there is nothing else to do."""
        ...

    def free(self, slot: int) -> None:
        """Empty the slot, finished or not."""
        ...

    def render(self, codes: Codes) -> Pictures:
        """The pictures of at most `pictures_at_once` tiles, whose codes are below `vocabulary`."""
        ...

    def reset(self) -> None:
        """Empty all slots, and allocate new buffers: a failed step may have lost the old ones."""
        ...

    def halve_slots(self) -> bool:
        """Halve the number of slots and empty them all. With one slot it only resets, and returns False."""
        ...

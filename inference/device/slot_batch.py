"""A batch of slots that one device steps together, and the programs that it runs, each compiled for one shape."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cached_property
from typing import Any, TypeAlias, TypeVar

import jax
import numpy as np
from flax import nnx
from jax.sharding import SingleDeviceSharding
from jaxtyping import Array, Bool, Int, UInt8

from inference.api import TILES, Codes, PromptReading, Request
from inference.device import decode
from inference.device.decode import DecodeState, PrefillInput
from inference.device.sampling import SamplingSettings
from inference.engine.device import DeviceOutOfMemory, EncodedPrompt
from inference.files.dalle_mini import DalleMini
from inference.model.vqgan import to_bytes

CHUNK = 8
"""Codes of each tile that one call of the device draws: on two CPU cores, Mini's progress moves every 0.7 seconds."""

Parameters: TypeAlias = tuple[Array, ...]
"""A network's parameters, flat: a call passes hundreds of them, and a tuple costs Python the least."""

RenderedOnDevice: TypeAlias = UInt8[Array, "picture row column channel"]
"""Pictures that are on a device, or will be."""

Result = TypeVar("Result")


class Network:
    """A network on one device. Programs take its parameters as arguments; closed over, they would be copied."""

    def __init__(self, module: nnx.Module, device: jax.Device) -> None:
        self.device = device
        self._graph, state = nnx.split(module)
        self._parameters, self._tree = jax.tree.flatten(state)

    @cached_property
    def parameters(self) -> Parameters:
        """Put on the device at the first use; not copied if they are there already."""
        with memory():
            return tuple(jax.device_put(self._parameters, self.device))

    def load(self, module: nnx.Module) -> None:
        """Take the parameters of another network of the same shapes."""
        self._parameters = jax.tree.leaves(nnx.state(module))
        self.__dict__.pop("parameters", None)

    def of(self, parameters: Parameters) -> Any:
        """The network with these parameters, within a program."""
        return nnx.merge(self._graph, jax.tree.unflatten(self._tree, parameters))


class Programs:
    """What a device runs for batches of `width` slots with so many sides, each program compiled at its first use.

    `bart` is on that device once, for all widths.
    """

    def __init__(self, model: DalleMini, bart: Network, width: int, sides: int = decode.PLAIN_SIDES) -> None:
        self.width = width
        self.sides = sides
        self.bart = bart
        self._device = bart.device
        self._config = model.config
        self._codes = model.vqgan_config.n_embed

    @cached_property
    def empty(self) -> Callable[[Parameters], DecodeState]:
        """A batch of free slots."""
        return compiled(self._device, self._empty, self.bart.parameters)

    @cached_property
    def insert(self) -> Callable[[Parameters, DecodeState, np.int32, PrefillInput], DecodeState]:
        """Start a request in one slot."""

        def insert(bart: Parameters, state: DecodeState, slot: Int[Array, ""], prefill: PrefillInput) -> DecodeState:
            return decode.insert(self.bart.of(bart), self._config, state, slot, prefill)

        tokens, length = self._config.max_text_length, self._config.image_length
        shape = (self.sides, tokens)
        prompt = EncodedPrompt(np.zeros(shape, np.int32), np.zeros(shape, bool), PromptReading(""))
        some = prefill_input(Request(""), prompt, length)
        return compiled(self._device, insert, self.bart.parameters, self._state, np.int32(0), some, donate=1)

    @cached_property
    def step(self) -> Callable[[Parameters, DecodeState, Bool[np.ndarray, " slot"]], DecodeState]:
        """Draw a chunk of codes in all active slots."""

        def step(bart: Parameters, state: DecodeState, active: Bool[Array, " slot"]) -> DecodeState:
            return decode.decode_steps(self.bart.of(bart), state, active, self._codes, CHUNK)

        active = np.zeros(self.width, bool)
        return compiled(self._device, step, self.bart.parameters, self._state, active, donate=1)

    def _empty(self, bart: Parameters) -> DecodeState:
        return decode.empty(self.bart.of(bart), self._config, self.width, self.sides)

    @cached_property
    def _state(self) -> DecodeState:
        shapes: DecodeState = jax.eval_shape(self._empty, self.bart.parameters)
        return shapes


class Renderer:
    """Codes -> pixels on one device, `pictures` tiles at once."""

    def __init__(self, model: DalleMini, device: jax.Device, pictures: int) -> None:
        self.pictures = pictures
        self._vqgan = Network(model.vqgan, device)
        self._device = device
        self._length = model.config.image_length

    @cached_property
    def program(self) -> Callable[[Parameters, Codes], RenderedOnDevice]:
        def render(vqgan: Parameters, codes: Int[Array, "tile code"]) -> RenderedOnDevice:
            return to_bytes(self._vqgan.of(vqgan).decode(codes))

        some = np.zeros((self.pictures, self._length), np.int32)
        return compiled(self._device, render, self._vqgan.parameters, some)

    def start(self, codes: Codes) -> RenderedOnDevice:
        """Start rendering at most `pictures` tiles, without waiting: their pictures come first, padding follows."""
        missing = self.pictures - len(codes)  # one shape, one program
        with memory():
            return self.program(self._vqgan.parameters, np.pad(codes, ((0, missing), (0, 0))))


def compiled(
    device: jax.Device, function: Callable[..., Result], *arguments: object, donate: int | None = None
) -> Callable[..., Result]:
    """A program for arguments like these and no others: another shape is an error, never a compilation.

    Raises:
        DeviceOutOfMemory: it would need more memory than the device has.
    """
    here = SingleDeviceSharding(device)
    shapes = jax.tree.map(lambda x: jax.ShapeDtypeStruct(x.shape, x.dtype, sharding=here), arguments)
    with memory():
        program: Callable[..., Result] = jax.jit(function, donate_argnums=donate).lower(*shapes).compile()
    return program


class SlotBatch:
    """The decode state of `width` slots, and the host's record of how far each one is."""

    def __init__(self, programs: Programs, length: int) -> None:
        self._programs = programs
        self._length = length
        self._state: DecodeState | None = None  # allocated for the first request
        self._drawn: dict[int, int] = {}  # of each taken slot, the codes drawn so far
        self._tiles: dict[int, int] = {}

    def insert(self, slot: int, request: Request, prompt: EncodedPrompt) -> None:
        """Start a request, without waiting for the device."""
        with memory():
            if self._state is None:
                self._state = self._programs.empty(self._programs.bart.parameters)
            self._state = self._programs.insert(
                self._programs.bart.parameters,
                self._state,
                np.int32(slot),
                prefill_input(request, prompt, self._length),
            )
        self._drawn[slot] = request.prefix_length
        self._tiles[slot] = request.tiles

    def step(self) -> dict[int, int]:
        """Start a chunk, without waiting: the codes that taken, unfinished slots will have drawn after it, by slot."""
        unfinished = [slot for slot, drawn in self._drawn.items() if drawn < self._length]
        if not unfinished or self._state is None:
            return {}
        active = np.zeros(self._programs.width, bool)
        active[unfinished] = True
        with memory():
            self._state = self._programs.step(self._programs.bart.parameters, self._state, active)
        now = {slot: min(self._drawn[slot] + CHUNK, self._length) for slot in unfinished}
        self._drawn |= now
        return now

    def wait(self) -> None:
        if self._state is not None:
            with memory():
                jax.block_until_ready(self._state.codes)

    def take(self, slot: int) -> Codes:
        if self._state is None or slot not in self._tiles:
            raise ValueError(f"slot {slot} is free")
        with memory():
            codes: Codes = np.array(self._state.codes)[slot, : self._tiles[slot]]
        return codes

    def drawn(self, slot: int) -> int:
        """How many of them are drawn."""
        return self._drawn[slot]

    def free(self, slot: int) -> None:
        self._drawn.pop(slot, None)
        self._tiles.pop(slot, None)

    def clear(self) -> None:
        """Free all slots and their memory, even while the traceback of a failure still refers to this batch."""
        self._state = None
        self._drawn.clear()
        self._tiles.clear()


@contextmanager
def memory() -> Iterator[None]:
    """Translates JAX's errors for a lack of memory.

    Raises:
        DeviceOutOfMemory: the device, or the machine, has too little memory for what ran inside.
    """
    try:
        yield
    except (jax.errors.JaxRuntimeError, MemoryError) as error:
        if isinstance(error, MemoryError) or "RESOURCE_EXHAUSTED" in str(error):
            raise DeviceOutOfMemory(str(error)) from error
        raise


def prefill_input(request: Request, prompt: EncodedPrompt, length: int) -> PrefillInput:
    """A request as arrays for a model with tiles of `length` codes."""
    prefix = np.zeros((TILES, length), np.int32)
    given = request.prefix_length
    if given:
        prefix[: request.tiles, :given] = request.prefix
    arrays: tuple[Any, ...] = (
        prompt.ids,
        prompt.mask,
        np.uint32(request.seed),
        SamplingSettings.of(request),
        np.array(request.dials, np.float32),
        np.bool_(request.walk),
        prefix,
        np.int32(given),
    )
    return PrefillInput(*arrays)

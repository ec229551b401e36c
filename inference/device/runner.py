"""The device: a model's weights and batches of slots, on this machine's CPU or GPUs."""

from __future__ import annotations

import os
import platform
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import jax
import numpy as np
from flax import nnx
from jaxtyping import Int32

from inference.api import TILES, Codes, Pictures, Request
from inference.device.decode import MASH_SIDES
from inference.device.previews import PreviewTable
from inference.device.replay import Replay, replay
from inference.device.sampling import SamplingSettings
from inference.device.slot_batch import Network, Parameters, Programs, Renderer, SlotBatch, compiled, memory
from inference.engine.device import EncodedPrompt
from inference.files.dalle_mini import DalleMini
from inference.model.bart import Bart

OnProgress: TypeAlias = Callable[[float], None]
"""Called with the share that is done, 0 to 1."""

MAX_GPU_SLOTS = 8
"""Slots of one GPU, unless the caller says otherwise or its memory holds fewer."""

GPU_BATCH_SLOTS = 4
"""Slots of a GPU's batch. A step reads all weights and the caches of all its slots, taken or not. In bfloat16 Mega has
2.5 GB of weights and 0.9 GB of caches a slot: alone in a batch of 8, a request waits for 9.7 GB a step, in one of 4 for
6.1; eight requests wait for 9.7 in one batch of 8, and for 12.2 in two of 4."""


@dataclass(frozen=True, eq=False)
class RunnerResult:
    """A finished grid."""

    codes: Codes
    pictures: Pictures


def keep_programs(folder: Path) -> None:
    """Keep compiled programs in `folder`, so that the next start does not compile them again."""
    jax.config.update("jax_compilation_cache_dir", str(folder))
    jax.config.update("jax_persistent_cache_min_compile_time_secs", 0.2)


class Runner:
    """Implements `inference.engine.device.Device` with JAX.

    A batch costs its device the time of all its slots, free or not. On a CPU, whose time grows with them, each slot is
    a batch of its own, and one request alone is as fast as if there were no slots; a GPU, which mostly waits for its
    weights, has few, wide batches. Whatever else is in a batch, a request gives the same bits: shapes are the same, and
    nothing is summed over slots. A mash has a batch of its own, with a third side, while it is drawn: no other request
    pays for that side.

    Args:
        slots: requests drawn at once, over all devices; None: what suits the platform and its memory, in full batches.
        width: slots of a batch; None: 1 on a CPU, elsewhere at most GPU_BATCH_SLOTS, in batches of equal width.
        devices: by default all that this process has.
        previews: None: there are none.
    """

    def __init__(
        self,
        model: DalleMini,
        *,
        slots: int | None = None,
        width: int | None = None,
        devices: Sequence[jax.Device] | None = None,
        previews: PreviewTable | None = None,
    ) -> None:
        self.model = model
        self.previews = previews
        self.length = model.config.image_length
        self.vocabulary = model.vqgan_config.n_embed
        self.devices = list(devices or jax.local_devices())
        on_cpu = self.devices[0].platform == "cpu"
        # A CPU is as fast picture by picture, and needs a ninth of the memory.
        self._renderers = [Renderer(model, device, 1 if on_cpu else TILES) for device in self.devices]
        self.pictures_at_once = sum(renderer.pictures for renderer in self._renderers)
        self._barts = [Network(model.bart, device) for device in self.devices]
        self._mash_programs = [Programs(model, bart, 1, MASH_SIDES) for bart in self._barts]
        self._mash_compiled = False
        self._mashes: dict[int, SlotBatch] = {}  # by slot: each has a batch of its own, as long as it is drawn
        if slots is None:
            fit = 1 if on_cpu else _slots_that_fit(model, self.devices[0])
            wide = width or fit // _gpu_batches(fit)
            slots = len(self.devices) * (fit // wide * wide or fit)
        self.slots = slots
        self._width = 0
        each = self._per_device()
        self._make_batches(width or (1 if on_cpu else -(-each // _gpu_batches(each))))

    @property
    def name(self) -> str:
        return device_name(self.devices)

    def compile(self, on_progress: OnProgress = lambda share: None) -> None:
        """Compile every program that plain requests need. Raises DeviceOutOfMemory."""
        todo: list[tuple[object, str]] = [(renderer, "program") for renderer in self._renderers]
        todo += [(programs, name) for programs in self._used for name in ("step", "insert", "empty")]
        for done, (owner, program) in enumerate(todo, start=1):
            getattr(owner, program)  # compiles it, and keeps it
            on_progress(done / len(todo))

    def ready_for(self, request: Request) -> bool:
        """False for the first mash, until `prepare` has compiled its programs."""
        return request.load == 1 or self._mash_compiled

    def prepare(self, request: Request) -> None:
        """Compile the programs for mashes, in any thread. A start would take twice as long with them."""
        if request.load > 1:
            for programs in self._mash_programs[: len(self._used)]:
                _ = programs.step, programs.insert, programs.empty
            self._mash_compiled = True

    def load_bart(self, bart: Bart) -> None:
        """Draw with other weights of the same shapes; nothing is compiled again."""
        for network in self._barts:
            network.load(bart)

    def encode(self, request: Request) -> EncodedPrompt:
        """Tokenize the request's prompts; any thread may call it. Raises BadRequest for a prefix that does not fit."""
        return self.model.encode(request)

    def insert(self, slot: int, request: Request, prompt: EncodedPrompt) -> None:
        """Start a request in a free slot. Raises DeviceOutOfMemory."""
        if len(prompt.ids) == MASH_SIDES:
            self._mashes[slot] = SlotBatch(self._mash_programs[slot % len(self._used)], self.length)
        batch, place = self._at(slot)
        batch.insert(place, request, prompt)
        # A long prefix takes seconds, which belong to this request and not to the next chunk. Several devices work at
        # the same time.
        if len(self._used) == 1:
            batch.wait()

    def step(self) -> Mapping[int, int]:
        """One chunk in every taken, unfinished slot: slot -> codes drawn so far. Raises DeviceOutOfMemory."""
        batches = [*self.batches, *self._mashes.values()]
        drawn = {batch: batch.step() for batch in batches}  # start all devices before waiting for the first
        for batch in batches:
            batch.wait()
        places = ((slot, *self._at(slot)) for slot in range(self.slots))
        return {slot: drawn[batch][place] for slot, batch, place in places if place in drawn[batch]}

    def take(self, slot: int) -> Codes:
        """The codes of the wanted tiles, 0 where not drawn yet."""
        batch, place = self._at(slot)
        return batch.take(place)

    def preview(self, slot: int) -> Pictures | None:
        """What is drawn of the wanted tiles, by the table of previews; None until that is learned."""
        if self.previews is None or not self.previews.learned:
            return None
        batch, place = self._at(slot)
        return self.previews.pictures(batch.take(place), batch.drawn(place))

    def learn_codes(self) -> bool:
        """One part of the table of previews. Raises DeviceOutOfMemory."""
        return self.previews is not None and self.previews.learn(self.render, self.pictures_at_once)

    def free(self, slot: int) -> None:
        batch, place = self._at(slot)
        batch.free(place)
        self._mashes.pop(slot, None)

    def render(self, codes: Codes) -> Pictures:
        """Pictures of at most `pictures_at_once` tiles, split between the devices. Raises DeviceOutOfMemory."""
        if len(codes) > self.pictures_at_once:
            raise ValueError(f"{self.pictures_at_once} tiles are rendered at once, not {len(codes)}")
        each = self._renderers[0].pictures
        pieces = [codes[start : start + each] for start in range(0, len(codes), each)]
        # Start all devices before waiting for the first.
        started = [renderer.start(piece) for renderer, piece in zip(self._renderers, pieces, strict=False)]
        with memory():
            return np.concatenate([np.asarray(some)[: len(piece)] for some, piece in zip(started, pieces, strict=True)])

    def reset(self) -> None:
        """Empty all slots."""
        for batch in (*self.batches, *self._mashes.values()):
            batch.clear()
        self._mashes.clear()

    def halve_slots(self) -> bool:
        """Halve the number of slots and empty them all; False if there was only one. Raises DeviceOutOfMemory.

        This compiles the programs of batches that become narrower.
        """
        if self.slots == 1:
            self.reset()
            return False
        self.slots //= 2
        self.reset()  # before anything new needs the memory
        self._make_batches(min(self._width, self._per_device()))
        self.compile()
        return True

    def draw(self, request: Request, on_progress: OnProgress = lambda share: None) -> RunnerResult:
        """Codes and pictures of one request, without an engine; the same request gives the same bytes."""
        codes = self.codes(request, on_progress)
        return RunnerResult(codes, np.concatenate(list(self.pictures(codes))))

    def codes(self, request: Request, on_progress: OnProgress = lambda share: None) -> Codes:
        """The codes of one request, without an engine."""
        self.insert(0, request, self.encode(request))
        try:
            drawn = 0
            while drawn < self.length:
                drawn = self.step()[0]
                on_progress(drawn / self.length)
            return self.take(0)
        finally:
            self.free(0)

    def pictures(self, codes: Codes) -> Iterator[Pictures]:
        """Pictures of any number of tiles, `pictures_at_once` at a time."""
        for start in range(0, len(codes), self.pictures_at_once):
            yield self.render(codes[start : start + self.pictures_at_once])

    def replay(self, request: Request, codes: Int32[np.ndarray, " position"]) -> Replay:
        """What the network computed at each of a tile's `codes`, which `request` has drawn. Compiles its program."""
        bart, prompt = self._barts[0], self.model.encode(request)

        def program(parameters: Parameters, ids: Any, mask: Any, codes: Any, settings: SamplingSettings) -> Replay:
            return replay(bart.of(parameters), self.model.config, ids, mask, codes, settings, self.vocabulary)

        arguments = (bart.parameters, prompt.ids, prompt.mask, codes, SamplingSettings.of(request))
        with memory():
            seen: Replay = jax.device_get(compiled(bart.device, program, *arguments)(*arguments))
        return seen

    def _make_batches(self, width: int) -> None:
        """As many batches of `width` as the slots need, equally many on each device that has any."""
        if width != self._width:
            self._width = width
            self._programs = [Programs(self.model, bart, width) for bart in self._barts]
        self._used = self._programs[: self.slots]
        per_device = -(-self._per_device() // width)
        self.batches = [SlotBatch(programs, self.length) for programs in self._used for _ in range(per_device)]

    def _place(self, slot: int) -> tuple[int, int]:
        """The number of a slot's batch, and the slot's number within it.

        Slot 0 is on the first device, slot 1 on the second, ..., so that a few requests use all devices; on one device
        the first batch is filled before the second has to be stepped.
        """
        if not 0 <= slot < self.slots:
            raise ValueError(f"there are slots 0 to {self.slots - 1}, not {slot}")
        turn, device = divmod(slot, len(self._used))
        batch, place = divmod(turn, self._width)
        return device * (len(self.batches) // len(self._used)) + batch, place

    def _at(self, slot: int) -> tuple[SlotBatch, int]:
        batch, place = self._place(slot)
        return (self._mashes[slot], 0) if slot in self._mashes else (self.batches[batch], place)

    def _per_device(self) -> int:
        return -(-self.slots // len(self.devices))


def device_name(devices: Sequence[jax.Device] | None = None) -> str:
    """Such as "cpu (AMD EPYC)" or "8 x gpu (NVIDIA H100)"."""
    devices = devices or jax.local_devices()
    several = f"{len(devices)} x " if len(devices) > 1 else ""
    kind = devices[0].device_kind
    return f"{several}{devices[0].platform} ({_processor() if kind == 'cpu' else kind})"


def _processor() -> str:
    """This machine's, as Linux names it; elsewhere the architecture."""
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        lines = []
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return f"{next(names, platform.machine())}, {os.cpu_count()} cores"


def _gpu_batches(slots: int) -> int:
    return -(-slots // GPU_BATCH_SLOTS)


def _slots_that_fit(model: DalleMini, device: jax.Device) -> int:
    """Slots that a GPU's memory holds beside the weights, when a fifth of it is kept for everything else."""
    limit = (device.memory_stats() or {}).get("bytes_limit", 0)
    config, dtype = model.config, model.bart.decoder.tokens.table.dtype
    cache = 2 * 2 * config.decoder_layers * TILES * config.image_length * config.d_model * dtype.itemsize
    weights = sum(leaf.nbytes for leaf in jax.tree.leaves(nnx.state((model.bart, model.vqgan))))
    return max(1, min(MAX_GPU_SLOTS, int((0.8 * limit - weights) / cache)))

"""The device: a model's weights, and banks of slots dealt over what this machine has. Only this file places them."""

from __future__ import annotations

import os
import platform
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import jax
import numpy as np
from flax import nnx

from inference.api import TILES, Codes, Pictures, Request
from inference.device.slot_batch import Network, Programs, Renderer, SlotBatch, memory
from inference.engine.device import Prompted
from inference.files.dalle_mini import DalleMini

OnProgress: TypeAlias = Callable[[float], None]
"""Called with the part that is done, 0 to 1."""

MOST = 8
"""Slots of one GPU, unless somebody says otherwise or its memory holds fewer."""

WIDTH = 4
"""Slots of a GPU's bank. A step reads all weights and the caches of all its slots, taken or not. In bfloat16 Mega has
2.5 GB of the one and 0.9 GB a slot of the other: alone in a bank of 8, a request would wait for 9.7 GB a step, in one
of 4 for 6.1; eight requests wait for 9.7 in one bank of 8, and for 12.2 in two of 4."""


@dataclass(frozen=True, eq=False)
class RunnerResult:
    """A finished grid."""

    codes: Codes
    pictures: Pictures


def keep_programs(folder: Path) -> None:
    """Keep compiled programs in `folder`, so that the next start need not compile them again."""
    jax.config.update("jax_compilation_cache_dir", str(folder))
    jax.config.update("jax_persistent_cache_min_compile_time_secs", 0.2)


class Runner:
    """Fulfils `inference.engine.device.Device` with JAX.

    A bank costs its device the time of all its slots, free or not. On a CPU, whose time grows with them, each slot is
    a bank of its own, and one request alone is as fast as if there were no slots; a GPU, which mostly waits for its
    weights, has few, wide ones. Whatever else is in a bank, a request gives the same bits: shapes are the same, and
    nothing is summed over slots.

    Args:
        slots: requests drawn at once, over all devices; None: what suits the platform and its memory, in full banks.
        width: slots of a bank; None: 1 on a CPU, elsewhere at most WIDTH, in banks as even as can be.
        devices: by default all that this process has.
    """

    def __init__(
        self,
        model: DalleMini,
        *,
        slots: int | None = None,
        width: int | None = None,
        devices: Sequence[jax.Device] | None = None,
    ) -> None:
        self.model = model
        self.length = model.config.image_length
        self.vocabulary = model.vqgan_config.n_embed
        self.devices = list(devices or jax.local_devices())
        on_cpu = self.devices[0].platform == "cpu"
        # A CPU is as fast picture by picture, and needs a ninth of the memory.
        self._renderers = [Renderer(model, device, 1 if on_cpu else TILES) for device in self.devices]
        self.pictures_at_once = sum(renderer.pictures for renderer in self._renderers)
        self._barts = [Network(model.bart, device) for device in self.devices]
        if slots is None:
            fit = 1 if on_cpu else _that_fit(model, self.devices[0])
            wide = width or fit // _banks(fit)
            slots = len(self.devices) * (fit // wide * wide or fit)
        self.slots = slots
        self._width = 0
        each = self._per_device()
        self._deal(width or (1 if on_cpu else -(-each // _banks(each))))

    @property
    def name(self) -> str:
        return device_name(self.devices)

    def prepare(self, on_progress: OnProgress = lambda part: None) -> None:
        """Compile every program that will ever run. Raises DeviceOutOfMemory."""
        todo: list[tuple[object, str]] = [(renderer, "program") for renderer in self._renderers]
        todo += [(programs, name) for programs in self._used for name in ("step", "insert", "empty")]
        for done, (owner, program) in enumerate(todo, start=1):
            getattr(owner, program)  # compiled when it is first asked for
            on_progress(done / len(todo))

    def read(self, request: Request) -> Prompted:
        """The request's words as ids; any thread may ask. Raises BadRequest for a prefix that cannot be."""
        return self.model.read(request)

    def insert(self, slot: int, request: Request, prompted: Prompted) -> None:
        """Begin a request in a free slot. Raises DeviceOutOfMemory."""
        bank, place = self._at(slot)
        bank.insert(place, request, prompted)
        # A long prefix takes seconds, which are its own and not the next chunk's. Several devices begin side by side.
        if len(self._used) == 1:
            bank.wait()

    def step(self) -> Mapping[int, int]:
        """One chunk in every taken, unfinished slot: slot -> codes drawn so far. Raises DeviceOutOfMemory."""
        drawn = [bank.step() for bank in self.banks]  # every device is at work before the first is waited for
        for bank in self.banks:
            bank.wait()
        places = ((slot, *self._place(slot)) for slot in range(self.slots))
        return {slot: drawn[bank][place] for slot, bank, place in places if place in drawn[bank]}

    def take(self, slot: int) -> Codes:
        """The codes of the wanted tiles, 0 where not yet drawn."""
        bank, place = self._at(slot)
        return bank.take(place)

    def free(self, slot: int) -> None:
        bank, place = self._at(slot)
        bank.free(place)

    def render(self, codes: Codes) -> Pictures:
        """Pictures of at most `pictures_at_once` tiles, dealt over the devices. Raises DeviceOutOfMemory."""
        if len(codes) > self.pictures_at_once:
            raise ValueError(f"{self.pictures_at_once} tiles are rendered at once, not {len(codes)}")
        each = self._renderers[0].pictures
        pieces = [codes[start : start + each] for start in range(0, len(codes), each)]
        # Every device is at work before the first is waited for.
        painted = [renderer.start(piece) for renderer, piece in zip(self._renderers, pieces, strict=False)]
        with memory():
            return np.concatenate([np.asarray(some)[: len(piece)] for some, piece in zip(painted, pieces, strict=True)])

    def reset(self) -> None:
        """Forget all slots."""
        for bank in self.banks:
            bank.clear()

    def fewer(self) -> bool:
        """Half the slots, all free; False if there was only one. Raises DeviceOutOfMemory.

        Where banks become narrower, this compiles their programs.
        """
        if self.slots == 1:
            self.reset()
            return False
        self.slots //= 2
        self.reset()  # before anything new needs the memory
        self._deal(min(self._width, self._per_device()))
        self.prepare()
        return True

    def draw(self, request: Request, on_progress: OnProgress = lambda part: None) -> RunnerResult:
        """Codes and pictures of one request, where there is no engine; the same request gives the same bytes."""
        codes = self.codes(request, on_progress)
        return RunnerResult(codes, np.concatenate(list(self.pictures(codes))))

    def codes(self, request: Request, on_progress: OnProgress = lambda part: None) -> Codes:
        """The codes of one request, where there is no engine."""
        self.insert(0, request, self.read(request))
        try:
            drawn = 0
            while drawn < self.length:
                drawn = self.step()[0]
                on_progress(drawn / self.length)
            return self.take(0)
        finally:
            self.free(0)

    def pictures(self, codes: Codes) -> Iterator[Pictures]:
        """Pictures of any number of tiles, a few at a time, as the device likes them."""
        for start in range(0, len(codes), self.pictures_at_once):
            yield self.render(codes[start : start + self.pictures_at_once])

    def _deal(self, width: int) -> None:
        """Make as many banks of `width` as the slots need, equally many on each device that has any."""
        if width != self._width:
            self._width = width
            self._programs = [Programs(self.model, bart, width) for bart in self._barts]
        self._used = self._programs[: self.slots]
        per_device = -(-self._per_device() // width)
        self.banks = [SlotBatch(programs, self.length) for programs in self._used for _ in range(per_device)]

    def _place(self, slot: int) -> tuple[int, int]:
        """Where a slot is: which bank, and where in it.

        Slot 0 is on the first device, slot 1 on the second, ..., so that those taken first work side by side; on one
        device, the first bank is filled before the second has to be stepped.
        """
        if not 0 <= slot < self.slots:
            raise ValueError(f"there are slots 0 to {self.slots - 1}, not {slot}")
        turn, device = divmod(slot, len(self._used))
        bank, place = divmod(turn, self._width)
        return device * (len(self.banks) // len(self._used)) + bank, place

    def _at(self, slot: int) -> tuple[SlotBatch, int]:
        bank, place = self._place(slot)
        return self.banks[bank], place

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


def _banks(slots: int) -> int:
    """Of a GPU with so many slots."""
    return -(-slots // WIDTH)


def _that_fit(model: DalleMini, device: jax.Device) -> int:
    """Slots for which a GPU's memory has room beside the weights, and beside a fifth of it for everything else."""
    limit = (device.memory_stats() or {}).get("bytes_limit", 0)
    config, dtype = model.config, model.bart.decoder.tokens.table.dtype
    cache = 2 * 2 * config.decoder_layers * TILES * config.image_length * config.d_model * dtype.itemsize
    weights = sum(leaf.nbytes for leaf in jax.tree.leaves(nnx.state((model.bart, model.vqgan))))
    return max(1, min(MOST, int((0.8 * limit - weights) / cache)))

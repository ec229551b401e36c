"""A device without a network: its codes are a pure function of the request; tests set its seconds and its faults.

It implements `inference.engine.device.Device` and checks its caller: `violations` lists what broke the contract.
"""

from __future__ import annotations

import math
import threading
import time
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

import numpy as np

from inference.api import TILES, UNDRAWN, BadRequest, Codes, Pictures, PromptReading, Request
from inference.engine.device import EncodedPrompt

CODES = 1000
CELL = 2
"""Pixels of a code, in each direction."""

Fault = Callable[[str, tuple[Request, ...]], BaseException | None]
"""Called before every call of the device, with its name and its requests; returns what to raise, or None."""


def codes_of(request: Request) -> Codes:
    """What any device of this kind draws for `request`, with sixteen codes a tile."""
    return _codes(request, 16)


def pictures_of(codes: Codes) -> Pictures:
    """Every code is a square of its own colour."""
    side = math.isqrt(codes.shape[1])
    cells = codes.reshape(-1, side, side).repeat(CELL, 1).repeat(CELL, 2)
    return np.stack([cells % 251, cells % 241, cells % 239], -1).astype(np.uint8)


def _codes(request: Request, length: int) -> Codes:
    mash = (request.mash, request.dials) if request.load > 1 else ()
    what = (request.prompts[0], request.seed, request.negative, request.guidance, request.temperature, request.top_k)
    drawn_by = (*what, *mash)
    random = np.random.default_rng(zlib.crc32(repr(drawn_by).encode()))
    codes = random.integers(1, CODES, (TILES, length), dtype=np.int32)[: request.tiles]
    for tile, prefix in enumerate(request.prefix):
        codes[tile, : len(prefix)] = prefix
    return codes


@dataclass
class _Slot:
    request: Request
    codes: Codes
    drawn: int


@dataclass
class FakeDevice:
    """Draws `chunk` codes of every taken slot in a step.

    Args:
        spend: how to let seconds pass; time.sleep, or a virtual thread's.
        chunk_seconds: of a step, by the number of taken slots.
        noise: calls take up to this part more or less than they should, by a seed.
        fault: what fails when.
    """

    slots: int = 4
    length: int = 16
    vocabulary: int = CODES
    pictures_at_once: int = 4
    chunk: int = 4
    spend: Callable[[float], None] = time.sleep
    chunk_seconds: Callable[[int], float] = lambda busy: 0.0
    insert_seconds: float = 0.0
    take_seconds: float = 0.0
    preview_seconds: float = 0.0
    learn_seconds: float = 0.0
    unlearned: int = 0  # calls of learn_codes until there are previews
    render_seconds: float = 0.0
    compile_seconds: float = 0.0
    reset_seconds: float = 0.0  # and of halve_slots
    noise: float = 0.0
    fault: Fault = lambda call, requests: None
    name: str = "fake"
    calls: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)  # with the prompts in them
    seconds: dict[str, float] = field(default_factory=dict)  # spent in each kind of call
    violations: list[str] = field(default_factory=list)
    remember: bool = True  # calls
    lost: bool = False
    prepared: bool = False  # for mashes
    _taken: dict[int, _Slot] = field(default_factory=dict)
    _inside: threading.Lock = field(default_factory=threading.Lock)
    _random: np.random.Generator = field(default_factory=lambda: np.random.default_rng(0))

    @property
    def taken(self) -> int:
        return len(self._taken)

    def called(self, name: str) -> list[tuple[str, ...]]:
        """The prompts of every call of that name."""
        return [prompts for call, prompts in self.calls if call == name]

    def compile(self, on_progress: Callable[[float], None]) -> None:
        with self._call("compile", self.compile_seconds):
            on_progress(0.5)

    def ready_for(self, request: Request) -> bool:
        return request.load == 1 or self.prepared

    def prepare(self, request: Request) -> None:
        self.prepared = True

    def encode(self, request: Request) -> EncodedPrompt:
        if request.prompt == "unreadable":
            raise BadRequest("The prompt cannot be read.")
        if request.prefix and len(request.prefix[0]) >= self.length:
            raise BadRequest("The prefix is as long as a tile.")
        if any(not 0 <= code < self.vocabulary for tile in request.prefix for code in tile):
            raise BadRequest(f"A prefix has codes below {self.vocabulary}.")
        sides = 1 + len(request.prompts)
        readings = map(PromptReading, request.prompts)
        return EncodedPrompt(np.zeros((sides, 3), np.int32), np.ones((sides, 3), np.bool_), *readings)

    def insert(self, slot: int, request: Request, prompt: EncodedPrompt) -> None:
        self._watch(0 <= slot < self.slots, f"there is no slot {slot}")
        self._watch(slot not in self._taken, f"slot {slot} is taken")
        with self._call("insert", self.insert_seconds, request, loses=True):
            self._taken[slot] = _Slot(request, _codes(request, self.length), request.prefix_length)

    def step(self) -> Mapping[int, int]:
        drawing = {number: slot for number, slot in self._taken.items() if slot.drawn < self.length}
        self._watch(bool(drawing), "a step of nothing")
        requests = [slot.request for slot in drawing.values()]
        with self._call("step", self.chunk_seconds(len(drawing)), *requests, loses=True):
            for slot in drawing.values():
                slot.drawn = min(self.length, slot.drawn + self.chunk)
            return {number: slot.drawn for number, slot in drawing.items()}

    def take(self, slot: int) -> Codes:
        self._watch(slot in self._taken, f"nothing is in slot {slot}")
        drawing = self._taken[slot]
        with self._call("take", self.take_seconds, drawing.request):
            codes = drawing.codes.copy()
            codes[:, drawing.drawn :] = 0
            return codes

    def preview(self, slot: int) -> Pictures | None:
        self._watch(slot in self._taken, f"nothing is in slot {slot}")
        drawing = self._taken[slot]
        with self._call("preview", self.preview_seconds, drawing.request):
            if self.unlearned:
                return None
            pictures, shown = pictures_of(drawing.codes), pictures_of((np.arange(self.length) < drawing.drawn)[None])
            return np.where(shown > 0, pictures, np.uint8(UNDRAWN))

    def learn_codes(self) -> bool:
        with self._call("learn_codes", self.learn_seconds):
            self.unlearned = max(0, self.unlearned - 1)
            return self.unlearned > 0

    def free(self, slot: int) -> None:
        self._watch(slot in self._taken, f"nothing is in slot {slot}")
        with self._call("free", 0.0, self._taken[slot].request):
            del self._taken[slot]

    def render(self, codes: Codes) -> Pictures:
        self._watch(0 < len(codes) <= self.pictures_at_once, f"{len(codes)} tiles at once")
        self._watch(codes.min() >= 0 and codes.max() < self.vocabulary, "codes that there are not")
        with self._call("render", self.render_seconds):
            return pictures_of(codes)

    def reset(self) -> None:
        with self._call("reset", self.reset_seconds, restores=True):
            self._taken.clear()
            self.lost = False

    def halve_slots(self) -> bool:
        with self._call("halve_slots", self.reset_seconds, restores=True):
            self._taken.clear()
            self.lost = False
            was, self.slots = self.slots, max(1, self.slots // 2)
            return self.slots < was

    @contextmanager
    def _call(
        self, name: str, seconds: float, *requests: Request, loses: bool = False, restores: bool = False
    ) -> Iterator[None]:
        alone = self._inside.acquire(blocking=False)
        self._watch(alone, f"{name} in two threads at once")
        try:
            self._watch(restores or not self.lost, f"{name} after a failure, and before a reset")
            if self.remember:
                self.calls.append((name, tuple(request.prompt for request in requests)))
            seconds *= 1 + self.noise * self._random.uniform(-1, 1)
            self.seconds[name] = self.seconds.get(name, 0.0) + seconds
            if seconds:
                self.spend(seconds)
            if (error := self.fault(name, requests)) is not None:
                self.lost = self.lost or loses
                raise error
            yield
        finally:
            if alone:
                self._inside.release()

    def _watch(self, holds: bool, violation: str) -> None:
        if not holds:
            self.violations.append(violation)
            raise AssertionError(violation)

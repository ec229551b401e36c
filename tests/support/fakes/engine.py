"""An engine of a few hundred lines less: it draws small pictures of colours that depend on the request alone, at a
pace that a test sets, and fails when a test says so. It keeps the seam's promises: order by lane and tag, places,
expected waits, a limit on the line, and a closed generator frees its slot.
"""

from __future__ import annotations

import asyncio
import hashlib
import time
from collections import deque
from collections.abc import AsyncGenerator, Callable
from dataclasses import dataclass, field

import numpy as np

from inference.api import (
    BadRequest,
    Codes,
    Drawing,
    Drawn,
    EngineBusy,
    EngineClosed,
    EngineFailed,
    Pictures,
    Progress,
    PromptReading,
    Request,
    Waiting,
)

GRID = 4
EDGE = 16
"""A tile of this engine: 4 x 4 codes, each a block of 4 x 4 pixels."""
N_EMBED = 512


def codes_of(request: Request) -> Codes:
    """What is drawn for a request: a pure function of all that should matter, and of nothing else."""
    what: tuple[object, ...] = (request.prompts[0], request.seed, request.negative, request.guidance)
    what = (*what, request.temperature, request.top_k, *((request.mash, request.dials) if request.load > 1 else ()))
    drawn = hashlib.shake_256(repr((*what, request.top_p)).encode("utf-8", "replace"))
    codes = np.frombuffer(drawn.digest(2 * request.tiles * GRID * GRID), np.uint16) % N_EMBED
    codes = codes.reshape(request.tiles, GRID * GRID).astype(np.int32)
    if request.prefix:
        codes[:, : request.prefix_length] = request.prefix
    return codes


def pictures_of(codes: Codes, edge: int = EDGE) -> Pictures:
    """A colour for each code: three bits of red, of green and of blue."""
    grid = codes.reshape(-1, GRID, GRID)
    colours = np.stack([grid >> 6, (grid >> 3) & 7, grid & 7], -1) * 36
    return colours.repeat(edge // GRID, 1).repeat(edge // GRID, 2).astype(np.uint8)


@dataclass
class _Place:
    """One request in the line or in a slot."""

    request: Request
    number: int
    order: tuple[int, float, int]
    turn: asyncio.Event = field(default_factory=asyncio.Event)
    moved: asyncio.Event = field(default_factory=asyncio.Event)


class FakeEngine:
    """An `Engine` (inference/api.py).

    Args:
        seconds: how long a grid is drawn.
        chunks: in how many parts, each followed by a Drawing (and a preview, if the request wants some).
        slots: how many draw at the same time.
        longest_line: EngineBusy beyond it.
        charge: device seconds that a grid costs; `seconds` if None.
        fails: asked before each grid is drawn; an exception that it returns is raised.
        unread: words that are not read; unknown: words that the model does not know; kinds: what is drawn for a noun.
    """

    def __init__(
        self,
        seconds: float = 0.0,
        *,
        chunks: int = 4,
        slots: int = 4,
        longest_line: int = 50,
        charge: float | None = None,
        fails: Callable[[Request], Exception | None] = lambda request: None,
        unread: int = 0,
        unknown: tuple[str, ...] = (),
        kinds: tuple[tuple[str, str], ...] = (),
    ) -> None:
        self.seconds, self.chunks, self.slots, self.longest_line = seconds, chunks, slots, longest_line
        self.charge = seconds if charge is None else charge
        self.fails, self.unread, self.unknown, self.kinds = fails, unread, unknown, kinds
        self.asked: list[Request] = []
        self.drawn: list[Request] = []
        self.closed_early: list[Request] = []  # cancelled by closing the generator
        self.most_at_once = 0
        self.held = asyncio.Event()
        self.held.set()  # cleared: nothing moves, as if the device took its time
        self.rendered = 0
        self.edge = EDGE
        self.finished = 0.0  # when the last grid was, by perf_counter
        self._closing = False
        self._waiting: list[_Place] = []
        self._drawing: dict[int, _Place] = {}
        self._arrivals = 0
        self._recent: deque[float] = deque(maxlen=8)

    def hold(self) -> None:
        self.held.clear()

    def release(self) -> None:
        self.held.set()

    def close(self) -> None:
        """Stop: who waits gets EngineClosed, who draws finishes."""
        self._closing = True
        for place in self._waiting:
            place.moved.set()

    async def generate(self, request: Request) -> AsyncGenerator[Progress, None]:
        if self._closing:
            raise EngineClosed("The engine is stopping.")
        if len(self._waiting) >= self.longest_line:
            raise EngineBusy("The line is full.", retry_after=max(1.0, self.seconds))
        self.asked.append(request)
        self._arrivals += 1
        place = _Place(request, self._arrivals, (request.lane == "relaxed", request.tag, self._arrivals))
        self._waiting.append(place)
        self._admit()
        try:
            yield self._told(place)
            while not place.turn.is_set():
                await place.moved.wait()
                place.moved.clear()
                if self._closing and not place.turn.is_set():
                    raise EngineClosed("The engine stopped before this was drawn.")
                if not place.turn.is_set():
                    yield self._told(place)
            failure = self.fails(request)
            if failure:
                raise failure
            codes = codes_of(request)
            pictures = pictures_of(codes, self.edge)
            started = time.perf_counter()
            for chunk in range(self.chunks):
                done = chunk / self.chunks
                yield Drawing(done, self.seconds * (1 - done), self._preview(pictures, done, request))
                await asyncio.sleep(self.seconds / self.chunks)
                await self.held.wait()
            self._recent.append(time.perf_counter() - started)
            self.drawn.append(request)
            text = request.prompt if not self.unread else request.prompt[:20]
            reading = PromptReading(text, self.unread, self.unknown, kinds=self.kinds)
        except (GeneratorExit, asyncio.CancelledError):
            self.closed_early.append(request)
            raise
        finally:
            if place in self._waiting:
                self._waiting.remove(place)
            self._drawing.pop(place.number, None)
            self._admit()
        self.finished = time.perf_counter()
        yield Drawn(codes, pictures, self.charge, reading)

    async def render(self, codes: Codes) -> Pictures:
        if codes.ndim != 2 or codes.shape[1] != GRID * GRID or codes.min() < 0 or codes.max() >= N_EMBED:
            raise BadRequest("These are no codes of this model.")
        self.rendered += len(codes)
        return pictures_of(codes, self.edge)

    def _told(self, place: _Place) -> Waiting:
        ahead = sum(other.order < place.order for other in self._waiting)
        return self._estimate(ahead + 1)

    def _estimate(self, place: int) -> Waiting:
        seconds = self.seconds * (1 + (place - 1) / self.slots)
        return Waiting(place, seconds, seconds * 0.8, seconds * 1.5)

    def _admit(self) -> None:
        while self._waiting and len(self._drawing) < self.slots and not self._closing:
            first = min(self._waiting, key=lambda place: place.order)
            self._waiting.remove(first)
            self._drawing[first.number] = first
            first.turn.set()
        self.most_at_once = max(self.most_at_once, len(self._drawing))
        for place in [*self._waiting, *self._drawing.values()]:
            place.moved.set()

    def _preview(self, pictures: Pictures, done: float, request: Request) -> Pictures | None:
        if not request.previews or not done:
            return None
        preview = np.full_like(pictures, 128)
        rows = int(self.edge * done)
        preview[:, :rows] = pictures[:, :rows]
        return preview


def broken(times: int) -> Callable[[Request], Exception | None]:
    """Fails so many times, then draws."""
    left = [times]

    def fails(request: Request) -> Exception | None:
        if left[0] <= 0:
            return None
        left[0] -= 1
        return EngineFailed("Drawing failed twice.", reference="e7x1")

    return fails

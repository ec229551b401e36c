"""How long it will take: measured seconds of the device, and a walk through the rounds that are still to come.

It knows chunks, slots and places, and neither requests nor the device itself.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import NormalDist

from inference.api import Lane

RECENT = 0.05
"""Weight of the newest measurement, once there are twenty."""

DRIFT = 0.05
"""A machine that is slow now stays slow for a while, so a long wait's error grows with its length, too."""

UNMEASURED = 1.0
"""Seconds of anything before the first measurement. Nobody knows, and the band says so."""

LEARNT = 200
"""Past waits that the band is learnt from."""


@dataclass
class Seconds:
    """Seconds of one kind of call: an exponentially weighted mean and variance."""

    mean: float = UNMEASURED
    variance: float = UNMEASURED**2
    count: int = 0

    def add(self, seconds: float) -> None:
        self.count += 1
        weight = max(RECENT, 1 / self.count)
        off = seconds - self.mean
        self.mean += weight * off
        self.variance = (1 - weight) * (self.variance + weight * off * off)


@dataclass(frozen=True)
class ForecastJob:
    """What a request still asks of the device."""

    steps: int
    tiles: int


@dataclass(frozen=True)
class Outlook:
    """When something should be there: seconds from now, and how far off that may be (a standard deviation)."""

    seconds: float
    deviation: float


@dataclass(frozen=True)
class ForecastPlan:
    """What the walk found, in the order of what it was given."""

    drawing: list[Outlook]  # until the pictures of those in slots are there
    waiting: list[Outlook]  # until the pictures of those in line are there
    next_slot: Outlook  # until the first in line leaves it, or a newcomer would


@dataclass
class Forecast:
    """Learns from every call, and from every wait that ended otherwise than told."""

    pictures_at_once: int
    steps_per_chunk: int = 1
    insert: Seconds = field(default_factory=Seconds)
    render: Seconds = field(default_factory=Seconds)  # of one call, whatever the number of its tiles
    take: Seconds = field(default_factory=Seconds)
    _chunks: dict[int, Seconds] = field(default_factory=dict)  # by the number of busy slots
    _misses: dict[Lane, _Misses] = field(default_factory=lambda: {"fast": _Misses(), "relaxed": _Misses()})

    def chunk_took(self, seconds: float, *, busy: int, steps: int) -> None:
        """A chunk of `steps` was drawn in `busy` slots."""
        self.steps_per_chunk = max(self.steps_per_chunk, steps)
        if steps == self.steps_per_chunk:  # the last chunk of a tile may be a short one, and is no measure
            self._chunks.setdefault(busy, Seconds()).add(seconds)

    def chunk(self, busy: int) -> tuple[float, float]:
        """Mean and variance of a chunk's seconds with so many busy slots, from the nearest that were measured."""
        if not self._chunks:
            return UNMEASURED, UNMEASURED**2
        if busy in self._chunks:
            return self._chunks[busy].mean, self._chunks[busy].variance
        below = max((b for b in self._chunks if b < busy), default=None)
        above = min((b for b in self._chunks if b > busy), default=None)
        if below is None or above is None:
            nearest = self._chunks[below if below is not None else min(self._chunks)]
            return nearest.mean, nearest.variance
        part = (busy - below) / (above - below)
        low, high = self._chunks[below], self._chunks[above]
        return low.mean + part * (high.mean - low.mean), max(low.variance, high.variance)

    def seconds_per_step(self, busy: int) -> float:
        """Of one code of every tile in every busy slot; 0 before the first measurement."""
        return self.chunk(max(1, busy))[0] / self.steps_per_chunk if self._chunks else 0.0

    def chunks(self, steps: int) -> int:
        return math.ceil(steps / self.steps_per_chunk)

    def calls(self, tiles: int) -> int:
        """Renders of so many tiles."""
        return math.ceil(tiles / self.pictures_at_once)

    def preview(self, tiles: int) -> float:
        """Seconds that one look at an unfinished drawing costs the device."""
        return self.take.mean + self.calls(tiles) * self.render.mean

    def rest(self, job: ForecastJob, busy: int) -> float:
        """Seconds until a request that draws now is there, if its company stays as large as it is."""
        return self.chunks(job.steps) * self.chunk(busy)[0] + self.calls(job.tiles) * self.render.mean

    def plan(
        self,
        drawing: Sequence[ForecastJob],
        painting: tuple[int, int],
        waiting: Sequence[ForecastJob],
        slots: int,
        since: float | None = None,
    ) -> ForecastPlan:
        """Walk through the engine's rounds: admit, draw a chunk, paint what is finished; until everybody has pictures.

        Args:
            drawing: what is in slots, with the steps left when the chunk that runs now began.
            painting: tiles of finished drawings, which come before everything else, and other tiles, which are painted
                for as long as a chunk takes, after each.
            waiting: the line, in order.
            slots: how many there are.
            since: seconds since the chunk that runs now began; None if none runs.
        """
        return _Walk(self, drawing, painting, waiting, slots).through(since)

    def band(self, lane: Lane, outlook: Outlook) -> tuple[float, float, float]:
        """The likeliest wait, and the band that should hold 9 of 10: what was told before, corrected by what came."""
        soonest, likeliest, latest = (
            max(0.0, outlook.seconds + miss * outlook.deviation) for miss in self._misses[lane].quantiles
        )
        return likeliest, soonest, latest

    def came(self, lane: Lane, outlook: Outlook, seconds: float) -> None:
        """Pictures that were to take as long as `outlook` took `seconds`."""
        if outlook.deviation > 0:
            self._misses[lane].add((seconds - outlook.seconds) / outlook.deviation)


class _Misses:
    """By how many deviations waits were longer than computed, of late."""

    def __init__(self) -> None:
        # Before anything came: as if twenty-five waits had missed by a bell curve half as wide again as computed,
        # since nobody knows yet who else will come.
        self._recent = deque((1.5 * NormalDist().inv_cdf((n + 0.5) / 25) for n in range(25)), maxlen=LEARNT)
        self._measure()

    def add(self, miss: float) -> None:
        self._recent.append(miss)
        self._measure()

    def _measure(self) -> None:
        misses = sorted(self._recent)
        # A little more than nine tenths, because the future is a little less like the past than the past is.
        self.quantiles = [_quantile(misses, share) for share in (0.04, 0.5, 0.96)]


class _Walk:
    """The rounds to come, counted rather than run."""

    def __init__(
        self,
        forecast: Forecast,
        drawing: Sequence[ForecastJob],
        painting: tuple[int, int],
        waiting: Sequence[ForecastJob],
        slots: int,
    ) -> None:
        self.forecast = forecast
        self.slots = slots
        jobs = [*drawing, *waiting]
        self.tiles = [job.tiles for job in jobs]
        self.chunks_left = {number: forecast.chunks(job.steps) for number, job in enumerate(drawing)}
        self.line = deque(range(len(drawing), len(jobs)))
        self.steps = [job.steps for job in jobs]
        final, others = painting
        self.others = forecast.calls(others)
        self.finished: list[int] = []  # and not yet painted
        self.mean = self.variance = 0.0
        self.spend(forecast.calls(final), forecast.render.mean, forecast.render.variance)
        self.there: dict[int, Outlook] = {}
        self.admitted: Outlook | None = None
        self.first_drawing = len(drawing)

    def through(self, since: float | None) -> ForecastPlan:
        if since is not None and self.chunks_left:
            self.paint(self.draw(1, since))  # whoever waits, waits for the end of this chunk first
        while self.line or self.chunks_left:
            self.admit()
            # Nothing changes before the first is finished, unless there is painting to do in between.
            self.paint(self.draw(1 if self.others else max(1, min(self.chunks_left.values()))))
        self.admit()  # a newcomer to an empty line
        count = self.first_drawing
        outlooks = [self.there[number] for number in range(len(self.tiles))]
        return ForecastPlan(outlooks[:count], outlooks[count:], self.admitted or self.outlook())

    def outlook(self) -> Outlook:
        return Outlook(self.mean, math.sqrt(self.variance) + DRIFT * self.mean)

    def admit(self) -> None:
        while len(self.chunks_left) < self.slots:
            self.admitted = self.admitted or self.outlook()
            if not self.line:
                return
            number = self.line.popleft()
            self.spend(1, self.forecast.insert.mean, self.forecast.insert.variance)
            self.chunks_left[number] = self.forecast.chunks(self.steps[number])

    def draw(self, chunks: int, already: float = 0.0) -> float:
        mean, variance = self.forecast.chunk(len(self.chunks_left))
        self.spend(chunks, mean, variance)
        self.mean = max(0.0, self.mean - min(already, mean))
        for number in list(self.chunks_left):
            self.chunks_left[number] -= chunks
            if self.chunks_left[number] <= 0:
                del self.chunks_left[number]
                self.finished.append(number)
                self.spend(1, self.forecast.take.mean, self.forecast.take.variance)
        return mean

    def paint(self, seconds: float) -> None:
        """Calls are full, so that the tiles of one may be painted in the last call of another."""
        render, painted, tiles = self.forecast.render, 0, 0
        for number in self.finished:
            tiles += self.tiles[number]
            calls = self.forecast.calls(tiles) - painted
            self.spend(calls, render.mean, render.variance)
            painted += calls
            self.there[number] = self.outlook()
        self.finished.clear()
        calls = min(self.others, max(1, int(seconds / render.mean)) if render.mean > 0 else self.others)
        self.spend(calls, render.mean, render.variance)
        self.others -= calls

    def spend(self, times: int, mean: float, variance: float) -> None:
        self.mean += times * mean
        self.variance += times * variance


def _quantile(ordered: Sequence[float], share: float) -> float:
    """Linear between neighbours, as NumPy's default; NumPy itself would cost more than the whole walk."""
    at = share * (len(ordered) - 1)
    below = int(at)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (at - below) * (ordered[above] - ordered[below])

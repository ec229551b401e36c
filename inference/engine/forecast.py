"""How long it will take: measured seconds of device calls, and a simulation of the scheduler's next rounds.

It knows chunks, slots and tiles, but not requests or the device itself.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import NormalDist
from typing import Literal, TypeAlias

from inference.api import Lane

NEWEST_WEIGHT = 0.05
"""Weight of the newest measurement, once there are twenty."""

DRIFT_SHARE = 0.05
"""A machine that is slow now stays slow for a while, so the error of an estimate also grows with its length."""

UNMEASURED_SECONDS = 1.0
"""Assumed for any call before its first measurement; the deviation is as large."""

ERRORS_KEPT = 200
"""Past waits from which the interval is learned."""


Call: TypeAlias = Literal["insert", "chunk", "take", "render"]
"""The kinds of calls that are measured."""


@dataclass
class CallSeconds:
    """Seconds of one kind of call: an exponentially weighted mean and variance."""

    mean: float = UNMEASURED_SECONDS
    variance: float = UNMEASURED_SECONDS**2
    count: int = 0

    def add(self, seconds: float) -> None:
        self.count += 1
        weight = max(NEWEST_WEIGHT, 1 / self.count)
        difference = seconds - self.mean
        self.mean += weight * difference
        self.variance = (1 - weight) * (self.variance + weight * difference * difference)


@dataclass(frozen=True)
class ForecastJob:
    """What a request still needs from the device."""

    steps: int
    tiles: int
    load: float = 1.0  # what a step takes of the device, in plain requests


@dataclass(frozen=True)
class Estimate:
    """Seconds from now, and their standard deviation."""

    seconds: float
    deviation: float


@dataclass(frozen=True)
class ForecastPlan:
    queued: list[Estimate]  # until the pictures of each queued job are there, in the order of the queue
    in_slots: list[Estimate]  # the same of those in slots
    next_slot: Estimate  # until the first queued job, or else a new one, gets a slot


@dataclass
class Forecast:
    """Learns from every call, and from the error of every past estimate."""

    pictures_at_once: int
    steps_per_chunk: int = 1
    insert: CallSeconds = field(default_factory=CallSeconds)
    render: CallSeconds = field(default_factory=CallSeconds)  # of a call, whatever the number of its tiles
    take: CallSeconds = field(default_factory=CallSeconds)
    _chunks: dict[float, CallSeconds] = field(default_factory=dict)  # by the load of the busy slots
    _errors: dict[Lane, _Errors] = field(default_factory=lambda: {"fast": _Errors(), "relaxed": _Errors()})

    def add_chunk(self, seconds: float, *, busy: float, steps: int) -> None:
        """Learn from a chunk of `steps` in slots with the load `busy`: 1 for each plain request, more for a mash."""
        self.steps_per_chunk = max(self.steps_per_chunk, steps)
        if steps == self.steps_per_chunk:  # the last chunk of a tile may be shorter
            self._chunks.setdefault(busy, CallSeconds()).add(seconds)

    def chunk(self, busy: float) -> tuple[float, float]:
        """Mean and variance of a chunk's seconds with so much load, interpolated between those that were measured."""
        if not self._chunks:
            return UNMEASURED_SECONDS, UNMEASURED_SECONDS**2
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

    def seconds_per_step(self, busy: float) -> float:
        """For one code of every tile in every busy slot; 0 before the first measurement."""
        return self.chunk(max(1, busy))[0] / self.steps_per_chunk if self._chunks else 0.0

    def chunks(self, steps: int) -> int:
        return math.ceil(steps / self.steps_per_chunk)

    def render_calls(self, tiles: int) -> int:
        return math.ceil(tiles / self.pictures_at_once)

    def plan(
        self,
        in_slots: Sequence[ForecastJob],
        queued: Sequence[ForecastJob],
        *,
        slots: int,
        final_tiles: int,
        other_tiles: int,
        running: Call | None,
        running_for: float = 0.0,
    ) -> ForecastPlan:
        """Simulate the scheduler until every job has its pictures.

        Args:
            in_slots: with the steps that were left when the running chunk started.
            queued: in the order of the queue.
            slots: how many there are.
            final_tiles: unrendered tiles that complete requests, which go before everything else.
            other_tiles: all other unrendered tiles: after each chunk, as many as it took time.
            running: the device's running call, whose job or tiles count as if it had not begun.
            running_for: seconds since it started.
        """
        simulation = _Simulation(self, in_slots, queued, slots, final_tiles, other_tiles)
        return simulation.run(running, running_for)

    def interval(self, lane: Lane, estimate: Estimate) -> tuple[float, float, float]:
        """The likeliest seconds, and the ends of an interval for 9 of 10 waits, corrected by the errors of the past."""
        soonest, likeliest, latest = (
            max(0.0, estimate.seconds + error * estimate.deviation) for error in self._errors[lane].quantiles
        )
        return likeliest, soonest, latest

    def add_wait(self, lane: Lane, estimate: Estimate, seconds: float) -> None:
        """Learn from a wait that took `seconds` and not what was estimated."""
        if estimate.deviation > 0:
            self._errors[lane].add((seconds - estimate.seconds) / estimate.deviation)


class _Errors:
    """The errors of recent estimates, in standard deviations."""

    def __init__(self) -> None:
        # At the start: as if twenty-five waits had followed a normal distribution half as wide again as estimated,
        # because nothing is known yet about the requests to come.
        self._recent = deque((1.5 * NormalDist().inv_cdf((n + 0.5) / 25) for n in range(25)), maxlen=ERRORS_KEPT)
        self._measure()

    def add(self, error: float) -> None:
        self._recent.append(error)
        self._measure()

    def _measure(self) -> None:
        errors = sorted(self._recent)
        # A little wider than nine tenths, because the future differs a little from the past.
        self.quantiles = [_quantile(errors, share) for share in (0.04, 0.5, 0.96)]


class _Simulation:
    """The scheduler's next rounds, as sums of means and variances. Jobs are numbered, those in slots first."""

    def __init__(
        self,
        forecast: Forecast,
        in_slots: Sequence[ForecastJob],
        queued: Sequence[ForecastJob],
        slots: int,
        final_tiles: int,
        other_tiles: int,
    ) -> None:
        self.forecast = forecast
        self.slots = slots
        self.jobs = [*in_slots, *queued]
        self.chunks_left = {number: forecast.chunks(job.steps) for number, job in enumerate(in_slots)}
        self.queue = deque(range(len(in_slots), len(self.jobs)))
        self.other_calls = forecast.render_calls(other_tiles)
        self.unrendered: list[int] = []  # jobs whose codes are drawn
        self.mean = self.variance = 0.0
        self.final_calls = forecast.render_calls(final_tiles)
        self.completed: dict[int, Estimate] = {}
        self.first_slot: Estimate | None = None
        self.first_queued = len(in_slots)

    def run(self, running: Call | None, running_for: float) -> ForecastPlan:
        self.begin(running, running_for)
        while self.queue or self.chunks_left:
            self.admit()
            # Nothing changes before the first job is drawn, unless there is rendering to do in between.
            self.render(self.draw(1 if self.other_calls else max(1, min(self.chunks_left.values()))))
        self.admit()  # a new request, when the queue is empty
        completed = [self.completed[number] for number in range(len(self.jobs))]
        in_slots, queued = completed[: self.first_queued], completed[self.first_queued :]
        return ForecastPlan(queued, in_slots, self.first_slot or self.now())

    def begin(self, running: Call | None, already: float) -> None:
        """The rest of the running call, and what follows it in the same round."""
        render = self.forecast.render
        if running == "insert":
            self.spend_rest(self.forecast.insert, already)
        if running == "render":
            self.spend_rest(render, already)
            if self.final_calls:
                self.final_calls -= 1
            else:
                self.other_calls = max(0, self.other_calls - 1)
        self.spend(self.final_calls, render.mean, render.variance)
        if running == "chunk" and self.chunks_left:
            self.render(self.draw(1, already))  # nothing is admitted before this chunk ends
            return
        self.collect()
        if self.unrendered:
            self.render(0.0)

    def now(self) -> Estimate:
        return Estimate(self.mean, math.sqrt(self.variance) + DRIFT_SHARE * self.mean)

    def admit(self) -> None:
        while len(self.chunks_left) < self.slots:
            self.first_slot = self.first_slot or self.now()
            if not self.queue:
                return
            number = self.queue.popleft()
            self.spend(1, self.forecast.insert.mean, self.forecast.insert.variance)
            self.chunks_left[number] = self.forecast.chunks(self.jobs[number].steps)

    def draw(self, chunks: int, already: float = 0.0) -> float:
        """Returns the seconds of one chunk; `already` of them are over."""
        mean, variance = self.forecast.chunk(sum(self.jobs[number].load for number in self.chunks_left))
        self.spend(chunks, mean, variance)
        self.mean = max(0.0, self.mean - min(already, mean))
        for number in self.chunks_left:
            self.chunks_left[number] -= chunks
        self.collect()
        return mean

    def collect(self) -> None:
        """The codes of jobs that are drawn."""
        for number in list(self.chunks_left):
            if self.chunks_left[number] <= 0:
                del self.chunks_left[number]
                self.unrendered.append(number)
                self.spend(1, self.forecast.take.mean, self.forecast.take.variance)

    def render(self, seconds: float) -> None:
        """What is drawn, in full calls that may have tiles of two jobs; then other tiles for `seconds`."""
        render, calls_made, tiles = self.forecast.render, 0, 0
        for number in self.unrendered:
            tiles += self.jobs[number].tiles
            calls = self.forecast.render_calls(tiles) - calls_made
            self.spend(calls, render.mean, render.variance)
            calls_made += calls
            self.completed[number] = self.now()
        self.unrendered.clear()
        calls = min(self.other_calls, max(1, int(seconds / render.mean)) if render.mean > 0 else self.other_calls)
        self.spend(calls, render.mean, render.variance)
        self.other_calls -= calls

    def spend_rest(self, call: CallSeconds, already: float) -> None:
        """Of a call that has been running for `already` seconds."""
        self.spend(1, max(0.0, call.mean - already), call.variance)

    def spend(self, times: int, mean: float, variance: float) -> None:
        self.mean += times * mean
        self.variance += times * variance


def _quantile(ordered: Sequence[float], share: float) -> float:
    """Linear between neighbours, as NumPy's default; NumPy itself would cost more than the whole simulation."""
    at = share * (len(ordered) - 1)
    below = int(at)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (at - below) * (ordered[above] - ordered[below])

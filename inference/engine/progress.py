"""Progress reports for callers: places in the queue, drawn shares, and when the pictures will be there.

It reads the engine's state, and writes only what was reported.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping

from inference.api import Drawing, Lane, Pictures, Waiting
from inference.engine.device import Device
from inference.engine.forecast import Call, Estimate, Forecast, ForecastJob, ForecastPlan
from inference.engine.queue import RequestQueue
from inference.engine.render_queue import RenderQueue
from inference.engine.request import ActiveRequest

PREVIEW_SECONDS = 0.25
"""Between two previews of a request. No chat shows more, and each asks the device for its codes."""

FOLLOWING = 16
"""Queued requests that may share the device with those in slots before these end; more are not looked at."""


class ProgressReporter:
    """Reports what changes in the engine's own queue, slots and render queue."""

    def __init__(
        self,
        device: Device,
        forecast: Forecast,
        queue: RequestQueue,
        slots: Mapping[int, ActiveRequest],
        renders: RenderQueue,
        rendering: Collection[ActiveRequest],
        clock: Callable[[], float],
    ) -> None:
        self.device, self.forecast, self.queue, self.slots, self.renders = device, forecast, queue, slots, renders
        self.rendering, self.clock = rendering, clock
        self.running: Call | None = None  # on the device
        self.running_since = 0.0
        self.warming_since: float | None = None  # None: the device is warm
        self.compiled_share = 0.0
        self._reported_version = 0  # of the queue

    def report(self) -> None:
        """Send every caller what has changed since the last report."""
        self._report_drawn(
            [each for each in (*self.slots.values(), *self.rendering) if each.reported_work != each.work]
        )
        if self._reported_version != self.queue.version:
            self._reported_version = self.queue.version
            self._report_places()

    def drawn(self, request: ActiveRequest, preview: Pictures | None) -> None:
        """Report what is drawn of a request in a slot, and how it looks."""
        self._report_drawn([request], preview)

    def _report_drawn(self, requests: list[ActiveRequest], preview: Pictures | None = None) -> None:
        if not requests:
            return
        following = self.queue.order(self.clock())[:FOLLOWING]
        plan = self._plan([self._job(request) for request in following])
        seconds = dict(zip(self.slots.values(), (each.seconds for each in plan.in_slots), strict=True))
        for request in requests:
            request.reported_work = request.work
            left = seconds[request] if request in seconds else self._rendering_left(request)
            passed = self.clock() - request.slot_at
            if passed > 0:  # a machine that became slower does not take back what was reported
                request.reported_done = max(request.reported_done, passed / (passed + left))
            request.report(Drawing(request.reported_done, left, preview))

    def _report_places(self) -> None:
        order = self.queue.order(self.clock())
        if all(request.reported_place == place for place, request in enumerate(order, 1)):
            return
        estimates = self._plan([self._job(request) for request in order]).queued
        for place, (request, estimate) in enumerate(zip(order, estimates, strict=True), 1):
            if request.reported_place != place:
                # The forecast learns only from what was reported at the arrival, once the device was measured.
                if not request.reported_place and not request.lost_slot and self.warming_since is None:
                    request.first_estimate = estimate
                request.reported_place = place
                request.report(self._waiting(place, request.options.lane, estimate))

    def completed(self, request: ActiveRequest) -> None:
        """Learn from the difference between the first estimate and the wait that has just ended."""
        if request.first_estimate is not None and not request.lost_slot:
            waited = self.clock() - request.queued_at
            self.forecast.add_wait(request.options.lane, request.first_estimate, waited)

    def next_slot(self) -> float:
        """Seconds until a request leaves the queue for a slot, which is when a full queue has room again."""
        first = self.queue.order(self.clock())[:1]
        return self._while_warming(self._plan([self._job(request) for request in first]).next_slot).seconds

    @property
    def load(self) -> float:
        """Of the slots, in plain requests."""
        return sum(request.options.load for request in self.slots.values())

    def compiled(self, share: float) -> None:
        """Called by the device's thread with the share of programs that is compiled, 0 to 1."""
        self.compiled_share = share

    def preview_due(self, request: ActiveRequest) -> bool:
        """Whether a preview is due now. True only once for each preview, and only for requests that want previews."""
        now = self.clock()
        if not request.options.previews or now < request.previewed_at + PREVIEW_SECONDS:
            return False
        request.previewed_at = now
        return True

    def _rendering_left(self, request: ActiveRequest) -> float:
        """Seconds until the pictures of a request are rendered, whose codes are drawn."""
        tiles = self.renders.final_tiles_until(request.render) if request.render else 0
        return self.forecast.render_calls(tiles) * self.forecast.render.mean

    def _job(self, request: ActiveRequest) -> ForecastJob:
        steps = max(request.steps, request.options.prefix_length)
        return ForecastJob(self.device.length - steps, request.options.tiles, request.options.load)

    def _plan(self, queued: list[ForecastJob]) -> ForecastPlan:
        final = self.renders.final_tiles
        return self.forecast.plan(
            [self._job(request) for request in self.slots.values()],
            queued,
            slots=self.device.slots,
            final_tiles=final,
            other_tiles=self.renders.tiles - final,
            running=self.running,
            running_for=self.clock() - self.running_since,
        )

    def _waiting(self, place: int, lane: Lane, estimate: Estimate) -> Waiting:
        return Waiting(place, *self.forecast.interval(lane, self._while_warming(estimate)))

    def _while_warming(self, estimate: Estimate) -> Estimate:
        """Until the device is warm nothing is measured: add the rest of the warm-up, with a deviation as large."""
        if self.warming_since is None:
            return estimate
        passed = self.clock() - self.warming_since
        left = passed * (1 - self.compiled_share) / max(self.compiled_share, 0.1)
        return Estimate(estimate.seconds + left, estimate.seconds + left)

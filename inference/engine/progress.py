"""Progress reports for callers: places in the queue, drawn shares, and when the pictures will be there.

It reads the engine's state, and writes only what was reported.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from inference.api import Drawing, Lane, Pictures, Waiting
from inference.engine.device import Device
from inference.engine.forecast import Estimate, Forecast, ForecastJob, ForecastPlan
from inference.engine.queue import RequestQueue
from inference.engine.render_queue import RenderQueue
from inference.engine.request import ActiveRequest


class ProgressReporter:
    """Reports what changes in the engine's own queue and slots."""

    def __init__(
        self,
        device: Device,
        forecast: Forecast,
        queue: RequestQueue,
        slots: Mapping[int, ActiveRequest],
        renders: RenderQueue,
        clock: Callable[[], float],
    ) -> None:
        self.device, self.forecast, self.queue, self.slots, self.renders = device, forecast, queue, slots, renders
        self.clock = clock
        self.chunk_started_at: float | None = None  # None: no chunk is running
        self.warming_since: float | None = None  # None: the device is warm
        self.compiled_share = 0.0
        self._reported_version = 0  # of the queue

    def report(self) -> None:
        """Send every caller what has changed since the last report."""
        for request in self.slots.values():
            if request.reported_steps != request.steps:
                request.reported_steps = request.steps
                request.report(self.drawing(request))
        if self._reported_version != self.queue.version:
            self._reported_version = self.queue.version
            self._report_places()

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

    def drawing(self, request: ActiveRequest, preview: Pictures | None = None) -> Drawing:
        seconds = self.forecast.rest(self._job(request), max(1.0, self.load))
        return Drawing(self._drawn_share(request), seconds, preview)

    @property
    def load(self) -> float:
        """Of the slots, in plain requests."""
        return sum(request.options.load for request in self.slots.values())

    def compiled(self, share: float) -> None:
        """Called by the device's thread with the share of programs that is compiled, 0 to 1."""
        self.compiled_share = share

    def preview_due(self, request: ActiveRequest, time_share: float) -> bool:
        """Whether a preview is due now: they are evenly spread, and together cost at most `time_share` of the drawing.

        True only once for each preview, and only for requests that want previews.
        """
        if not request.options.previews:
            return False
        chunks = self.forecast.chunks(self.device.length - request.options.prefix_length)
        busy = self.load
        cost = self.forecast.preview(request.options.tiles)
        total = chunks * self.forecast.chunk(busy)[0] * request.options.load / busy
        previews = min(chunks - 1, int(time_share * total / cost)) if cost > 0 else chunks - 1
        due = min(previews, int(self._drawn_share(request) * (previews + 1)))
        if due <= request.previews:
            return False
        request.previews = due
        return True

    def _drawn_share(self, request: ActiveRequest) -> float:
        return (request.steps - request.options.prefix_length) / (self.device.length - request.options.prefix_length)

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
            chunk_running_for=None if self.chunk_started_at is None else self.clock() - self.chunk_started_at,
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

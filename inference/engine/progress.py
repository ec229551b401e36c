"""What everybody is told: places in the line, and when the pictures will be there.

It reads where everybody stands, and moves nobody.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from inference.api import TILES, Drawing, Lane, Pictures, Waiting
from inference.engine.device import Device
from inference.engine.forecast import Forecast, ForecastJob, ForecastPlan, Outlook
from inference.engine.queue import RequestQueue
from inference.engine.render_queue import RenderQueue
from inference.engine.request import ActiveRequest


class ProgressReporter:
    """Computes from the engine's own line, slots and easel, which it is given once."""

    def __init__(
        self,
        device: Device,
        forecast: Forecast,
        line: RequestQueue[ActiveRequest],
        slots: Mapping[int, ActiveRequest],
        easel: RenderQueue,
        clock: Callable[[], float],
    ) -> None:
        self.device, self.forecast, self.line, self.slots, self.easel = device, forecast, line, slots, easel
        self.clock = clock
        self.moved = False  # the line did, and those in it do not know yet
        self.fairest = 0.0  # the largest tag that got a slot so far: in fair queueing, what a newcomer would bring
        self.began: float | None = None  # when the chunk did that runs now
        self.warming_since: float | None = None  # None: warm
        self.warmed = 0.0  # the part of the warm-up that is done

    def tell(self) -> None:
        """Tell everybody what they do not know yet."""
        for ask in self.slots.values():
            if ask.told != ask.drawn:
                ask.told = ask.drawn
                ask.tell(self.drawing(ask))
        if self.moved:
            self.moved = False
            self._tell_line()

    def _tell_line(self) -> None:
        order = self.line.order(self.clock())
        if all(ask.place == place for place, ask in enumerate(order, 1)):
            return
        outlooks = self._plan([self.job(ask) for ask in order]).waiting
        for place, (ask, outlook) in enumerate(zip(order, outlooks, strict=True), 1):
            if ask.place != place:
                # Learn only from what was told on arrival, once the device was measured.
                if not ask.place and not ask.returned and self.warming_since is None:
                    ask.outlook = outlook
                ask.place = place
                ask.tell(self._waiting(place, ask.request.lane, outlook))

    def arrived(self, ask: ActiveRequest) -> None:
        """The pictures of `ask` are there: compare that with what was told."""
        if ask.outlook is not None and not ask.returned:
            self.forecast.came(ask.request.lane, ask.outlook, self.clock() - ask.since)

    def expected(self, lane: Lane) -> Waiting:
        """What a newcomer would be told who is as fair as whoever got a slot last."""
        now = self.clock()
        place = self.line.ahead(lane, self.fairest, now)
        jobs = [self.job(ask) for ask in self.line.order(now)]
        jobs.insert(place, ForecastJob(self.device.length, TILES))
        return self._waiting(place + 1, lane, self._plan(jobs).waiting[place])

    def next_slot(self) -> float:
        """Seconds until somebody leaves the line for a slot, which is when a full line has room again."""
        order = self.line.order(self.clock())
        return self._warm(self._plan([self.job(ask) for ask in order[:1]]).next_slot).seconds

    def drawing(self, ask: ActiveRequest, preview: Pictures | None = None) -> Drawing:
        return Drawing(self.done(ask), self.forecast.rest(self.job(ask), max(1, len(self.slots))), preview)

    def warm(self, part: float) -> None:
        """So much of the warm-up is done."""
        self.warmed = part

    def done(self, ask: ActiveRequest) -> float:
        return (ask.drawn - ask.prefix) / (self.device.length - ask.prefix)

    def job(self, ask: ActiveRequest) -> ForecastJob:
        return ForecastJob(self.device.length - max(ask.drawn, ask.prefix), ask.request.tiles)

    def looks(self, ask: ActiveRequest, share: float) -> bool:
        """Whether it is time for a preview: evenly spread, as many as cost at most `share` of the drawing's time."""
        chunks = self.forecast.chunks(self.device.length - ask.prefix)
        busy = len(self.slots)
        cost = self.forecast.preview(ask.request.tiles)
        total = chunks * self.forecast.chunk(busy)[0] / busy
        previews = min(chunks - 1, int(share * total / cost)) if cost > 0 else chunks - 1
        due = min(previews, int(self.done(ask) * (previews + 1)))
        if due <= ask.previews:
            return False
        ask.previews = due
        return True

    def _plan(self, waiting: list[ForecastJob]) -> ForecastPlan:
        return self.forecast.plan(
            [self.job(ask) for ask in self.slots.values()],
            (final := self.easel.final, len(self.easel) - final),
            waiting,
            self.device.slots,
            None if self.began is None else self.clock() - self.began,
        )

    def _waiting(self, place: int, lane: Lane, outlook: Outlook) -> Waiting:
        return Waiting(place, *self.forecast.band(lane, self._warm(outlook)))

    def _warm(self, outlook: Outlook) -> Outlook:
        """Before the device is warm, nothing is measured: add the rest of the warm-up, and doubt everything."""
        if self.warming_since is None:
            return outlook
        passed = self.clock() - self.warming_since
        left = passed * (1 - self.warmed) / max(self.warmed, 0.1)
        return Outlook(outlook.seconds + left, outlook.seconds + left)

"""One accepted request: its phase, its numbers, and a mailbox with the latest progress for its caller."""

from __future__ import annotations

import asyncio
import dataclasses
from dataclasses import dataclass, field
from enum import Enum, auto

from inference.api import Drawing, Drawn, Progress, Request, Waiting
from inference.engine.device import EncodedPrompt
from inference.engine.forecast import Estimate
from inference.engine.render_queue import RenderJob


class Phase(Enum):
    QUEUED = auto()
    IN_SLOT = auto()
    RENDERING = auto()  # all codes are drawn, the pictures are not rendered yet
    DONE = auto()  # completed, failed, or cancelled by its caller


NEXT_PHASES = {
    Phase.QUEUED: {Phase.IN_SLOT, Phase.DONE},
    Phase.IN_SLOT: {Phase.QUEUED, Phase.RENDERING, Phase.DONE},
    Phase.RENDERING: {Phase.DONE},
    Phase.DONE: set[Phase](),
}


@dataclass(eq=False)
class ActiveRequest:
    """Only the engine writes to it; `move_to` alone changes the phase."""

    options: Request
    prompt: EncodedPrompt
    arrival: int  # counts up; no two are equal
    queued_at: float  # seconds of the engine's clock, at the arrival
    phase: Phase = Phase.QUEUED
    steps: int = 0  # codes drawn of each tile, the prefix included
    device_seconds: float = 0.0  # of this try
    failures: int = 0  # tries that failed, perhaps because of this request
    run_alone: bool = False  # it may have caused a failure: the next try shares the device with no other request
    lost_slot: bool = False  # its slot was lost once: it goes ahead of every request that never had one
    slot_at: float = 0.0  # when it got its slot, in seconds of the engine's clock
    previewed_at: float = 0.0  # when its latest preview was due
    render: RenderJob | None = None  # of its pictures
    first_estimate: Estimate | None = None  # reported at the arrival; the forecast learns from it
    reported_done: float = 0.0  # of this try; it never goes back
    reported_work: int = -1
    reported_place: int = 0  # 0: none
    _unseen: Progress | Exception | None = None
    _changed: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def done(self) -> bool:
        return self.phase is Phase.DONE

    @property
    def work(self) -> int:
        """Steps and rendered tiles: a number that grows when there is progress to report."""
        return self.steps + (self.render.tiles_rendered if self.render else 0)

    def move_to(self, phase: Phase) -> None:
        if phase not in NEXT_PHASES[self.phase]:
            raise AssertionError(f"a request cannot go from {self.phase.name} to {phase.name}")
        self.phase = phase

    def requeue(self) -> None:
        """Start over after the slot was lost, as if nothing had been drawn."""
        self.move_to(Phase.QUEUED)
        self.steps, self.device_seconds = 0, 0.0
        self.reported_done, self.reported_work, self.reported_place = 0.0, -1, 0
        self.lost_slot = True

    def report(self, progress: Waiting | Drawing) -> None:
        """Replace what the caller has not seen yet: only the latest counts, so a slow caller costs no memory."""
        if self.done:
            return
        if isinstance(progress, Drawing) and progress.preview is None and isinstance(self._unseen, Drawing):
            # The unseen preview is still the newest.
            progress = dataclasses.replace(progress, preview=self._unseen.preview)
        self._unseen = progress
        self._changed.set()

    def finish(self, outcome: Drawn | Exception | None = None) -> None:
        """End with pictures, with an error, or with nothing if the caller has left. Only the first call counts."""
        if not self.done:
            self.move_to(Phase.DONE)
            self._unseen = outcome
            self._changed.set()

    async def next_progress(self) -> Progress:
        """Wait for progress that the caller has not seen, and return it.

        Raises:
            EngineError, BadRequest: the request ended without pictures.
        """
        while (latest := self._unseen) is None:
            self._changed.clear()
            await self._changed.wait()
        self._unseen = None
        if isinstance(latest, Exception):
            raise latest
        return latest

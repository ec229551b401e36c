"""One accepted request: where it stands, and the letterbox through which its asker hears of it."""

from __future__ import annotations

import asyncio
import dataclasses
from dataclasses import dataclass, field

from inference.api import Drawing, Drawn, Progress, Request
from inference.engine.device import Prompted
from inference.engine.forecast import Outlook


@dataclass(eq=False)
class ActiveRequest:
    """Its state is the engine's; nobody else writes it."""

    request: Request
    prompted: Prompted
    arrival: int
    since: float
    drawn: int = 0  # steps
    told: int = -1  # of them, the asker
    seconds: float = 0.0  # of the device, in this try
    failures: int = 0  # tries that may have failed because of this request
    alone: bool = False  # it failed in a slot: the next try is with nobody beside it
    returned: bool = False  # it was in a slot, and goes before everybody who was not
    place: int = 0  # told last; 0 is none
    previews: int = 0  # begun, or let pass
    outlook: Outlook | None = None  # told at the arrival, to learn from
    left: bool = False  # by its asker
    _latest: Progress | None = None
    _error: Exception | None = None
    _news: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def prefix(self) -> int:
        """Steps that are given rather than drawn."""
        return len(self.request.prefix[0]) if self.request.prefix else 0

    @property
    def answered(self) -> bool:
        """Nothing more will come: it is drawn, failed, handed back, or left by its asker."""
        return self.left or self._error is not None or isinstance(self._latest, Drawn)

    def tell(self, progress: Progress) -> None:
        """Replace what the asker has not yet looked at: only the latest counts, so a slow asker costs no memory."""
        if self.answered:
            return
        unseen = self._latest
        if isinstance(progress, Drawing) and isinstance(unseen, Drawing) and progress.preview is None:
            progress = dataclasses.replace(progress, preview=unseen.preview)  # it was paid for, and is still the newest
        self._latest = progress
        self._news.set()

    def fail(self, error: Exception) -> None:
        """The end without pictures."""
        if not self.answered:
            self._latest, self._error = None, error
            self._news.set()

    async def news(self) -> Progress:
        """The latest, once there is something new.

        Raises:
            EngineError, BadRequest: the end without pictures.
        """
        while (progress := self._latest) is None:
            if self._error is not None:
                raise self._error
            self._news.clear()
            await self._news.wait()
        if not isinstance(progress, Drawn):
            self._latest = None
        return progress

    def again(self) -> None:
        """Back into the line, as if it had never been drawn."""
        self.drawn, self.told, self.seconds, self.previews, self.place = 0, -1, 0.0, 0, 0
        self.returned = True

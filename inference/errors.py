"""What can go wrong on both sides of the seam. It imports nothing, so that a mistyped command is answered at once.

Exception
└── NonetError            a sentence for a person, saying what to do
    ├── BadRequest        the request itself cannot be drawn: the asker can mend it
    ├── ModelError        a model's file, name or configuration cannot be used: the operator can mend it
    └── EngineError       the request is fine, and could not be drawn
        ├── EngineBusy    the line is full: come back in so many seconds
        ├── EngineClosed  the engine is stopping: the request is handed back, untouched, for the next start
        └── EngineFailed  it was tried twice and given up, under a reference that is in the log, too
"""

from __future__ import annotations


class NonetError(Exception):
    """Anything whose text is one sentence that a person can act on."""


class BadRequest(NonetError):
    """The request cannot be drawn as asked; the text names the option, its range and what was given."""


class ModelError(NonetError):
    """A model cannot be used; the text names the file or key, what was expected and what was found."""


class EngineError(NonetError):
    """A good request could not be drawn now."""


class EngineBusy(EngineError):
    """The line is full. `retry_after` is when a place should be free, in seconds."""

    def __init__(self, sentence: str, retry_after: float) -> None:
        super().__init__(sentence)
        self.retry_after = retry_after


class EngineClosed(EngineError):
    """The engine takes no more, or hands this request back undrawn. Nothing was lost: ask the next engine."""


class EngineFailed(EngineError):
    """Drawing failed twice. `reference` finds the cause in the log."""

    def __init__(self, sentence: str, reference: str) -> None:
        super().__init__(sentence)
        self.reference = reference

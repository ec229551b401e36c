"""The exceptions of the engine and the bot. It imports nothing, so that a mistyped command is answered at once.

Exception
└── NonetError            its text is a sentence for a person, which says what to do
    ├── BadRequest        the request cannot be drawn: the person who sent it can correct it
    ├── ModelError        a model's file, name or configuration cannot be used: the operator can correct it
    └── EngineError       the request is fine, but was not drawn
        ├── EngineBusy    the queue is full: try again after some seconds
        ├── EngineClosed  the engine is stopping: the next engine can draw the request
        └── EngineFailed  the request failed twice; a reference leads to the cause in the log
"""

from __future__ import annotations

MAX_SENTENCE = 1000
"""Characters. A sentence may quote a file, and a file may hold anything."""


class NonetError(Exception):
    """Anything whose text is one sentence that a person can act on."""


def shown(value: object, limit: int = 40) -> str:
    """A value as Python writes it, but short: it may fill a screen, or be a number too long for Python to print."""
    try:
        text = repr(value)
    except (ValueError, RecursionError):
        return "a number of thousands of digits"
    return text if len(text) <= limit else f"{text[:limit]}…"


class BadRequest(NonetError):
    """The request cannot be drawn; the text names the option, its range and the given value."""


class ModelError(NonetError):
    """A model cannot be used; the text names the file or key, what was expected and what was found.

    The text is printable and at most about `MAX_SENTENCE` characters long, whatever it quotes.
    """

    def __init__(self, sentence: str) -> None:
        if len(sentence) > MAX_SENTENCE:
            sentence = f"{sentence[: MAX_SENTENCE // 2]} … {sentence[-MAX_SENTENCE // 2 :]}"
        if not sentence.isprintable():  # a name in a file may clear a terminal, or forge a line in a log
            sentence = "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in sentence)
        super().__init__(sentence)


class EngineError(NonetError):
    """A valid request was not drawn."""


class EngineBusy(EngineError):
    """The queue is full. A place should be free in `retry_after` seconds."""

    def __init__(self, sentence: str, retry_after: float) -> None:
        super().__init__(sentence)
        self.retry_after = retry_after


class EngineClosed(EngineError):
    """The engine accepts no requests any more, or stopped before this one was drawn. The next engine can draw it."""


class EngineFailed(EngineError):
    """Drawing failed twice. `reference` is in the log, beside the cause."""

    def __init__(self, sentence: str, reference: str) -> None:
        super().__init__(sentence)
        self.reference = reference

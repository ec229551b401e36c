"""Logging: one line per event, with the job's id, and never a prompt or a secret.

No call logs a prompt. Every line is searched for secrets before it is written. Lines of libraries that use the standard
library's logging get the same form.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterable
from typing import Any, TextIO

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

QUIET = ("discord", "slack_bolt", "slack_sdk", "aiohttp", "alembic", "sqlalchemy", "jax", "asyncio")
"""Libraries that log every step: only their warnings and errors are written."""

HIDDEN = "(secret)"


def configure(kind: str = "text", level: str = "info", secrets: Iterable[str] = (), out: TextIO | None = None) -> None:
    """Writes every log line of this process to `out` (stderr by default).

    Args:
        kind: "text" for people, "json" for machines, one object a line.
        level: "debug", "info", "warning" or "error"; lower ones are left out.
        secrets: values that are replaced wherever they occur, also in tracebacks.
    """
    out = out or sys.stderr
    hide = _Hide(secrets)
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.PositionalArgumentsFormatter(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        hide,
    ]
    last: Processor = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if kind == "json"
        else structlog.dev.ConsoleRenderer(colors=out.isatty())
    )
    handler = logging.StreamHandler(out)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                *([] if kind == "json" else [_one_line]),
                last,
            ],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    for name in QUIET:
        logging.getLogger(name).setLevel(max(logging.WARNING, root.level))
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,  # tests configure it again
    )


def _one_line(logger: WrappedLogger, method: str, event: EventDict) -> EventDict:
    """Text from elsewhere begins no line of its own: control characters are escaped, and tracebacks are indented."""
    return {key: _escaped(value, indented=key in ("exception", "stack")) for key, value in event.items()}


def _escaped(value: Any, *, indented: bool) -> Any:
    if not isinstance(value, str) or value.isprintable():
        return value
    lines = ["".join(sign if sign.isprintable() else repr(sign)[1:-1] for sign in line) for line in value.split("\n")]
    return ("\n    " if indented else "\\n").join(lines)


class _Hide:
    """Replaces secrets in all values of an event. A secret below six characters would match words, so it is left."""

    def __init__(self, secrets: Iterable[str]) -> None:
        # The longest first: a URL may hold another secret.
        self._secrets = sorted({secret for secret in secrets if len(secret) >= 6}, key=len, reverse=True)

    def __call__(self, logger: WrappedLogger, method: str, event: EventDict) -> EventDict:
        return {key: self._hidden(value) for key, value in event.items()} if self._secrets else event

    def _hidden(self, value: Any) -> Any:
        if _plain(value):
            return value
        text = value if isinstance(value, str) else str(value)
        hidden = text
        for secret in self._secrets:
            hidden = hidden.replace(secret, HIDDEN)
        return value if hidden == text else hidden


def _plain(value: Any) -> bool:
    """Whether a value is a number or structlog's own record, which hold no text."""
    return isinstance(value, (bool, int, float, logging.LogRecord)) or value is None

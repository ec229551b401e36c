"""References of errors: the log has the traceback under a short reference, which the reply repeats."""

from __future__ import annotations

import secrets
from contextlib import suppress

import structlog

log = structlog.get_logger(__name__)


def reference_of(error: BaseException, **facts: object) -> str:
    """Logs the error and returns its reference, six hexadecimal digits."""
    reference = secrets.token_hex(3)
    with suppress(Exception):  # the reply is sent even if the log cannot be written
        log.error("unexpected error", reference=reference, exc_info=error, **facts)
    return reference

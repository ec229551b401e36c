"""What went wrong on our side: the log has the whole story under a short reference that the reply repeats."""

from __future__ import annotations

import secrets
from contextlib import suppress

import structlog

log = structlog.get_logger(__name__)


def reference_of(error: BaseException, **facts: object) -> str:
    """A short reference, under which the log has the whole story."""
    reference = secrets.token_hex(3)
    with suppress(Exception):  # a log that cannot be written must not cost the answer
        log.error("went wrong", reference=reference, exc_info=error, **facts)
    return reference

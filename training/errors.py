"""What training says instead of a traceback."""

from __future__ import annotations

from inference.errors import NonetError


class TrainingError(NonetError):
    """Training cannot start or go on; the text says why and what to do."""

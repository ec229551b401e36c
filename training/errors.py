"""The error of training."""

from __future__ import annotations

from inference.errors import NonetError


class TrainingError(NonetError):
    """Training cannot start or continue; the text says why and what to do."""

"""What is kept for the next start, so that it is quick: compiled programs, and tables of previews."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path


def keep() -> None:
    """Keep compiled programs; with nowhere to write, each start compiles."""
    from inference.device.runner import keep_programs  # imports JAX

    if programs := folder("programs"):
        keep_programs(programs)


def folder(name: str) -> Path | None:
    """~/.cache/nonet/NAME, or under XDG_CACHE_HOME; None with nowhere to write."""
    with suppress(OSError, RuntimeError):
        path = Path(os.environ.get("XDG_CACHE_HOME") or "~/.cache").expanduser() / "nonet" / name
        path.mkdir(parents=True, exist_ok=True)
        if os.access(path, os.W_OK):
            return path
    return None

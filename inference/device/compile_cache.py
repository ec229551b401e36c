"""Where compiled programs are kept, so that the second start is quick."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path


def keep() -> None:
    """Keep them in ~/.cache/nonet/programs, or under XDG_CACHE_HOME; with nowhere to write, each start compiles."""
    from inference.device.runner import keep_programs  # imports JAX

    with suppress(OSError, RuntimeError):
        folder = Path(os.environ.get("XDG_CACHE_HOME") or "~/.cache").expanduser() / "nonet" / "programs"
        folder.mkdir(parents=True, exist_ok=True)
        if os.access(folder, os.W_OK):
            keep_programs(folder)

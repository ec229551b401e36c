"""Files that appear whole: a run that is killed while it writes leaves the old file, or none."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A path to write to; the file takes the place of `path` when the block ends without an error."""
    temporary = path.with_suffix(".writing")
    yield temporary
    temporary.replace(path)

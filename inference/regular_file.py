"""Reading a model's files: only regular ones, and only up to a limit. Every error is an OSError or a ValueError.

A model folder may come from anywhere. Reading a named pipe in the place of a file would wait for ever, and reading
/dev/zero would never end.
"""

from __future__ import annotations

import errno
import json
import os
import stat
from io import BufferedReader
from pathlib import Path
from typing import Any

MAX_JSON_BYTES = 6 * 2**20
"""Mini's tokenizer.json has 2 MB, or 3.6 MB as transformers writes it today. The worst 6 MiB cost a second."""


def open_regular(path: Path) -> BufferedReader:
    """Open a regular file for reading, without waiting for anything.

    Raises:
        OSError: it cannot be opened, or is something else; `strerror` says what.
    """
    file = os.fdopen(os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC), "rb")
    mode = os.fstat(file.fileno()).st_mode
    if not stat.S_ISREG(mode):
        file.close()
        kind = "a named pipe" if stat.S_ISFIFO(mode) else "a device"
        raise OSError(errno.EINVAL, f"It is {kind}, not a file", str(path))
    return file


def read_text(path: Path, limit: int = MAX_JSON_BYTES) -> str:
    """The text of a UTF-8 file of at most `limit` bytes. Raises OSError, or ValueError for other bytes."""
    with open_regular(path) as file:
        data = file.read(limit + 1)
    if len(data) > limit:
        raise OSError(errno.EFBIG, f"It has more than {limit:,} bytes", str(path))
    return data.decode("utf-8")


def read_json(path: Path, limit: int = MAX_JSON_BYTES) -> Any:
    """What a JSON file of at most `limit` bytes holds. Raises OSError, or ValueError for what is no JSON."""
    text = read_text(path, limit)
    try:
        return json.loads(text, object_pairs_hook=_once)
    except RecursionError as error:
        raise ValueError("it is nested too deeply") from error


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    values = dict(pairs)
    if len(values) < len(pairs):
        names = [name for name, _ in pairs]
        raise ValueError(f"{next(name for name in values if names.count(name) > 1)!r} is there twice")
    return values
